// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/activation/oneoff.h"

#include <cstring>

#include "arena/arena.h"
#include "kernels/activation/ops.h"

namespace {

// Steps of copy, push, limit; push(table, current, next) adds what the edges carry. After a step that changed no bit, none will.
template <typename Push>
engram_status spread(size_t node_count, uint32_t steps, float *activations, Push push) {
    if (steps == 0) return ENGRAM_OK;
    const size_t bytes = node_count * sizeof(float);
    auto *current = static_cast<float *>(engram_arena_scratch_allocate(bytes, alignof(float)));
    if (current == nullptr) {
        engram_arena_scratch_close();
        return ENGRAM_ERROR_MEMORY;
    }
    const struct engram_activation_ops *table = engram_activation_active();
    for (uint32_t step = 0; step < steps; ++step) {
        std::memcpy(current, activations, bytes);
        push(table, current, activations);
        table->limit(activations, node_count, 1.0f);
        if (std::memcmp(current, activations, bytes) == 0) break;
    }
    table->canonical(activations, node_count);
    engram_arena_scratch_close();
    return ENGRAM_OK;
}

} // namespace

engram_status engram_spread_csr(const engram_csr *csr, uint32_t steps, float *activations) {
    const engram_csr g = *csr;
    return spread(g.node_count, steps, activations,
                  [=](const struct engram_activation_ops *table, const float *current, float *next) {
                      table->push(g.offsets, g.offset_type, g.targets, g.weights, g.node_count, current, next);
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
