/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_ASSOCIATIONS_H
#define RECALL_ASSOCIATIONS_H

/* What a synset leads to, how strong it is at first, and when it was last met: docs/recall.md has the formulas. */

#include "tokens.h"

struct association {
    uint32_t source, target; /* synsets */
    float weight;
    uint8_t relation; /* enum relation; RELATION_COUNT: the gloss of the source mentions the target */
};

struct associations {
    struct association *items; /* by source, target, relation */
    size_t count;
};

/* False when memory runs out. */
bool associations_collect(struct associations *associations, const struct wordnet *net,
                          const struct mentions *mentions);
void associations_free(struct associations *associations);

/* The type of its link in the space. */
#define MENTIONS_TYPE "mentions"
const char *association_type(const struct association *association);

/* The most tags of any synset, at least 1. */
uint32_t most_tags(const struct wordnet *net);

/* Often tagged means strong and recently met; the spread of ages comes from the identity of the synset. */
void first_strength(const struct synset *synset, uint32_t most, float *strength, uint64_t *age_seconds);

#endif
