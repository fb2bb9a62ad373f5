// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of spreading activation: scalar, written to be read, and the level that runs where no other can.

#include "kernels/activation/ops.h"

#include "kernels/activation/push.h"

namespace {

void push(const uint64_t *offsets, const uint32_t *targets, const float *weights, size_t node_count,
          const float *current, float *next) {
    engram_push(offsets, targets, weights, node_count, current, next);
}

void push_uniform(const uint32_t *targets, const float *weights, size_t node_count, size_t edge_count,
                  size_t per_node, const float *current, float *next) {
    engram_push_uniform(targets, weights, node_count, edge_count, per_node, current, next);
}

void limit(float *values, size_t count) {
    float largest = 0.0f;
    for (size_t i = 0; i < count; ++i)
        if (values[i] > largest) largest = values[i];
    if (!(largest > 1.0f)) return;
    for (size_t i = 0; i < count; ++i) values[i] = values[i] / largest;
}

void canonical(float *values, size_t count) {
    for (size_t i = 0; i < count; ++i) values[i] = engram_canonical_nan(values[i]);
}

} // namespace

extern "C" const struct engram_activation_ops engram_activation_scalar = {
    .level = ENGRAM_LEVEL_SCALAR,
    .push = push,
    .push_uniform = push_uniform,
    .limit = limit,
    .canonical = canonical,
};
