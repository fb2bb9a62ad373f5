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

// x where least <= x <= most, NaN elsewhere.
ENGRAM_INLINE f32v f32_within_or_nan(f32v x, float least, float most) {
    const simde_uint32x4_t inside = simde_vandq_u32(simde_vcgeq_f32(x, f32_set(least)), simde_vcleq_f32(x, f32_set(most)));
    return simde_vbslq_f32(inside, x, simde_vreinterpretq_f32_u32(simde_vdupq_n_u32(0x7FC00000)));
}
ENGRAM_INLINE int32_t f32_any_nan(f32v x) { return vminvq_u32(simde_vceqq_f32(x, x)) == 0; }

// The first n <= 4 elements, zeros after them; no byte beyond is read.
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
ENGRAM_INLINE f32v f32_gather_far(const float *base, const uint32_t *index) { return f32_gather(base, index); }
// Bit l: lane l is neither +0 nor -0.
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) {
    const uint32_t bits[4] = {1, 2, 4, 8};
    return vaddvq_u32(simde_vbicq_u32(simde_vld1q_u32(bits), simde_vceqq_f32(x, simde_vdupq_n_f32(0.0f))));
}
// first + l for each bit l, ascending; how many. list has room for a whole register.
ENGRAM_INLINE uint32_t u32_append_bits(uint32_t *list, uint32_t first, uint32_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) list[count++] = first + static_cast<uint32_t>(__builtin_ctz(bits));
    return count;
}

ENGRAM_INLINE f64v f64_set(double x) { return simde_vdupq_n_f64(x); }
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return simde_vaddq_f64(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return simde_vsubq_f64(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return simde_vmulq_f64(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return simde_vmaxq_f64(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return simde_vfmaq_f64(c, a, b); }
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) { return simde_vcvtq_f64_u64(simde_vld1q_u64(p)); }

ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return simde_vcombine_f32(simde_vcvt_f32_f64(low), simde_vcvt_f32_f64(high));
}

// Holds a value in its register: GCC otherwise loads it again as the memory operand of every use.
ENGRAM_INLINE f32v f32_keep(f32v x) {
    __asm__("" : "+w"(x));
    return x;
}
ENGRAM_INLINE f32v f32_sub(f32v a, f32v b) { return simde_vsubq_f32(a, b); }
// The conversions of half precision are part of armv8-a; SIMDe 0.7 lacks them.
ENGRAM_INLINE f32v f32_load_f16(const uint16_t *p) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p))); }
ENGRAM_INLINE f32v f32_load_bf16(const uint16_t *p) {
    return simde_vreinterpretq_f32_u32(simde_vshll_n_u16(simde_vld1_u16(p), 16));
}
// 8 bfloat16 as their even elements, then their odd ones: a shift and a mask, where order would cost shuffles.
ENGRAM_INLINE void f32_load_bf16_even_odd(const uint16_t *p, f32v *even, f32v *odd) {
    const simde_uint32x4_t x = simde_vreinterpretq_u32_u16(simde_vld1q_u16(p));
    *even = simde_vreinterpretq_f32_u32(simde_vshlq_n_u32(x, 16));
    *odd = simde_vreinterpretq_f32_u32(simde_vandq_u32(x, simde_vdupq_n_u32(0xFFFF0000u)));
}
// Halves 16 lanes to one.
ENGRAM_INLINE float f32_fold_16(const f32v *x) {
    const f32v four = f32_add(f32_add(x[0], x[2]), f32_add(x[1], x[3]));
    const simde_float32x2_t two = simde_vadd_f32(simde_vget_low_f32(four), simde_vget_high_f32(four));
    return simde_vget_lane_f32(two, 0) + simde_vget_lane_f32(two, 1);
}
ENGRAM_INLINE void f32_store_f16(uint16_t *p, f32v x) { vst1_u16(p, vreinterpret_u16_f16(vcvt_f16_f32(x))); }
ENGRAM_INLINE f64v f64_low(f32v x) { return simde_vcvt_f64_f32(simde_vget_low_f32(x)); }
ENGRAM_INLINE f64v f64_high(f32v x) { return simde_vcvt_f64_f32(simde_vget_high_f32(x)); }
ENGRAM_INLINE void f64_store(double *p, f64v x) { simde_vst1q_f64(p, x); }
ENGRAM_INLINE f64v f64_sqrt(f64v x) { return vsqrtq_f64(x); }
ENGRAM_INLINE f64v f64_div(f64v a, f64v b) { return vdivq_f64(a, b); }
ENGRAM_INLINE f64v f64_load(const double *p) { return simde_vld1q_f64(p); }
// To [-1, 1]; both instructions hand a NaN on.
ENGRAM_INLINE f64v f64_clamp_unit(f64v x) { return simde_vmaxq_f64(f64_set(-1.0), simde_vminq_f64(f64_set(1.0), x)); }
// yes where a >= b, no elsewhere.
ENGRAM_INLINE f32v f32_select_reaches(f32v a, f32v b, f32v yes, f32v no) { return vbslq_f32(vcgeq_f32(a, b), yes, no); }
// yes where a < b, no elsewhere.
ENGRAM_INLINE f32v f32_select_less(f32v a, f32v b, f32v yes, f32v no) { return vbslq_f32(vcltq_f32(a, b), yes, no); }
// yes where x is +0 or -0, no elsewhere.
ENGRAM_INLINE f32v f32_select_zero(f32v x, f32v yes, f32v no) { return vbslq_f32(vceqq_f32(x, f32_zero()), yes, no); }
ENGRAM_INLINE f32v f32_abs(f32v x) { return vabsq_f32(x); }
// Bit i of the result: x[i] > 0.
ENGRAM_INLINE uint32_t f32_positive(f32v x) {
    const uint32_t bit[4] = {1, 2, 4, 8};
    return simde_vaddvq_u32(simde_vandq_u32(simde_vcgtq_f32(x, f32_zero()), simde_vld1q_u32(bit)));
}

ENGRAM_INLINE void f32_fold_four(const f32v (&a)[8], const f32v (&b)[8], const f32v (&c)[8], const f32v (&d)[8],
                                 float *out) {
    out[0] = f32_fold(a), out[1] = f32_fold(b), out[2] = f32_fold(c), out[3] = f32_fold(d);
}
ENGRAM_INLINE void f32_fold_halves_four(const f32v *a, const f32v *b, const f32v *c, const f32v *d, float *out) {
    out[0] = f32_fold_16(a), out[1] = f32_fold_16(b), out[2] = f32_fold_16(c), out[3] = f32_fold_16(d);
}

// Integer sums of i8 products, exact over i8_chunk elements: 65536 * 128 * 128 = 2^30.
using i8v = simde_int8x16_t;
using i32v = simde_int32x4_t;
constexpr size_t i8_lanes = 16;
constexpr size_t i8_chunk = 65536;
constexpr int64_t i8_bias = 0;
ENGRAM_INLINE i32v i32_zero() { return simde_vdupq_n_s32(0); }
ENGRAM_INLINE i8v i8_load(const int8_t *p) { return simde_vld1q_s8(p); }
ENGRAM_INLINE i8v i8_load_part(const int8_t *p, size_t n) {
    int8_t padded[i8_lanes] = {};
    for (size_t i = 0; i < n; ++i) padded[i] = p[i];
    return i8_load(padded);
}
ENGRAM_INLINE i32v i8_dot_add(i32v sum, i8v q, i8v r) {
    sum = simde_vpadalq_s16(sum, simde_vmull_s8(simde_vget_low_s8(q), simde_vget_low_s8(r)));
    return simde_vpadalq_s16(sum, simde_vmull_s8(simde_vget_high_s8(q), simde_vget_high_s8(r)));
}
// Adds the elements of q whose bits are set: 16 of them, from the 2 bytes at bits.
ENGRAM_INLINE i32v i8_masked_add(i32v sum, i8v q, const uint8_t *bits) {
    const uint8_t of_lane[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const simde_uint8x16_t all = simde_vcombine_u8(simde_vdup_n_u8(bits[0]), simde_vdup_n_u8(bits[1]));
    const simde_int8x16_t set = simde_vreinterpretq_s8_u8(simde_vtstq_u8(all, simde_vld1q_u8(of_lane)));
    return simde_vpadalq_s16(sum, simde_vpaddlq_s8(simde_vandq_s8(q, set)));
}
using i8_square = i32v;
ENGRAM_INLINE i8_square i8_square_zero() { return i32_zero(); }
ENGRAM_INLINE void i8_square_add(i8_square &sum, i8v r) { sum = i8_dot_add(sum, r, r); }
ENGRAM_INLINE int32_t i32_sum(i32v x) { return simde_vaddvq_s32(x); }
ENGRAM_INLINE i32v i8_square_lanes(i8_square s) { return s; }
ENGRAM_INLINE void i32_sum_four(const i32v (&x)[4], int32_t *out) {
    simde_vst1q_s32(out, simde_vpaddq_s32(simde_vpaddq_s32(x[0], x[1]), simde_vpaddq_s32(x[2], x[3])));
}

// Bits set in bytes [0, n) of a ^ b; n is a multiple of 64.
ENGRAM_INLINE uint64_t bits_count_xor(const uint8_t *a, const uint8_t *b, size_t n) {
    simde_uint64x2_t sum = simde_vdupq_n_u64(0);
    for (size_t i = 0; i < n; i += 16) {
        const simde_uint8x16_t x = vcntq_u8(simde_veorq_u8(simde_vld1q_u8(a + i), simde_vld1q_u8(b + i)));
        sum = vpadalq_u32(sum, vpaddlq_u16(vpaddlq_u8(x)));
    }
    return simde_vgetq_lane_u64(sum, 0) + simde_vgetq_lane_u64(sum, 1);
}

} // namespace
