/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_SELECT_H
#define RECALL_SELECT_H

/* The two steps between the kernels and the lists: the best k of scores at hand, and a spread laid out by node. */

#include "base.h"
#include "cue.h"
#include "memory.h"

struct ranked {
    uint32_t id;
    float score;
};

/* The k best above `floor`, score descending, then id ascending; NaN and what `left_out` marks never enter. Returns
 * how many. */
size_t select_best(const float *scores, size_t count, const uint8_t *left_out, float floor, size_t k,
                   struct ranked *best);

/* Spreads from the senses of the cue over at most HOPS hops and SPREAD_BUDGET edges. activations and predecessors have an
 * entry for each node: predecessors[t] is where the strongest arrival at t came from; a sense of the cue, or a node never
 * reached, is its own. *info says what was done, and whether the budget cut it short. */
bool spread_with_paths(const struct memory *memory, const struct cue *cue, float *activations, uint32_t *predecessors,
                       engram_spread_info *info, struct fault *fault);

#endif
