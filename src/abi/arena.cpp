// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/arena.h"

#include <cstring>

#include "arena/pool.h"
#include "base/check.h"
#include "base/refusal.h"

namespace {

engram_arena_options current_options() {
    const struct engram_arena_config config = engram_arena_config_get();
    return {sizeof(engram_arena_options), config.overflow, config.bytes, config.zero != 0, config.huge != 0, nullptr, nullptr};
}

struct engram_arena_config config_of(const engram_arena_options &o) {
    return {static_cast<size_t>(o.bytes), o.overflow, o.zero_on_reset != 0, o.huge_pages != 0, {}};
}

engram_status give(const engram_arena_usage &usage, engram_arena_usage *out) {
    const uint32_t size = out->size;
    if (!engram_size_is_known(size, sizeof size, sizeof usage, alignof(engram_arena_usage))) return ENGRAM_ERROR_STRUCT;
    std::memcpy(out, &usage, size);
    out->size = size;
    return ENGRAM_OK;
}

} // namespace

engram_status engram_arena_options_get(engram_arena_options *options) {
    if (options == nullptr) return ENGRAM_ERROR_NULL;
    const uint32_t size = options->size;
    if (!engram_size_is_known(size, sizeof size, sizeof *options, alignof(engram_arena_options))) return ENGRAM_ERROR_STRUCT;
    const engram_arena_options current = current_options();
    std::memcpy(options, &current, size);
    options->size = size;
    return ENGRAM_OK;
}

engram_status engram_arena_configure(const engram_arena_options *options) {
    if (options == nullptr) return ENGRAM_ERROR_NULL;
    engram_arena_options o = current_options();
    const engram_status status = engram_arena_options_check(options, 0, &o);
    if (status != ENGRAM_OK) return engram_refused(status);
    engram_arena_config_set(config_of(o));
    return status;
}

engram_status engram_arena_thread(engram_arena **arena) {
    if (arena == nullptr) return ENGRAM_ERROR_NULL;
    engram_pool *pool = engram_pool_mine_or_new();
    if (pool == nullptr) return ENGRAM_ERROR_MEMORY;
    *arena = &pool->head;
    return ENGRAM_OK;
}

engram_status engram_arena_create(const engram_arena_options *options, engram_arena **arena) {
    if (arena == nullptr) return ENGRAM_ERROR_NULL;
    engram_arena_options o = current_options();
    const engram_status status = options != nullptr ? engram_arena_options_check(options, 1, &o) : ENGRAM_OK;
    if (status != ENGRAM_OK) return status;
    engram_pool *pool = engram_pool_new();
    if (pool == nullptr) return ENGRAM_ERROR_MEMORY;
    pool->config = config_of(o);
    if (o.allocator != nullptr) pool->allocator = *o.allocator;
    const int is_open = engram_pool_open(pool, o.memory);
    engram_pool_enlist(pool);
    if (!is_open) {
        engram_pool_delist(pool);
        return ENGRAM_ERROR_MEMORY;
    }
    *arena = &pool->head;
    return ENGRAM_OK;
}

engram_status engram_arena_destroy(engram_arena **arena) {
    if (arena == nullptr) return ENGRAM_ERROR_NULL;
    if (*arena == nullptr) return ENGRAM_OK;
    const engram_status status = engram_arena_check(*arena);
    if (status != ENGRAM_OK) return status;
    engram_pool *pool = engram_pool_of(*arena);
    if (pool->is_thread && pool != engram_pool_mine()) return ENGRAM_ERROR_HANDLE;
    if (pool->is_thread) {
        engram_arena_thread_release();
    } else {
        engram_pool_empty(pool, nullptr);
        engram_pool_delist(pool);
    }
    *arena = nullptr;
    return ENGRAM_OK;
}

// The short way joins its conditions with | where it can: at a dozen cycles a pair of calls, each branch is seen.
engram_status engram_arena_allocate(engram_arena *arena, size_t bytes, size_t align, void **out) {
    if (ENGRAM_LIKELY(arena != nullptr && out != nullptr)) {
        const uintptr_t next = arena->next, left = arena->end - next, pad = -next & (align - 1);
        if (ENGRAM_LIKELY((arena->state | (align & (align - 1)) | (align == 0)) == 0 && pad <= left && bytes <= left - pad)) {
            __atomic_store_n(&arena->next, next + pad + bytes, __ATOMIC_RELAXED);
            *out = reinterpret_cast<void *>(next + pad);
            return ENGRAM_OK;
        }
    }
    return engram_arena_allocate_otherwise(arena, bytes, align, out);
}

engram_status engram_arena_allocate_array(engram_arena *arena, size_t count, size_t element_bytes, size_t align,
                                          void **out) {
    size_t bytes;
    if (!__builtin_mul_overflow(count, element_bytes, &bytes)) return engram_arena_allocate(arena, bytes, align, out);
    const engram_status status = out != nullptr ? engram_arena_check(arena) : ENGRAM_ERROR_NULL;
    return status == ENGRAM_OK ? ENGRAM_ERROR_OVERFLOW : status;
}

engram_status engram_arena_reset(engram_arena *arena) {
    const engram_status status = engram_arena_check(arena);
    if (ENGRAM_LIKELY(status == ENGRAM_OK)) engram_arena_fast_reset(arena);
    return status;
}

engram_status engram_arena_mark_set(engram_arena *arena, engram_arena_mark *mark) {
    const engram_status status = mark != nullptr ? engram_arena_check(arena) : ENGRAM_ERROR_NULL;
    if (status == ENGRAM_OK) engram_pool_mark(engram_pool_of(arena), mark);
    return status;
}

engram_status engram_arena_rewind(engram_arena *arena, const engram_arena_mark *mark) {
    const engram_status status = mark != nullptr ? engram_arena_check(arena) : ENGRAM_ERROR_NULL;
    if (status != ENGRAM_OK) return status;
    engram_pool *pool = engram_pool_of(arena);
    if (!engram_pool_mark_is_live(pool, mark)) return ENGRAM_ERROR_MARK;
    engram_pool_empty(pool, mark);
    return ENGRAM_OK;
}

int32_t engram_arena_holds(const engram_arena *arena, const void *address) {
    if (arena == nullptr || arena->state == ENGRAM_POOL_DEAD) return 0;
    const auto at = reinterpret_cast<uintptr_t>(address);
    if (at >= arena->begin && at < arena->next) return 1;
    for (const engram_spill *block = engram_pool_of(arena)->blocks; block != nullptr; block = block->older) {
        const auto begin = reinterpret_cast<uintptr_t>(block + 1);
        if (at >= begin && at - begin < block->bytes - sizeof *block) return 1;
    }
    return 0;
}

engram_status engram_arena_usage_get(const engram_arena *arena, engram_arena_usage *usage) {
    if (arena == nullptr || usage == nullptr) return ENGRAM_ERROR_NULL;
    if (arena->state == ENGRAM_POOL_DEAD) return ENGRAM_ERROR_HANDLE;
    return give(engram_pool_usage(engram_pool_of(arena)), usage);
}

engram_status engram_arena_usage_total(engram_arena_usage *usage) {
    return usage != nullptr ? give(engram_arena_total(), usage) : ENGRAM_ERROR_NULL;
}
