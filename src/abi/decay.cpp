// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/decay.h"

#include "base/check.h"
#include "kernels/decay/plan.h"
#include "abi/counted.hpp"

namespace {

bool is_above_zero(float x) { return x > 0.0f && x <= 0x1.fffffep127f; }

// Everything that a call with times has in common; the caller has set strengths, scores and out in the job.
engram_status plan(const engram_curve *curve, const engram_times *times, const engram_decay_options *options,
                   size_t count, struct engram_decay_job &job, uint64_t &bad_row) {
    bad_row = UINT64_MAX;
    if (times == nullptr) return ENGRAM_ERROR_NULL;
    if (!engram_bytes_fit(count, sizeof(uint64_t))) return ENGRAM_ERROR_OVERFLOW;
    engram_status status = engram_decay_plan_times(times, count, &job);
    if (status == ENGRAM_OK) status = engram_decay_plan_curve(curve, times->unit, &job);
    if (status == ENGRAM_OK) status = engram_decay_plan_options(options, count, &job, &bad_row);
    return status;
}

// Plans and runs a batch into job.out; `same` is the input that must be there and that out may be, or null for none.
engram_status run(const engram_curve *curve, const engram_times *times, const engram_decay_options *options,
                  size_t count, struct engram_decay_job &job, const float *const *same, engram_decay_report *report) {
    if (report != nullptr && report->size != sizeof *report) return ENGRAM_ERROR_STRUCT;
    uint64_t bad_row, skewed = 0;
    engram_status status = plan(curve, times, options, count, job, bad_row);
    if (status == ENGRAM_OK && count != 0) {
        const float *input = same != nullptr ? *same : nullptr;
        if (job.out == nullptr || (same != nullptr && input == nullptr)) status = ENGRAM_ERROR_NULL;
        else if (engram_decay_overlaps(&job, count, job.out, count * sizeof *job.out, input))
            status = ENGRAM_ERROR_OVERLAP;
        else skewed = engram_decay_run(&job, count);
    }
    if (report != nullptr) report->skewed = skewed, report->bad_row = bad_row;
    return status;
}

} // namespace

engram_status engram_decay_apply(const engram_curve *curve, const float *strengths, const uint64_t *ages, size_t count,
                                 float *out) {
    const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
    return engram_decay_batch(curve, &times, nullptr, strengths, count, out, nullptr);
}

engram_status engram_decay_batch(const engram_curve *curve, const engram_times *times,
                                 const engram_decay_options *options, const float *strengths, size_t count, float *out,
                                 engram_decay_report *report) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 12}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        struct engram_decay_job job = {};
        job.strengths = strengths;
        job.out = out;
        return run(curve, times, options, count, job, &job.strengths, report);
    });
}

engram_status engram_decay_factors(const engram_curve *curve, const engram_times *times,
                                   const engram_decay_options *options, size_t count, float *factors,
                                   engram_decay_report *report) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 8}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        struct engram_decay_job job = {};
        job.out = factors;
        return run(curve, times, options, count, job, nullptr, report);
    });
}

engram_status engram_decay_scores(const engram_curve *curve, const engram_times *times,
                                  const engram_decay_options *options, const float *strengths, const float *scores,
                                  size_t count, float *out, engram_decay_report *report) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 16}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        struct engram_decay_job job = {};
        job.strengths = strengths;
        job.scores = scores;
        job.out = out;
        return run(curve, times, options, count, job, &job.scores, report);
    });
}

engram_status engram_decay_suppressed(const engram_curve *curve, const engram_times *times,
                                      const engram_decay_options *options, const float *strengths, size_t count,
                                      float threshold, engram_suppressed *found, size_t capacity, size_t *total) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 12}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        struct engram_decay_job job = {};
        uint64_t bad_row;
        if (total == nullptr || (strengths == nullptr && count != 0) || (found == nullptr && capacity != 0))
            return ENGRAM_ERROR_NULL;
        if (!is_above_zero(threshold)) return ENGRAM_ERROR_ARGUMENT;
        job.strengths = strengths;
        const engram_status status = plan(curve, times, options, count, job, bad_row);
        if (status != ENGRAM_OK) return status;
        if (!engram_bytes_fit(capacity, sizeof *found)) return ENGRAM_ERROR_OVERFLOW;
        if (engram_decay_overlaps(&job, count, found, capacity * sizeof *found, nullptr) ||
            engram_decay_overlaps(&job, count, total, sizeof *total, nullptr) ||
            engram_overlap(found, capacity * sizeof *found, total, sizeof *total))
            return ENGRAM_ERROR_OVERLAP;
        *total = engram_decay_find_suppressed(&job, count, threshold, found, capacity);
        return ENGRAM_OK;
    });
}

engram_status engram_decay_ages_at(const engram_curve *curve, engram_time_unit unit,
                                   const engram_decay_options *options, const float *strengths, size_t count,
                                   float target, uint64_t *ages) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 4}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        struct engram_decay_job job = {};
        uint64_t bad_row;
        if (!is_above_zero(target)) return ENGRAM_ERROR_ARGUMENT;
        if (!engram_bytes_fit(count, sizeof *ages)) return ENGRAM_ERROR_OVERFLOW;
        job.strengths = strengths;
        engram_status status = engram_decay_plan_curve(curve, unit, &job);
        if (status == ENGRAM_OK) status = engram_decay_plan_options(options, count, &job, &bad_row);
        if (status != ENGRAM_OK || count == 0) return status;
        if (ages == nullptr) return ENGRAM_ERROR_NULL;
        if (engram_decay_overlaps(&job, count, ages, count * sizeof *ages, nullptr)) return ENGRAM_ERROR_OVERLAP;
        engram_decay_invert(&job, count, target, ages);
        return ENGRAM_OK;
    });
}

engram_status engram_decay_next(const engram_curve *curve, const engram_times *times,
                                const engram_decay_options *options, const float *strengths, size_t count,
                                float threshold, uint64_t *row, uint64_t *left) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 12}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        struct engram_decay_job job = {};
        uint64_t bad_row;
        if (row == nullptr || left == nullptr) return ENGRAM_ERROR_NULL;
        if (!is_above_zero(threshold)) return ENGRAM_ERROR_ARGUMENT;
        job.strengths = strengths;
        const engram_status status = plan(curve, times, options, count, job, bad_row);
        if (status != ENGRAM_OK) return status;
        if (engram_decay_overlaps(&job, count, row, sizeof *row, nullptr) ||
            engram_decay_overlaps(&job, count, left, sizeof *left, nullptr) ||
            engram_overlap(row, sizeof *row, left, sizeof *left))
            return ENGRAM_ERROR_OVERLAP;
        engram_decay_find_next(&job, count, threshold, row, left);
        return ENGRAM_OK;
    });
}
