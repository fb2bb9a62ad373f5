/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_REINFORCE_H
#define ENGRAM_REINFORCE_H

/*
 * What has been strengthened: gains that saturate, Hebbian links between memories that are active together, and a
 * boost that grows with the spacing of recalls. All arithmetic is in f32 with the fused steps that each formula shows,
 * so results are the same on every instruction set.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* Where results are held: low < high, both finite. Since: 0.1.0 */
typedef struct engram_bounds {
    float low;
    float high;
} engram_bounds;

/*
 * out[i] = clamp(w + g * (1 - w)),  g = min(1, rate * gains[i]): each use closes the same part of the gap to 1 (shodh: rate 0.1
 * plus a tier's boost; OpenMemory: 0.18). Computed as fma(g, 1 - w, w).
 *
 *   weights  count values w; out may be the same array
 *   gains    one factor per row, such as a score; null for 1
 *   rate     0 to 1; 0 only brings the weights into the bounds
 *   bounds   of the result; NaN stays NaN
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ARGUMENT, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_reinforce_saturating(const float *weights, const float *gains, uint64_t count, float rate,
                                                     engram_bounds bounds, float *out);

/*
 * Saturating reinforcement by recall, worth more the further a memory had faded:
 *     g = rate * (1 + (spacing - 1) * (1 - retentions[i])),  out[i] = clamp(fma(min(g, 1), 1 - w, w))
 * g is computed as fma(-(rate * (spacing - 1)), retention, rate * spacing).
 * A recall at once (retention 1) gains `rate`, one of an almost forgotten memory `spacing` times that (engram: 2.5).
 *
 *   retentions  what was left at the recall, as from engram_decay_factors(), 0 to 1
 *   spacing     finite, 1 to 1000
 *
 * Other arguments and errors as engram_reinforce_saturating(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_reinforce_spaced(const float *weights, const float *retentions, uint64_t count, float rate,
                                                 float spacing, engram_bounds bounds, float *out);

/* How engram_reinforce_oja() works. Since: 0.1.0 */
typedef struct engram_oja_options {
    uint32_t size;            /* sizeof(engram_oja_options) */
    float rate;               /* 0 to 1 */
    float threshold;          /* finite; both ends of a pair must be as active. 0 lets every pair learn that is not inhibited */
    engram_bounds bounds;     /* of the weights that learn */
    uint32_t reserved;        /* 0 */
    uint64_t nodes;           /* how many memories there are */
    const float *activations; /* `nodes` values */
} engram_oja_options;

/*
 * Oja's rule on pairs of memories:  w += rate * (a_i a_j - a_j^2 w), then clamped, where a_i and a_j are the activations
 * of the two ends. Pairs with an activation below `threshold` at either end, or NaN, keep their weight as it is.
 * Computed as fma(rate, fma(-(a_j * a_j), w, a_i * a_j), w). floop: rate 0.05, threshold 0.3, bounds 0.01 to 0.95.
 *
 *   weights  count values w; out may be the same array
 *   sources  i per pair, targets: j per pair; both below options->nodes
 *   updated  how many pairs were changed by the rule; null if not wanted
 *
 * Errors: as engram_reinforce_saturating(); ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ARGUMENT also where an index is not below
 * nodes, before anything is written. Since: 0.1.0
 */
ENGRAM_API engram_status engram_reinforce_oja(const engram_oja_options *options, const float *weights,
                                              const uint32_t *sources, const uint32_t *targets, uint64_t count,
                                              float *out, uint64_t *updated);

ENGRAM_END

#endif
