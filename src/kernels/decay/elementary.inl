// SPDX-License-Identifier: MIT OR Apache-2.0
// 2^y and log2(x) over lanes, step by step as elementary.h has them.

#include "kernels/decay/elementary.h"

namespace {

// y <= 1000. All callers but one have y <= 0; the lower clamp is where f32 has long been 0.
ENGRAM_INLINE f64v exp2_below(f64v y) {
    y = f64_max(y, f64_set(-ENGRAM_EXP2_LIMIT));
    const f64v n = f64_floor(y);
    const f64v r = f64_sub(y, n);
    f64v p = f64_fma(r, f64_set(ENGRAM_EXP2_C7), f64_set(ENGRAM_EXP2_C6));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C5));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C4));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C3));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C2));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C1));
    p = f64_fma(r, p, f64_set(1.0));
    return f64_times_power(p, n);
}

ENGRAM_INLINE f64v exp2_any(f64v y) { return exp2_below(f64_min(y, f64_set(ENGRAM_EXP2_LIMIT))); }

ENGRAM_INLINE f64v log2_normal(f64v x) {
    f64v e;
    const f64v m = f64_split<ENGRAM_LOG2_SPLIT>(x, e);
    const f64v s = f64_div(f64_sub(m, f64_set(1.0)), f64_add(m, f64_set(1.0)));
    const f64v u = f64_mul(s, s);
    f64v p = f64_fma(u, f64_set(ENGRAM_LOG2_L5), f64_set(ENGRAM_LOG2_L4));
    p = f64_fma(u, p, f64_set(ENGRAM_LOG2_L3));
    p = f64_fma(u, p, f64_set(ENGRAM_LOG2_L2));
    p = f64_fma(u, p, f64_set(ENGRAM_LOG2_L1));
    p = f64_fma(u, p, f64_set(ENGRAM_LOG2_L0));
    return f64_fma(s, p, e);
}

} // namespace
