/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_PLAN_H
#define ENGRAM_KERNELS_DECAY_PLAN_H

/* From the public description of a batch to the job of a kernel, and what is built on jobs. C-clean. */

#include "engram/decay.h"
#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Units per second; 0 for an unknown unit. */
double engram_decay_units(engram_time_unit unit);

/* Fills the parameters of the curve into a zeroed job. */
engram_status engram_decay_plan_curve(const engram_curve *curve, engram_time_unit unit, struct engram_decay_job *job);

/* Takes over the options after checking them; *bad_row is the first row out of range, or UINT64_MAX. */
engram_status engram_decay_plan_options(const engram_decay_options *options, size_t count, struct engram_decay_job *job,
                                        uint64_t *bad_row);

/* First value outside (0, high], NaN included, or UINT64_MAX. Where has_zero is not null, 0 is inside, and told of. */
uint64_t engram_decay_first_outside(const float *values, size_t count, float high, int *has_zero);

/* Checks and takes over the times. */
engram_status engram_decay_plan_times(const engram_times *times, size_t count, struct engram_decay_job *job);

/* Whether out, of out_bytes, overlaps any array of the job; exact overlap with `same` is allowed. */
int engram_decay_overlaps(const struct engram_decay_job *job, size_t count, const void *out, uint64_t out_bytes,
                          const void *same);

/* Runs a complete job; returns the number of skewed timestamps. */
uint64_t engram_decay_run(const struct engram_decay_job *job, size_t count);

/* The bodies of engram_decay_suppressed(), engram_decay_ages_at() and engram_decay_next(), on a complete job but out. */
size_t engram_decay_find_suppressed(const struct engram_decay_job *job, size_t count, float threshold,
                                    engram_suppressed *found, size_t capacity);
void engram_decay_invert(const struct engram_decay_job *job, size_t count, float target, uint64_t *ages);
void engram_decay_find_next(const struct engram_decay_job *job, size_t count, float threshold, uint64_t *row,
                            uint64_t *left);

ENGRAM_INTERNAL_END

#endif
