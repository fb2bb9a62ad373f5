/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DURABILITY_READING_H
#define ENGRAM_TESTS_DURABILITY_READING_H

/* Everything that a space says, as one number: equal where two spaces hold the same. */

#include "space/support.h"

/* Folders of tests lie in memory where that is possible: what matters is asked of the VFS, and syncs would only cost time. */
static inline void place_in_memory(void) {
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0);
}

struct reading {
    uint64_t all;      /* of what follows, and of all links, keys and answers */
    uint64_t contents; /* texts and vectors by id, in their order */
    uint64_t memories, journal;
};

/* The status of the first call that is refused, with *why filled. */
engram_status read_everything(engram_space *space, struct reading *what, engram_error_detail *why);

/* Texts and vectors by id: of one moment, or of several. */
struct content {
    uint64_t id, hash;
};
struct contents {
    struct content items[4096];
    uint64_t count;
};
void contents_read(engram_space *space, struct contents *now);
void contents_add(struct contents *all, const struct contents *more);
/* Whether every memory that can be read is one of them; what is refused is right. */
int contents_agree(engram_space *space, const struct contents *all);

#endif
