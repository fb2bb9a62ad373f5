/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Forgetting curves, their presets, and what is computed from them. */

#include "play_decay.h"

#include <stdlib.h>

static engram_curve read_curve(const vector *v) {
    return (engram_curve){.size = vector_size(v, "curve.size", sizeof(engram_curve)),
                          .form = (engram_curve_form)vector_number(v, "curve.form"),
                          .scale = vector_f64(v, "curve.scale"),
                          .exponent = vector_f64(v, "curve.exponent"),
                          .asymptote = vector_f64(v, "curve.asymptote"),
                          .floor = vector_f64(v, "curve.floor"),
                          .late = vector_f64(v, "curve.late"),
                          .weight = vector_f64(v, "curve.weight"),
                          .threshold = (uint32_t)vector_number(v, "curve.threshold")};
}

engram_times read_times(const vector *v, const char *prefix) {
    return (engram_times){.size = vector_size(v, dotted(prefix, "size"), sizeof(engram_times)),
                          .unit = (engram_time_unit)vector_number(v, dotted(prefix, "unit")),
                          .values = vector_get(v, dotted(prefix, "values")),
                          .kind = (engram_time_kind)vector_number(v, dotted(prefix, "kind")),
                          .now = vector_number(v, dotted(prefix, "now"))};
}

/* The report speaks on an error too, so it is emitted whatever the status. */
void emit_report(vector *v, const engram_decay_report *report) {
    vector_emit_number(v, "report.skewed", "u64", report->skewed);
    vector_emit_number(v, "report.bad_row", "u64", report->bad_row);
}

/* What all calls over rows take; options and times point into it. */
typedef struct inputs {
    engram_curve curve;
    engram_times times;
    engram_decay_options options_room;
    const engram_decay_options *options;
    engram_decay_report report;
    const float *strengths;
    size_t count;
} inputs;

static void read_inputs(const vector *v, inputs *in) {
    in->curve = read_curve(v);
    in->times = read_times(v, "times");
    in->options_room = (engram_decay_options){.size = vector_size(v, "options.size", sizeof(engram_decay_options)),
                                              .scales = vector_get(v, "options.scales"),
                                              .exponents = vector_get(v, "options.exponents"),
                                              .accesses = vector_get(v, "options.accesses"),
                                              .pins = vector_get(v, "options.pins")};
    in->options = vector_has(v, "options") ? &in->options_room : NULL;
    in->report = (engram_decay_report){.size = sizeof in->report, .skewed = 0, .bad_row = 0};
    in->strengths = vector_get(v, "strengths");
    in->count = (size_t)vector_number(v, "count");
}

static void preset(vector *v) {
    engram_curve curve = {.size = sizeof curve};
    if (!vector_outcome(v, engram_curve_preset((engram_curve_preset_id)vector_number(v, "preset"), &curve))) return;
    vector_emit(v, "curve.form", "u32", &curve.form, 1);
    vector_emit(v, "curve.scale", "f64", &curve.scale, 1);
    vector_emit(v, "curve.exponent", "f64", &curve.exponent, 1);
    vector_emit(v, "curve.asymptote", "f64", &curve.asymptote, 1);
    vector_emit(v, "curve.floor", "f64", &curve.floor, 1);
    vector_emit(v, "curve.late", "f64", &curve.late, 1);
    vector_emit(v, "curve.weight", "f64", &curve.weight, 1);
    vector_emit(v, "curve.threshold", "u32", &curve.threshold, 1);
}

static void apply(vector *v) {
    const engram_curve curve = read_curve(v);
    const size_t count = (size_t)vector_number(v, "count");
    float *out = vector_fresh(v, count * sizeof *out);
    const engram_status status =
        engram_decay_apply(&curve, vector_get(v, "strengths"), vector_get(v, "ages"), count, out);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, count);
}

static void batch(vector *v) {
    inputs in;
    read_inputs(v, &in);
    float *out = vector_fresh(v, in.count * sizeof *out);
    const engram_status status =
        engram_decay_batch(&in.curve, &in.times, in.options, in.strengths, in.count, out, &in.report);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, in.count);
    emit_report(v, &in.report);
}

static void factors(vector *v) {
    inputs in;
    read_inputs(v, &in);
    float *out = vector_fresh(v, in.count * sizeof *out);
    const engram_status status = engram_decay_factors(&in.curve, &in.times, in.options, in.count, out, &in.report);
    if (vector_outcome(v, status)) vector_emit(v, "factors", "f32", out, in.count);
    emit_report(v, &in.report);
}

static void scores(vector *v) {
    inputs in;
    read_inputs(v, &in);
    float *out = vector_fresh(v, in.count * sizeof *out);
    const engram_status status = engram_decay_scores(&in.curve, &in.times, in.options, in.strengths,
                                                     vector_get(v, "scores"), in.count, out, &in.report);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, in.count);
    emit_report(v, &in.report);
}

static void suppressed(vector *v) {
    inputs in;
    read_inputs(v, &in);
    const size_t capacity = (size_t)vector_number(v, "capacity");
    engram_suppressed *found = vector_fresh(v, capacity * sizeof *found);
    engram_suppressed_rows list = {sizeof list, 0, found, capacity, 0};
    const engram_status status = engram_decay_suppressed(&in.curve, &in.times, in.options, in.strengths, in.count,
                                                         vector_f32(v, "threshold"), &list);
    if (!vector_outcome(v, status)) return;
    const size_t written = list.total < capacity ? (size_t)list.total : capacity;
    uint64_t *rows = malloc(written * sizeof *rows + 8);
    float *before = malloc(written * sizeof *before + 4), *factor = malloc(written * sizeof *factor + 4);
    if (rows == NULL || before == NULL || factor == NULL) conformance_stop("no memory");
    for (size_t i = 0; i < written; ++i)
        rows[i] = found[i].row, before[i] = found[i].before, factor[i] = found[i].factor;
    vector_emit_number(v, "total", "u64", list.total);
    vector_emit(v, "found.row", "u64", rows, written);
    vector_emit(v, "found.before", "f32", before, written);
    vector_emit(v, "found.factor", "f32", factor, written);
    free(rows), free(before), free(factor);
}

static void ages_at(vector *v) {
    inputs in;
    read_inputs(v, &in);
    uint64_t *ages = vector_fresh(v, in.count * sizeof *ages);
    const engram_status status =
        engram_decay_ages_at(&in.curve, (engram_time_unit)vector_number(v, "unit"), in.options, in.strengths, in.count,
                             vector_f32(v, "target"), ages);
    if (vector_outcome(v, status)) vector_emit(v, "ages", "u64", ages, in.count);
}

static void next_row(vector *v) {
    inputs in;
    read_inputs(v, &in);
    uint64_t *row = vector_fresh(v, sizeof *row), *left = vector_fresh(v, sizeof *left);
    const engram_status status = engram_decay_next(&in.curve, &in.times, in.options, in.strengths, in.count,
                                                   vector_f32(v, "threshold"), row, left);
    if (!vector_outcome(v, status)) return;
    vector_emit(v, "row", "u64", row, 1);
    vector_emit(v, "left", "u64", left, 1);
}

const player decay_players[] = {{"engram_curve_preset", preset},     {"engram_decay_apply", apply},
                                {"engram_decay_batch", batch},       {"engram_decay_factors", factors},
                                {"engram_decay_scores", scores},     {"engram_decay_suppressed", suppressed},
                                {"engram_decay_ages_at", ages_at},   {"engram_decay_next", next_row},
                                {NULL, NULL}};
