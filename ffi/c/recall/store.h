/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_STORE_H
#define RECALL_STORE_H

/* The space file: where it is, how it is opened, and how the program's texts lie in it. docs/recall.md has the layout. */

#include "base.h"

#include <engram/recall.h>

#define LEXICON_KEY "lexicon" /* the last memory of an import: every word with its number of tags */
#define SYNSET_KEY_ROOM 16
#define WORD_KEY_PREFIX "w:"

struct store {
    char *path;
    engram_space *space;
    int64_t imported; /* when WordNet was read, in nanoseconds since 1970; 0: not to its end */
};

/* Opens the file, or makes it; null stands for wordnet-3.0.engram in the user's folder of caches. */
bool store_open(struct store *store, const char *path, struct fault *fault);
/* Opens it anew with everything that recall needs in memory. */
bool store_load(struct store *store, struct fault *fault);
bool store_find_import(struct store *store, struct fault *fault);
void store_close(struct store *store);

/* An error of the engine, as a sentence about the file. Returns false. */
bool store_fault(const struct store *store, const engram_error_detail *error, struct fault *fault);

engram_text text_of(struct span span);
struct span span_of(engram_text text);

/* The text of a synset is its words, "; " between them, a line feed, and its gloss. */
bool next_word(struct span *words, struct span *word);
struct span words_of(const engram_record *record);
struct span gloss_of(const engram_record *record);

/* Metadata of words and of the lexicon: a JSON object of names and numbers, as import.c writes it. */
struct span object_named(struct span metadata, const char *name);
bool next_pair(struct span *object, struct span *name, double *number);

#endif
