/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_FSRS_MODEL_H
#define ENGRAM_TESTS_FSRS_MODEL_H

/* FSRS by the published formulas, in long double. */

#include <math.h>

#include "support/check.h"

static inline long double bound(long double x, long double low, long double high) { return x < low ? low : x > high ? high : x; }

static inline long double curve(const engram_fsrs *f, long double t, long double s) {
    const int is_6 = f->version == ENGRAM_FSRS_6;
    const long double decay = is_6 ? (long double)f->weights[20] : 0.5L;
    const long double factor = is_6 ? powl(0.9L, -1 / decay) - 1 : 19.0L / 81.0L;
    return powl(1 + factor * t / s, -decay);
}

static inline long double first_difficulty(const engram_fsrs *f, int g) {
    const double *w = f->weights;
    if (f->version == ENGRAM_FSRS_4_5) return (long double)w[4] - (g - 3) * (long double)w[5];
    return (long double)w[4] - expl((long double)w[5] * (g - 1)) + 1;
}

/* One review by the formulas of "The Algorithm". */
static inline void review(const engram_fsrs *f, long double t, int g, long double s, long double d, long double *s2, long double *d2) {
    long double w[21];
    for (int i = 0; i < 21; ++i) w[i] = (long double)f->weights[i];
    const int is_45 = f->version == ENGRAM_FSRS_4_5, is_6 = f->version == ENGRAM_FSRS_6;
    if (s == 0) {
        *s2 = bound(w[g - 1], 0.001L, 36500), *d2 = bound(first_difficulty(f, g), 1, 10);
        return;
    }
    s = bound(s, 0.001L, 36500), d = bound(d, 1, 10);
    const long double r = curve(f, t, s);
    long double next;
    if (!is_45 && t < 1) {
        long double k = expl(w[17] * (g - 3 + w[18])) * (is_6 ? powl(s, -w[19]) : 1);
        if (is_6 && g >= 2 && k < 1) k = 1;
        next = s * k;
    } else if (g == 1) {
        next = w[11] * powl(d, -w[12]) * (powl(s + 1, w[13]) - 1) * expl(w[14] * (1 - r));
        if (!is_45) next = fminl(next, s / expl(w[17] * w[18]));
    } else {
        const long double extra = g == 2 ? w[15] : g == 4 ? w[16] : 1;
        next = s * (1 + expl(w[8]) * (11 - d) * powl(s, -w[9]) * (expl(w[10] * (1 - r)) - 1) * extra);
    }
    const long double delta = -w[6] * (g - 3), moved = d + (is_45 ? delta : delta * (10 - d) / 9);
    const long double target = first_difficulty(f, is_45 ? 3 : 4);
    *s2 = bound(next, 0.001L, 36500);
    *d2 = bound(w[7] * target + (1 - w[7]) * moved, 1, 10);
}

#endif
