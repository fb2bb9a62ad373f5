// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/metrics.h"

#include "abi/arguments.h"
#include "abi/snapshot.h"
#include "arena/arena.h"
#include "base/status.h"

namespace {

engram_status check_families(engram_families families) {
    ENGRAM_REQUIRE(families != 0 && (families & ~engram_families{ENGRAM_FAMILY_ALL}) == 0, ENGRAM_ERROR_ENUM,
                   "families: the bitwise or of ENGRAM_FAMILY_ values");
    return ENGRAM_OK;
}

engram_status get(engram_metrics *metrics) {
    ENGRAM_REQUIRE(metrics != nullptr, ENGRAM_ERROR_NULL, "metrics");
    ENGRAM_REFUSE(engram_check_out_struct(metrics, sizeof *metrics, alignof(engram_metrics), sizeof metrics->size, "metrics.size"));
    struct engram_snapshot now;
    engram_snapshot_take(&now);
    const engram_arena_usage &a = now.arenas;
    const engram_metrics m = {sizeof m,     now.threads, now.uncounted, a.arenas,    a.capacity,      a.used,
                              a.high_water, a.resets,    a.overflows,   a.fallbacks, a.fallback_bytes};
    engram_write_struct(metrics, &m);
    return ENGRAM_OK;
}

engram_status path_of(engram_families families, engram_level level, engram_path_metrics *path) {
    ENGRAM_REQUIRE(path != nullptr, ENGRAM_ERROR_NULL, "path");
    ENGRAM_REFUSE(engram_check_out_struct(path, sizeof *path, alignof(engram_path_metrics), sizeof path->size, "path.size"));
    ENGRAM_REFUSE(check_families(families));
    ENGRAM_REQUIRE(level < ENGRAM_LEVEL_COUNT, ENGRAM_ERROR_ENUM, "level: an ENGRAM_LEVEL_ value");
    struct engram_snapshot now;
    engram_counts_sum(&now);
    engram_path_metrics sum = {};
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f)
        for (engram_level l = 0; l < ENGRAM_LEVEL_COUNT; ++l) {
            if ((families >> f & 1u) == 0 || (level != ENGRAM_LEVEL_AUTO && level != l)) continue;
            const engram_path_counts &counts = now.counts.paths[f][l];
            sum.calls += counts.calls, sum.items += counts.items, sum.bytes += counts.bytes;
            sum.self_check_failures += now.check_failures[f][l];
            sum.timed_calls += counts.timed_calls, sum.timed_ns += counts.timed_ns;
            for (int i = 0; i < ENGRAM_METRICS_BUCKETS; ++i) sum.buckets[i] += counts.buckets[i];
        }
    engram_write_struct(path, &sum);
    return ENGRAM_OK;
}

engram_status errors_of(engram_families families, engram_status status, uint64_t *count) {
    ENGRAM_REQUIRE(count != nullptr, ENGRAM_ERROR_NULL, "count");
    ENGRAM_REFUSE(check_families(families));
    ENGRAM_REQUIRE(engram_status_is_known(status), ENGRAM_ERROR_ENUM, "status: an ENGRAM_ERROR_ value, or ENGRAM_OK for all");
    struct engram_snapshot now;
    engram_counts_sum(&now);
    uint64_t sum = 0;
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f)
        for (int s = 0; s < ENGRAM_COUNT_STATUSES; ++s)
            if ((families >> f & 1u) != 0 && (status == ENGRAM_OK || status == -s)) sum += now.counts.errors[f][s];
    *count = sum;
    return ENGRAM_OK;
}

engram_status prometheus(char *buffer, size_t capacity, size_t *needed) {
    ENGRAM_REQUIRE(buffer != nullptr || capacity == 0, ENGRAM_ERROR_NULL, "buffer");
    struct engram_snapshot now;
    engram_snapshot_take(&now);
    engram_text text = {buffer, capacity, 0};
    engram_metrics_write(&text, &now);
    return engram_text_end(&text, needed);
}

} // namespace

void engram_snapshot_take(struct engram_snapshot *snapshot) {
    engram_counts_sum(snapshot);
    snapshot->arenas = engram_arena_total();
}

engram_status engram_metrics_get(engram_metrics *metrics) { return engram_checked(get(metrics)); }

engram_status engram_metrics_path(engram_families families, engram_level level, engram_path_metrics *path) {
    return engram_checked(path_of(families, level, path));
}

engram_status engram_metrics_errors(engram_families families, engram_status status, uint64_t *count) {
    return engram_checked(errors_of(families, status, count));
}

void engram_metrics_reset(void) {
    engram_counts_clear();
    engram_arena_total_clear();
}

void engram_metrics_set_clock(uint64_t (*now)(void *context), void *context, uint32_t every) {
    engram_count_clock_set(now, context, every);
}

engram_status engram_metrics_prometheus(char *buffer, size_t capacity, size_t *needed) {
    return engram_checked(prometheus(buffer, capacity, needed));
}
