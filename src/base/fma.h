/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_FMA_H
#define ENGRAM_BASE_FMA_H

/* The scalar building blocks of canonical arithmetic (docs/numerics.md). C-clean. */

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"

#if FLT_EVAL_METHOD != 0
#error "extended intermediate precision breaks equal bits: build with SSE arithmetic (-msse2 -mfpmath=sse)"
#endif

ENGRAM_INLINE uint32_t engram_bits_f32(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

ENGRAM_INLINE float engram_f32_bits(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

ENGRAM_INLINE uint64_t engram_bits_f64(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

ENGRAM_INLINE double engram_f64_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Processors differ in the sign and payload of the NaN they make; results carry this one. */
#define ENGRAM_NAN_BITS 0x7FC00000u
ENGRAM_INLINE float engram_canonical_nan(float x) { return x != x ? engram_f32_bits(ENGRAM_NAN_BITS) : x; }

/*
 * a * b + c with one rounding. Without the instruction: the product is exact in double (24 + 24 <= 53 bits); the sum
 * is rounded to odd, that is, an inexact sum gets its last bit set, so that the rounding to float, 29 bits shorter,
 * sees on which side of every tie the exact value lies (Boldo and Melquiond, 2008).
 */
ENGRAM_INLINE float engram_fma_f32(float a, float b, float c) {
#if defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__aarch64__)
    return __builtin_fmaf(a, b, c);
#else
    const double product = (double)a * (double)b;
    const double addend = (double)c;
    double sum = product + addend;
    /* Knuth's TwoSum: error is exactly what the rounding of sum lost. */
    const double part = sum - product;
    const double error = (product - (sum - part)) + (addend - part);
    if (error != 0.0 && sum - sum == 0.0) {
        uint64_t bits = engram_bits_f64(sum);
        if ((bits & 1u) == 0) {
            /* One step towards the lost part: outwards when it has the sign of the sum. */
            bits = (error > 0.0) == (sum > 0.0) ? bits + 1 : bits - 1;
            sum = engram_f64_bits(bits);
        }
    }
    return (float)sum;
#endif
}

/* The same in double: libm's fma is exact on every libc, and an instruction where there is one. */
ENGRAM_INLINE double engram_fma_f64(double a, double b, double c) { return __builtin_fma(a, b, c); }

#endif
