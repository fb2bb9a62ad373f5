// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What a level provides. Each level's header includes this after its types and constants and then defines every operation: a
// family that uses one that is missing, or that takes something else, does not compile. Operations are per lane unless they
// say otherwise; every level gives the same bits. "Part" is the first n elements, zeros after them: no byte beyond them is
// read or written.
//
// Types: f32v, f64v, i32v: registers of floats, doubles and 32-bit integers; i8v: i8_lanes elements of i8; i8_square: what sums
// of their squares are kept in. Constants, each of the level's own:
//
//   f32_lanes, f64_lanes, i8_lanes    elements in one of them
//   vector_registers                  that the level has
//   i8_chunk                          elements of i8 whose products sum in 32 bits without overflow, a multiple of 64
//   i8_bias                           i8_dot_add() counts i8_bias * q too much for each element
//   tile_queries, _rows, _parts       the register tile of many against many: queries x rows, _parts registers of each at once
//   scan_rows                         rows that a scan takes in lock-step while they come from the second-level cache
//   has_bits_four                     whether bits_count_xor_four() is faster than four times bits_count_xor()

namespace {

// Registers of 32 virtual lanes: 2 of AVX-512, 4 of AVX2, 8 of NEON, where the reference has a loop.
constexpr size_t parts = 32 / f32_lanes;
static_assert(32 % f32_lanes == 0 && f32_lanes == 2 * f64_lanes);
static_assert(i8_chunk % 64 == 0 && parts % tile_parts == 0);
// The sums of a tile, its rows and one query.
static_assert(tile_queries * tile_rows * tile_parts + tile_rows * tile_parts + 1 <= vector_registers);

// ---- floats ----

ENGRAM_INLINE f32v f32_zero();
ENGRAM_INLINE f32v f32_set(float x);
ENGRAM_INLINE f32v f32_load(const float *p); // any alignment, as for all loads and stores
ENGRAM_INLINE void f32_store(float *p, f32v x);
ENGRAM_INLINE f32v f32_load_part(const float *p, size_t n);         // n <= f32_lanes
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n);      // n <= f32_lanes
ENGRAM_INLINE f32v f32_gather(const float *base, const uint32_t *index);     // base[index[l]]; indices below 2^31
ENGRAM_INLINE f32v f32_gather_far(const float *base, const uint32_t *index); // the same for values beyond the second-level cache
ENGRAM_INLINE f32v f32_keep(f32v x); // x, held in its register: GCC otherwise loads it again as the memory operand of every use
ENGRAM_INLINE f32v f32_add(f32v a, f32v b);
ENGRAM_INLINE f32v f32_sub(f32v a, f32v b);
ENGRAM_INLINE f32v f32_mul(f32v a, f32v b);
ENGRAM_INLINE f32v f32_div(f32v a, f32v b);
ENGRAM_INLINE f32v f32_fma(f32v a, f32v b, f32v c); // a * b + c, rounded once
ENGRAM_INLINE f32v f32_abs(f32v x);
ENGRAM_INLINE f32v f32_max_or(f32v x, f32v y);                              // the larger; y where x is NaN
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b);                              // a < b ? a : b
ENGRAM_INLINE f32v f32_select_less(f32v a, f32v b, f32v yes, f32v no);      // a < b ? yes : no
ENGRAM_INLINE f32v f32_select_reaches(f32v a, f32v b, f32v yes, f32v no);   // a >= b ? yes : no
ENGRAM_INLINE f32v f32_select_zero(f32v x, f32v yes, f32v no);              // x is +0 or -0 ? yes : no
ENGRAM_INLINE f32v f32_within_or_nan(f32v x, float least, float most);      // least <= x <= most ? x : the one NaN
ENGRAM_INLINE f32v f32_canonical_nan(f32v x);                               // x is NaN ? the one NaN, 0x7FC00000 : x
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b);                    // the same of both
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y);                              // x is NaN ? the one NaN : y
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits);                    // bit l of bits is set ? 1 : x
// Of the whole register: bit l of the result for lane l; f32_any_nan tells only 0 from not 0.
ENGRAM_INLINE int32_t f32_any_nan(f32v x);
ENGRAM_INLINE uint32_t f32_nonzero(f32v x);  // x is neither +0 nor -0
ENGRAM_INLINE uint32_t f32_positive(f32v x); // x > 0
// first + l for each set bit l, ascending; how many. list has room for f32_lanes, whatever the bits.
ENGRAM_INLINE uint32_t u32_append_bits(uint32_t *list, uint32_t first, uint32_t bits);

template <size_t h> ENGRAM_INLINE f32v f32_swap(f32v x); // lane l ^ h in lane l, for a power of two below f32_lanes

// The sum of 32 lanes as the definition has it: halved, lane l taking lane l + w / 2, for w = 32, 16, 8, 4, 2. The four at a
// time share registers and make the same additions. _16 and _halves: 16 lanes, parts / 2 registers.
ENGRAM_INLINE float f32_fold(const f32v (&x)[parts]);
ENGRAM_INLINE void f32_fold_four(const f32v (&a)[parts], const f32v (&b)[parts], const f32v (&c)[parts], const f32v (&d)[parts],
                                 float *out);
ENGRAM_INLINE float f32_fold_16(const f32v *x);
ENGRAM_INLINE void f32_fold_halves_four(const f32v *a, const f32v *b, const f32v *c, const f32v *d, float *out);

// ---- halves ----

ENGRAM_INLINE f32v f32_load_f16(const uint16_t *p); // exact; a signalling NaN may come out quiet
ENGRAM_INLINE f32v f32_load_f16_part(const uint16_t *p, size_t n); // n <= f32_lanes
ENGRAM_INLINE void f32_store_f16(uint16_t *p, f32v x); // to nearest, ties to even; x without NaN other than the one
ENGRAM_INLINE f32v f32_load_bf16(const uint16_t *p); // exact
ENGRAM_INLINE f32v f32_load_bf16_part(const uint16_t *p, size_t n); // n <= f32_lanes
// 2 * f32_lanes of them as their even elements, then their odd ones: a shift and a mask, where order would cost shuffles.
ENGRAM_INLINE void f32_load_bf16_even_odd(const uint16_t *p, f32v *even, f32v *odd);
ENGRAM_INLINE void f32_load_bf16_even_odd_part(const uint16_t *p, size_t n, f32v *even, f32v *odd); // n <= 2 * f32_lanes

// ---- doubles ----

ENGRAM_INLINE f64v f64_set(double x);
ENGRAM_INLINE f64v f64_load(const double *p);
ENGRAM_INLINE void f64_store(double *p, f64v x);
ENGRAM_INLINE f64v f64_load_f32(const float *p); // f64_lanes floats, exact
ENGRAM_INLINE f64v f64_low(f32v x);              // lanes 0 to f64_lanes - 1, exact
ENGRAM_INLINE f64v f64_high(f32v x);             // the others, exact
ENGRAM_INLINE f32v f32_from_f64(f64v low, f64v high); // rounded once
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p);   // exact
ENGRAM_INLINE f64v f64_from_u64(const uint64_t *p);   // rounded once
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n); // n <= f64_lanes
ENGRAM_INLINE f64v f64_add(f64v a, f64v b);
ENGRAM_INLINE f64v f64_sub(f64v a, f64v b);
ENGRAM_INLINE f64v f64_mul(f64v a, f64v b);
ENGRAM_INLINE f64v f64_div(f64v a, f64v b);
ENGRAM_INLINE f64v f64_fma(f64v a, f64v b, f64v c);
ENGRAM_INLINE f64v f64_sqrt(f64v x);
ENGRAM_INLINE f64v f64_floor(f64v x);
ENGRAM_INLINE f64v f64_min(f64v a, f64v b); // no NaN in either
ENGRAM_INLINE f64v f64_max(f64v a, f64v b); // no NaN in either
ENGRAM_INLINE f64v f64_clamp_unit(f64v x); // to [-1, 1]; NaN stays
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no); // a < b ? yes : no
// What keeps n of f64_times_power() within its range: y, or -1000 below it where the level needs that. A lower y has a factor
// of 0 in f32 either way.
ENGRAM_INLINE f64v f64_clamp_power(f64v y);
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n); // p * 2^n; n whole, |n| <= 1000, p in [1, 2]
// x = 2^e * m, exact; the mantissa is halved from 1 + split / 2^52 on. x normal.
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e);
// now - times[l], rounded once, or 0 where that is later; `later` grows by the number of those.
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later);

// ---- integers ----

ENGRAM_INLINE i32v i32_zero();
ENGRAM_INLINE int32_t i32_sum(i32v x);                                // of all lanes
ENGRAM_INLINE void i32_sum_four(const i32v (&x)[4], int32_t *out);    // of four registers
ENGRAM_INLINE i8v i8_load(const int8_t *p);
ENGRAM_INLINE i8v i8_load_part(const int8_t *p, size_t n); // n < i8_lanes
// sum + q * r, and i8_bias * q: exact over i8_chunk elements.
ENGRAM_INLINE i32v i8_dot_add(i32v sum, i8v q, i8v r);
// sum + the elements of q whose bits are set, i8_lanes of them from the bytes at bits; exact as above.
ENGRAM_INLINE i32v i8_masked_add(i32v sum, i8v q, const uint8_t *bits);
ENGRAM_INLINE i8_square i8_square_zero();
ENGRAM_INLINE void i8_square_add(i8_square &sum, i8v r); // sum + r * r, exact as above
ENGRAM_INLINE i32v i8_square_lanes(i8_square s);         // to be summed by i32_sum()
ENGRAM_INLINE uint64_t bits_count_xor(const uint8_t *a, const uint8_t *b, size_t n); // bits set in n bytes of a ^ b; n % 64 == 0
// Where has_bits_four, and only there:
//     void bits_count_xor_four(const uint8_t *q, const uint8_t *const (&rows)[4], size_t n, uint64_t (&out)[4])
// Bits set in n bytes of q ^ row, for four rows; any n.

// ---- codes in blocks of 32 rows ----

// sums[r] = the sum of the bytes tables[16 * g + c] for g < groups, c being the code of row r in group g: exact below 2^24.
// Rows below 16 have the low half of byte codes[16 * g + r], row r + 16 the high half; groups % 4 == 0. Each line of codes
// asks for the one `ahead` bytes after it.
ENGRAM_INLINE void nibble_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, size_t ahead, float (&sums)[32]);

} // namespace
