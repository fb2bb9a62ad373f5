// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// A block of 32 virtual lanes over the registers of a level; include the header of the level first. The lane count is what
// makes sums equal on all levels.

namespace {

constexpr size_t block = 32;

struct f32x32 {
    f32v part[parts];
};

ENGRAM_INLINE f32x32 block_zero() {
    f32x32 x;
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_zero();
    return x;
}

ENGRAM_INLINE f32x32 block_fma(const f32x32 &a, const f32x32 &b, const f32x32 &c) {
    f32x32 x;
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_fma(a.part[j], b.part[j], c.part[j]);
    return x;
}

ENGRAM_INLINE f32x32 block_sub(const f32x32 &a, const f32x32 &b) {
    f32x32 x;
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_sub(a.part[j], b.part[j]);
    return x;
}

ENGRAM_INLINE float block_sum(const f32x32 &x) { return f32_fold(x.part); }

} // namespace
