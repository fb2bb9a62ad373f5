/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_METRICS_H
#define ENGRAM_METRICS_H

/*
 * What the library has done: calls, items, bytes and errors of each family on each level, time where a clock is given,
 * and the arenas. Each thread counts for itself, without a lock and without sharing a cache line; asking adds up.
 *
 * Built with -Dmetrics=false nothing is counted, and every count reads 0 but those of the arenas.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* Room for families and levels to come; in use are the families 0 similarity, 1 activation, 2 decay, and the levels of
 * engram/cpu.h. Statuses count at -status. Since: 0.1.0 */
enum {
    ENGRAM_METRICS_FAMILIES = 4,
    ENGRAM_METRICS_LEVELS = 6,
    ENGRAM_METRICS_STATUSES = 32,
    ENGRAM_METRICS_BUCKETS = 23
};

/*
 * Upper bounds of the time buckets in nanoseconds: 100, 250, 500, 1,000 and so on to 10^9; the last bucket has no
 * bound. Since: 0.1.0
 */
#define ENGRAM_METRICS_BOUNDS                                                                                       \
    {100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000,       \
     10000000, 25000000, 50000000, 100000000, 250000000, 500000000, 1000000000}

/* One family on one level. Since: 0.1.0 */
typedef struct engram_path_metrics {
    uint64_t calls;                           /* that succeeded */
    uint64_t items;                           /* rows scored, edges walked, strengths decayed */
    uint64_t bytes;                           /* of input they read, counted once */
    uint64_t timed_calls;                     /* calls measured */
    uint64_t timed_ns;                        /* their time */
    uint64_t buckets[ENGRAM_METRICS_BUCKETS]; /* calls measured at or below each bound, and above the one before */
} engram_path_metrics;

/* A snapshot. Set size to sizeof(engram_metrics). Since: 0.1.0 */
typedef struct engram_metrics {
    uint32_t size;    /* sizeof(engram_metrics); smaller is accepted and filled that far */
    uint32_t threads; /* that have counted and are alive */
    engram_path_metrics paths[ENGRAM_METRICS_FAMILIES][ENGRAM_METRICS_LEVELS];
    uint64_t errors[ENGRAM_METRICS_FAMILIES][ENGRAM_METRICS_STATUSES];
    uint64_t self_check_failures[ENGRAM_METRICS_FAMILIES][ENGRAM_METRICS_LEVELS];
    uint64_t uncounted; /* calls lost because a thread got no memory for its counters */
    uint64_t arenas, arena_capacity, arena_used, arena_high_water; /* as in engram_arena_usage */
    uint64_t arena_resets, arena_overflows, arena_fallbacks, arena_fallback_bytes;
} engram_metrics;

/*
 * Adds up all threads, those that ended included, since the start or the last reset. Counts of calls under way may be
 * in or not. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT. Since: 0.1.0
 */
ENGRAM_API engram_status engram_metrics_get(engram_metrics *metrics);

/*
 * Starts every count anew, those of engram_arena_stats() too. Prometheus takes it for a restart. Self-check failures
 * stay. Since: 0.1.0
 */
ENGRAM_API void engram_metrics_reset(void);

/*
 * Time is measured with the caller's clock: the library has none of its own.
 *
 *   now    nanoseconds from any origin, never falling; called on the computing threads; null stops measuring
 *   every  each thread measures one call in so many, from the first on: 1 measures all, 0 counts as 1
 * Since: 0.1.0
 */
ENGRAM_API void engram_metrics_set_clock(uint64_t (*now)(void *context), void *context, uint32_t every);

/*
 * Writes everything in the Prometheus text format (version 0.0.4), counts as counters, time as histograms in seconds.
 * docs/metrics.md lists the names.
 *
 *   buffer, capacity  where to; null with 0 to ask for the size
 *   needed            bytes with the ending zero; may be null
 *
 * Errors: ENGRAM_ERROR_BUFFER when capacity is too small: buffer then holds a cut text that ends with a zero;
 * ENGRAM_ERROR_NULL. Since: 0.1.0
 */
ENGRAM_API engram_status engram_metrics_prometheus(char *buffer, size_t capacity, size_t *needed);

ENGRAM_END

#endif
