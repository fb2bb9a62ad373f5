/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_MORPHOLOGY_H
#define RECALL_MORPHOLOGY_H

/* From an inflected word to its lemma, with the rules of morphy(7). The exceptions are words of the space themselves. */

#include "base.h"

#define FORM_ROOM 256

/* Part of speech of a rule, as the letter that begins the keys of its synsets, and the base form that it makes of the
 * word; false where the word does not end so. */
#define RULE_COUNT 20
bool apply_rule(size_t rule, struct span word, char *part, char base[FORM_ROOM], size_t *size);

#endif
