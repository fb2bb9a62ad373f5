/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_MEMORY_H
#define RECALL_MEMORY_H

/* Every synset as a memory: what it leads to, how strong it is, and when it was last met. docs/recall.md has the
 * formulas and the reasons. */

#include "tokens.h"

#include <engram/activation.h>
#include <engram/decay.h>
#include <engram/graph.h>

#define SECONDS_PER_DAY 86400u
#define HOPS 3
/* More than three hops from every sense of any word need: a bound on the time of an answer, not on its content. */
#define SPREAD_BUDGET 4000000u

struct memory {
    size_t count;
    engram_graph *graph;
    engram_spread_options rule; /* how activation spreads on it */
    engram_workspace *workspace;
    engram_activated *activated; /* room for what a spread reaches */
    float *strengths; /* when last met, in (0, 1] */
    uint64_t *ages;   /* seconds since then */
    float *current;   /* strengths after decay: what memory_decay() wrote last */
    engram_curve curve;
    double ms; /* what building took */
};

/* How much of an activation a relation passes on, before hubs are damped. */
float memory_relation_weight(enum relation relation);

bool memory_build(struct memory *memory, const struct wordnet *net, const struct mentions *mentions, uint32_t days,
                  double half_life_days, struct fault *fault);
void memory_free(struct memory *memory);

/* Brings `current` up to date. */
bool memory_decay(struct memory *memory, struct fault *fault);

/* A memory that is recalled becomes stronger, and young again. */
void memory_strengthen(struct memory *memory, uint32_t id);

#endif
