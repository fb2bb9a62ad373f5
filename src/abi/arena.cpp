// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/arena.h"

#include "abi/arguments.h"
#include "arena/pool.h"

namespace {

engram_arena_options current_options() {
    const struct engram_arena_config config = engram_arena_config_get();
    return {sizeof(engram_arena_options), config.overflow, config.bytes, config.zero != 0, config.huge != 0, nullptr, nullptr};
}

struct engram_arena_config config_of(const engram_arena_options &o) {
    return {static_cast<size_t>(o.bytes), o.overflow, o.zero_on_reset != 0, o.huge_pages != 0, {}};
}

// What the caller leaves out of the struct keeps what is in force. Memory and an allocator are for an arena of one's own.
engram_status read_options(const engram_arena_options *given, bool is_own, engram_arena_options &o) {
    o = current_options();
    ENGRAM_REFUSE(engram_read_struct(&o, sizeof o, alignof(engram_arena_options), offsetof(engram_arena_options, bytes), given,
                                     "options.size"));
    ENGRAM_REQUIRE(o.overflow <= ENGRAM_ARENA_FALLBACK, ENGRAM_ERROR_ENUM, "options.overflow: panic, error_return or fallback");
    ENGRAM_REQUIRE(o.zero_on_reset <= 1, ENGRAM_ERROR_ARGUMENT, "options.zero_on_reset: 0 or 1");
    ENGRAM_REQUIRE(o.huge_pages <= 1, ENGRAM_ERROR_ARGUMENT, "options.huge_pages: 0 or 1");
    ENGRAM_REQUIRE(is_own || o.memory == nullptr, ENGRAM_ERROR_ARGUMENT, "options.memory: null, threads cannot share it");
    ENGRAM_REQUIRE(is_own || o.allocator == nullptr, ENGRAM_ERROR_ARGUMENT, "options.allocator: null, threads cannot share it");
    ENGRAM_REFUSE(engram_check_allocator(o.allocator));
    const bool fits = o.memory != nullptr
                          ? o.bytes != 0 && o.bytes <= PTRDIFF_MAX &&
                                o.bytes <= UINTPTR_MAX - reinterpret_cast<uintptr_t>(o.memory)
                          : o.bytes >= ENGRAM_ARENA_MIN_BYTES && o.bytes <= ENGRAM_ARENA_MAX_BYTES;
    ENGRAM_REQUIRE(fits, ENGRAM_ERROR_ARGUMENT, "options.bytes: from 65536 to 1073741824, of the caller's memory from 1");
    return ENGRAM_OK;
}

engram_status tell_options(engram_arena_options *options) {
    ENGRAM_REQUIRE(options != nullptr, ENGRAM_ERROR_NULL, "options");
    ENGRAM_REFUSE(engram_check_out_struct(options, sizeof *options, alignof(engram_arena_options), sizeof options->size,
                                          "options.size"));
    const engram_arena_options current = current_options();
    engram_write_struct(options, &current);
    return ENGRAM_OK;
}

engram_status configure(const engram_arena_options *options) {
    ENGRAM_REQUIRE(options != nullptr, ENGRAM_ERROR_NULL, "options");
    engram_arena_options o;
    ENGRAM_REFUSE(read_options(options, false, o));
    engram_arena_config_set(config_of(o));
    return ENGRAM_OK;
}

engram_status thread(engram_arena **arena) {
    ENGRAM_REQUIRE(arena != nullptr, ENGRAM_ERROR_NULL, "arena");
    engram_pool *pool = engram_pool_mine_or_new();
    if (pool == nullptr) return ENGRAM_ERROR_MEMORY;
    *arena = &pool->head;
    return ENGRAM_OK;
}

engram_status create(const engram_arena_options *options, engram_arena **arena) {
    ENGRAM_REQUIRE(arena != nullptr, ENGRAM_ERROR_NULL, "arena");
    engram_arena_options o = current_options();
    if (options != nullptr) ENGRAM_REFUSE(read_options(options, true, o));
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

engram_status destroy(engram_arena **arena) {
    ENGRAM_REQUIRE(arena != nullptr, ENGRAM_ERROR_NULL, "arena");
    if (*arena == nullptr) return ENGRAM_OK;
    ENGRAM_REFUSE(engram_arena_check(*arena));
    engram_pool *pool = engram_pool_of(*arena);
    ENGRAM_REQUIRE(!pool->is_thread || pool == engram_pool_mine(), ENGRAM_ERROR_HANDLE, "arena: of the calling thread");
    if (pool->is_thread) {
        engram_arena_thread_release();
    } else {
        engram_pool_empty(pool, nullptr);
        engram_pool_delist(pool);
    }
    *arena = nullptr;
    return ENGRAM_OK;
}

engram_status array_is_too_large(const engram_arena *arena, void **out) {
    ENGRAM_REQUIRE(out != nullptr, ENGRAM_ERROR_NULL, "out");
    ENGRAM_REFUSE(engram_arena_check(arena));
    return engram_refuse(ENGRAM_ERROR_OVERFLOW, "count * element_bytes");
}

engram_status mark_set(engram_arena *arena, engram_arena_mark *mark) {
    ENGRAM_REQUIRE(mark != nullptr, ENGRAM_ERROR_NULL, "mark");
    ENGRAM_REFUSE(engram_arena_check(arena));
    engram_pool_mark(engram_pool_of(arena), mark);
    return ENGRAM_OK;
}

engram_status rewind(engram_arena *arena, const engram_arena_mark *mark) {
    ENGRAM_REQUIRE(mark != nullptr, ENGRAM_ERROR_NULL, "mark");
    ENGRAM_REFUSE(engram_arena_check(arena));
    engram_pool *pool = engram_pool_of(arena);
    ENGRAM_REQUIRE(engram_pool_mark_is_live(pool, mark), ENGRAM_ERROR_MARK, "mark");
    engram_pool_empty(pool, mark);
    return ENGRAM_OK;
}

engram_status tell_usage(const engram_arena_usage &usage, engram_arena_usage *out) {
    ENGRAM_REFUSE(engram_check_out_struct(out, sizeof usage, alignof(engram_arena_usage), sizeof out->size, "usage.size"));
    engram_write_struct(out, &usage);
    return ENGRAM_OK;
}

engram_status usage_of(const engram_arena *arena, engram_arena_usage *usage) {
    ENGRAM_REQUIRE(arena != nullptr, ENGRAM_ERROR_NULL, "arena");
    ENGRAM_REQUIRE(usage != nullptr, ENGRAM_ERROR_NULL, "usage");
    ENGRAM_REQUIRE(arena->state != ENGRAM_POOL_DEAD, ENGRAM_ERROR_HANDLE, "arena");
    return tell_usage(engram_pool_usage(engram_pool_of(arena)), usage);
}

engram_status usage_of_all(engram_arena_usage *usage) {
    ENGRAM_REQUIRE(usage != nullptr, ENGRAM_ERROR_NULL, "usage");
    return tell_usage(engram_arena_total(), usage);
}

} // namespace

engram_status engram_arena_options_get(engram_arena_options *options) { return engram_checked(tell_options(options)); }

engram_status engram_arena_configure(const engram_arena_options *options) { return engram_checked(configure(options)); }

engram_status engram_arena_thread(engram_arena **arena) { return engram_checked(thread(arena)); }

engram_status engram_arena_create(const engram_arena_options *options, engram_arena **arena) {
    return engram_checked(create(options, arena));
}

engram_status engram_arena_destroy(engram_arena **arena) { return engram_checked(destroy(arena)); }

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
    return engram_refused(array_is_too_large(arena, out));
}

engram_status engram_arena_reset(engram_arena *arena) {
    const engram_status status = engram_arena_check(arena);
    if (ENGRAM_UNLIKELY(status != ENGRAM_OK)) return engram_refused(status);
    engram_arena_fast_reset(arena);
    return ENGRAM_OK;
}

engram_status engram_arena_mark_set(engram_arena *arena, engram_arena_mark *mark) {
    return engram_checked(mark_set(arena, mark));
}

engram_status engram_arena_rewind(engram_arena *arena, const engram_arena_mark *mark) {
    return engram_checked(rewind(arena, mark));
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
    return engram_checked(usage_of(arena, usage));
}

engram_status engram_arena_usage_total(engram_arena_usage *usage) { return engram_checked(usage_of_all(usage)); }
