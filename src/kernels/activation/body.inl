// SPDX-License-Identifier: MIT OR Apache-2.0
// The spreading kernels, compiled once per level. Equal to reference.cpp, bit for bit.

#include "kernels/activation/ops.h"
#include "kernels/activation/push.h"
#include "simd/table.h"

namespace {

void push(const uint64_t *offsets, const uint32_t *targets, const float *weights, size_t node_count,
          const float *current, float *next) {
    engram_push(offsets, targets, weights, node_count, current, next);
}

void push_uniform(const uint32_t *targets, const float *weights, size_t node_count, size_t edge_count,
                  size_t per_node, const float *current, float *next) {
    engram_push_uniform(targets, weights, node_count, edge_count, per_node, current, next);
}

float largest_of(const float *values, size_t count) {
    f32v most = f32_zero();
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) most = f32_max_or(f32_load(values + i), most);
    float lane[f32_lanes];
    f32_store(lane, most);
    float largest = 0.0f;
    for (const float value : lane)
        if (value > largest) largest = value;
    for (; i < count; ++i)
        if (values[i] > largest) largest = values[i];
    return largest;
}

void limit(float *values, size_t count) {
    const float largest = largest_of(values, count);
    if (!(largest > 1.0f)) return;
    const f32v divisor = f32_set(largest);
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(values + i, f32_div(f32_load(values + i), divisor));
    for (; i < count; ++i) values[i] = values[i] / largest;
}

void canonical(float *values, size_t count) {
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(values + i, f32_canonical_nan(f32_load(values + i)));
    for (; i < count; ++i) values[i] = engram_canonical_nan(values[i]);
}

} // namespace

extern "C" const struct engram_activation_ops ENGRAM_LEVEL_TABLE(activation) = {
    .level = ENGRAM_LEVEL_VALUE,
    .push = push,
    .push_uniform = push_uniform,
    .limit = limit,
    .canonical = canonical,
};
