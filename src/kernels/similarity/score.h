/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_SCORE_H
#define ENGRAM_KERNELS_SIMILARITY_SCORE_H

/* From sums to a score: the scalar end of every kernel, one definition for all levels. C-clean. */

#include "base/fma.h"
#include "kernels/similarity/ops.h"

/*
 * Squared norms for which sums in f32 are trustworthy. Below 2^-80 the underflow of single squares, each up to 2^-150
 * and at most 2^32 of them, could show (2^-118 against 2^-80 is 2^-38, far below an ULP); above 2^120 a dot product
 * could overflow. NaN is outside.
 */
#define ENGRAM_NORM_LEAST 0x1p-80f
#define ENGRAM_NORM_MOST 0x1p120f
ENGRAM_INLINE int engram_norm_is_plain(float squared) {
    return squared >= ENGRAM_NORM_LEAST && squared <= ENGRAM_NORM_MOST;
}

/* 1 / sqrt(squared) in double; NaN for a norm that is not plain, which makes every quotient with it NaN. */
ENGRAM_INLINE double engram_inverse_norm(float squared) {
    return engram_norm_is_plain(squared) ? 1.0 / __builtin_sqrt((double)squared) : (double)__builtin_nanf("");
}

/*
 * dot / (|q| * |r|), three roundings in double (2^-51 together) before the one to float: a vector with itself scores
 * exactly 1, because 1 - 2^-51 rounds to 1. NaN means that a norm was not plain: see engram_cosine_unusual().
 */
ENGRAM_INLINE float engram_cosine_quotient(float dot, double query_inverse, double row_inverse) {
    const double score = (double)dot * (query_inverse * row_inverse);
    return (float)(score > 1.0 ? 1.0 : score < -1.0 ? -1.0 : score);
}

/* The norm rule of the original kernels. */
ENGRAM_INLINE int engram_norm_is_compat(float squared) { return squared >= 1e-30f && squared <= FLT_MAX; }

/*
 * Scores of i8 vectors from exact sums. A vector of codes c with scale s stands for s * c. Sums, given as double, are
 * integers below 2^53 for any dim that fits memory, so they are exact, as is the product of two scales. A scale of 0 stands
 * for a vector of zeros, NaN for one that is NaN; others cancel in a cosine.
 */
/* Without branches, so that a compiler can take several rows at a time; for a vector of zeros the quotient is NaN or
 * infinite and dropped. */
ENGRAM_INLINE float engram_i8_cosine(double qr, double query_inverse, double rr) {
    const double score = qr * (query_inverse * (1.0 / __builtin_sqrt(rr)));
    const double clamped = score > 1.0 ? 1.0 : score < -1.0 ? -1.0 : score;
    return rr == 0.0 || query_inverse == 0.0 ? 0.0f : (float)clamped;
}

/* 0 stands for a vector of zeros. */
ENGRAM_INLINE double engram_i8_inverse_norm(int64_t squared) {
    return squared == 0 ? 0.0 : 1.0 / __builtin_sqrt((double)squared);
}

ENGRAM_INLINE float engram_i8_dot(double qr, float query_scale, float row_scale) {
    return engram_canonical_nan((float)(qr * ((double)query_scale * (double)row_scale)));
}

/* What the scales make of a cosine of codes. */
ENGRAM_INLINE float engram_i8_cosine_scaled(float cosine, float query_scale, float row_scale) {
    if (query_scale != query_scale || row_scale != row_scale) return engram_f32_bits(ENGRAM_NAN_BITS);
    return query_scale == 0.0f || row_scale == 0.0f ? 0.0f : cosine;
}

/*
 * s^2 qq + t^2 rr - 2 s t qr for scales s and t, each product and each sum with what it lost (fma; Knuth's TwoSum): where
 * the terms cancel the lost parts are all that is left. They are added without another loss for vectors of up to 2^24
 * elements, see docs/numerics/similarity.md, so this is the exact distance, rounded to double and to float.
 */
ENGRAM_INLINE float engram_i8_l2(double qr, double qq, double rr, float query_scale, float row_scale) {
    const double s = (double)query_scale, t = (double)row_scale;
    const double ss = s * s, tt = t * t, st = s * t, pair = -2.0 * qr; /* all exact */
    const double a = qq * ss, b = rr * tt, c = pair * st;
    const double sum = a + b, b_part = sum - a, sum_lost = (a - (sum - b_part)) + (b - b_part);
    const double all = sum + c, c_part = all - sum, all_lost = (sum - (all - c_part)) + (c - c_part);
    const double lost = engram_fma_f64(qq, ss, -a) + engram_fma_f64(rr, tt, -b) + engram_fma_f64(pair, st, -c);
    const double distance = all + (sum_lost + all_lost + lost);
    return engram_canonical_nan((float)(distance < 0.0 ? 0.0 : distance));
}

/* Sets of bits: the share of common members, 0 when both are empty. Counts are exact; one rounding in double, one to
 * float. */
ENGRAM_INLINE float engram_jaccard(uint64_t common, uint64_t both) {
    return both == 0 ? 0.0f : (float)((double)common / (double)both);
}

#endif
