/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_LEVEL_H
#define ENGRAM_BASE_LEVEL_H

/*
 * ACT-R base-level learning: how available a memory is, from the times at which it was presented (stored or used).
 * Anderson and Schooler 1991; the approximation that keeps recent presentations: Petrov 2006.
 *
 * t is in seconds whatever the unit of the times, so that a level does not depend on the clock. A presentation at
 * age 0 counts as one unit of the clock old, because t^-d has no value at 0. Sums are taken in double in the order of the
 * presentations: before the one rounding to f32, the error of a level is below 1e-10 (recent form: 6e-9 / (1 - decay)) and
 * 2^-53 for each presentation more, which a million of them brings to 2e-10. A memory without presentations has level -infinity.
 */

#include "engram/common.h"
#include "engram/decay.h"

ENGRAM_BEGIN

/*
 * levels[i] = ln sum of t_j^-decay over the presentations j of memory i, which are times->values[offsets[i]] up to
 * [offsets[i + 1]] exclusive, in any order.
 *
 *   offsets  rows + 1 values, offsets[0] = 0, not decreasing; times->values holds offsets[rows] values
 *   decay    d, above 0 to 4; ACT-R's default is 0.5
 *   levels   rows floats; must not overlap an input
 *   report   null for none; skewed counts presentations later than now
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for decay,
 * ENGRAM_ERROR_OFFSETS, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_base_level_exact(const uint64_t *offsets, uint64_t rows, const engram_times *times,
                                                 double decay, float *levels, engram_decay_report *report);

/*
 * The same from the k newest presentations and a count (Petrov 2006):
 *
 *     ln [ sum over the k kept of t_j^-d + (n - k) * (t_n^(1-d) - t_k^(1-d)) / ((1 - d) * (t_n - t_k)) ]
 *
 * t_n is the age of creation, t_k that of the oldest kept presentation (0 where none is kept). n below k counts as k;
 * where t_n <= t_k the fraction is its limit t_k^-d.
 *
 *   offsets, times  the kept presentations, as in engram_base_level_exact()
 *   counts          n for each memory
 *   creations       time of creation of each memory, in the unit and kind of times
 *   decay           d, above 0 and below 1
 *
 * Other arguments and errors as engram_base_level_exact(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_base_level_recent(const uint64_t *offsets, uint64_t rows, const engram_times *times,
                                                  const uint64_t *counts, const uint64_t *creations, double decay,
                                                  float *levels, engram_decay_report *report);

/*
 * The optimised form, for uses spread evenly over life:  levels[i] = ln(counts[i] / (1 - decay)) - decay * ln(L_i).
 *
 *   creations  one time per memory: its age L, or the timestamp of its creation
 *   counts     n for each memory; 0 gives -infinity
 *   decay      d, above 0 and below 1
 *
 * Other arguments and errors as engram_base_level_exact(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_base_level_optimized(const engram_times *creations, const uint64_t *counts, uint64_t rows,
                                                     double decay, float *levels, engram_decay_report *report);

/*
 * out[i] = 1 / (1 + e^((threshold - levels[i]) / noise)): the probability of retrieval. noise is the scale s of the
 * logistic distribution, whose variance is pi^2 s^2 / 3; pyactup's default is 0.25. Within 0.51 ULP. -infinity gives
 * 0, NaN gives NaN. out may be levels.
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ARGUMENT unless noise is from 2^-20 to 2^20 and threshold within +-2^20,
 * ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_retrieval_probability(const float *levels, uint64_t count, double threshold, double noise,
                                                      float *out);

/*
 * out[i] = factor * e^(-exponent * levels[i]): the latency of retrieval, in the unit of factor (F; ACT-R's exponent f is
 * 1 by default). Within 0.51 ULP. -infinity gives infinity, NaN gives NaN. out may be levels.
 *
 * Errors: as engram_retrieval_probability(); factor and exponent are from 2^-20 to 2^20. Since: 0.1.0
 */
ENGRAM_API engram_status engram_retrieval_latency(const float *levels, uint64_t count, double factor, double exponent,
                                                  float *out);

ENGRAM_END

#endif
