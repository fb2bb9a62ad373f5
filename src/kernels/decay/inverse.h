/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_INVERSE_H
#define ENGRAM_KERNELS_DECAY_INVERSE_H

/* The bodies of engram_decay_suppressed(), engram_decay_ages_at() and engram_decay_next(), on a job complete but for out. */

#include "engram/decay.h"
#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Returns how many rows there are; the first `capacity` are in found. */
uint64_t engram_decay_find_suppressed(const struct engram_decay_ops *ops, const struct engram_decay_job *job, size_t count,
                                      float threshold, engram_suppressed *found, uint64_t capacity);
void engram_decay_invert(const struct engram_decay_ops *ops, const struct engram_decay_job *job, size_t count, float target,
                         uint64_t *ages);
void engram_decay_find_next(const struct engram_decay_ops *ops, const struct engram_decay_job *job, size_t count,
                            float threshold, uint64_t *row, uint64_t *left);

ENGRAM_INTERNAL_END

#endif
