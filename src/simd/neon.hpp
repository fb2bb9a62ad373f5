// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Advanced SIMD of armv8-a through SIMDe.

#include <simde/arm/neon.h>

#if !defined(SIMDE_ARM_NEON_A64V8_NATIVE)
#error "this file needs an aarch64 compiler"
#endif

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

#define ENGRAM_LEVEL_NAME neon
#define ENGRAM_LEVEL_VALUE ENGRAM_LEVEL_NEON

namespace {

using f32v = simde_float32x4_t;
using f64v = simde_float64x2_t;
constexpr size_t f32_lanes = 4;
constexpr size_t f64_lanes = 2;

ENGRAM_INLINE f32v f32_zero() { return simde_vdupq_n_f32(0.0f); }
ENGRAM_INLINE f32v f32_set(float x) { return simde_vdupq_n_f32(x); }
ENGRAM_INLINE f32v f32_load(const float *p) { return simde_vld1q_f32(p); }
ENGRAM_INLINE void f32_store(float *p, f32v x) { simde_vst1q_f32(p, x); }
ENGRAM_INLINE f32v f32_add(f32v a, f32v b) { return simde_vaddq_f32(a, b); }
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b) { return simde_vmulq_f32(a, b); }
// SIMDe 0.7 has no division; arm_neon.h, which it includes here, has.
ENGRAM_INLINE f32v f32_div(f32v a, f32v b) { return vdivq_f32(a, b); }
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c) { return simde_vfmaq_f32(c, a, b); }
// max(x, y) with y where x is NaN.
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y) { return simde_vmaxnmq_f32(x, y); }
ENGRAM_INLINE f32v f32_canonical_nan(f32v x) {
    return simde_vbslq_f32(simde_vceqq_f32(x, x), x, simde_vreinterpretq_f32_u32(simde_vdupq_n_u32(0x7FC00000)));
}

// The first n < 4 elements, zeros behind them; no byte beyond is read.
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n) {
    float padded[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    for (size_t i = 0; i < n; ++i) padded[i] = p[i];
    return f32_load(padded);
}

// Halves 32 lanes to one: lane l takes lane l + w / 2, w = 32, 16, 8, 4, 2.
ENGRAM_INLINE float f32_fold(const f32v (&x)[8]) {
    const f32v low = f32_add(f32_add(x[0], x[4]), f32_add(x[2], x[6]));
    const f32v high = f32_add(f32_add(x[1], x[5]), f32_add(x[3], x[7]));
    const f32v four = f32_add(low, high);
    const simde_float32x2_t two = simde_vadd_f32(simde_vget_low_f32(four), simde_vget_high_f32(four));
    return simde_vget_lane_f32(two, 0) + simde_vget_lane_f32(two, 1);
}

// base[index[l]] for each lane; indices below 2^31.
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index) {
    const float lane[4] = {base[index[0]], base[index[1]], base[index[2]], base[index[3]]};
    return f32_load(lane);
}
// Bit l: lane l is neither +0 nor -0.
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) {
    const uint32_t bits[4] = {1, 2, 4, 8};
    return vaddvq_u32(simde_vbicq_u32(simde_vld1q_u32(bits), simde_vceqq_f32(x, simde_vdupq_n_f32(0.0f))));
}

ENGRAM_INLINE f64v f64_set(double x) { return simde_vdupq_n_f64(x); }
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return simde_vaddq_f64(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return simde_vsubq_f64(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return simde_vmulq_f64(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return simde_vmaxq_f64(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return simde_vfmaq_f64(c, a, b); }
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) { return simde_vcvtq_f64_u64(simde_vld1q_u64(p)); }

// table[bits & 7] * 2^(bits >> 3) for the integer in the low mantissa bits of each lane.
ENGRAM_INLINE f64v f64_scaled_entry(f64v bits, const double (&table)[8]) {
    const simde_uint64x2_t i = simde_vreinterpretq_u64_f64(bits);
    const simde_uint64x2_t index = simde_vandq_u64(i, simde_vdupq_n_u64(7));
    const simde_uint64x2_t exponent = simde_vshlq_n_u64(simde_vsubq_u64(i, index), 52 - 3);
    const double pair[2] = {table[simde_vgetq_lane_u64(index, 0)], table[simde_vgetq_lane_u64(index, 1)]};
    const simde_uint64x2_t entry = simde_vreinterpretq_u64_f64(simde_vld1q_f64(pair));
    return simde_vreinterpretq_f64_u64(simde_vaddq_u64(entry, exponent));
}

ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return simde_vcombine_f32(simde_vcvt_f32_f64(low), simde_vcvt_f32_f64(high));
}

} // namespace
