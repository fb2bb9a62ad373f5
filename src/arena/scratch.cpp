// SPDX-License-Identifier: MIT OR Apache-2.0
// The thread's arena as kernels use it.

#include "arena/pool.h"

void *engram_arena_scratch_allocate(size_t bytes, size_t align) {
    if (align == 0 || (align & (align - 1)) != 0) return nullptr;
    engram_pool *pool = engram_pool_mine_or_new();
    if (pool == nullptr || pool->head.state != ENGRAM_POOL_READY) return nullptr;
    if (!pool->scratch_is_open || !engram_pool_mark_is_live(pool, &pool->scratch)) {
        engram_pool_mark(pool, &pool->scratch);
        pool->scratch_is_open = 1;
    }
    engram_status status;
    return engram_pool_take(pool, bytes, align, &status);
}

void engram_arena_scratch_close(void) {
    engram_pool *pool = engram_pool_mine();
    if (pool == nullptr || pool->head.state != ENGRAM_POOL_READY) return;
    if (pool->scratch_is_open && engram_pool_mark_is_live(pool, &pool->scratch)) engram_pool_empty(pool, &pool->scratch);
    pool->scratch_is_open = 0;
    pool->scratch_ends.store(pool->scratch_ends.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    engram_pool_hear_news(pool);
}

void engram_arena_thread_reset(void) {
    engram_pool *pool = engram_pool_mine();
    if (pool != nullptr) engram_arena_reset_slow(&pool->head);
}
