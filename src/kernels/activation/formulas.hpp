// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What merges make of a contribution, and what a node sends: the formulas of pushing and pulling alike.

#include "base/fma.h"
#include "kernels/activation/ops.h"

namespace {

// The formula of every merge: v with the contribution x * weight merged in.
template <engram_spread_merge merge> ENGRAM_INLINE float merged(float v, float x, float weight, float limit) {
    if constexpr (merge == ENGRAM_MERGE_SUM) return engram_fma_f32(x, weight, v);
    if constexpr (merge == ENGRAM_MERGE_CLAMPED_SUM) {
        const float sum = engram_fma_f32(x, weight, v);
        return sum > limit ? limit : sum;
    }
    const float c = x * weight;
    if constexpr (merge == ENGRAM_MERGE_MAX) return c > v ? c : v;
    return engram_fma_f32(c, 1.0f - v, v);
}

// What node s with value a sends, divided by a degree or a sum of weights; step 1 of the options' comment.
ENGRAM_INLINE float scaled(const struct engram_step *step, uint32_t s, float a) {
    const float *factors = step->options->node_factors;
    return (factors != nullptr ? a * factors[s] : a) * step->scale;
}

ENGRAM_INLINE float normalised(engram_spread_normaliser normaliser, float x, uint64_t degree, double weight_sum) {
    const auto d = static_cast<float>(degree);
    switch (normaliser) {
    case ENGRAM_NORMALISE_OUT_DEGREE: return x / d;
    case ENGRAM_NORMALISE_SQRT_DEGREE: return x / __builtin_sqrtf(d);
    case ENGRAM_NORMALISE_SQRT_ONE_DEGREE: return x / __builtin_sqrtf(1.0f + d);
    case ENGRAM_NORMALISE_WEIGHT_SUM:
        return !(weight_sum > 0.0) ? 0.0f : engram_divides_well(weight_sum) ? x / static_cast<float>(weight_sum) : x;
    default: return x;
    }
}

// Whether x has not been divided, because the sum is near an end of the range: each edge then carries a part of it.
ENGRAM_INLINE bool is_sent_in_parts(engram_spread_normaliser normaliser, double weight_sum) {
    return normaliser == ENGRAM_NORMALISE_WEIGHT_SUM && weight_sum > 0.0 && !engram_divides_well(weight_sum);
}
ENGRAM_INLINE float part_of(float x, float weight, double weight_sum) {
    return static_cast<float>(static_cast<double>(x) * (static_cast<double>(weight) / weight_sum));
}

ENGRAM_INLINE double sum_of(const struct engram_step *step, const struct engram_row &row) {
    return step->options->normaliser == ENGRAM_NORMALISE_WEIGHT_SUM ? engram_row_sum(row.arcs, row.count) : 0.0;
}

} // namespace
