// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Advanced SIMD of armv8-a through SIMDe.

#include <simde/arm/neon.h>

#if !defined(SIMDE_ARM_NEON_A64V8_NATIVE)
#error "this file needs an aarch64 compiler"
#endif

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"

#define ENGRAM_LEVEL_NAME neon
#define ENGRAM_LEVEL_VALUE ENGRAM_LEVEL_NEON

namespace {

using f32v = simde_float32x4_t;
using f64v = simde_float64x2_t;
using i32v = simde_int32x4_t;
using i8v = simde_int8x16_t;
using i8_square = i32v;
constexpr size_t f32_lanes = 4, f64_lanes = 2, i8_lanes = 16, vector_registers = 32;
constexpr size_t i8_chunk = 65536; // 65536 * 128 * 128 = 2^30
constexpr int64_t i8_bias = 0;
// 4 * 6 + 6 + 1 = 31 registers of 32, one of the parts at a time.
constexpr size_t tile_queries = 4, tile_rows = 6, tile_parts = 1;
constexpr size_t scan_rows = 1;
constexpr bool has_bits_four = false;

} // namespace

#include "simd/contract.hpp"

namespace {

// ---- floats ----

ENGRAM_INLINE f32v f32_zero() { return simde_vdupq_n_f32(0.0f); }
ENGRAM_INLINE f32v f32_set(float x) { return simde_vdupq_n_f32(x); }
ENGRAM_INLINE f32v f32_load(const float *p) { return simde_vld1q_f32(p); }
ENGRAM_INLINE void f32_store(float *p, f32v x) { simde_vst1q_f32(p, x); }
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n) {
    float padded[f32_lanes] = {};
    memcpy(padded, p, n * sizeof *p);
    return f32_load(padded);
}
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n) {
    float padded[f32_lanes];
    f32_store(padded, x);
    memcpy(p, padded, n * sizeof *p);
}
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index) {
    const float lane[4] = {base[index[0]], base[index[1]], base[index[2]], base[index[3]]};
    return f32_load(lane);
}
ENGRAM_INLINE f32v f32_gather_far(const float *base, const uint32_t *index) { return f32_gather(base, index); }
ENGRAM_INLINE f32v f32_keep(f32v x) {
    __asm__("" : "+w"(x));
    return x;
}
ENGRAM_INLINE f32v f32_add(f32v a, f32v b) { return simde_vaddq_f32(a, b); }
ENGRAM_INLINE f32v f32_sub(f32v a, f32v b) { return simde_vsubq_f32(a, b); }
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b) { return simde_vmulq_f32(a, b); }
// SIMDe 0.7 has no division; arm_neon.h, which it includes here, has.
ENGRAM_INLINE f32v f32_div(f32v a, f32v b) { return vdivq_f32(a, b); }
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c) { return simde_vfmaq_f32(c, a, b); }
ENGRAM_INLINE f32v f32_abs(f32v x) { return vabsq_f32(x); }
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y) { return simde_vmaxnmq_f32(x, y); }
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
ENGRAM_INLINE f32v f32_select_less(f32v a, f32v b, f32v yes, f32v no) { return vbslq_f32(vcltq_f32(a, b), yes, no); }
ENGRAM_INLINE f32v f32_select_reaches(f32v a, f32v b, f32v yes, f32v no) { return vbslq_f32(vcgeq_f32(a, b), yes, no); }
ENGRAM_INLINE f32v f32_select_zero(f32v x, f32v yes, f32v no) { return vbslq_f32(vceqq_f32(x, f32_zero()), yes, no); }
ENGRAM_INLINE f32v f32_within_or_nan(f32v x, float least, float most) {
    const simde_uint32x4_t inside = simde_vandq_u32(simde_vcgeq_f32(x, f32_set(least)), simde_vcleq_f32(x, f32_set(most)));
    return simde_vbslq_f32(inside, x, simde_vreinterpretq_f32_u32(simde_vdupq_n_u32(0x7FC00000)));
}
ENGRAM_INLINE f32v f32_canonical_nan(f32v x) {
    return simde_vbslq_f32(simde_vceqq_f32(x, x), x, simde_vreinterpretq_f32_u32(simde_vdupq_n_u32(0x7FC00000)));
}
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b) {
    a = f32_canonical_nan(a);
    b = f32_canonical_nan(b);
}
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y) {
    return vbslq_f32(vceqq_f32(x, x), y, vreinterpretq_f32_u32(vdupq_n_u32(0x7FC00000)));
}
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits) {
    const uint32x4_t lane = {1, 2, 4, 8};
    return vbslq_f32(vtstq_u32(vdupq_n_u32(static_cast<uint32_t>(bits & 0xFu)), lane), f32_set(1.0f), x);
}
ENGRAM_INLINE int32_t f32_any_nan(f32v x) { return vminvq_u32(simde_vceqq_f32(x, x)) == 0; }
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) {
    const uint32_t bits[4] = {1, 2, 4, 8};
    return vaddvq_u32(simde_vbicq_u32(simde_vld1q_u32(bits), simde_vceqq_f32(x, simde_vdupq_n_f32(0.0f))));
}
ENGRAM_INLINE uint32_t f32_positive(f32v x) {
    const uint32_t bit[4] = {1, 2, 4, 8};
    return simde_vaddvq_u32(simde_vandq_u32(simde_vcgtq_f32(x, f32_zero()), simde_vld1q_u32(bit)));
}
ENGRAM_INLINE uint32_t u32_append_bits(uint32_t *list, uint32_t first, uint32_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) list[count++] = first + static_cast<uint32_t>(__builtin_ctz(bits));
    return count;
}
template <size_t h> ENGRAM_INLINE f32v f32_swap(f32v x) {
    static_assert(h == 1 || h == 2);
    if constexpr (h == 1) return simde_vrev64q_f32(x);
    else return simde_vextq_f32(x, x, 2);
}
ENGRAM_INLINE float f32_fold(const f32v (&x)[8]) {
    const f32v low = f32_add(f32_add(x[0], x[4]), f32_add(x[2], x[6]));
    const f32v high = f32_add(f32_add(x[1], x[5]), f32_add(x[3], x[7]));
    const f32v four = f32_add(low, high);
    const simde_float32x2_t two = simde_vadd_f32(simde_vget_low_f32(four), simde_vget_high_f32(four));
    return simde_vget_lane_f32(two, 0) + simde_vget_lane_f32(two, 1);
}
ENGRAM_INLINE void f32_fold_four(const f32v (&a)[8], const f32v (&b)[8], const f32v (&c)[8], const f32v (&d)[8],
                                 float *out) {
    out[0] = f32_fold(a), out[1] = f32_fold(b), out[2] = f32_fold(c), out[3] = f32_fold(d);
}
ENGRAM_INLINE float f32_fold_16(const f32v *x) {
    const f32v four = f32_add(f32_add(x[0], x[2]), f32_add(x[1], x[3]));
    const simde_float32x2_t two = simde_vadd_f32(simde_vget_low_f32(four), simde_vget_high_f32(four));
    return simde_vget_lane_f32(two, 0) + simde_vget_lane_f32(two, 1);
}
ENGRAM_INLINE void f32_fold_halves_four(const f32v *a, const f32v *b, const f32v *c, const f32v *d, float *out) {
    out[0] = f32_fold_16(a), out[1] = f32_fold_16(b), out[2] = f32_fold_16(c), out[3] = f32_fold_16(d);
}

// ---- halves ----

// The conversions of half precision are part of armv8-a; SIMDe 0.7 lacks them.
ENGRAM_INLINE f32v f32_load_f16(const uint16_t *p) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p))); }
ENGRAM_INLINE f32v f32_load_f16_part(const uint16_t *p, size_t n) {
    uint16_t padded[f32_lanes] = {};
    memcpy(padded, p, n * sizeof *p);
    return f32_load_f16(padded);
}
ENGRAM_INLINE void f32_store_f16(uint16_t *p, f32v x) { vst1_u16(p, vreinterpret_u16_f16(vcvt_f16_f32(x))); }
ENGRAM_INLINE f32v f32_load_bf16(const uint16_t *p) {
    return simde_vreinterpretq_f32_u32(simde_vshll_n_u16(simde_vld1_u16(p), 16));
}
ENGRAM_INLINE f32v f32_load_bf16_part(const uint16_t *p, size_t n) {
    uint16_t padded[f32_lanes] = {};
    memcpy(padded, p, n * sizeof *p);
    return f32_load_bf16(padded);
}
ENGRAM_INLINE void f32_load_bf16_even_odd(const uint16_t *p, f32v *even, f32v *odd) {
    const simde_uint32x4_t x = simde_vreinterpretq_u32_u16(simde_vld1q_u16(p));
    *even = simde_vreinterpretq_f32_u32(simde_vshlq_n_u32(x, 16));
    *odd = simde_vreinterpretq_f32_u32(simde_vandq_u32(x, simde_vdupq_n_u32(0xFFFF0000u)));
}
ENGRAM_INLINE void f32_load_bf16_even_odd_part(const uint16_t *p, size_t n, f32v *even, f32v *odd) {
    uint16_t padded[2 * f32_lanes] = {};
    memcpy(padded, p, n * sizeof *p);
    f32_load_bf16_even_odd(padded, even, odd);
}

// ---- doubles ----

ENGRAM_INLINE f64v f64_set(double x) { return simde_vdupq_n_f64(x); }
ENGRAM_INLINE f64v f64_load(const double *p) { return simde_vld1q_f64(p); }
ENGRAM_INLINE void f64_store(double *p, f64v x) { simde_vst1q_f64(p, x); }
ENGRAM_INLINE f64v f64_load_f32(const float *p) { return vcvt_f64_f32(vld1_f32(p)); }
ENGRAM_INLINE f64v f64_low(f32v x) { return simde_vcvt_f64_f32(simde_vget_low_f32(x)); }
ENGRAM_INLINE f64v f64_high(f32v x) { return simde_vcvt_f64_f32(simde_vget_high_f32(x)); }
ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return simde_vcombine_f32(simde_vcvt_f32_f64(low), simde_vcvt_f32_f64(high));
}
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p) { return vcvtq_f64_u64(vmovl_u32(vld1_u32(p))); }
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) { return simde_vcvtq_f64_u64(simde_vld1q_u64(p)); }
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n) {
    const uint64_t padded[2] = {n > 0 ? p[0] : 0, n > 1 ? p[1] : 0};
    return f64_from_u64(padded);
}
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return simde_vaddq_f64(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return simde_vsubq_f64(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return simde_vmulq_f64(a, b); }
ENGRAM_INLINE f64v f64_div(f64v a, f64v b) { return vdivq_f64(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return simde_vfmaq_f64(c, a, b); }
ENGRAM_INLINE f64v f64_sqrt(f64v x) { return vsqrtq_f64(x); }
ENGRAM_INLINE f64v f64_floor(f64v x) { return vrndmq_f64(x); }
ENGRAM_INLINE f64v f64_min(f64v a, f64v b) { return vminq_f64(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return simde_vmaxq_f64(a, b); }
// Both instructions hand a NaN on.
ENGRAM_INLINE f64v f64_clamp_unit(f64v x) { return simde_vmaxq_f64(f64_set(-1.0), simde_vminq_f64(f64_set(1.0), x)); }
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no) { return vbslq_f64(vcltq_f64(a, b), yes, no); }
ENGRAM_INLINE f64v f64_clamp_power(f64v y) { return f64_max(y, f64_set(-1000.0)); }
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n) {
    const int64x2_t exponent = vshlq_n_s64(vcvtq_s64_f64(n), 52);
    return vreinterpretq_f64_s64(vaddq_s64(vreinterpretq_s64_f64(p), exponent));
}
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e) {
    const int64x2_t bits = vreinterpretq_s64_f64(x);
    const int64x2_t exponent =
        vsubq_s64(vshrq_n_s64(vsubq_s64(bits, vdupq_n_s64(static_cast<int64_t>(split))), 52), vdupq_n_s64(1022));
    e = vcvtq_f64_s64(exponent);
    return vreinterpretq_f64_s64(vsubq_s64(bits, vshlq_n_s64(exponent, 52)));
}
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later) {
    const uint64x2_t t = vld1q_u64(times), nows = vdupq_n_u64(now);
    const uint64x2_t is_later = vcgtq_u64(t, nows);
    later += vgetq_lane_u64(is_later, 0) & 1u;
    later += vgetq_lane_u64(is_later, 1) & 1u;
    return vcvtq_f64_u64(vbicq_u64(vsubq_u64(nows, t), is_later));
}

// ---- integers ----

ENGRAM_INLINE i32v i32_zero() { return simde_vdupq_n_s32(0); }
ENGRAM_INLINE int32_t i32_sum(i32v x) { return simde_vaddvq_s32(x); }
ENGRAM_INLINE void i32_sum_four(const i32v (&x)[4], int32_t *out) {
    simde_vst1q_s32(out, simde_vpaddq_s32(simde_vpaddq_s32(x[0], x[1]), simde_vpaddq_s32(x[2], x[3])));
}
ENGRAM_INLINE i8v i8_load(const int8_t *p) { return simde_vld1q_s8(p); }
ENGRAM_INLINE i8v i8_load_part(const int8_t *p, size_t n) {
    int8_t padded[i8_lanes] = {};
    memcpy(padded, p, n);
    return i8_load(padded);
}
ENGRAM_INLINE i32v i8_dot_add(i32v sum, i8v q, i8v r) {
    sum = simde_vpadalq_s16(sum, simde_vmull_s8(simde_vget_low_s8(q), simde_vget_low_s8(r)));
    return simde_vpadalq_s16(sum, simde_vmull_s8(simde_vget_high_s8(q), simde_vget_high_s8(r)));
}
ENGRAM_INLINE i32v i8_masked_add(i32v sum, i8v q, const uint8_t *bits) {
    const uint8_t of_lane[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const simde_uint8x16_t all = simde_vcombine_u8(simde_vdup_n_u8(bits[0]), simde_vdup_n_u8(bits[1]));
    const simde_int8x16_t set = simde_vreinterpretq_s8_u8(simde_vtstq_u8(all, simde_vld1q_u8(of_lane)));
    return simde_vpadalq_s16(sum, simde_vpaddlq_s8(simde_vandq_s8(q, set)));
}
ENGRAM_INLINE i8_square i8_square_zero() { return i32_zero(); }
ENGRAM_INLINE void i8_square_add(i8_square &sum, i8v r) { sum = i8_dot_add(sum, r, r); }
ENGRAM_INLINE i32v i8_square_lanes(i8_square s) { return s; }
ENGRAM_INLINE uint64_t bits_count_xor(const uint8_t *a, const uint8_t *b, size_t n) {
    simde_uint64x2_t sum = simde_vdupq_n_u64(0);
    for (size_t i = 0; i < n; i += 16) {
        const simde_uint8x16_t x = vcntq_u8(simde_veorq_u8(simde_vld1q_u8(a + i), simde_vld1q_u8(b + i)));
        sum = vpadalq_u32(sum, vpaddlq_u16(vpaddlq_u8(x)));
    }
    return simde_vgetq_lane_u64(sum, 0) + simde_vgetq_lane_u64(sum, 1);
}

// ---- codes in blocks of 32 rows ----

// 256 groups at most, so that 16 bits hold the sums.
ENGRAM_INLINE void nibble_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, size_t ahead, float (&sums)[32]) {
    simde_uint32x4_t total[8];
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) total[j] = simde_vdupq_n_u32(0);
    for (size_t from = 0; from < groups; from += 256) {
        const size_t end = groups - from < 256 ? groups : from + 256;
        simde_uint16x8_t part[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) part[j] = simde_vdupq_n_u16(0);
        for (size_t g = from; g < end; ++g) {
            if (g % 4 == 0) __builtin_prefetch(codes + 16 * g + ahead);
            const simde_uint8x16_t c = simde_vld1q_u8(codes + 16 * g), table = simde_vld1q_u8(tables + 16 * g);
            const simde_uint8x16_t x = simde_vqtbl1q_u8(table, simde_vandq_u8(c, simde_vdupq_n_u8(15)));
            const simde_uint8x16_t y = simde_vqtbl1q_u8(table, simde_vshrq_n_u8(c, 4));
            part[0] = simde_vaddw_u8(part[0], simde_vget_low_u8(x));
            part[1] = simde_vaddw_u8(part[1], simde_vget_high_u8(x));
            part[2] = simde_vaddw_u8(part[2], simde_vget_low_u8(y));
            part[3] = simde_vaddw_u8(part[3], simde_vget_high_u8(y));
        }
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            total[2 * j] = simde_vaddw_u16(total[2 * j], simde_vget_low_u16(part[j]));
            total[2 * j + 1] = simde_vaddw_u16(total[2 * j + 1], simde_vget_high_u16(part[j]));
        }
    }
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) simde_vst1q_f32(sums + 4 * j, simde_vcvtq_f32_u32(total[j]));
}

} // namespace
