/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ARENA_POOL_H
#define ENGRAM_ARENA_POOL_H

/* The whole of an arena, shared by the files of this folder. */

#include <atomic>

#include "arena/arena.h"

ENGRAM_INTERNAL_BEGIN

/* Memory beside the pool; the bytes follow. Newest first. */
struct engram_spill {
    struct engram_spill *older;
    size_t bytes; /* header included */
    size_t align;
};

/* Reasons for engram_arena.detour. News may be set by any thread, the others by the owner. */
enum {
    ENGRAM_DETOUR_ZERO = 1,   /* memory to zero; callers have this value compiled in */
    ENGRAM_DETOUR_BLOCKS = 2, /* blocks to give back */
    ENGRAM_DETOUR_NEWS = 4,   /* the configuration changed, or the sums were cleared */
    ENGRAM_DETOUR_ALWAYS = 8  /* memory to poison */
};

/* engram_arena.state. Busy: within a call that may run foreign code, or be interrupted half-way. Dead: the struct waits
 * on the free list. */
enum { ENGRAM_POOL_READY = 0, ENGRAM_POOL_BUSY = 1, ENGRAM_POOL_DEAD = 2 };

/*
 * Counters have one writer, the owner; other threads read them under the registry's lock, relaxed. 128 bytes of
 * alignment keep neighbours off its cache lines, and off the line that the prefetcher pairs with them.
 */
struct alignas(128) engram_pool {
    engram_arena head; /* first: a handle is a pointer to it */
    int is_thread;     /* the arena of a thread */
    int is_mapped;     /* pool memory is ours to give back */
    size_t pool_bytes;
    struct engram_arena_config config;
    engram_allocator allocator; /* allocate null: the system */
    struct engram_spill *blocks;
    uintptr_t spill_next, spill_end; /* the free part of the newest spill block */
    std::atomic<uint64_t> extra, extra_peak, overflows, fallbacks, scratch_ends;
    std::atomic<uint64_t> epoch; /* of the sums that the peaks belong to */
    uint64_t base_resets, base_overflows, base_fallbacks; /* at the last clear; under the registry's lock */
    uint64_t serial, top, depth;                          /* of marks: last given, innermost, how many */
    engram_arena_mark scratch;                            /* of engram_arena_scratch_allocate() */
    int scratch_is_open;
    struct engram_pool *link; /* living list, or free list */
};

ENGRAM_INLINE struct engram_pool *engram_pool_of(const engram_arena *arena) {
    return (struct engram_pool *)(uintptr_t)arena;
}

/* pool.cpp: an arena's life within its owner. */
int engram_pool_open(struct engram_pool *pool, void *memory); /* 0 when there is no memory */
void engram_pool_close(struct engram_pool *pool);
void engram_pool_empty(struct engram_pool *pool, const engram_arena_mark *down_to); /* null: all */
void *engram_pool_take(struct engram_pool *pool, size_t bytes, size_t align, engram_status *status);
void engram_pool_mark(struct engram_pool *pool, engram_arena_mark *mark);
int engram_pool_mark_is_live(const struct engram_pool *pool, const engram_arena_mark *mark);
uint64_t engram_pool_used(const struct engram_pool *pool);

/* registry.cpp: what one arena has counted, and the arenas there are. */
struct engram_pool *engram_pool_new(void); /* from the free list or the system, zeroed, not alive */
void engram_pool_enlist(struct engram_pool *pool);
void engram_pool_delist(struct engram_pool *pool); /* keeps what it counted, leaves it on the free list */
struct engram_pool *engram_pool_mine(void);        /* null when the thread has none */
struct engram_pool *engram_pool_mine_or_new(void);
void engram_pool_hear_news(struct engram_pool *pool); /* new sums, and with nothing in use a new configuration */
void engram_pool_join_epoch(struct engram_pool *pool);
void engram_pools_tell_news(void); /* under the lock */
struct engram_arena_usage engram_pool_usage(const struct engram_pool *pool);

/* os_posix.cpp: pages from the system, zeroed; null on failure. */
void *engram_os_map(size_t bytes, int huge);
void engram_os_unmap(void *pages, size_t bytes);
/* Writes one line to standard error and aborts. */
void engram_os_panic(const char *line) __attribute__((noreturn));

/* slow.cpp: why a handle may not be used, and an allocation that the short way of a call does not make; out of line, so that
 * the short way needs no stack. */
engram_status engram_arena_refuse(const engram_arena *arena);
engram_status engram_arena_allocate_otherwise(engram_arena *arena, size_t bytes, size_t align, void **out);

ENGRAM_INTERNAL_END

ENGRAM_INLINE engram_status engram_arena_check(const engram_arena *arena) {
    return ENGRAM_LIKELY(arena != NULL && arena->state == ENGRAM_POOL_READY) ? ENGRAM_OK : engram_arena_refuse(arena);
}

#endif
