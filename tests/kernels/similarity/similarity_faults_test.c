/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Faults that were, by kind: what an infinity, a NaN row, two scales, no elements or a forgotten flag did to a selection. */

#include "similarity_support.h"

static uint64_t fused(engram_fusion method, const engram_ranking *lists, uint64_t count, engram_hit *hits) {
    uint64_t found = 99;
    static uint64_t scratch[4 * 32];
    const engram_fusion_options o = {.size = sizeof o, .method = method};
    assert_int_equal(engram_rank_fusion(lists, count, &o, 8, hits, &found, scratch, sizeof scratch), ENGRAM_OK);
    return found;
}

static void one_infinity_does_not_take_the_finite_hits(void **state) {
    (void)state;
    const engram_hit low[] = {{1, 0.9f, 0}, {2, 0.8f, 0}, {3, -INFINITY, 0}}, plain[] = {{1, 0.9f, 0}, {2, 0.8f, 0}, {3, 0.1f, 0}};
    const engram_hit high[] = {{4, INFINITY, 0}, {1, 0.9f, 0}, {2, 0.8f, 0}};
    engram_hit hits[8];
    const engram_ranking with_low[] = {{low, 3, 1.0f, 0}, {plain, 3, 1.0f, 0}};
    assert_int_equal(fused(ENGRAM_FUSION_MIN_MAX, with_low, 2, hits), 3);
    assert_true(hits[0].id == 1 && hits[0].score == 2.0f && hits[1].id == 2 && fabsf(hits[1].score - 0.875f) < 1e-6f && hits[2].id == 3 && hits[2].score == 0.0f);
    const engram_ranking with_high[] = {{high, 3, 1.0f, 0}};
    assert_int_equal(fused(ENGRAM_FUSION_MIN_MAX, with_high, 1, hits), 3);
    assert_true(hits[0].id == 1 && hits[1].id == 4 && hits[1].score == 1.0f && hits[2].id == 2 && hits[2].score == 0.0f);
    assert_int_equal(fused(ENGRAM_FUSION_SCORE, with_high, 1, hits), 3);
    assert_true(hits[0].id == 4 && hits[0].score == INFINITY && hits[1].id == 1);
    /* Opposite infinities take each other away; the rest of the sum stays. */
    const engram_hit against[] = {{4, -INFINITY, 0}, {1, 0.5f, 0}};
    const engram_ranking both[] = {{high, 3, 1.0f, 0}, {against, 2, 1.0f, 0}, {plain, 3, 1.0f, 0}};
    assert_int_equal(fused(ENGRAM_FUSION_SCORE, both, 3, hits), 4);
    assert_true(hits[0].id == 1 && hits[3].id == 4 && hits[3].score == 0.0f);
}

static void a_weight_of_zero_is_refused_by_name(void **state) {
    (void)state;
    const engram_hit list[] = {{1, INFINITY, 0}};
    const engram_ranking forgotten = {list, 1, 0.0f, 0};
    engram_hit hits[1];
    uint64_t found = 7, scratch[4];
    assert_int_equal(engram_rank_fusion(&forgotten, 1, NULL, 1, hits, &found, scratch, sizeof scratch), ENGRAM_ERROR_ARGUMENT);
    assert_non_null(strstr(engram_status_argument(), "weight"));
    assert_int_equal(found, 7);
}

enum { DIM = 40, ROWS = 4 };

static void nan_rows_stay_nan_after_conversion(void **state) {
    (void)state;
    float data[ROWS * DIM], scales[ROWS], scores[ROWS];
    int8_t codes[ROWS * DIM], query[DIM];
    for (int i = 0; i < ROWS * DIM; ++i) data[i] = (float)(i % 7) - 3.0f;
    data[DIM + 3] = NAN, data[2 * DIM + 5] = INFINITY;
    memset(data + 3 * DIM, 0, DIM * sizeof *data);
    for (int j = 0; j < DIM; ++j) query[j] = (int8_t)(j - 11);
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, data, ROWS, 0, DIM, NULL);
    assert_int_equal(engram_rows_convert(&rows, ENGRAM_TYPE_I8, codes, 0, scales), ENGRAM_OK);
    const engram_rows coded = rows_of(ENGRAM_TYPE_I8, codes, ROWS, 0, DIM, scales);
    const engram_rows queries = rows_of(ENGRAM_TYPE_I8, query, 1, 0, DIM, NULL);
    for_each_level(level)
        for (engram_metric metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric) {
            engram_hit hits[ROWS];
            engram_topk_counts counts;
            assert_int_equal(engram_similarity_many(metric, query, &coded, 0, ROWS, scores), ENGRAM_OK);
            assert_true(scores[0] == scores[0] && scores[3] == scores[3]);
            assert_int_equal(float_bits(scores[1]), 0x7FC00000);
            assert_int_equal(float_bits(scores[2]), 0x7FC00000);
            assert_int_equal(engram_similarity_topk(metric, &queries, &coded, ROWS, NULL, hits, &counts), ENGRAM_OK);
            assert_int_equal(counts.found, 2);
            assert_int_equal(counts.nan, 2);
        }
}

static void scales_have_one_rule(void **state) {
    (void)state;
    const float bad[] = {-1.0f, -0x1p-149f, INFINITY, -INFINITY};
    int8_t codes[ROWS * DIM] = {1}, query[DIM] = {1};
    float scales[ROWS] = {1.0f, 1.0f, 1.0f, 1.0f}, scores[ROWS] = {5.0f}, back[ROWS * DIM];
    const engram_rows rows = rows_of(ENGRAM_TYPE_I8, codes, ROWS, 0, DIM, scales), one = rows_of(ENGRAM_TYPE_I8, query, 1, 0, DIM, NULL);
    const uint32_t reads[] = {2}, passes[] = {0, 1, 3};
    engram_hit hits[ROWS];
    engram_topk_counts counts;
    const engram_topk_options part = {.size = sizeof part, .flags = ENGRAM_TOPK_RANGE, .first = 2, .count = 1};
    const engram_topk_options listed = {.size = sizeof listed, .id_type = ENGRAM_IDS_U32, .ids = reads, .id_count = 1};
#define REFUSED(call)                                                  \
    do {                                                               \
        assert_int_equal(call, ENGRAM_ERROR_ARGUMENT);                 \
        assert_non_null(strstr(engram_status_argument(), "scales"));   \
    } while (0)
    for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
        scales[2] = bad[i];
        REFUSED(engram_similarity_many(ENGRAM_METRIC_DOT, query, &rows, 2, 1, scores));
        REFUSED(engram_similarity_gather(ENGRAM_METRIC_DOT, query, &rows, ENGRAM_IDS_U32, reads, 1, scores));
        REFUSED(engram_similarity_block(ENGRAM_METRIC_DOT, &one, &rows, 0, NULL, scores));
        REFUSED(engram_similarity_block(ENGRAM_METRIC_DOT, &rows, &one, 0, NULL, scores));
        REFUSED(engram_similarity_topk(ENGRAM_METRIC_DOT, &one, &rows, 1, NULL, hits, &counts));
        REFUSED(engram_similarity_topk(ENGRAM_METRIC_DOT, &one, &rows, 1, &part, hits, &counts));
        REFUSED(engram_similarity_topk(ENGRAM_METRIC_DOT, &one, &rows, 1, &listed, hits, &counts));
        REFUSED(engram_rows_convert(&rows, ENGRAM_TYPE_F32, back, 0, NULL));
        assert_true(scores[0] == 5.0f);
        /* Asked where rows are read, and nowhere else. */
        assert_int_equal(engram_similarity_many(ENGRAM_METRIC_DOT, query, &rows, 0, 2, scores), ENGRAM_OK);
        assert_int_equal(engram_similarity_gather(ENGRAM_METRIC_DOT, query, &rows, ENGRAM_IDS_U32, passes, 3, scores), ENGRAM_OK);
        scores[0] = 5.0f;
    }
#undef REFUSED
    scales[2] = 0.0f; /* a row of zeros */
    for_each_level(level) {
        assert_int_equal(engram_similarity_many(ENGRAM_METRIC_COSINE, query, &rows, 2, 1, scores), ENGRAM_OK);
        assert_int_equal(float_bits(scores[0]), 0);
    }
}

/* Against long double; scales one step apart are where the expanded form lost everything. */
static void unequal_scales_do_not_cancel(void **state) {
    (void)state;
    rng r = rng_seeded("unequal_scales");
    int8_t a[DIM], b[DIM];
    for (int round = 0; round < 2000; ++round) {
        for (int j = 0; j < DIM; ++j) a[j] = (int8_t)((int)rng_below(&r, 255) - 127), b[j] = round % 2 != 0 ? a[j] : (int8_t)((int)rng_below(&r, 255) - 127);
        const float s = 0.5f + (float)rng_below(&r, 1000) / 1000.0f;
        const float query_scale[] = {s}, row_scale[] = {round % 3 == 0 ? nextafterf(s, 9.0f) : s * (1.0f + (float)rng_below(&r, 100) * 0x1p-20f)};
        long double exact = 0;
        for (int j = 0; j < DIM; ++j) {
            const long double d = (long double)query_scale[0] * a[j] - (long double)row_scale[0] * b[j];
            exact += d * d;
        }
        const engram_rows q = rows_of(ENGRAM_TYPE_I8, a, 1, 0, DIM, query_scale), m = rows_of(ENGRAM_TYPE_I8, b, 1, 0, DIM, row_scale);
        for_each_level(level) {
            float score = -1.0f;
            assert_int_equal(engram_similarity_block(ENGRAM_METRIC_L2_SQUARED, &q, &m, 0, NULL, &score), ENGRAM_OK);
            assert_true(fabsl((long double)score - exact) <= 0x1p-23L * exact);
        }
    }
}

/* 2^40 rows of no elements and 2^62 more: a loop over them would not end. */
static void rows_without_elements_take_no_time(void **state) {
    (void)state;
    const float query[1] = {0};
    engram_hit hits[6];
    engram_topk_counts counts[2];
    const uint64_t many[] = {UINT64_C(1) << 29, UINT64_C(1) << 62};
    for (int i = 0; i < 2; ++i) {
        const engram_rows rows = rows_of(ENGRAM_TYPE_F32, NULL, many[i], 0, 0, NULL), queries = rows_of(ENGRAM_TYPE_F32, query, 2, 0, 0, NULL);
        assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &rows, 3, NULL, hits, counts), ENGRAM_OK);
        for (int m = 0; m < 2; ++m) {
            assert_true(counts[m].found == 3 && counts[m].scored == many[i] && counts[m].nan == 0);
            for (uint64_t j = 0; j < 3; ++j) assert_true(hits[3 * m + (int)j].id == j && float_bits(hits[3 * m + (int)j].score) == 0);
        }
        const engram_topk_options above = {.size = sizeof above, .flags = ENGRAM_TOPK_THRESHOLD, .threshold = 0.5f};
        assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_DOT, &queries, &rows, 3, &above, hits, counts), ENGRAM_OK);
        assert_true(counts[0].found == 0 && counts[0].scored == many[i]);
    }
    const uint64_t filter[2] = {UINT64_C(1) << 63 | 4, 1};
    const engram_rows few = rows_of(ENGRAM_TYPE_F32, NULL, 65, 0, 0, NULL), queries = rows_of(ENGRAM_TYPE_F32, query, 1, 0, 0, NULL);
    const engram_topk_options thin = {.size = sizeof thin, .flags = ENGRAM_TOPK_RANGE, .first = 3, .count = 62, .filter = filter, .filter_bits = 65, .id_base = 100};
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_L2_SQUARED, &queries, &few, 3, &thin, hits, counts), ENGRAM_OK);
    assert_true(counts[0].found == 2 && counts[0].scored == 2 && hits[0].id == 163 && hits[1].id == 164);
}

static void an_output_that_is_an_input_is_refused(void **state) {
    (void)state;
    engram_hit list[2] = {{1, 0.5f, 0}, {2, 0.25f, 0}}, hits[2];
    uint64_t counts[1] = {2}, found = 0;
    const engram_hit *lists[1] = {list};
    assert_int_equal(engram_topk_merge(ENGRAM_METRIC_DOT, lists, counts, 1, 2, hits, counts), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(engram_topk_merge(ENGRAM_METRIC_DOT, lists, counts, 1, 2, hits, (uint64_t *)(void *)lists), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(engram_topk_merge(ENGRAM_METRIC_DOT, lists, counts, 1, 2, list, &found), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(counts[0], 2);
    assert_ptr_equal(lists[0], list);
    assert_int_equal(engram_topk_merge(ENGRAM_METRIC_DOT, lists, counts, 1, 2, (engram_hit *)(void *)((char *)hits + 4), &found), ENGRAM_ERROR_ALIGNMENT);
}

static void options_without_their_flag_are_refused_by_name(void **state) {
    (void)state;
    const float data[4] = {1, 0, 0, 1};
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, data, 2, 0, 2, NULL), query = rows_of(ENGRAM_TYPE_F32, data, 1, 0, 2, NULL);
    engram_hit hits[2];
    engram_topk_counts counts;
    const engram_topk_options threshold = {.size = sizeof threshold, .threshold = 0.5f}, range = {.size = sizeof range, .first = 1, .count = 1};
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_DOT, &query, &rows, 2, &threshold, hits, &counts), ENGRAM_ERROR_ARGUMENT);
    assert_non_null(strstr(engram_status_argument(), "ENGRAM_TOPK_THRESHOLD"));
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_DOT, &query, &rows, 2, &range, hits, &counts), ENGRAM_ERROR_ARGUMENT);
    assert_non_null(strstr(engram_status_argument(), "ENGRAM_TOPK_RANGE"));
    const engram_rows typeless = rows_of(0, data, 2, 0, 2, NULL);
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_DOT, &typeless, &rows, 2, NULL, hits, &counts), ENGRAM_ERROR_ENUM);
    assert_non_null(strstr(engram_status_argument(), "type"));
    assert_int_equal(engram_similarity_topk(0, &query, &rows, 2, NULL, hits, &counts), ENGRAM_ERROR_ENUM);
    assert_non_null(strstr(engram_status_argument(), "metric"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_infinity_does_not_take_the_finite_hits),
        cmocka_unit_test(a_weight_of_zero_is_refused_by_name),
        cmocka_unit_test(nan_rows_stay_nan_after_conversion),
        cmocka_unit_test(scales_have_one_rule),
        cmocka_unit_test(unequal_scales_do_not_cancel),
        cmocka_unit_test(rows_without_elements_take_no_time),
        cmocka_unit_test(an_output_that_is_an_input_is_refused),
        cmocka_unit_test(options_without_their_flag_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
