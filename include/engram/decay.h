/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_DECAY_H
#define ENGRAM_DECAY_H

/*
 * What has faded: forgetting curves over arrays of strengths and ages.
 *
 * A time constant tau divides by e, a half-life halves; half_life = tau * ln 2. Ages have no unit of their own: they
 * count in the unit of the parameter, seconds or nanoseconds as you like.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* The form of a forgetting curve, and so the meaning of its parameter. Since: 0.1.0 */
typedef uint32_t engram_curve_form;
enum {
    ENGRAM_CURVE_EXPONENTIAL_TAU = 1,      /* exp(-age / parameter) */
    ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE = 2 /* 2^(-age / parameter) */
};

/* A forgetting curve. Set size to sizeof(engram_curve); fields may be added at the end. Since: 0.1.0 */
typedef struct engram_curve {
    uint32_t size;          /* sizeof(engram_curve) */
    engram_curve_form form; /* which formula */
    double parameter;       /* tau or half-life, in the unit of the ages; finite and > 0 */
} engram_curve;

/*
 * out[i] = strengths[i] * factor(ages[i]) for i in [0, count).
 *
 *   strengths, ages  count values each; ages are u64, 0 is "now"
 *   out              count floats; may be strengths itself, must not overlap in any other way
 *
 * The factor is within 0.51 ULP of the true value for every age from 0 to 2^64 - 1, never rises with age, is
 * exactly 1 at age 0 and underflows gradually to 0. The product is rounded once. Strengths are not clamped; infinity
 * times a factor that is 0 is NaN, and a NaN comes out as 0x7FC00000.
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for a parameter that is
 * not finite and positive, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_apply(const engram_curve *curve, const float *strengths, const uint64_t *ages,
                                            size_t count, float *out);

ENGRAM_END

#endif
