// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// AVX2 and FMA through SIMDe. SIMDe emulates silently when the compiler flags are missing, so that is an error here.

#include <simde/x86/avx2.h>
#include <simde/x86/f16c.h>
#include <simde/x86/fma.h>

#if !defined(SIMDE_X86_AVX2_NATIVE) || !defined(SIMDE_X86_FMA_NATIVE) || !defined(SIMDE_X86_F16C_NATIVE)
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
using i32v = simde__m256i;
struct i8v {
    simde__m256i low, high; // widened to 16 bits
};
using i8_square = i32v;
constexpr size_t f32_lanes = 8, f64_lanes = 4, i8_lanes = 32, vector_registers = 16;
constexpr size_t i8_chunk = 65536; // 65536 * 128 * 128 = 2^30
constexpr int64_t i8_bias = 0;
// 4 * 3 + 3 + 1 registers of 16, one of the parts at a time.
constexpr size_t tile_queries = 4, tile_rows = 3, tile_parts = 1;
constexpr size_t scan_rows = 1;
constexpr bool has_bits_four = false;

} // namespace

#include "simd/contract.hpp"

namespace {

// ---- floats ----

ENGRAM_INLINE f32v f32_zero() { return simde_mm256_setzero_ps(); }
ENGRAM_INLINE f32v f32_set(float x) { return simde_mm256_set1_ps(x); }
ENGRAM_INLINE f32v f32_load(const float *p) { return simde_mm256_loadu_ps(p); }
ENGRAM_INLINE void f32_store(float *p, f32v x) { simde_mm256_storeu_ps(p, x); }
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n) {
    alignas(32) static constexpr int32_t window[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    return simde_mm256_maskload_ps(p, simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(window + 8 - n)));
}
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n) {
    alignas(32) static constexpr int32_t window[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    simde_mm256_maskstore_ps(p, simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(window + 8 - n)), x);
}
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index) {
    return simde_mm256_i32gather_ps(base, simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(index)), 4);
}
ENGRAM_INLINE f32v f32_gather_far(const float *base, const uint32_t *index) { return f32_gather(base, index); }
ENGRAM_INLINE f32v f32_keep(f32v x) {
    __asm__("" : "+x"(x));
    return x;
}
ENGRAM_INLINE f32v f32_add(f32v a, f32v b) { return simde_mm256_add_ps(a, b); }
ENGRAM_INLINE f32v f32_sub(f32v a, f32v b) { return simde_mm256_sub_ps(a, b); }
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b) { return simde_mm256_mul_ps(a, b); }
ENGRAM_INLINE f32v f32_div(f32v a, f32v b) { return simde_mm256_div_ps(a, b); }
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c) { return simde_mm256_fmadd_ps(a, b, c); }
ENGRAM_INLINE f32v f32_abs(f32v x) { return simde_mm256_andnot_ps(f32_set(-0.0f), x); }
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y) { return simde_mm256_max_ps(x, y); }
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b) { return simde_mm256_min_ps(a, b); }
ENGRAM_INLINE f32v f32_select_less(f32v a, f32v b, f32v yes, f32v no) {
    return simde_mm256_blendv_ps(no, yes, simde_mm256_cmp_ps(a, b, SIMDE_CMP_LT_OQ));
}
ENGRAM_INLINE f32v f32_select_reaches(f32v a, f32v b, f32v yes, f32v no) {
    return simde_mm256_blendv_ps(no, yes, simde_mm256_cmp_ps(a, b, SIMDE_CMP_GE_OQ));
}
ENGRAM_INLINE f32v f32_select_zero(f32v x, f32v yes, f32v no) {
    return simde_mm256_blendv_ps(no, yes, simde_mm256_cmp_ps(x, f32_zero(), SIMDE_CMP_EQ_OQ));
}
ENGRAM_INLINE f32v f32_within_or_nan(f32v x, float least, float most) {
    const f32v inside = simde_mm256_and_ps(simde_mm256_cmp_ps(x, f32_set(least), SIMDE_CMP_GE_OQ),
                                           simde_mm256_cmp_ps(x, f32_set(most), SIMDE_CMP_LE_OQ));
    return simde_mm256_blendv_ps(simde_mm256_castsi256_ps(simde_mm256_set1_epi32(0x7FC00000)), x, inside);
}
ENGRAM_INLINE f32v f32_canonical_nan(f32v x) {
    const f32v is_nan = simde_mm256_cmp_ps(x, x, SIMDE_CMP_UNORD_Q);
    return simde_mm256_blendv_ps(x, simde_mm256_castsi256_ps(simde_mm256_set1_epi32(0x7FC00000)), is_nan);
}
// A test for both together is cheaper than one for each.
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b) {
    if (ENGRAM_LIKELY(simde_mm256_movemask_ps(simde_mm256_cmp_ps(a, b, SIMDE_CMP_UNORD_Q)) == 0)) return;
    a = f32_canonical_nan(a);
    b = f32_canonical_nan(b);
}
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y) {
    const f32v is_nan = simde_mm256_cmp_ps(x, x, SIMDE_CMP_UNORD_Q);
    return simde_mm256_blendv_ps(y, simde_mm256_castsi256_ps(simde_mm256_set1_epi32(0x7FC00000)), is_nan);
}
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits) {
    const simde__m256i lane = simde_mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    const simde__m256i hit = simde_mm256_and_si256(simde_mm256_set1_epi32(static_cast<int32_t>(bits & 0xFF)), lane);
    return simde_mm256_blendv_ps(x, f32_set(1.0f), simde_mm256_castsi256_ps(simde_mm256_cmpeq_epi32(hit, lane)));
}
ENGRAM_INLINE int32_t f32_any_nan(f32v x) { return simde_mm256_movemask_ps(simde_mm256_cmp_ps(x, x, SIMDE_CMP_UNORD_Q)); }
ENGRAM_INLINE uint32_t f32_nonzero(f32v x) {
    return static_cast<uint32_t>(simde_mm256_movemask_ps(simde_mm256_cmp_ps(x, simde_mm256_setzero_ps(), SIMDE_CMP_NEQ_UQ)));
}
ENGRAM_INLINE uint32_t f32_positive(f32v x) {
    return static_cast<uint32_t>(simde_mm256_movemask_ps(simde_mm256_cmp_ps(x, f32_zero(), SIMDE_CMP_GT_OQ)));
}
ENGRAM_INLINE uint32_t u32_append_bits(uint32_t *list, uint32_t first, uint32_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) list[count++] = first + static_cast<uint32_t>(__builtin_ctz(bits));
    return count;
}
template <size_t h> ENGRAM_INLINE f32v f32_swap(f32v x) {
    static_assert(h == 1 || h == 2 || h == 4);
    if constexpr (h == 1) return simde_mm256_permute_ps(x, 0xB1);
    else if constexpr (h == 2) return simde_mm256_permute_ps(x, 0x4E);
    else return simde_mm256_permute2f128_ps(x, x, 0x01);
}
ENGRAM_INLINE float f32_fold(const f32v (&x)[4]) {
    const f32v eight = f32_add(f32_add(x[0], x[2]), f32_add(x[1], x[3]));
    const simde__m128 four = simde_mm_add_ps(simde_mm256_castps256_ps128(eight), simde_mm256_extractf128_ps(eight, 1));
    const simde__m128 two = simde_mm_add_ps(four, simde_mm_movehl_ps(four, four));
    return simde_mm_cvtss_f32(simde_mm_add_ss(two, simde_mm_shuffle_ps(two, two, 1)));
}
// Four times 8 lanes, each halved to one in the order of f32_fold: the same additions in shared registers.
ENGRAM_INLINE void f32_fold_8_four(f32v a, f32v b, f32v c, f32v d, float *out) {
    const f32v ab = f32_add(simde_mm256_permute2f128_ps(a, b, 0x20), simde_mm256_permute2f128_ps(a, b, 0x31));
    const f32v cd = f32_add(simde_mm256_permute2f128_ps(c, d, 0x20), simde_mm256_permute2f128_ps(c, d, 0x31));
    const f32v two = f32_add(simde_mm256_shuffle_ps(ab, cd, 0x44), simde_mm256_shuffle_ps(ab, cd, 0xEE));
    const f32v one = f32_add(two, simde_mm256_permute_ps(two, 0xB1)); // a a c c, b b d d
    const simde__m128 ac = simde_mm256_castps256_ps128(one), bd = simde_mm256_extractf128_ps(one, 1);
    simde_mm_storeu_ps(out, simde_mm_movelh_ps(simde_mm_unpacklo_ps(ac, bd), simde_mm_unpackhi_ps(ac, bd)));
}
ENGRAM_INLINE f32v f32_fold_to_8(const f32v (&x)[4]) { return f32_add(f32_add(x[0], x[2]), f32_add(x[1], x[3])); }
ENGRAM_INLINE void f32_fold_four(const f32v (&a)[4], const f32v (&b)[4], const f32v (&c)[4], const f32v (&d)[4],
                                 float *out) {
    f32_fold_8_four(f32_fold_to_8(a), f32_fold_to_8(b), f32_fold_to_8(c), f32_fold_to_8(d), out);
}
ENGRAM_INLINE float f32_fold_16(const f32v *x) {
    const f32v eight = f32_add(x[0], x[1]);
    const simde__m128 four = simde_mm_add_ps(simde_mm256_castps256_ps128(eight), simde_mm256_extractf128_ps(eight, 1));
    const simde__m128 two = simde_mm_add_ps(four, simde_mm_movehl_ps(four, four));
    return simde_mm_cvtss_f32(simde_mm_add_ss(two, simde_mm_shuffle_ps(two, two, 1)));
}
ENGRAM_INLINE void f32_fold_halves_four(const f32v *a, const f32v *b, const f32v *c, const f32v *d, float *out) {
    f32_fold_8_four(f32_add(a[0], a[1]), f32_add(b[0], b[1]), f32_add(c[0], c[1]), f32_add(d[0], d[1]), out);
}

// ---- halves ----

ENGRAM_INLINE f32v f32_load_f16(const uint16_t *p) {
    return simde_mm256_cvtph_ps(simde_mm_loadu_si128(reinterpret_cast<const simde__m128i *>(p)));
}
// A few bytes into a register, once and out of line: AVX2 has no masks for them, and what takes their place is longer than
// most of what calls it.
[[maybe_unused]] __attribute__((noinline)) simde__m128i load_bytes(const void *p, size_t n) {
    alignas(16) unsigned char padded[16] = {};
    for (size_t i = 0; i < n; ++i) padded[i] = static_cast<const unsigned char *>(p)[i];
    return simde_mm_load_si128(reinterpret_cast<const simde__m128i *>(padded));
}
ENGRAM_INLINE f32v f32_load_f16_part(const uint16_t *p, size_t n) { return simde_mm256_cvtph_ps(load_bytes(p, 2 * n)); }
ENGRAM_INLINE void f32_store_f16(uint16_t *p, f32v x) {
    simde_mm_storeu_si128(reinterpret_cast<simde__m128i *>(p), simde_mm256_cvtps_ph(x, 0 /* nearest, ties to even */));
}
ENGRAM_INLINE f32v f32_from_bf16(simde__m128i x) {
    return simde_mm256_castsi256_ps(simde_mm256_slli_epi32(simde_mm256_cvtepu16_epi32(x), 16));
}
ENGRAM_INLINE f32v f32_load_bf16(const uint16_t *p) {
    return f32_from_bf16(simde_mm_loadu_si128(reinterpret_cast<const simde__m128i *>(p)));
}
ENGRAM_INLINE f32v f32_load_bf16_part(const uint16_t *p, size_t n) { return f32_from_bf16(load_bytes(p, 2 * n)); }
ENGRAM_INLINE void bf16_even_odd(simde__m256i x, f32v *even, f32v *odd) {
    *even = simde_mm256_castsi256_ps(simde_mm256_slli_epi32(x, 16));
    *odd = simde_mm256_castsi256_ps(simde_mm256_and_si256(x, simde_mm256_set1_epi32(static_cast<int32_t>(0xFFFF0000u))));
}
ENGRAM_INLINE void f32_load_bf16_even_odd(const uint16_t *p, f32v *even, f32v *odd) {
    bf16_even_odd(simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(p)), even, odd);
}
ENGRAM_INLINE void f32_load_bf16_even_odd_part(const uint16_t *p, size_t n, f32v *even, f32v *odd) {
    const simde__m128i low = load_bytes(p, n < 8 ? 2 * n : 16), high = n > 8 ? load_bytes(p + 8, 2 * n - 16) : simde_mm_setzero_si128();
    bf16_even_odd(simde_mm256_set_m128i(high, low), even, odd);
}

// ---- doubles ----

ENGRAM_INLINE f64v f64_set(double x) { return simde_mm256_set1_pd(x); }
ENGRAM_INLINE f64v f64_load(const double *p) { return simde_mm256_loadu_pd(p); }
ENGRAM_INLINE void f64_store(double *p, f64v x) { simde_mm256_storeu_pd(p, x); }
ENGRAM_INLINE f64v f64_load_f32(const float *p) { return simde_mm256_cvtps_pd(simde_mm_loadu_ps(p)); }
ENGRAM_INLINE f64v f64_low(f32v x) { return simde_mm256_cvtps_pd(simde_mm256_castps256_ps128(x)); }
ENGRAM_INLINE f64v f64_high(f32v x) { return simde_mm256_cvtps_pd(simde_mm256_extractf128_ps(x, 1)); }
ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high) {
    return simde_mm256_insertf128_ps(simde_mm256_castps128_ps256(simde_mm256_cvtpd_ps(low)),
                                     simde_mm256_cvtpd_ps(high), 1);
}
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p) {
    const simde__m256i x = simde_mm256_cvtepu32_epi64(simde_mm_loadu_si128(reinterpret_cast<const simde__m128i *>(p)));
    const simde__m256i offset = simde_mm256_set1_epi64x(0x4330000000000000); // 2^52
    return f64_sub(simde_mm256_castsi256_pd(simde_mm256_or_si256(x, offset)), f64_set(0x1p52));
}
// The halves become 2^52 + low and 2^84 + high * 2^32 by their bits; taking
// 2^84 + 2^52 from the second is exact, so only the last addition rounds.
ENGRAM_INLINE f64v f64_from_u64(simde__m256i x) {
    const simde__m256i low =
        simde_mm256_blend_epi16(x, simde_mm256_set1_epi64x(0x4330000000000000), 0xCC);
    const simde__m256i high =
        simde_mm256_xor_si256(simde_mm256_srli_epi64(x, 32), simde_mm256_set1_epi64x(0x4530000000000000));
    const f64v upper = f64_sub(simde_mm256_castsi256_pd(high), f64_set(0x1.00000001p84));
    return f64_add(upper, simde_mm256_castsi256_pd(low));
}
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p) {
    return f64_from_u64(simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(p)));
}
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n) {
    alignas(32) static constexpr int64_t window[8] = {-1, -1, -1, -1, 0, 0, 0, 0};
    return f64_from_u64(simde_mm256_maskload_epi64(
        reinterpret_cast<const int64_t *>(p), simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(window + 4 - n))));
}
ENGRAM_INLINE f64v f64_add(f64v a, f64v b) { return simde_mm256_add_pd(a, b); }
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b) { return simde_mm256_sub_pd(a, b); }
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b) { return simde_mm256_mul_pd(a, b); }
ENGRAM_INLINE f64v f64_div(f64v a, f64v b) { return simde_mm256_div_pd(a, b); }
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c) { return simde_mm256_fmadd_pd(a, b, c); }
ENGRAM_INLINE f64v f64_sqrt(f64v x) { return simde_mm256_sqrt_pd(x); }
ENGRAM_INLINE f64v f64_floor(f64v x) { return simde_mm256_round_pd(x, SIMDE_MM_FROUND_TO_NEG_INF | SIMDE_MM_FROUND_NO_EXC); }
ENGRAM_INLINE f64v f64_min(f64v a, f64v b) { return simde_mm256_min_pd(a, b); }
ENGRAM_INLINE f64v f64_max(f64v a, f64v b) { return simde_mm256_max_pd(a, b); }
// NaN stays, as the second operand of both instructions.
ENGRAM_INLINE f64v f64_clamp_unit(f64v x) { return simde_mm256_max_pd(f64_set(-1.0), simde_mm256_min_pd(f64_set(1.0), x)); }
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no) {
    return simde_mm256_blendv_pd(no, yes, simde_mm256_cmp_pd(a, b, SIMDE_CMP_LT_OQ));
}
ENGRAM_INLINE f64v f64_clamp_power(f64v y) { return f64_max(y, f64_set(-1000.0)); }
// The low bits of n + 1.5 * 2^52 go to the exponent.
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n) {
    const simde__m256i bits = simde_mm256_castpd_si256(f64_add(n, f64_set(0x1.8p52)));
    return simde_mm256_castsi256_pd(simde_mm256_add_epi64(simde_mm256_castpd_si256(p), simde_mm256_slli_epi64(bits, 52)));
}
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e) {
    const simde__m256i bits = simde_mm256_castpd_si256(x);
    const simde__m256i field =
        simde_mm256_srli_epi64(simde_mm256_sub_epi64(bits, simde_mm256_set1_epi64x(static_cast<int64_t>(split))), 52);
    e = f64_sub(simde_mm256_castsi256_pd(simde_mm256_or_si256(field, simde_mm256_set1_epi64x(0x4330000000000000))),
                f64_set(0x1p52 + 1022));
    const simde__m256i shift = simde_mm256_slli_epi64(simde_mm256_sub_epi64(field, simde_mm256_set1_epi64x(1022)), 52);
    return simde_mm256_castsi256_pd(simde_mm256_sub_epi64(bits, shift));
}
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later) {
    const simde__m256i t = simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(times));
    const simde__m256i sign = simde_mm256_set1_epi64x(INT64_MIN);
    const simde__m256i nows = simde_mm256_set1_epi64x(static_cast<int64_t>(now));
    const simde__m256i is_later = simde_mm256_cmpgt_epi64(simde_mm256_xor_si256(t, sign), simde_mm256_xor_si256(nows, sign));
    later += static_cast<uint64_t>(__builtin_popcount(
        static_cast<unsigned>(simde_mm256_movemask_pd(simde_mm256_castsi256_pd(is_later)))));
    return f64_from_u64(simde_mm256_andnot_si256(is_later, simde_mm256_sub_epi64(nows, t)));
}

// ---- integers ----

ENGRAM_INLINE i32v i32_zero() { return simde_mm256_setzero_si256(); }
ENGRAM_INLINE int32_t i32_sum(i32v x) {
    const simde__m128i four = simde_mm_add_epi32(simde_mm256_castsi256_si128(x), simde_mm256_extracti128_si256(x, 1));
    const simde__m128i two = simde_mm_add_epi32(four, simde_mm_shuffle_epi32(four, 0xEE));
    return simde_mm_cvtsi128_si32(simde_mm_add_epi32(two, simde_mm_shuffle_epi32(two, 0x55)));
}
ENGRAM_INLINE void i32_sum_four(const i32v (&x)[4], int32_t *out) {
    const simde__m256i abcd = simde_mm256_hadd_epi32(simde_mm256_hadd_epi32(x[0], x[1]), simde_mm256_hadd_epi32(x[2], x[3]));
    simde_mm_storeu_si128(reinterpret_cast<simde__m128i *>(out),
                          simde_mm_add_epi32(simde_mm256_castsi256_si128(abcd), simde_mm256_extracti128_si256(abcd, 1)));
}
ENGRAM_INLINE i8v i8_load(const int8_t *p) {
    const auto *at = reinterpret_cast<const simde__m128i *>(p);
    return {simde_mm256_cvtepi8_epi16(simde_mm_loadu_si128(at)), simde_mm256_cvtepi8_epi16(simde_mm_loadu_si128(at + 1))};
}
// In line: a call would make room for itself in the loops before it.
ENGRAM_INLINE i8v i8_load_part(const int8_t *p, size_t n) {
    int8_t padded[i8_lanes] = {};
    for (size_t i = 0; i < n; ++i) padded[i] = p[i];
    return i8_load(padded);
}
ENGRAM_INLINE i32v i8_dot_add(i32v sum, i8v q, i8v r) {
    return simde_mm256_add_epi32(sum, simde_mm256_add_epi32(simde_mm256_madd_epi16(q.low, r.low),
                                                            simde_mm256_madd_epi16(q.high, r.high)));
}
// A bit is brought to its lane, and becomes all ones or none.
ENGRAM_INLINE i32v i8_masked_add(i32v sum, i8v q, const uint8_t *bits) {
    const simde__m256i bit = simde_mm256_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384,
                                                    static_cast<int16_t>(0x8000));
    const auto half = [&](const uint8_t *p, simde__m256i x) __attribute__((always_inline)) {
        const simde__m256i all = simde_mm256_set1_epi16(static_cast<int16_t>(p[0] | p[1] << 8));
        const simde__m256i set = simde_mm256_cmpeq_epi16(simde_mm256_and_si256(all, bit), bit);
        return simde_mm256_madd_epi16(simde_mm256_and_si256(x, set), simde_mm256_set1_epi16(1));
    };
    return simde_mm256_add_epi32(sum, simde_mm256_add_epi32(half(bits, q.low), half(bits + 2, q.high)));
}
ENGRAM_INLINE i8_square i8_square_zero() { return i32_zero(); }
ENGRAM_INLINE void i8_square_add(i8_square &sum, i8v r) { sum = i8_dot_add(sum, r, r); }
ENGRAM_INLINE i32v i8_square_lanes(i8_square s) { return s; }
// A table of 16 counts per nibble, summed by bytes.
ENGRAM_INLINE uint64_t bits_count_xor(const uint8_t *a, const uint8_t *b, size_t n) {
    const simde__m256i table = simde_mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2,
                                                     3, 1, 2, 2, 3, 2, 3, 3, 4);
    const simde__m256i nibble = simde_mm256_set1_epi8(15);
    simde__m256i sum = simde_mm256_setzero_si256();
    for (size_t i = 0; i < n; i += 32) {
        const simde__m256i x = simde_mm256_xor_si256(simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(a + i)),
                                                     simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(b + i)));
        const simde__m256i low = simde_mm256_shuffle_epi8(table, simde_mm256_and_si256(x, nibble));
        const simde__m256i high =
            simde_mm256_shuffle_epi8(table, simde_mm256_and_si256(simde_mm256_srli_epi16(x, 4), nibble));
        sum = simde_mm256_add_epi64(sum, simde_mm256_sad_epu8(simde_mm256_add_epi8(low, high), simde_mm256_setzero_si256()));
    }
    const simde__m128i two = simde_mm_add_epi64(simde_mm256_castsi256_si128(sum), simde_mm256_extracti128_si256(sum, 1));
    return static_cast<uint64_t>(simde_mm_cvtsi128_si64(two)) +
           static_cast<uint64_t>(simde_mm_cvtsi128_si64(simde_mm_unpackhi_epi64(two, two)));
}

// ---- codes in blocks of 32 rows ----

// Bytes are added in pairs, as they lie: the upper ones alone as well, and what they add to the pairs is taken off at the end.
// 256 groups at most, so that 16 bits hold the sums.
ENGRAM_INLINE simde__m128i pair_sums(simde__m256i x) {
    return simde_mm_add_epi16(simde_mm256_castsi256_si128(x), simde_mm256_extracti128_si256(x, 1));
}
ENGRAM_INLINE void nibble_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, size_t ahead, float (&sums)[32]) {
    const simde__m256i nibble = simde_mm256_set1_epi8(15);
    simde__m256i total[4];
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) total[j] = simde_mm256_setzero_si256();
    for (size_t from = 0; from < groups; from += 256) {
        const size_t end = groups - from < 256 ? groups : from + 256;
        simde__m256i low = simde_mm256_setzero_si256(), low_odd = low, high = low, high_odd = low;
        for (size_t g = from; g < end; g += 4) {
            __builtin_prefetch(codes + 16 * g + ahead);
#pragma GCC unroll 2
            for (size_t i = 16 * g; i < 16 * g + 64; i += 32) {
                const simde__m256i c = simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(codes + i));
                const simde__m256i table = simde_mm256_loadu_si256(reinterpret_cast<const simde__m256i *>(tables + i));
                const simde__m256i x = simde_mm256_shuffle_epi8(table, simde_mm256_and_si256(c, nibble));
                const simde__m256i y =
                    simde_mm256_shuffle_epi8(table, simde_mm256_and_si256(simde_mm256_srli_epi16(c, 4), nibble));
                low = simde_mm256_add_epi16(low, x);
                low_odd = simde_mm256_add_epi16(low_odd, simde_mm256_srli_epi16(x, 8));
                high = simde_mm256_add_epi16(high, y);
                high_odd = simde_mm256_add_epi16(high_odd, simde_mm256_srli_epi16(y, 8));
            }
        }
        low = simde_mm256_sub_epi16(low, simde_mm256_slli_epi16(low_odd, 8));
        high = simde_mm256_sub_epi16(high, simde_mm256_slli_epi16(high_odd, 8));
        const simde__m128i even[2] = {pair_sums(low), pair_sums(high)}, odd[2] = {pair_sums(low_odd), pair_sums(high_odd)};
#pragma GCC unroll 2
        for (int j = 0; j < 2; ++j) {
            total[2 * j] = simde_mm256_add_epi32(
                total[2 * j], simde_mm256_cvtepu16_epi32(simde_mm_unpacklo_epi16(even[j], odd[j])));
            total[2 * j + 1] = simde_mm256_add_epi32(
                total[2 * j + 1], simde_mm256_cvtepu16_epi32(simde_mm_unpackhi_epi16(even[j], odd[j])));
        }
    }
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) simde_mm256_storeu_ps(sums + 8 * j, simde_mm256_cvtepi32_ps(total[j]));
}

} // namespace
