/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DECAY_CALLS_H
#define ENGRAM_TESTS_DECAY_CALLS_H

/* The calls of decay that take their many arguments in a struct, with the arguments in a row. */

#include "engram/engram.h"

static inline engram_status call_review(const engram_fsrs *fsrs, const engram_times *times, const uint8_t *grades,
                                        const float *stabilities, const float *difficulties, uint64_t count,
                                        float *out_stabilities, float *out_difficulties, engram_decay_report *report) {
    const engram_fsrs_reviews reviews = {sizeof reviews, 0,          count, grades, stabilities, difficulties,
                                         out_stabilities, out_difficulties};
    return engram_fsrs_review(fsrs, times, &reviews, report);
}

static inline engram_status call_oja(const float *weights, const uint32_t *sources, const uint32_t *targets, uint64_t count,
                                     const float *activations, uint64_t nodes, float rate, float threshold,
                                     engram_bounds bounds, float *out, uint64_t *updated) {
    const engram_oja_options options = {sizeof options, rate, threshold, bounds, 0, nodes, activations};
    return engram_reinforce_oja(&options, weights, sources, targets, count, out, updated);
}

/* A null total stands for a null struct. */
static inline engram_status call_suppressed(const engram_curve *curve, const engram_times *times,
                                            const engram_decay_options *options, const float *strengths, uint64_t count,
                                            float threshold, engram_suppressed *rows, uint64_t capacity, uint64_t *total) {
    engram_suppressed_rows found = {sizeof found, 0, rows, capacity, total != NULL ? *total : 0};
    const engram_status status =
        engram_decay_suppressed(curve, times, options, strengths, count, threshold, total != NULL ? &found : NULL);
    if (total != NULL) *total = found.total;
    return status;
}

#endif
