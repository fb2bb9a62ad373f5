// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/fsrs.h"

#include "base/check.h"
#include "kernels/decay/fsrs.h"
#include "kernels/decay/plan.h"
#include "abi/counted.hpp"

namespace {

constexpr double seconds_per_day = 86400.0;
constexpr float largest_stability = 0x1.fffffep127f;

// Takes over the times into a job; the unit comes out as units per day.
engram_status take_times(const engram_times *times, size_t count, struct engram_decay_job &job, double &units_per_day) {
    const engram_status status = engram_decay_plan_times(times, count, &job);
    if (status != ENGRAM_OK) return status;
    units_per_day = engram_decay_units(times->unit) * seconds_per_day;
    return units_per_day == 0.0 ? ENGRAM_ERROR_ENUM : ENGRAM_OK;
}

} // namespace

engram_status engram_fsrs_retrievability(const engram_fsrs *fsrs, const engram_times *times, const float *stabilities,
                                         size_t count, float *out, engram_decay_report *report) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 12}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (report != nullptr && report->size != sizeof *report) return ENGRAM_ERROR_STRUCT;
        struct engram_decay_job job = {};
        double units_per_day, factor, decay;
        uint64_t bad_row = UINT64_MAX, skewed = 0;
        engram_status status = engram_fsrs_curve(fsrs, &factor, &decay);
        if (status == ENGRAM_OK && !engram_bytes_fit(count, sizeof(uint64_t))) status = ENGRAM_ERROR_OVERFLOW;
        if (status == ENGRAM_OK) status = take_times(times, count, job, units_per_day);
        if (status == ENGRAM_OK && count != 0) {
            if (stabilities == nullptr || out == nullptr) return ENGRAM_ERROR_NULL;
            // The power form with S as scale: v = (f / units per day) / S.
            job.form = ENGRAM_DECAY_POWER;
            job.constant = factor / units_per_day;
            job.exponent = decay;
            job.scales = stabilities;
            job.out = out;
            int has_new = 0;
            bad_row = engram_decay_first_outside(stabilities, count, largest_stability, &has_new);
            if (bad_row != UINT64_MAX) status = ENGRAM_ERROR_ARGUMENT;
            else if (engram_decay_overlaps(&job, count, out, count * sizeof *out, stabilities))
                status = ENGRAM_ERROR_OVERLAP;
            else skewed = engram_fsrs_recall(&job, count, has_new);
        }
        if (report != nullptr) report->skewed = skewed, report->bad_row = bad_row;
        return status;
    });
}

engram_status engram_fsrs_interval(const engram_fsrs *fsrs, double retention, double longest, const float *stabilities,
                                   size_t count, float *out) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 4}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        double factor, decay;
        const engram_status status = engram_fsrs_curve(fsrs, &factor, &decay);
        if (status != ENGRAM_OK) return status;
        if (!(retention >= 0x1p-100 && retention < 1.0) || !(longest >= 0.0)) return ENGRAM_ERROR_ARGUMENT;
        if (count == 0) return ENGRAM_OK;
        if (stabilities == nullptr || out == nullptr) return ENGRAM_ERROR_NULL;
        if (!engram_bytes_fit(count, sizeof *out)) return ENGRAM_ERROR_OVERFLOW;
        if (out != stabilities && engram_overlap(out, count * sizeof *out, stabilities, count * sizeof *stabilities))
            return ENGRAM_ERROR_OVERLAP;
        int has_new = 0;
        if (engram_decay_first_outside(stabilities, count, largest_stability, &has_new) != UINT64_MAX)
            return ENGRAM_ERROR_ARGUMENT;
        engram_fsrs_intervals(stabilities, count, engram_fsrs_days(factor, decay, retention),
                              longest > 0.0 ? longest : ENGRAM_FSRS_S_MAX, out);
        return ENGRAM_OK;
    });
}

engram_status engram_fsrs_review(const engram_fsrs *fsrs, const engram_times *times, const uint8_t *grades,
                                 const float *stabilities, const float *difficulties, size_t count,
                                 float *out_stabilities, float *out_difficulties, engram_decay_report *report) {
    const auto work = [&] { return engram_work{count, uint64_t{count} * 17}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (report != nullptr && report->size != sizeof *report) return ENGRAM_ERROR_STRUCT;
        struct engram_decay_job plan = {};
        struct engram_fsrs_job job = {};
        double units_per_day;
        engram_status status = engram_fsrs_curve(fsrs, &job.factor, &job.decay);
        if (status == ENGRAM_OK && !engram_bytes_fit(count, sizeof(uint64_t))) status = ENGRAM_ERROR_OVERFLOW;
        if (status == ENGRAM_OK) status = take_times(times, count, plan, units_per_day);
        uint64_t bad_row = UINT64_MAX, skewed = 0;
        if (status == ENGRAM_OK && count != 0) {
            if (grades == nullptr || stabilities == nullptr || difficulties == nullptr || out_stabilities == nullptr ||
                out_difficulties == nullptr)
                return ENGRAM_ERROR_NULL;
            const uint64_t bytes = count * sizeof(float);
            plan.strengths = stabilities, plan.scores = difficulties;
            if (engram_decay_overlaps(&plan, count, out_stabilities, bytes, stabilities) ||
                engram_decay_overlaps(&plan, count, out_difficulties, bytes, difficulties) ||
                engram_overlap(out_stabilities, bytes, grades, count) ||
                engram_overlap(out_difficulties, bytes, grades, count) ||
                engram_overlap(out_stabilities, bytes, out_difficulties, bytes))
                return ENGRAM_ERROR_OVERLAP;
            bad_row = engram_fsrs_bad_row(grades, stabilities, difficulties, count);
            if (bad_row != UINT64_MAX) {
                status = ENGRAM_ERROR_ARGUMENT;
            } else {
                job.times = plan.times, job.now = plan.now, job.is_stamps = plan.is_stamps;
                job.days = 1.0 / units_per_day;
                skewed = engram_fsrs_run(fsrs, job, grades, stabilities, difficulties, count, out_stabilities,
                                         out_difficulties);
            }
        }
        if (report != nullptr) report->skewed = skewed, report->bad_row = bad_row;
        return status;
    });
}
