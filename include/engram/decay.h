/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_DECAY_H
#define ENGRAM_DECAY_H

/*
 * What has faded: forgetting curves over arrays of strengths and times.
 *
 * A time constant tau divides by e, a half-life halves; half_life = tau * ln 2. All parameters of a curve are in seconds;
 * times are u64 in a unit of their own, so that a preset serves clocks of seconds and of nanoseconds alike.
 *
 * Accuracy. The factor of an exponential is within 0.51 ULP of the true value for every age from 0 to 2^64 - 1 and never
 * rises with age. The other curves are within 0.51 ULP, but the stretched one within 0.6 ULP, and the linear one near its
 * end within 2^-51. At age 0 every factor is exactly 1. Factors underflow gradually to 0. docs/numerics/decay.md has the
 * derivation and the sweeps.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/*
 * The form of a forgetting curve: the fraction R left after t seconds. Asymptote and floor apply to every form:
 * factor = max(floor, asymptote + (1 - asymptote) * R(t)). Since: 0.1.0
 */
typedef uint32_t engram_curve_form;
enum {
    ENGRAM_CURVE_EXPONENTIAL_TAU = 1,       /* e^(-t / scale) */
    ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE = 2, /* 2^(-t / scale) */
    ENGRAM_CURVE_EXPONENTIAL_RATE = 3,      /* e^(-scale * t), scale is per second */
    ENGRAM_CURVE_POWER = 4,                 /* (1 + t / scale)^-exponent */
    ENGRAM_CURVE_POWER_RATIO = 5,           /* max(1, t / scale)^-exponent: nothing is lost before t = scale */
    ENGRAM_CURVE_HYBRID = 6,         /* t < late: e^(-t / scale), then e^(-late / scale) * (t / late)^-exponent (Wixted) */
    ENGRAM_CURVE_STRETCHED = 7,      /* e^(-(t / scale)^exponent), the Weibull survival function */
    ENGRAM_CURVE_LINEAR = 8,         /* max(0, 1 - t / scale) */
    ENGRAM_CURVE_HYPERBOLIC = 9,     /* 1 / (1 + t / scale) */
    ENGRAM_CURVE_TWO_COMPONENT = 10, /* accesses < threshold: e^(-t / scale), else (1 + t / late)^-exponent */
    ENGRAM_CURVE_DUAL_EXPONENTIAL = 11 /* min(1, e^(-t / scale) + weight * e^(-t / late)) */
};

/*
 * A forgetting curve. Set size to sizeof(engram_curve); fields that a form does not use are ignored, and fields missing
 * in a smaller struct are 0. Ranges: scale and late are finite and > 0, and from 2^-200 to 2^200 unless the form is an
 * EXPONENTIAL; exponent from above 0 to 64; asymptote and floor from 0 to 1; weight from 0 to 2^20. Since: 0.1.0
 */
typedef struct engram_curve {
    uint32_t size;          /* sizeof(engram_curve) */
    engram_curve_form form; /* which formula */
    double scale;           /* tau, half-life, rate per second, or scale, in seconds */
    double exponent;        /* of the power and stretched forms */
    double asymptote;       /* what remains for ever; 0 for none */
    double floor;           /* the factor is never below it; 0 for none */
    double late;            /* seconds: crossover (hybrid), scale of the power (two component), slow tau (dual) */
    double weight;          /* of the slow exponential (dual) */
    uint32_t threshold;     /* accesses from which the power law holds (two component) */
    uint32_t reserved;      /* 0 */
} engram_curve;

/* Curves of known systems. Values begin at 101, so that none is one of ENGRAM_SPREAD_PRESET. Since: 0.1.0 */
typedef uint32_t engram_curve_preset_id;
enum {
    ENGRAM_CURVE_PRESET_ENGRAM_KERNEL = 101,        /* tau 86400 s: what engram_apply_decay() does */
    ENGRAM_CURVE_PRESET_ENGRAM_EXPONENTIAL = 102,   /* tau 1.96 h */
    ENGRAM_CURVE_PRESET_ENGRAM_POWER = 103,         /* (1 + hours)^-0.18 */
    ENGRAM_CURVE_PRESET_ENGRAM_NEOCORTICAL = 104,   /* (1 + days)^-0.18 */
    ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT = 105, /* tau 18 h; from 3 accesses (1 + hours)^-0.18 */
    ENGRAM_CURVE_PRESET_ENGRAM_HYBRID = 106,        /* tau 0.8 h, from 24 h exponent 0.25; continuous, unlike the original */
    ENGRAM_CURVE_PRESET_MEM0 = 107,                 /* half-life 7 days */
    ENGRAM_CURVE_PRESET_SHODH_EDGE = 108,           /* half-life 24 h */
    ENGRAM_CURVE_PRESET_SHODH_LONG_TERM = 109,      /* half-life 14 days */
    ENGRAM_CURVE_PRESET_SHODH_FACT = 110,           /* half-life 180 days */
    ENGRAM_CURVE_PRESET_SHODH_HYBRID = 111,         /* half-life 1 day, from day 3 exponent 0.5 */
    ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT = 112, /* half-life 2 days, from day 3 exponent 0.3 */
    ENGRAM_CURVE_PRESET_OPENMEMORY_EPISODIC = 113,    /* rate 0.015 per day */
    ENGRAM_CURVE_PRESET_OPENMEMORY_SEMANTIC = 114,    /* rate 0.005 per day */
    ENGRAM_CURVE_PRESET_OPENMEMORY_PROCEDURAL = 115,  /* rate 0.008 per day */
    ENGRAM_CURVE_PRESET_OPENMEMORY_EMOTIONAL = 116,   /* rate 0.020 per day */
    ENGRAM_CURVE_PRESET_OPENMEMORY_REFLECTIVE = 117,  /* rate 0.001 per day */
    ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL = 118,        /* rates 0.015 and 0.002 per day, the slow one with weight 0.4 */
    ENGRAM_CURVE_PRESET_KIROCREW = 119,               /* rate 0.03 per day */
    ENGRAM_CURVE_PRESET_SPECTOR = 120,                /* (t / 30 min)^-0.15, floor 0.10 */
    ENGRAM_CURVE_PRESET_SPECTOR_SLOW = 121,           /* (t / 30 min)^-0.08, floor 0.15 */
    ENGRAM_CURVE_PRESET_SPECTOR_FAST = 122,           /* (t / 30 min)^-0.30, floor 0.05 */
    ENGRAM_CURVE_PRESET_PERFECTMAN = 123,             /* 0.10 + 0.90 * (1 + days)^-0.18 */
    ENGRAM_CURVE_PRESET_POWERCONTEXT = 124            /* linear, 0 after 10 days */
};

/* Fills *curve, size included. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM. Since: 0.1.0 */
ENGRAM_API engram_status engram_curve_preset(engram_curve_preset_id preset, engram_curve *curve);

/* The unit of u64 times. Since: 0.1.0 */
typedef uint32_t engram_time_unit;
enum {
    ENGRAM_TIME_SECONDS = 0,      /* 1 s */
    ENGRAM_TIME_MILLISECONDS = 1, /* 10^-3 s */
    ENGRAM_TIME_MICROSECONDS = 2, /* 10^-6 s */
    ENGRAM_TIME_NANOSECONDS = 3   /* 10^-9 s */
};

/* What u64 times mean: ages, or points on a clock before now. Since: 0.1.0 */
typedef uint32_t engram_time_kind;
enum {
    ENGRAM_TIMES_AGES = 0,  /* time since the event */
    ENGRAM_TIMES_STAMPS = 1 /* time of the event, on the clock of `now` */
};

/*
 * One time per row. Of a timestamp t the age is now - t; a timestamp later than now, from a clock that stepped back,
 * counts as age 0 and is counted in the report. now is an argument: nothing here reads a clock. Since: 0.1.0
 */
typedef struct engram_times {
    uint32_t size;          /* sizeof(engram_times) */
    engram_time_unit unit;  /* of values and now */
    const uint64_t *values; /* ages or timestamps, one per row */
    engram_time_kind kind;  /* which of the two */
    uint32_t reserved;      /* 0 */
    uint64_t now;           /* the present, for timestamps; 0 for ages, where it would say nothing */
} engram_times;

/*
 * What differs from row to row; null for "as the curve says", and a null pointer to the struct for all of it. A row's
 * parameter gives the same bits as the same value in the curve. Since: 0.1.0
 */
typedef struct engram_decay_options {
    uint32_t size;            /* sizeof(engram_decay_options) */
    uint32_t reserved;        /* 0 */
    const float *scales;      /* in place of curve.scale */
    const float *exponents;   /* in place of curve.exponent, and like it ignored by forms that have none */
    const uint32_t *accesses; /* use counts; required by the two-component form, ignored by others */
    const uint64_t *pins;     /* bit i % 64 of word i / 64 set: row i keeps factor 1 */
} engram_decay_options;

/* What a batch met. Set size; the call fills in the rest, after an error too. Since: 0.1.0 */
typedef struct engram_decay_report {
    uint32_t size;     /* sizeof(engram_decay_report) */
    uint32_t reserved; /* left alone */
    uint64_t skewed;   /* timestamps later than now */
    uint64_t bad_row;  /* first row whose scale or exponent is out of range (ENGRAM_ERROR_ARGUMENT); else UINT64_MAX */
} engram_decay_report;

/*
 * out[i] = strengths[i] * factor(ages[i]) for i in [0, count), ages in seconds: the short form of engram_decay_batch().
 *
 *   strengths, ages  count values each; ages are u64, 0 is "now"
 *   out              count floats; may be strengths itself, must not overlap in any other way
 *
 * The product is rounded once. Strengths are not clamped, negative ones are scaled; infinity times a factor that is
 * 0 is NaN, and a NaN comes out as 0x7FC00000.
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for a parameter of the
 * curve outside its range, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_apply(const engram_curve *curve, const float *strengths, const uint64_t *ages,
                                            uint64_t count, float *out);

/*
 * out[i] = strengths[i] * factor(row i), with everything: units, timestamps, parameters per row, pins, a report.
 *
 *   times    required; times->values holds count values
 *   options  null for none; its arrays hold count values each, pins (count + 63) / 64 words
 *   out      as in engram_decay_apply(); must not overlap any array but strengths
 *   report   null for none
 *
 * Errors: as engram_decay_apply(); ENGRAM_ERROR_ARGUMENT also for a row's parameter, before anything is written: the
 * report names the row. ENGRAM_ERROR_NULL also where the two-component form lacks accesses. Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_batch(const engram_curve *curve, const engram_times *times,
                                            const engram_decay_options *options, const float *strengths, uint64_t count,
                                            float *out, engram_decay_report *report);

/*
 * factors[i] = factor(row i): retention as of times->now, with no stored strength read or changed. factors may serve as
 * the multiplicative bias of a similarity top-k. Arguments and errors as engram_decay_batch(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_factors(const engram_curve *curve, const engram_times *times,
                                              const engram_decay_options *options, uint64_t count, float *factors,
                                              engram_decay_report *report);

/*
 * out[i] = scores[i] * (strengths[i] * factor(row i)), or scores[i] * factor(row i) where strengths is null: what
 * engram_decay_batch() would store goes straight into the scores, with the same roundings, and no strength is changed.
 * out may be scores; it must overlap nothing else. Other arguments and errors as engram_decay_batch(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_scores(const engram_curve *curve, const engram_times *times,
                                             const engram_decay_options *options, const float *strengths,
                                             const float *scores, uint64_t count, float *out,
                                             engram_decay_report *report);

/* A row that decay took below a threshold, and by which factor. Since: 0.1.0 */
typedef struct engram_suppressed {
    uint64_t row;
    float before; /* strengths[row] */
    float factor; /* before * factor, rounded, is below the threshold */
} engram_suppressed;

/*
 * The rows that were found. The call fills in total, and of rows the first min(total, capacity). Since: 0.1.0
 */
typedef struct engram_suppressed_rows {
    uint32_t size;           /* sizeof(engram_suppressed_rows) */
    uint32_t reserved;       /* 0 */
    engram_suppressed *rows; /* room for `capacity` entries; may be null when capacity is 0; must not overlap an input */
    uint64_t capacity;
    uint64_t total; /* how many there are */
} engram_suppressed_rows;

/*
 * Reports every row with strengths[i] >= threshold and strengths[i] * factor(row i) < threshold, rows ascending: what
 * would have been recalled had it not faded. NaN strengths are never among them.
 *
 *   threshold  finite and > 0
 *   found      the rows
 *
 * Errors: as engram_decay_batch(); ENGRAM_ERROR_ARGUMENT for the threshold. Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_suppressed(const engram_curve *curve, const engram_times *times,
                                                 const engram_decay_options *options, const float *strengths,
                                                 uint64_t count, float threshold, engram_suppressed_rows *found);

/*
 * The inverse: ages[i] is the age, in `unit`, at which row i falls below the target: strengths[i] * factor(ages[i]) <
 * target, and at ages[i] - 1 it is not, by the very bits that engram_decay_batch() computes. 0 where the row starts
 * below, UINT64_MAX where it never falls below: pinned rows, floors and asymptotes above the target, NaN.
 *
 *   strengths  null for 1, so that target is a retention
 *   target     finite and > 0
 *   ages       count values; must not overlap any input
 *
 * Works for every form, by bisection over all 2^64 ages. Errors: as engram_decay_batch(); ENGRAM_ERROR_ARGUMENT for
 * the target. Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_ages_at(const engram_curve *curve, engram_time_unit unit,
                                              const engram_decay_options *options, const float *strengths,
                                              uint64_t count, float target, uint64_t *ages);

/*
 * The next row to fall below a threshold: among rows with strengths[i] * factor(row i) >= threshold now, the one with the
 * fewest units of time left, the lower row where they tie.
 *
 *   strengths  null for 1
 *   row, left  the row, and the time from now until it falls below; both UINT64_MAX where none ever will. Neither may
 *              overlap anything
 *
 * Errors: as engram_decay_ages_at(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_decay_next(const engram_curve *curve, const engram_times *times,
                                           const engram_decay_options *options, const float *strengths, uint64_t count,
                                           float threshold, uint64_t *row, uint64_t *left);

ENGRAM_END

#endif
