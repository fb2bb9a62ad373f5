/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DECAY_SUPPORT_H
#define ENGRAM_TESTS_DECAY_SUPPORT_H

/* A typical curve of each form, and the forms by their textbook formulas in long double. */

#include <float.h>
#include <math.h>

#include "support/check.h"

enum { LAST_FORM = ENGRAM_CURVE_DUAL_EXPONENTIAL };

static inline engram_curve typical(engram_curve_form form) {
    engram_curve c = {.size = sizeof c, .form = form, .scale = 86400, .exponent = 0.5, .late = 259200};
    if (form == ENGRAM_CURVE_EXPONENTIAL_RATE) c.scale = 1.0 / 86400;
    if (form == ENGRAM_CURVE_STRETCHED) c.exponent = 0.8;
    c.weight = 0.4, c.threshold = 3;
    return c;
}

/* R(t), t in seconds. */
static inline long double oracle(const engram_curve *c, long double t, uint32_t accesses) {
    const long double scale = (long double)c->scale, exponent = (long double)c->exponent, late = (long double)c->late;
    switch (c->form) {
    case ENGRAM_CURVE_EXPONENTIAL_TAU: return expl(-t / scale);
    case ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE: return exp2l(-t / scale);
    case ENGRAM_CURVE_EXPONENTIAL_RATE: return expl(-t * scale);
    case ENGRAM_CURVE_POWER: return powl(1 + t / scale, -exponent);
    case ENGRAM_CURVE_POWER_RATIO: return t < scale ? 1 : powl(t / scale, -exponent);
    case ENGRAM_CURVE_HYBRID: return t < late ? expl(-t / scale) : expl(-late / scale) * powl(t / late, -exponent);
    case ENGRAM_CURVE_STRETCHED: return expl(-powl(t / scale, exponent));
    case ENGRAM_CURVE_LINEAR: return t < scale ? 1 - t / scale : 0;
    case ENGRAM_CURVE_HYPERBOLIC: return 1 / (1 + t / scale);
    case ENGRAM_CURVE_TWO_COMPONENT: return accesses < c->threshold ? expl(-t / scale) : powl(1 + t / late, -exponent);
    default: {
        const long double sum = expl(-t / scale) + (long double)c->weight * expl(-t / late);
        return sum < 1 ? sum : 1;
    }
    }
}

/* The distance of x from the exact value, in units of the last place of f32 at the exact value. */
static inline double ulps(float x, long double exact) {
    int exponent;
    frexpl(exact, &exponent);
    if (exponent < -125) exponent = -125; /* subnormals share the spacing 2^-149 */
    return (double)fabsl(((long double)x - exact) * powl(2, 24 - exponent));
}

#endif
