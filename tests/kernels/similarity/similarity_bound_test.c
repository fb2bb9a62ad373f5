/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Selection through codes where the bound is all that decides: norms in the plain range, scores at the edge of what the
 * codes can tell apart. The outcome equals the plain selection, and some rows are ruled out in each kind.
 */

#include "similarity_coded.h"

/*
 * HIDDEN          Cauchy-Schwarz is met with equality: the rest of every row is parallel to the query, for some rows and
 *                 against it for others, so codes rank rows wrongly by as much as they ever can
 * HIDDEN_QUERY    the rest is the query's, and rows follow its signs more or less
 * NEAR_TIES       scores a few last places apart around the k-th, the other rows an interval's width below
 * OPPOSED         every dot product is negative
 * DUPLICATES      a few distinct rows, many times: order by id alone
 * WIDE            magnitudes over 2^20 within each row and from row to row: the codes see a few elements only
 */
enum kind { HIDDEN, HIDDEN_QUERY, NEAR_TIES, OPPOSED, DUPLICATES, WIDE, KINDS };
static const char *const names[] = {"hidden", "hidden query", "near ties", "opposed", "duplicates", "wide"};

/* codes * scale + rest: the rest is 0.49 of a step, along `direction` on every element but the first, which sets the scale. */
static void with_rest(rng *r, float *out, uint64_t dim, const float *direction, float along, float scale) {
    out[0] = 127.0f * scale;
    for (size_t j = 1; j < dim; ++j) {
        const float code = (float)(int64_t)rng_below(r, 3) - 1.0f;
        out[j] = scale * (code + along * 0.49f * (direction[j] < 0.0f ? -1.0f : 1.0f));
    }
}

static void signs(rng *r, float *out, uint64_t dim, float magnitude) {
    for (size_t j = 0; j < dim; ++j) out[j] = rng_below(r, 2) == 0 ? magnitude : -magnitude;
    out[0] = magnitude;
}

static void fill(rng *r, coded *w, enum kind kind, uint64_t count, uint64_t dim) {
    float *query = w->query;
    const float scale = ldexpf(1.0f, (int)rng_below(r, 21) - 10);
    signs(r, query, dim, scale); /* elements of one magnitude: their codes are exact */
    if (kind == HIDDEN_QUERY) {
        signs(r, query + dim, dim, 1.0f); /* taken for a row's place later */
        with_rest(r, query, dim, query + dim, 1.0f, scale / 127.0f);
    }
    if (kind == NEAR_TIES || kind == OPPOSED || kind == DUPLICATES) rng_fill(r, query, dim, -scale, scale);
    for (size_t i = 0; i < count; ++i) {
        float *row = w->data + i * dim;
        const float step = kind == HIDDEN ? 0.01f : ldexpf(0.01f, (int)(i * 7 % 21) - 10);
        switch (kind) {
        case HIDDEN: with_rest(r, row, dim, query, rng_below(r, 8) == 0 ? 1.0f : -1.0f, step); break;
        case HIDDEN_QUERY: {
            const uint64_t follow = rng_below(r, 9);
            signs(r, row, dim, 0.01f);
            for (size_t j = 1; j < dim; ++j)
                if (rng_below(r, 8) < follow) row[j] = w->query[dim + j] * 0.01f;
            break;
        }
        case NEAR_TIES: {
            /* A coded row keeps its place to about 1 % of its length. */
            const float below = rng_below(r, 3) == 0 ? 0.0f : rng_float(r, 0.0f, 0.05f);
            for (size_t j = 0; j < dim; ++j) row[j] = query[j] * (1.0f - below) * (1.0f + (float)rng_below(r, 3) * 0x1p-23f);
            break;
        }
        case OPPOSED:
            for (size_t j = 0; j < dim; ++j) row[j] = -query[j] * rng_float(r, 0.2f, 1.8f);
            break;
        case DUPLICATES:
            if (i >= 7) memcpy(row, w->data + rng_below(r, 7) * dim, dim * sizeof *row);
            else rng_fill(r, row, dim, -1, 1);
            break;
        default:
            for (size_t j = 0; j < dim; ++j) row[j] = ldexpf(rng_float(r, -1, 1), -(int)rng_below(r, 21)) * step;
            break;
        }
    }
    memcpy(w->query + dim, w->data + rng_below(r, count) * dim, dim * sizeof *query);
    for (size_t i = 0; i < count; ++i) w->multiply[i] = rng_float(r, -1, 2), w->add[i] = rng_float(r, -1, 1) * scale;
    for (size_t i = 0; i < sizeof w->filter / 8; ++i) w->filter[i] = rng_next(r) | rng_next(r);
    code_rows(w, count, dim, 1 + rng_below(r, 2));
    for (size_t i = 0; i < count; ++i) assert_true(w->errors[i] < INFINITY);
}

static void hard_cases(void **state) {
    (void)state;
    rng r = rng_seeded("hard_cases");
    static coded w;
    static uint64_t workspace[40000];
    uint64_t totals[KINDS][2] = {{0}};
    for_each_level(level) {
        const int rounds = level == ENGRAM_LEVEL_SCALAR ? 2000 : 8000;
        for (int round = 0; round < rounds; ++round) {
            const enum kind kind = (enum kind)(round % KINDS);
            fill(&r, &w, kind, MAX_ROWS - rng_below(&r, 40), rng_below(&r, 4) == 0 ? rng_below(&r, MAX_DIM - 8) + 9 : 64);
            const engram_executor executor = {sizeof executor, (uint32_t)rng_below(&r, 9), NULL, run_backwards};
            engram_topk_options o = {.size = sizeof o};
            if (rng_below(&r, 4) == 0) o.multiply = w.multiply;
            if (rng_below(&r, 4) == 0) o.add = w.add;
            if (rng_below(&r, 4) == 0) o.filter = w.filter, o.filter_bits = MAX_ROWS;
            if (rng_below(&r, 4) == 0) o.executor = &executor, o.scratch = workspace, o.scratch_bytes = sizeof workspace;
            compare(&w, (engram_metric)(1 + round / KINDS % 3), 1 + rng_below(&r, 6), &o, totals[kind]);
        }
    }
    for (int i = 0; i < KINDS; ++i) {
        print_message("%s: %llu of %llu rows rescored\n", names[i], (unsigned long long)totals[i][1],
                      (unsigned long long)totals[i][0]);
        assert_true(totals[i][1] < totals[i][0]);
    }
}

enum { EDGE_DIM = 128, EDGE_ROWS = 9 };

/* The rest of the last row is along the query, that of the others against it; codes of the others are 1 up to `ones`. */
static void rest_of_rows(coded *w, int ones) {
    for (size_t j = 0; j < EDGE_DIM; ++j) w->query[j] = 1.0f;
    for (size_t i = 0; i < EDGE_ROWS; ++i) {
        w->data[i * EDGE_DIM] = 127.0f;
        for (size_t j = 1; j < EDGE_DIM; ++j)
            w->data[i * EDGE_DIM + j] = i == EDGE_ROWS - 1 ? 0.49f : (j <= (size_t)ones ? 1.0f : 0.0f) - 0.49f;
    }
}

/* All of the query but one element is rest, the last row is along it, and the others are along that one element. */
static void rest_of_the_query(coded *w, int score) {
    for (size_t j = 0; j < EDGE_DIM; ++j) w->query[j] = j == 0 ? 127.0f : 0.49f;
    for (size_t i = 0; i < EDGE_ROWS; ++i)
        for (size_t j = 0; j < EDGE_DIM; ++j)
            w->data[i * EDGE_DIM + j] = i == EDGE_ROWS - 1 ? (j == 0 ? 0.0f : 1.0f) : j == 0 ? (float)score / 254.0f : 0.0f;
}

/*
 * The bound at its edge: the last row is the best, while codes put it below the others by any amount up to all that the
 * rests can be worth. An interval 10 % too narrow loses it.
 */
static void the_bound_is_met(void **state) {
    (void)state;
    static coded w;
    for_each_level(level) {
        int hidden = 0;
        uint64_t totals[2] = {0};
        for (int i = 1; i <= 248; ++i) {
            if (i <= 124) rest_of_rows(&w, i);
            else rest_of_the_query(&w, i - 125);
            code_rows(&w, EDGE_ROWS, EDGE_DIM, 1);
            compare(&w, ENGRAM_METRIC_DOT, 1, NULL, totals);
            engram_hit hit;
            engram_topk_counts counts;
            assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_DOT, &w.queries, &w.rows, 1, NULL, &hit, &counts), ENGRAM_OK);
            hidden += hit.id == EDGE_ROWS - 1;
        }
        assert_int_equal(hidden, 248);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_cases),
        cmocka_unit_test(the_bound_is_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
