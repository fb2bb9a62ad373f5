/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_PUSH_H
#define ENGRAM_KERNELS_ACTIVATION_PUSH_H

/*
 * The scalar loops of spreading, for every level: scattered additions have an order that vectors cannot keep. A level
 * with the fused instruction gets it here, the baseline emulates it. C-clean.
 */

#include <stddef.h>

#include "base/fma.h"

ENGRAM_INLINE void engram_push(const uint64_t *offsets, const uint32_t *targets, const float *weights,
                               size_t node_count, const float *current, float *next) {
    for (size_t source = 0; source < node_count; ++source) {
        const float value = current[source];
        if (value == 0.0f) continue;
        const size_t end = (size_t)offsets[source + 1];
        for (size_t edge = (size_t)offsets[source]; edge < end; ++edge) {
            float *target = next + targets[edge];
            *target = engram_fma_f32(value, weights[edge], *target);
        }
    }
}

ENGRAM_INLINE void engram_push_uniform(const uint32_t *targets, const float *weights, size_t node_count,
                                       size_t edge_count, size_t per_node, const float *current, float *next) {
    size_t edge = 0;
    for (size_t source = 0; edge < edge_count; ++source) {
        const float value = current[source];
        const size_t end = edge_count - edge < per_node ? edge_count : edge + per_node;
        for (; edge < end; ++edge) {
            if (targets[edge] >= node_count) continue;
            float *target = next + targets[edge];
            *target = engram_fma_f32(value, weights[edge], *target);
        }
    }
}

#endif
