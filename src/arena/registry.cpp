// SPDX-License-Identifier: MIT OR Apache-2.0
// The arenas there are: which thread has which, what they add up to, what happens to them at thread exit and fork.

#include <cstdlib>
#include <cstring>
#include <pthread.h>

#include "arena/pool.h"
#include "base/lock.h"
#include "base/log.h"
#include "engram/diagnostics.h"

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

// The lock is taken when an arena comes or goes and when sums are asked for, never on the way of an allocation. Structs
// of ended arenas are kept for the next: a handle that outlived its arena is recognised, and a million threads one
// after the other need one struct.
constinit engram_pool *living = nullptr;
constinit engram_pool *unused = nullptr;
constinit uint64_t ended_resets = 0, ended_overflows = 0, ended_fallbacks = 0, ended_high_water = 0;
constinit std::atomic<uint64_t> current_epoch{0};

constinit pthread_key_t exit_key = {};
constinit bool has_exit_key = false;
constinit pthread_once_t once = PTHREAD_ONCE_INIT;
constinit thread_local engram_pool *mine = nullptr;

struct counts {
    uint64_t resets, overflows, fallbacks, high_water;
};

counts counts_of(const engram_pool *pool) {
    const bool is_current = pool->epoch.load(std::memory_order_acquire) == current_epoch.load(relaxed);
    uint64_t high_water = engram_pool_used(pool);
    if (is_current) {
        const uint64_t peak = __atomic_load_n(&pool->head.peak, __ATOMIC_RELAXED) - pool->head.begin;
        const uint64_t extra_peak = pool->extra_peak.load(relaxed);
        if (peak > high_water) high_water = peak;
        if (extra_peak > high_water) high_water = extra_peak;
    }
    return {__atomic_load_n(&pool->head.resets, __ATOMIC_RELAXED) + pool->scratch_ends.load(relaxed) - pool->base_resets,
            pool->overflows.load(relaxed) - pool->base_overflows, pool->fallbacks.load(relaxed) - pool->base_fallbacks,
            high_water};
}

void keep_counts(const engram_pool *pool) {
    const counts c = counts_of(pool);
    ended_resets += c.resets;
    ended_overflows += c.overflows;
    ended_fallbacks += c.fallbacks;
    if (c.high_water > ended_high_water) ended_high_water = c.high_water;
}

void release(engram_pool *pool) {
    engram_pool_empty(pool, nullptr);
    engram_pool_delist(pool);
}

// The child has one thread: the arenas of the others stay where they are, for pointers into them may be in use, but
// nobody owns them.
void after_fork() {
    engram_lock();
    for (engram_pool **link = &living; *link != nullptr;) {
        engram_pool *pool = *link;
        if (pool->is_thread && pool != mine) {
            keep_counts(pool);
            *link = pool->link;
        } else {
            link = &pool->link;
        }
    }
    engram_unlock();
}

void set_up() { engram_lock_at_fork(after_fork); }

// A process can be out of keys for a while: each new thread asks until there is one.
bool exit_key_made() {
    engram_lock();
    if (!has_exit_key)
        has_exit_key = pthread_key_create(&exit_key, [](void *pool) {
                           mine = nullptr;
                           release(static_cast<engram_pool *>(pool));
                       }) == 0;
    const bool made = has_exit_key;
    engram_unlock();
    return made;
}

} // namespace

engram_pool *engram_pool_new(void) {
    engram_lock();
    engram_pool *pool = unused;
    if (pool != nullptr) unused = pool->link;
    engram_unlock();
    if (pool == nullptr) pool = static_cast<engram_pool *>(std::aligned_alloc(alignof(engram_pool), sizeof(engram_pool)));
    if (pool == nullptr) return nullptr;
    std::memset(static_cast<void *>(pool), 0, sizeof *pool);
    return pool;
}

void engram_pool_enlist(engram_pool *pool) {
    pthread_once(&once, set_up);
    engram_lock();
    pool->epoch.store(current_epoch.load(relaxed), relaxed);
    pool->link = living;
    living = pool;
    engram_unlock();
}

void engram_pool_delist(engram_pool *pool) {
    engram_lock();
    for (engram_pool **link = &living; *link != nullptr; link = &(*link)->link) {
        if (*link != pool) continue;
        *link = pool->link;
        break;
    }
    keep_counts(pool);
    pool->head.state = ENGRAM_POOL_DEAD;
    engram_unlock();
    engram_pool_close(pool);
    pool->head = {};
    pool->head.state = ENGRAM_POOL_DEAD;
    engram_lock();
    pool->link = unused;
    unused = pool;
    engram_unlock();
}

engram_pool *engram_pool_mine(void) { return mine; }

engram_pool *engram_pool_mine_or_new(void) {
    if (mine != nullptr) return mine;
    pthread_once(&once, set_up);
    engram_pool *pool = exit_key_made() ? engram_pool_new() : nullptr;
    if (pool == nullptr) return nullptr;
    pool->config = engram_arena_config_get();
    pool->is_thread = 1;
    // No pool memory: everything overflows, and the strategy decides.
    engram_pool_open(pool, nullptr);
    engram_pool_enlist(pool);
    if (pthread_setspecific(exit_key, pool) != 0) {
        release(pool);
        return nullptr;
    }
    mine = pool;
    return pool;
}

void engram_arena_thread_release(void) {
    if (mine == nullptr || mine->head.state != ENGRAM_POOL_READY) return;
    engram_pool *pool = mine;
    mine = nullptr;
    pthread_setspecific(exit_key, nullptr);
    release(pool);
}

// A clear of the sums starts a new epoch; an arena begins it with what it holds now.
void engram_pool_join_epoch(engram_pool *pool) {
    const uint64_t now = current_epoch.load(relaxed);
    if (pool->epoch.load(relaxed) == now) return;
    __atomic_store_n(&pool->head.peak, pool->head.begin, __ATOMIC_RELAXED);
    pool->extra_peak.store(pool->extra.load(relaxed) != 0 ? engram_pool_used(pool) : 0, relaxed);
    pool->epoch.store(now, std::memory_order_release);
}

void engram_pool_hear_news(engram_pool *pool) {
    if ((__atomic_load_n(&pool->head.detour, __ATOMIC_RELAXED) & ENGRAM_DETOUR_NEWS) == 0) return;
    if (engram_pool_used(pool) != 0 || pool->depth != 0) return; // in use: at a later reset
    __atomic_fetch_and(&pool->head.detour, ~uint32_t{ENGRAM_DETOUR_NEWS}, __ATOMIC_RELAXED);
    if (!pool->is_thread) return;
    struct engram_arena_config wanted = engram_arena_config_get();
    engram_lock();
    if (wanted.bytes != pool->pool_bytes || wanted.huge != pool->config.huge) {
        const uint64_t peak = pool->head.peak - pool->head.begin;
        const engram_arena old = pool->head;
        const size_t old_bytes = pool->pool_bytes;
        const struct engram_arena_config old_config = pool->config;
        pool->config = wanted;
        if (engram_pool_open(pool, nullptr)) {
            if (peak > pool->extra_peak.load(relaxed)) pool->extra_peak.store(peak, relaxed);
            if (old_bytes != 0) engram_os_unmap(reinterpret_cast<void *>(old.begin), old_bytes);
        } else { // the old pool is better than none
            pool->config = old_config;
            pool->head = old;
            pool->pool_bytes = old_bytes;
        }
    } else {
        pool->config = wanted;
        if (wanted.zero) __atomic_fetch_or(&pool->head.detour, uint32_t{ENGRAM_DETOUR_ZERO}, __ATOMIC_RELAXED);
        else __atomic_fetch_and(&pool->head.detour, ~uint32_t{ENGRAM_DETOUR_ZERO}, __ATOMIC_RELAXED);
    }
    engram_unlock();
}

void engram_pools_tell_news(void) {
    for (engram_pool *pool = living; pool != nullptr; pool = pool->link)
        __atomic_fetch_or(&pool->head.detour, uint32_t{ENGRAM_DETOUR_NEWS}, __ATOMIC_RELAXED);
}

struct engram_arena_usage engram_pool_usage(const engram_pool *pool) {
    engram_lock();
    const counts c = counts_of(pool);
    engram_unlock();
    return {sizeof(engram_arena_usage), 1, pool->pool_bytes, engram_pool_used(pool), c.high_water,
            c.resets, c.overflows, c.fallbacks, pool->extra.load(relaxed)};
}

struct engram_arena_usage engram_arena_total(void) {
    engram_arena_usage total = {};
    engram_lock();
    total.resets = ended_resets;
    total.overflows = ended_overflows;
    total.fallbacks = ended_fallbacks;
    total.high_water = ended_high_water;
    for (const engram_pool *pool = living; pool != nullptr; pool = pool->link) {
        const counts c = counts_of(pool);
        total.resets += c.resets;
        total.overflows += c.overflows;
        total.fallbacks += c.fallbacks;
        if (c.high_water > total.high_water) total.high_water = c.high_water;
        total.arenas += 1;
        total.capacity += pool->pool_bytes;
        total.used += engram_pool_used(pool);
        total.fallback_bytes += pool->extra.load(relaxed);
    }
    engram_unlock();
    return total;
}

void engram_arena_total_clear(void) {
    engram_lock();
    ended_resets = ended_overflows = ended_fallbacks = ended_high_water = 0;
    current_epoch.store(current_epoch.load(relaxed) + 1, relaxed);
    for (engram_pool *pool = living; pool != nullptr; pool = pool->link) {
        pool->base_resets = __atomic_load_n(&pool->head.resets, __ATOMIC_RELAXED) + pool->scratch_ends.load(relaxed);
        pool->base_overflows = pool->overflows.load(relaxed);
        pool->base_fallbacks = pool->fallbacks.load(relaxed);
    }
    engram_pools_tell_news();
    engram_unlock();
}
