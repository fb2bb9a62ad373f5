// SPDX-License-Identifier: MIT OR Apache-2.0
// The counts of all threads: where each thread gets its own, and what they add up to.

#include "metrics/count.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <pthread.h>

#include "base/lock.h"
#include "metrics/metrics.h"

__thread struct engram_counts *engram_counts_mine = nullptr;
uint32_t engram_count_every = 0;

namespace {

// Counts of threads that live, and structs that ended threads have left for the next. Under the lock.
constinit engram_counts *living = nullptr;
constinit engram_counts *unused = nullptr;
// Ended threads, and everything there was at the last reset, to be taken away.
constinit engram_counts ended = {}, base = {};
constinit uint64_t check_failures[ENGRAM_FAMILY_COUNT][ENGRAM_LEVEL_COUNT] = {};
constinit std::atomic<uint64_t> uncounted{0};
uint64_t uncounted_base = 0;

constinit pthread_key_t exit_key = {};
constinit bool has_exit_key = false;
constinit pthread_once_t once = PTHREAD_ONCE_INIT;
constinit thread_local engram_counts *paused = nullptr;
constinit engram_counts nowhere = {}; // what a self-check counts; they run one at a time

constinit std::atomic<uint64_t (*)(void *)> clock_now{nullptr};
constinit std::atomic<void *> clock_context{nullptr};

constexpr uint64_t bounds[] = ENGRAM_METRICS_BOUNDS;
static_assert(sizeof bounds / sizeof *bounds == ENGRAM_METRICS_BUCKETS - 1);

// All counters are 64-bit words in a row.
constexpr size_t words = offsetof(engram_counts, until_timed) / sizeof(uint64_t);

void add(engram_counts *to, const engram_counts *from) {
    auto *sum = reinterpret_cast<uint64_t *>(to);
    const auto *term = reinterpret_cast<const uint64_t *>(from);
    for (size_t i = 0; i < words; ++i) sum[i] += __atomic_load_n(&term[i], __ATOMIC_RELAXED);
}

void subtract(engram_counts *from, const engram_counts *what) {
    auto *difference = reinterpret_cast<uint64_t *>(from);
    const auto *term = reinterpret_cast<const uint64_t *>(what);
    for (size_t i = 0; i < words; ++i) difference[i] -= term[i];
}

void retire(engram_counts *counts) {
    engram_counts **link = &living;
    while (*link != nullptr && *link != counts) link = &(*link)->link;
    if (*link == nullptr) return;
    *link = counts->link;
    add(&ended, counts);
    counts->link = unused;
    unused = counts;
}

void after_fork() {
    engram_lock();
    for (engram_counts *counts = living, *next; counts != nullptr; counts = next) {
        next = counts->link;
        if (counts != engram_counts_mine && counts != paused) retire(counts);
    }
    engram_unlock();
}

void set_up() { engram_lock_at_fork(after_fork); }

// Under the lock. A process can be out of keys for a while: each uncounted call asks until there is one.
bool exit_key_made() {
    if (!has_exit_key)
        has_exit_key = pthread_key_create(&exit_key, [](void *counts) {
                           engram_counts_mine = nullptr;
                           engram_lock();
                           retire(static_cast<engram_counts *>(counts));
                           engram_unlock();
                       }) == 0;
    return has_exit_key;
}

} // namespace

struct engram_counts *engram_counts_first(void) {
    pthread_once(&once, set_up);
    engram_lock();
    engram_counts *counts = unused;
    if (counts != nullptr) unused = counts->link;
    engram_unlock();
    // 128: no cache line, nor the one prefetched beside it, shared with another thread.
    constexpr size_t bytes = (sizeof(engram_counts) + 127) / 128 * 128;
    if (counts == nullptr) counts = static_cast<engram_counts *>(std::aligned_alloc(128, bytes));
    if (counts != nullptr) std::memset(counts, 0, sizeof *counts);
    engram_lock();
    if (counts != nullptr && exit_key_made() && pthread_setspecific(exit_key, counts) == 0) {
        counts->link = living;
        living = counts;
        engram_counts_mine = counts;
    } else if (counts != nullptr) {
        counts->link = unused;
        unused = counts;
        counts = nullptr;
    }
    engram_unlock();
    if (counts == nullptr) uncounted.fetch_add(1, std::memory_order_relaxed);
    return counts;
}

void engram_counts_pause(void) {
    paused = engram_counts_mine;
    engram_counts_mine = &nowhere;
}

void engram_counts_resume(void) {
    engram_counts_mine = paused;
    paused = nullptr;
}

void engram_count_check_failure(int family, engram_level level) {
    engram_lock();
    ++check_failures[family][level];
    engram_unlock();
}

uint64_t engram_count_clock(struct engram_counts *mine) {
    if (mine->until_timed > 0) {
        --mine->until_timed;
        return 0;
    }
    uint64_t (*now)(void *) = clock_now.load(std::memory_order_acquire);
    if (now == nullptr) return 0;
    mine->until_timed = __atomic_load_n(&engram_count_every, __ATOMIC_RELAXED) - 1;
    // 0 means "not measured": a clock that reads 0 is taken for 1.
    const uint64_t begin = now(clock_context.load(std::memory_order_relaxed));
    return begin != 0 ? begin : 1;
}

void engram_count_time(struct engram_path_counts *path, uint64_t begin) {
    uint64_t (*now)(void *) = clock_now.load(std::memory_order_acquire);
    if (now == nullptr) return;
    const uint64_t end = now(clock_context.load(std::memory_order_relaxed));
    const uint64_t ns = end > begin ? end - begin : 0;
    int bucket = 0;
    while (bucket < ENGRAM_METRICS_BUCKETS - 1 && ns > bounds[bucket]) ++bucket;
    engram_count_add(&path->timed_calls, 1);
    engram_count_add(&path->timed_ns, ns);
    engram_count_add(&path->buckets[bucket], 1);
}

void engram_count_clock_set(uint64_t (*now)(void *), void *context, uint32_t every) {
    engram_lock();
    __atomic_store_n(&engram_count_every, 0, __ATOMIC_RELAXED);
    clock_now.store(nullptr, std::memory_order_release);
    clock_context.store(context, std::memory_order_relaxed);
    clock_now.store(now, std::memory_order_release);
    if (now != nullptr) __atomic_store_n(&engram_count_every, every != 0 ? every : 1, __ATOMIC_RELAXED);
    engram_unlock();
}

void engram_counts_sum(struct engram_snapshot *into) {
    into->counts = {};
    into->threads = 0;
    engram_lock();
    add(&into->counts, &ended);
    for (const engram_counts *counts = living; counts != nullptr; counts = counts->link) {
        add(&into->counts, counts);
        ++into->threads;
    }
    subtract(&into->counts, &base);
    std::memcpy(into->check_failures, check_failures, sizeof check_failures);
    into->uncounted = uncounted.load(std::memory_order_relaxed) - uncounted_base;
    engram_unlock();
}

void engram_counts_clear(void) {
    engram_lock();
    base = {};
    add(&base, &ended);
    for (const engram_counts *counts = living; counts != nullptr; counts = counts->link) add(&base, counts);
    uncounted_base = uncounted.load(std::memory_order_relaxed);
    engram_unlock();
}
