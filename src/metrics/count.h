/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_METRICS_COUNT_H
#define ENGRAM_METRICS_COUNT_H

/* What is counted, and where: by each thread for itself. src/abi/counted.hpp counts a call. C-clean. */

#include "cpu/level.h"
#include "engram/metrics.h"

ENGRAM_INTERNAL_BEGIN

/* What one family has done on one level; see engram_path_metrics. */
struct engram_path_counts {
    uint64_t calls, items, bytes, timed_calls, timed_ns, buckets[ENGRAM_METRICS_BUCKETS];
};

/* Statuses that a counted call returns are above the negative of this, which is a power of two. */
#define ENGRAM_COUNT_STATUSES 32

/* The counts of one thread, which is their only writer. */
struct engram_counts {
    struct engram_path_counts paths[ENGRAM_FAMILY_COUNT][ENGRAM_LEVEL_COUNT];
    uint64_t errors[ENGRAM_FAMILY_COUNT][ENGRAM_COUNT_STATUSES]; /* by -status */
    uint32_t until_timed; /* calls before the next that is measured */
    uint32_t is_in_use;
    struct engram_counts *link;
};

/* Null when there is no memory: the call is then one of the uncounted. */
struct engram_counts *engram_counts_first(void);

/* Time on the caller's clock, or 0 when this call is not to be measured. */
uint64_t engram_count_clock(struct engram_counts *mine);
void engram_count_time(struct engram_path_counts *path, uint64_t begin);

/* Whether a clock is set. */
extern uint32_t engram_count_every;

/* The calling thread's counts go nowhere between these two: a self-check does not count. */
void engram_counts_pause(void);
void engram_counts_resume(void);

/* A self-check found a level wrong. */
void engram_count_check_failure(int family, engram_level level);

/* __thread and not thread_local: the latter may come with a wrapper function, which would be a weak symbol. */
extern __thread struct engram_counts *engram_counts_mine;

ENGRAM_INTERNAL_END

ENGRAM_INLINE void engram_count_add(uint64_t *counter, uint64_t n) {
    __atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

#endif
