/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_BASE_LEVEL_H
#define ENGRAM_KERNELS_DECAY_BASE_LEVEL_H

/* The drivers of base levels: ragged sums in double, in order, over what the kernels compute in blocks. C-clean. */

#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Whether offsets[0] = 0 and nothing decreases; *total becomes offsets[rows]. */
int engram_offsets_are_valid(const uint64_t *offsets, size_t rows, uint64_t *total);

/* Presentations of all rows, and for the recent form counts and creation times; null for the exact one. */
struct engram_base_level_job {
    const uint64_t *offsets;
    size_t rows;
    const uint64_t *times;
    const uint64_t *counts;
    const uint64_t *creations;
    uint64_t now;
    uint32_t is_stamps;
    double unit;  /* seconds per unit of the times */
    double decay; /* d */
    float *levels;
};

/* Return how many times were later than now. The optimised form reads no offsets and times. */
uint64_t engram_base_level_sum(const struct engram_decay_ops *ops, const struct engram_base_level_job *job);
uint64_t engram_base_level_even(const struct engram_decay_ops *ops, const struct engram_base_level_job *job);

/* A kernel of exponentials over any count, in place or not. */
void engram_exponentials_run(const struct engram_decay_ops *ops, struct engram_exponentials_job job, size_t count);

ENGRAM_INTERNAL_END

#endif
