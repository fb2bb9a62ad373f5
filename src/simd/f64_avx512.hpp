// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Doubles, u64 and masks beyond avx512.hpp: what elementary functions over times need.

#include "simd/avx512.hpp"

namespace {

ENGRAM_INLINE f64v f64_load_f32(const float *p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p) {
    return _mm512_cvtepu32_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
}
// The first n <= 8 of them, 0 after them; no byte beyond is read.
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n) {
    return _mm512_cvtepu64_pd(_mm512_maskz_loadu_epi64(static_cast<__mmask8>((1u << n) - 1u), p));
}
// The first n <= 16 lanes; no byte beyond is written.
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n) {
    _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1u), x);
}
ENGRAM_INLINE f64v f64_min(f64v a, f64v b) { return _mm512_min_pd(a, b); }
ENGRAM_INLINE f64v f64_floor(f64v x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }

// yes where a < b, no elsewhere.
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no) {
    return _mm512_mask_mov_pd(no, _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ), yes);
}

// The scaling below takes any finite n, so nothing needs to be clamped; y is returned.
ENGRAM_INLINE f64v f64_clamp_power(f64v y) { return y; }

// p * 2^n for whole n, |n| <= 1000, p in [1, 2].
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n) { return _mm512_scalef_pd(p, n); }

// x = 2^e * m with the mantissa border at 1 + split / 2^52 halved; x normal.
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e) {
    const __m512i bits = _mm512_castpd_si512(x);
    const __m512i field = _mm512_srli_epi64(_mm512_sub_epi64(bits, _mm512_set1_epi64(static_cast<long long>(split))), 52);
    const __m512i exponent = _mm512_sub_epi64(field, _mm512_set1_epi64(1022));
    e = _mm512_cvtepi64_pd(exponent);
    return _mm512_castsi512_pd(_mm512_sub_epi64(bits, _mm512_slli_epi64(exponent, 52)));
}

// now - t, or 0 where t is later; `later` grows by the number of those.
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later) {
    const __m512i t = _mm512_loadu_si512(times);
    const __m512i nows = _mm512_set1_epi64(static_cast<long long>(now));
    later += static_cast<uint64_t>(__builtin_popcount(static_cast<unsigned>(_mm512_cmpgt_epu64_mask(t, nows))));
    return _mm512_cvtepu64_pd(_mm512_sub_epi64(nows, _mm512_min_epu64(t, nows)));
}

// NaN in either register becomes the one NaN; a test for both together is cheaper than one for each.
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b) {
    if (ENGRAM_LIKELY(_mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q) == 0)) return;
    a = f32_canonical_nan(a);
    b = f32_canonical_nan(b);
}

// a < b ? a : b, b where either is NaN.
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b) { return _mm512_min_ps(a, b); }

// The one NaN where x is NaN, y elsewhere.
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y) {
    return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q),
                              _mm512_castsi512_ps(_mm512_set1_epi32(0x7FC00000)));
}

// 1 in lane j where bit j is set, x elsewhere.
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits) {
    return _mm512_mask_mov_ps(x, static_cast<__mmask16>(bits & 0xFFFFu), f32_set(1.0f));
}

} // namespace
