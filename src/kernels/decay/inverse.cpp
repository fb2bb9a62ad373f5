// SPDX-License-Identifier: MIT OR Apache-2.0
// What asks where a curve crosses a level. All of it evaluates the kernels of the call's level, a block of rows at a time,
// so its answers agree with engram_decay_batch() to the bit.

#include "kernels/decay/inverse.h"

#include "kernels/decay/blocks.hpp"
#include "kernels/decay/plan.h"

namespace {

// The rows from n on.
struct engram_decay_job from_row(const struct engram_decay_job &whole, size_t n) {
    struct engram_decay_job job = whole;
    if (job.times != nullptr) job.times += n;
    if (job.strengths != nullptr) job.strengths += n;
    if (job.scales != nullptr) job.scales += n;
    if (job.exponents != nullptr) job.exponents += n;
    if (job.accesses != nullptr) job.accesses += n;
    if (job.pins != nullptr) job.pins += n / 64;
    return job;
}

// ages[i]: the first age at which row i is below the target. Invariant of the search: not below at low, below at high.
void invert_block(const struct engram_decay_ops *ops, struct engram_decay_job job, size_t rows, float target,
                  uint64_t *ages) {
    uint64_t low[block], middle[block];
    float value[block];
    job.is_stamps = 0;
    job.times = middle;
    job.out = value;
    std::memset(middle, 0xFF, sizeof middle);
    engram_decay_run(ops, &job, rows);
    uint8_t is_never[block];
    for (size_t i = 0; i < rows; ++i) is_never[i] = !(value[i] < target);
    std::memset(middle, 0, sizeof middle);
    engram_decay_run(ops, &job, rows);
    for (size_t i = 0; i < rows; ++i) {
        low[i] = 0;
        ages[i] = value[i] < target ? 0 : UINT64_MAX;
    }
    // 64 halvings of a gap below 2^64; a row that is done keeps middle at low or high and changes nothing.
    for (int round = 0; round < 64; ++round) {
        for (size_t i = 0; i < rows; ++i) middle[i] = low[i] + (ages[i] - low[i]) / 2;
        engram_decay_run(ops, &job, rows);
        for (size_t i = 0; i < rows; ++i) {
            const bool is_below = value[i] < target;
            ages[i] = is_below && middle[i] != low[i] ? middle[i] : ages[i];
            low[i] = is_below ? low[i] : middle[i];
        }
    }
    for (size_t i = 0; i < rows; ++i)
        if (is_never[i] != 0 && ages[i] != 0) ages[i] = UINT64_MAX;
}

} // namespace

uint64_t engram_decay_find_suppressed(const struct engram_decay_ops *ops, const struct engram_decay_job *whole,
                                      size_t count, float threshold, engram_suppressed *found, uint64_t capacity) {
    uint64_t total = 0;
    float factor[block];
    in_blocks(count, [&](size_t n, size_t rows) {
        struct engram_decay_job job = from_row(*whole, n);
        const float *strengths = job.strengths;
        job.strengths = nullptr;
        job.out = factor;
        engram_decay_run(ops, &job, rows);
        for (size_t i = 0; i < rows; ++i) {
            if (!(strengths[i] >= threshold && strengths[i] * factor[i] < threshold)) continue;
            if (total < capacity) found[total] = {n + i, strengths[i], factor[i]};
            ++total;
        }
    });
    return total;
}

void engram_decay_invert(const struct engram_decay_ops *ops, const struct engram_decay_job *whole, size_t count,
                         float target, uint64_t *ages) {
    in_blocks(count, [&](size_t n, size_t rows) { invert_block(ops, from_row(*whole, n), rows, target, ages + n); });
}

void engram_decay_find_next(const struct engram_decay_ops *ops, const struct engram_decay_job *whole, size_t count,
                            float threshold, uint64_t *row, uint64_t *left) {
    uint64_t best = UINT64_MAX, best_row = UINT64_MAX;
    uint64_t ages[block];
    float value[block];
    in_blocks(count, [&](size_t n, size_t rows) {
        struct engram_decay_job job = from_row(*whole, n);
        invert_block(ops, job, rows, threshold, ages);
        job.out = value;
        engram_decay_run(ops, &job, rows);
        for (size_t i = 0; i < rows; ++i) {
            if (!(value[i] >= threshold) || ages[i] == UINT64_MAX) continue;
            uint64_t age = job.times[i];
            if (job.is_stamps != 0) age = age > job.now ? 0 : job.now - age;
            // A timestamp ahead of the clock stays at age 0 until the clock has caught up.
            // At least one unit is left: the row is not below yet.
            uint64_t wait = ages[i] > age ? ages[i] - age : 1;
            if (job.is_stamps != 0 && job.times[i] > job.now)
                wait = __builtin_add_overflow(wait, job.times[i] - job.now, &wait) ? UINT64_MAX : wait;
            if (wait < best) best = wait, best_row = n + i;
        }
    });
    *row = best_row;
    *left = best;
}
