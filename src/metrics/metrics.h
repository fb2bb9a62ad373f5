/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_METRICS_METRICS_H
#define ENGRAM_METRICS_METRICS_H

/* What the shims of engram/metrics.h call. C-clean. */

#include "base/attributes.h"
#include "engram/arena.h"
#include "engram/metrics.h"
#include "metrics/count.h"
#include "metrics/text.h"

ENGRAM_INTERNAL_BEGIN

/* All there is at one moment. */
struct engram_snapshot {
    struct engram_counts counts; /* of all threads */
    uint64_t check_failures[ENGRAM_FAMILY_COUNT][ENGRAM_LEVEL_COUNT];
    uint32_t threads;
    uint64_t uncounted;
    struct engram_arena_usage arenas;
};

/* Fills everything but the arenas. */
void engram_counts_sum(struct engram_snapshot *into);
void engram_counts_clear(void);
void engram_count_clock_set(uint64_t (*now)(void *), void *context, uint32_t every);

/* prometheus.cpp */
void engram_metrics_write(struct engram_text *text, const struct engram_snapshot *snapshot);

ENGRAM_INTERNAL_END

#endif
