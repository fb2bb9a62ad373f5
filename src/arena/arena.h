/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ARENA_ARENA_H
#define ENGRAM_ARENA_ARENA_H

/* The arena as the rest of the library sees it: configuration, scratch for kernels, sums. C-clean. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/arena.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_ARENA_MIN_BYTES ((size_t)64 << 10)
#define ENGRAM_ARENA_MAX_BYTES ((size_t)1 << 30)
#define ENGRAM_ARENA_DEFAULT_BYTES ((size_t)1 << 20)

/* Where a value of the configuration comes from. */
enum engram_arena_source {
    ENGRAM_ARENA_FROM_DEFAULT = 0,
    ENGRAM_ARENA_FROM_ENVIRONMENT = 1,
    ENGRAM_ARENA_FROM_API = 2,
    ENGRAM_ARENA_REFUSED = 3 /* the default, because the environment has a value that is none */
};

/* The variables are ENGRAM_SETTING_ARENA_SIZE and those that follow it, in the order of their sources. */
enum { ENGRAM_ARENA_VARIABLES = 4 };

struct engram_arena_config {
    size_t bytes; /* of the pool */
    engram_arena_overflow overflow;
    int zero; /* whether a reset zeroes what was used */
    int huge; /* whether to ask for huge pages */
    uint8_t source[ENGRAM_ARENA_VARIABLES];
};

/* The configuration for arenas created from now on; reads the environment at first use. */
struct engram_arena_config engram_arena_config_get(void);

/* Also tells living thread arenas, which take it over at their next reset. */
void engram_arena_config_set(struct engram_arena_config config);

/* One variable of the environment into config. 1: taken, 0: absent, -1: refused, config keeps its value. */
int engram_arena_config_parse(int setting, const char *value, struct engram_arena_config *config);

/*
 * Scratch of one kernel call, from the thread's arena: the first allocation sets a mark, close() rewinds to it and counts
 * one reset, so that the caller's allocations survive and the drop-in statistic keeps its meaning. Calls do not nest.
 */
void *engram_arena_scratch_allocate(size_t bytes, size_t align);
void engram_arena_scratch_close(void);

/* Resets, or gives back, the arena of the calling thread; nothing happens and nothing is counted without one. */
void engram_arena_thread_reset(void);
void engram_arena_thread_release(void);

/* Sums over all threads, since the last clear. */
struct engram_arena_usage engram_arena_total(void);
void engram_arena_total_clear(void);

ENGRAM_INTERNAL_END

#endif
