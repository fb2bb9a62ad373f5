/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DURABILITY_PAST_H
#define ENGRAM_TESTS_DURABILITY_PAST_H

/* What a history left behind after each of its operations, and whether what is found later is a prefix of it. */

#include "durability/reading.h"

enum { MOST_OPERATIONS = 512 };

struct past {
    struct reading at[MOST_OPERATIONS]; /* by the number of the journal, ascending */
    size_t count;
    uint64_t violations;
};

/* A space with the model that tests/space/model.h wants; null where it is refused, with *said filled. */
engram_space *past_open(const char *path, engram_sync sync, uint32_t flags, uint64_t interval_ns, engram_error_detail *said);
/* Keeps what the space says now; false where it is what was kept last: an operation was refused. */
int past_note(struct past *past, engram_space *space);
/* The number of the journal after the operation that follows `journal`. */
uint64_t past_next(const struct past *past, uint64_t journal);

/*
 * Opens what is at path: one of the entries from lower to upper has to be the last, and everything as it was then. With
 * goes_on, another memory is remembered and must be there when it is opened again. False, counted and told: it is not so.
 */
int past_look(struct past *past, const char *path, uint64_t lower, uint64_t upper, int goes_on, uint64_t *journal);

#endif
