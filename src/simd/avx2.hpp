// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// AVX2 and FMA through SIMDe. SIMDe emulates silently when the compiler flags are missing, so that is an error here.

#include <simde/x86/avx2.h>
#include <simde/x86/fma.h>

#if !defined(SIMDE_X86_AVX2_NATIVE) || !defined(SIMDE_X86_FMA_NATIVE)
#error "this file needs the flags of level avx2 (see src/meson.build)"
#endif

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

#define ENGRAM_LEVEL_NAME avx2
#define ENGRAM_LEVEL_VALUE ENGRAM_LEVEL_AVX2

namespace {

using f32v = simde__m256;
using f64v = simde__m256d;
constexpr size_t f32_lanes = 8;
constexpr size_t f64_lanes = 4;

ENGRAM_INLINE f32v f32_zero() { return simde_mm256_setzero_ps(); }
ENGRAM_INLINE f32v f32_set(float x) { return simde_mm256_set1_ps(x); }
ENGRAM_INLINE f32v f32_load(const float *p) { return simde_mm256_loadu_ps(p); }
ENGRAM_INLINE void f32_store(float *p, f32v x) { simde_mm256_storeu_ps(p, x); }
ENGRAM_INLINE f32v f32_add(f32v a, f32v b) { return simde_mm256_add_ps(a, b); }
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b) { return simde_mm256_mul_ps(a, b); }
ENGRAM_INLINE f32v f32_div(f32v a, f32v b) { return simde_mm256_div_ps(a, b); }
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c) { return simde_mm256_fmadd_ps(a, b, c); }
// max(x, y) with y where x is NaN.
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y) { return simde_mm256_max_ps(x, y); }
ENGRAM_INLINE f32v f32_canonical_nan(f32v x) {
    const f32v is_nan = simde_mm256_cmp_ps(x, x, SIMDE_CMP_UNORD_Q);
    return simde_mm256_blendv_ps(x, simde_mm256_castsi256_ps(simde_mm256_set1_epi32(0x7FC00000)), is_nan);
}

// The first n < 8 elements, zeros behind them; no byte beyond is read.
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n) {
    alignas(32) static constexpr int32_t window[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    return simde_mm256_maskload_ps(p, simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(window + 8 - n)));
}

// Halves 32 lanes to one: lane l takes lane l + w / 2, w = 32, 16, 8, 4, 2.
ENGRAM_INLINE float f32_fold(const f32v (&x)[4]) {
    const f32v eight = f32_add(f32_add(x[0], x[2]), f32_add(x[1], x[3]));
    const simde__m128 four = simde_mm_add_ps(simde_mm256_castps256_ps128(eight), simde_mm256_extractf128_ps(eight, 1));
    const simde__m128 two = simde_mm_add_ps(four, simde_mm_movehl_ps(four, four));
    return simde_mm_cvtss_f32(simde_mm_add_ss(two, simde_mm_shuffle_ps(two, two, 1)));
}

// base[index[l]] for each lane; indices below 2^31.
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index) {
    return simde_mm256_i32gather_ps(base, simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(index)), 4);
}
// Bit l: lane l is neither +0 nor -0.
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) {
    return static_cast<uint32_t>(simde_mm256_movemask_ps(simde_mm256_cmp_ps(x, simde_mm256_setzero_ps(), SIMDE_CMP_NEQ_UQ)));
}

ENGRAM_INLINE f64v f64_set(double x) { return simde_mm256_set1_pd(x); }
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return simde_mm256_add_pd(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return simde_mm256_sub_pd(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return simde_mm256_mul_pd(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return simde_mm256_max_pd(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return simde_mm256_fmadd_pd(a, b, c); }

// u64 to f64, rounded once: the halves become 2^52 + low and 2^84 + high * 2^32 by their bits; taking
// 2^84 + 2^52 from the second is exact, so only the last addition rounds.
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) {
    const simde__m256i x = simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(p));
    const simde__m256i low =
        simde_mm256_blend_epi16(x, simde_mm256_set1_epi64x(0x4330000000000000), 0xCC);
    const simde__m256i high =
        simde_mm256_xor_si256(simde_mm256_srli_epi64(x, 32), simde_mm256_set1_epi64x(0x4530000000000000));
    const f64v upper = f64_sub(simde_mm256_castsi256_pd(high), f64_set(0x1.00000001p84));
    return f64_add(upper, simde_mm256_castsi256_pd(low));
}

// table[bits & 7] * 2^(bits >> 3) for the integer in the low mantissa bits of each lane.
ENGRAM_INLINE f64v f64_scaled_entry(f64v bits, const double (&table)[8]) {
    const simde__m256i i = simde_mm256_castpd_si256(bits);
    const simde__m256i index = simde_mm256_and_si256(i, simde_mm256_set1_epi64x(7));
    const simde__m256i exponent = simde_mm256_slli_epi64(simde_mm256_sub_epi64(i, index), 52 - 3);
    const simde__m256i entry = simde_mm256_castpd_si256(simde_mm256_i64gather_pd(table, index, 8));
    return simde_mm256_castsi256_pd(simde_mm256_add_epi64(entry, exponent));
}

ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return simde_mm256_insertf128_ps(simde_mm256_castps128_ps256(simde_mm256_cvtpd_ps(low)),
                                     simde_mm256_cvtpd_ps(high), 1);
}

} // namespace
