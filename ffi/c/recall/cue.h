/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_CUE_H
#define RECALL_CUE_H

/* What the user typed, understood as synsets. */

#include "wordnet.h"

#define CUE_LIMIT 200 /* bytes */
#define NEAR_WORDS 5

struct cue_sense {
    uint32_t synset;
    float weight; /* how likely this meaning is; all of them sum to 1 */
};

struct cue {
    char text[CUE_LIMIT + 1]; /* lower case, single spaces */
    struct cue_sense *senses; /* most likely first */
    size_t sense_count, sense_room;
};

/* False, with a sentence, only when memory runs out or the cue is too long. A cue that WordNet does not know has no
 * senses. */
bool cue_read(struct cue *cue, const struct wordnet *net, const char *text, struct fault *fault);
void cue_free(struct cue *cue);

/* The word by which the cue knows one of its synsets: its own spelling if the synset has it, else the first word. */
struct span cue_name(const struct cue *cue, const struct wordnet *net, uint32_t synset);

/* Known words that look like the cue, best first; returns how many. */
size_t cue_near_words(const struct cue *cue, const struct wordnet *net, struct span near_words[NEAR_WORDS]);

#endif
