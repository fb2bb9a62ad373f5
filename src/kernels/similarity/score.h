/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_SCORE_H
#define ENGRAM_KERNELS_SIMILARITY_SCORE_H

/* From sums to a score: the scalar end of every cosine, one definition for all levels. C-clean. */

#include "base/fma.h"
#include "kernels/similarity/ops.h"

/*
 * Squared norms for which sums in f32 are trustworthy. Below 2^-80 the underflow of single squares, each up to 2^-150
 * and at most 2^32 of them, could show (2^-118 against 2^-80 is 2^-38, far below an ULP); above 2^120 a dot product
 * could overflow. NaN is outside.
 */
ENGRAM_INLINE int engram_norm_is_plain(float squared) { return squared >= 0x1p-80f && squared <= 0x1p120f; }

/* dot / sqrt(qq * rr) with the quotient in double: the product of two floats is exact there, and so is its root when
 * both norms are equal, which makes the cosine of a vector with itself exactly 1. */
ENGRAM_INLINE float engram_cosine_quotient(float dot, float qq, float rr) {
    const double score = (double)dot / __builtin_sqrt((double)qq * (double)rr);
    return (float)(score > 1.0 ? 1.0 : score < -1.0 ? -1.0 : score);
}

/* The norm rule of the original kernels. */
ENGRAM_INLINE int engram_norm_is_compat(float squared) { return squared >= 1e-30f && squared <= FLT_MAX; }

ENGRAM_INLINE float engram_cosine_finish(float dot, float qq, float rr, const float *query, const float *row, size_t dim,
                                         enum engram_cosine_rule rule) {
    if (ENGRAM_LIKELY(engram_norm_is_plain(qq) && engram_norm_is_plain(rr))) return engram_cosine_quotient(dot, qq, rr);
    if (rule == ENGRAM_COSINE_SCALED) return engram_cosine_f32_scaled(query, row, dim);
    if (!engram_norm_is_compat(qq) || !engram_norm_is_compat(rr)) return 0.0f;
    const float score = engram_cosine_quotient(dot, qq, rr);
    return score == score ? score : 0.0f;
}

#endif
