/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_ANSWER_H
#define RECALL_ANSWER_H

/* The three lists that answer a cue. */

#include "cue.h"
#include "embed.h"
#include "memory.h"

#define LIST_LIMIT 50

struct finding {
    uint32_t synset;
    float score;
    uint32_t path[HOPS + 1]; /* from a sense of the cue to the synset; only of what came to mind */
    uint32_t path_size;
    float before, after; /* strength when last met, and now; only of what has faded */
    uint64_t age;        /* seconds */
};

struct list {
    struct finding findings[LIST_LIMIT];
    size_t size;
    double ms;
};

struct answer {
    struct list resembling, reminding, faded;
    engram_spread_info spread; /* edges touched, and whether the budget cut the spreading short */
};

/* What answering needs beside the data: allocated once, used for every cue. */
struct answerer {
    const struct wordnet *net;
    const struct embedding *embedding;
    struct memory *memory;
    float *similarity, *activation, *weighed;
    uint32_t *predecessors;
    uint8_t *left_out;
};

bool answerer_make(struct answerer *answerer, const struct wordnet *net, const struct embedding *embedding,
                   struct memory *memory, struct fault *fault);
void answerer_free(struct answerer *answerer);

/* Lists of at most `length` findings each. Strengthens the cue, what resembles it and what it brought to mind. */
bool answer_cue(struct answerer *answerer, const struct cue *cue, size_t length, struct answer *answer,
                struct fault *fault);

#endif
