/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_MORPHOLOGY_H
#define RECALL_MORPHOLOGY_H

/* From an inflected word to its lemma, with the rules of morphy(7): exceptions first, then endings. */

#include "wordnet.h"

/* Null when neither the word nor a base form of it is in WordNet as this part of speech. */
const struct lemma *find_lemma(const struct wordnet *net, enum part part, struct span word);

#endif
