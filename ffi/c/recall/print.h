/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_PRINT_H
#define RECALL_PRINT_H

#include "answer.h"

struct printer {
    bool json, times;
    bool bold;    /* the terminal understands it */
    size_t width; /* columns */
};

void print_load_text(const struct printer *printer, const engram_space_info *info, double ms);

/* `answer` is null when WordNet does not have the cue; then come the words near it. */
void print_answer_text(const struct printer *printer, const struct cue *cue, const struct answer *answer,
                       const struct span *near_words, size_t near_count);
void print_answer_json(const struct printer *printer, const struct cue *cue, const struct answer *answer,
                       const struct span *near_words, size_t near_count);

#endif
