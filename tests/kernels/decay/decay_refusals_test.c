/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What decay.h refuses by its values: the status, and outputs untouched. Nulls, counts, sizes, enumerations, overlaps and
 * alignment are tests/metamorphic/bad_input_test.c. */

#include "decay_support.h"
#include "support/decay_calls.h"

static float in[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[8];
static uint64_t values[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const engram_times good_times = {sizeof good_times, ENGRAM_TIME_SECONDS, values, ENGRAM_TIMES_AGES, 0, 0};

static void reset(void) {
    for (int i = 0; i < 8; ++i) out[i] = 7;
}

/* The same wrong curve through every entry point. */
static void refused(const engram_curve *c, engram_status status) {
    reset();
    uint64_t row = 5, left = 5, ages[8] = {5, 5, 5, 5, 5, 5, 5, 5};
    uint64_t total = 5;
    engram_suppressed found[8] = {{0, 7, 7}};
    const uint32_t accesses[8] = {0};
    const engram_decay_options o = {sizeof o, 0, NULL, NULL, accesses, NULL};
    if (status != ENGRAM_OK) assert_int_equal(engram_decay_apply(c, in, values, 8, out), status);
    assert_int_equal(engram_decay_batch(c, &good_times, &o, in, 8, out, NULL), status);
    assert_int_equal(engram_decay_factors(c, &good_times, &o, 8, out, NULL), status);
    assert_int_equal(engram_decay_scores(c, &good_times, &o, in, in, 8, out, NULL), status);
    assert_int_equal(call_suppressed(c, &good_times, &o, in, 8, 0.5f, found, 8, &total), status);
    assert_int_equal(engram_decay_ages_at(c, 0, &o, in, 8, 0.5f, ages), status);
    assert_int_equal(engram_decay_next(c, &good_times, &o, in, 8, 0.5f, &row, &left), status);
    if (status == ENGRAM_OK) return;
    for (int i = 0; i < 8; ++i) assert_true(out[i] == 7 && ages[i] == 5);
    assert_true(row == 5 && left == 5 && total == 5 && found[0].before == 7);
}

static void curves_out_of_range(void **state) {
    (void)state;
    const double bad[] = {0.0, -0.0, -1.0, (double)NAN, (double)INFINITY, (double)-INFINITY};
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
        const engram_curve good = typical(form);
        refused(&good, ENGRAM_OK);
        const int has_exponent = form == ENGRAM_CURVE_POWER || form == ENGRAM_CURVE_POWER_RATIO ||
                                 form == ENGRAM_CURVE_HYBRID || form == ENGRAM_CURVE_STRETCHED ||
                                 form == ENGRAM_CURVE_TWO_COMPONENT;
        const int has_late = form == ENGRAM_CURVE_HYBRID || form >= ENGRAM_CURVE_TWO_COMPONENT;
        for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
            engram_curve c = good;
            c.scale = bad[i], refused(&c, ENGRAM_ERROR_ARGUMENT);
            c = good, c.exponent = bad[i], refused(&c, has_exponent ? ENGRAM_ERROR_ARGUMENT : ENGRAM_OK);
            c = good, c.late = bad[i], refused(&c, has_late ? ENGRAM_ERROR_ARGUMENT : ENGRAM_OK);
            c = good, c.weight = bad[i];
            refused(&c, form == ENGRAM_CURVE_DUAL_EXPONENTIAL && !(bad[i] == 0) ? ENGRAM_ERROR_ARGUMENT : ENGRAM_OK);
            c = good, c.floor = bad[i], refused(&c, bad[i] == 0 ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT);
            c = good, c.asymptote = bad[i], refused(&c, bad[i] == 0 ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT);
        }
        engram_curve c = good;
        c.floor = 1.0000001, refused(&c, ENGRAM_ERROR_ARGUMENT);
        c = good, c.asymptote = 1.0000001, refused(&c, ENGRAM_ERROR_ARGUMENT);
        c = good, c.exponent = 64.1, refused(&c, has_exponent ? ENGRAM_ERROR_ARGUMENT : ENGRAM_OK);
        /* The smallest and the largest numbers suit the exponentials, and only those. */
        const int is_exponential = form <= ENGRAM_CURVE_EXPONENTIAL_RATE;
        c = good, c.scale = 0x1p-1074, refused(&c, is_exponential ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT);
        c = good, c.scale = DBL_MAX, refused(&c, is_exponential ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT);
        for (engram_time_unit unit = 0; unit < 4; ++unit)
            for (int k = 0; is_exponential && k < 2; ++k) {
                c.scale = k == 0 ? 0x1p-1074 : DBL_MAX;
                const uint64_t extreme[3] = {0, 1, UINT64_MAX};
                const engram_times times = {sizeof times, unit, extreme, 0, 0, 0};
                float f[3];
                for_each_level(level) {
                    assert_int_equal(engram_decay_factors(&c, &times, NULL, 3, f, NULL), ENGRAM_OK);
                    const float rest = (k == 0) == (form != ENGRAM_CURVE_EXPONENTIAL_RATE) ? 0.0f : 1.0f;
                    assert_true(f[0] == 1.0f && f[1] == rest && f[2] == rest);
                }
            }
    }
}

static void struct_sizes(void **state) {
    (void)state;
    engram_curve c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    /* A caller of an older header has a shorter struct: what lies behind it is not read. */
    c.floor = (double)NAN, c.asymptote = (double)NAN;
    c.size = 16, refused(&c, ENGRAM_OK);
    c.size = 24, refused(&c, ENGRAM_OK);
    c.size = 32, refused(&c, ENGRAM_ERROR_ARGUMENT);
    c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    const uint32_t sizes[] = {0, 4, 8, 15, 17, sizeof c + 8, UINT32_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) c.size = sizes[i], refused(&c, ENGRAM_ERROR_STRUCT);
    c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    engram_times t = good_times;
    engram_decay_report r = {.size = sizeof r};
    reset();
    r.size = 8, assert_int_equal(engram_decay_factors(&c, &good_times, NULL, 8, out, &r), ENGRAM_ERROR_STRUCT);
    for (int i = 0; i < 8; ++i) assert_true(out[i] == 7);
    t.size = 16, assert_int_equal(engram_decay_factors(&c, &t, NULL, 8, out, NULL), ENGRAM_OK);
}

static void targets_and_thresholds(void **state) {
    (void)state;
    const engram_curve c = typical(ENGRAM_CURVE_POWER);
    const float bad[] = {0.0f, -1.0f, NAN, INFINITY};
    uint64_t row = 5, left = 5, total = 5;
    for (size_t i = 0; i < 4; ++i) {
        assert_int_equal(engram_decay_ages_at(&c, 0, NULL, NULL, 8, bad[i], values), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_decay_next(&c, &good_times, NULL, NULL, 8, bad[i], &row, &left), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(call_suppressed(&c, &good_times, NULL, in, 8, bad[i], NULL, 0, &total), ENGRAM_ERROR_ARGUMENT);
    }
    for (int i = 0; i < 8; ++i) assert_true(values[i] == (uint64_t)i + 1);
    assert_true(row == 5 && left == 5 && total == 5);
}

static void bad_rows_are_named(void **state) {
    (void)state;
    enum { N = 3000 };
    static float scales[N], exponents[N], result[N];
    static uint64_t ages[N];
    const float bad[] = {0.0f, -0.0f, -1.0f, NAN, INFINITY, -INFINITY};
    const engram_curve c = typical(ENGRAM_CURVE_POWER);
    const engram_times times = {sizeof times, 0, ages, 0, 0, 0};
    const engram_decay_options o = {sizeof o, 0, scales, exponents, NULL, NULL};
    engram_decay_report report = {.size = sizeof report};
    for (size_t i = 0; i < N; ++i) scales[i] = 1.0f, exponents[i] = 0.5f, result[i] = 7.0f;
    const size_t places[] = {0, 1, 1023, 1024, 2047, N - 1};
    for (size_t p = 0; p < 6; ++p)
        for (size_t b = 0; b < 6; ++b)
            for (int which = 0; which < 2; ++which) {
                float *array = which ? exponents : scales, good = array[places[p]];
                array[places[p]] = bad[b];
                assert_int_equal(engram_decay_factors(&c, &times, &o, N, result, &report), ENGRAM_ERROR_ARGUMENT);
                assert_int_equal(report.bad_row, places[p]);
                assert_true(result[0] == 7.0f && result[N - 1] == 7.0f);
                array[places[p]] = good;
            }
    exponents[5] = 64.5f, scales[9] = 0;
    assert_int_equal(engram_decay_factors(&c, &times, &o, N, result, &report), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(report.bad_row, 5);
    assert_int_equal(engram_decay_factors(&c, &times, &o, 5, result, &report), ENGRAM_OK);
    assert_true(report.bad_row == UINT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_out_of_range), cmocka_unit_test(struct_sizes),
        cmocka_unit_test(targets_and_thresholds), cmocka_unit_test(bad_rows_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
