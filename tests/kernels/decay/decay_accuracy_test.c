/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The stated errors against long double, and the exponential's monotonicity. */

#include "decay_support.h"

enum { BLOCK = 4096 };

/* Where long double is wider than the machine's registers it is software, slow under emulation: fewer ages then. */
enum { STRIDE = LDBL_MANT_DIG > 64 ? 61 : 1, ROUNDS = LDBL_MANT_DIG > 64 ? 60 : 600 };

static double seconds_in(engram_time_unit unit) { return (const double[]){1, 1e3, 1e6, 1e9}[unit]; }

/* Worst error in ULP over the ages. */
static double worst_of(const engram_curve *c, engram_time_unit unit, const uint64_t *ages, size_t n) {
    static float factors[BLOCK];
    static uint32_t accesses[BLOCK];
    for (size_t i = 0; i < n; ++i) accesses[i] = (uint32_t)(ages[i] % 7);
    const engram_times times = {sizeof times, unit, ages, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options options = {sizeof options, 0, NULL, NULL, accesses, NULL};
    assert_int_equal(engram_decay_factors(c, &times, &options, n, factors, NULL), ENGRAM_OK);
    double worst = 0;
    for (size_t i = 0; i < n; i += STRIDE) {
        const long double exact = oracle(c, (long double)ages[i] / (long double)seconds_in(unit), accesses[i]);
        /* The end of the linear form is only as exact as its span in double: 2^-51 of it come on top. */
        const long double slack = c->form == ENGRAM_CURVE_LINEAR ? fminl(0x1p-51L, fabsl((long double)factors[i] - exact)) : 0;
        const double error = ulps(factors[i], exact + ((long double)factors[i] > exact ? slack : -slack));
        if (error > worst) worst = error;
    }
    return worst;
}

static void require_long_double(void) {
    if (LDBL_MANT_DIG < 64) {
        print_message("skipped: long double is no wider than double here\n");
        skip();
    }
}

static void exponential_within_051_ulp(void **state) {
    (void)state;
    require_long_double();
    rng r = rng_seeded("exponential_within_051_ulp");
    static uint64_t ages[BLOCK];
    const double taus[] = {1e-300, 1e-9, 0.37, 1, 7056, 86400, 604800, 1e7 / 3, 1e9, 1e12, 1e18, 1e300};
    double worst = 0;
    for (size_t k = 0; k < sizeof taus / sizeof *taus; ++k)
        for (engram_curve_form form = 1; form <= 3; ++form)
            for (int round = 0; round < 8; ++round) {
                engram_curve c = {.size = sizeof c, .form = form, .scale = form == 3 ? 1 / taus[k] : taus[k]};
                const engram_time_unit unit = round % 2 == 0 ? ENGRAM_TIME_SECONDS : ENGRAM_TIME_NANOSECONDS;
                /* Where the factor lives, from a hundredth of its scale to past underflow, and anywhere at all. */
                const double span = taus[k] * seconds_in(unit) * 105;
                for (size_t i = 0; i < BLOCK; ++i) {
                    const double x = span * (double)(rng_next(&r) >> 11) * 0x1p-53;
                    ages[i] = x < 0x1p63 && i % 4 != 0 ? (uint64_t)x : rng_next(&r) >> rng_below(&r, 64);
                }
                const double error = worst_of(&c, unit, ages, BLOCK);
                if (error > worst) worst = error;
            }
    print_message("worst exponential: %.5f ULP (promised 0.51)\n", worst);
    assert_true(worst < 0.51);
}

static void other_forms_within_their_bounds(void **state) {
    (void)state;
    require_long_double();
    rng r = rng_seeded("other_forms_within_their_bounds");
    static uint64_t ages[BLOCK];
    const double scales[] = {1e-3, 1, 3600, 86400, 1e7}, exponents[] = {0.05, 0.18, 0.5, 0.8, 1.0, 1.3, 8, 64};
    for (engram_curve_form form = ENGRAM_CURVE_POWER; form <= LAST_FORM; ++form) {
        double worst_gentle = 0, worst_steep = 0;
        for (size_t s = 0; s < 5; ++s)
            for (size_t e = 0; e < 8; ++e)
                for (engram_time_unit unit = 0; unit <= ENGRAM_TIME_NANOSECONDS; unit += 3) {
                    engram_curve c = typical(form);
                    c.scale = scales[s], c.exponent = exponents[e], c.late = 3 * scales[4 - s];
                    for (size_t i = 0; i < BLOCK; ++i) {
                        ages[i] = i == 0 ? 0 : rng_next(&r) >> rng_below(&r, 64);
                        /* Around the scale and the crossover, from either side. */
                        const double join = (i % 8 == 1 ? c.scale : c.late) * seconds_in(unit);
                        const int64_t aside = (int64_t)(ages[i] >> 1) / ((int64_t)1 << rng_below(&r, 62));
                        if (i % 8 < 3 && i != 0 && join < 0x1p62 && (double)aside < join)
                            ages[i] = (uint64_t)((int64_t)join + (i % 2 == 0 ? aside : -aside));
                    }
                    const double error = worst_of(&c, unit, ages, BLOCK);
                    double *worst = exponents[e] <= 1 ? &worst_gentle : &worst_steep;
                    if (error > *worst) *worst = error;
                }
        print_message("form %2u: %.4f ULP, exponents above 1 %.4f\n", form, worst_gentle, worst_steep);
        const double bound = form == ENGRAM_CURVE_STRETCHED ? 0.6 : 0.51;
        assert_true(worst_gentle < bound && worst_steep < bound);
    }
}

/* Consecutive ages, of which thousands share a factor, and ages on both sides of every power of two of the factor. */
static void exponential_never_rises(void **state) {
    (void)state;
    rng r = rng_seeded("exponential_never_rises");
    static uint64_t ages[BLOCK];
    static float factors[BLOCK];
    for (int round = 0; round < ROUNDS; ++round) {
        const double tau = exp((double)rng_float(&r, -3, 45));
        const engram_curve c = {.size = sizeof c, .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, .scale = tau};
        const double halvings = round % 2 == 0 ? (double)rng_below(&r, 152) : (double)rng_float(&r, 0, 152);
        const double middle = tau * halvings;
        const uint64_t center = middle < 0x1p63 ? (uint64_t)middle : UINT64_MAX / 2;
        const uint64_t step = round % 3 == 0 ? 1 : 1 + rng_below(&r, 1 + center / 100000);
        const uint64_t first = center > step * BLOCK / 2 ? center - step * BLOCK / 2 : 0;
        for (size_t i = 0; i < BLOCK; ++i) ages[i] = first + i * step;
        for_each_level(level) {
            const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
            assert_int_equal(engram_decay_factors(&c, &times, NULL, BLOCK, factors, NULL), ENGRAM_OK);
            for (size_t i = 1; i < BLOCK; ++i) assert_true(factors[i] <= factors[i - 1]);
            assert_true(factors[0] <= 1.0f && factors[BLOCK - 1] >= 0.0f);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponential_within_051_ulp),
        cmocka_unit_test(other_forms_within_their_bounds),
        cmocka_unit_test(exponential_never_rises),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
