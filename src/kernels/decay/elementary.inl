// SPDX-License-Identifier: MIT OR Apache-2.0
// 2^y and log2(x) over lanes, step by step as elementary.h has them.

#include "kernels/decay/elementary.h"
#include "simd/f64_wide.hpp"

namespace {

// q(r), with which 2^y = 2^n (1 + r q(r)).
ENGRAM_INLINE f64w exp2_part(const f64w &r) {
    f64w q = f64_fma(r, wide_set(ENGRAM_EXP2_C7), wide_set(ENGRAM_EXP2_C6));
    q = f64_fma(r, q, wide_set(ENGRAM_EXP2_C5));
    q = f64_fma(r, q, wide_set(ENGRAM_EXP2_C4));
    q = f64_fma(r, q, wide_set(ENGRAM_EXP2_C3));
    q = f64_fma(r, q, wide_set(ENGRAM_EXP2_C2));
    return f64_fma(r, q, wide_set(ENGRAM_EXP2_C1));
}

// y <= 1000, for results that end as f32: below y = -1000, where f32 has long been 0, levels differ in the double.
ENGRAM_INLINE f64w exp2_below(f64w y) {
    y = f64_clamp_power(y);
    const f64w n = f64_floor(y);
    const f64w r = f64_sub(y, n);
    return f64_times_power(f64_fma(r, exp2_part(r), wide_set(1.0)), n);
}

ENGRAM_INLINE f64w clamped_power(const f64w &y) {
    return f64_min(f64_max(y, wide_set(-ENGRAM_EXP2_LIMIT)), wide_set(ENGRAM_EXP2_LIMIT));
}

ENGRAM_INLINE f64w exp2_any(const f64w &y) { return exp2_below(clamped_power(y)); }

// 2^y - 1 without the cancellation for small y >= 0.
ENGRAM_INLINE f64w exp2_minus_1(const f64w &given) {
    const f64w y = clamped_power(given);
    const f64w n = f64_floor(y);
    const f64w r = f64_sub(y, n);
    const f64w scale = f64_times_power(wide_set(1.0), n);
    return f64_fma(scale, f64_mul(r, exp2_part(r)), f64_sub(scale, wide_set(1.0)));
}

ENGRAM_INLINE f64w log2_normal(f64w x) {
    f64w e;
    const f64w m = f64_split<ENGRAM_LOG2_SPLIT>(x, e);
    const f64w s = f64_div(f64_sub(m, wide_set(1.0)), f64_add(m, wide_set(1.0)));
    const f64w u = f64_mul(s, s);
    f64w p = f64_fma(u, wide_set(ENGRAM_LOG2_L5), wide_set(ENGRAM_LOG2_L4));
    p = f64_fma(u, p, wide_set(ENGRAM_LOG2_L3));
    p = f64_fma(u, p, wide_set(ENGRAM_LOG2_L2));
    p = f64_fma(u, p, wide_set(ENGRAM_LOG2_L1));
    p = f64_fma(u, p, wide_set(ENGRAM_LOG2_L0));
    return f64_fma(s, p, e);
}

} // namespace
