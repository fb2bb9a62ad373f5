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

/* f and w20 of the curve. */
struct engram_fsrs_shape {
    double factor, decay;
};
struct engram_fsrs_shape engram_fsrs_shape_of(const engram_fsrs *fsrs);

/* out[i] = min(longest, S / f * (retention^(-1 / w20) - 1)). */
void engram_fsrs_intervals(struct engram_fsrs_shape shape, double retention, double longest, const float *stabilities,
                           size_t count, float *out);

/* R into out_stability, of a job with times, shape and stability; where has_new, rows of stability 0 have R = 0. Returns the
 * times later than now. */
uint64_t engram_fsrs_recall(const struct engram_decay_ops *ops, const struct engram_fsrs_job *job, size_t count,
                            int has_new);

/* First row with a grade, stability or difficulty out of range, or UINT64_MAX. */
uint64_t engram_fsrs_bad_row(const uint8_t *grades, const float *stabilities, const float *difficulties, size_t count);

/* Reviews of a job with times, shape, states and outputs, which may be the states. Returns the times later than now. */
uint64_t engram_fsrs_run(const struct engram_decay_ops *ops, const engram_fsrs *fsrs, struct engram_fsrs_job job,
                         const uint8_t *grades, size_t count);

ENGRAM_INTERNAL_END

#endif
