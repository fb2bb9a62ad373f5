/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_ONEOFF_H
#define ENGRAM_KERNELS_ACTIVATION_ONEOFF_H

/* Whole spreads over the kernels of the level in force. Scratch comes from the thread's arena. C-clean. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/graph.h"

ENGRAM_INTERNAL_BEGIN

engram_status engram_spread_csr(const engram_csr *csr, uint32_t steps, float *activations);

engram_status engram_spread_uniform(const uint32_t *targets, const float *weights, size_t node_count,
                                    size_t edge_count, uint32_t steps, float *activations);

ENGRAM_INTERNAL_END

#endif
