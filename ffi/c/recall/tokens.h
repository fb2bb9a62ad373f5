/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_TOKENS_H
#define RECALL_TOKENS_H

/* The words of every synset, and the synsets its gloss speaks of. */

#include "wordnet.h"
#include "words.h"

struct tokens {
    uint32_t *words; /* numbers in the vocabulary */
    float *weights;
    uint32_t *starts;     /* per synset, and one more */
    uint32_t *lemma_ends; /* per synset: its own lemmas come first */
    size_t count, word_room, weight_room;
};

#define MENTION_LIMIT 6

/* What the rarest words of a gloss mean, taking each in its most frequent sense: lava, crust, ... of volcano. */
struct mentions {
    uint32_t synsets[MENTION_LIMIT];
    uint32_t count;
};

/* False when memory runs out. */
bool tokens_collect(struct tokens *tokens, const struct wordnet *net, struct vocabulary *vocabulary);
void tokens_free(struct tokens *tokens);

/* One struct per synset, for the caller to free; null when memory runs out. */
struct mentions *tokens_mentions(const struct tokens *tokens, const struct wordnet *net,
                                 const struct vocabulary *vocabulary, const float *rarity);

#endif
