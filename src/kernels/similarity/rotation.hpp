// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// The rotation of a seed. Let n be the largest power of two up to dim. A round flips signs and takes the Walsh-Hadamard
// transform, divided by the root of n, over elements [0, n), and again over [dim - n, dim) where dim is no power of two. Each
// of these is orthogonal, so is all. Three rounds spread any single element over all others.
//
// Every element goes through the same additions in the same order on every level: strides 1, 2, 4 and so on, one rounding
// each, after one rounding for the product with the sign and the root. So a computed rotation is off by at most
// engram_rotation_error() of the length: each step is elementwise within 2^-24 of an orthogonal map of what came before.

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

#define ENGRAM_ROTATION_ROUNDS 3u

ENGRAM_INLINE size_t engram_rotation_span(size_t dim) {
    size_t n = 1;
    while (n <= dim / 2) n *= 2;
    return n;
}

// Signs of elements [64 i, 64 i + 64) of a step: a set bit flips. splitmix64 of the place in its sequence.
ENGRAM_INLINE uint64_t engram_rotation_signs(uint64_t seed, uint32_t step, size_t i) {
    uint64_t z = seed + (uint64_t{step} << 32 | i) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

ENGRAM_INLINE float engram_rotation_scale(size_t n) {
    return static_cast<float>(1.0 / __builtin_sqrt(static_cast<double>(n)));
}

// One step as it is defined.
ENGRAM_INLINE void engram_rotation_transform(float *x, size_t n, uint64_t seed, uint32_t step, float scale) {
    for (size_t i = 0; i < n; ++i)
        x[i] *= (engram_rotation_signs(seed, step, i / 64) >> i % 64 & 1) != 0 ? -scale : scale;
    for (size_t h = 1; h < n; h *= 2)
        for (size_t from = 0; from < n; from += 2 * h)
            for (size_t i = from; i < from + h; ++i) {
                const float a = x[i], b = x[i + h];
                x[i] = a + b;
                x[i + h] = a - b;
            }
}

// transform(first, step) for each step in turn.
template <class Transform>
ENGRAM_INLINE void engram_rotation_steps(size_t dim, size_t n, const Transform &transform) {
    uint32_t step = 0;
    for (uint32_t round = 0; round < ENGRAM_ROTATION_ROUNDS; ++round) {
        transform(size_t{0}, step++);
        if (n != dim) transform(dim - n, step++);
    }
}

// A step has log2(n) additions, a product, and a rounded root: log2(n) + 2 roundings of 2^-24, with 1.01 for their powers.
ENGRAM_INLINE double engram_rotation_error(size_t dim) {
    const size_t n = engram_rotation_span(dim);
    uint32_t roundings = 2;
    for (size_t i = n; i > 1; i /= 2) ++roundings;
    return static_cast<double>(roundings * ENGRAM_ROTATION_ROUNDS * (n != dim ? 2u : 1u)) * 0x1.03p-24;
}

// Eight lanes into one.
ENGRAM_INLINE double engram_eight_lanes(const double (&x)[8]) {
    return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}
