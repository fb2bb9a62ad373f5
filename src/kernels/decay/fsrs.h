/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_FSRS_H
#define ENGRAM_KERNELS_DECAY_FSRS_H

/* FSRS: from weights to the constants of the kernels, and the driver of reviews. C-clean. */

#include "engram/fsrs.h"
#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* f and w20 of a version, or an error for the struct, the version or a weight. */
engram_status engram_fsrs_curve(const engram_fsrs *fsrs, double *factor, double *decay);

/* S / f * (retention^(-1 / w20) - 1) for S = 1. */
double engram_fsrs_days(double factor, double decay, double retention);

/* out[i] = min(S days, longest). */
void engram_fsrs_intervals(const float *stabilities, size_t count, double days, double longest, float *out);

/* The job over stabilities as scales; where has_new, those of 0 have R = 0. Returns the times later than now. */
uint64_t engram_fsrs_recall(const struct engram_decay_job *job, size_t count, int has_new);

/* First row with a grade, stability or difficulty out of range, or UINT64_MAX. */
uint64_t engram_fsrs_bad_row(const uint8_t *grades, const float *stabilities, const float *difficulties, size_t count);

/* Reviews count rows; the job has times, now, is_stamps and days set. Returns the times later than now. */
uint64_t engram_fsrs_run(const engram_fsrs *fsrs, struct engram_fsrs_job job, const uint8_t *grades,
                         const float *stabilities, const float *difficulties, size_t count, float *out_stabilities,
                         float *out_difficulties);

ENGRAM_INTERNAL_END

#endif
