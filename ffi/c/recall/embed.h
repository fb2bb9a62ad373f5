/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_EMBED_H
#define RECALL_EMBED_H

/* A vector for every synset, by random indexing of its words (docs/recall.md has the formula). */

#include "tokens.h"

#include <engram/similarity.h>

#define EMBED_DIM 768
#define INDEX_NONZEROS 16

/* The index vector of a word: where its +1 and -1 stand. */
struct index_vector {
    uint16_t at[INDEX_NONZEROS]; /* position * 2 + (1 for -1) */
};

struct embedding {
    struct vocabulary vocabulary;
    float *rarity; /* per word: log((N + 1) / (n + 1)), n synsets of N having it */
    struct index_vector *indexes;
    struct mentions *mentions; /* per synset */
    float *rows; /* synset_count rows of EMBED_DIM */
    size_t row_bytes;
    engram_rows matrix;
    double ms; /* what building took */
};

bool embed_build(struct embedding *embedding, const struct wordnet *net, struct fault *fault);
void embed_free(struct embedding *embedding);

/* Adds the words of a text, each with weight times its rarity; words that WordNet does not use add nothing. */
void embed_add_text(const struct embedding *embedding, struct span text, float weight, float *vector);

/* Adds scale * row / |row|; nothing for a row of zeros. */
void embed_add_unit(const float *row, float scale, float *vector);

#endif
