// SPDX-License-Identifier: MIT OR Apache-2.0
// The ways of an arena that are out of line: what is wrong with a handle, and what the inline functions leave open.

#include "arena/pool.h"
#include "base/refusal.h"

engram_status engram_arena_refuse(const engram_arena *arena) {
    if (arena == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "arena");
    return engram_refuse(arena->state == ENGRAM_POOL_BUSY ? ENGRAM_ERROR_BUSY : ENGRAM_ERROR_HANDLE, "arena");
}

static engram_status take(engram_arena *arena, size_t bytes, size_t align, void **out) {
    if (out == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "out");
    engram_status status = engram_arena_check(arena);
    if (status != ENGRAM_OK) return status;
    if (align == 0 || (align & (align - 1)) != 0) return engram_refuse(ENGRAM_ERROR_ARGUMENT, "align: a power of two");
    void *memory = engram_pool_take(engram_pool_of(arena), bytes, align, &status);
    if (memory != nullptr) *out = memory;
    return status;
}

engram_status engram_arena_allocate_otherwise(engram_arena *arena, size_t bytes, size_t align, void **out) {
    return engram_checked(take(arena, bytes, align, out));
}

void *engram_arena_allocate_slow(engram_arena *arena, size_t bytes, size_t align) {
    void *memory = nullptr;
    return engram_arena_allocate_otherwise(arena, bytes, align, &memory) == ENGRAM_OK ? memory : nullptr;
}

void engram_arena_reset_slow(engram_arena *arena) {
    const engram_status status = engram_arena_check(arena);
    if (status != ENGRAM_OK) {
        engram_refused(status);
        return;
    }
    engram_pool *pool = engram_pool_of(arena);
    engram_pool_empty(pool, nullptr);
    __atomic_store_n(&arena->resets, arena->resets + 1, __ATOMIC_RELAXED);
    engram_pool_hear_news(pool);
}
