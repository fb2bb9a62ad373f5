// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// 32 virtual lanes over the registers of a level; include the header of the level first. The lane count is what makes
// sums equal on all levels: 2 registers of AVX-512, 4 of AVX2, 8 of NEON, or a loop in the reference.

namespace {

constexpr size_t block = 32;
constexpr size_t parts = block / f32_lanes;

struct f32x32 {
    f32v part[parts];
};

ENGRAM_INLINE f32x32 block_zero() {
    f32x32 x;
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_zero();
    return x;
}

ENGRAM_INLINE f32x32 block_load(const float *p) {
    f32x32 x;
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_load(p + j * f32_lanes);
    return x;
}

// The first n < 32 elements, zeros after them; no byte beyond is read.
ENGRAM_INLINE f32x32 block_load_part(const float *p, size_t n) {
    f32x32 x = block_zero();
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) {
        const size_t at = j * f32_lanes;
        if (at + f32_lanes <= n) x.part[j] = f32_load(p + at);
        else if (at < n) x.part[j] = f32_load_part(p + at, n - at);
    }
    return x;
}

ENGRAM_INLINE f32x32 block_fma(const f32x32 &a, const f32x32 &b, const f32x32 &c) {
    f32x32 x;
#pragma GCC unroll 8
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_fma(a.part[j], b.part[j], c.part[j]);
    return x;
}

ENGRAM_INLINE float block_sum(const f32x32 &x) { return f32_fold(x.part); }

} // namespace
