/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_HALF_H
#define ENGRAM_KERNELS_SIMILARITY_HALF_H

/* The 16-bit float types in plain integer arithmetic: the definition that hardware conversions must equal. C-clean. */

#include "base/fma.h"

/* binary16: sign 1, exponent 5 (bias 15), fraction 10. Every value is a float; the result is exact, NaN canonical. */
ENGRAM_INLINE float engram_f16_widen(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    const uint32_t exponent = half >> 10 & 31u, fraction = half & 1023u;
    if (exponent == 31) return engram_f32_bits(fraction != 0 ? ENGRAM_NAN_BITS : sign | 0x7F800000u);
    if (exponent == 0) {
        const float magnitude = (float)fraction * 0x1p-24f; /* subnormal: exact */
        return engram_f32_bits(sign | engram_bits_f32(magnitude));
    }
    return engram_f32_bits(sign | (exponent + 112) << 23 | fraction << 13); /* 112 = 127 - 15 */
}

/* To nearest, ties to even; beyond 65504 + 16 infinity; NaN is 0x7E00. */
ENGRAM_INLINE uint16_t engram_f16_narrow(float x) {
    const uint32_t bits = engram_bits_f32(x);
    const uint32_t sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) return 0x7E00;
    if (magnitude >= 0x47800000u) return (uint16_t)(sign | 0x7C00u); /* 2^16 and above */
    if (magnitude < 0x38800000u) {
        /* Below 2^-14 halves count in steps of 2^-24: adding 0.5, whose last bit is 2^-24, rounds there. */
        const float shifted = engram_f32_bits(magnitude) + 0.5f;
        return (uint16_t)(sign | (engram_bits_f32(shifted) - 0x3F000000u));
    }
    /* Rounding may carry into the exponent, and from there to infinity, as it should. */
    const uint32_t odd = magnitude >> 13 & 1u;
    return (uint16_t)(sign | ((magnitude - (112u << 23) + 0xFFFu + odd) >> 13));
}

/* bfloat16: the upper half of a float. A NaN keeps its payload here; sums make it canonical. */
ENGRAM_INLINE float engram_bf16_widen(uint16_t half) { return engram_f32_bits((uint32_t)half << 16); }

/* To nearest, ties to even; NaN is 0x7FC0. */
ENGRAM_INLINE uint16_t engram_bf16_narrow(float x) {
    const uint32_t bits = engram_bits_f32(x);
    return (uint16_t)((bits & 0x7FFFFFFFu) > 0x7F800000u ? 0x7FC0u : (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
}

#endif
