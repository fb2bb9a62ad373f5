/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Base levels against long double sums, levels against each other, readings of a level, and every refusal. */

#include <float.h>
#include <math.h>

#include "support/check.h"
#include "support/guard.h"

enum { ROWS = 700, MOST = 40 };

static uint64_t offsets[ROWS + 1], times[ROWS * MOST], counts[ROWS], creations[ROWS];

static void fill(rng *r, uint64_t oldest) {
    for (size_t i = 0; i < ROWS; ++i) {
        const uint64_t k = i % 7 == 0 ? 0 : rng_below(r, i % 5 == 0 ? MOST : 6);
        offsets[i + 1] = offsets[i] + k;
        creations[i] = oldest / 2 + rng_below(r, oldest / 2);
        for (uint64_t j = offsets[i]; j < offsets[i + 1]; ++j) times[j] = rng_below(r, creations[i]) / (1 + rng_below(r, 1000));
        counts[i] = k + rng_below(r, 50);
    }
}

static long double seconds(uint64_t age, double units) { return (long double)(age == 0 ? 1 : age) / (long double)units; }

static long double exact_level(size_t i, double d, double units) {
    long double sum = 0;
    for (uint64_t j = offsets[i]; j < offsets[i + 1]; ++j) sum += powl(seconds(times[j], units), (long double)-d);
    return logl(sum);
}

static long double recent_level(size_t i, double decay, double units) {
    const long double d = (long double)decay, tn = seconds(creations[i], units);
    long double sum = 0, tk = 0;
    const uint64_t k = offsets[i + 1] - offsets[i];
    for (uint64_t j = offsets[i]; j < offsets[i + 1]; ++j) {
        const long double t = seconds(times[j], units);
        sum += powl(t, -d);
        if (t > tk) tk = t;
    }
    if (counts[i] > k) {
        const long double left = (long double)(counts[i] - k);
        if (tn > tk) sum += left * (powl(tn, 1 - d) - (tk > 0 ? powl(tk, 1 - d) : 0)) / ((1 - d) * (tn - tk));
        else sum += left * powl(tk, -d);
    }
    return logl(sum);
}

/* One rounding to f32 beyond the stated error of the level. */
static void assert_level(float got, long double exact, double error) {
    if (isinf(exact)) {
        assert_true(got == -INFINITY);
        return;
    }
    const double half_ulp = fabs((double)exact) * 0x1p-24 + 0x1p-149;
    if (!(fabs((double)((long double)got - exact)) <= half_ulp + error))
        fail_msg("level %.9g, expected %.12Lg", (double)got, exact);
}

static void sums_match_long_double(void **state) {
    (void)state;
    skip_under_valgrind("a long double of 64 bits");
    if (LDBL_MANT_DIG < 64) skip();
    rng r = rng_seeded("sums_match_long_double");
    const double decays[] = {0.1, 0.3, 0.5, 0.8, 0.99};
    static float exact[ROWS], recent[ROWS], even[ROWS], first[3][ROWS];
    for (int unit = 0; unit < 4; unit += 3)
        for (size_t k = 0; k < 5; ++k) {
            const double units = unit == 0 ? 1 : 1e9, d = decays[k];
            fill(&r, unit == 0 ? 100000000 : UINT64_MAX / 4);
            /* Creation right after the oldest one kept, where the quotient of Petrov's form cancels. */
            for (size_t i = 0; i < ROWS; i += 3)
                if (offsets[i + 1] > offsets[i]) creations[i] = times[offsets[i]] + times[offsets[i]] / (1 + rng_below(&r, 100000));
            const engram_times t = {sizeof t, (engram_time_unit)unit, times, 0, 0, 0};
            const engram_times c = {sizeof c, (engram_time_unit)unit, creations, 0, 0, 0};
            for_each_level(level) {
                assert_int_equal(engram_base_level_exact(offsets, ROWS, &t, d, exact, NULL), ENGRAM_OK);
                assert_int_equal(engram_base_level_recent(offsets, ROWS, &t, counts, creations, d, recent, NULL), ENGRAM_OK);
                assert_int_equal(engram_base_level_optimized(&c, counts, ROWS, d, even, NULL), ENGRAM_OK);
                if (level == ENGRAM_LEVEL_SCALAR) {
                    memcpy(first[0], exact, sizeof exact), memcpy(first[1], recent, sizeof recent);
                    memcpy(first[2], even, sizeof even);
                }
                assert_same_bits(exact, first[0], ROWS, "exact, %s", engram_level_name(level));
                assert_same_bits(recent, first[1], ROWS, "recent, %s", engram_level_name(level));
                assert_same_bits(even, first[2], ROWS, "optimised, %s", engram_level_name(level));
            }
            for (size_t i = 0; i < ROWS; ++i) {
                assert_level(exact[i], exact_level(i, d, units), 2e-10);
                assert_level(recent[i], recent_level(i, d, units), 1e-8 / (1 - d));
                assert_level(even[i], logl((long double)counts[i] / (1 - (long double)d)) -
                                          (long double)d * logl(seconds(creations[i], units)), 2e-10);
            }
        }
}

static void approximations_come_near(void **state) {
    (void)state;
    rng r = rng_seeded("approximations_come_near");
    /* 200 uniform events over 1000 units: exact 2.5 and the others within 0.1, as in Petrov's and ACT-R's own checks. */
    enum { N = 200 };
    uint64_t event[N], one_row[2] = {0, N}, kept_row[2] = {0, 10}, kept[10], n[1] = {N}, created[1] = {1000};
    for (size_t i = 0; i < N; ++i) event[i] = 1 + rng_below(&r, 1000);
    for (size_t i = 0; i < N; ++i) /* insertion sort, youngest first */
        for (size_t j = i; j > 0 && event[j] < event[j - 1]; --j) {
            const uint64_t swap = event[j];
            event[j] = event[j - 1], event[j - 1] = swap;
        }
    memcpy(kept, event, sizeof kept);
    const engram_times all = {sizeof all, 0, event, 0, 0, 0}, ten = {sizeof ten, 0, kept, 0, 0, 0};
    const engram_times birth = {sizeof birth, 0, created, 0, 0, 0};
    float exact, recent, even;
    engram_base_level_exact(one_row, 1, &all, 0.5, &exact, NULL);
    engram_base_level_recent(kept_row, 1, &ten, n, created, 0.5, &recent, NULL);
    engram_base_level_optimized(&birth, n, 1, 0.5, &even, NULL);
    assert_true(fabsf(even - 2.538f) < 1e-3f);
    assert_true(fabsf(exact - 2.5f) < 0.2f && fabsf(recent - exact) < 0.1f && fabsf(even - exact) < 0.2f);
}

static void timestamps_and_skew(void **state) {
    (void)state;
    const uint64_t row[3] = {0, 3, 5}, stamp[5] = {900, 990, 1001, 1000, 5000};
    const engram_times t = {sizeof t, 0, stamp, ENGRAM_TIMES_STAMPS, 0, 1000};
    engram_decay_report report = {.size = sizeof report};
    float levels[2];
    for_each_level(level) {
        assert_int_equal(engram_base_level_exact(row, 2, &t, 0.5, levels, &report), ENGRAM_OK);
        assert_int_equal(report.skewed, 2);
        /* Ages 100, 10 and, later than now, 1; then 0 and later than now, both 1. */
        assert_true(fabs((double)levels[0] - log(0.1 + sqrt(0.1) + 1)) < 1e-6);
        assert_true(fabs((double)levels[1] - log(2.0)) < 1e-6);
    }
}

static void readings_of_a_level(void **state) {
    (void)state;
    enum { N = 301 };
    rng r = rng_seeded("readings_of_a_level");
    float levels[N], p[N], latency[N], first[2][N];
    rng_fill(&r, levels, N, -6, 6);
    levels[0] = -INFINITY, levels[1] = INFINITY, levels[2] = bits_float(0xFFC12345), levels[3] = 0.5f;
    for_each_level(level) {
        assert_int_equal(engram_retrieval_probability(levels, N, 0.5, 0.25, p), ENGRAM_OK);
        assert_int_equal(engram_retrieval_latency(levels, N, 0.63, 1.0, latency), ENGRAM_OK);
        if (level == ENGRAM_LEVEL_SCALAR) memcpy(first[0], p, sizeof p), memcpy(first[1], latency, sizeof p);
        assert_same_bits(p, first[0], N, "probability, %s", engram_level_name(level));
        assert_same_bits(latency, first[1], N, "latency, %s", engram_level_name(level));
        assert_true(p[0] == 0.0f && p[1] == 1.0f && float_bits(p[2]) == 0x7FC00000 && p[3] == 0.5f);
        assert_true(latency[0] == INFINITY && latency[1] == 0.0f && float_bits(latency[2]) == 0x7FC00000);
        for (size_t i = 4; i < N; ++i) {
            const double expected = 1 / (1 + exp((0.5 - (double)levels[i]) / 0.25));
            assert_true(fabs((double)p[i] / expected - 1) < 0x1p-23);
            assert_true(fabs((double)latency[i] / (0.63 * exp(-(double)levels[i])) - 1) < 0x1p-23);
        }
        memcpy(p, levels, sizeof p);
        assert_int_equal(engram_retrieval_probability(p, N, 0.5, 0.25, p), ENGRAM_OK);
        assert_same_bits(p, first[0], N, "in place");
        for (size_t n = 0; n < 40; ++n) { /* some rows of them: those and no more */
            memset(p, 0x55, sizeof p), memset(latency, 0x55, sizeof latency);
            assert_int_equal(engram_retrieval_probability(levels, n, 0.5, 0.25, p), ENGRAM_OK);
            assert_int_equal(engram_retrieval_latency(levels, n, 0.63, 1.0, latency), ENGRAM_OK);
            assert_same_bits(p, first[0], n, "probability of %zu", n);
            assert_same_bits(latency, first[1], n, "latency of %zu", n);
            assert_true(float_bits(p[n]) == 0x55555555 && float_bits(latency[n]) == 0x55555555);
        }
    }
}

static void guard_pages(void **state) {
    (void)state;
    for (size_t n = 0; n < 70; n += 3) {
        guarded o = guard_new((n + 1) * 8, GUARD_AFTER), t = guard_new(n * 8, GUARD_AFTER), l = guard_new(n * 4, GUARD_AFTER);
        for (size_t i = 0; i <= n; ++i) ((uint64_t *)o.data)[i] = i;
        for (size_t i = 0; i < n; ++i) ((uint64_t *)t.data)[i] = i;
        const engram_times times_of = {sizeof times_of, 0, t.data, 0, 0, 0};
        for_each_level(level) {
            assert_int_equal(engram_base_level_exact(o.data, n, &times_of, 0.5, l.data, NULL), ENGRAM_OK);
            assert_int_equal(engram_base_level_recent(o.data, n, &times_of, t.data, t.data, 0.5, l.data, NULL), ENGRAM_OK);
            assert_int_equal(engram_base_level_optimized(&times_of, t.data, n, 0.5, l.data, NULL), ENGRAM_OK);
            assert_int_equal(engram_retrieval_latency(l.data, n, 1, 1, l.data), ENGRAM_OK);
        }
        guard_free(o), guard_free(t), guard_free(l);
    }
}

static void refusals(void **state) {
    (void)state;
    uint64_t row[3] = {0, 1, 2}, t[2] = {5, 6}, n[2] = {1, 1}, wrong[3] = {1, 1, 2}, falling[3] = {0, 2, 1};
    float levels[2] = {7, 7};
    const engram_times good = {sizeof good, 0, t, 0, 0, 0};
    const double decays[] = {0, -1, (double)NAN, (double)INFINITY, 4.1};
    for (size_t i = 0; i < 5; ++i) {
        assert_int_equal(engram_base_level_exact(row, 2, &good, decays[i], levels, NULL), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_base_level_recent(row, 2, &good, n, t, decays[i], levels, NULL), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_base_level_optimized(&good, n, 2, decays[i], levels, NULL), ENGRAM_ERROR_ARGUMENT);
    }
    assert_int_equal(engram_base_level_recent(row, 2, &good, n, t, 1.0, levels, NULL), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_base_level_exact(wrong, 2, &good, 0.5, levels, NULL), ENGRAM_ERROR_OFFSETS);
    assert_int_equal(engram_base_level_exact(falling, 2, &good, 0.5, levels, NULL), ENGRAM_ERROR_OFFSETS);
    row[2] = UINT64_MAX;
    assert_int_equal(engram_base_level_exact(row, 2, &good, 0.5, levels, NULL), ENGRAM_ERROR_OVERFLOW);
    const double odd[] = {0, -1, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < 4; ++i) {
        assert_int_equal(engram_retrieval_probability(levels, 2, 0, odd[i], levels), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_retrieval_latency(levels, 2, odd[i], 1, levels), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_retrieval_latency(levels, 2, 1, odd[i], levels), ENGRAM_ERROR_ARGUMENT);
    }
    assert_int_equal(engram_retrieval_probability(levels, 2, (double)NAN, 1, levels), ENGRAM_ERROR_ARGUMENT);
    assert_true(levels[0] == 7 && levels[1] == 7);
    /* The ends of the ranges are good, what lies beyond them is not. */
    const double least = 0x1p-20, most = 0x1p20, less = least / 2, more = most * 2;
    float out[2];
    assert_int_equal(engram_retrieval_probability(levels, 2, most, most, out), ENGRAM_OK);
    assert_int_equal(engram_retrieval_probability(levels, 2, -most, least, out), ENGRAM_OK);
    assert_int_equal(engram_retrieval_probability(levels, 2, more, 1, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_probability(levels, 2, -more, 1, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_probability(levels, 2, 0, more, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_probability(levels, 2, 0, less, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_latency(levels, 2, most, most, out), ENGRAM_OK);
    assert_int_equal(engram_retrieval_latency(levels, 2, least, least, out), ENGRAM_OK);
    assert_int_equal(engram_retrieval_latency(levels, 2, more, 1, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_latency(levels, 2, less, 1, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_latency(levels, 2, 1, more, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_retrieval_latency(levels, 2, 1, less, out), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_base_level_exact(NULL, 0, NULL, 0.5, NULL, NULL), ENGRAM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_match_long_double), cmocka_unit_test(approximations_come_near),
        cmocka_unit_test(timestamps_and_skew),    cmocka_unit_test(readings_of_a_level),
        cmocka_unit_test(guard_pages),            cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
