// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Around every call that computes:
//
//     return engram_counted(engram_decay_family, [&] { return engram_work{count, count * 12}; },
//                           [&]() -> engram_status { ...checks and work... });
//
// hands the family down at its first use, and counts one call: what the first function tells, asked only where the status
// is ENGRAM_OK, else an error of that status. A few additions to memory of the calling thread; with -Dmetrics=false none.

#include "base/refusal.h"
#include "check/families.h"
#include "metrics/count.h"

// What a call did: rows, edges or memories, and the bytes it read.
struct engram_work {
    uint64_t items, bytes;
};

// Hands the family down at its first use, for a call that is not counted; the level in force.
ENGRAM_INLINE engram_level engram_met(const struct engram_family &family) {
    const engram_level level = engram_level_in_force(family.index);
    if (ENGRAM_LIKELY(level != ENGRAM_LEVEL_AUTO)) return level;
    engram_family_meet(&family);
    return engram_level_in_force(family.index);
}

template <typename Done, typename Call>
ENGRAM_INLINE engram_status engram_counted(const struct engram_family &family, Done done, Call call) {
    const engram_level level = engram_met(family);
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
        engram_count_add(&mine->errors[family.index][-status & (ENGRAM_COUNT_STATUSES - 1)], 1);
        return engram_refused(status);
    }
    struct engram_path_counts *path = &mine->paths[family.index][level];
    const engram_work work = done();
    engram_count_add(&path->calls, 1);
    engram_count_add(&path->items, work.items);
    engram_count_add(&path->bytes, work.bytes);
    if (ENGRAM_UNLIKELY(begin != 0)) engram_count_time(path, begin);
    return status;
#else
    (void)level, (void)done;
    return engram_checked(call());
#endif
}
