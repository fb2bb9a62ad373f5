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
using i32v = __m512i;
using i8v = __m512i;
// r * r = (r + 128) * r - 128 * r, the parts in two sums.
struct i8_square {
    i32v biased, plain;
};
constexpr size_t f32_lanes = 16, f64_lanes = 8, i8_lanes = 64, vector_registers = 32;
// A lane takes 4 products of at most 255 * 128 from each 64, and all lanes together 65536 * 255 * 128 = 2,139,095,040 < 2^31.
constexpr size_t i8_chunk = 65536;
// VPDPBUSD wants one side unsigned: r + 128 is, so the sum comes out 128 * sum(q) too large.
constexpr int64_t i8_bias = 128;
// 4 * 3 * 2 + 3 * 2 + 1 = 31 registers of 32, both parts at once, which then fold straight from registers.
constexpr size_t tile_queries = 4, tile_rows = 3, tile_parts = 2;
// Two rows halve the loads of the query and double the chains of additions, of which a row has but two.
constexpr size_t scan_rows = 2;
constexpr bool has_bits_four = true;

} // namespace

#include "simd/contract.hpp"

namespace {

// ---- floats ----

ENGRAM_INLINE f32v f32_zero() { return _mm512_setzero_ps(); }
ENGRAM_INLINE f32v f32_set(float x) { return _mm512_set1_ps(x); }
ENGRAM_INLINE f32v f32_load(const float *p) { return _mm512_loadu_ps(p); }
ENGRAM_INLINE void f32_store(float *p, f32v x) { _mm512_storeu_ps(p, x); }
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n) {
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << n) - 1u), p);
}
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n) {
    _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1u), x);
}
// By loads and inserts, indices two at a time: the gather instruction of
// Zen 4 is microcode and slower (0.25 against 0.54 ns an element where the values are in the first-level cache).
ENGRAM_INLINE __m128 f32_gather4(const float *base, const uint32_t *index) {
    uint64_t low, high;
    __builtin_memcpy(&low, index, 8);
    __builtin_memcpy(&high, index + 2, 8);
    __m128 x = _mm_load_ss(base + static_cast<uint32_t>(low));
    x = _mm_insert_ps(x, _mm_load_ss(base + (low >> 32)), 0x10);
    x = _mm_insert_ps(x, _mm_load_ss(base + static_cast<uint32_t>(high)), 0x20);
    return _mm_insert_ps(x, _mm_load_ss(base + (high >> 32)), 0x30);
}
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index) {
    const __m256 low = _mm256_set_m128(f32_gather4(base, index + 4), f32_gather4(base, index));
    const __m256 high = _mm256_set_m128(f32_gather4(base, index + 12), f32_gather4(base, index + 8));
    return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
}
// The instruction, whose misses overlap more (0.72 against 0.95 ns).
ENGRAM_INLINE f32v f32_gather_far(const float *base, const uint32_t *index) {
    return _mm512_i32gather_ps(_mm512_loadu_si512(index), base, 4);
}
ENGRAM_INLINE f32v f32_keep(f32v x) {
    __asm__("" : "+v"(x));
    return x;
}
ENGRAM_INLINE f32v f32_add(f32v a, f32v b) { return _mm512_add_ps(a, b); }
ENGRAM_INLINE f32v f32_sub(f32v a, f32v b) { return _mm512_sub_ps(a, b); }
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b) { return _mm512_mul_ps(a, b); }
ENGRAM_INLINE f32v f32_div(f32v a, f32v b) { return _mm512_div_ps(a, b); }
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c) { return _mm512_fmadd_ps(a, b, c); }
ENGRAM_INLINE f32v f32_abs(f32v x) { return _mm512_abs_ps(x); }
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y) { return _mm512_max_ps(x, y); }
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b) { return _mm512_min_ps(a, b); }
ENGRAM_INLINE f32v f32_select_less(f32v a, f32v b, f32v yes, f32v no) {
    return _mm512_mask_mov_ps(no, _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), yes);
}
ENGRAM_INLINE f32v f32_select_reaches(f32v a, f32v b, f32v yes, f32v no) {
    return _mm512_mask_mov_ps(no, _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ), yes);
}
ENGRAM_INLINE f32v f32_select_zero(f32v x, f32v yes, f32v no) {
    return _mm512_mask_mov_ps(no, _mm512_cmp_ps_mask(x, f32_zero(), _CMP_EQ_OQ), yes);
}
ENGRAM_INLINE f32v f32_within_or_nan(f32v x, float least, float most) {
    const __mmask16 inside = _mm512_mask_cmp_ps_mask(_mm512_cmp_ps_mask(x, _mm512_set1_ps(least), _CMP_GE_OQ), x,
                                                     _mm512_set1_ps(most), _CMP_LE_OQ);
    return _mm512_mask_mov_ps(_mm512_castsi512_ps(_mm512_set1_epi32(0x7FC00000)), inside, x);
}
ENGRAM_INLINE f32v f32_canonical_nan(f32v x) {
    return _mm512_mask_mov_ps(x, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q),
                              _mm512_castsi512_ps(_mm512_set1_epi32(0x7FC00000)));
}
// A test for both together is cheaper than one for each.
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b) {
    if (ENGRAM_LIKELY(_mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q) == 0)) return;
    a = f32_canonical_nan(a);
    b = f32_canonical_nan(b);
}
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y) {
    return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q),
                              _mm512_castsi512_ps(_mm512_set1_epi32(0x7FC00000)));
}
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits) {
    return _mm512_mask_mov_ps(x, static_cast<__mmask16>(bits & 0xFFFFu), f32_set(1.0f));
}
ENGRAM_INLINE int32_t f32_any_nan(f32v x) { return _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q); }
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) { return _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_NEQ_UQ); }
ENGRAM_INLINE uint32_t f32_positive(f32v x) { return _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ); }
ENGRAM_INLINE uint32_t u32_append_bits(uint32_t *list, uint32_t first, uint32_t bits) {
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i all = _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first)), lane);
    _mm512_storeu_si512(list, _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), all));
    return static_cast<uint32_t>(__builtin_popcount(bits));
}
template <size_t h> ENGRAM_INLINE f32v f32_swap(f32v x) {
    static_assert(h == 1 || h == 2 || h == 4 || h == 8);
    if constexpr (h == 1) return _mm512_permute_ps(x, 0xB1);
    else if constexpr (h == 2) return _mm512_permute_ps(x, 0x4E);
    else if constexpr (h == 4) return _mm512_shuffle_f32x4(x, x, 0xB1);
    else return _mm512_shuffle_f32x4(x, x, 0x4E);
}
ENGRAM_INLINE float f32_fold(const f32v (&x)[2]) {
    const f32v sixteen = f32_add(x[0], x[1]);
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(sixteen), _mm512_extractf32x8_ps(sixteen, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}
// Four times 16 lanes, each halved to one in the order of f32_fold: the same additions in shared registers.
ENGRAM_INLINE void f32_fold_16_four(f32v a, f32v b, f32v c, f32v d, float *out) {
    const f32v ab = f32_add(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xEE));
    const f32v cd = f32_add(_mm512_shuffle_f32x4(c, d, 0x44), _mm512_shuffle_f32x4(c, d, 0xEE));
    const f32v four = f32_add(_mm512_shuffle_f32x4(ab, cd, 0x88), _mm512_shuffle_f32x4(ab, cd, 0xDD));
    const f32v two = f32_add(four, _mm512_permute_ps(four, 0xEE));
    const f32v one = f32_add(two, _mm512_permute_ps(two, 0x55));
    const __m512i lanes = _mm512_setr_epi32(0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    _mm_storeu_ps(out, _mm512_castps512_ps128(_mm512_permutexvar_ps(lanes, one)));
}
ENGRAM_INLINE void f32_fold_four(const f32v (&a)[2], const f32v (&b)[2], const f32v (&c)[2], const f32v (&d)[2],
                                 float *out) {
    f32_fold_16_four(f32_add(a[0], a[1]), f32_add(b[0], b[1]), f32_add(c[0], c[1]), f32_add(d[0], d[1]), out);
}
ENGRAM_INLINE float f32_fold_16(const f32v *x) {
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(*x), _mm512_extractf32x8_ps(*x, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}
ENGRAM_INLINE void f32_fold_halves_four(const f32v *a, const f32v *b, const f32v *c, const f32v *d, float *out) {
    f32_fold_16_four(*a, *b, *c, *d, out);
}

// ---- halves ----

ENGRAM_INLINE f32v f32_load_f16(const uint16_t *p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
}
ENGRAM_INLINE f32v f32_load_f16_part(const uint16_t *p, size_t n) {
    return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(static_cast<__mmask16>((1u << n) - 1u), p));
}
ENGRAM_INLINE void f32_store_f16(uint16_t *p, f32v x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
ENGRAM_INLINE f32v f32_from_bf16(__m256i x) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(x), 16));
}
ENGRAM_INLINE f32v f32_load_bf16(const uint16_t *p) {
    return f32_from_bf16(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
}
ENGRAM_INLINE f32v f32_load_bf16_part(const uint16_t *p, size_t n) {
    return f32_from_bf16(_mm256_maskz_loadu_epi16(static_cast<__mmask16>((1u << n) - 1u), p));
}
ENGRAM_INLINE void bf16_even_odd(__m512i x, f32v *even, f32v *odd) {
    *even = _mm512_castsi512_ps(_mm512_slli_epi32(x, 16));
    *odd = _mm512_castsi512_ps(_mm512_and_si512(x, _mm512_set1_epi32(static_cast<int32_t>(0xFFFF0000u))));
}
ENGRAM_INLINE void f32_load_bf16_even_odd(const uint16_t *p, f32v *even, f32v *odd) {
    bf16_even_odd(_mm512_loadu_si512(p), even, odd);
}
ENGRAM_INLINE void f32_load_bf16_even_odd_part(const uint16_t *p, size_t n, f32v *even, f32v *odd) {
    bf16_even_odd(_mm512_maskz_loadu_epi16(static_cast<__mmask32>((uint64_t{1} << n) - 1), p), even, odd);
}

// ---- doubles ----

ENGRAM_INLINE f64v f64_set(double x) { return _mm512_set1_pd(x); }
ENGRAM_INLINE f64v f64_load(const double *p) { return _mm512_loadu_pd(p); }
ENGRAM_INLINE void f64_store(double *p, f64v x) { _mm512_storeu_pd(p, x); }
ENGRAM_INLINE f64v f64_load_f32(const float *p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
ENGRAM_INLINE f64v f64_low(f32v x) { return _mm512_cvtps_pd(_mm512_castps512_ps256(x)); }
ENGRAM_INLINE f64v f64_high(f32v x) { return _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1)); }
ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p) {
    return _mm512_cvtepu32_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
}
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) { return _mm512_cvtepu64_pd(_mm512_loadu_si512(p)); }
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n) {
    return _mm512_cvtepu64_pd(_mm512_maskz_loadu_epi64(static_cast<__mmask8>((1u << n) - 1u), p));
}
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return _mm512_add_pd(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return _mm512_sub_pd(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return _mm512_mul_pd(a, b); }
ENGRAM_INLINE f64v f64_div(f64v a, f64v b) { return _mm512_div_pd(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return _mm512_fmadd_pd(a, b, c); }
ENGRAM_INLINE f64v f64_sqrt(f64v x) { return _mm512_sqrt_pd(x); }
ENGRAM_INLINE f64v f64_floor(f64v x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
ENGRAM_INLINE f64v f64_min(f64v a, f64v b) { return _mm512_min_pd(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return _mm512_max_pd(a, b); }
// NaN stays, as the second operand of both instructions.
ENGRAM_INLINE f64v f64_clamp_unit(f64v x) {
    return _mm512_max_pd(_mm512_set1_pd(-1.0), _mm512_min_pd(_mm512_set1_pd(1.0), x));
}
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no) {
    return _mm512_mask_mov_pd(no, _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ), yes);
}
// The scaling below takes any finite n.
ENGRAM_INLINE f64v f64_clamp_power(f64v y) { return y; }
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n) { return _mm512_scalef_pd(p, n); }
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e) {
    const __m512i bits = _mm512_castpd_si512(x);
    const __m512i field = _mm512_srli_epi64(_mm512_sub_epi64(bits, _mm512_set1_epi64(static_cast<long long>(split))), 52);
    const __m512i exponent = _mm512_sub_epi64(field, _mm512_set1_epi64(1022));
    e = _mm512_cvtepi64_pd(exponent);
    return _mm512_castsi512_pd(_mm512_sub_epi64(bits, _mm512_slli_epi64(exponent, 52)));
}
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later) {
    const __m512i t = _mm512_loadu_si512(times);
    const __m512i nows = _mm512_set1_epi64(static_cast<long long>(now));
    later += static_cast<uint64_t>(__builtin_popcount(static_cast<unsigned>(_mm512_cmpgt_epu64_mask(t, nows))));
    return _mm512_cvtepu64_pd(_mm512_sub_epi64(nows, _mm512_min_epu64(t, nows)));
}

// ---- integers ----

ENGRAM_INLINE i32v i32_zero() { return _mm512_setzero_si512(); }
ENGRAM_INLINE int32_t i32_sum(i32v x) {
    const __m256i eight = _mm256_add_epi32(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64(x, 1));
    const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xEE));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0x55)));
}
ENGRAM_INLINE void i32_sum_four(const i32v (&x)[4], int32_t *out) {
    const __m256i a = _mm256_add_epi32(_mm512_castsi512_si256(x[0]), _mm512_extracti64x4_epi64(x[0], 1));
    const __m256i b = _mm256_add_epi32(_mm512_castsi512_si256(x[1]), _mm512_extracti64x4_epi64(x[1], 1));
    const __m256i c = _mm256_add_epi32(_mm512_castsi512_si256(x[2]), _mm512_extracti64x4_epi64(x[2], 1));
    const __m256i d = _mm256_add_epi32(_mm512_castsi512_si256(x[3]), _mm512_extracti64x4_epi64(x[3], 1));
    const __m256i abcd = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    _mm_storeu_si128(reinterpret_cast<__m128i *>(out),
                     _mm_add_epi32(_mm256_castsi256_si128(abcd), _mm256_extracti128_si256(abcd, 1)));
}
ENGRAM_INLINE i8v i8_load(const int8_t *p) {
    i8v x = _mm512_loadu_si512(p);
    __asm__("" : "+v"(x));
    return x;
}
ENGRAM_INLINE i8v i8_load_part(const int8_t *p, size_t n) {
    return _mm512_maskz_loadu_epi8((uint64_t{1} << n) - 1, p);
}
ENGRAM_INLINE i32v i8_dot_add(i32v sum, i8v q, i8v r) {
    return _mm512_dpbusd_epi32(sum, _mm512_xor_si512(r, _mm512_set1_epi8(-128)), q);
}
ENGRAM_INLINE i32v i8_masked_add(i32v sum, i8v q, const uint8_t *bits) {
    uint64_t mask;
    __builtin_memcpy(&mask, bits, sizeof mask);
    return _mm512_dpbusd_epi32(sum, _mm512_maskz_set1_epi8(mask, 1), q);
}
ENGRAM_INLINE i8_square i8_square_zero() { return {i32_zero(), i32_zero()}; }
ENGRAM_INLINE void i8_square_add(i8_square &sum, i8v r) {
    sum.biased = _mm512_dpbusd_epi32(sum.biased, _mm512_xor_si512(r, _mm512_set1_epi8(-128)), r);
    sum.plain = _mm512_dpbusd_epi32(sum.plain, _mm512_set1_epi8(1), r);
}
ENGRAM_INLINE i32v i8_square_lanes(i8_square s) { return _mm512_sub_epi32(s.biased, _mm512_slli_epi32(s.plain, 7)); }
ENGRAM_INLINE uint64_t bits_count_xor(const uint8_t *a, const uint8_t *b, size_t n) {
    __m512i sum = _mm512_setzero_si512();
    for (size_t i = 0; i < n; i += 64)
        sum = _mm512_add_epi64(
            sum, _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i))));
    return static_cast<uint64_t>(_mm512_reduce_add_epi64(sum));
}
ENGRAM_INLINE void bits_count_xor_four(const uint8_t *q, const uint8_t *const (&rows)[4], size_t n, uint64_t (&out)[4]) {
    __m512i sum[4];
#pragma GCC unroll 4
    for (int w = 0; w < 4; ++w) sum[w] = _mm512_setzero_si512();
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        const __m512i query = _mm512_loadu_si512(q + i);
#pragma GCC unroll 4
        for (int w = 0; w < 4; ++w)
            sum[w] = _mm512_add_epi64(
                sum[w], _mm512_popcnt_epi64(_mm512_xor_si512(query, _mm512_loadu_si512(rows[w] + i))));
    }
    if (i < n) {
        const __mmask64 rest = (uint64_t{1} << (n - i)) - 1;
        const __m512i query = _mm512_maskz_loadu_epi8(rest, q + i);
#pragma GCC unroll 4
        for (int w = 0; w < 4; ++w)
            sum[w] = _mm512_add_epi64(
                sum[w],
                _mm512_popcnt_epi64(_mm512_xor_si512(query, _mm512_maskz_loadu_epi8(rest, rows[w] + i))));
    }
    __m256i half[4];
#pragma GCC unroll 4
    for (int w = 0; w < 4; ++w)
        half[w] = _mm256_add_epi64(_mm512_castsi512_si256(sum[w]), _mm512_extracti64x4_epi64(sum[w], 1));
    const __m256i ab = _mm256_add_epi64(_mm256_unpacklo_epi64(half[0], half[1]), _mm256_unpackhi_epi64(half[0], half[1]));
    const __m256i cd = _mm256_add_epi64(_mm256_unpacklo_epi64(half[2], half[3]), _mm256_unpackhi_epi64(half[2], half[3]));
    const __m256i abcd = _mm256_add_epi64(_mm256_permute2x128_si256(ab, cd, 0x20), _mm256_permute2x128_si256(ab, cd, 0x31));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(out), abcd);
}

// ---- codes in blocks of 32 rows ----

// Bytes are added in pairs, as they lie: the upper ones alone as well, and what they add to the pairs is taken off at the end.
// 256 groups at most, so that 16 bits hold the sums.
ENGRAM_INLINE __m128i pair_sums(__m512i x) {
    const __m256i two = _mm256_add_epi16(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64(x, 1));
    return _mm_add_epi16(_mm256_castsi256_si128(two), _mm256_extracti128_si256(two, 1));
}
ENGRAM_INLINE void nibble_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, size_t ahead, float (&sums)[32]) {
    const __m512i nibble = _mm512_set1_epi8(15);
    __m512i total[2] = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t from = 0; from < groups; from += 256) {
        const size_t end = groups - from < 256 ? groups : from + 256;
        __m512i low = _mm512_setzero_si512(), low_odd = low, high = low, high_odd = low;
        for (size_t g = from; g < end; g += 4) {
            __builtin_prefetch(codes + 16 * g + ahead);
            const __m512i c = _mm512_loadu_si512(codes + 16 * g), table = _mm512_loadu_si512(tables + 16 * g);
            const __m512i x = _mm512_shuffle_epi8(table, _mm512_and_si512(c, nibble));
            const __m512i y = _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(c, 4), nibble));
            low = _mm512_add_epi16(low, x);
            low_odd = _mm512_add_epi16(low_odd, _mm512_srli_epi16(x, 8));
            high = _mm512_add_epi16(high, y);
            high_odd = _mm512_add_epi16(high_odd, _mm512_srli_epi16(y, 8));
        }
        low = _mm512_sub_epi16(low, _mm512_slli_epi16(low_odd, 8));
        high = _mm512_sub_epi16(high, _mm512_slli_epi16(high_odd, 8));
        const __m128i even[2] = {pair_sums(low), pair_sums(high)}, odd[2] = {pair_sums(low_odd), pair_sums(high_odd)};
#pragma GCC unroll 2
        for (int j = 0; j < 2; ++j) {
            const __m256i rows = _mm256_set_m128i(_mm_unpackhi_epi16(even[j], odd[j]), _mm_unpacklo_epi16(even[j], odd[j]));
            total[j] = _mm512_add_epi32(total[j], _mm512_cvtepu16_epi32(rows));
        }
    }
    _mm512_storeu_ps(sums, _mm512_cvtepi32_ps(total[0]));
    _mm512_storeu_ps(sums + 16, _mm512_cvtepi32_ps(total[1]));
}

} // namespace
