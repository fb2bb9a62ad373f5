// SPDX-License-Identifier: MIT OR Apache-2.0
// One arena, from its owner's side: open, take, mark, empty, close.

#include "arena/pool.h"

#include <cstdlib>
#include <cstring>

#include "base/log.h"
#include "engram/diagnostics.h"

#if defined(__SANITIZE_ADDRESS__)
#define ENGRAM_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ENGRAM_POISON 1
#endif
#endif
#ifdef ENGRAM_POISON
#include <sanitizer/asan_interface.h>
#else
#define ENGRAM_POISON 0
#define ASAN_POISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#endif

namespace {

// Small requests that overflow share blocks of this size: one call of the system's allocator for some hundred of them.
constexpr size_t spill_bytes = 64 << 10;
constexpr size_t spill_limit = spill_bytes / 4;

constexpr auto relaxed = std::memory_order_relaxed;

void add(std::atomic<uint64_t> &counter, uint64_t n) { counter.store(counter.load(relaxed) + n, relaxed); }

void set_detour(engram_pool *pool, uint32_t bit, bool on) {
    if (on) __atomic_fetch_or(&pool->head.detour, bit, __ATOMIC_RELAXED);
    else __atomic_fetch_and(&pool->head.detour, ~bit, __ATOMIC_RELAXED);
}

void set_next(engram_pool *pool, uintptr_t next) { __atomic_store_n(&pool->head.next, next, __ATOMIC_RELAXED); }

// Freed memory is wiped too; the barrier keeps the compiler from seeing that nobody reads it any more.
void wipe(void *memory, size_t bytes) {
    std::memset(memory, 0, bytes);
    __asm__ volatile("" : : "r"(memory) : "memory");
}

engram_spill *block_new(engram_pool *pool, size_t bytes, size_t align) {
    size_t total;
    if (__builtin_add_overflow(bytes, sizeof(engram_spill) + align - 1, &total)) return nullptr;
    const engram_allocator &a = pool->allocator;
    void *memory = a.allocate != nullptr ? a.allocate(a.context, total, alignof(engram_spill)) : std::malloc(total);
    if (memory == nullptr) return nullptr;
    auto *block = static_cast<engram_spill *>(memory);
    *block = {pool->blocks, total, alignof(engram_spill)};
    pool->blocks = block;
    set_detour(pool, ENGRAM_DETOUR_BLOCKS, true);
    return block;
}

void block_free(engram_pool *pool, engram_spill *block) {
    const engram_allocator &a = pool->allocator;
    const size_t bytes = block->bytes, align = block->align;
    ASAN_UNPOISON_MEMORY_REGION(block, bytes);
    if (pool->config.zero) wipe(block, bytes);
    if (a.allocate == nullptr) std::free(block);
    else a.release(a.context, block, bytes, align);
}

void note_extra(engram_pool *pool, uint64_t bytes) {
    add(pool->extra, bytes);
    const uint64_t used = engram_pool_used(pool);
    if (used > pool->extra_peak.load(relaxed)) pool->extra_peak.store(used, relaxed);
}

// Memory beside the pool.
void *take_from_system(engram_pool *pool, size_t bytes, size_t align) {
    const bool is_small = bytes <= spill_limit && align <= spill_limit;
    for (int attempt = 0; is_small && attempt < 2; ++attempt) {
        const uintptr_t pad = -pool->spill_next & (align - 1), left = pool->spill_end - pool->spill_next;
        if (pad <= left && bytes <= left - pad && pool->spill_next != 0) {
            const uintptr_t address = pool->spill_next + pad;
            pool->spill_next = address + bytes;
            note_extra(pool, bytes);
            return reinterpret_cast<void *>(address);
        }
        engram_spill *fresh = block_new(pool, spill_bytes, 1);
        if (fresh == nullptr) break; // a block of its own may still fit
        pool->spill_next = reinterpret_cast<uintptr_t>(fresh + 1);
        pool->spill_end = pool->spill_next + spill_bytes;
    }
    engram_spill *own = block_new(pool, bytes, align);
    if (own == nullptr) return nullptr;
    note_extra(pool, bytes);
    const auto begin = reinterpret_cast<uintptr_t>(own + 1);
    return reinterpret_cast<void *>(begin + (-begin & (align - 1)));
}

void *overflow(engram_pool *pool, size_t bytes, size_t align, engram_status *status) {
    add(pool->overflows, 1);
    const uint64_t count = pool->overflows.load(relaxed);
    if (pool->config.overflow == ENGRAM_ARENA_PANIC)
        engram_os_panic("engram: arena overflow and the strategy is panic; raise ENGRAM_ARENA_SIZE or use fallback\n");
    void *memory = nullptr;
    *status = align > PTRDIFF_MAX || bytes > PTRDIFF_MAX - align ? ENGRAM_ERROR_OVERFLOW : ENGRAM_ERROR_MEMORY;
    if (pool->config.overflow == ENGRAM_ARENA_FALLBACK && *status == ENGRAM_ERROR_MEMORY)
        memory = take_from_system(pool, bytes, align);
    if (memory != nullptr) add(pool->fallbacks, 1);
    // The first, second, fourth, eighth ... time: a message for each would be a flood.
    if ((count & (count - 1)) == 0)
        engram_log_event(ENGRAM_EVENT_ARENA_OVERFLOW, "arena overflow: ",
                         memory != nullptr ? "fallback memory is used" : "the request is refused",
                         "; raise ENGRAM_ARENA_SIZE", nullptr);
    return memory;
}

} // namespace

uint64_t engram_pool_used(const engram_pool *pool) {
    return __atomic_load_n(&pool->head.next, __ATOMIC_RELAXED) - pool->head.begin + pool->extra.load(relaxed);
}

int engram_pool_open(engram_pool *pool, void *memory) {
    const engram_allocator &a = pool->allocator;
    pool->is_mapped = memory == nullptr;
    if (memory == nullptr)
        memory = a.allocate != nullptr ? a.allocate(a.context, pool->config.bytes, 4096)
                                       : engram_os_map(pool->config.bytes, pool->config.huge);
    pool->pool_bytes = memory != nullptr ? pool->config.bytes : 0;
    const auto begin = reinterpret_cast<uintptr_t>(memory);
    pool->head.begin = pool->head.peak = begin;
    set_next(pool, begin);
    // With poisoning the window stays shut, so that every request comes by and is unpoisoned.
    pool->head.end = ENGRAM_POISON ? begin : begin + pool->pool_bytes;
    ASAN_POISON_MEMORY_REGION(memory, pool->pool_bytes);
    set_detour(pool, ENGRAM_DETOUR_ALWAYS, ENGRAM_POISON);
    set_detour(pool, ENGRAM_DETOUR_ZERO, pool->config.zero != 0);
    return memory != nullptr;
}

void engram_pool_close(engram_pool *pool) {
    const engram_allocator &a = pool->allocator;
    engram_pool_empty(pool, nullptr);
    auto *memory = reinterpret_cast<void *>(pool->head.begin);
    ASAN_UNPOISON_MEMORY_REGION(memory, pool->pool_bytes);
    if (memory == nullptr || !pool->is_mapped) return;
    if (a.allocate != nullptr) a.release(a.context, memory, pool->pool_bytes, 4096);
    else engram_os_unmap(memory, pool->pool_bytes);
}

void *engram_pool_take(engram_pool *pool, size_t bytes, size_t align, engram_status *status) {
    // The address is aligned, not the offset: a pool is page aligned, a request may ask for more.
    const uintptr_t next = pool->head.next, pad = -next & (align - 1);
    const size_t left = pool->head.begin + pool->pool_bytes - next;
    *status = ENGRAM_OK;
    if (pool->pool_bytes != 0 && pad <= left && bytes <= left - pad) {
        set_next(pool, next + pad + bytes);
        if (ENGRAM_POISON) pool->head.end = pool->head.next;
        ASAN_UNPOISON_MEMORY_REGION(reinterpret_cast<void *>(next + pad), bytes);
        return reinterpret_cast<void *>(next + pad);
    }
    pool->head.state = ENGRAM_POOL_BUSY;
    engram_pool_join_epoch(pool);
    void *memory = overflow(pool, bytes, align, status);
    pool->head.state = ENGRAM_POOL_READY;
    if (memory != nullptr) *status = ENGRAM_OK;
    return memory;
}

void engram_pool_mark(engram_pool *pool, engram_arena_mark *mark) {
    *mark = {pool, pool->blocks, pool->head.next, pool->spill_next, pool->spill_end,
             pool->extra.load(relaxed), pool->head.resets, ++pool->serial, pool->top, ++pool->depth};
    pool->top = mark->serial;
}

int engram_pool_mark_is_live(const engram_pool *pool, const engram_arena_mark *mark) {
    return mark->arena == pool && mark->resets == pool->head.resets && mark->depth != 0 &&
           mark->depth <= pool->depth && mark->serial <= pool->top && mark->parent < mark->serial &&
           (mark->depth == pool->depth ? mark->serial == pool->top
                                       : pool->top - mark->serial >= pool->depth - mark->depth) &&
           mark->next <= pool->head.next;
}

void engram_pool_empty(engram_pool *pool, const engram_arena_mark *down_to) {
    engram_arena *head = &pool->head;
    const bool is_reset = down_to == nullptr;
    const uintptr_t next = is_reset ? head->begin : down_to->next;
    engram_spill *block = is_reset ? nullptr : static_cast<engram_spill *>(const_cast<void *>(down_to->block));
    pool->head.state = ENGRAM_POOL_BUSY;
    engram_pool_join_epoch(pool);
    if (head->next > head->peak) __atomic_store_n(&head->peak, head->next, __ATOMIC_RELAXED);
    if (pool->extra.load(relaxed) != 0) note_extra(pool, 0); // the pool may have grown since the last fallback
    ASAN_UNPOISON_MEMORY_REGION(reinterpret_cast<void *>(next), head->next - next);
    if (pool->config.zero != 0 && head->next != next) std::memset(reinterpret_cast<void *>(next), 0, head->next - next);
    ASAN_POISON_MEMORY_REGION(reinterpret_cast<void *>(next), head->next - next);
    set_next(pool, next);
    if (ENGRAM_POISON) head->end = next;
    while (pool->blocks != block) {
        engram_spill *older = pool->blocks->older;
        block_free(pool, pool->blocks);
        pool->blocks = older;
    }
    if (pool->config.zero != 0 && !is_reset && down_to->spill_next != 0) {
        const uintptr_t used = pool->spill_end == down_to->spill_end ? pool->spill_next : down_to->spill_end;
        std::memset(reinterpret_cast<void *>(down_to->spill_next), 0, used - down_to->spill_next);
    }
    pool->extra.store(is_reset ? 0 : down_to->extra, relaxed);
    pool->spill_next = is_reset ? 0 : down_to->spill_next;
    pool->spill_end = is_reset ? 0 : down_to->spill_end;
    pool->depth = is_reset ? 0 : down_to->depth - 1;
    pool->top = is_reset ? 0 : down_to->parent;
    if (block == nullptr) set_detour(pool, ENGRAM_DETOUR_BLOCKS, false);
    pool->head.state = ENGRAM_POOL_READY;
}
