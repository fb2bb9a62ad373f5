/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Scales of i8 rows: one rule through every call; NaN rows; the way there and back; distances whose terms cancel. */

#include <float.h>

#include "similarity_support.h"

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

/* Finite rows come back finite, the largest float among them. */
static void finite_rows_come_back_finite(void **state) {
    (void)state;
    float largest = FLT_MAX;
    for (int i = 0; i < 1000; ++i, largest = nextafterf(largest, 0.0f)) {
        const float in[3] = {largest, -largest, 1e38f};
        float scale, back[3];
        int8_t codes[3];
        const engram_rows rows = rows_of(ENGRAM_TYPE_F32, in, 1, 0, 3, NULL);
        assert_int_equal(engram_rows_convert(&rows, ENGRAM_TYPE_I8, codes, 0, &scale), ENGRAM_OK);
        assert_true(codes[0] == 127 && codes[1] == -127);
        const engram_rows coded = rows_of(ENGRAM_TYPE_I8, codes, 1, 0, 3, &scale);
        assert_int_equal(engram_rows_convert(&coded, ENGRAM_TYPE_F32, back, 0, NULL), ENGRAM_OK);
        for (size_t j = 0; j < 3; ++j) assert_true(fabs((double)back[j] - (double)in[j]) <= 0.50001 * (double)scale);
    }
}

/* The distance by its definition: every difference is exact in double, and nothing is taken away from their squares. */
static long double distance(const int8_t *q, float s, const int8_t *r, float t, size_t dim) {
    long double sum = 0;
    for (size_t i = 0; i < dim; ++i) {
        const double d = (double)s * q[i] - (double)t * r[i];
        sum += (long double)d * (long double)d;
    }
    return sum;
}

static void check_distance(const int8_t *q, float s, const int8_t *r, float t, size_t dim) {
    const engram_rows query = rows_of(ENGRAM_TYPE_I8, q, 1, 0, dim, &s), row = rows_of(ENGRAM_TYPE_I8, r, 1, 0, dim, &t);
    const long double exact = distance(q, s, r, t, dim);
    float score, first = 0;
    for_each_level(level) {
        assert_int_equal(engram_similarity_block(ENGRAM_METRIC_L2_SQUARED, &query, &row, 0, NULL, &score), ENGRAM_OK);
        if (level == ENGRAM_LEVEL_SCALAR) first = score;
        assert_same_bits(&score, &first, 1, "level %s", engram_level_name(level));
        if (fabsl((long double)score - exact) > exact * 0x1.00001p-24L + 0x1p-150L) {
            print_error("%a and %a, %zu elements: %a, exactly %La\n", (double)s, (double)t, dim, (double)score, exact);
            fail();
        }
    }
}

static void unequal_scales_do_not_cancel(void **state) {
    (void)state;
    rng r = rng_seeded("unequal scales");
    static int8_t a[768], b[768];
    for (int round = 0; round < 6000; ++round) {
        const size_t dim = round % 5 == 0 ? 768 : 1 + rng_below(&r, 70);
        const int factor = 1 + (int)rng_below(&r, 60); /* b is about so many times a, as its scale is a share of that of a */
        const float t = ldexpf(1.0f + (float)rng_below(&r, 1 << 23) * 0x1p-23f, (int)rng_below(&r, 60) - 30);
        const float s = t * (float)factor * (round % 3 == 0 ? 1.0f : 1.0f + (float)rng_below(&r, 9) * 0x1p-23f);
        for (size_t i = 0; i < dim; ++i) {
            a[i] = (int8_t)((int)rng_below(&r, 2 * (127u / (unsigned)factor) + 1) - 127 / factor);
            b[i] = (int8_t)(a[i] * factor + (round % 2 == 0 && rng_below(&r, 200) == 0 ? 1 : 0));
        }
        check_distance(a, s, b, t, dim);
        check_distance(b, t, a, s, dim);
    }
    /* Equal vectors are at distance 0, and the nearest different ones are not. */
    const int8_t one[2] = {60, -30}, two[2] = {120, -60};
    check_distance(one, 2.0f, two, 1.0f, 2);
    check_distance(one, 2.0f, two, bits_float(0x3F800001), 2);
    check_distance(one, 0x1p-148f, two, 0x1p-149f, 2);
    check_distance(one, FLT_MAX, two, FLT_MAX / 2, 2);
    check_distance(one, 1e-15f, two, 1e15f, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nan_rows_stay_nan_after_conversion),
        cmocka_unit_test(scales_have_one_rule),
        cmocka_unit_test(finite_rows_come_back_finite),
        cmocka_unit_test(unequal_scales_do_not_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
