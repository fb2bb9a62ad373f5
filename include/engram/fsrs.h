/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_FSRS_H
#define ENGRAM_FSRS_H

/*
 * FSRS, the free spaced repetition scheduler, over arrays of memories: retrievability, state update, interval.
 * Formulas: open-spaced-repetition/fsrs4anki, "The Algorithm"; version 6 as in the fsrs crate 6.6.
 *
 * t is the time since the last review in days (86,400 s, fractions count), S the stability in days, D the difficulty from
 * 1 to 10, G the grade: 1 again, 2 hard, 3 good, 4 easy.
 *
 *     R = (1 + f t / S)^-w20,  f = 0.9^(-1 / w20) - 1, so that R = 0.9 at t = S
 *
 * with w20 = 0.5 and f = 19/81 in versions 4.5 and 5. States are computed in double and rounded to f32 once; with the
 * default weights they are within 0.6 ULP.
 */

#include "engram/common.h"
#include "engram/decay.h"

ENGRAM_BEGIN

/* Versions of the algorithm. Since: 0.1.0 */
typedef uint32_t engram_fsrs_version;
enum {
    ENGRAM_FSRS_4_5 = 45, /* 17 weights */
    ENGRAM_FSRS_5 = 50,   /* 19 weights: same-day reviews */
    ENGRAM_FSRS_6 = 60    /* 21 weights: trainable curve */
};

/*
 * The weights w0, w1, ...; those beyond the version's count are ignored. w0 to w3 are above 0 to 100, w20 from 2^-10 to 20;
 * those that enter as a term or factor (w4, w6, w7, w11, w15, w16) are from -100 to 100, those that enter in an exponent
 * (all others) from -20 to 20. Since: 0.1.0
 */
typedef struct engram_fsrs {
    uint32_t size;               /* sizeof(engram_fsrs) */
    engram_fsrs_version version; /* which formulas */
    double weights[21];          /* w0 to w20 */
} engram_fsrs;

/* Fills in the published default weights of a version. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM. Since: 0.1.0 */
ENGRAM_API engram_status engram_fsrs_default(engram_fsrs_version version, engram_fsrs *fsrs);

/*
 * Turns the weights of version 4.5 (17), 5 (19) or 6 (21, copied) into a version 6 that behaves alike, as the fsrs crate
 * does: from 17, w4 += 2 w5, w5 = ln(1 + 3 w5) / 3, w6 += 0.5, then 0, 0; from 19, then 0, 0.5.
 *
 *   count  17, 19 or 21
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ARGUMENT for count, and for a weight outside the range of engram_fsrs, of
 * those given or of those that come out: what this call fills in, the calls below accept. Since: 0.1.0
 */
ENGRAM_API engram_status engram_fsrs_migrate(const double *weights, uint64_t count, engram_fsrs *fsrs);

/*
 * out[i] = R at row i's time since its last review. Within 0.51 ULP.
 *
 *   times        one time per row, see engram_times
 *   stabilities  S per row, finite and >= 0; a new memory, S = 0, has R = 0. out may be the same array
 *   report       null for none
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for a weight, or for a
 * stability, which the report names, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_fsrs_retrievability(const engram_fsrs *fsrs, const engram_times *times,
                                                    const float *stabilities, uint64_t count, float *out,
                                                    engram_decay_report *report);

/*
 * out[i] = min(longest, S / f * (retention^(-1 / w20) - 1)): the days after which R has fallen to the retention; not
 * rounded to whole days. Within 0.6 ULP. A new memory, S = 0, is due at once: 0.
 *
 *   retention    from 2^-100 to below 1
 *   longest      in days, above 0, infinity for no limit; 0 stands for 36,500, the limit of Anki
 *   stabilities  as in engram_fsrs_retrievability(); out may be the same array
 *
 * Errors: as engram_fsrs_retrievability(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_fsrs_interval(const engram_fsrs *fsrs, double retention, double longest,
                                              const float *stabilities, uint64_t count, float *out);

/* One review per row: the grade, the state before, and room for the state after. Since: 0.1.0 */
typedef struct engram_fsrs_reviews {
    uint32_t size;             /* sizeof(engram_fsrs_reviews) */
    uint32_t reserved;         /* 0 */
    uint64_t count;            /* rows; every array holds that many */
    const uint8_t *grades;     /* G, 1 to 4; 0 is no review: a new memory stays as it is, another is brought into its bounds */
    const float *stabilities;  /* S, finite and >= 0; 0 is a new memory, whose state comes from the grade alone */
    const float *difficulties; /* D, finite */
    float *out_stabilities;    /* S after, from 0.001 to 36500; may be stabilities, but no other overlap */
    float *out_difficulties;   /* D after, from 1 to 10; may be difficulties, but no other overlap */
} engram_fsrs_reviews;

/*
 * The state after a review, from the state before it, the time since the review before, and the grade. Formulas in
 * docs/decay.md. S is kept in [0.001, 36500] and D in [1, 10], before and after.
 *
 * From version 5 on, a review within a day of the last (t < 1) is a same-day review.
 *
 * Errors: as engram_fsrs_retrievability(); the report names the first row with a bad grade, stability or difficulty,
 * before anything is written. Since: 0.1.0
 */
ENGRAM_API engram_status engram_fsrs_review(const engram_fsrs *fsrs, const engram_times *times,
                                            const engram_fsrs_reviews *reviews, engram_decay_report *report);

ENGRAM_END

#endif
