/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Every curve with every option, from age 0 to 2^64 - 1. */

#include "make.h"

enum { ROWS = 24, FIRST_FORM = ENGRAM_CURVE_EXPONENTIAL_TAU, LAST_FORM = ENGRAM_CURVE_DUAL_EXPONENTIAL };

/* A curve with every parameter in the range of its form. */
static void in_curve(unsigned form, double asymptote, double floor) {
    in_number("curve.form", "u32", form);
    in_f64("curve.scale", form == ENGRAM_CURVE_EXPONENTIAL_RATE ? 1.0 / 86400 : 7200);
    in_f64("curve.exponent", 0.3);
    in_f64("curve.asymptote", asymptote);
    in_f64("curve.floor", floor);
    in_f64("curve.late", 86400);
    in_f64("curve.weight", 0.4);
    in("curve.threshold u32 3");
}

/* Ages where something changes: 0, 1, the constants of the curve and their neighbours, powers of two, the end. */
static void in_ages(const char *name) {
    in("%s u64 0 1 2 59 3600 7199 7200 7201 86399 86400 86401 604800 2592000 31536000 63072001 4294967295 4294967296 "
       "9007199254740993 1000000000000 1000000000000000 9223372036854775807 9223372036854775808 18446744073709551614 "
       "18446744073709551615", name);
}

static void in_options(unsigned which) {
    if (which & 1) in_uniform("options.scales", ROWS, 600, 900000);
    if (which & 2) in_uniform("options.exponents", ROWS, 0.05f, 2);
    if (which & 4) in("options.pins x64 0000000000810041");
    in("options.accesses u32 @below %u %d 6", (unsigned)next_seed(), ROWS);
}

static void in_times(unsigned unit, unsigned kind) {
    in_number("times.unit", "u32", unit);
    in_number("times.kind", "u32", kind);
    in_ages("times.values");
    if (kind == ENGRAM_TIMES_STAMPS) in("times.now u64 1000000000000000");
}

static void curves(void) {
    for (unsigned form = FIRST_FORM; form <= LAST_FORM; ++form) {
        begin("engram_decay_apply", "form%u", form);
        in_curve(form, 0, 0);
        in_uniform("strengths", ROWS, -1, 1);
        in_ages("ages");
        in("count u64 %d", ROWS);
        record(); /* two-component is refused here: it needs use counts */
        for (unsigned unit = 0; unit <= 3; ++unit)
            for (unsigned kind = 0; kind <= 1; ++kind) {
                begin("engram_decay_factors", "form%u/unit%u/kind%u", form, unit, kind);
                in_curve(form, 0, 0);
                in_times(unit, kind);
                in_options(0);
                in("count u64 %d", ROWS);
                record();
            }
        for (unsigned which = 1; which < 8; ++which) {
            begin("engram_decay_batch", "form%u/options%u", form, which);
            in_curve(form, which & 4 ? 0.125 : 0, which & 2 ? 0.02 : 0);
            in_times(ENGRAM_TIME_SECONDS, 0);
            in_options(which);
            in_uniform("strengths", ROWS, -1, 1);
            in("count u64 %d", ROWS);
            record();
        }
        for (int with_strengths = 0; with_strengths <= 1; ++with_strengths) {
            begin("engram_decay_scores", "form%u/%s", form, with_strengths ? "strengths" : "alone");
            in_curve(form, 0.0625, 0.1);
            in_times(ENGRAM_TIME_MILLISECONDS, 0);
            in_options(5);
            if (with_strengths) in_uniform("strengths", ROWS, -1, 1);
            in_uniform("scores", ROWS, -1, 1);
            in("count u64 %d", ROWS);
            record();
        }
        begin("engram_decay_suppressed", "form%u", form);
        in_curve(form, 0, 0);
        in_times(ENGRAM_TIME_SECONDS, 0);
        in_options(4);
        in_uniform("strengths", ROWS, 0, 1);
        in("count u64 %d", ROWS);
        in_f32("threshold", 0.25f);
        in("capacity u64 %d", form % 2 == 0 ? 4 : ROWS);
        record();
        for (int with_strengths = 0; with_strengths <= 1; ++with_strengths) {
            begin("engram_decay_ages_at", "form%u/%s", form, with_strengths ? "strengths" : "retention");
            in_curve(form, 0, form % 3 == 0 ? 0.2 : 0);
            in_number("unit", "u32", form % 4);
            in_options(4);
            if (with_strengths) in_uniform("strengths", ROWS, 0, 1);
            in("count u64 %d", ROWS);
            in_f32("target", with_strengths ? 0.125f : 0.5f);
            record();
            begin("engram_decay_next", "form%u/%s", form, with_strengths ? "strengths" : "retention");
            in_curve(form, 0, 0);
            in_times(ENGRAM_TIME_SECONDS, form % 2);
            in_options(4);
            if (with_strengths) in_uniform("strengths", ROWS, 0, 1);
            in("count u64 %d", ROWS);
            in_f32("threshold", 0.25f);
            record();
        }
    }
}

/* Strengths and ages at random, the ages over every magnitude: what the list of special ages may miss. */
static void sweeps(void) {
    for (unsigned form = FIRST_FORM; form <= LAST_FORM; ++form)
        for (unsigned shift = 0; shift <= 40; shift += 40) {
            begin("engram_decay_batch", "form%u/sweep%u", form, shift);
            in_curve(form, 0, 0);
            in("times.values u64 @bits %u 96 %s", (unsigned)next_seed(), shift == 0 ? "fffff" : "ffffffffffffffff");
            in("options.accesses u32 @below %u 96 6", (unsigned)next_seed());
            in("strengths f32 @bits %u 96 ffffffff", (unsigned)next_seed());
            in("count u64 96");
            record();
        }
}

static void refusals(void) {
    static const struct {
        const char *name;
        const char *lines[2];
    } cases[] = {
        {"form", {"curve.form u32 0"}},
        {"form12", {"curve.form u32 12"}},
        {"size", {"curve.size u32 4096"}},
        {"scale_0", {"curve.scale f64 0000000000000000"}},
        {"scale_negative", {"curve.scale f64 c0ac200000000000"}},
        {"scale_nan", {"curve.scale f64 7ff8000000000000"}},
        {"scale_infinite", {"curve.scale f64 7ff0000000000000"}},
        {"exponent_0", {"curve.exponent f64 0000000000000000"}},
        {"exponent_65", {"curve.exponent f64 4050400000000000"}},
        {"asymptote", {"curve.asymptote f64 3ff8000000000000"}},
        {"floor", {"curve.floor f64 bfb999999999999a"}},
        {"late", {"curve.late f64 0000000000000000"}},
        {"weight", {"curve.weight f64 bff0000000000000"}},
        {"unit", {"times.unit u32 4"}},
        {"kind", {"times.kind u32 2"}},
        {"times_size", {"times.size u32 4096"}},
        {"row_scale", {"options.scales f32 3f800000 3f800000 80000000 3f800000"}},
        {"row_exponent", {"options.exponents f32 3f800000 3f800000 3f800000 7fc00000"}},
        {"null_times", {"times.values u64 null"}},
        {"options_size", {"options.size u32 4096"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        for (unsigned form = ENGRAM_CURVE_EXPONENTIAL_TAU; form <= ENGRAM_CURVE_DUAL_EXPONENTIAL; form += 5) {
            begin("engram_decay_factors", "parameter/%s/form%u", cases[i].name, form);
            for (size_t l = 0; l < 2 && cases[i].lines[l] != NULL; ++l) in("%s", cases[i].lines[l]);
            in_curve(form, 0, 0);
            in("times.values u64 0 10 20 30");
            in("times.unit u32 0");
            in("count u64 4");
            record();
        }
    begin("engram_decay_factors", "refused/no_accesses");
    in_curve(ENGRAM_CURVE_TWO_COMPONENT, 0, 0);
    in("times.values u64 0 10 20 30");
    in("count u64 4");
    record();
    begin("engram_decay_batch", "no_rows");
    in_curve(1, 0, 0);
    in("count u64 0");
    record();
    static const char *const bad[] = {"00000000", "bf800000", "7fc00000", "7f800000"};
    for (size_t i = 0; i < 4; ++i) {
        begin("engram_decay_ages_at", "refused/target%zu", i);
        in_curve(1, 0, 0);
        in("strengths f32 3f800000");
        in("count u64 1");
        in("target f32 %s", bad[i]);
        record();
    }
    begin("engram_decay_ages_at", "special_strengths");
    in_curve(1, 0, 0);
    in("strengths f32 7fc00000 7f800000 ff800000 00000000 80000000 00000001 7f7fffff 3e800000 3e800001 3e7fffff");
    in("count u64 10");
    in("target f32 3e800000");
    record();
    begin("engram_decay_suppressed", "special_strengths");
    in_curve(1, 0, 0);
    in("times.values u64 @fill 10 7200");
    in("strengths f32 7fc00000 7f800000 ff800000 00000000 80000000 00000001 7f7fffff 3e800000 3e800001 3e7fffff");
    in("count u64 10");
    in("threshold f32 3e800000");
    in("capacity u64 10");
    record();
}

static void preset(unsigned p) {
    begin("engram_curve_preset", "%u", p);
    in_number("preset", "u32", p);
    record();
}

static void presets(void) {
    preset(0), preset(1); /* 1 is a preset of spreading */
    for (unsigned p = ENGRAM_CURVE_PRESET_ENGRAM_KERNEL - 1; p <= ENGRAM_CURVE_PRESET_POWERCONTEXT + 1; ++p) preset(p);
}

void make_decay(void) {
    presets();
    curves();
    sweeps();
    refusals();
}
