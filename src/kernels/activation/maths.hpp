// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// exp and ln in double from additions, multiplications and divisions alone, so that they have the same bits on every
// machine and C library. Relative error below 2^-50: far below the float the result is rounded to.

#include <stdint.h>

#include "base/fma.h"

namespace {

// x = k ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, the first with 21 trailing zeros so that k times it is exact.
inline double exp_f64(double x) {
    if (x != x) return x;
    if (x > 709.0) return engram_f64_bits(0x7FF0000000000000u);
    if (x < -708.0) return 0.0;
    constexpr double log2_e = 0x1.71547652b82fep+0, ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
    const double scaled = x * log2_e;
    const int64_t k = static_cast<int64_t>(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5);
    const double n = static_cast<double>(k);
    const double r = (x - n * ln2_high) - n * ln2_low;
    // Taylor: 0.3466^14 / 14! is below 2^-57.
    double sum = 1.0;
    for (int i = 13; i > 0; --i) sum = 1.0 + sum * r / static_cast<double>(i);
    return sum * engram_f64_bits(static_cast<uint64_t>(k + 1023) << 52);
}

// x = 2^e m with m in [sqrt 1/2, sqrt 2); ln m = 2 artanh((m - 1) / (m + 1)). x > 0, normal.
inline double ln_f64(double x) {
    uint64_t bits = engram_bits_f64(x);
    int64_t e = static_cast<int64_t>(bits >> 52) - 1023;
    bits = (bits & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    double m = engram_f64_bits(bits);
    if (m > 1.4142135623730951) {
        m = m / 2.0;
        ++e;
    }
    constexpr double ln2 = 0x1.62e42fefa39efp-1;
    const double s = (m - 1.0) / (m + 1.0), s2 = s * s;
    // 0.1716^24 / 25 is below 2^-65.
    double sum = 0.0;
    for (int i = 23; i > 0; i -= 2) sum = 1.0 / static_cast<double>(i) + sum * s2;
    return static_cast<double>(e) * ln2 + 2.0 * s * sum;
}

} // namespace
