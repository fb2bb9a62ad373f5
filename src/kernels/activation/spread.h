/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_SPREAD_H
#define ENGRAM_KERNELS_ACTIVATION_SPREAD_H

/* Whole spreads over the kernels of the level in force. Scratch comes from the thread's arena. C-clean. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/common.h"

ENGRAM_INTERNAL_BEGIN

struct engram_csr_fault {
    uint64_t position; /* index of the offset or the edge */
    const char *text;  /* null when there is no fault */
};
struct engram_csr_fault engram_csr_first_fault(const uint64_t *offsets, const uint32_t *targets, uint32_t node_count,
                                               uint64_t edge_count);

engram_status engram_spread_csr(const uint64_t *offsets, const uint32_t *targets, const float *weights,
                                size_t node_count, uint32_t steps, float *activations);

engram_status engram_spread_uniform(const uint32_t *targets, const float *weights, size_t node_count,
                                    size_t edge_count, uint32_t steps, float *activations);

ENGRAM_INTERNAL_END

#endif
