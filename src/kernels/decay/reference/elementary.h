/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_REFERENCE_ELEMENTARY_H
#define ENGRAM_KERNELS_DECAY_REFERENCE_ELEMENTARY_H

/* 2^y and log2(x), the definition: see kernels/decay/elementary.h for the steps and their bounds. C-clean. */

#include "base/fma.h"
#include "kernels/decay/elementary.h"

ENGRAM_INLINE double engram_exp2_f64(double y) {
    if (y < -ENGRAM_EXP2_LIMIT) y = -ENGRAM_EXP2_LIMIT;
    if (y > ENGRAM_EXP2_LIMIT) y = ENGRAM_EXP2_LIMIT;
    const double n = __builtin_floor(y);
    const double r = y - n;
    double p = engram_fma_f64(r, ENGRAM_EXP2_C7, ENGRAM_EXP2_C6);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C5);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C4);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C3);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C2);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C1);
    p = engram_fma_f64(r, p, 1.0);
    return p * engram_f64_bits((uint64_t)((int64_t)n + 1023) << 52);
}

ENGRAM_INLINE double engram_log2_f64(double x) {
    const uint64_t bits = engram_bits_f64(x);
    const int64_t e = (int64_t)((bits - ENGRAM_LOG2_SPLIT) >> 52) - 1022;
    const double m = engram_f64_bits(bits - ((uint64_t)e << 52));
    const double s = (m - 1.0) / (m + 1.0);
    const double u = s * s;
    double p = engram_fma_f64(u, ENGRAM_LOG2_L5, ENGRAM_LOG2_L4);
    p = engram_fma_f64(u, p, ENGRAM_LOG2_L3);
    p = engram_fma_f64(u, p, ENGRAM_LOG2_L2);
    p = engram_fma_f64(u, p, ENGRAM_LOG2_L1);
    p = engram_fma_f64(u, p, ENGRAM_LOG2_L0);
    return engram_fma_f64(s, p, (double)e);
}

#endif
