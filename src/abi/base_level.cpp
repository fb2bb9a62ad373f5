// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/base_level.h"

#include "abi/decay_check.hpp"
#include "kernels/decay/base_level.h"
#include "kernels/decay/elementary.h"

namespace {

constexpr double smallest = 0x1p-20, largest = 0x1p20;
constexpr times_names of_creations = {"creations", "creations.unit",
                                      "creations.kind: ENGRAM_TIMES_AGES or ENGRAM_TIMES_STAMPS", "creations.values",
                                      "creations.now: 0 with ENGRAM_TIMES_AGES", "creations.reserved: 0"};

bool is_within(double x, double low, double high) { return x >= low && x <= high; }

engram_status check_decay(double decay) {
    ENGRAM_REQUIRE(decay > 0.0 && decay < 1.0, ENGRAM_ERROR_ARGUMENT, "decay: above 0 and below 1");
    return ENGRAM_OK;
}

void take_over(const engram_times &times, struct engram_base_level_job &job) {
    job.now = times.now, job.is_stamps = times.kind, job.unit = 1.0 / engram_decay_units(times.unit);
}

// Levels from kept presentations, and where `counts` and `creations` are there, from what is known of the others.
engram_status sum(const uint64_t *offsets, uint64_t rows, const engram_times *given, struct engram_piece counts,
                  struct engram_piece creations, double decay, float *levels, engram_decay_report &met) {
    if (rows == 0) return ENGRAM_OK;
    const struct engram_piece of_offsets = {offsets, rows < UINT64_MAX ? rows + 1 : rows, sizeof *offsets, "offsets"};
    const struct engram_piece of_levels = {levels, rows, sizeof *levels, "levels"};
    ENGRAM_REFUSE(engram_check_piece(of_offsets));
    ENGRAM_REFUSE(engram_check_piece(of_levels));
    struct engram_base_level_job job = {};
    uint64_t total;
    ENGRAM_REQUIRE(engram_offsets_are_valid(offsets, static_cast<size_t>(rows), &total), ENGRAM_ERROR_OFFSETS, "offsets");
    engram_times times;
    ENGRAM_REFUSE(check_times(given, total, of_times, times));
    ENGRAM_REFUSE(engram_check_apart(of_levels, of_offsets));
    ENGRAM_REFUSE(engram_check_apart(of_levels, {times.values, total, sizeof *times.values, "times.values"}));
    ENGRAM_REFUSE(engram_check_apart(of_levels, counts));
    ENGRAM_REFUSE(engram_check_apart(of_levels, creations));
    take_over(times, job);
    job.offsets = offsets, job.rows = static_cast<size_t>(rows), job.times = times.values;
    job.counts = static_cast<const uint64_t *>(counts.memory);
    job.creations = static_cast<const uint64_t *>(creations.memory);
    job.decay = decay, job.levels = levels;
    met.skewed = engram_base_level_sum(engram_decay_active(), &job);
    return ENGRAM_OK;
}

// out[i] = an exponential of levels[i].
engram_status read_levels(const float *levels, uint64_t count, struct engram_exponentials_job job, float *out) {
    const struct engram_piece of_levels = {levels, count, sizeof *levels, "levels"};
    const struct engram_piece of_out = {out, count, sizeof *out, "out"};
    ENGRAM_REFUSE(engram_check_piece(of_levels));
    ENGRAM_REFUSE(engram_check_piece(of_out));
    ENGRAM_REFUSE(engram_check_in_place(of_out, of_levels));
    job.x = levels;
    job.out = out;
    engram_exponentials_run(engram_decay_active(), job, static_cast<size_t>(count));
    return ENGRAM_OK;
}

} // namespace

engram_status engram_base_level_exact(const uint64_t *offsets, uint64_t rows, const engram_times *times, double decay,
                                      float *levels, engram_decay_report *report) {
    return reported(report, rows, 8, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REQUIRE(decay > 0.0 && decay <= 4.0, ENGRAM_ERROR_ARGUMENT, "decay: above 0 to 4");
        return sum(offsets, rows, times, {}, {}, decay, levels, met);
    });
}

engram_status engram_base_level_recent(const uint64_t *offsets, uint64_t rows, const engram_times *times,
                                       const uint64_t *counts, const uint64_t *creations, double decay, float *levels,
                                       engram_decay_report *report) {
    return reported(report, rows, 24, [&](engram_decay_report &met) -> engram_status {
        const struct engram_piece of_counts = {counts, rows, sizeof *counts, "counts"};
        const struct engram_piece created = {creations, rows, sizeof *creations, "creations"};
        ENGRAM_REFUSE(check_decay(decay));
        ENGRAM_REFUSE(engram_check_piece(of_counts));
        ENGRAM_REFUSE(engram_check_piece(created));
        return sum(offsets, rows, times, of_counts, created, decay, levels, met);
    });
}

engram_status engram_base_level_optimized(const engram_times *creations, const uint64_t *counts, uint64_t rows,
                                          double decay, float *levels, engram_decay_report *report) {
    return reported(report, rows, 16, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(check_decay(decay));
        if (rows == 0) return ENGRAM_OK;
        const struct engram_piece of_counts = {counts, rows, sizeof *counts, "counts"};
        const struct engram_piece of_levels = {levels, rows, sizeof *levels, "levels"};
        engram_times times;
        ENGRAM_REFUSE(engram_check_piece(of_counts));
        ENGRAM_REFUSE(engram_check_piece(of_levels));
        ENGRAM_REFUSE(check_times(creations, rows, of_creations, times));
        ENGRAM_REFUSE(engram_check_apart(of_levels, {times.values, rows, sizeof *times.values, "creations.values"}));
        ENGRAM_REFUSE(engram_check_apart(of_levels, of_counts));
        struct engram_base_level_job job = {};
        take_over(times, job);
        job.rows = static_cast<size_t>(rows), job.counts = counts, job.creations = times.values;
        job.decay = decay, job.levels = levels;
        met.skewed = engram_base_level_even(engram_decay_active(), &job);
        return ENGRAM_OK;
    });
}

engram_status engram_retrieval_probability(const float *levels, uint64_t count, double threshold, double noise,
                                           float *out) {
    return reported(nullptr, count, 4, [&](engram_decay_report &) -> engram_status {
        ENGRAM_REQUIRE(is_within(threshold, -largest, largest), ENGRAM_ERROR_ARGUMENT, "threshold: from -2^20 to 2^20");
        ENGRAM_REQUIRE(is_within(noise, smallest, largest), ENGRAM_ERROR_ARGUMENT, "noise: from 2^-20 to 2^20");
        return read_levels(levels, count, {nullptr, -ENGRAM_LOG2_E / noise, threshold, 1.0, 1.0, 1, nullptr}, out);
    });
}

engram_status engram_retrieval_latency(const float *levels, uint64_t count, double factor, double exponent, float *out) {
    return reported(nullptr, count, 4, [&](engram_decay_report &) -> engram_status {
        ENGRAM_REQUIRE(is_within(factor, smallest, largest), ENGRAM_ERROR_ARGUMENT, "factor: from 2^-20 to 2^20");
        ENGRAM_REQUIRE(is_within(exponent, smallest, largest), ENGRAM_ERROR_ARGUMENT, "exponent: from 2^-20 to 2^20");
        return read_levels(levels, count, {nullptr, -ENGRAM_LOG2_E * exponent, 0.0, factor, 0.0, 0, nullptr}, out);
    });
}
