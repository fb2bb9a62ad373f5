/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_GUARD_H
#define ENGRAM_TESTS_GUARD_H

/* Buffers between two pages that fault on any access, so that one byte too many read or written ends the test. */

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/check.h"

typedef struct guarded {
    char *pages;
    size_t bytes; /* mapped, guards included */
    void *data;   /* the buffer */
} guarded;

/* The end of the buffer touches a guard page, or its begin does. */
enum guard_side { GUARD_AFTER, GUARD_BEFORE };

static inline guarded guard_new(size_t bytes, enum guard_side side) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t inner = (bytes + page - 1) / page * page + (bytes == 0 ? page : 0);
    guarded g = {NULL, inner + 2 * page, NULL};
    g.pages = mmap(NULL, g.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(g.pages != MAP_FAILED);
    assert_int_equal(mprotect(g.pages, page, PROT_NONE), 0);
    assert_int_equal(mprotect(g.pages + page + inner, page, PROT_NONE), 0);
    g.data = side == GUARD_BEFORE ? g.pages + page : g.pages + page + inner - bytes;
    return g;
}

static inline void guard_free(guarded g) { munmap(g.pages, g.bytes); }

#endif
