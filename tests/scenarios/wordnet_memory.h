/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef SCENARIO_WORDNET_MEMORY_H
#define SCENARIO_WORDNET_MEMORY_H

/* WordNet as a graph of the kernels, with a strength and an age for every synset. */

#include "embed.h"

#include <engram/activation.h>
#include <engram/decay.h>
#include <engram/graph.h>

#define HOPS 3

struct memory {
    size_t count;
    engram_graph *graph;
    engram_spread_options rule; /* how activation spreads on it */
    engram_workspace *workspace;
    float *strengths; /* when last met, in (0, 1] */
    uint64_t *ages;   /* seconds since then */
    float *current;   /* strengths after decay */
    engram_curve curve;
};

bool memory_build(struct memory *memory, const struct wordnet *net, const struct mentions *mentions,
                  double half_life_days, struct fault *fault);
void memory_free(struct memory *memory);

#endif
