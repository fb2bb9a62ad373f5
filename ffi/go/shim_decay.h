/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_DECAY_H
#define ENGRAM_GO_SHIM_DECAY_H

static inline go_outcome go_decay_apply(engram_curve curve, const float *strengths, const uint64_t *ages, size_t count,
                                        float *out) {
    return go_told(engram_decay_apply(&curve, strengths, ages, count, out));
}

/* Times without their values, and what else a batch has that is a number. */
typedef struct go_times {
    engram_time_unit unit;
    engram_time_kind kind;
    uint64_t now;
} go_times;

static inline engram_times go_times_of(go_times t, const uint64_t *values) {
    engram_times times;
    memset(&times, 0, sizeof times);
    times.size = sizeof times, times.unit = t.unit, times.values = values, times.kind = t.kind, times.now = t.now;
    return times;
}

static inline engram_decay_options go_decay_options(const float *scales, const float *exponents,
                                                    const uint32_t *accesses, const uint64_t *pins) {
    engram_decay_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options, options.scales = scales, options.exponents = exponents;
    options.accesses = accesses, options.pins = pins;
    return options;
}

typedef struct go_report {
    go_outcome told;
    uint64_t skewed, bad_row;
} go_report;

static inline engram_decay_report go_decay_report(void) {
    engram_decay_report report;
    memset(&report, 0, sizeof report);
    report.size = sizeof report, report.bad_row = UINT64_MAX;
    return report;
}

/* By address: as a value it might be read before the call that fills it in. */
static inline go_report go_reported(engram_status status, const engram_decay_report *report) {
    const go_report reported = {go_told(status), report->skewed, report->bad_row};
    return reported;
}

enum { GO_DECAY_BATCH = 0, GO_DECAY_FACTORS = 1, GO_DECAY_SCORES = 2 };
static inline go_report go_decay_batch(uint32_t what, engram_curve curve, go_times t, const uint64_t *values,
                                       const float *scales, const float *exponents, const uint32_t *accesses,
                                       const uint64_t *pins, const float *strengths, const float *scores, size_t count,
                                       float *out) {
    const engram_times times = go_times_of(t, values);
    const engram_decay_options options = go_decay_options(scales, exponents, accesses, pins);
    engram_decay_report report = go_decay_report();
    engram_status status;
    if (what == GO_DECAY_BATCH) status = engram_decay_batch(&curve, &times, &options, strengths, count, out, &report);
    else if (what == GO_DECAY_FACTORS) status = engram_decay_factors(&curve, &times, &options, count, out, &report);
    else status = engram_decay_scores(&curve, &times, &options, strengths, scores, count, out, &report);
    return go_reported(status, &report);
}

static inline go_outcome go_decay_suppressed(engram_curve curve, go_times t, const uint64_t *values,
                                             const float *scales, const float *exponents, const uint32_t *accesses,
                                             const uint64_t *pins, const float *strengths, size_t count,
                                             float threshold, engram_suppressed *rows, size_t capacity,
                                             uint64_t *total) {
    const engram_times times = go_times_of(t, values);
    const engram_decay_options options = go_decay_options(scales, exponents, accesses, pins);
    engram_suppressed_rows found = {sizeof found, 0, rows, capacity, 0};
    const engram_status status =
        engram_decay_suppressed(&curve, &times, &options, strengths, count, threshold, &found);
    *total = found.total;
    return go_told(status);
}

static inline go_outcome go_decay_ages_at(engram_curve curve, engram_time_unit unit, const float *scales,
                                          const float *exponents, const uint32_t *accesses, const uint64_t *pins,
                                          const float *strengths, size_t count, float target, uint64_t *ages) {
    const engram_decay_options options = go_decay_options(scales, exponents, accesses, pins);
    return go_told(engram_decay_ages_at(&curve, unit, &options, strengths, count, target, ages));
}

typedef struct go_next {
    go_outcome told;
    uint64_t row, left;
} go_next;

static inline go_next go_decay_next(engram_curve curve, go_times t, const uint64_t *values, const float *scales,
                                    const float *exponents, const uint32_t *accesses, const uint64_t *pins,
                                    const float *strengths, size_t count, float threshold) {
    const engram_times times = go_times_of(t, values);
    const engram_decay_options options = go_decay_options(scales, exponents, accesses, pins);
    go_next next = {{ENGRAM_OK, NULL}, UINT64_MAX, UINT64_MAX};
    next.told = go_told(engram_decay_next(&curve, &times, &options, strengths, count, threshold, &next.row, &next.left));
    return next;
}

typedef struct go_curve {
    go_outcome told;
    engram_curve curve;
} go_curve;

static inline go_curve go_curve_preset(uint32_t preset) {
    go_curve c;
    memset(&c, 0, sizeof c);
    c.curve.size = sizeof c.curve;
    c.told = go_told(engram_curve_preset(preset, &c.curve));
    return c;
}

static inline go_report go_base_level_exact(const uint64_t *offsets, size_t rows, go_times t, const uint64_t *values,
                                            double decay, float *levels) {
    const engram_times times = go_times_of(t, values);
    engram_decay_report report = go_decay_report();
    return go_reported(engram_base_level_exact(offsets, rows, &times, decay, levels, &report), &report);
}

static inline go_report go_base_level_recent(const uint64_t *offsets, size_t rows, go_times t, const uint64_t *values,
                                             const uint64_t *counts, const uint64_t *creations, double decay,
                                             float *levels) {
    const engram_times times = go_times_of(t, values);
    engram_decay_report report = go_decay_report();
    return go_reported(engram_base_level_recent(offsets, rows, &times, counts, creations, decay, levels, &report), &report);
}

static inline go_report go_base_level_optimized(go_times t, const uint64_t *creations, const uint64_t *counts,
                                                size_t rows, double decay, float *levels) {
    const engram_times times = go_times_of(t, creations);
    engram_decay_report report = go_decay_report();
    return go_reported(engram_base_level_optimized(&times, counts, rows, decay, levels, &report), &report);
}

static inline go_outcome go_retrieval_probability(const float *levels, size_t count, double threshold, double noise,
                                                  float *out) {
    return go_told(engram_retrieval_probability(levels, count, threshold, noise, out));
}

static inline go_outcome go_retrieval_latency(const float *levels, size_t count, double factor, double exponent,
                                              float *out) {
    return go_told(engram_retrieval_latency(levels, count, factor, exponent, out));
}

static inline engram_bounds go_bounds(float low, float high) {
    const engram_bounds bounds = {low, high};
    return bounds;
}

static inline go_outcome go_reinforce_saturating(const float *weights, const float *gains, size_t count, float rate,
                                                 float low, float high, float *out) {
    return go_told(engram_reinforce_saturating(weights, gains, count, rate, go_bounds(low, high), out));
}

static inline go_outcome go_reinforce_spaced(const float *weights, const float *retentions, size_t count, float rate,
                                             float spacing, float low, float high, float *out) {
    return go_told(engram_reinforce_spaced(weights, retentions, count, rate, spacing, go_bounds(low, high), out));
}

static inline go_outcome go_reinforce_oja(const float *weights, const uint32_t *sources, const uint32_t *targets,
                                          size_t count, const float *activations, size_t nodes, float rate,
                                          float threshold, float low, float high, float *out, uint64_t *updated) {
    const engram_oja_options options = {sizeof options, rate, threshold, {low, high}, 0, nodes, activations};
    return go_told(engram_reinforce_oja(&options, weights, sources, targets, count, out, updated));
}

typedef struct go_fsrs {
    go_outcome told;
    engram_fsrs fsrs;
} go_fsrs;

static inline go_fsrs go_fsrs_default(engram_fsrs_version version) {
    go_fsrs f;
    memset(&f, 0, sizeof f);
    f.fsrs.size = sizeof f.fsrs;
    f.told = go_told(engram_fsrs_default(version, &f.fsrs));
    return f;
}

static inline go_fsrs go_fsrs_migrate(const double *weights, size_t count) {
    go_fsrs f;
    memset(&f, 0, sizeof f);
    f.fsrs.size = sizeof f.fsrs;
    f.told = go_told(engram_fsrs_migrate(weights, count, &f.fsrs));
    return f;
}

static inline go_report go_fsrs_retrievability(engram_fsrs fsrs, go_times t, const uint64_t *values,
                                               const float *stabilities, size_t count, float *out) {
    const engram_times times = go_times_of(t, values);
    engram_decay_report report = go_decay_report();
    return go_reported(engram_fsrs_retrievability(&fsrs, &times, stabilities, count, out, &report), &report);
}

static inline go_outcome go_fsrs_interval(engram_fsrs fsrs, double retention, double longest,
                                          const float *stabilities, size_t count, float *out) {
    return go_told(engram_fsrs_interval(&fsrs, retention, longest, stabilities, count, out));
}

static inline go_report go_fsrs_review(engram_fsrs fsrs, go_times t, const uint64_t *values, const uint8_t *grades,
                                       const float *stabilities, const float *difficulties, size_t count,
                                       float *out_stabilities, float *out_difficulties) {
    const engram_times times = go_times_of(t, values);
    engram_decay_report report = go_decay_report();
    const engram_fsrs_reviews reviews = {sizeof reviews, 0,           count,           grades,
                                         stabilities,    difficulties, out_stabilities, out_difficulties};
    const engram_status status = engram_fsrs_review(&fsrs, &times, &reviews, &report);
    return go_reported(status, &report);
}

#endif
