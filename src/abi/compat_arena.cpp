// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/compat.h"

#include "abi/arguments.h"
#include "abi/last_status.h"
#include "arena/arena.h"

namespace {

// Size and strategy are two wishes: what is wrong with one is no reason to drop the other.
engram_status configure(uint32_t pool_size_mb, uint8_t overflow_strategy) {
    const bool has_size = pool_size_mb != 0 && pool_size_mb <= ENGRAM_ARENA_MAX_BYTES >> 20;
    const bool is_known = overflow_strategy <= ENGRAM_ARENA_FALLBACK;
    struct engram_arena_config config = engram_arena_config_get();
    if (has_size) config.bytes = static_cast<size_t>(pool_size_mb) << 20;
    config.overflow = is_known ? overflow_strategy : engram_arena_overflow{ENGRAM_ARENA_ERROR_RETURN};
    config.zero = 1;
    engram_arena_config_set(config);
    ENGRAM_REQUIRE(has_size, ENGRAM_ERROR_ARGUMENT, "pool_size_mb: from 1 to 1024");
    ENGRAM_REQUIRE(is_known, ENGRAM_ERROR_ENUM, "overflow_strategy: 0, 1 or 2");
    return ENGRAM_OK;
}

} // namespace

void engram_configure_arena(uint32_t pool_size_mb, uint8_t overflow_strategy) {
    engram_last = engram_checked(configure(pool_size_mb, overflow_strategy));
}

void engram_arena_stats(size_t *total_resets, size_t *total_overflows, size_t *max_high_water_mark) {
    const struct engram_arena_usage totals = engram_arena_total();
    if (total_resets != nullptr) *total_resets = totals.resets;
    if (total_overflows != nullptr) *total_overflows = totals.overflows;
    if (max_high_water_mark != nullptr) *max_high_water_mark = totals.high_water;
    engram_last = ENGRAM_OK;
}

void engram_reset_arenas(void) {
    engram_arena_thread_reset();
    engram_last = ENGRAM_OK;
}

void engram_reset_arena_metrics(void) {
    engram_arena_total_clear();
    engram_last = ENGRAM_OK;
}

void engram_deinit_thread_arena(void) {
    engram_arena_thread_release();
    engram_last = ENGRAM_OK;
}
