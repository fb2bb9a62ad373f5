/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ARENA_ARENA_H
#define ENGRAM_ARENA_ARENA_H

/*
 * Thread-local bump allocation. Each thread has one arena, made at its first request and given back at its end: a pool
 * mapped from the system, an offset that grows, and one reset for everything. C-clean.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/common.h"

ENGRAM_INTERNAL_BEGIN

/* What happens when a request does not fit the pool. */
enum engram_arena_overflow {
    ENGRAM_ARENA_PANIC = 0,        /* a line on standard error, then abort() */
    ENGRAM_ARENA_ERROR_RETURN = 1, /* a null pointer; nothing else changes */
    ENGRAM_ARENA_FALLBACK = 2      /* a block from the system, freed on reset */
};

struct engram_arena_config {
    size_t bytes; /* of the pool */
    enum engram_arena_overflow overflow;
    int zero; /* whether a reset zeroes what was used */
};

#define ENGRAM_ARENA_MIN_BYTES ((size_t)64 << 10)
#define ENGRAM_ARENA_MAX_BYTES ((size_t)1 << 30)
#define ENGRAM_ARENA_DEFAULT_BYTES ((size_t)1 << 20)

/* The configuration for arenas created from now on; reads the environment at first use. */
struct engram_arena_config engram_arena_config_get(void);
void engram_arena_config_set(struct engram_arena_config config);

/* One variable of the environment into config. 1: taken, 0: absent, -1: refused, config keeps its value. */
int engram_arena_config_parse(const char *name, const char *value, struct engram_arena_config *config);

/* bytes from the calling thread's arena, aligned to align; null when align is no power of two or memory ran out. */
void *engram_arena_alloc(size_t bytes, size_t align);

/* Frees everything the thread's arena gave out; does and counts nothing when the thread has no arena. */
void engram_arena_reset(void);

/* Gives the thread's arena back to the system. */
void engram_arena_release(void);

struct engram_arena_totals {
    size_t resets, overflows, high_water;
};
struct engram_arena_totals engram_arena_totals_get(void);
void engram_arena_totals_clear(void);

/* os_posix.cpp: pages from the system, zeroed; null on failure. */
void *engram_os_map(size_t bytes);
void engram_os_unmap(void *pages, size_t bytes);
/* Writes one line to standard error and aborts. */
void engram_os_panic(const char *line) __attribute__((noreturn));

ENGRAM_INTERNAL_END

#endif
