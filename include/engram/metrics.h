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
#include "engram/cpu.h"

ENGRAM_BEGIN

/*
 * Upper bounds of the time buckets in nanoseconds: 100, 250, 500, 1,000 and so on to 10^9; the last bucket has no
 * bound. Since: 0.1.0
 */
#define ENGRAM_METRICS_BOUNDS                                                                                       \
    {100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000,       \
     10000000, 25000000, 50000000, 100000000, 250000000, 500000000, 1000000000}

/* How time is sorted. Since: 0.1.0 */
enum {
    ENGRAM_METRICS_BUCKETS = 23 /* ENGRAM_METRICS_BOUNDS, and one without a bound */
};

/* What belongs to no family. Set size to sizeof(engram_metrics). Since: 0.1.0 */
typedef struct engram_metrics {
    uint32_t size;      /* sizeof(engram_metrics); smaller is accepted and filled that far */
    uint32_t threads;   /* that have counted and are alive */
    uint64_t uncounted; /* calls lost because a thread got no memory for its counters */
    uint64_t arenas, arena_capacity, arena_used, arena_high_water; /* as in engram_arena_usage */
    uint64_t arena_resets, arena_overflows, arena_fallbacks, arena_fallback_bytes; /* as there */
} engram_metrics;

/*
 * Adds up all threads, those that ended included, since the start or the last reset. Counts of calls under way may be
 * in or not: so for the next two as well. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT. Since: 0.1.0
 */
ENGRAM_API engram_status engram_metrics_get(engram_metrics *metrics);

/* What a family has done on a level. Set size to sizeof(engram_path_metrics). Since: 0.1.0 */
typedef struct engram_path_metrics {
    uint32_t size;                            /* sizeof(engram_path_metrics); smaller is accepted and filled that far */
    uint32_t reserved;                        /* 0 */
    uint64_t calls;                           /* that succeeded */
    uint64_t items;                           /* rows scored, edges walked, strengths decayed */
    uint64_t bytes;                           /* of input they read, counted once */
    uint64_t self_check_failures;             /* self-checks that found the level wrong */
    uint64_t timed_calls;                     /* calls measured */
    uint64_t timed_ns;                        /* their time */
    uint64_t buckets[ENGRAM_METRICS_BUCKETS]; /* calls measured at or below each bound, and above the one before */
} engram_path_metrics;

/*
 * The counts of families on a level.
 *
 *   families  one, or the bitwise or of several, which are added up
 *   level     ENGRAM_LEVEL_AUTO adds up all levels
 *
 * Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit, or for an
 * unknown level. Since: 0.1.0
 */
ENGRAM_API engram_status engram_metrics_path(engram_families families, engram_level level, engram_path_metrics *path);

/*
 * Refused calls of families, which are added up as above.
 *
 *   status  of the refusal; ENGRAM_OK adds up all
 *   count   the result
 *
 * Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit, or for a value that is no status.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_metrics_errors(engram_families families, engram_status status, uint64_t *count);

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
