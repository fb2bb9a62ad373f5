/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Where factors lie next to the middle between two floats, or powers next to a whole number: the scalar level computes with
 * two roundings first, and has to notice that it must not trust them. With scales of 2^52 ages come as near to such a place as
 * a double does.
 */

#include "decay_support.h"

enum { BATCH = 4096 };

static float strengths[BATCH], out[BATCH], expected[BATCH];
static uint64_t ages[BATCH];
static uint32_t accesses[BATCH];

static void levels_agree(const engram_curve *c, engram_time_unit unit, int through_factors) {
    const engram_times times = {sizeof times, unit, ages, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options o = {sizeof o, 0, NULL, NULL, accesses, NULL};
    for_each_level(level) {
        float *to = level == ENGRAM_LEVEL_SCALAR ? expected : out;
        assert_int_equal(through_factors ? engram_decay_factors(c, &times, &o, BATCH, to, NULL)
                                         : engram_decay_batch(c, &times, &o, strengths, BATCH, to, NULL),
                         ENGRAM_OK);
        if (to == out) assert_same_bits(out, expected, BATCH, "form %u, ages from %llu", c->form, (unsigned long long)ages[0]);
    }
}

static const double scale = 0x1p52;

/* The age at which a curve of that scale is at r. */
static long double age_at(const engram_curve *c, long double r) {
    const long double e = (long double)c->exponent, s = (long double)scale;
    switch (c->form) {
    case ENGRAM_CURVE_EXPONENTIAL_TAU: return -logl(r) * s;
    case ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE: return -log2l(r) * s;
    case ENGRAM_CURVE_EXPONENTIAL_RATE: return -logl(r) * s;
    case ENGRAM_CURVE_POWER: case ENGRAM_CURVE_TWO_COMPONENT: return (powl(r, -1 / e) - 1) * s;
    case ENGRAM_CURVE_POWER_RATIO: return powl(r, -1 / e) * s;
    case ENGRAM_CURVE_HYBRID: return powl(r / expl(-1), -1 / e) * s; /* crosses over at s, where it is 1 / e */
    case ENGRAM_CURVE_STRETCHED: return powl(-logl(r), 1 / e) * s;
    case ENGRAM_CURVE_LINEAR: return (1 - r) * s;
    case ENGRAM_CURVE_HYPERBOLIC: return (1 / r - 1) * s;
    default: return -logl(r / (1 + (long double)c->weight)) * s; /* both of one scale */
    }
}

static engram_curve wide(engram_curve_form form, double exponent) {
    engram_curve c = typical(form);
    c.scale = form == ENGRAM_CURVE_EXPONENTIAL_RATE ? 1 / scale : scale;
    c.late = scale, c.exponent = exponent, c.weight = 0.5, c.threshold = 3;
    return c;
}

/* The last age with one float and the first with the next: the middle between the two is where the definition has it. */
static void factors_near_the_middle(void **state) {
    (void)state;
    rng r = rng_seeded("factors_near_the_middle");
    for (size_t i = 0; i < BATCH; ++i) strengths[i] = 1, accesses[i] = 9;
    const engram_decay_options o = {sizeof o, 0, NULL, NULL, accesses, NULL};
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form)
        for (int e = 0; e < 2; ++e) {
            const engram_curve c = wide(form, e == 0 ? 1 : 0.5);
            for (size_t i = 0; i < BATCH; i += 8) {
                uint64_t age;
                const float target = rng_float(&r, 0.05f, 1);
                assert_int_equal(engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, &o, NULL, 1, target, &age), ENGRAM_OK);
                for (size_t k = 0; k < 8; ++k) ages[i + k] = age > 4 ? age + k - 4 : k;
            }
            levels_agree(&c, ENGRAM_TIME_SECONDS, 0);
            levels_agree(&c, ENGRAM_TIME_SECONDS, 1);
        }
}

/* R = 1/2 and 1/4, where y is whole; the asymptote brings them to the middle between two floats. */
static void powers_near_whole_numbers(void **state) {
    (void)state;
    rng r = rng_seeded("powers_near_whole_numbers");
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form)
        for (int k = 0; k < 200; ++k) {
            engram_curve c = wide(form, k % 2 == 0 ? 1 : 2);
            const double middle = 0x1p-25 * (double)(2 * rng_below(&r, 1u << 22) + 3 * (1u << 23) + 1), part = k % 3 == 0 ? 0.25 : 0.5;
            c.asymptote = (middle - part) / (1 - part);
            const long double at = age_at(&c, (long double)part);
            for (size_t i = 0; i < BATCH; ++i) ages[i] = at < 0x1p63L ? (uint64_t)at + i % 64 - 31 : 0, accesses[i] = 9;
            levels_agree(&c, ENGRAM_TIME_SECONDS, 1);
        }
}

/* Strengths for which the product is no ordinary number, in pairs with ordinary ones. */
static void products_of_every_kind(void **state) {
    (void)state;
    const float kinds[] = {0.0f, -0.0f, 0x1p-149f, -0x1p-140f, 0x1p-126f, 3e38f, INFINITY, -INFINITY, NAN, 1.0f, -0.75f};
    rng r = rng_seeded("products_of_every_kind");
    const engram_curve c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    for (int k = 0; k < 64; ++k) {
        for (size_t i = 0; i < BATCH; ++i) strengths[i] = kinds[rng_below(&r, 11)], ages[i] = rng_next(&r) >> k;
        levels_agree(&c, ENGRAM_TIME_SECONDS, 0);
    }
}

/* The last rows of a call, fewer than a register: alone, in place, and nothing beside them is read or written. */
static void few_rows(void **state) {
    (void)state;
    rng r = rng_seeded("few_rows");
    const engram_curve c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    for (size_t i = 0; i < BATCH; ++i) strengths[i] = rng_float(&r, -1, 1), ages[i] = rng_below(&r, 1000000);
    for_each_level(level)
        for (size_t n = 0; n <= 70; ++n) {
            assert_int_equal(engram_decay_apply(&c, strengths, ages, 128, expected), ENGRAM_OK);
            memcpy(out, strengths, sizeof out);
            assert_int_equal(engram_decay_apply(&c, out, ages, n, out), ENGRAM_OK);
            assert_same_bits(out, expected, n, "%zu rows, %s", n, engram_level_name(level));
            assert_same_bits(out + n, strengths + n, 128 - n, "beside %zu rows, %s", n, engram_level_name(level));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_near_the_middle),
        cmocka_unit_test(powers_near_whole_numbers),
        cmocka_unit_test(products_of_every_kind),
        cmocka_unit_test(few_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
