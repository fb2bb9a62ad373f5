/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_similarity_topk: against a sort of all scores, with every option, in every split, on every level. */

#include "similarity_support.h"

enum { MAX_ROWS = 700, MAX_DIM = 40, MAX_QUERIES = 70 };

static int order_ascending;
static int by_rank(const void *a, const void *b) {
    const engram_hit *x = a, *y = b;
    if (x->score != y->score) return (x->score > y->score) == order_ascending ? 1 : -1;
    return (x->id > y->id) - (x->id < y->id);
}

static uint64_t id_at(const engram_topk_options *o, uint64_t i) {
    return o->id_type == ENGRAM_IDS_U32 ? ((const uint32_t *)o->ids)[i] : ((const uint64_t *)o->ids)[i];
}

/* The definition: score, bias, filter, sort, cut. */
static engram_topk_counts select_by_sorting(engram_metric metric, const engram_rows *m, const float *scores, uint64_t k,
                                            const engram_topk_options *o, engram_hit *out) {
    engram_topk_counts counts = {0, 0, 0, 0};
    static engram_hit all[MAX_ROWS];
    uint64_t n = 0;
    const int has_range = (o->flags & ENGRAM_TOPK_RANGE) != 0;
    const uint64_t positions = o->ids != NULL ? o->id_count : m->count;
    for (uint64_t p = 0; p < positions; ++p) {
        const uint64_t i = o->ids != NULL ? id_at(o, p) : p;
        if (has_range && (i < o->first || i - o->first >= o->count)) continue;
        if (o->filter != NULL && (o->filter[i / 64] >> i % 64 & 1) == 0) continue;
        ++counts.scored, ++counts.rescored;
        float s = scores[i];
        if (o->multiply != NULL && o->add != NULL) s = fmaf(s, o->multiply[i], o->add[i]);
        else if (o->multiply != NULL) s = s * o->multiply[i];
        else if (o->add != NULL) s = s + o->add[i];
        if (s != s) {
            ++counts.nan;
            continue;
        }
        if ((o->flags & ENGRAM_TOPK_THRESHOLD) != 0 && !(is_distance(metric) ? s <= o->threshold : s >= o->threshold))
            continue;
        all[n++] = (engram_hit){o->id_base + i, s, 0};
    }
    order_ascending = is_distance(metric);
    qsort(all, n, sizeof *all, by_rank);
    counts.found = n < k ? n : k;
    memcpy(out, all, counts.found * sizeof *all);
    return counts;
}

typedef struct scene {
    engram_rows rows, queries;
    engram_topk_options options;
    uint64_t k;
    char data[MAX_ROWS * MAX_DIM * 4], query_data[MAX_QUERIES * MAX_DIM * 4];
    float scales[MAX_ROWS], query_scales[MAX_QUERIES], multiply[MAX_ROWS], add[MAX_ROWS];
    uint64_t filter[MAX_ROWS / 64 + 1], ids[MAX_ROWS];
    uint32_t short_ids[MAX_ROWS];
} scene;

static void random_bias(rng *r, scene *s) {
    for (size_t i = 0; i < MAX_ROWS; ++i) {
        s->multiply[i] = rng_below(r, 50) == 0 ? NAN : rng_float(r, -1, 2);
        s->add[i] = rng_below(r, 50) == 0 ? INFINITY : rng_below(r, 40) == 0 ? -INFINITY : rng_float(r, -1, 1);
    }
}

/* Rows with many ties, some NaN, and a random set of options. */
static void random_scene(rng *r, scene *s, combination c) {
    memset(&s->options, 0, sizeof s->options);
    const uint64_t count = rng_below(r, 4) == 0 ? rng_below(r, 5) : rng_below(r, MAX_ROWS) + 1;
    const uint64_t dim = rng_below(r, MAX_DIM) + 1, queries = rng_below(r, 3) == 0 ? rng_below(r, MAX_QUERIES) + 1 : rng_below(r, 6) + 1;
    const size_t row = bytes_of_row(c.type, dim);
    for (size_t i = 0; i < count; ++i) {
        fill_row(r, c.type, s->data + i * row, dim);
        if (i > 0 && rng_below(r, 3) == 0) memcpy(s->data + i * row, s->data + rng_below(r, i) * row, row);
        if (c.type == ENGRAM_TYPE_F32 && rng_below(r, 40) == 0) ((float *)(void *)s->data)[i * dim] = NAN;
        if (rng_below(r, 40) == 0) memset(s->data + i * row, 0, row);
        s->scales[i] = rng_float(r, 0.1f, 2);
    }
    for (size_t i = 0; i < queries; ++i) {
        fill_row(r, c.type, s->query_data + i * row, dim);
        s->query_scales[i] = rng_below(r, 2) == 0 ? 1.0f : rng_float(r, 0.1f, 2);
    }
    s->rows = rows_of(c.type, s->data, count, 0, dim, s->scales);
    s->queries = rows_of(c.type, s->query_data, queries, 0, dim, s->query_scales);
    s->k = rng_below(r, 5) == 0 ? count + rng_below(r, 3) : rng_below(r, 20);
    engram_topk_options *o = &s->options;
    o->size = sizeof *o;
    if (rng_below(r, 2) == 0) {
        for (size_t i = 0; i < sizeof s->filter / 8; ++i)
            s->filter[i] = rng_below(r, 4) == 0 ? UINT64_MAX : rng_below(r, 4) == 0 ? 0 : rng_next(r);
        o->filter = s->filter, o->filter_bits = count;
    }
    random_bias(r, s);
    if (rng_below(r, 2) == 0) o->multiply = s->multiply;
    if (rng_below(r, 2) == 0) o->add = s->add;
    if (rng_below(r, 2) == 0) {
        o->flags |= ENGRAM_TOPK_THRESHOLD;
        o->threshold = rng_below(r, 5) == 0 ? INFINITY : rng_float(r, -2, 3);
    }
    if (rng_below(r, 3) == 0) {
        o->flags |= ENGRAM_TOPK_RANGE;
        o->first = rng_below(r, count + 1);
        o->count = rng_below(r, count - o->first + 1);
    } else if (rng_below(r, 2) == 0) {
        /* A random part of the rows in random order. */
        for (size_t i = 0; i < count; ++i) s->ids[i] = i;
        for (size_t i = count; i > 1; --i) {
            const size_t j = rng_below(r, i);
            const uint64_t t = s->ids[i - 1];
            s->ids[i - 1] = s->ids[j], s->ids[j] = t;
        }
        for (size_t i = 0; i < count; ++i) s->short_ids[i] = (uint32_t)s->ids[i];
        o->id_count = rng_below(r, count + 1);
        o->id_type = rng_below(r, 2) == 0 ? ENGRAM_IDS_U32 : ENGRAM_IDS_U64;
        o->ids = o->id_type == ENGRAM_IDS_U32 ? (const void *)s->short_ids : s->ids;
    }
    if (rng_below(r, 2) == 0) o->id_base = rng_below(r, 2) == 0 ? 1000 : UINT64_MAX - count;
}

static void equals_sorting(void **state) {
    (void)state;
    rng r = rng_seeded("equals_sorting");
    static scene s;
    static float scores[MAX_QUERIES][MAX_ROWS];
    static engram_hit hits[MAX_QUERIES * (MAX_ROWS + 3)], expected[MAX_ROWS];
    static uint64_t workspace[400000];
    engram_topk_counts counts[MAX_QUERIES];
    for (int round = 0; round < 1200; ++round) {
        const combination c = combinations[round % COMBINATIONS];
        random_scene(&r, &s, c);
        const uint64_t n = s.queries.count, k = s.k;
        assert_int_equal(engram_similarity_block(c.metric, &s.queries, &s.rows, MAX_ROWS, NULL, &scores[0][0]), ENGRAM_OK);
        const engram_executor executor = {sizeof executor, (uint32_t)rng_below(&r, 65), NULL, run_backwards};
        for_each_level(level)
            for (int how = 0; how < 3; ++how) {
                engram_topk_options o = s.options;
                if (how != 0) o.executor = &executor;
                if (how == 2) {
                    o.scratch = workspace;
                    o.scratch_bytes = engram_topk_scratch(n, k, executor.task_count);
                    if (o.scratch_bytes > sizeof workspace) continue;
                }
                assert_int_equal(engram_similarity_topk(c.metric, &s.queries, &s.rows, k, &o, hits, counts), ENGRAM_OK);
                for (uint64_t m = 0; m < n; ++m) {
                    const engram_topk_counts e = select_by_sorting(c.metric, &s.rows, scores[m], k, &o, expected);
                    assert_memory_equal(&counts[m], &e, sizeof e);
                    assert_same_hits(hits + m * k, expected, e.found, engram_level_name(level));
                }
            }
    }
}

/* All rows equal: the lowest ids win, for any k and any split. */
static void ties_go_to_the_lowest_id(void **state) {
    (void)state;
    enum { N = 300, DIM = 33 };
    static float data[N * DIM];
    static engram_hit hits[N + 1];
    static uint64_t workspace[64 * (N + 4) * 2];
    for (size_t i = 0; i < N * DIM; ++i) data[i] = 1.0f;
    const engram_rows m = rows_of(ENGRAM_TYPE_F32, data, N, 0, DIM, NULL);
    engram_rows q = m;
    q.count = 1;
    for_each_level(level)
        for (uint64_t k = 0; k <= N + 1; k += k < 5 ? 1 : 37)
            for (uint32_t tasks = 1; tasks <= 64; tasks += 21) {
                const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
                engram_topk_options o = {.size = sizeof o, .executor = &executor, .scratch = workspace,
                                         .scratch_bytes = sizeof workspace};
                engram_topk_counts counts;
                assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &q, &m, k, &o, k != 0 ? hits : NULL, &counts),
                                 ENGRAM_OK);
                assert_int_equal(counts.found, k < N ? k : N);
                for (uint64_t i = 0; i < counts.found; ++i) assert_true(hits[i].id == i && hits[i].score == 1.0f);
            }
}

/* Workspace of exactly the size told is enough; one byte less falls back to whole queries, with the same outcome. */
static void workspace_size(void **state) {
    (void)state;
    assert_int_equal(engram_topk_scratch(5, 10, 0), 0);
    assert_int_equal(engram_topk_scratch(5, 10, 1), 0);
    assert_int_equal(engram_topk_scratch(5, 10, 4), 4 * 5 * (10 * sizeof(engram_hit) + sizeof(engram_topk_counts)));
    assert_true(engram_topk_scratch(UINT64_MAX, 10, 4) == UINT64_MAX);
    assert_true(engram_topk_scratch(1, UINT64_MAX, 4) == UINT64_MAX);
    assert_true(engram_topk_scratch(1, UINT64_MAX / 16, UINT32_MAX) == UINT64_MAX);
}

static void merge_does_not_depend_on_the_cut(void **state) {
    (void)state;
    rng r = rng_seeded("merge");
    enum { N = 200 };
    for (int round = 0; round < 400; ++round) {
        engram_hit all[N], sorted[N], merged[N + 5];
        const engram_metric metric = round % 2 == 0 ? ENGRAM_METRIC_DOT : ENGRAM_METRIC_L2_SQUARED;
        const uint64_t n = rng_below(&r, N) + 1;
        uint64_t usable = 0;
        for (uint64_t i = 0; i < n; ++i) {
            all[i] = (engram_hit){i * 3, rng_below(&r, 9) == 0 ? NAN : (float)rng_below(&r, 12) - 5.0f, 0};
            if (all[i].score == all[i].score) sorted[usable++] = all[i];
        }
        order_ascending = is_distance(metric);
        qsort(sorted, usable, sizeof *sorted, by_rank);
        const engram_hit *lists[8];
        uint64_t counts[8], found = 77, begin = 0;
        for (int l = 0; l < 8; ++l) {
            counts[l] = l == 7 ? n - begin : rng_below(&r, n - begin + 1);
            lists[l] = counts[l] != 0 ? all + begin : NULL;
            begin += counts[l];
        }
        const uint64_t k = rng_below(&r, N + 5);
        assert_int_equal(engram_topk_merge(metric, lists, counts, 8, k, merged, &found), ENGRAM_OK);
        assert_int_equal(found, usable < k ? usable : k);
        assert_same_hits(merged, sorted, found, "merge");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_sorting),
        cmocka_unit_test(ties_go_to_the_lowest_id),
        cmocka_unit_test(workspace_size),
        cmocka_unit_test(merge_does_not_depend_on_the_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
