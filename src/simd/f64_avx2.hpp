// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Doubles, u64 and masks beyond avx2.hpp: what elementary functions over times need.

#include "simd/avx2.hpp"

namespace {

ENGRAM_INLINE f64v f64_load_f32(const float *p) { return simde_mm256_cvtps_pd(simde_mm_loadu_ps(p)); }
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p) {
    const simde__m256i x = simde_mm256_cvtepu32_epi64(simde_mm_loadu_si128(reinterpret_cast<const simde__m128i *>(p)));
    const simde__m256i offset = simde_mm256_set1_epi64x(0x4330000000000000); // 2^52
    return f64_sub(simde_mm256_castsi256_pd(simde_mm256_or_si256(x, offset)), f64_set(0x1p52));
}
// The first n <= 4 of them, 0 after them; no byte beyond is read.
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n) {
    alignas(32) static constexpr int64_t window[8] = {-1, -1, -1, -1, 0, 0, 0, 0};
    return f64_from_u64(simde_mm256_maskload_epi64(
        reinterpret_cast<const int64_t *>(p), simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(window + 4 - n))));
}
// The first n <= 8 lanes; no byte beyond is written.
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n) {
    alignas(32) static constexpr int32_t window[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    simde_mm256_maskstore_ps(p, simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(window + 8 - n)), x);
}
ENGRAM_INLINE f64v f64_min(f64v a, f64v b) { return simde_mm256_min_pd(a, b); }
ENGRAM_INLINE f64v f64_floor(f64v x) { return simde_mm256_round_pd(x, SIMDE_MM_FROUND_TO_NEG_INF | SIMDE_MM_FROUND_NO_EXC); }

// yes where a < b, no elsewhere.
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no) {
    return simde_mm256_blendv_pd(no, yes, simde_mm256_cmp_pd(a, b, SIMDE_CMP_LT_OQ));
}

// What keeps n of f64_times_power within its range; a lower y has a factor of 0 in f32 either way.
ENGRAM_INLINE f64v f64_clamp_power(f64v y) { return f64_max(y, f64_set(-1000.0)); }

// p * 2^n for whole n, |n| <= 1000, p in [1, 2]: the low bits of n + 1.5 * 2^52 go to the exponent.
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n) {
    const simde__m256i bits = simde_mm256_castpd_si256(f64_add(n, f64_set(0x1.8p52)));
    return simde_mm256_castsi256_pd(simde_mm256_add_epi64(simde_mm256_castpd_si256(p), simde_mm256_slli_epi64(bits, 52)));
}

// x = 2^e * m with the mantissa border at 1 + split / 2^52 halved; x normal.
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e) {
    const simde__m256i bits = simde_mm256_castpd_si256(x);
    const simde__m256i field =
        simde_mm256_srli_epi64(simde_mm256_sub_epi64(bits, simde_mm256_set1_epi64x(static_cast<int64_t>(split))), 52);
    e = f64_sub(simde_mm256_castsi256_pd(simde_mm256_or_si256(field, simde_mm256_set1_epi64x(0x4330000000000000))),
                f64_set(0x1p52 + 1022));
    const simde__m256i shift = simde_mm256_slli_epi64(simde_mm256_sub_epi64(field, simde_mm256_set1_epi64x(1022)), 52);
    return simde_mm256_castsi256_pd(simde_mm256_sub_epi64(bits, shift));
}

// now - t, or 0 where t is later; `later` grows by the number of those.
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later) {
    const simde__m256i t = simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(times));
    const simde__m256i sign = simde_mm256_set1_epi64x(INT64_MIN);
    const simde__m256i nows = simde_mm256_set1_epi64x(static_cast<int64_t>(now));
    const simde__m256i is_later = simde_mm256_cmpgt_epi64(simde_mm256_xor_si256(t, sign), simde_mm256_xor_si256(nows, sign));
    later += static_cast<uint64_t>(__builtin_popcount(
        static_cast<unsigned>(simde_mm256_movemask_pd(simde_mm256_castsi256_pd(is_later)))));
    return f64_from_u64(simde_mm256_andnot_si256(is_later, simde_mm256_sub_epi64(nows, t)));
}

// NaN in either register becomes the one NaN; a test for both together is cheaper than one for each.
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b) {
    if (ENGRAM_LIKELY(simde_mm256_movemask_ps(simde_mm256_cmp_ps(a, b, SIMDE_CMP_UNORD_Q)) == 0)) return;
    a = f32_canonical_nan(a);
    b = f32_canonical_nan(b);
}

// a < b ? a : b, b where either is NaN.
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b) { return simde_mm256_min_ps(a, b); }

// The one NaN where x is NaN, y elsewhere.
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y) {
    const f32v is_nan = simde_mm256_cmp_ps(x, x, SIMDE_CMP_UNORD_Q);
    return simde_mm256_blendv_ps(y, simde_mm256_castsi256_ps(simde_mm256_set1_epi32(0x7FC00000)), is_nan);
}

// 1 in lane j where bit j is set, x elsewhere.
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits) {
    const simde__m256i lane = simde_mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    const simde__m256i hit = simde_mm256_and_si256(simde_mm256_set1_epi32(static_cast<int32_t>(bits & 0xFF)), lane);
    return simde_mm256_blendv_ps(x, f32_set(1.0f), simde_mm256_castsi256_ps(simde_mm256_cmpeq_epi32(hit, lane)));
}

} // namespace
