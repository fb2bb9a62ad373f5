// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/activation/spread.h"

#include <cstring>

#include "arena/arena.h"
#include "kernels/activation/ops.h"

namespace {

// Steps of copy, push, limit; push(table, current, next) adds what the edges carry.
template <typename Push>
engram_status spread(size_t node_count, uint32_t steps, float *activations, Push push) {
    if (steps == 0) return ENGRAM_OK;
    const size_t bytes = node_count * sizeof(float);
    auto *current = static_cast<float *>(engram_arena_alloc(bytes, alignof(float)));
    if (current == nullptr) {
        engram_arena_reset();
        return ENGRAM_ERROR_MEMORY;
    }
    const struct engram_activation_ops *table = engram_activation_active();
    for (uint32_t step = 0; step < steps; ++step) {
        std::memcpy(current, activations, bytes);
        push(table, current, activations);
        table->limit(activations, node_count);
    }
    table->canonical(activations, node_count);
    engram_arena_reset();
    return ENGRAM_OK;
}

} // namespace

struct engram_csr_fault engram_csr_first_fault(const uint64_t *offsets, const uint32_t *targets, uint32_t node_count,
                                               uint64_t edge_count) {
    if (offsets[0] != 0) return {0, "the first offset is not 0"};
    for (uint64_t i = 1; i <= node_count; ++i) {
        if (offsets[i] < offsets[i - 1]) return {i, "an offset is smaller than the one before it"};
        if (offsets[i] > edge_count) return {i, "an offset is larger than the number of edges"};
    }
    if (offsets[node_count] != edge_count) return {node_count, "the last offset is not the number of edges"};
    for (uint64_t edge = 0; edge < edge_count; ++edge)
        if (targets[edge] >= node_count) return {edge, "the target of an edge is no node"};
    return {0, nullptr};
}

engram_status engram_spread_csr(const uint64_t *offsets, const uint32_t *targets, const float *weights,
                                size_t node_count, uint32_t steps, float *activations) {
    return spread(node_count, steps, activations,
                  [=](const struct engram_activation_ops *table, const float *current, float *next) {
                      table->push(offsets, targets, weights, node_count, current, next);
                  });
}

engram_status engram_spread_uniform(const uint32_t *targets, const float *weights, size_t node_count,
                                    size_t edge_count, uint32_t steps, float *activations) {
    const size_t per_node = edge_count / node_count + (edge_count % node_count != 0);
    return spread(node_count, steps, activations,
                  [=](const struct engram_activation_ops *table, const float *current, float *next) {
                      table->push_uniform(targets, weights, node_count, edge_count, per_node, current, next);
                  });
}
