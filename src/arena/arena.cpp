// SPDX-License-Identifier: MIT OR Apache-2.0
#include "arena/arena.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <pthread.h>

namespace {

using counter = std::atomic<size_t>;

// A block that did not fit the pool; the memory follows the header.
struct overflow_block {
    overflow_block *next;
};

// Owned by its thread. Other threads read the counters only, to add them up; the owner is their one writer, so a
// plain load and store make an increment.
struct arena {
    char *pool;             // null when the system refused it: then everything overflows
    size_t capacity;   // bytes of pool
    size_t used;       // offset of the next free byte
    size_t extra;      // bytes in overflow blocks
    overflow_block *blocks; // newest first
    struct engram_arena_config config;
    counter resets, overflows, high_water;
    counter epoch; // of the totals these counters belong to
    arena *next;   // in the list of living arenas
};

// Arenas of living threads, and what ended threads left behind. The lock is taken when a thread gets or loses its
// arena and when totals are asked for, never on the way of an allocation.
constinit pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
constinit arena *living = nullptr;
constinit struct engram_arena_totals ended = {};
constinit counter current_epoch{0};

constinit pthread_key_t exit_key = {};
constinit pthread_once_t exit_once = PTHREAD_ONCE_INIT;
constinit thread_local arena *mine = nullptr;

void release(arena *a);

void make_exit_key() {
    pthread_key_create(&exit_key, [](void *a) {
        mine = nullptr;
        release(static_cast<arena *>(a));
    });
}

// A clear of the totals starts a new epoch; an arena begins it with what it holds now.
void join_epoch(arena *a) {
    const size_t now = current_epoch.load(std::memory_order_relaxed);
    if (a->epoch.load(std::memory_order_relaxed) == now) return;
    a->resets.store(0, std::memory_order_relaxed);
    a->overflows.store(0, std::memory_order_relaxed);
    a->high_water.store(a->used + a->extra, std::memory_order_relaxed);
    a->epoch.store(now, std::memory_order_release);
}

void count(counter &c) { c.store(c.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }

void note_use(arena *a) {
    const size_t use = a->used + a->extra;
    if (use > a->high_water.load(std::memory_order_relaxed)) a->high_water.store(use, std::memory_order_relaxed);
}

void add_to(struct engram_arena_totals *totals, const arena *a) {
    if (a->epoch.load(std::memory_order_acquire) != current_epoch.load(std::memory_order_relaxed)) return;
    totals->resets += a->resets.load(std::memory_order_relaxed);
    totals->overflows += a->overflows.load(std::memory_order_relaxed);
    const size_t high_water = a->high_water.load(std::memory_order_relaxed);
    if (high_water > totals->high_water) totals->high_water = high_water;
}

arena *create() {
    pthread_once(&exit_once, make_exit_key);
    auto *a = static_cast<arena *>(std::calloc(1, sizeof(arena)));
    if (a == nullptr) return nullptr;
    a->config = engram_arena_config_get();
    a->pool = static_cast<char *>(engram_os_map(a->config.bytes));
    a->capacity = a->pool != nullptr ? a->config.bytes : 0;
    if (pthread_setspecific(exit_key, a) != 0) {
        if (a->pool != nullptr) engram_os_unmap(a->pool, a->capacity);
        std::free(a);
        return nullptr;
    }
    pthread_mutex_lock(&lock);
    a->epoch.store(current_epoch.load(std::memory_order_relaxed), std::memory_order_relaxed);
    a->next = living;
    living = a;
    pthread_mutex_unlock(&lock);
    return a;
}

void free_blocks(arena *a) {
    while (a->blocks != nullptr) {
        overflow_block *next = a->blocks->next;
        std::free(a->blocks);
        a->blocks = next;
    }
    a->extra = 0;
}

void release(arena *a) {
    pthread_mutex_lock(&lock);
    for (arena **link = &living; *link != nullptr; link = &(*link)->next) {
        if (*link != a) continue;
        *link = a->next;
        break;
    }
    add_to(&ended, a);
    pthread_mutex_unlock(&lock);
    free_blocks(a);
    if (a->pool != nullptr) engram_os_unmap(a->pool, a->capacity);
    std::free(a);
}

void *from_system(arena *a, size_t bytes, size_t align) {
    size_t total;
    if (__builtin_add_overflow(bytes, sizeof(overflow_block) + align - 1, &total)) return nullptr;
    auto *fresh = static_cast<overflow_block *>(std::malloc(total));
    if (fresh == nullptr) return nullptr;
    fresh->next = a->blocks;
    a->blocks = fresh;
    a->extra += bytes;
    note_use(a);
    const auto begin = reinterpret_cast<uintptr_t>(fresh + 1);
    return reinterpret_cast<char *>(fresh + 1) + (-begin & (align - 1));
}

void *overflow(arena *a, size_t bytes, size_t align) {
    count(a->overflows);
    switch (a->config.overflow) {
    case ENGRAM_ARENA_PANIC:
        engram_os_panic("engram: arena overflow and the strategy is panic; raise ENGRAM_ARENA_SIZE or use fallback\n");
    case ENGRAM_ARENA_FALLBACK: return from_system(a, bytes, align);
    default: return nullptr;
    }
}

} // namespace

void *engram_arena_alloc(size_t bytes, size_t align) {
    if (align == 0 || (align & (align - 1)) != 0) return nullptr;
    arena *a = mine;
    if (a == nullptr) {
        a = create();
        if (a == nullptr) return nullptr;
        mine = a;
    }
    join_epoch(a);
    // The address is aligned, not the offset: a pool is page aligned, a request may ask for more.
    const size_t pad = -(reinterpret_cast<uintptr_t>(a->pool) + a->used) & (align - 1);
    const size_t left = a->capacity - a->used;
    if (a->pool == nullptr || pad > left || bytes > left - pad) return overflow(a, bytes, align);
    char *memory = a->pool + a->used + pad;
    a->used += pad + bytes;
    note_use(a);
    return memory;
}

void engram_arena_reset(void) {
    arena *a = mine;
    if (a == nullptr) return;
    join_epoch(a);
    if (a->config.zero != 0 && a->used != 0) std::memset(a->pool, 0, a->used);
    a->used = 0;
    free_blocks(a);
    count(a->resets);
}

void engram_arena_release(void) {
    arena *a = mine;
    if (a == nullptr) return;
    mine = nullptr;
    pthread_setspecific(exit_key, nullptr);
    release(a);
}

struct engram_arena_totals engram_arena_totals_get(void) {
    pthread_mutex_lock(&lock);
    struct engram_arena_totals totals = ended;
    for (const arena *a = living; a != nullptr; a = a->next) add_to(&totals, a);
    pthread_mutex_unlock(&lock);
    return totals;
}

void engram_arena_totals_clear(void) {
    pthread_mutex_lock(&lock);
    ended = {};
    current_epoch.store(current_epoch.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    pthread_mutex_unlock(&lock);
}
