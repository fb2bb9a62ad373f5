/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_REINFORCE_H
#define ENGRAM_KERNELS_DECAY_REINFORCE_H

/* The drivers of reinforcement: blocks of rows for the kernels, pairs gathered. C-clean. */

#include "kernels/decay/ops.h"

ENGRAM_INTERNAL_BEGIN

/* The job over any count, in place or not; x null counts as 1. */
void engram_gains_run(const struct engram_decay_ops *ops, struct engram_gains_job job, size_t count);

/* The job's a and b are activations[sources[i]] and activations[targets[i]]; returns the pairs that reached the threshold. */
uint64_t engram_oja_run(const struct engram_decay_ops *ops, struct engram_oja_job job, const uint32_t *sources,
                        const uint32_t *targets, size_t count, const float *activations);

/* Whether every index is below nodes. */
int engram_indices_are_below(const uint32_t *indices, size_t count, uint64_t nodes);

ENGRAM_INTERNAL_END

#endif
