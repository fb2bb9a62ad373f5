/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ARENA_H
#define ENGRAM_ARENA_H

/*
 * Scratch memory without contention: take many pieces, free them all at once.
 *
 * An arena is a block of memory and an address that grows. Each thread has one of its own, made at first use and given
 * back when the thread ends; further ones can be created over the system's memory or the caller's. An arena belongs to
 * one thread at a time: no call on it takes a lock or touches a cache line of another thread. Kernels take their own
 * scratch from the thread's arena above a mark, so what the caller has allocated there survives every kernel call.
 *
 * Not guaranteed: the contents of fresh memory. Not allowed: any arena call in a signal handler that may have
 * interrupted one on the same arena, and sharing an arena between threads without a lock of the caller's.
 *
 * After fork() the child keeps the arena of the thread that forked, with its contents; those of other threads stay
 * mapped in the child, so pointers into them stay good, and are never given back.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* What happens when a request does not fit. Since: 0.1.0 */
typedef uint32_t engram_arena_overflow;
enum {
    ENGRAM_ARENA_PANIC = 0,        /* a line on standard error, then abort() */
    ENGRAM_ARENA_ERROR_RETURN = 1, /* ENGRAM_ERROR_MEMORY; nothing else changes */
    ENGRAM_ARENA_FALLBACK = 2      /* memory from the system or the allocator hooks, released on reset or rewind */
};

/*
 * How an arena behaves. Set size to sizeof(engram_arena_options); a smaller size is accepted. Start from
 * engram_arena_options_get(), which has the configuration in force. Since: 0.1.0
 */
typedef struct engram_arena_options {
    uint32_t size;                     /* sizeof(engram_arena_options) */
    engram_arena_overflow overflow;    /* default fallback */
    uint64_t bytes;                    /* of the pool: 65,536 to 1,073,741,824; default 1,048,576 */
    uint32_t zero_on_reset;            /* 1: reset and rewind zero what was used; default 1 */
    uint32_t huge_pages;               /* 1: ask the system for huge pages when bytes >= 2 MiB; default 0 */
    void *memory;                      /* engram_arena_create() only: the caller's memory, `bytes` of it (from 1 byte
                                          up), instead of the system's; it must outlive the arena */
    const engram_allocator *allocator; /* engram_arena_create() only: where pool and fallback memory come from; copied;
                                          null for the system */
} engram_arena_options;

/*
 * An arena. The fields serve the inline functions below and never move; read and write none of them. Since: 0.1.0
 */
typedef struct engram_arena {
    uintptr_t next;  /* the next free byte */
    uintptr_t end;   /* one past the last */
    uintptr_t begin; /* the first */
    uintptr_t peak;  /* the largest `next` that a reset has seen */
    uint64_t resets; /* so far */
    uint32_t detour; /* not 0: a reset has more to do than the inline function knows */
    uint32_t state;  /* 0: alive and not in the middle of a call */
} engram_arena;

/* A point to rewind to. The fields are private. Since: 0.1.0 */
typedef struct engram_arena_mark {
    const void *arena, *block;
    uintptr_t next, spill_next, spill_end;
    uint64_t extra, resets, serial, parent, depth;
} engram_arena_mark;

/* What an arena holds and has done. Set size to sizeof(engram_arena_usage). Since: 0.1.0 */
typedef struct engram_arena_usage {
    uint32_t size;           /* sizeof(engram_arena_usage); smaller is accepted and filled that far */
    uint32_t arenas;         /* pools alive that the numbers speak of */
    uint64_t capacity;       /* bytes of pool */
    uint64_t used;           /* bytes in use, padding and fallback memory included */
    uint64_t high_water;     /* the largest `used` of any one arena */
    uint64_t resets;         /* resets, and kernel calls that gave back scratch */
    uint64_t overflows;      /* requests that did not fit the pool */
    uint64_t fallbacks;      /* of these, answered with other memory */
    uint64_t fallback_bytes; /* such memory held now */
} engram_arena_usage;

/*
 * The configuration for thread arenas, and with it for engram_arena_create() without options: from
 * engram_arena_configure(), engram_configure_arena(), or the environment, which is read once at first use:
 *     ENGRAM_ARENA_SIZE        decimal bytes, 65536 to 1073741824
 *     ENGRAM_ARENA_OVERFLOW    panic, error_return or fallback
 *     ENGRAM_ARENA_ZERO        true, 1, false or 0
 *     ENGRAM_ARENA_HUGE_PAGES  true, 1, false or 0
 * Any other value is refused: the default stays, a log event says so (engram/diagnostics.h), and
 * engram_diagnostics_write() keeps showing it.
 * Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT when options->size is not a known size. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_options_get(engram_arena_options *options);

/*
 * Sets the configuration, at any time: arenas made from now on have it, those of living threads take it over at their
 * next reset with nothing in use. Explicit arenas keep theirs.
 * Errors, with nothing changed: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ENUM for an unknown overflow
 * value; ENGRAM_ERROR_ARGUMENT for bytes out of range, a flag that is neither 0 nor 1, or memory or an allocator, which
 * threads cannot share. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_configure(const engram_arena_options *options);

/*
 * The arena of the calling thread, made if there is none. Ask once, keep the handle while the thread lives.
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_thread(engram_arena **arena);

/*
 * An arena of the caller's own; options null for the configuration in force. Pass it to engram_arena_destroy().
 * Errors: ENGRAM_ERROR_NULL; those of engram_arena_configure(); ENGRAM_ERROR_ARGUMENT also for caller's memory of no
 * bytes; ENGRAM_ERROR_STRUCT for an allocator of unknown size; ENGRAM_ERROR_MEMORY when there is none. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_create(const engram_arena_options *options, engram_arena **arena);

/*
 * Gives back everything and sets *arena to null; a null *arena is fine. For the thread's arena this is
 * engram_deinit_thread_arena(). Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_HANDLE when *arena is no living arena, or is
 * the arena of another thread; ENGRAM_ERROR_BUSY from within its own allocator hook. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_destroy(engram_arena **arena);

/*
 * bytes whose address is a multiple of align, until the next reset, or a rewind to an earlier mark. 0 bytes give an
 * address that must not be read.
 *   align  a power of two, also above the page size
 * Errors, with *out untouched: ENGRAM_ERROR_NULL; ENGRAM_ERROR_ARGUMENT when align is 0 or no power of two;
 * ENGRAM_ERROR_OVERFLOW when bytes + align passes PTRDIFF_MAX; ENGRAM_ERROR_MEMORY when it does not fit and the
 * strategy is error_return, or there is no more; ENGRAM_ERROR_HANDLE; ENGRAM_ERROR_BUSY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_allocate(engram_arena *arena, size_t bytes, size_t align, void **out);

/*
 * count elements of element_bytes each. Errors: those of engram_arena_allocate(); ENGRAM_ERROR_OVERFLOW when the
 * product does not fit. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_allocate_array(engram_arena *arena, size_t count, size_t element_bytes,
                                                     size_t align, void **out);

/*
 * Frees everything at once and ends every mark. Zeroes what was used where zero_on_reset says so: 64 GB/s or so, not
 * free. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_HANDLE, ENGRAM_ERROR_BUSY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_reset(engram_arena *arena);

/*
 * Remembers this point; scopes nest to any depth, a mark takes no memory of the arena.
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_HANDLE, ENGRAM_ERROR_BUSY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_mark_set(engram_arena *arena, engram_arena_mark *mark);

/*
 * Frees what was allocated since the mark, and ends it with every mark set after it.
 * Errors, with nothing changed: ENGRAM_ERROR_MARK when the mark belongs to another arena, or a reset or a rewind has
 * ended it (recognised where no newer mark has taken its place at a lower depth; rewinding to such a one frees newer
 * memory but harms nothing else); ENGRAM_ERROR_NULL, ENGRAM_ERROR_HANDLE, ENGRAM_ERROR_BUSY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_rewind(engram_arena *arena, const engram_arena_mark *mark);

/* 1 when the arena's pool or fallback memory holds this address in use, 0 when not. Since: 0.1.0 */
ENGRAM_API int32_t engram_arena_holds(const engram_arena *arena, const void *address);

/* One arena. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_HANDLE. Since: 0.1.0 */
ENGRAM_API engram_status engram_arena_usage_get(const engram_arena *arena, engram_arena_usage *usage);

/*
 * All arenas: those alive for capacity, used and fallback_bytes; alive and ended for the counters, since the last
 * engram_reset_arena_metrics(). Takes a lock that allocations never take. Errors: ENGRAM_ERROR_NULL,
 * ENGRAM_ERROR_STRUCT. Since: 0.1.0
 */
ENGRAM_API engram_status engram_arena_usage_total(engram_arena_usage *usage);

/* What the inline functions do when their short way is not enough. Call those instead. Since: 0.1.0 */
ENGRAM_API void *engram_arena_allocate_slow(engram_arena *arena, size_t bytes, size_t align);
ENGRAM_API void engram_arena_reset_slow(engram_arena *arena);

/*
 * engram_arena_allocate() inlined: the address, or null for any of its errors. The arena must be a living one.
 * Since: 0.1.0
 */
static inline void *engram_arena_fast_allocate(engram_arena *arena, size_t bytes, size_t align) {
    const uintptr_t next = arena->next, left = arena->end - next, pad = ((uintptr_t)0 - next) & (align - 1);
    if (align != 0 && (align & (align - 1)) == 0 && pad <= left && bytes <= left - pad) {
        /* One writer, many readers: statistics of other threads look at this word. */
        __atomic_store_n(&arena->next, next + pad + bytes, __ATOMIC_RELAXED);
        return (void *)(next + pad);
    }
    return engram_arena_allocate_slow(arena, bytes, align);
}

/*
 * engram_arena_reset() inlined; a few instructions unless there is much memory to zero, or some to give back. The arena
 * must be a living one. Since: 0.1.0
 */
static inline void engram_arena_fast_reset(engram_arena *arena) {
    const uint32_t detour = __atomic_load_n(&arena->detour, __ATOMIC_RELAXED);
    if (__builtin_expect(detour != 0, 0)) {
        /* 1 asks for zeroing and nothing else: up to 256 bytes are done here, whole cache lines of the pool at a time. */
        if (detour != 1 || arena->next - arena->begin > 256 || arena->end - arena->begin < 256) {
            engram_arena_reset_slow(arena);
            return;
        }
        for (uintptr_t at = arena->begin; at < arena->next; at += 64) {
            __builtin_memset((void *)at, 0, 64);
            __asm__ volatile("" : : : "memory"); /* or the loop becomes a call of memset() */
        }
    }
    if (arena->next > arena->peak) __atomic_store_n(&arena->peak, arena->next, __ATOMIC_RELAXED);
    __atomic_store_n(&arena->next, arena->begin, __ATOMIC_RELAXED);
    __atomic_store_n(&arena->resets, arena->resets + 1, __ATOMIC_RELAXED);
}

/* A typed array from the arena, or null: ENGRAM_ARENA_NEW(arena, float, n). C11, and C++ by cast. Since: 0.1.0 */
#define ENGRAM_ARENA_NEW(arena, type, count) \
    ((type *)engram_arena_fast_array((arena), (count), sizeof(type), ENGRAM_ALIGNOF(type)))
#ifdef __cplusplus
#define ENGRAM_ALIGNOF(type) alignof(type)
#else
#define ENGRAM_ALIGNOF(type) _Alignof(type)
#endif
/* Room for count elements of a size, or null, also when the product overflows. Since: 0.1.0 */
static inline void *engram_arena_fast_array(engram_arena *arena, size_t count, size_t element_bytes, size_t align) {
    size_t bytes;
    if (__builtin_mul_overflow(count, element_bytes, &bytes)) return NULL;
    return engram_arena_fast_allocate(arena, bytes, align);
}

ENGRAM_END

#endif
