// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// AVX-512 by the compiler's own intrinsics: SIMDe 0.7 covers it only in part.

#include <immintrin.h>

#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512DQ__) || !defined(__AVX512VL__) || \
    !defined(__AVX512VNNI__) || !defined(__AVX512VPOPCNTDQ__)
#error "this file needs the flags of level avx512 (see src/meson.build)"
#endif

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

#define ENGRAM_LEVEL_NAME avx512
#define ENGRAM_LEVEL_VALUE ENGRAM_LEVEL_AVX512

namespace {

using f32v = __m512;
using f64v = __m512d;
constexpr size_t f32_lanes = 16;
constexpr size_t f64_lanes = 8;

ENGRAM_INLINE f32v f32_zero() { return _mm512_setzero_ps(); }
ENGRAM_INLINE f32v f32_set(float x) { return _mm512_set1_ps(x); }
ENGRAM_INLINE f32v f32_load(const float *p) { return _mm512_loadu_ps(p); }
ENGRAM_INLINE void f32_store(float *p, f32v x) { _mm512_storeu_ps(p, x); }
ENGRAM_INLINE f32v f32_add(f32v a, f32v b) { return _mm512_add_ps(a, b); }
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b) { return _mm512_mul_ps(a, b); }
ENGRAM_INLINE f32v f32_div(f32v a, f32v b) { return _mm512_div_ps(a, b); }
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c) { return _mm512_fmadd_ps(a, b, c); }
// max(x, y) with y where x is NaN.
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y) { return _mm512_max_ps(x, y); }
ENGRAM_INLINE f32v f32_canonical_nan(f32v x) {
    return _mm512_mask_mov_ps(x, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q),
                              _mm512_castsi512_ps(_mm512_set1_epi32(0x7FC00000)));
}

// The first n < 16 elements, zeros behind them; masked lanes are not read.
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n) {
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << n) - 1u), p);
}

// Halves 32 lanes to one: lane l takes lane l + w / 2, w = 32, 16, 8, 4, 2.
ENGRAM_INLINE float f32_fold(const f32v (&x)[2]) {
    const f32v sixteen = f32_add(x[0], x[1]);
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(sixteen), _mm512_extractf32x8_ps(sixteen, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

// base[index[l]] for each lane; indices below 2^31. By loads and inserts: the gather instruction of Zen 4 is microcode
// and slower (0.36 against 0.47 ns an element where the values are in the first-level cache).
ENGRAM_INLINE __m128 f32_gather4(const float *base, const uint32_t *index) {
    __m128 x = _mm_load_ss(base + index[0]);
    x = _mm_insert_ps(x, _mm_load_ss(base + index[1]), 0x10);
    x = _mm_insert_ps(x, _mm_load_ss(base + index[2]), 0x20);
    return _mm_insert_ps(x, _mm_load_ss(base + index[3]), 0x30);
}
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index) {
    const __m256 low = _mm256_set_m128(f32_gather4(base, index + 4), f32_gather4(base, index));
    const __m256 high = _mm256_set_m128(f32_gather4(base, index + 12), f32_gather4(base, index + 8));
    return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
}
// Bit l: lane l is neither +0 nor -0.
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) { return _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_NEQ_UQ); }

ENGRAM_INLINE f64v f64_set(double x) { return _mm512_set1_pd(x); }
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return _mm512_add_pd(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return _mm512_sub_pd(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return _mm512_mul_pd(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return _mm512_max_pd(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return _mm512_fmadd_pd(a, b, c); }
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) { return _mm512_cvtepu64_pd(_mm512_loadu_si512(p)); }

// table[bits & 7] * 2^(bits >> 3) for the integer in the low mantissa bits of each lane; the permute reads 3 bits.
ENGRAM_INLINE f64v f64_scaled_entry(f64v bits, const double (&table)[8]) {
    const __m512i i = _mm512_castpd_si512(bits);
    const __m512i exponent = _mm512_slli_epi64(_mm512_andnot_si512(_mm512_set1_epi64(7), i), 52 - 3);
    const f64v entry = _mm512_permutexvar_pd(i, _mm512_loadu_pd(table));
    return _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(entry), exponent));
}

ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}

} // namespace
