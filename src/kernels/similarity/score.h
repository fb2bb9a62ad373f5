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

/* high + low, two doubles that do not overlap: about 106 bits. */
struct engram_two {
    double high, low;
};

/* a * b, exact. */
ENGRAM_INLINE struct engram_two engram_two_product(double a, double b) {
    const double product = a * b;
    const struct engram_two two = {product, engram_fma_f64(a, b, -product)};
    return two;
}

/* Error below 2^-104 of the exact sum, also where a and b cancel (Joldes, Muller and Popescu, 2017, algorithm 6). */
ENGRAM_INLINE struct engram_two engram_two_sum(struct engram_two a, struct engram_two b) {
    const double s = a.high + b.high, s_part = s - a.high, s_low = (a.high - (s - s_part)) + (b.high - s_part);
    const double t = a.low + b.low, t_part = t - a.low, t_low = (a.low - (t - t_part)) + (b.low - t_part);
    const double c = s_low + t, v = s + c, w = t_low + (c - (v - s)), high = v + w;
    const struct engram_two two = {high, w - (high - v)};
    return two;
}

/*
 * s^2 qq + t^2 rr - 2 s t qr. With equal scales the sum is an exact integer. With others it cancels: two vectors that differ
 * may agree in all but 2^-62 of their squares (s c and t d are products of 24 and 8 bits, whose difference is no less than
 * 2^-31 of them), so that the three products, exact in two doubles, and their sums with 2^-104 leave 2^-42 relative.
 */
ENGRAM_INLINE float engram_i8_l2(double qr, double qq, double rr, float query_scale, float row_scale) {
    const double s = (double)query_scale, t = (double)row_scale;
    if (s == t) return engram_canonical_nan((float)((qq + rr - 2.0 * qr) * (s * t)));
    const struct engram_two squares = engram_two_sum(engram_two_product(qq, s * s), engram_two_product(rr, t * t));
    const double distance = engram_two_sum(squares, engram_two_product(-2.0 * qr, s * t)).high;
    return engram_canonical_nan((float)(distance < 0.0 ? 0.0 : distance));
}

/* Sets of bits: the share of common members, 0 when both are empty. Counts are exact; one rounding in double, one to
 * float. */
ENGRAM_INLINE float engram_jaccard(uint64_t common, uint64_t both) {
    return both == 0 ? 0.0f : (float)((double)common / (double)both);
}

#endif
