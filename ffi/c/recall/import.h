/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_IMPORT_H
#define RECALL_IMPORT_H

/* WordNet into a space file, once. */

#include "store.h"
#include "wordnet.h"

enum import_result { IMPORT_DONE, IMPORT_NO_WORDNET, IMPORT_FAILED };

/*
 * First the synsets, then the links between them, then the words, then the lexicon, in the order of WordNet's files: how
 * many of each the file holds says where to go on. Several programs may do it at once: each takes the next batch.
 */
enum import_result import_wordnet(struct store *store, const char *directory, struct fault *fault);

#endif
