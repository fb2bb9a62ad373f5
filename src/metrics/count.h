/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_METRICS_COUNT_H
#define ENGRAM_METRICS_COUNT_H

/*
 * The hook of the shims in src/abi:
 *
 *     return engram_counted(ENGRAM_COUNT_DECAY, [&] { return engram_work{count, count * 12}; },
 *                           [&]() -> engram_status { ...checks and work... });
 *
 * counts one call: what the first function tells, asked only where the status is ENGRAM_OK, else an error of that status.
 * A few additions to memory of the calling thread; nothing at all when built with -Dmetrics=false.
 */

#include "base/refusal.h"
#include "cpu/level.h"
#include "engram/metrics.h"

enum { ENGRAM_COUNT_SIMILARITY = 0, ENGRAM_COUNT_ACTIVATION = 1, ENGRAM_COUNT_DECAY = 2 };

ENGRAM_INTERNAL_BEGIN

/* The counts of one thread, which is their only writer. */
struct engram_counts {
    struct engram_path_metrics paths[ENGRAM_FAMILY_COUNT][ENGRAM_LEVEL_COUNT];
    uint64_t errors[ENGRAM_FAMILY_COUNT][ENGRAM_METRICS_STATUSES];
    uint32_t until_timed; /* calls before the next that is measured */
    uint32_t is_in_use;
    struct engram_counts *link;
};

/* Null when there is no memory: the call is then one of the uncounted. */
struct engram_counts *engram_counts_first(void);

/* Time on the caller's clock, or 0 when this call is not to be measured. */
uint64_t engram_count_clock(struct engram_counts *mine);
void engram_count_time(struct engram_path_metrics *path, uint64_t begin);

/* Whether a clock is set. */
extern uint32_t engram_count_every;

/* The calling thread's counts go nowhere between these two: a self-check does not count. */
void engram_counts_pause(void);
void engram_counts_resume(void);

/* A self-check found a level wrong. */
void engram_count_check_failure(int family, engram_level level);

ENGRAM_INTERNAL_END

/* __thread and not thread_local: the latter may come with a wrapper function, which would be a weak symbol. */
extern "C" __thread struct engram_counts *engram_counts_mine;

ENGRAM_INLINE void engram_count_add(uint64_t *counter, uint64_t n) {
    __atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

/* What a call did: rows, edges or memories, and the bytes it read. */
struct engram_work {
    uint64_t items, bytes;
};

/* The end of a call that is not counted. */
ENGRAM_INLINE engram_status engram_checked(engram_status status) {
    return ENGRAM_LIKELY(status == ENGRAM_OK) ? status : engram_refused(status);
}

template <typename Done, typename Call>
ENGRAM_INLINE engram_status engram_counted(int family, Done done, Call call) {
#if ENGRAM_METRICS
    struct engram_counts *mine = engram_counts_mine;
    if (ENGRAM_UNLIKELY(mine == nullptr)) {
        mine = engram_counts_first();
        if (mine == nullptr) return engram_checked(call());
    }
    const uint64_t begin =
        ENGRAM_UNLIKELY(__atomic_load_n(&engram_count_every, __ATOMIC_RELAXED) != 0) ? engram_count_clock(mine) : 0;
    const engram_status status = call();
    if (ENGRAM_UNLIKELY(status != ENGRAM_OK)) {
        engram_count_add(&mine->errors[family][-status & (ENGRAM_METRICS_STATUSES - 1)], 1);
        return engram_refused(status);
    }
    struct engram_path_metrics *path = &mine->paths[family][engram_level_of(family)];
    const engram_work work = done();
    engram_count_add(&path->calls, 1);
    engram_count_add(&path->items, work.items);
    engram_count_add(&path->bytes, work.bytes);
    if (ENGRAM_UNLIKELY(begin != 0)) engram_count_time(path, begin);
    return status;
#else
    (void)family, (void)done;
    return engram_checked(call());
#endif
}

#endif
