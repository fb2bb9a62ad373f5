/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_apply_decay: the semantics of the original kernel, row by row, at every level. */

#include <float.h>
#include <math.h>

#include "engram/compat.h"
#include "support/check.h"
#include "support/guard.h"

static float one(float strength, uint64_t age) {
    engram_apply_decay(&strength, &age, 1);
    assert_int_equal(engram_last_status(), ENGRAM_OK);
    return strength;
}

static void age_0_keeps_the_bits(void **state) {
    (void)state;
    const uint32_t bits[] = {0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007FFFFF, 0x00800000, 0x3F800000,
                             0xBF800000, 0x3F7FFFFF, 0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000};
    for_each_level(level)
        for (size_t i = 0; i < sizeof bits / sizeof *bits; ++i)
            assert_int_equal(float_bits(one(bits_float(bits[i]), 0)), bits[i]);
}

static void strength_0_stays_0(void **state) {
    (void)state;
    const uint64_t ages[] = {0, 1, 86400, 1000000, 8980000, 1000000000, UINT64_MAX};
    for_each_level(level)
        for (size_t i = 0; i < sizeof ages / sizeof *ages; ++i) {
            assert_int_equal(float_bits(one(0.0f, ages[i])), 0x00000000);
            assert_int_equal(float_bits(one(-0.0f, ages[i])), 0x80000000);
        }
}

static void nan_and_infinity(void **state) {
    (void)state;
    for_each_level(level) {
        const uint32_t nans[] = {0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FC12345};
        for (size_t i = 0; i < 4; ++i)
            for (uint64_t age = 0; age < 20000000; age = 2 * age + 1)
                assert_int_equal(float_bits(one(bits_float(nans[i]), age)), 0x7FC00000);
        assert_true(one(INFINITY, 86400) == INFINITY);
        assert_true(one(-INFINITY, 86400) == -INFINITY);
        assert_int_equal(float_bits(one(INFINITY, 10000000)), 0x7FC00000);
        assert_int_equal(float_bits(one(-INFINITY, UINT64_MAX)), 0x7FC00000);
    }
}

static void the_factor_underflows(void **state) {
    (void)state;
    for_each_level(level) {
        /* 2^-150, half the smallest float, is reached at 150 * ln 2 * 86400 = 8,983,187.5 s. */
        assert_int_equal(float_bits(one(1.0f, 8983187)), 1);
        assert_int_equal(float_bits(one(1.0f, 8983188)), 0);
        assert_int_equal(float_bits(one(1.0f, 9000000)), 0);
        assert_int_equal(float_bits(one(FLT_MAX, 9000000)), 0);
        assert_int_equal(float_bits(one(-1.0f, UINT64_MAX)), 0x80000000);
        const float small[] = {1e-10f, 1e-20f, 1e-30f, 1e-38f, 1e-45f};
        for (size_t i = 0; i < 5; ++i) {
            const float left = one(small[i], 86400);
            assert_true(left >= 0.0f && fabsf(left - small[i] * 0.36787945f) <= 0x1p-149f + small[i] * 1e-6f);
        }
    }
}

static void the_two_named_factors(void **state) {
    (void)state;
    for_each_level(level) {
        assert_true(one(1.0f, 1000) == 0x1.fa1bb6p-1f);
        assert_true(one(1.0f, 100000) == 0x1.41d7dap-2f);
        assert_true(one(1e10f, 1000) == 1e10f * 0x1.fa1bb6p-1f);
        assert_true(one(FLT_MAX, 100000) == FLT_MAX * 0x1.41d7dap-2f);
    }
}

static void values_are_scaled_and_not_clamped(void **state) {
    (void)state;
    for_each_level(level) {
        const float factor = one(1.0f, 40000);
        const float values[] = {2.0f, 1e10f, -0.5f, -7.0f, FLT_MIN, FLT_MAX, -FLT_MAX, 0x1p-140f};
        for (size_t i = 0; i < sizeof values / sizeof *values; ++i)
            assert_int_equal(float_bits(one(values[i], 40000)), float_bits(values[i] * factor));
    }
}

static void the_day_is_no_half_life(void **state) {
    (void)state;
    for_each_level(level) {
        assert_true(one(1.0f, 86400) == 0x1.78b564p-2f); /* 1 / e */
        assert_true(one(1.0f, 59887) < 0.5f + 1e-5f && one(1.0f, 59887) > 0.5f - 1e-5f); /* 86400 ln 2 */
        const engram_curve tau = {.size = sizeof tau, .form = ENGRAM_CURVE_EXPONENTIAL_TAU, .scale = 86400};
        const engram_curve half = {.size = sizeof half, .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, .scale = 86400};
        const float strength = 1.0f;
        const uint64_t age = 86400;
        float by_tau, by_half;
        assert_int_equal(engram_decay_apply(&tau, &strength, &age, 1, &by_tau), ENGRAM_OK);
        assert_int_equal(engram_decay_apply(&half, &strength, &age, 1, &by_half), ENGRAM_OK);
        assert_true(by_half == 0.5f);
        assert_true(by_tau == one(1.0f, 86400));
        assert_true(fabs(log((double)by_half) / log((double)by_tau) - 0.69314718) < 1e-7);
    }
}

static void counts_of_zero(void **state) {
    (void)state;
    for_each_level(level) {
        uint64_t words[4] = {1, 2, 3, 4};
        float strength = 7.0f;
        engram_apply_decay(NULL, NULL, 0);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
        engram_apply_decay(&strength, words, 0);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
        assert_true(strength == 7.0f && words[0] == 1 && words[1] == 2);
    }
}

/* Lengths around every register width, at both ends of a page, unaligned, against the scalar level. */
static void every_length_and_place(void **state) {
    (void)state;
    rng r = rng_seeded("every_length_and_place");
    for (size_t n = 0; n <= 70; ++n)
        for (enum guard_side side = GUARD_AFTER; side <= GUARD_BEFORE; ++side)
            for (size_t shift = 0; shift < 5; ++shift) {
                guarded s = guard_new((n + shift) * 4, side), a = guard_new((n + shift) * 8, side);
                const size_t move = side == GUARD_BEFORE ? shift : 0; /* elements: natural alignment is all that is asked */
                float *strengths = (float *)s.data + move;
                uint64_t *ages = (uint64_t *)a.data + move;
                float start[70], expected[70], got[70];
                for (size_t i = 0; i < n; ++i) {
                    ages[i] = rng_next(&r) >> rng_below(&r, 64);
                    start[i] = bits_float((uint32_t)rng_next(&r));
                }
                for_each_level(level) {
                    memcpy(strengths, start, n * 4);
                    engram_apply_decay(strengths, ages, n);
                    assert_int_equal(engram_last_status(), ENGRAM_OK);
                    memcpy(got, strengths, n * 4);
                    if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected, got, n * 4);
                    assert_same_bits(got, expected, n, "%zu rows, level %s", n, engram_level_name(level));
                }
                guard_free(s), guard_free(a);
            }
}

static void never_touches_the_arena(void **state) {
    (void)state;
    size_t before[3], after[3];
    engram_arena_stats(&before[0], &before[1], &before[2]);
    for_each_level(level) one(1.0f, 5);
    engram_arena_stats(&after[0], &after[1], &after[2]);
    assert_memory_equal(before, after, sizeof before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(age_0_keeps_the_bits),
        cmocka_unit_test(strength_0_stays_0),
        cmocka_unit_test(nan_and_infinity),
        cmocka_unit_test(the_factor_underflows),
        cmocka_unit_test(the_two_named_factors),
        cmocka_unit_test(values_are_scaled_and_not_clamped),
        cmocka_unit_test(the_day_is_no_half_life),
        cmocka_unit_test(counts_of_zero),
        cmocka_unit_test(every_length_and_place),
        cmocka_unit_test(never_touches_the_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
