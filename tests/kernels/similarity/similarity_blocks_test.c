/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Selection through codes in blocks: exact equals the plain selection, the rest is the same on every level and in every split. */

#include "similarity_blocks.h"

static blocks w;

static const engram_type types[] = {ENGRAM_TYPE_F32, ENGRAM_TYPE_F16, ENGRAM_TYPE_BF16};

/* A share of the cases by default; ENGRAM_TEST_CASES=10000 for each metric, type and level takes minutes. */
static int cases(void) {
    const char *text = getenv("ENGRAM_TEST_CASES");
    return text != NULL ? atoi(text) : 150;
}

static uint64_t some_dim(rng *r) {
    static const uint64_t odd[] = {1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 64, 65, 96, MAX_DIM};
    return rng_below(r, 2) == 0 ? odd[rng_below(r, sizeof odd / sizeof *odd)] : 1 + rng_below(r, MAX_DIM);
}

static void exact_equals_the_plain_scan(void **state) {
    (void)state;
    rng r = rng_seeded("exact_equals");
    uint64_t totals[2] = {0, 0};
    for_each_level(level)
        for (int t = 0; t < 3; ++t)
            for (engram_metric metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric)
                for (int i = 0; i < cases(); ++i) {
                    fill(&r, &w, (enum kind)(i % KINDS), types[t], 1 + rng_below(&r, MAX_ROWS), some_dim(&r),
                         1 + rng_below(&r, 8) / 7 * rng_below(&r, MAX_QUERIES));
                    const engram_executor executor = {sizeof executor, (uint32_t)rng_below(&r, 7), NULL, run_backwards};
                    const engram_topk_options o = some_options(&r, &w, &executor);
                    const uint64_t k = rng_below(&r, 4) == 0 ? rng_below(&r, MAX_K) : rng_below(&r, 5);
                    const int with_fine = types[t] == ENGRAM_TYPE_F32 && rng_below(&r, 2) == 0;
                    select_exactly(&w, metric, k, &o, with_fine ? &w.fine : NULL, totals);
                }
    print_message("%llu of %llu rows survived their codes\n", (unsigned long long)totals[1], (unsigned long long)totals[0]);
    assert_true(totals[1] < totals[0]); /* codes rule something out, or the test would not test them */
}

/* Near and fixed: hits and counts are equal on all levels, alone and together, with and without tasks. */
static void one_outcome_everywhere(void **state) {
    (void)state;
    rng r = rng_seeded("one_outcome");
    static engram_hit hits[MAX_QUERIES * 8], first[MAX_QUERIES * 8];
    engram_codes_counts counts[MAX_QUERIES], of_first[MAX_QUERIES];
    for (int round = 0; round < 150; ++round) {
        fill(&r, &w, (enum kind)(round % KINDS), types[round / KINDS % 3], 1 + rng_below(&r, MAX_ROWS), some_dim(&r), 1 + rng_below(&r, MAX_QUERIES));
        engram_accuracy_options accuracy = {sizeof accuracy, ENGRAM_ACCURACY_NEAR, rng_below(&r, 2) ? 0.5 : 1e-3, 0};
        if (round % 2 == 1) accuracy = (engram_accuracy_options){sizeof accuracy, ENGRAM_ACCURACY_FIXED, 0, 8 + rng_below(&r, 30)};
        engram_topk_options o = some_options(&r, &w, NULL);
        const engram_executor executor = {sizeof executor, 2 + (uint32_t)rng_below(&r, 5), NULL, run_backwards};
        const engram_metric metric = (engram_metric)(1 + round % 3);
        int is_first = 1;
        for_each_level(level)
            for (int way = 0; way < 3; ++way) {
                o.executor = way == 1 ? &executor : NULL;
                memset(hits, 0, sizeof hits);
                engram_rows queries = w.queries;
                queries.count = way == 2 ? 1 : w.queries.count;
                for (uint64_t m = 0; m < w.queries.count; m += queries.count) {
                    queries.data = (const char *)w.queries.data + m * w.queries.dim * element_bytes(w.queries.type);
                    assert_int_equal(engram_topk_codes(metric, &queries, &w.rows, w.codes, sizeof w.codes, NULL, 8, &accuracy, &o, hits + m * 8, counts + m), ENGRAM_OK);
                }
                if (is_first) memcpy(first, hits, sizeof hits), memcpy(of_first, counts, sizeof counts);
                is_first = 0;
                for (uint64_t m = 0; m < w.queries.count; ++m) {
                    assert_int_equal(counts[m].found, of_first[m].found);
                    assert_int_equal(counts[m].scored, of_first[m].scored);
                    if (way != 1) assert_int_equal(counts[m].survived, of_first[m].survived);
                    if (way != 1) assert_int_equal(counts[m].rescored, of_first[m].rescored);
                    assert_same_hits(hits + 8 * m, first + 8 * m, counts[m].found, "near or fixed");
                }
            }
    }
}

/* Encoded at once, row by row, in tasks: one set of bytes; and blocks that are finished stay as they are. */
static void codes_may_be_appended(void **state) {
    (void)state;
    rng r = rng_seeded("appended");
    static blocks whole;
    for (int round = 0; round < 40; ++round) {
        const uint64_t count = 1 + rng_below(&r, MAX_ROWS), dim = some_dim(&r), seed = rng_next(&r);
        fill(&r, &w, (enum kind)(round % KINDS), types[round % 3], count, dim, 1);
        const uint64_t bytes = engram_codes_bytes(dim, count);
        int is_first = 1;
        for_each_level(level) {
            memset(w.codes, 0xAB, sizeof w.codes);
            encode(&w, seed);
            if (is_first) whole = w;
            is_first = 0;
            assert_memory_equal(w.codes, whole.codes, bytes);
            const engram_executor executor = {sizeof executor, 3, NULL, run_backwards};
            const engram_codes_shape shape = {.size = sizeof shape, .type = w.rows.type, .dim = dim, .seed = seed};
            memset(w.codes, 0xCD, sizeof w.codes);
            assert_int_equal(engram_codes_begin(&shape, w.codes, sizeof w.codes), ENGRAM_OK);
            for (uint64_t at = 0; at < count;) {
                engram_rows rows = w.rows;
                rows.data = (const char *)w.rows.data + at * dim * element_bytes(rows.type);
                rows.count = 1 + rng_below(&r, count - at);
                assert_int_equal(engram_codes_encode(&rows, at, &executor, w.scratch, sizeof w.scratch, w.codes, sizeof w.codes), ENGRAM_OK);
                at += rows.count;
                assert_memory_equal(w.codes + 64, whole.codes + 64, at / 32 * ((bytes - 64) / ((count + 31) / 32)));
            }
            assert_memory_equal(w.codes, whole.codes, bytes);
            for (uint64_t i = bytes; i < sizeof w.codes; ++i) assert_int_equal(w.codes[i], 0xCD);
        }
        engram_codes_shape shape = {.size = sizeof shape};
        assert_int_equal(engram_codes_describe(w.codes, bytes, &shape), ENGRAM_OK);
        assert_true(shape.dim == dim && shape.seed == seed && shape.count == count && shape.type == w.rows.type);
        assert_true(shape.first_byte + (count + 31) / 32 * shape.block_bytes == bytes);
    }
}

/* 65,536 elements: 16,384 groups, sums beyond 16 bits. */
static void long_rows(void **state) {
    (void)state;
    enum { DIM = 65536, N = 70 };
    rng r = rng_seeded("long_rows");
    float *data = malloc(sizeof(float) * (N + 1) * DIM);
    rng_fill(&r, data, (size_t)(N + 1) * DIM, -1, 1);
    for (int i = 0; i < DIM; ++i) data[N * DIM + i] += data[(N - 3) * DIM + i];
    const uint64_t bytes = engram_codes_bytes(DIM, N), scratch_bytes = engram_topk_codes_scratch(DIM, 1, 3, NULL, 1);
    void *codes = aligned_alloc(64, bytes), *scratch = malloc(scratch_bytes);
    const engram_codes_shape shape = {.size = sizeof shape, .type = ENGRAM_TYPE_F32, .dim = DIM, .seed = 7};
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, data, N, 0, DIM, NULL), query = rows_of(ENGRAM_TYPE_F32, data + N * DIM, 1, 0, DIM, NULL);
    assert_int_equal(engram_codes_begin(&shape, codes, bytes), ENGRAM_OK);
    assert_int_equal(engram_codes_encode(&rows, 0, NULL, scratch, scratch_bytes, codes, bytes), ENGRAM_OK);
    const engram_topk_options o = {.size = sizeof o, .scratch = scratch, .scratch_bytes = scratch_bytes};
    engram_codes_counts first = {0};
    for_each_level(level)
        for (engram_accuracy a = ENGRAM_ACCURACY_NEAR; a <= ENGRAM_ACCURACY_EXACT; ++a) {
            const engram_accuracy_options accuracy = {sizeof accuracy, a, 0, 0};
            engram_hit hits[3], plain[3];
            engram_codes_counts counts;
            engram_topk_counts expected;
            assert_int_equal(engram_topk_codes(ENGRAM_METRIC_COSINE, &query, &rows, codes, bytes, NULL, 3, &accuracy, &o, hits, &counts), ENGRAM_OK);
            assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &query, &rows, 3, NULL, plain, &expected), ENGRAM_OK);
            assert_same_hits(hits, plain, 3, "long rows");
            assert_true(hits[0].id == N - 3);
            if (level == ENGRAM_LEVEL_SCALAR && a == ENGRAM_ACCURACY_NEAR) first = counts;
            if (a == ENGRAM_ACCURACY_NEAR) assert_memory_equal(&counts, &first, sizeof first);
        }
    free(data), free(codes), free(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_equals_the_plain_scan),
        cmocka_unit_test(one_outcome_everywhere),
        cmocka_unit_test(codes_may_be_appended),
        cmocka_unit_test(long_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
