/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_EMBED_H
#define RECALL_EMBED_H

/* A vector for every synset, by random indexing of its words (docs/recall.md has the formula). */

#include "tokens.h"

#define EMBED_DIM 768
#define INDEX_NONZEROS 16

/* The index vector of a word: where its +1 and -1 stand. */
struct index_vector {
    uint16_t at[INDEX_NONZEROS]; /* position * 2 + (1 for -1) */
};

struct embedding {
    struct vocabulary vocabulary;
    struct tokens tokens;
    float *rarity; /* per word: log((N + 1) / (n + 1)), n synsets of N having it */
    struct index_vector *indexes;
    struct mentions *mentions; /* per synset */
};

bool embed_build(struct embedding *embedding, const struct wordnet *net, struct fault *fault);
void embed_free(struct embedding *embedding);

/* The vector of a synset, EMBED_DIM elements. */
void embed_synset(const struct embedding *embedding, const struct wordnet *net, size_t id, float *vector);

/* Adds the index vector of a word, times weight. */
void embed_add_stem(struct span stem, float weight, float *vector);

/* Adds scale * row / |row|; nothing for a row of zeros. */
void embed_add_unit(const float *row, float scale, float *vector);

#endif
