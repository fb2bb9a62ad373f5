// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/metrics.h"

#include <cstring>

#include "abi/snapshot.h"
#include "arena/arena.h"
#include "base/check.h"
#include "metrics/metrics.h"

struct engram_metrics engram_metrics_snapshot(void) {
    engram_metrics m = {};
    m.size = sizeof m;
    engram_counts_sum(&m);
    const engram_arena_usage total = engram_arena_total();
    m.arenas = total.arenas;
    m.arena_capacity = total.capacity;
    m.arena_used = total.used;
    m.arena_high_water = total.high_water;
    m.arena_resets = total.resets;
    m.arena_overflows = total.overflows;
    m.arena_fallbacks = total.fallbacks;
    m.arena_fallback_bytes = total.fallback_bytes;
    return m;
}

engram_status engram_metrics_get(engram_metrics *metrics) {
    if (metrics == nullptr) return ENGRAM_ERROR_NULL;
    const uint32_t size = metrics->size;
    if (!engram_size_is_known(size, sizeof size, sizeof *metrics, alignof(engram_metrics))) return ENGRAM_ERROR_STRUCT;
    const engram_metrics now = engram_metrics_snapshot();
    std::memcpy(metrics, &now, size);
    metrics->size = size;
    return ENGRAM_OK;
}

void engram_metrics_reset(void) {
    engram_counts_clear();
    engram_arena_total_clear();
}

void engram_metrics_set_clock(uint64_t (*now)(void *context), void *context, uint32_t every) {
    engram_count_clock_set(now, context, every);
}

engram_status engram_metrics_prometheus(char *buffer, size_t capacity, size_t *needed) {
    if (buffer == nullptr && capacity != 0) return ENGRAM_ERROR_NULL;
    const engram_metrics now = engram_metrics_snapshot();
    engram_text text = {buffer, capacity, 0};
    engram_metrics_write(&text, &now);
    return engram_text_end(&text, needed);
}
