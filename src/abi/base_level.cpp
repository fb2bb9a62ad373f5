// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/base_level.h"

#include "base/check.h"
#include "kernels/decay/base_level.h"
#include "kernels/decay/elementary.h"
#include "kernels/decay/plan.h"
#include "abi/counted.hpp"

namespace {

constexpr double smallest = 0x1p-20, largest = 0x1p20;

// Takes over times; the report, when there is one, is well formed from here on.
engram_status take_times(const engram_times *times, size_t count, struct engram_base_level_job &job,
                         const engram_decay_report *report) {
    if (report != nullptr && report->size != sizeof *report) return ENGRAM_ERROR_STRUCT;
    struct engram_decay_job plan = {};
    const engram_status status = engram_decay_plan_times(times, count, &plan);
    if (status != ENGRAM_OK) return status;
    const double units = engram_decay_units(times->unit);
    if (units == 0.0) return ENGRAM_ERROR_ENUM;
    job.now = plan.now;
    job.is_stamps = plan.is_stamps;
    job.unit = 1.0 / units;
    return ENGRAM_OK;
}

void tell(engram_decay_report *report, uint64_t skewed) {
    if (report != nullptr) report->skewed = skewed, report->bad_row = UINT64_MAX;
}

engram_status sum(const uint64_t *offsets, size_t rows, const engram_times *times, const uint64_t *counts,
                  const uint64_t *creations, double decay, float *levels, engram_decay_report *report) {
    if (rows == 0) return tell(report, 0), ENGRAM_OK;
    if (offsets == nullptr || times == nullptr || levels == nullptr) return ENGRAM_ERROR_NULL;
    if (rows == SIZE_MAX || !engram_bytes_fit(uint64_t{rows} + 1, sizeof *offsets)) return ENGRAM_ERROR_OVERFLOW;
    uint64_t total;
    if (!engram_offsets_are_valid(offsets, rows, &total)) return ENGRAM_ERROR_OFFSETS;
    if (!engram_bytes_fit(total, sizeof(uint64_t))) return ENGRAM_ERROR_OVERFLOW;
    struct engram_base_level_job job = {};
    const engram_status status = take_times(times, static_cast<size_t>(total), job, report);
    if (status != ENGRAM_OK) return status;
    const uint64_t bytes = rows * sizeof *levels, wide = rows * sizeof(uint64_t);
    if (engram_overlap(levels, bytes, offsets, wide + sizeof *offsets) ||
        engram_overlap(levels, bytes, times->values, total * sizeof(uint64_t)) ||
        (counts != nullptr && engram_overlap(levels, bytes, counts, wide)) ||
        (creations != nullptr && engram_overlap(levels, bytes, creations, wide)))
        return ENGRAM_ERROR_OVERLAP;
    job.offsets = offsets, job.rows = rows, job.times = times->values;
    job.counts = counts, job.creations = creations;
    job.decay = decay, job.levels = levels;
    tell(report, engram_base_level_sum(&job));
    return ENGRAM_OK;
}

// Checks and runs out[i] = an exponential of levels[i].
engram_status read_levels(const float *levels, size_t count, struct engram_exponentials_job job, float *out) {
    if (count == 0) return ENGRAM_OK;
    if (levels == nullptr || out == nullptr) return ENGRAM_ERROR_NULL;
    if (!engram_bytes_fit(count, sizeof *out)) return ENGRAM_ERROR_OVERFLOW;
    if (out != levels && engram_overlap(out, count * sizeof *out, levels, count * sizeof *levels))
        return ENGRAM_ERROR_OVERLAP;
    job.x = levels;
    job.out = out;
    engram_exponentials_run(job, count);
    return ENGRAM_OK;
}

} // namespace

engram_status engram_base_level_exact(const uint64_t *offsets, size_t rows, const engram_times *times, double decay,
                                      float *levels, engram_decay_report *report) {
    const auto work = [&] { return engram_work{rows, uint64_t{rows} * 8}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!(decay > 0.0 && decay <= 4.0)) return ENGRAM_ERROR_ARGUMENT;
        return sum(offsets, rows, times, nullptr, nullptr, decay, levels, report);
    });
}

engram_status engram_base_level_recent(const uint64_t *offsets, size_t rows, const engram_times *times,
                                       const uint64_t *counts, const uint64_t *creations, double decay, float *levels,
                                       engram_decay_report *report) {
    const auto work = [&] { return engram_work{rows, uint64_t{rows} * 24}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!(decay > 0.0 && decay < 1.0)) return ENGRAM_ERROR_ARGUMENT;
        if (rows != 0 && (counts == nullptr || creations == nullptr)) return ENGRAM_ERROR_NULL;
        return sum(offsets, rows, times, counts, creations, decay, levels, report);
    });
}

engram_status engram_base_level_optimized(const engram_times *creations, const uint64_t *counts, size_t rows,
                                          double decay, float *levels, engram_decay_report *report) {
    const auto work = [&] { return engram_work{rows, uint64_t{rows} * 16}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!(decay > 0.0 && decay < 1.0)) return ENGRAM_ERROR_ARGUMENT;
        if (rows == 0) return tell(report, 0), ENGRAM_OK;
        if (counts == nullptr || levels == nullptr) return ENGRAM_ERROR_NULL;
        if (!engram_bytes_fit(rows, sizeof *counts)) return ENGRAM_ERROR_OVERFLOW;
        struct engram_base_level_job job = {};
        const engram_status status = take_times(creations, rows, job, report);
        if (status != ENGRAM_OK) return status;
        const uint64_t bytes = rows * sizeof *levels, wide = rows * sizeof(uint64_t);
        if (engram_overlap(levels, bytes, creations->values, wide) || engram_overlap(levels, bytes, counts, wide))
            return ENGRAM_ERROR_OVERLAP;
        job.rows = rows, job.counts = counts, job.creations = creations->values;
        job.decay = decay, job.levels = levels;
        tell(report, engram_base_level_even(&job));
        return ENGRAM_OK;
    });
}

engram_status engram_retrieval_probability(const float *levels, size_t count, double threshold, double noise,
                                           float *out) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 4}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!(noise >= smallest && noise <= largest) || !(threshold >= -largest && threshold <= largest))
            return ENGRAM_ERROR_ARGUMENT;
        return read_levels(levels, count, {nullptr, -ENGRAM_LOG2_E / noise, threshold, 1.0, 1.0, 1, nullptr}, out);
    });
}

engram_status engram_retrieval_latency(const float *levels, size_t count, double factor, double exponent, float *out) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 4}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (!(factor >= smallest && factor <= largest) || !(exponent >= smallest && exponent <= largest))
            return ENGRAM_ERROR_ARGUMENT;
        return read_levels(levels, count, {nullptr, -ENGRAM_LOG2_E * exponent, 0.0, factor, 0.0, 0, nullptr}, out);
    });
}
