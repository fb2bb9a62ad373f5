/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Curves of every form with everything that may differ by row: equal on every level, batch, factors, scores and the
 * inverse agreeing with each other, outputs untouched on errors.
 */

#include "input.h"
#include "support/decay_calls.h"

enum { ROWS = 48 };

typedef struct batch {
    engram_curve curve;
    engram_times times;
    engram_decay_options options;
    size_t count;
    float target;
    const float *strengths, *scores;
} batch;

typedef struct outcome {
    engram_status batch, factors, scores, suppressed, inverse, next;
    float strengths_out[ROWS], factors_out[ROWS], scores_out[ROWS];
    engram_suppressed found[ROWS];
    uint64_t total;
    uint64_t ages[ROWS], row, left;
    engram_decay_report report, factors_report;
} outcome;

static double take_parameter(input *in, double usual) {
    return take_below(in, 4) != 0 ? usual * (1.0 + (double)take_u8(in)) : take_double(in);
}

static void run(const batch *b, outcome *o) {
    memset(o, 0xA5, sizeof *o);
    o->report.size = o->factors_report.size = sizeof o->report;
    o->batch = engram_decay_batch(&b->curve, &b->times, &b->options, b->strengths, b->count, o->strengths_out, &o->report);
    o->factors = engram_decay_factors(&b->curve, &b->times, &b->options, b->count, o->factors_out, &o->factors_report);
    o->scores = engram_decay_scores(&b->curve, &b->times, &b->options, b->strengths, b->scores, b->count, o->scores_out, NULL);
    o->suppressed = call_suppressed(&b->curve, &b->times, &b->options, b->strengths, b->count, b->target, o->found, ROWS / 2, &o->total);
    o->inverse = engram_decay_ages_at(&b->curve, b->times.unit, &b->options, b->strengths, b->count, b->target, o->ages);
    o->next = engram_decay_next(&b->curve, &b->times, &b->options, b->strengths, b->count, b->target, &o->row, &o->left);
}

static int same_float(float a, float b) { return float_bits(a) == float_bits(b); }

static float canonical(float x) { return x == x ? x : bits_float(0x7FC00000u); }

/* The factor of one row at an age, through the batch. */
static float at_age(const batch *b, size_t row, uint64_t age) {
    const uint64_t pin = b->options.pins != NULL ? b->options.pins[row / 64] >> row % 64 & 1u : 0;
    engram_times times = b->times;
    engram_decay_options o = b->options;
    times.values = &age, times.kind = ENGRAM_TIMES_AGES, times.now = 0;
    if (o.scales != NULL) o.scales += row;
    if (o.exponents != NULL) o.exponents += row;
    if (o.accesses != NULL) o.accesses += row;
    if (o.pins != NULL) o.pins = &pin;
    float out = 0.0f;
    fuzz_check(engram_decay_batch(&b->curve, &times, &o, b->strengths + row, 1, &out, NULL) == ENGRAM_OK, "a row alone is refused");
    return out;
}

static void check_inverse(const batch *b, const outcome *o) {
    for (size_t i = 0; i < b->count; i += 5) {
        const uint64_t age = o->ages[i];
        if (age == 0) fuzz_check(at_age(b, i, 0) < b->target, "row %zu does not begin below", i);
        else if (age == UINT64_MAX) fuzz_check(!(at_age(b, i, UINT64_MAX - 1) < b->target), "row %zu does fall below", i);
        else fuzz_check(at_age(b, i, age) < b->target && !(at_age(b, i, age - 1) < b->target), "row %zu does not fall below at %llu", i, (unsigned long long)age);
    }
}

static void check_agreement(const batch *b, const outcome *o) {
    size_t total = 0;
    uint64_t skewed = 0;
    for (size_t i = 0; i < b->count; ++i) {
        const float decayed = b->strengths[i] * o->factors_out[i];
        fuzz_check(o->factors_out[i] >= 0.0f && o->factors_out[i] <= 1.0f, "factor %zu is %a", i, (double)o->factors_out[i]);
        fuzz_check(same_float(o->strengths_out[i], canonical(decayed)), "batch and factors part at row %zu", i);
        fuzz_check(same_float(o->scores_out[i], canonical(b->scores[i] * decayed)), "scores and factors part at row %zu", i);
        skewed += b->times.kind == ENGRAM_TIMES_STAMPS && b->times.values[i] > b->times.now;
        if (!(b->strengths[i] >= b->target && decayed < b->target)) continue;
        if (total < ROWS / 2)
            fuzz_check(o->found[total].row == i && same_float(o->found[total].before, b->strengths[i]) &&
                           same_float(o->found[total].factor, o->factors_out[i]), "suppressed row %zu is another", total);
        ++total;
    }
    fuzz_check(o->suppressed != ENGRAM_OK || o->total == total, "%llu rows are suppressed, expected %zu", (unsigned long long)o->total, total);
    fuzz_check(o->report.skewed == skewed && o->factors_report.skewed == skewed, "%d rows are skewed", (int)o->report.skewed);
    if (o->inverse == ENGRAM_OK) check_inverse(b, o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    batch b = {.count = take_below(&in, ROWS + 1)};
    const uint8_t choice = take_u8(&in);
    const double seconds = (double)(1u << take_below(&in, 24));
    b.curve = (engram_curve){.size = sizeof b.curve, .form = 1 + take_below(&in, 11), .scale = take_parameter(&in, seconds),
                             .exponent = take_parameter(&in, 0.0625), .asymptote = (double)take_below(&in, 8) / 16, .floor = (double)take_below(&in, 8) / 32,
                             .late = take_parameter(&in, 2 * seconds), .weight = take_parameter(&in, 0.01), .threshold = take_below(&in, 4)};
    if (take_below(&in, 8) < 4) b.curve.asymptote = b.curve.floor = 0;
    if (take_rarely(&in, 24)) b.curve.form = take_u8(&in);
    if (b.curve.form == ENGRAM_CURVE_EXPONENTIAL_RATE && b.curve.scale > 1.0) b.curve.scale = 1.0 / b.curve.scale;
    float *strengths = fuzz_memory(b.count * 4), *scores = fuzz_memory(b.count * 4), *scales = fuzz_memory(b.count * 4), *exponents = fuzz_memory(b.count * 4);
    uint64_t *values = fuzz_memory(b.count * 8), pins = take_u64(&in);
    uint32_t *accesses = fuzz_memory(b.count * 4);
    take_floats(&in, strengths, b.count), take_floats(&in, scores, b.count);
    rng r = {take_u16(&in)};
    const uint32_t shift = take_below(&in, 64);
    for (size_t i = 0; i < b.count; ++i) {
        values[i] = take_rarely(&in, 4) ? take_u64(&in) : rng_next(&r) >> shift;
        accesses[i] = take_below(&in, 6);
        scales[i] = take_rarely(&in, 32) ? take_float(&in) : (float)(1 + rng_below(&r, 1u << 20));
        exponents[i] = take_rarely(&in, 32) ? take_float(&in) : 0.01f + (float)rng_below(&r, 100) * 0.02f;
    }
    b.times = (engram_times){sizeof b.times, take_below(&in, 4), values, choice & 1u, 0, take_u64(&in) >> shift};
    if (b.times.kind == ENGRAM_TIMES_AGES && !take_rarely(&in, 32)) b.times.now = 0; /* or it is refused */
    b.options = (engram_decay_options){.size = sizeof b.options, .accesses = choice & 2u || b.curve.form == ENGRAM_CURVE_TWO_COMPONENT ? accesses : NULL,
                                       .pins = choice & 4u ? &pins : NULL, .scales = choice & 8u ? scales : NULL, .exponents = choice & 16u ? exponents : NULL};
    b.strengths = strengths, b.scores = scores, b.target = choice & 32u ? take_float(&in) : 0.25f;
    static outcome expected, o;
    for_each_level(level) {
        run(&b, &o);
        if (level == ENGRAM_LEVEL_SCALAR) expected = o;
        fuzz_same(&o, &expected, sizeof o, level, "a status, a result or a report");
    }
    if (o.batch != ENGRAM_OK) fuzz_untouched(o.strengths_out, sizeof o.strengths_out, "strengths");
    if (o.suppressed != ENGRAM_OK) fuzz_untouched(o.found, sizeof o.found, "suppressed rows");
    if (o.inverse != ENGRAM_OK) fuzz_untouched(o.ages, sizeof o.ages, "ages");
    fuzz_check(o.batch == o.factors && o.batch == o.scores, "batch says %s, factors %s", engram_status_name(o.batch), engram_status_name(o.factors));
    if (o.batch == ENGRAM_OK) check_agreement(&b, &expected);
    free(strengths), free(scores), free(scales), free(exponents), free(values), free(accesses);
    return 0;
}
