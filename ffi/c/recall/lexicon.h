/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_LEXICON_H
#define RECALL_LEXICON_H

/* Every word form that a cue may be: the lemmas of all parts of speech, and the irregular forms. */

#include "embed.h"

struct lexicon {
    struct span *words; /* in the order of their bytes, each once */
    size_t count;
    struct exception *irregular; /* in the order of their forms */
    char *text; /* what was written last */
    size_t size, room;
};

bool lexicon_collect(struct lexicon *lexicon, const struct wordnet *net, struct fault *fault);
void lexicon_free(struct lexicon *lexicon);

/* Writes into `text`: the senses of one word, with the tags of each, and its stems with their rarity; every lemma with
 * all its tags. JSON objects. */
bool lexicon_write_word(struct lexicon *lexicon, const struct wordnet *net, const struct embedding *embedding,
                        size_t word, struct fault *fault);
bool lexicon_write_all(struct lexicon *lexicon, const struct wordnet *net, struct fault *fault);

/* The key of a synset, such as n:00001740; ended by a zero. */
void synset_key(const struct synset *synset, char *key);

#endif
