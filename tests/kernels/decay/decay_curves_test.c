/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Presets against the figures of their systems, and what floor, asymptote, pins, units and clocks do. */

#include "decay_support.h"

static float factor_at(const engram_curve *c, engram_time_unit unit, uint64_t age, uint32_t accesses) {
    const engram_times times = {sizeof times, unit, &age, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options options = {sizeof options, 0, NULL, NULL, &accesses, NULL};
    float factor;
    assert_int_equal(engram_decay_factors(c, &times, &options, 1, &factor, NULL), ENGRAM_OK);
    return factor;
}

#define assert_close(actual, expected, tolerance) assert_true(fabs((double)(actual) - (expected)) <= (tolerance))
#define HOUR 3600ull
#define DAY 86400ull

static void presets_give_their_systems_figures(void **state) {
    (void)state;
    static const struct {
        engram_curve_preset_id preset;
        uint64_t age;
        uint32_t accesses;
        double expected, tolerance;
    } rows[] = {
        {ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, DAY, 0, 0.36788, 1e-5},
        {ENGRAM_CURVE_PRESET_ENGRAM_EXPONENTIAL, 7056, 0, 0.36788, 1e-5},
        {ENGRAM_CURVE_PRESET_ENGRAM_POWER, 9 * HOUR, 0, 0.66069, 1e-5},     /* 10^-0.18 */
        {ENGRAM_CURVE_PRESET_ENGRAM_NEOCORTICAL, 9 * DAY, 0, 0.66069, 1e-5},
        {ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT, 18 * HOUR, 2, 0.36788, 1e-5},
        {ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT, 9 * HOUR, 3, 0.66069, 1e-5},
        {ENGRAM_CURVE_PRESET_ENGRAM_HYBRID, 2880, 0, 0.36788, 1e-5},
        {ENGRAM_CURVE_PRESET_ENGRAM_HYBRID, 16 * DAY, 0, 0.5 * 9.3576e-14, 1e-17}, /* e^-30 / 2 */
        {ENGRAM_CURVE_PRESET_MEM0, 7 * DAY, 0, 0.5, 0},
        {ENGRAM_CURVE_PRESET_SHODH_EDGE, DAY, 0, 0.5, 0},
        {ENGRAM_CURVE_PRESET_SHODH_LONG_TERM, 28 * DAY, 0, 0.25, 0},
        {ENGRAM_CURVE_PRESET_SHODH_FACT, 180 * DAY, 0, 0.5, 0},
        /* shodh src/decay.rs at 1, 3, 7, 30, 365 days. */
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID, DAY, 0, 0.500, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID, 3 * DAY, 0, 0.125, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID, 7 * DAY, 0, 0.082, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID, 30 * DAY, 0, 0.040, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID, 365 * DAY, 0, 0.011, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT, DAY, 0, 0.707, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT, 3 * DAY, 0, 0.354, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT, 7 * DAY, 0, 0.274, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT, 30 * DAY, 0, 0.177, 5e-4},
        {ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT, 365 * DAY, 0, 0.084, 5e-4},
        {ENGRAM_CURVE_PRESET_OPENMEMORY_EPISODIC, 100 * DAY, 0, 0.22313, 1e-5},
        {ENGRAM_CURVE_PRESET_OPENMEMORY_SEMANTIC, 100 * DAY, 0, 0.60653, 1e-5},
        {ENGRAM_CURVE_PRESET_OPENMEMORY_PROCEDURAL, 100 * DAY, 0, 0.44933, 1e-5},
        {ENGRAM_CURVE_PRESET_OPENMEMORY_EMOTIONAL, 100 * DAY, 0, 0.13534, 1e-5},
        {ENGRAM_CURVE_PRESET_OPENMEMORY_REFLECTIVE, 100 * DAY, 0, 0.90484, 1e-5},
        {ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL, DAY, 0, 1.0, 0}, /* the sum begins at 1.4 */
        {ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL, 100 * DAY, 0, 0.22313 + 0.4 * 0.81873, 1e-5},
        {ENGRAM_CURVE_PRESET_KIROCREW, 242 * DAY, 0, 0.0007, 5e-5},
        /* spector's table of 12 buckets, at the midpoints of the first, second and last. */
        {ENGRAM_CURVE_PRESET_SPECTOR, 1800, 0, 1.0, 0},
        {ENGRAM_CURVE_PRESET_SPECTOR, 61320 * HOUR, 0, 0.17, 5e-3},
        {ENGRAM_CURVE_PRESET_SPECTOR, 1000000 * DAY, 0, 0.10, 1e-7},
        {ENGRAM_CURVE_PRESET_SPECTOR_SLOW, 18000, 0, 0.83176, 1e-5},
        {ENGRAM_CURVE_PRESET_SPECTOR_FAST, 18000, 0, 0.50119, 1e-5},
        {ENGRAM_CURVE_PRESET_PERFECTMAN, 9 * DAY, 0, 0.1 + 0.9 * 0.66069, 1e-5},
        {ENGRAM_CURVE_PRESET_POWERCONTEXT, DAY, 0, 0.9, 1e-7},
        {ENGRAM_CURVE_PRESET_POWERCONTEXT, 10 * DAY, 0, 0, 0},
        {ENGRAM_CURVE_PRESET_POWERCONTEXT, 11 * DAY, 0, 0, 0},
    };
    for_each_level(level)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
            engram_curve c;
            assert_int_equal(engram_curve_preset(rows[i].preset, &c), ENGRAM_OK);
            const double got = (double)factor_at(&c, ENGRAM_TIME_SECONDS, rows[i].age, rows[i].accesses);
            if (!(fabs(got - rows[i].expected) <= rows[i].tolerance))
                fail_msg("preset %u at %llu s: %.9g", rows[i].preset, (unsigned long long)rows[i].age, got);
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, 0, rows[i].accesses) == 1.0f);
            assert_close(factor_at(&c, ENGRAM_TIME_NANOSECONDS, rows[i].age * 1000000000u, rows[i].accesses),
                         rows[i].age * 1000000000u / 1000000000u == rows[i].age ? rows[i].expected : 0,
                         rows[i].age * 1000000000u / 1000000000u == rows[i].age ? rows[i].tolerance + 1e-7 : 1);
        }
    engram_curve untouched = {.size = 1};
    assert_int_equal(engram_curve_preset(0, &untouched), ENGRAM_ERROR_ENUM);
    assert_int_equal(engram_curve_preset(ENGRAM_CURVE_PRESET_POWERCONTEXT + 1, &untouched), ENGRAM_ERROR_ENUM);
    assert_int_equal(engram_curve_preset(1, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(untouched.size, 1);
}

static void every_form_starts_at_1_and_ends_low(void **state) {
    (void)state;
    for_each_level(level)
        for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
            const engram_curve c = typical(form);
            float last = 1.0f;
            for (uint64_t age = 1; age < UINT64_MAX / 2; age += age / 2 + 1) {
                const float factor = factor_at(&c, ENGRAM_TIME_SECONDS, age, 5);
                assert_true(factor <= last && factor >= 0.0f);
                last = factor;
            }
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, 0, 5) == 1.0f);
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, UINT64_MAX, 5) < 1e-3f);
        }
}

static void hybrids_are_continuous(void **state) {
    (void)state;
    for (engram_curve_preset_id p = ENGRAM_CURVE_PRESET_SHODH_HYBRID; p <= ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT; ++p) {
        engram_curve c;
        engram_curve_preset(p, &c);
        const uint64_t join = 3 * DAY * 1000000000u;
        const float before = factor_at(&c, ENGRAM_TIME_NANOSECONDS, join - 1, 0);
        const float at = factor_at(&c, ENGRAM_TIME_NANOSECONDS, join, 0);
        assert_true(at <= before && before - at <= before * 0x1p-23f);
    }
}

static void floor_and_asymptote(void **state) {
    (void)state;
    for_each_level(level)
        for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
            engram_curve c = typical(form);
            const double plain = (double)factor_at(&c, ENGRAM_TIME_SECONDS, 200000, 1);
            c.asymptote = 0.25;
            assert_close(factor_at(&c, ENGRAM_TIME_SECONDS, 200000, 1), 0.25 + 0.75 * plain, 1e-7);
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, 0, 1) == 1.0f);
            c.floor = 0.9;
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, 200000, 1) == 0.9f);
            c.asymptote = 0, c.floor = 1e-3;
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, UINT64_MAX, 1) == 1e-3f);
            c.floor = 1;
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, UINT64_MAX, 1) == 1.0f);
            c.floor = 0, c.asymptote = 1;
            assert_true(factor_at(&c, ENGRAM_TIME_SECONDS, UINT64_MAX, 1) == 1.0f);
        }
}

static void clocks(void **state) {
    (void)state;
    const engram_curve c = typical(ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE);
    const uint64_t now = 1700000000;
    const uint64_t stamps[6] = {now, now - DAY, now + 1, UINT64_MAX, now - 2 * DAY, 0};
    engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, stamps, ENGRAM_TIMES_STAMPS, 0, now};
    engram_decay_report report = {.size = sizeof report};
    float f[6];
    for_each_level(level) {
        assert_int_equal(engram_decay_factors(&c, &times, NULL, 6, f, &report), ENGRAM_OK);
        assert_true(f[0] == 1.0f && f[1] == 0.5f && f[2] == 1.0f && f[3] == 1.0f && f[4] == 0.25f && f[5] == 0.0f);
        assert_int_equal(report.skewed, 2);
        assert_true(report.bad_row == UINT64_MAX);
        /* As of any other now, nothing is stored in between. */
        engram_times later = times;
        later.now = now + DAY;
        assert_int_equal(engram_decay_factors(&c, &later, NULL, 6, f, &report), ENGRAM_OK);
        assert_true(f[0] == 0.5f && f[1] == 0.25f && f[2] == factor_at(&c, 0, DAY - 1, 0) && f[3] == 1.0f);
        assert_int_equal(report.skewed, 1);
    }
    /* One instant in four units. */
    const uint64_t per_second[4] = {1, 1000, 1000000, 1000000000};
    for (engram_time_unit unit = 0; unit < 4; ++unit)
        assert_true(factor_at(&c, unit, 2 * DAY * per_second[unit], 0) == 0.25f);
}

static void pins_hold_and_scores_fuse(void **state) {
    (void)state;
    enum { N = 150 };
    const engram_curve c = typical(ENGRAM_CURVE_POWER);
    uint64_t ages[N], pins[3] = {0x8000000000000001u, 0xF0u, 1u << 20};
    float strengths[N], scores[N], factors[N], stored[N], fused[N], plain[N];
    rng r = rng_seeded("pins_hold_and_scores_fuse");
    for (size_t i = 0; i < N; ++i) ages[i] = rng_below(&r, 10000000) + 1000;
    rng_fill(&r, strengths, N, 0, 1), rng_fill(&r, scores, N, -1, 1);
    const engram_times times = {sizeof times, 0, ages, 0, 0, 0};
    const engram_decay_options options = {sizeof options, 0, NULL, NULL, NULL, pins};
    for_each_level(level) {
        engram_decay_factors(&c, &times, &options, N, factors, NULL);
        engram_decay_batch(&c, &times, &options, strengths, N, stored, NULL);
        engram_decay_scores(&c, &times, &options, strengths, scores, N, fused, NULL);
        engram_decay_scores(&c, &times, &options, NULL, scores, N, plain, NULL);
        for (size_t i = 0; i < N; ++i) {
            const int is_pinned = (int)(pins[i / 64] >> (i % 64) & 1);
            assert_int_equal(factors[i] == 1.0f, is_pinned);
            assert_true(stored[i] == strengths[i] * factors[i]);
            assert_true(fused[i] == scores[i] * stored[i] && plain[i] == scores[i] * factors[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets_give_their_systems_figures),
        cmocka_unit_test(every_form_starts_at_1_and_ends_low),
        cmocka_unit_test(hybrids_are_continuous),
        cmocka_unit_test(floor_and_asymptote),
        cmocka_unit_test(clocks),
        cmocka_unit_test(pins_hold_and_scores_fuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
