/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What is refused is named; what would be ignored is refused; what is not aligned is refused, wherever it comes in. */

#include <float.h>
#include <math.h>

#include "decay_support.h"
#include "support/decay_calls.h"

static float in[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[9], second[9];
static uint64_t values[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, offsets[9] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
static uint32_t ids[9] = {0};
static const uint8_t grades[8] = {3, 3, 3, 3, 3, 3, 3, 3};
static const engram_times ages = {sizeof ages, 0, values, ENGRAM_TIMES_AGES, 0, 0};
static const engram_bounds unit = {0, 1};

#define REFUSED(call, status, name)                                  \
    do {                                                             \
        assert_int_equal((call), (status));                          \
        assert_non_null(engram_status_argument());                   \
        assert_string_equal(engram_status_argument(), (name));       \
    } while (0)

static void every_refusal_names_its_argument(void **state) {
    (void)state;
    engram_curve c = typical(ENGRAM_CURVE_POWER);
    const engram_decay_options none = {.size = sizeof none};
    engram_decay_options o = none;
    float bad[8] = {1, 1, 1, 1, 1, 1, 1, -1};
    REFUSED(engram_curve_preset(1, &c), ENGRAM_ERROR_ENUM, "preset: one of ENGRAM_CURVE_PRESET");
    c.exponent = 65;
    REFUSED(engram_decay_apply(&c, in, values, 8, out), ENGRAM_ERROR_ARGUMENT, "curve.exponent: above 0 to 64");
    c = typical(ENGRAM_CURVE_POWER), c.scale = 0;
    REFUSED(engram_decay_factors(&c, &ages, NULL, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "curve.scale: from 2^-200 to 2^200");
    c = typical(ENGRAM_CURVE_EXPONENTIAL_TAU), c.scale = 0;
    REFUSED(engram_decay_factors(&c, &ages, NULL, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "curve.scale: above 0 and finite");
    c = typical(ENGRAM_CURVE_POWER);
    REFUSED(engram_decay_apply(&c, in, NULL, 8, out), ENGRAM_ERROR_NULL, "ages");
    REFUSED(engram_decay_batch(&c, &ages, NULL, NULL, 8, out, NULL), ENGRAM_ERROR_NULL, "strengths");
    REFUSED(engram_decay_batch(&c, NULL, NULL, in, 8, out, NULL), ENGRAM_ERROR_NULL, "times");
    REFUSED(engram_decay_batch(&c, &ages, NULL, in, 7, in + 1, NULL), ENGRAM_ERROR_OVERLAP, "out");
    REFUSED(engram_decay_batch(&c, &ages, NULL, in, UINT64_MAX, out, NULL), ENGRAM_ERROR_OVERFLOW, "strengths");
    o.scales = bad;
    REFUSED(engram_decay_factors(&c, &ages, &o, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "options.scales: above 0 and finite");
    o = none, o.exponents = bad;
    REFUSED(engram_decay_factors(&c, &ages, &o, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "options.exponents: above 0 to 64");
    REFUSED(engram_decay_ages_at(&c, 0, NULL, in, 8, 0, values), ENGRAM_ERROR_ARGUMENT, "target: above 0 and finite");
    const engram_curve two = typical(ENGRAM_CURVE_TWO_COMPONENT);
    REFUSED(engram_decay_factors(&two, &ages, NULL, 8, out, NULL), ENGRAM_ERROR_NULL, "options.accesses");
    REFUSED(engram_base_level_exact(offsets, 8, &ages, 5, out, NULL), ENGRAM_ERROR_ARGUMENT, "decay: above 0 to 4");
    REFUSED(engram_base_level_optimized(&ages, NULL, 8, 0.5, out, NULL), ENGRAM_ERROR_NULL, "counts");
    REFUSED(engram_retrieval_probability(in, 8, 0, 0, out), ENGRAM_ERROR_ARGUMENT, "noise: from 2^-20 to 2^20");
    engram_fsrs f;
    assert_int_equal(engram_fsrs_default(ENGRAM_FSRS_6, &f), ENGRAM_OK);
    REFUSED(engram_fsrs_default(6, &f), ENGRAM_ERROR_ENUM, "version: one of ENGRAM_FSRS");
    REFUSED(engram_fsrs_migrate(f.weights, 18, &f), ENGRAM_ERROR_ARGUMENT, "count: 17, 19 or 21");
    f.weights[4] = 101;
    REFUSED(engram_fsrs_interval(&f, 0.9, 0, in, 8, out), ENGRAM_ERROR_ARGUMENT, "weights w4, w6, w7, w11, w15, w16: from -100 to 100");
    assert_int_equal(engram_fsrs_default(ENGRAM_FSRS_6, &f), ENGRAM_OK);
    REFUSED(engram_fsrs_interval(&f, 0.9, -1, in, 8, out), ENGRAM_ERROR_ARGUMENT, "longest: above 0, or 0 for 36,500 days");
    REFUSED(call_review(&f, &ages, grades, in, NULL, 8, out, second, NULL), ENGRAM_ERROR_NULL, "reviews.difficulties");
    REFUSED(engram_reinforce_saturating(in, NULL, 8, 2, unit, out), ENGRAM_ERROR_ARGUMENT, "rate: from 0 to 1");
    REFUSED(call_oja(in, ids, ids, 8, in, 0, 0.1f, 0, unit, out, NULL), ENGRAM_ERROR_ARGUMENT, "sources: below options.nodes");
}

/* A number that would change nothing where it stands is a mistake: it meant something to whoever set it. */
static void what_would_be_ignored_is_refused(void **state) {
    (void)state;
    engram_curve c = typical(ENGRAM_CURVE_POWER);
    engram_times t = ages;
    t.now = 1700000000; /* timestamps, and the kind forgotten: as ages they would be total decay */
    REFUSED(engram_decay_factors(&c, &t, NULL, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "times.now: 0 with ENGRAM_TIMES_AGES");
    REFUSED(engram_base_level_exact(offsets, 8, &t, 0.5, out, NULL), ENGRAM_ERROR_ARGUMENT, "times.now: 0 with ENGRAM_TIMES_AGES");
    REFUSED(engram_base_level_optimized(&t, values, 8, 0.5, out, NULL), ENGRAM_ERROR_ARGUMENT, "creations.now: 0 with ENGRAM_TIMES_AGES");
    t.kind = ENGRAM_TIMES_STAMPS;
    assert_int_equal(engram_decay_factors(&c, &t, NULL, 8, out, NULL), ENGRAM_OK);
    t = ages, t.reserved = 1;
    REFUSED(engram_decay_factors(&c, &t, NULL, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "times.reserved: 0");
    c.reserved = 1;
    REFUSED(engram_decay_factors(&c, &ages, NULL, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "curve.reserved: 0");
    c = typical(ENGRAM_CURVE_POWER);
    const engram_decay_options o = {.size = sizeof o, .reserved = 1};
    REFUSED(engram_decay_factors(&c, &ages, &o, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "options.reserved: 0");
    engram_suppressed_rows found = {.size = sizeof found, .reserved = 1};
    REFUSED(engram_decay_suppressed(&c, &ages, NULL, in, 8, 0.5f, &found), ENGRAM_ERROR_ARGUMENT, "found.reserved: 0");
}

/* Structs and values that nobody has filled in are refused by name: no curve, no version, no bounds. */
static void zeros_are_refused_by_name(void **state) {
    (void)state;
    const engram_curve c = {.size = sizeof c};
    REFUSED(engram_decay_apply(&c, in, values, 8, out), ENGRAM_ERROR_ENUM, "curve.form: one of ENGRAM_CURVE");
    const engram_fsrs f = {.size = sizeof f};
    REFUSED(engram_fsrs_interval(&f, 0.9, 0, in, 8, out), ENGRAM_ERROR_ENUM, "fsrs.version: one of ENGRAM_FSRS");
    const engram_bounds never_set = {0, 0};
    REFUSED(engram_reinforce_saturating(in, NULL, 8, 0.1f, never_set, out), ENGRAM_ERROR_ARGUMENT, "bounds: low below high, both finite");
    REFUSED(engram_reinforce_spaced(in, in, 8, 0.1f, 2, never_set, out), ENGRAM_ERROR_ARGUMENT, "bounds: low below high, both finite");
    const engram_oja_options oja = {.size = sizeof oja};
    REFUSED(engram_reinforce_oja(&oja, in, ids, ids, 8, out, NULL), ENGRAM_ERROR_ARGUMENT, "options.bounds: low below high, both finite");
    const engram_curve tau = typical(ENGRAM_CURVE_EXPONENTIAL_TAU);
    const engram_suppressed_rows found = {.size = 0};
    engram_suppressed_rows copy = found;
    REFUSED(engram_decay_suppressed(&tau, &ages, NULL, in, 8, 0.5f, &copy), ENGRAM_ERROR_STRUCT, "found.size");
}

/* Outputs that are structs; for arrays see bad_input_test. */
static void structs_that_are_filled_in_are_aligned(void **state) {
    (void)state;
    const engram_curve c = typical(ENGRAM_CURVE_POWER);
    _Alignas(8) unsigned char room[64] = {0};
    const engram_decay_report report = {.size = sizeof report};
    memcpy(room + 4, &report, sizeof report);
    void *off = room + 4;
    REFUSED(engram_decay_factors(&c, &ages, NULL, 8, out, off), ENGRAM_ERROR_ALIGNMENT, "report");
    assert_memory_equal(room + 4, &report, sizeof report);
    const engram_suppressed_rows found = {.size = sizeof found};
    memcpy(room + 4, &found, sizeof found);
    REFUSED(engram_decay_suppressed(&c, &ages, NULL, in, 8, 0.5f, off), ENGRAM_ERROR_ALIGNMENT, "found");
    assert_memory_equal(room + 4, &found, sizeof found);
}

/* The report is filled in after every outcome, but for its reserved field. */
static void reports_speak_after_every_outcome(void **state) {
    (void)state;
    const engram_curve c = typical(ENGRAM_CURVE_POWER);
    engram_times late = ages;
    late.kind = ENGRAM_TIMES_STAMPS, late.now = 3; /* values 4 to 8 are later */
    const engram_decay_report stale = {.size = sizeof stale, .reserved = 7, .skewed = 99, .bad_row = 99};
    engram_decay_report r = stale;
    assert_int_equal(engram_decay_factors(&c, &late, NULL, 8, out, &r), ENGRAM_OK);
    assert_true(r.reserved == 7 && r.skewed == 5 && r.bad_row == UINT64_MAX);
    r = stale;
    assert_int_equal(engram_decay_factors(NULL, &late, NULL, 8, out, &r), ENGRAM_ERROR_NULL);
    assert_true(r.reserved == 7 && r.skewed == 0 && r.bad_row == UINT64_MAX);
    r = stale;
    assert_int_equal(engram_base_level_exact(offsets, 8, &late, 9, out, &r), ENGRAM_ERROR_ARGUMENT);
    assert_true(r.reserved == 7 && r.skewed == 0 && r.bad_row == UINT64_MAX);
    engram_fsrs f;
    const float bad[8] = {1, 1, -1, 1, 1, 1, 1, 1};
    assert_int_equal(engram_fsrs_default(ENGRAM_FSRS_6, &f), ENGRAM_OK);
    r = stale;
    assert_int_equal(engram_fsrs_retrievability(&f, &late, bad, 8, out, &r), ENGRAM_ERROR_ARGUMENT);
    assert_true(r.reserved == 7 && r.skewed == 0 && r.bad_row == 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refusal_names_its_argument),
        cmocka_unit_test(what_would_be_ignored_is_refused),
        cmocka_unit_test(zeros_are_refused_by_name),
        cmocka_unit_test(structs_that_are_filled_in_are_aligned),
        cmocka_unit_test(reports_speak_after_every_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
