/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_FSRS_H
#define ENGRAM_KERNELS_DECAY_FSRS_H

/* FSRS: weights, from weights to the constants of the kernels, and the drivers. C-clean; weights have been checked. */

#include "engram/fsrs.h"
#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* How many weights a version has; 0 for one that is none. */
size_t engram_fsrs_weight_count(engram_fsrs_version version);

/* The published weights of a version. */
void engram_fsrs_published(engram_fsrs_version version, engram_fsrs *fsrs);

/* 17, 19 or 21 weights as those of version 6; 1 + 3 w5 is above 0 for 17. */
void engram_fsrs_move_up(const double *weights, size_t count, engram_fsrs *fsrs);

/* The curve of a model, and the times of a call. */
struct engram_fsrs_plan {
    double factor, decay; /* f and w20 */
    const uint64_t *times;
    uint64_t now;
    uint32_t is_stamps;
    double units; /* of the times per day */
};

/* Fills in factor and decay. */
void engram_fsrs_plan_curve(const engram_fsrs *fsrs, struct engram_fsrs_plan *plan);

/* out[i] = min(longest, S / f * (retention^(-1 / w20) - 1)). */
void engram_fsrs_intervals(const struct engram_fsrs_plan *plan, double retention, double longest, const float *stabilities,
                           size_t count, float *out);

/* out[i] = R; where has_new, rows of stability 0 have R = 0. Returns the times later than now. */
uint64_t engram_fsrs_recall(const struct engram_decay_ops *ops, const struct engram_fsrs_plan *plan,
                            const float *stabilities, size_t count, int has_new, float *out);

/* First row with a grade, stability or difficulty out of range, or UINT64_MAX. */
uint64_t engram_fsrs_bad_row(const uint8_t *grades, const float *stabilities, const float *difficulties, size_t count);

/* All reviews. Returns the times later than now. */
uint64_t engram_fsrs_run(const struct engram_decay_ops *ops, const engram_fsrs *fsrs, const struct engram_fsrs_plan *plan,
                         const engram_fsrs_reviews *reviews);

ENGRAM_INTERNAL_END

#endif
