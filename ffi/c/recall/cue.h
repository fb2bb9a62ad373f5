/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_CUE_H
#define RECALL_CUE_H

/* What the user typed, understood as synsets. */

#include "embed.h"
#include "store.h"

#define CUE_LIMIT 200 /* bytes */
#define NEAR_WORDS 5

struct cue_sense {
    uint64_t id;
    float weight; /* how likely this meaning is; all of them sum to 1 */
};

struct cue {
    char text[CUE_LIMIT + 1]; /* lower case, single spaces */
    struct cue_sense *senses; /* most likely first */
    size_t sense_count, sense_room;
    engram_listing *records; /* of the senses, with their vectors */
    float words[EMBED_DIM];  /* the words typed, as a vector */
};

/* False, with a sentence, when the cue is too long (and `too_long` is set), memory runs out, or the file cannot be read.
 * A cue that WordNet does not know has no senses. */
bool cue_read(struct cue *cue, const struct store *store, const char *text, bool *too_long, struct fault *fault);
void cue_free(struct cue *cue);

/* The word by which the cue knows one of its synsets: its own spelling if the synset has it, else the first word. */
struct span cue_name(const struct cue *cue, const engram_record *record);

/* Known words that look like the cue, best first. They point into *lexicon, which the caller frees. */
bool cue_near_words(const struct cue *cue, const struct store *store, engram_listing **lexicon,
                    struct span near_words[NEAR_WORDS], size_t *near_count, struct fault *fault);

#endif
