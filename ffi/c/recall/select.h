/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_SELECT_H
#define RECALL_SELECT_H

/*
 * The two steps that stand between the kernels and the lists: the best k of many scores, and spreading that remembers
 * the way. They are here, apart, so that library calls can take their place.
 */

#include "base.h"
#include "cue.h"

#include <engram/activation.h>

struct ranked {
    uint32_t id;
    float score;
};

/* The k best above `floor`, score descending, then id ascending; NaN and what `left_out` marks never enter. Returns
 * how many. */
size_t select_best(const float *scores, size_t count, const uint8_t *left_out, float floor, size_t k,
                   struct ranked *best);

/* Spreads from the senses of the cue, in `hops` steps. predecessors[t] is the node that gave t the most in the step
 * that first reached it; a sense of the cue, or a node never reached, is its own. `scratch` is two arrays of
 * node_count floats. */
bool spread_with_paths(const engram_csr *graph, const struct cue *cue, uint32_t hops, float *activations,
                       float *scratch[2], uint32_t *predecessors, struct fault *fault);

#endif
