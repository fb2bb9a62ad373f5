/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_WORDNET_H
#define RECALL_WORDNET_H

/*
 * WordNet 3.0 in memory. The readers work on buffers and never look past their end, so they can be run on any bytes;
 * words and glosses point into those buffers, which must outlive the struct.
 */

#include "base.h"

enum part { PART_NOUN, PART_VERB, PART_ADJECTIVE, PART_ADVERB, PART_COUNT };

/* The relations of wninput(5), both directions of a pair apart. */
enum relation {
    RELATION_ANTONYM,
    RELATION_HYPERNYM,
    RELATION_INSTANCE_HYPERNYM,
    RELATION_HYPONYM,
    RELATION_INSTANCE_HYPONYM,
    RELATION_MEMBER_HOLONYM,
    RELATION_SUBSTANCE_HOLONYM,
    RELATION_PART_HOLONYM,
    RELATION_MEMBER_MERONYM,
    RELATION_SUBSTANCE_MERONYM,
    RELATION_PART_MERONYM,
    RELATION_ATTRIBUTE,
    RELATION_DERIVATION,
    RELATION_TOPIC,
    RELATION_REGION,
    RELATION_USAGE,
    RELATION_TOPIC_MEMBER,
    RELATION_REGION_MEMBER,
    RELATION_USAGE_MEMBER,
    RELATION_ENTAILMENT,
    RELATION_CAUSE,
    RELATION_ALSO_SEE,
    RELATION_VERB_GROUP,
    RELATION_SIMILAR,
    RELATION_PARTICIPLE,
    RELATION_PERTAINYM,
    RELATION_COUNT
};

struct pointer {
    uint32_t target; /* a synset; before wordnet_link() its offset in the database */
    uint8_t part;    /* enum part of the target */
    uint8_t relation;
};

struct synset {
    uint32_t offset; /* its name in the database, unique within a part of speech */
    uint32_t line;   /* where it stands in its file */
    uint32_t first_word, word_count;
    uint32_t first_pointer, pointer_count;
    uint32_t tags; /* how often the tagged corpora use it, over all its words */
    uint8_t part;
    uint8_t topic; /* lexicographer file, 0 to 44 */
    bool indexed;
    struct span gloss;
};

/* A word as index.* lists it: lower case, underscores for spaces, its senses from the most frequent down. */
struct lemma {
    struct span text;
    uint32_t first_sense, sense_count;
    uint8_t part;
};

struct sense {
    uint32_t synset;
    uint32_t tags;
};

/* An irregular form, such as mice of mouse. */
struct exception {
    struct span form, base;
    uint8_t part;
};

struct wordnet {
    struct synset *synsets;
    struct span *words;
    struct pointer *pointers;
    struct lemma *lemmas;
    struct sense *senses;
    struct exception *exceptions;
    size_t synset_count, word_count, pointer_count, lemma_count, sense_count, exception_count;
    size_t synset_room, word_room, pointer_room, lemma_room, sense_room, exception_room;
    size_t count_lines, count_strays; /* lines of cntlist.rev; those for senses of older versions (1,056 in Debian's) */
    uint32_t *synset_slots, *lemma_slots; /* hash tables of ids + 1 */
    size_t synset_slot_count, lemma_slot_count;
};

/* Call in this order: data of every part, link, index of every part, lemmas, counts; exceptions at any time. `name`
 * is what a fault calls the file. */
bool wordnet_read_data(struct wordnet *net, enum part part, const char *name, struct span bytes, struct fault *fault);
bool wordnet_link(struct wordnet *net, const char *const names[PART_COUNT], struct fault *fault);
bool wordnet_read_index(struct wordnet *net, enum part part, const char *name, struct span bytes,
                        struct fault *fault);
bool wordnet_index_lemmas(struct wordnet *net, const char *const names[PART_COUNT], struct fault *fault);
bool wordnet_read_counts(struct wordnet *net, const char *name, struct span bytes, struct fault *fault);
bool wordnet_read_exceptions(struct wordnet *net, enum part part, const char *name, struct span bytes,
                             struct fault *fault);
void wordnet_free(struct wordnet *net);

/* Null when the word is not in WordNet as this part of speech. */
const struct lemma *wordnet_find(const struct wordnet *net, enum part part, struct span text);

#define SYNSET_NONE UINT32_MAX
uint32_t wordnet_synset_at(const struct wordnet *net, enum part part, uint32_t offset);

#endif
