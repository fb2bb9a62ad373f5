/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The inverse, the next row to fall, and the report of what decay suppressed: all agree with the batch to the bit. */

#include "decay_support.h"
#include "support/decay_calls.h"

enum { N = 300 };

static float strengths[N], scales[N], exponents[N];
static uint64_t ages[N], pins[(N + 63) / 64];
static uint32_t accesses[N];

static void fill(rng *r) {
    for (size_t i = 0; i < N; ++i) {
        strengths[i] = rng_float(r, 0, 2), scales[i] = rng_float(r, 1, 1e6f);
        ages[i] = rng_below(r, 5000000), accesses[i] = (uint32_t)rng_below(r, 6);
        exponents[i] = rng_float(r, 0.1f, 2);
    }
    for (size_t i = 0; i < (N + 63) / 64; ++i) pins[i] = rng_next(r) & rng_next(r) & rng_next(r);
    strengths[7] = bits_float(0x7FC00000), strengths[8] = -1, strengths[9] = INFINITY, strengths[10] = 0;
}

static engram_decay_options all_options(void) {
    return (engram_decay_options){sizeof(engram_decay_options), 0, scales, exponents, accesses, pins};
}

static float value_at(const engram_curve *c, engram_time_unit unit, size_t i, uint64_t age) {
    const uint64_t pin = pins[i / 64] >> (i % 64) & 1;
    const engram_times times = {sizeof times, unit, &age, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options options = {sizeof options, 0, scales + i, exponents + i, accesses + i, &pin};
    float out;
    assert_int_equal(engram_decay_batch(c, &times, &options, strengths + i, 1, &out, NULL), ENGRAM_OK);
    return out;
}

static void ages_at_the_crossing(void **state) {
    (void)state;
    rng r = rng_seeded("ages_at_the_crossing");
    fill(&r);
    static uint64_t at[N], expected[N];
    const engram_decay_options options = all_options();
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form)
        for (engram_time_unit unit = 0; unit < 4; unit += 3) {
            engram_curve c = typical(form);
            c.asymptote = unit == 3 ? 0.2 : 0;
            for_each_level(level) {
                assert_int_equal(engram_decay_ages_at(&c, unit, &options, strengths, N, 0.3f, at), ENGRAM_OK);
                if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected, at, sizeof at);
                assert_memory_equal(at, expected, sizeof at);
            }
            for (size_t i = 0; i < N; ++i) {
                if (at[i] == UINT64_MAX) {
                    assert_true(!(value_at(&c, unit, i, UINT64_MAX) < 0.3f));
                    continue;
                }
                assert_true(value_at(&c, unit, i, at[i]) < 0.3f);
                assert_true(at[i] == 0 || value_at(&c, unit, i, at[i] - 1) >= 0.3f);
            }
            assert_true(at[7] == UINT64_MAX && at[8] == 0 && at[10] == 0);
        }
}

/* Where the inverse has a closed form, it is that. */
static void ages_at_a_retention(void **state) {
    (void)state;
    uint64_t age;
    engram_curve c = typical(ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE);
    assert_int_equal(engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, NULL, NULL, 1, 0.5f, &age), ENGRAM_OK);
    assert_int_equal(age, 86401); /* at 86400 it is 0.5, not below */
    c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    engram_decay_ages_at(&c, ENGRAM_TIME_NANOSECONDS, NULL, NULL, 1, 0.1f, &age);
    assert_true(fabs((double)age * 1e-9 / (86400 * 2.302585093) - 1) < 1e-7);
    c = typical(ENGRAM_CURVE_POWER);
    engram_decay_ages_at(&c, ENGRAM_TIME_NANOSECONDS, NULL, NULL, 1, 0.25f, &age);
    assert_true(fabs((double)age * 1e-9 / (86400 * 15.0) - 1) < 1e-6);
    c = typical(ENGRAM_CURVE_STRETCHED);
    engram_decay_ages_at(&c, ENGRAM_TIME_NANOSECONDS, NULL, NULL, 1, 0.5f, &age);
    assert_true(fabs((double)age * 1e-9 / (86400 * pow(0.69314718056, 1.25)) - 1) < 1e-6);
    c = typical(ENGRAM_CURVE_LINEAR);
    engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, NULL, NULL, 1, 0.25f, &age);
    assert_int_equal(age, 64801);
    c = typical(ENGRAM_CURVE_HYPERBOLIC);
    engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, NULL, NULL, 1, 0.25f, &age);
    assert_true(age >= 259201 && age <= 259202);
    c.floor = 0.25;
    engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, NULL, NULL, 1, 0.25f, &age);
    assert_true(age == UINT64_MAX);
    engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, NULL, NULL, 1, 1.5f, &age);
    assert_true(age == 0);
}

static void next_is_the_first_to_fall(void **state) {
    (void)state;
    rng r = rng_seeded("next_is_the_first_to_fall");
    fill(&r);
    static uint64_t at[N];
    const engram_decay_options options = all_options();
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form)
        for (engram_time_kind kind = 0; kind < 2; ++kind) {
            const engram_curve c = typical(form);
            const uint64_t now = 2500000;
            const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, ages, kind, 0, kind == ENGRAM_TIMES_STAMPS ? now : 0};
            engram_decay_ages_at(&c, ENGRAM_TIME_SECONDS, &options, strengths, N, 0.3f, at);
            uint64_t best = UINT64_MAX, best_row = UINT64_MAX;
            for (size_t i = 0; i < N; ++i) {
                const uint64_t age = kind == ENGRAM_TIMES_AGES ? ages[i] : ages[i] > now ? 0 : now - ages[i];
                const uint64_t ahead = kind == ENGRAM_TIMES_STAMPS && ages[i] > now ? ages[i] - now : 0;
                if (!(value_at(&c, 0, i, age) >= 0.3f) || at[i] == UINT64_MAX) continue;
                if (at[i] - age + ahead < best) best = at[i] - age + ahead, best_row = i;
            }
            for_each_level(level) {
                uint64_t row, left;
                assert_int_equal(engram_decay_next(&c, &times, &options, strengths, N, 0.3f, &row, &left), ENGRAM_OK);
                assert_true(row == best_row && left == best);
            }
        }
    uint64_t row = 1, left = 1;
    const engram_curve c = typical(ENGRAM_CURVE_LINEAR);
    const engram_times none = {sizeof none, 0, NULL, 0, 0, 0};
    assert_int_equal(engram_decay_next(&c, &none, NULL, NULL, 0, 0.5f, &row, &left), ENGRAM_OK);
    assert_true(row == UINT64_MAX && left == UINT64_MAX);
}

static void suppressed_rows_with_their_factor(void **state) {
    (void)state;
    rng r = rng_seeded("suppressed_rows_with_their_factor");
    fill(&r);
    const engram_decay_options options = all_options();
    const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, ages, 0, 0, 0};
    for_each_level(level)
        for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
            const engram_curve c = typical(form);
            float factors[N];
            engram_suppressed found[N], few[3];
            uint64_t total = 0, again = 0;
            size_t k = 0;
            engram_decay_factors(&c, &times, &options, N, factors, NULL);
            assert_int_equal(call_suppressed(&c, &times, &options, strengths, N, 0.3f, found, N, &total), ENGRAM_OK);
            for (size_t i = 0; i < N; ++i) {
                if (!(strengths[i] >= 0.3f && strengths[i] * factors[i] < 0.3f)) continue;
                assert_true(k < total && found[k].row == i && found[k].before == strengths[i] && found[k].factor == factors[i]);
                ++k;
            }
            assert_int_equal(k, total);
            assert_true(total > 3);
            assert_int_equal(call_suppressed(&c, &times, &options, strengths, N, 0.3f, few, 3, &again), ENGRAM_OK);
            assert_int_equal(again, total);
            assert_memory_equal(few, found, sizeof few);
            assert_int_equal(call_suppressed(&c, &times, &options, strengths, N, 0.3f, NULL, 0, &again), ENGRAM_OK);
            assert_int_equal(again, total);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_at_the_crossing),
        cmocka_unit_test(ages_at_a_retention),
        cmocka_unit_test(next_is_the_first_to_fall),
        cmocka_unit_test(suppressed_rows_with_their_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
