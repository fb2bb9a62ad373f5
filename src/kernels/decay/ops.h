/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_OPS_H
#define ENGRAM_KERNELS_DECAY_OPS_H

/* The decay kernels of one level, and their contracts. C-clean. Arguments have been checked by the caller. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

/* out[i] = strengths[i] * 2^(rate * ages[i]), rate <= 0 finite; out may be strengths. */
typedef void engram_decay_exponential_fn(const float *strengths, const uint64_t *ages, size_t count, double rate,
                                         float *out);

/* The formulas; the three exponential forms of the public header are one. t in units, v = speed, u64 t to f64 first. */
enum engram_decay_form {
    ENGRAM_DECAY_EXPONENTIAL,   /* 2^-(t v) */
    ENGRAM_DECAY_POWER,         /* (1 + t v)^-exponent */
    ENGRAM_DECAY_RATIO,         /* max(1, t v)^-exponent */
    ENGRAM_DECAY_HYBRID,        /* t/late < 1: 2^-(t v); else 2^-(late v) * (t/late)^-exponent */
    ENGRAM_DECAY_STRETCHED,     /* 2^-(log2 e * (t v)^exponent) */
    ENGRAM_DECAY_LINEAR,        /* max(0, v - t) / v: exact near the end, where 1 - t / v would cancel */
    ENGRAM_DECAY_HYPERBOLIC,    /* 1 / (1 + t v) */
    ENGRAM_DECAY_TWO_COMPONENT, /* accesses < threshold: 2^-(t v); else (1 + t late)^-exponent */
    ENGRAM_DECAY_DUAL,          /* min(1, 2^-(t v) + weight * 2^-(t late)) */
    ENGRAM_DECAY_FORM_COUNT
};

/* A batch. Null pointers: strengths, scores: factor 1; pins: none; scales, exponents: the ones of the curve. */
struct engram_decay_job {
    uint32_t form;
    uint32_t is_stamps; /* times are timestamps before now, not ages */
    uint32_t is_rate;   /* v = constant * scale instead of constant / scale */
    float floor;        /* of the factor */
    const uint64_t *times;
    uint64_t now;
    const float *strengths;
    const float *scores;
    const uint64_t *pins; /* bit i of word i / 64: factor 1 */
    const float *scales;  /* per row, positive and finite */
    const float *exponents;
    const uint32_t *accesses;
    double constant; /* log2 e or 1, in the unit of the times */
    double speed;    /* v of the curve */
    double exponent;
    double asymptote; /* factor = asymptote + (1 - asymptote) * formula, left out for 0 */
    double late;      /* see the forms */
    double late_inverse;
    double weight;
    double threshold;
    float *out; /* may be strengths or scores */
};

/* Does rows [0, count); returns how many timestamps were later than now. */
typedef uint64_t engram_decay_rows_fn(const struct engram_decay_job *job, size_t count);

/*
 * The kernels below work on the buffers of a driver: counts are multiples of ENGRAM_DECAY_STEP, every row is valid.
 */
#define ENGRAM_DECAY_STEP 64

/* For presentation times: seconds[i] = max(age, 1) * unit, powers[i] = seconds[i]^exponent; returns the later ones. */
struct engram_powers_job {
    const uint64_t *times;
    uint64_t now;
    uint32_t is_stamps;
    double unit;
    double exponent;
    double *seconds;
    double *powers;
};
typedef uint64_t engram_powers_fn(const struct engram_powers_job *job, size_t count);

/* out[i] = ln(x[i]), x 0 or positive and normal; ln(0) = -infinity. */
typedef void engram_logarithms_fn(const double *x, size_t count, float *out);

/* out[i] = offset + scale * 2^(slope * (x[i] - center)), or its reciprocal; NaN stays NaN. */
struct engram_exponentials_job {
    const float *x;
    double slope, center, scale, offset;
    uint32_t is_reciprocal;
    float *out;
};
typedef void engram_exponentials_fn(const struct engram_exponentials_job *job, size_t count);

/* The state of a memory in FSRS stays within these, as in the fsrs crate. */
#define ENGRAM_FSRS_S_MIN 0.001
#define ENGRAM_FSRS_S_MAX 36500.0
#define ENGRAM_FSRS_D_MIN 1.0
#define ENGRAM_FSRS_D_MAX 10.0

/* A review in FSRS; what depends on the grade only comes per row, the formula is in reference/fsrs.inl. */
struct engram_fsrs_job {
    const uint64_t *times;
    uint64_t now;
    uint32_t is_stamps;
    const float *stability, *difficulty;
    const double *initial_stability, *initial_difficulty; /* of a new memory */
    const double *success;                                /* e^w8 and the factor for hard or easy */
    const double *delta;                                  /* -w6 (G - 3) */
    const double *short_term, *least;                     /* e^(w17 (G - 3 + w18)), and its lower bound with S^-w19 */
    const double *is_again;                               /* 1 for G = 1, else 0 */
    double days;                                          /* per unit of the times */
    double factor, decay;                                 /* f and w20 */
    double w7, w9, w10, w11, w12, w13, w14, w19;          /* w10 and w14 times log2 e */
    double relearn;                                       /* e^-(w17 w18), the bound of a failure; huge for none */
    double damping, damping_slope;                        /* delta is multiplied with damping - damping_slope * D */
    double target;                                        /* of the mean reversion of D */
    double same_day;                                      /* t below it is a same-day review; 0 for never */
    float *out_stability, *out_difficulty;
};
typedef uint64_t engram_fsrs_fn(const struct engram_fsrs_job *job, size_t count);

/* out[i] = clamp(fma(min(g, 1), 1 - w, w)), g = fma(slope, x, base); x null for 1; NaN in w or x gives NaN. */
struct engram_gains_job {
    const float *weights, *x;
    float slope, base, low, high;
    float *out;
};
typedef void engram_gains_fn(const struct engram_gains_job *job, size_t count);

/* out[i] = clamp(fma(rate, fma(-(b b), w, a b), w)) where a and b reach the threshold, else w. */
struct engram_oja_job {
    const float *weights, *a, *b;
    float rate, threshold, low, high;
    float *out;
};
typedef void engram_oja_fn(const struct engram_oja_job *job, size_t count);

struct engram_decay_ops {
    engram_level level;
    engram_decay_exponential_fn *exponential;
    engram_decay_rows_fn *rows[ENGRAM_DECAY_FORM_COUNT];
    engram_powers_fn *powers;
    engram_logarithms_fn *logarithms;
    engram_exponentials_fn *exponentials;
    engram_fsrs_fn *fsrs;
    engram_gains_fn *gains;
    engram_oja_fn *oja;
};

extern const struct engram_decay_ops engram_decay_scalar;
extern const struct engram_decay_ops engram_decay_avx2;
extern const struct engram_decay_ops engram_decay_avx512;
extern const struct engram_decay_ops engram_decay_neon;

/* The table of a level that is built in, and the one in force. */
const struct engram_decay_ops *engram_decay_table(engram_level level);
const struct engram_decay_ops *engram_decay_active(void);

ENGRAM_INTERNAL_END

#endif
