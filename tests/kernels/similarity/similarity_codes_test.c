/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Selection through i8 codes equals the plain selection, always; and the codes are what the proof assumes. */

#include <float.h>

#include "similarity_coded.h"

enum kind { UNIFORM, CLUSTERED, NEARLY_EQUAL, SPIKED, MIXED_SCALES, EXTREME, KINDS };

static float element(rng *r, enum kind kind, size_t row, const float *centre) {
    switch (kind) {
    case CLUSTERED: return centre[row % 4] + rng_float(r, -0.1f, 0.1f);
    case NEARLY_EQUAL: return centre[0] * (1.0f + (float)rng_below(r, 3) * 0x1p-23f);
    case SPIKED: return rng_below(r, 30) == 0 ? rng_float(r, -100, 100) : rng_float(r, -0.01f, 0.01f);
    case MIXED_SCALES: return ldexpf(rng_float(r, -1, 1), (int)(row * 7 % 60) - 30);
    case EXTREME: return ldexpf(rng_float(r, -1, 1), (int)(row * 11 % 250) - 140);
    default: return rng_float(r, -1, 1);
    }
}

static void fill(rng *r, coded *w, enum kind kind, uint64_t count, uint64_t dim) {
    for (size_t j = 0; j < dim; ++j) {
        const float centre[4] = {rng_float(r, -1, 1), rng_float(r, -1, 1), rng_float(r, -1, 1), rng_float(r, -1, 1)};
        for (size_t i = 0; i < count; ++i) w->data[i * dim + j] = element(r, kind, i, centre);
        for (size_t i = 0; i < 2; ++i) w->query[i * dim + j] = element(r, kind, i, centre);
    }
    for (size_t i = 0; i < count; ++i) {
        const uint64_t odd = rng_below(r, 60);
        if (odd == 0) memset(w->data + i * dim, 0, dim * sizeof(float));
        if (odd == 1) w->data[i * dim + rng_below(r, dim)] = NAN;
        if (odd == 2) w->data[i * dim + rng_below(r, dim)] = INFINITY;
        if (odd == 3 && i > 0) memcpy(w->data + i * dim, w->data, dim * sizeof(float));
        w->multiply[i] = rng_below(r, 30) == 0 ? INFINITY : rng_float(r, -1, 2);
        w->add[i] = rng_below(r, 30) == 0 ? NAN : rng_float(r, -1, 1);
    }
    for (size_t i = 0; i < sizeof w->filter / 8; ++i) w->filter[i] = rng_next(r);
    code_rows(w, count, dim, 1 + rng_below(r, 2));
}

/*
 * Six kinds of data: all metrics, all options, every level in turn. Most norms of the last kind are outside the plain
 * range, so that its queries and rows are answered without codes; similarity_bound_test has the hard cases within it.
 */
static void codes_never_show(void **state) {
    (void)state;
    rng r = rng_seeded("codes_never_show");
    static coded w;
    static uint64_t workspace[40000];
    uint64_t totals[KINDS][2] = {{0}};
    for_each_level(level) {
        const int rounds = level == ENGRAM_LEVEL_SCALAR ? 1500 : 5000;
        for (int round = 0; round < rounds; ++round) {
            const enum kind kind = (enum kind)(round % KINDS);
            fill(&r, &w, kind, rng_below(&r, MAX_ROWS) + 1, rng_below(&r, 4) == 0 ? rng_below(&r, MAX_DIM) + 1 : 64);
            const engram_executor executor = {sizeof executor, (uint32_t)rng_below(&r, 9), NULL, run_backwards};
            engram_topk_options o = {.size = sizeof o, .id_base = 5};
            if (rng_below(&r, 3) == 0) o.multiply = w.multiply;
            if (rng_below(&r, 3) == 0) o.add = w.add;
            if (rng_below(&r, 3) == 0) o.filter = w.filter, o.filter_bits = MAX_ROWS;
            if (rng_below(&r, 3) == 0) o.flags = ENGRAM_TOPK_THRESHOLD, o.threshold = rng_float(&r, -1, 2);
            if (rng_below(&r, 3) == 0) o.executor = &executor, o.scratch = workspace, o.scratch_bytes = sizeof workspace;
            const uint64_t k = rng_below(&r, 5) == 0 ? rng_below(&r, MAX_K) : rng_below(&r, 6);
            compare(&w, (engram_metric)(1 + round / KINDS % 3), k, &o, totals[kind]);
        }
    }
    static const char *const names[] = {"uniform", "clustered", "nearly equal", "spiked", "mixed scales", "extreme, without codes"};
    for (int i = 0; i < KINDS; ++i)
        print_message("%s: %llu of %llu rows rescored\n", names[i], (unsigned long long)totals[i][1],
                      (unsigned long long)totals[i][0]);
    /* The bound rules rows out, or the test would not test it. */
    assert_true(totals[UNIFORM][1] < totals[UNIFORM][0] / 2);
}

/* What is left out is the same everywhere: it depends on no level, and not on whether ids are listed. */
static void as_much_is_read_everywhere(void **state) {
    (void)state;
    static coded w;
    rng r = rng_seeded("as_much_is_read_everywhere");
    uint32_t ids[MAX_ROWS];
    for (uint32_t i = 0; i < MAX_ROWS; ++i) ids[i] = i;
    uint64_t left_out = 0;
    for (int round = 0; round < 300; ++round) {
        fill(&r, &w, (enum kind)(round % KINDS), MAX_ROWS, rng_below(&r, MAX_DIM) + 1);
        engram_topk_options o = {.size = sizeof o};
        if (round & 1) o.multiply = w.multiply;
        if (round & 2) o.add = w.add;
        engram_topk_options listed = o;
        listed.ids = ids, listed.id_count = MAX_ROWS, listed.id_type = ENGRAM_IDS_U32;
        for (engram_metric metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric) {
            engram_hit hits[2 * 3];
            engram_topk_counts counts[2], first[2];
            for_each_level(level)
                for (int list = 0; list < 2; ++list) {
                    assert_int_equal(engram_similarity_topk_codes(metric, &w.queries, &w.rows, &w.c, 3, list ? &listed : &o, hits, counts), ENGRAM_OK);
                    if (level == ENGRAM_LEVEL_SCALAR && !list) memcpy(first, counts, sizeof first);
                    for (uint64_t m = 0; m < w.queries.count; ++m) {
                        assert_int_equal(counts[m].rescored, first[m].rescored);
                        left_out += counts[m].scored - counts[m].rescored;
                    }
                }
        }
    }
    assert_true(left_out > 0);
}

/* Scores that a bias makes infinite tie, and the lowest id wins, whatever the order of the candidates. */
static void biased_beyond_the_floats(void **state) {
    (void)state;
    static coded w;
    rng r = rng_seeded("biased_beyond_the_floats");
    uint32_t ids[MAX_ROWS];
    uint64_t totals[2] = {0};
    for_each_level(level)
        for (int round = 0; round < 200; ++round) {
            fill(&r, &w, UNIFORM, MAX_ROWS, 64);
            for (uint32_t i = 0; i < MAX_ROWS; ++i) {
                ids[i] = MAX_ROWS - 1 - i;
                w.multiply[i] = rng_below(&r, 2) ? FLT_MAX : -FLT_MAX;
                w.add[i] = rng_below(&r, 2) ? FLT_MAX : -FLT_MAX;
            }
            engram_topk_options o = {.size = sizeof o, .ids = ids, .id_count = MAX_ROWS, .id_type = ENGRAM_IDS_U32};
            if (round & 1) o.multiply = w.multiply;
            if (round & 2) o.add = w.add;
            compare(&w, (engram_metric)(1 + round % 3), 1 + rng_below(&r, 8), &o, totals);
        }
    assert_true(totals[0] > 0);
}

/* Scale, error and norm hold what engram_codes promises, in long double. */
static void codes_hold_what_the_proof_needs(void **state) {
    (void)state;
    rng r = rng_seeded("codes_hold");
    static coded w, scalar;
    for (int round = 0; round < 60; ++round) {
        const uint64_t dim = rng_below(&r, MAX_DIM) + 1;
        fill(&r, &w, (enum kind)(round % KINDS), MAX_ROWS, dim);
        for_each_level(level) {
            assert_int_equal(engram_codes_build(&w.rows, 0, MAX_ROWS, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, w.codes, w.rows.count, 0, w.rows.dim, w.scales, w.errors, w.norms}), ENGRAM_OK);
            if (level == ENGRAM_LEVEL_SCALAR) scalar = w;
            assert_memory_equal(w.codes, scalar.codes, MAX_ROWS * dim);
            assert_same_bits(w.scales, scalar.scales, MAX_ROWS, "scales");
            assert_same_bits(w.errors, scalar.errors, MAX_ROWS, "errors");
            for (size_t i = 0; i < MAX_ROWS; ++i) assert_true(float_bits(w.norms[i]) == float_bits(scalar.norms[i]) || w.norms[i] != w.norms[i]);
        }
        for (size_t i = 0; i < MAX_ROWS; ++i) {
            if (w.errors[i] == INFINITY) continue;
            long double rest = 0, squares = 0;
            for (size_t j = 0; j < dim; ++j) {
                const long double x = w.data[i * dim + j], e = x - (long double)w.scales[i] * w.codes[i * dim + j];
                assert_true(w.codes[i * dim + j] >= -127 && fabsl(e) <= 0.50001L * w.scales[i]);
                rest += e * e, squares += x * x;
            }
            assert_true(sqrtl(rest) <= w.errors[i]);
            assert_true(fabsl(sqrtl(squares) - w.norms[i]) <= 0x1p-22L * sqrtl(squares));
        }
    }
}

/* Longer than the buffer for the codes of a query, and no elements at all: answered without codes. */
static void unusual_dimensions(void **state) {
    (void)state;
    enum { DIM = 16385, N = 3 };
    rng r = rng_seeded("unusual");
    float *data = malloc(sizeof(float) * N * DIM), scales[N], errors[N], norms[N];
    int8_t *codes = malloc(N * DIM);
    rng_fill(&r, data, N * DIM, -1, 1);
    for (uint64_t dim = DIM; dim >= DIM - 1; --dim) {
        const engram_rows m = rows_of(ENGRAM_TYPE_F32, data, N, DIM, dim, NULL);
        engram_rows q = m;
        q.count = 1;
        assert_int_equal(engram_codes_build(&m, 0, N, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, codes, m.count, 0, m.dim, scales, errors, norms}), ENGRAM_OK);
        const engram_codes c = {sizeof c, 0, codes, N, 0, dim, scales, errors, norms};
        engram_hit hits[2], expected[2];
        engram_topk_counts counts;
        for_each_level(level) {
            assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &q, &m, 2, NULL, expected, &counts), ENGRAM_OK);
            assert_int_equal(engram_similarity_topk_codes(ENGRAM_METRIC_COSINE, &q, &m, &c, 2, NULL, hits, &counts), ENGRAM_OK);
            assert_same_hits(hits, expected, 2, "long");
            assert_true(hits[0].id == 0 && hits[0].score == 1.0f);
        }
    }
    const engram_rows none = rows_of(ENGRAM_TYPE_F32, NULL, N, 0, 0, NULL);
    engram_rows q = none;
    q.count = 1;
    assert_int_equal(engram_codes_build(&none, 0, N, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, NULL, none.count, 0, none.dim, scales, errors, norms}), ENGRAM_OK);
    const engram_codes c = {sizeof c, 0, NULL, N, 0, 0, scales, errors, norms};
    engram_hit hits[N];
    engram_topk_counts counts;
    assert_int_equal(engram_similarity_topk_codes(ENGRAM_METRIC_COSINE, &q, &none, &c, N, NULL, hits, &counts), ENGRAM_OK);
    assert_true(counts.found == N && hits[2].id == 2 && hits[2].score == 0.0f);
    free(data), free(codes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_never_show),
        cmocka_unit_test(as_much_is_read_everywhere),
        cmocka_unit_test(biased_beyond_the_floats),
        cmocka_unit_test(codes_hold_what_the_proof_needs),
        cmocka_unit_test(unusual_dimensions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
