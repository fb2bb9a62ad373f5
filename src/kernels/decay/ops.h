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
    ENGRAM_DECAY_LINEAR,        /* max(0, 1 - t v) */
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

struct engram_decay_ops {
    engram_level level;
    engram_decay_exponential_fn *exponential;
    engram_decay_rows_fn *rows[ENGRAM_DECAY_FORM_COUNT];
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
