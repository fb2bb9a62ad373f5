// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Doubles, u64 and masks beyond neon.hpp: what elementary functions over times need. SIMDe 0.7 lacks some of these;
// arm_neon.h, which it includes here, has all.

#include "simd/neon.hpp"

namespace {

ENGRAM_INLINE f64v f64_load_f32(const float *p) { return vcvt_f64_f32(vld1_f32(p)); }
ENGRAM_INLINE f64v f64_load_u32(const uint32_t *p) { return vcvtq_f64_u64(vmovl_u32(vld1_u32(p))); }
// The first n <= 2 of them, 0 after them; no byte beyond is read.
ENGRAM_INLINE f64v f64_from_u64_part(const uint64_t *p, size_t n) {
    const uint64_t padded[2] = {n > 0 ? p[0] : 0, n > 1 ? p[1] : 0};
    return f64_from_u64(padded);
}
// The first n <= 4 lanes; no byte beyond is written.
ENGRAM_INLINE void f32_store_part(float *p, f32v x, size_t n) {
    float padded[4];
    f32_store(padded, x);
    for (size_t i = 0; i < n; ++i) p[i] = padded[i];
}
ENGRAM_INLINE f64v f64_min(f64v a, f64v b) { return vminq_f64(a, b); }
ENGRAM_INLINE f64v f64_floor(f64v x) { return vrndmq_f64(x); }

// yes where a < b, no elsewhere.
ENGRAM_INLINE f64v f64_select_less(f64v a, f64v b, f64v yes, f64v no) { return vbslq_f64(vcltq_f64(a, b), yes, no); }

// What keeps n of f64_times_power within its range; a lower y has a factor of 0 in f32 either way.
ENGRAM_INLINE f64v f64_clamp_power(f64v y) { return f64_max(y, f64_set(-1000.0)); }

// p * 2^n for whole n, |n| <= 1000, p in [1, 2].
ENGRAM_INLINE f64v f64_times_power(f64v p, f64v n) {
    const int64x2_t exponent = vshlq_n_s64(vcvtq_s64_f64(n), 52);
    return vreinterpretq_f64_s64(vaddq_s64(vreinterpretq_s64_f64(p), exponent));
}

// x = 2^e * m with the mantissa border at 1 + split / 2^52 halved; x normal.
template <uint64_t split> ENGRAM_INLINE f64v f64_split(f64v x, f64v &e) {
    const int64x2_t bits = vreinterpretq_s64_f64(x);
    const int64x2_t exponent =
        vsubq_s64(vshrq_n_s64(vsubq_s64(bits, vdupq_n_s64(static_cast<int64_t>(split))), 52), vdupq_n_s64(1022));
    e = vcvtq_f64_s64(exponent);
    return vreinterpretq_f64_s64(vsubq_s64(bits, vshlq_n_s64(exponent, 52)));
}

// now - t, or 0 where t is later; `later` grows by the number of those.
ENGRAM_INLINE f64v f64_since(const uint64_t *times, uint64_t now, uint64_t &later) {
    const uint64x2_t t = vld1q_u64(times), nows = vdupq_n_u64(now);
    const uint64x2_t is_later = vcgtq_u64(t, nows);
    later += vgetq_lane_u64(is_later, 0) & 1u;
    later += vgetq_lane_u64(is_later, 1) & 1u;
    return vcvtq_f64_u64(vbicq_u64(vsubq_u64(nows, t), is_later));
}

// NaN in either register becomes the one NaN.
ENGRAM_INLINE void f32_canonical_nans(f32v &a, f32v &b) {
    a = f32_canonical_nan(a);
    b = f32_canonical_nan(b);
}

// a < b ? a : b, b where either is NaN.
ENGRAM_INLINE f32v f32_min_or(f32v a, f32v b) { return vbslq_f32(vcltq_f32(a, b), a, b); }

// The one NaN where x is NaN, y elsewhere.
ENGRAM_INLINE f32v f32_nan_or(f32v x, f32v y) {
    return vbslq_f32(vceqq_f32(x, x), y, vreinterpretq_f32_u32(vdupq_n_u32(0x7FC00000)));
}

// 1 in lane j where bit j is set, x elsewhere.
ENGRAM_INLINE f32v f32_one_where(f32v x, uint64_t bits) {
    const uint32x4_t lane = {1, 2, 4, 8};
    return vbslq_f32(vtstq_u32(vdupq_n_u32(static_cast<uint32_t>(bits & 0xFu)), lane), f32_set(1.0f), x);
}

} // namespace
