// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// The scalar loops of the one-off call and of the original kernel, for every level: scattered additions have an order that
// vectors cannot keep. A level with the fused instruction gets it here, the baseline emulates it.

#include <stddef.h>

#include "base/fma.h"
#include "engram/graph.h"

namespace {

template <typename Offset>
ENGRAM_INLINE void push_rows(const Offset *offsets, const uint32_t *targets, const float *weights, size_t node_count,
                             const float *current, float *next) {
    for (size_t source = 0; source < node_count; ++source) {
        const float value = current[source];
        if (value == 0.0f) continue;
        const auto end = static_cast<size_t>(offsets[source + 1]);
        for (auto edge = static_cast<size_t>(offsets[source]); edge < end; ++edge) {
            float *target = next + targets[edge];
            *target = engram_fma_f32(value, weights[edge], *target);
        }
    }
}

ENGRAM_INLINE void push_view(const void *offsets, engram_offset_type offset_type, const uint32_t *targets,
                             const float *weights, size_t node_count, const float *current, float *next) {
    if (offset_type == ENGRAM_OFFSETS_U32)
        push_rows(static_cast<const uint32_t *>(offsets), targets, weights, node_count, current, next);
    else push_rows(static_cast<const uint64_t *>(offsets), targets, weights, node_count, current, next);
}

ENGRAM_INLINE void push_edge(uint32_t target, float weight, size_t node_count, float value, float *next) {
    if (target < node_count) next[target] = engram_fma_f32(value, weight, next[target]);
}

// All rows but the last: their length a constant, so that there is no loop whose end the processor has to guess.
template <size_t per_node>
void push_whole_rows(const uint32_t *targets, const float *weights, size_t node_count, size_t row_count,
                     const float *current, float *next) {
    for (size_t source = 0; source < row_count; ++source) {
        const float value = current[source];
#pragma GCC unroll 8
        for (size_t i = 0; i < per_node; ++i)
            push_edge(targets[source * per_node + i], weights[source * per_node + i], node_count, value, next);
    }
}

ENGRAM_INLINE void push_view_uniform(const uint32_t *targets, const float *weights, size_t node_count,
                                     size_t edge_count, size_t per_node, const float *current, float *next) {
    const size_t rows = edge_count / per_node;
    size_t source = rows;
    switch (per_node) {
    case 1: push_whole_rows<1>(targets, weights, node_count, rows, current, next); break;
    case 2: push_whole_rows<2>(targets, weights, node_count, rows, current, next); break;
    case 3: push_whole_rows<3>(targets, weights, node_count, rows, current, next); break;
    case 4: push_whole_rows<4>(targets, weights, node_count, rows, current, next); break;
    case 5: push_whole_rows<5>(targets, weights, node_count, rows, current, next); break;
    case 6: push_whole_rows<6>(targets, weights, node_count, rows, current, next); break;
    case 7: push_whole_rows<7>(targets, weights, node_count, rows, current, next); break;
    case 8: push_whole_rows<8>(targets, weights, node_count, rows, current, next); break;
    default: source = 0;
    }
    for (size_t edge = source * per_node; edge < edge_count; ++source) {
        const float value = current[source];
        const size_t end = edge_count - edge < per_node ? edge_count : edge + per_node;
        for (; edge < end; ++edge) push_edge(targets[edge], weights[edge], node_count, value, next);
    }
}

} // namespace
