// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// 2^y and log2(x), the definition: see kernels/decay/elementary.h for the steps and their bounds.

#include "base/fma.h"
#include "kernels/decay/elementary.h"

namespace {

// The steps of the definition round a b + c once, one after the other.
struct once {
    ENGRAM_INLINE double fma(double a, double b, double c) { return engram_fma_f64(a, b, c); }
    ENGRAM_INLINE double polynomial(double x, double c0, double c1, double c2, double c3, double c4, double c5) {
        double p = fma(x, c5, c4);
        p = fma(x, p, c3);
        p = fma(x, p, c2);
        p = fma(x, p, c1);
        return fma(x, p, c0);
    }
};
// These round twice, and side by side: near to the definition, and quick without an instruction for once.
struct twice {
    template <typename T> ENGRAM_INLINE T fma(T a, T b, double c) { return a * b + c; }
    template <typename T> ENGRAM_INLINE T polynomial(T x, double c0, double c1, double c2, double c3, double c4, double c5) {
        const T x2 = x * x;
        return (c0 + x * c1) + x2 * ((c2 + x * c3) + x2 * (c4 + x * c5));
    }
};

// q(r), with which 2^y = 2^n (1 + r q(r)).
template <typename Rounded, typename T> ENGRAM_INLINE T exp2_part(T r) {
    return Rounded::fma(r, Rounded::polynomial(r, ENGRAM_EXP2_C2, ENGRAM_EXP2_C3, ENGRAM_EXP2_C4, ENGRAM_EXP2_C5,
                                               ENGRAM_EXP2_C6, ENGRAM_EXP2_C7),
                        ENGRAM_EXP2_C1);
}

// The whole number at or below y, |y| <= 1000: at 1.5 * 2^52 doubles are whole. The function of libm would be a call.
ENGRAM_INLINE double floor_of(double y) {
    const double nearest = (y + 0x1.8p52) - 0x1.8p52;
    return nearest - static_cast<double>(nearest > y); // no branch: which way it goes is by chance
}

// 2^n for a whole n in the range of double. NaN has no integer; what it meets is NaN already, so 1 does.
ENGRAM_INLINE double power_of_two(double n) {
    return n == n ? engram_f64_bits(static_cast<uint64_t>(static_cast<int64_t>(n) + 1023) << 52) : 1.0;
}

ENGRAM_INLINE double clamped(double y) {
    if (y < -ENGRAM_EXP2_LIMIT) y = -ENGRAM_EXP2_LIMIT;
    return y > ENGRAM_EXP2_LIMIT ? ENGRAM_EXP2_LIMIT : y;
}

template <typename Rounded = once> ENGRAM_INLINE double exp2_of(double y) {
    y = clamped(y);
    const double n = floor_of(y), r = y - n;
    return Rounded::fma(r, exp2_part<Rounded>(r), 1.0) * power_of_two(n);
}

// 2^y - 1 without the cancellation for small y >= 0: relative error 6e-9, the error of C1.
ENGRAM_INLINE double exp2_minus_1_of(double y) {
    y = clamped(y);
    const double n = floor_of(y), r = y - n, scale = power_of_two(n);
    return once::fma(scale, r * exp2_part<once>(r), scale - 1.0);
}

template <typename Rounded = once> ENGRAM_INLINE double log2_of(double x) {
    const uint64_t bits = engram_bits_f64(x);
    const int64_t e = static_cast<int64_t>((bits - ENGRAM_LOG2_SPLIT) >> 52) - 1022;
    const double m = engram_f64_bits(bits - (static_cast<uint64_t>(e) << 52));
    const double s = (m - 1.0) / (m + 1.0);
    const double u = s * s;
    const double p = Rounded::polynomial(u, ENGRAM_LOG2_L0, ENGRAM_LOG2_L1, ENGRAM_LOG2_L2, ENGRAM_LOG2_L3,
                                         ENGRAM_LOG2_L4, ENGRAM_LOG2_L5);
    return Rounded::fma(s, p, static_cast<double>(e));
}

} // namespace
