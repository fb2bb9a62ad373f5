/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Base-level activation, spaced repetition and reinforcement. */

#include <math.h>
#include <string.h>

#include "play_decay.h"

static engram_decay_report fresh_report(void) {
    return (engram_decay_report){.size = sizeof(engram_decay_report), .skewed = 0, .bad_row = 0};
}

static void base_level_exact(vector *v) {
    const engram_times times = read_times(v, "times");
    const size_t rows = (size_t)vector_number(v, "rows");
    engram_decay_report report = fresh_report();
    float *levels = vector_fresh(v, rows * sizeof *levels);
    const engram_status status = engram_base_level_exact(vector_get(v, "offsets"), rows, &times,
                                                         vector_f64(v, "decay"), levels, &report);
    if (!vector_outcome(v, status)) return;
    vector_emit(v, "levels", "f32", levels, rows);
    vector_emit_number(v, "report.skewed", "u64", report.skewed);
}

static void base_level_recent(vector *v) {
    const engram_times times = read_times(v, "times");
    const size_t rows = (size_t)vector_number(v, "rows");
    engram_decay_report report = fresh_report();
    float *levels = vector_fresh(v, rows * sizeof *levels);
    const engram_status status =
        engram_base_level_recent(vector_get(v, "offsets"), rows, &times, vector_get(v, "counts"),
                                 vector_get(v, "creations"), vector_f64(v, "decay"), levels, &report);
    if (!vector_outcome(v, status)) return;
    vector_emit(v, "levels", "f32", levels, rows);
    vector_emit_number(v, "report.skewed", "u64", report.skewed);
}

static void base_level_optimized(vector *v) {
    const engram_times creations = read_times(v, "creations");
    const size_t rows = (size_t)vector_number(v, "rows");
    engram_decay_report report = fresh_report();
    float *levels = vector_fresh(v, rows * sizeof *levels);
    const engram_status status = engram_base_level_optimized(&creations, vector_get(v, "counts"), rows,
                                                             vector_f64(v, "decay"), levels, &report);
    if (!vector_outcome(v, status)) return;
    vector_emit(v, "levels", "f32", levels, rows);
    vector_emit_number(v, "report.skewed", "u64", report.skewed);
}

typedef engram_status retrieval(const float *levels, uint64_t count, double a, double b, float *out);

static void play_retrieval(vector *v, retrieval *function, const char *a, const char *b) {
    const size_t count = vector_count(v, "levels");
    float *out = vector_fresh(v, count * sizeof *out);
    const engram_status status = function(vector_get(v, "levels"), count, vector_f64(v, a), vector_f64(v, b), out);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, count);
}

static void probability(vector *v) { play_retrieval(v, engram_retrieval_probability, "threshold", "noise"); }
static void latency(vector *v) { play_retrieval(v, engram_retrieval_latency, "factor", "exponent"); }

static engram_fsrs read_fsrs(const vector *v) {
    engram_fsrs fsrs = {.size = vector_size(v, "fsrs.size", sizeof fsrs),
                        .version = (engram_fsrs_version)vector_number(v, "fsrs.version")};
    const size_t count = vector_count(v, "fsrs.weights");
    if (count > 21) conformance_stop("%s: too many weights", v->name);
    if (count > 0) memcpy(fsrs.weights, vector_get(v, "fsrs.weights"), count * sizeof(double));
    return fsrs;
}

static void emit_fsrs(vector *v, const engram_fsrs *fsrs) {
    vector_emit(v, "fsrs.version", "u32", &fsrs->version, 1);
    vector_emit(v, "fsrs.weights", "f64", fsrs->weights, fsrs->version == 45 ? 17 : fsrs->version == 50 ? 19 : 21);
}

static void fsrs_default(vector *v) {
    engram_fsrs fsrs = {.size = sizeof fsrs};
    if (vector_outcome(v, engram_fsrs_default((engram_fsrs_version)vector_number(v, "version"), &fsrs)))
        emit_fsrs(v, &fsrs);
}

static void fsrs_migrate(vector *v) {
    engram_fsrs fsrs = {.size = sizeof fsrs};
    const engram_status status = engram_fsrs_migrate(vector_get(v, "weights"), vector_count(v, "weights"), &fsrs);
    if (vector_outcome(v, status)) emit_fsrs(v, &fsrs);
}

static void retrievability(vector *v) {
    const engram_fsrs fsrs = read_fsrs(v);
    const engram_times times = read_times(v, "times");
    const size_t count = vector_count(v, "stabilities");
    engram_decay_report report = fresh_report();
    float *out = vector_fresh(v, count * sizeof *out);
    const engram_status status =
        engram_fsrs_retrievability(&fsrs, &times, vector_get(v, "stabilities"), count, out, &report);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, count);
    emit_report(v, &report);
}

static void interval(vector *v) {
    const engram_fsrs fsrs = read_fsrs(v);
    const size_t count = vector_count(v, "stabilities");
    const double longest = vector_has(v, "longest") ? vector_f64(v, "longest") : (double)INFINITY;
    float *out = vector_fresh(v, count * sizeof *out);
    const engram_status status =
        engram_fsrs_interval(&fsrs, vector_f64(v, "retention"), longest, vector_get(v, "stabilities"), count, out);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, count);
}

static void review(vector *v) {
    const engram_fsrs fsrs = read_fsrs(v);
    const engram_times times = read_times(v, "times");
    const size_t count = vector_count(v, "grades");
    engram_decay_report report = fresh_report();
    float *stabilities = vector_fresh(v, count * sizeof *stabilities);
    float *difficulties = vector_fresh(v, count * sizeof *difficulties);
    const engram_status status =
        engram_fsrs_review(&fsrs, &times,
                           &(engram_fsrs_reviews){.size = sizeof(engram_fsrs_reviews),
                                                  .count = count,
                                                  .grades = vector_get(v, "grades"),
                                                  .stabilities = vector_get(v, "stabilities"),
                                                  .difficulties = vector_get(v, "difficulties"),
                                                  .out_stabilities = stabilities,
                                                  .out_difficulties = difficulties},
                           &report);
    if (vector_outcome(v, status)) {
        vector_emit(v, "out_stabilities", "f32", stabilities, count);
        vector_emit(v, "out_difficulties", "f32", difficulties, count);
    }
    emit_report(v, &report);
}

static engram_bounds read_bounds(const vector *v) {
    return (engram_bounds){vector_f32(v, "bounds.low"), vector_f32(v, "bounds.high")};
}

static void saturating(vector *v) {
    const size_t count = vector_count(v, "weights");
    float *out = vector_fresh(v, count * sizeof *out);
    const engram_status status = engram_reinforce_saturating(vector_get(v, "weights"), vector_get(v, "gains"), count,
                                                             vector_f32(v, "rate"), read_bounds(v), out);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, count);
}

static void spaced(vector *v) {
    const size_t count = vector_count(v, "weights");
    float *out = vector_fresh(v, count * sizeof *out);
    const engram_status status =
        engram_reinforce_spaced(vector_get(v, "weights"), vector_get(v, "retentions"), count, vector_f32(v, "rate"),
                                vector_f32(v, "spacing"), read_bounds(v), out);
    if (vector_outcome(v, status)) vector_emit(v, "out", "f32", out, count);
}

static void oja(vector *v) {
    const size_t count = vector_count(v, "weights");
    float *out = vector_fresh(v, count * sizeof *out);
    uint64_t *updated = vector_fresh(v, sizeof *updated);
    const engram_oja_options options = {.size = sizeof options,
                                        .rate = vector_f32(v, "rate"),
                                        .threshold = vector_f32(v, "threshold"),
                                        .bounds = read_bounds(v),
                                        .nodes = vector_count(v, "activations"),
                                        .activations = vector_get(v, "activations")};
    const engram_status status = engram_reinforce_oja(&options, vector_get(v, "weights"), vector_get(v, "sources"),
                                                      vector_get(v, "targets"), count, out, updated);
    if (!vector_outcome(v, status)) return;
    vector_emit(v, "out", "f32", out, count);
    vector_emit_number(v, "updated", "u64", *updated);
}

const player learning_players[] = {{"engram_base_level_exact", base_level_exact},
                                   {"engram_base_level_recent", base_level_recent},
                                   {"engram_base_level_optimized", base_level_optimized},
                                   {"engram_retrieval_probability", probability},
                                   {"engram_retrieval_latency", latency},
                                   {"engram_fsrs_default", fsrs_default},
                                   {"engram_fsrs_migrate", fsrs_migrate},
                                   {"engram_fsrs_retrievability", retrievability},
                                   {"engram_fsrs_interval", interval},
                                   {"engram_fsrs_review", review},
                                   {"engram_reinforce_saturating", saturating},
                                   {"engram_reinforce_spaced", spaced},
                                   {"engram_reinforce_oja", oja},
                                   {NULL, NULL}};
