// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What both ways to PageRank share: sums that lose nothing, rounding towards 0, the seeds' shares.

#include "base/fma.h"
#include "kernels/activation/marks.hpp"
#include "kernels/activation/pagerank.h"

namespace {

// Of one operation in double, relative.
constexpr double rounding = 0x1p-53;

// A sum of any length: what each addition loses is kept beside it (Neumaier, 1974).
struct long_sum {
    double sum = 0.0, lost = 0.0;
    void add(double x) {
        const double next = sum + x;
        lost += sum >= x ? (sum - next) + x : (x - next) + sum;
        sum = next;
    }
    double value() const { return sum + lost; }
};

// Numbers that are not negative.
inline float rounded_down(double x) {
    const auto nearest = static_cast<float>(x);
    return static_cast<double>(nearest) > x ? engram_f32_bits(engram_bits_f32(nearest) - 1) : nearest;
}

// How long the rounding of a chain of so many operations on numbers that are not negative may make it, relative.
inline double longer_by(double operations) {
    const double u = operations * rounding;
    return u < 0.5 ? u / (1.0 - u) : 1.0;
}

inline double value_of(const engram_seeds *seeds, uint64_t i) {
    return seeds->values != nullptr ? static_cast<double>(seeds->values[i]) : 1.0;
}

// The seeds' shares, summing to 1, where share(id) says; the seeds themselves, ascending, into list; how many they are.
template <typename Share>
uint64_t share_out(struct engram_workspace *w, uint32_t nodes, const engram_seeds *seeds, uint32_t *list, Share share) {
    double sum = 0.0;
    for (uint64_t i = 0; i < seeds->count; ++i) {
        share(seeds->ids[i]) += value_of(seeds, i);
        sum += value_of(seeds, i);
        mark(w->marks, seeds->ids[i]);
    }
    const uint64_t count = engram_marks_collect(w, nodes, list);
    for (uint64_t i = 0; i < count; ++i) share(list[i]) /= sum;
    return count;
}

} // namespace
