// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// The best score that a row can have, given the product of its codes: what selection through codes rests on. One definition
// for all levels, whose loops over it a compiler turns into registers of several rows: the same bits.
//
// Let q = t d + f and r = s c + e with codes d, c, scales t, s and rests f, e; |.| is the Euclidean norm. Then
//     q.r = t s (d.c) + f.(s c) + q.e,   |f.(s c)| <= |f| (|r| + |e|),   |q.e| <= |q| |e|      (Cauchy-Schwarz)
// so q.r lies within B = |f| (|r| + |e|) + |q| |e| of A = t s (d.c), which integers give exactly. A computed score
// differs from its true value by rounding, bounded below for each metric with u = 2^-24 and n roundings on the longest
// path of a sum: ceil(dim / 32) fused steps and 5 additions. Whoever cannot reach the bar within both is ruled out.
//
// Infinities and NaN need no branch: an error of +inf, or a bias that is not finite, makes the limit NaN or infinite on the
// better side, and a comparison with either keeps the row.

#include <float.h>

#include "kernels/similarity/ops.h"
#include "kernels/similarity/traits.hpp"

struct engram_score_interval {
    double low, high;
};

// Where the computed score of a row lies.
template <engram_metric metric>
ENGRAM_INLINE struct engram_score_interval engram_code_interval(const struct engram_code_query &q, double product, float scale,
                                                                float error, float norm) {
    const double r = static_cast<double>(norm) * (1.0 + 0x1p-22), e = static_cast<double>(error);
    const double a = q.scale * static_cast<double>(scale) * product;
    // The double arithmetic here errs by less than 2^-40 of its terms; 2^-20 also covers norms known to 2^-22.
    const double b = (q.error * (r + e) + q.norm * e) * (1.0 + 0x1p-20);
    const double lengths = q.norm * r;
    if constexpr (metric == ENGRAM_METRIC_COSINE) {
        // dot errs by gamma |q||r|; each inverse norm by gamma relative; the quotient by less than 2^-22.
        const double inverse = 1.0 / lengths, slack = 4.0 * q.gamma + 0x1p-19;
        return {(a - b) * inverse - slack, (a + b) * inverse + slack};
    } else if constexpr (metric == ENGRAM_METRIC_DOT) {
        const double slack = q.gamma * lengths + q.underflow + __builtin_fabs(a) * 0x1p-40;
        return {a - b - slack, a + b + slack};
    } else {
        static_assert(metric == ENGRAM_METRIC_L2_SQUARED);
        // |q - r|^2 = |q|^2 + |r|^2 - 2 q.r; each square of a difference has three more roundings than gamma counts.
        const double squares = q.norm * q.norm + r * r, reach = (q.norm + r) * (q.norm + r);
        const double slack = 2.0 * b + squares * 0x1p-19 + (q.gamma + 0x1p-21) * reach + q.underflow;
        return {squares - 2.0 * a - slack, squares - 2.0 * a + slack};
    }
}

// The same of score * multiply + add.
ENGRAM_INLINE struct engram_score_interval engram_interval_biased(struct engram_score_interval x, float multiply, float add) {
    const double m = static_cast<double>(multiply), c = static_cast<double>(add);
    const double from = (m < 0.0 ? x.high : x.low) * m + c, to = (m < 0.0 ? x.low : x.high) * m + c;
    // One rounding to float, or one that underflows, and those of this line.
    const double slack = (__builtin_fabs(from) + __builtin_fabs(to) + __builtin_fabs(c)) * 0x1p-22 + 0x1p-148;
    const double low = from - slack, high = to + slack, most = static_cast<double>(FLT_MAX);
    // A bias may take a score beyond the floats: then it is infinite, and may tie with a bar that is.
    return {low > -most ? low : -__builtin_inf(), high < most ? high : __builtin_inf()};
}

// engram_code_limits_fn of one metric.
template <engram_metric metric>
ENGRAM_INLINE void engram_code_limits(const struct engram_code_query *query, const struct engram_code_rows *rows, size_t count,
                                      double *products) {
    constexpr bool is_distance = engram_metric_traits[ENGRAM_METRIC_INDEX(metric)].is_distance;
    const struct engram_code_query q = *query;
    const float *scales = rows->scales, *errors = rows->errors, *norms = rows->norms;
    const float *multiply = rows->multiply, *add = rows->add;
    if (multiply == nullptr && add == nullptr) {
        for (size_t i = 0; i < count; ++i) {
            const auto x = engram_code_interval<metric>(q, products[i], scales[i], errors[i], norms[i]);
            products[i] = is_distance ? x.low : x.high;
        }
        return;
    }
    for (size_t i = 0; i < count; ++i) {
        const float m = multiply != nullptr ? multiply[i] : 1.0f, c = add != nullptr ? add[i] : 0.0f;
        const auto plain = engram_code_interval<metric>(q, products[i], scales[i], errors[i], norms[i]);
        const auto x = engram_interval_biased(plain, m, c);
        products[i] = is_distance ? x.low : x.high;
    }
}
