/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_PLAN_H
#define ENGRAM_KERNELS_DECAY_PLAN_H

/* From a curve that has been checked to the job of a kernel, and the way to run one. C-clean. */

#include "engram/decay.h"
#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Units per second. */
double engram_decay_units(engram_time_unit unit);

/* Fills the parameters of the curve into a zeroed job; ages will be in that many units per second. */
void engram_decay_plan(const engram_curve *curve, double units, struct engram_decay_job *job);

/* First value outside (0, high], NaN included, or UINT64_MAX. Where has_zero is not null, 0 is inside, and told of. */
uint64_t engram_decay_first_outside(const float *values, size_t count, float high, int *has_zero);

/* Runs a complete job; returns the number of timestamps later than now. */
uint64_t engram_decay_run(const struct engram_decay_ops *ops, const struct engram_decay_job *job, size_t count);

ENGRAM_INTERNAL_END

#endif
