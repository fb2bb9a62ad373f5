/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_REFERENCE_ELEMENTARY_H
#define ENGRAM_KERNELS_DECAY_REFERENCE_ELEMENTARY_H

/* 2^y and log2(x), the definition: see kernels/decay/elementary.h for the steps and their bounds. C-clean. */

#include "base/fma.h"
#include "kernels/decay/elementary.h"

/* q(r), with which 2^y = 2^n (1 + r q(r)). */
ENGRAM_INLINE double engram_exp2_part_f64(double r) {
    double q = engram_fma_f64(r, ENGRAM_EXP2_C7, ENGRAM_EXP2_C6);
    q = engram_fma_f64(r, q, ENGRAM_EXP2_C5);
    q = engram_fma_f64(r, q, ENGRAM_EXP2_C4);
    q = engram_fma_f64(r, q, ENGRAM_EXP2_C3);
    q = engram_fma_f64(r, q, ENGRAM_EXP2_C2);
    return engram_fma_f64(r, q, ENGRAM_EXP2_C1);
}

/* 2^n for a whole n in the range of double. NaN has no integer; what it meets is NaN already, so 1 does. */
ENGRAM_INLINE double engram_power_of_two_f64(double n) {
    return n == n ? engram_f64_bits((uint64_t)((int64_t)n + 1023) << 52) : 1.0;
}

ENGRAM_INLINE double engram_exp2_f64(double y) {
    if (y < -ENGRAM_EXP2_LIMIT) y = -ENGRAM_EXP2_LIMIT;
    if (y > ENGRAM_EXP2_LIMIT) y = ENGRAM_EXP2_LIMIT;
    const double n = __builtin_floor(y);
    const double r = y - n;
    const double p = engram_fma_f64(r, engram_exp2_part_f64(r), 1.0);
    return p * engram_power_of_two_f64(n);
}

/* 2^y - 1 without the cancellation for small y >= 0: relative error 6e-9, the error of C1. */
ENGRAM_INLINE double engram_exp2_minus_1_f64(double y) {
    if (y < -ENGRAM_EXP2_LIMIT) y = -ENGRAM_EXP2_LIMIT;
    if (y > ENGRAM_EXP2_LIMIT) y = ENGRAM_EXP2_LIMIT;
    const double n = __builtin_floor(y);
    const double r = y - n;
    const double scale = engram_power_of_two_f64(n);
    return engram_fma_f64(scale, r * engram_exp2_part_f64(r), scale - 1.0);
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
