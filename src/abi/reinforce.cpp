// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/reinforce.h"

#include "base/check.h"
#include "kernels/decay/reinforce.h"
#include "abi/counted.hpp"

namespace {

constexpr float largest = 0x1.fffffep127f;

bool is_within(float x, float low, float high) { return x >= low && x <= high; }

bool are_bounds(engram_bounds bounds) {
    return is_within(bounds.low, -largest, largest) && is_within(bounds.high, bounds.low, largest);
}

// What both saturating forms have in common.
engram_status gain(const float *weights, const float *x, size_t count, float slope, float base, engram_bounds bounds,
                   float *out) {
    if (!are_bounds(bounds)) return ENGRAM_ERROR_ARGUMENT;
    if (count == 0) return ENGRAM_OK;
    if (weights == nullptr || out == nullptr) return ENGRAM_ERROR_NULL;
    if (!engram_bytes_fit(count, sizeof *out)) return ENGRAM_ERROR_OVERFLOW;
    const uint64_t bytes = count * sizeof *out;
    if ((out != weights && engram_overlap(out, bytes, weights, bytes)) ||
        (x != nullptr && engram_overlap(out, bytes, x, bytes)))
        return ENGRAM_ERROR_OVERLAP;
    engram_gains_run({weights, x, slope, base, bounds.low, bounds.high, out}, count);
    return ENGRAM_OK;
}

} // namespace

engram_status engram_reinforce_saturating(const float *weights, const float *gains, size_t count, float rate,
                                          engram_bounds bounds, float *out) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 8}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!is_within(rate, 0.0f, 1.0f)) return ENGRAM_ERROR_ARGUMENT;
        return gain(weights, gains, count, rate, 0.0f, bounds, out);
    });
}

engram_status engram_reinforce_spaced(const float *weights, const float *retentions, size_t count, float rate,
                                      float spacing, engram_bounds bounds, float *out) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 8}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!is_within(rate, 0.0f, 1.0f) || !is_within(spacing, 1.0f, 1000.0f)) return ENGRAM_ERROR_ARGUMENT;
        if (retentions == nullptr && count != 0) return ENGRAM_ERROR_NULL;
        return gain(weights, retentions, count, -(rate * (spacing - 1.0f)), rate * spacing, bounds, out);
    });
}

engram_status engram_reinforce_oja(const float *weights, const uint32_t *sources, const uint32_t *targets, size_t count,
                                   const float *activations, size_t nodes, float rate, float threshold,
                                   engram_bounds bounds, float *out, size_t *updated) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 12}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!is_within(rate, 0.0f, 1.0f) || !is_within(threshold, -largest, largest) || !are_bounds(bounds))
            return ENGRAM_ERROR_ARGUMENT;
        size_t changed = 0;
        if (count != 0) {
            if (weights == nullptr || sources == nullptr || targets == nullptr || out == nullptr ||
                (activations == nullptr && nodes != 0))
                return ENGRAM_ERROR_NULL;
            if (!engram_bytes_fit(count, sizeof *out) || !engram_bytes_fit(nodes, sizeof *out)) return ENGRAM_ERROR_OVERFLOW;
            const uint64_t bytes = count * sizeof *out;
            if ((out != weights && engram_overlap(out, bytes, weights, bytes)) ||
                engram_overlap(out, bytes, sources, bytes) || engram_overlap(out, bytes, targets, bytes) ||
                engram_overlap(out, bytes, activations, nodes * sizeof *activations) ||
                (updated != nullptr && engram_overlap(out, bytes, updated, sizeof *updated)))
                return ENGRAM_ERROR_OVERLAP;
            if (!engram_indices_are_below(sources, count, nodes) || !engram_indices_are_below(targets, count, nodes))
                return ENGRAM_ERROR_ARGUMENT;
            changed = engram_oja_run({weights, nullptr, nullptr, rate, threshold, bounds.low, bounds.high, out}, sources,
                                     targets, count, activations);
        }
        if (updated != nullptr) *updated = changed;
        return ENGRAM_OK;
    });
}
