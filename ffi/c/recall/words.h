/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_WORDS_H
#define RECALL_WORDS_H

/* English text as a list of stems, and a vocabulary that numbers them. */

#include "base.h"

#define STEM_ROOM 48

struct stem {
    char text[STEM_ROOM];
    size_t size;
};

/* Takes the next word worth counting from the front of `rest`: letters and digits, lower case, stop words and single
 * characters left out, common endings removed. `quoted` turns over at every quotation mark. */
bool next_stem(struct span *rest, struct stem *stem, bool *quoted);

struct vocabulary {
    char *texts; /* the stems, one after the other */
    uint32_t *starts;
    uint32_t *slots; /* hash table of ids + 1 */
    size_t count, text_size, text_room, start_room, slot_count;
};

#define WORD_NONE UINT32_MAX

bool vocabulary_add(struct vocabulary *vocabulary, struct span stem, uint32_t *id);
uint32_t vocabulary_find(const struct vocabulary *vocabulary, struct span stem);
struct span vocabulary_text(const struct vocabulary *vocabulary, uint32_t id);
void vocabulary_free(struct vocabulary *vocabulary);

#endif
