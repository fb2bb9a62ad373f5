/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Codes of signs: what the proof assumes of them, and what they rule out. similarity_codes_test and
 * similarity_bound_test compare selections through them with plain ones. */

#include "similarity_coded.h"

/* Bits, scale, error and norm hold what engram_codes promises, in long double, on every level. */
static void signs_hold_what_the_proof_needs(void **state) {
    (void)state;
    rng r = rng_seeded("signs_hold");
    static coded w, scalar;
    for (int round = 0; round < 40; ++round) {
        const uint64_t dim = rng_below(&r, MAX_DIM) + 1;
        for (size_t i = 0; i < MAX_ROWS * dim; ++i) w.data[i] = ldexpf(rng_float(&r, -1, 1), (int)(i / dim % 90) - 45);
        w.data[0] = NAN, w.data[dim] = INFINITY;
        memset(w.data + 2 * dim, 0, dim * sizeof(float));
        for_each_level(level) {
            memset(w.signs, 0xA5, sizeof w.signs);
            code_rows(&w, MAX_ROWS, dim, 1);
            if (level == ENGRAM_LEVEL_SCALAR) scalar = w;
            assert_memory_equal(w.signs, scalar.signs, sizeof w.signs);
            assert_same_bits(w.sign_scales, scalar.sign_scales, MAX_ROWS, "scales");
            assert_same_bits(w.sign_errors, scalar.sign_errors, MAX_ROWS, "errors");
        }
        for (size_t i = 0; i < 3; ++i) assert_true(w.sign_errors[i] == INFINITY);
        for (size_t i = 3; i < MAX_ROWS; ++i) {
            const uint8_t *bits = (const uint8_t *)w.signs + i * w.s.stride;
            long double rest = 0, squares = 0, sum = 0;
            for (size_t j = 0; j < dim; ++j) {
                const long double x = w.data[i * dim + j];
                const int is_set = bits[j / 8] >> j % 8 & 1;
                assert_int_equal(is_set, x > 0);
                const long double e = x - (is_set ? 1 : -1) * (long double)w.sign_scales[i];
                rest += e * e, squares += x * x, sum += fabsl(x);
            }
            for (size_t j = dim; j % 8 != 0; ++j) assert_int_equal(bits[j / 8] >> j % 8 & 1, 0);
            assert_true(fabsl(sum / (long double)dim - w.sign_scales[i]) <= 0x1p-23L * w.sign_scales[i]);
            assert_true(sqrtl(rest) <= w.sign_errors[i]);
            assert_true(fabsl(sqrtl(squares) - w.sign_norms[i]) <= 0x1p-22L * sqrtl(squares));
        }
    }
}

/* One near duplicate among unrelated rows: the others are ruled out by their signs, but for the first few. */
static void signs_find_near_duplicates(void **state) {
    (void)state;
    enum { N = MAX_ROWS, DIM = MAX_DIM };
    rng r = rng_seeded("near_duplicates");
    static coded w;
    for_each_level(level) {
        rng_fill(&r, w.data, N * DIM, -1, 1);
        for (size_t j = 0; j < DIM; ++j) w.query[j] = w.data[j] + rng_float(&r, -0.05f, 0.05f);
        code_rows(&w, N, DIM, 1);
        for (engram_metric metric = 1; metric <= ENGRAM_METRIC_DOT; ++metric) {
            uint64_t totals[2] = {0};
            w.sign_rescored = 0;
            compare(&w, metric, 1, NULL, totals);
            assert_in_range(w.sign_rescored, 1, N / 10);
        }
    }
}

static void refusals(void **state) {
    (void)state;
    static coded w;
    rng r = rng_seeded("sign_refusals");
    rng_fill(&r, w.data, 4 * 20, -1, 1);
    code_rows(&w, 4, 20, 1);
    engram_hit hits[2];
    engram_topk_counts counts = {7, 7, 7, 7};
#define SELECT(c) engram_similarity_topk_codes(ENGRAM_METRIC_DOT, &w.queries, &w.rows, &(c), 2, NULL, hits, &counts)
    engram_codes c = w.s;
    c.stride = 2; /* 20 bits take 3 bytes */
    assert_int_equal(SELECT(c), ENGRAM_ERROR_STRIDE);
    assert_int_equal(counts.found, 7);
    assert_int_equal(SELECT(w.s), ENGRAM_OK);
#undef SELECT
#define BUILD(from, number, codes_at, step)                                                                          \
    engram_codes_build(&w.rows, from, number, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_SIGNS, codes_at,     \
                       w.rows.count, step, w.rows.dim, w.sign_scales, w.sign_errors, w.sign_norms})
    assert_int_equal(BUILD(0, 4, w.signs, 2), ENGRAM_ERROR_STRIDE);
    assert_int_equal(BUILD(1, 4, w.signs, 0), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(BUILD(0, 4, w.signs, UINT64_MAX / 2), ENGRAM_ERROR_OVERFLOW);
    engram_rows halves = w.rows;
    halves.type = ENGRAM_TYPE_F16;
    assert_int_equal(engram_codes_build(&halves, 0, 4, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_SIGNS, w.signs, halves.count, 0, halves.dim, w.sign_scales, w.sign_errors, w.sign_norms}),
                     ENGRAM_ERROR_METRIC);
#undef BUILD
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_hold_what_the_proof_needs),
        cmocka_unit_test(signs_find_near_duplicates),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
