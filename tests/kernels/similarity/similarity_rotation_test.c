/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The rotation: one result on every level, lengths and angles kept, errors of codes as normal as the bound takes them to be. */

#include "similarity_support.h"

enum { MAX_DIM = 1600 };

static float x[2 * MAX_DIM], y[2 * MAX_DIM], first[2 * MAX_DIM];

static engram_rows two_rows(uint64_t dim) { return rows_of(ENGRAM_TYPE_F32, x, 2, 0, dim, NULL); }

static double dot(const float *a, const float *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; ++i) sum += (double)a[i] * (double)b[i];
    return sum;
}

static void lengths_and_angles_stay(void **state) {
    (void)state;
    rng r = rng_seeded("lengths_and_angles");
    for (uint64_t dim = 1; dim <= MAX_DIM; dim += dim < 70 ? 1 : 51) {
        rng_fill(&r, x, 2 * dim, -1, 1);
        if (dim % 5 == 0) memset(x, 0, dim * sizeof *x), x[dim - 1] = 3; /* a single element */
        const engram_rows rows = two_rows(dim);
        for_each_level(level) {
            assert_int_equal(engram_rotate(&rows, 5, y), ENGRAM_OK);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(first, y, sizeof y);
            assert_same_bits(y, first, 2 * dim, "dim %d", (int)dim);
        }
        const double length = dot(x, x, dim), angle = dot(x, x + dim, dim), room = 3e-6 * sqrt(length * dot(x + dim, x + dim, dim));
        assert_true(fabs(dot(y, y, dim) - length) <= 3e-6 * length);
        assert_true(fabs(dot(y, y + dim, dim) - angle) <= room);
        double largest = 0;
        for (uint64_t i = 0; i < dim; ++i)
            if (fabs((double)y[i]) > largest) largest = fabs((double)y[i]);
        if (dim >= 64) assert_true(largest < 0.9 * sqrt(length)); /* spread, be it one element or many */
    }
}

static void seeds_and_types(void **state) {
    (void)state;
    rng r = rng_seeded("seeds_and_types");
    static uint16_t half[2 * MAX_DIM];
    static float wide[2 * MAX_DIM], of_half[2 * MAX_DIM];
    rng_fill(&r, x, 2 * 100, -1, 1);
    const engram_rows rows = two_rows(100);
    assert_int_equal(engram_rotate(&rows, 1, y), ENGRAM_OK);
    assert_int_equal(engram_rotate(&rows, 2, first), ENGRAM_OK);
    assert_memory_not_equal(y, first, 100 * sizeof *y);
    for (engram_type type = ENGRAM_TYPE_F16; type <= ENGRAM_TYPE_BF16; ++type) {
        assert_int_equal(engram_rows_convert(&rows, type, half, 0, NULL), ENGRAM_OK);
        const engram_rows halves = rows_of(type, half, 2, 0, 100, NULL);
        assert_int_equal(engram_rows_convert(&halves, ENGRAM_TYPE_F32, wide, 0, NULL), ENGRAM_OK);
        const engram_rows widened = rows_of(ENGRAM_TYPE_F32, wide, 2, 0, 100, NULL);
        assert_int_equal(engram_rotate(&halves, 3, of_half), ENGRAM_OK);
        assert_int_equal(engram_rotate(&widened, 3, y), ENGRAM_OK);
        assert_same_bits(of_half, y, 200, "widened");
    }
    x[7] = NAN, x[100 + 9] = -INFINITY;
    assert_int_equal(engram_rotate(&rows, 1, y), ENGRAM_OK);
    for (size_t i = 0; i < 200; ++i) assert_int_equal(float_bits(y[i]), 0x7FC00000);
    engram_rows bad = rows;
    bad.dim = 65537;
    assert_int_equal(engram_rotate(&bad, 1, y), ENGRAM_ERROR_ARGUMENT);
    bad = rows, bad.type = ENGRAM_TYPE_I8;
    assert_int_equal(engram_rotate(&bad, 1, y), ENGRAM_ERROR_METRIC);
    bad = rows, bad.data = y;
    assert_int_equal(engram_rotate(&bad, 1, y), ENGRAM_ERROR_OVERLAP);
}

/*
 * The model of the bound: over seeds, q.w / (|q| |w|) sqrt(dim - 1) is a standard normal, w being what one bit an element leaves
 * of x. Mean, deviation and the share beyond 2 and 3 over 4,000 seeds, within what so many draws vary by (four deviations),
 * for vectors that are spread, sparse, and one and the same but for little.
 */
static void errors_are_normal(void **state) {
    (void)state;
    rng r = rng_seeded("errors_are_normal");
    enum { SEEDS = 4000 };
    const uint64_t dims[] = {96, 256, 384, 768};
    for (size_t d = 0; d < sizeof dims / sizeof *dims; ++d)
        for (int kind = 0; kind < 3; ++kind) {
            const uint64_t dim = dims[d];
            rng_fill(&r, x, 2 * dim, -1, 1);
            if (kind == 1)
                for (uint64_t i = 0; i < dim; ++i) x[i] *= i % 40 == 3, x[dim + i] *= i % 24 == 3;
            if (kind == 2)
                for (uint64_t i = 0; i < dim; ++i) x[dim + i] = x[i] + 0.3f * x[dim + i];
            const engram_rows rows = two_rows(dim);
            /* Along x there is no error: only what of q is at right angles to it counts. */
            const double along = dot(x, x + dim, dim) / dot(x, x, dim);
            const double across = sqrt(dot(x + dim, x + dim, dim) - along * along * dot(x, x, dim));
            double sum = 0, squares = 0;
            int beyond[2] = {0, 0};
            for (uint64_t seed = 0; seed < SEEDS; ++seed) {
                assert_int_equal(engram_rotate(&rows, seed, y), ENGRAM_OK);
                double magnitudes = 0, error = 0, length = 0;
                for (uint64_t i = 0; i < dim; ++i) magnitudes += fabs((double)y[i]);
                const double f = dot(y, y, dim) / magnitudes;
                for (uint64_t i = 0; i < dim; ++i) {
                    const double rest = (y[i] > 0 ? f : -f) - (double)y[i];
                    error += rest * (double)y[dim + i], length += rest * rest;
                }
                const double z = error / (across * sqrt(length)) * sqrt((double)(dim - 1));
                sum += z, squares += z * z, beyond[0] += fabs(z) > 2, beyond[1] += fabs(z) > 3;
            }
            const double n = SEEDS, deviation = sqrt(squares / n);
            print_message("dim %d, kind %d: mean %.3f, deviation %.3f, beyond 2: %.4f, beyond 3: %.4f\n", (int)dim, kind, sum / n,
                          deviation, beyond[0] / n, beyond[1] / n);
            assert_true(fabs(sum / n) < 4 / sqrt(n) && deviation < 1 + 4 / sqrt(2 * n) && deviation > 0.9);
            assert_true(beyond[0] / n < 0.0455 + 4 * sqrt(0.0455 / n) && beyond[1] / n < 0.0027 + 4 * sqrt(0.0027 / n));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_and_angles_stay),
        cmocka_unit_test(seeds_and_types),
        cmocka_unit_test(errors_are_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
