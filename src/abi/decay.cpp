// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/decay.h"

#include "abi/decay_check.hpp"
#include "kernels/decay/inverse.h"
#include "kernels/decay/presets.h"

namespace {

constexpr double largest = 0x1.fffffffffffffp1023;
// What keeps every product of a speed and an age finite and normal, far beyond any time with a meaning.
constexpr double shortest = 0x1p-200, longest = 0x1p200;
constexpr float steepest = 64.0f;
constexpr double heaviest = 0x1p20;

bool is_within(double x, double low, double high) { return x >= low && x <= high; }

// What a form reads beside scale, asymptote and floor; a scale of any magnitude is for the exponentials alone.
enum : unsigned { any_scale = 1, exponent = 2, late = 4, weight = 8 };
constexpr unsigned reads[] = {
    0, any_scale, any_scale, any_scale, exponent, exponent, exponent | late, exponent, 0, 0, exponent | late, late | weight,
};
static_assert(sizeof reads / sizeof *reads == ENGRAM_CURVE_DUAL_EXPONENTIAL + 1, "one entry for each form");

// Checks the curve, and gives its constants to the job.
engram_status check_curve(const engram_curve *given, engram_time_unit unit, struct engram_decay_job &job) {
    ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, "curve");
    engram_curve curve = {};
    ENGRAM_REFUSE(engram_read_struct(&curve, sizeof curve, alignof(engram_curve), offsetof(engram_curve, exponent), given,
                                     "curve.size"));
    ENGRAM_REQUIRE(curve.form >= ENGRAM_CURVE_EXPONENTIAL_TAU && curve.form <= ENGRAM_CURVE_DUAL_EXPONENTIAL,
                   ENGRAM_ERROR_ENUM, "curve.form: one of ENGRAM_CURVE");
    ENGRAM_REQUIRE(curve.reserved == 0, ENGRAM_ERROR_ARGUMENT, "curve.reserved: 0");
    ENGRAM_REQUIRE(is_within(curve.asymptote, 0.0, 1.0), ENGRAM_ERROR_ARGUMENT, "curve.asymptote: from 0 to 1");
    ENGRAM_REQUIRE(is_within(curve.floor, 0.0, 1.0), ENGRAM_ERROR_ARGUMENT, "curve.floor: from 0 to 1");
    const unsigned form = reads[curve.form];
    if ((form & any_scale) != 0)
        ENGRAM_REQUIRE(curve.scale > 0.0 && curve.scale <= largest, ENGRAM_ERROR_ARGUMENT,
                       "curve.scale: above 0 and finite");
    else
        ENGRAM_REQUIRE(is_within(curve.scale, shortest, longest), ENGRAM_ERROR_ARGUMENT,
                       "curve.scale: from 2^-200 to 2^200");
    ENGRAM_REQUIRE((form & exponent) == 0 || (curve.exponent > 0.0 && curve.exponent <= double{steepest}),
                   ENGRAM_ERROR_ARGUMENT, "curve.exponent: above 0 to 64");
    ENGRAM_REQUIRE((form & late) == 0 || is_within(curve.late, shortest, longest), ENGRAM_ERROR_ARGUMENT,
                   "curve.late: from 2^-200 to 2^200");
    ENGRAM_REQUIRE((form & weight) == 0 || is_within(curve.weight, 0.0, heaviest), ENGRAM_ERROR_ARGUMENT,
                   "curve.weight: from 0 to 2^20");
    engram_decay_plan(&curve, engram_decay_units(unit), &job);
    return ENGRAM_OK;
}

// Checks the options and takes them over into the job of a curve. Parameters of rows are read once all else has been found
// good: see check_rows().
engram_status check_options(const engram_decay_options *given, uint64_t count, struct engram_decay_job &job) {
    engram_decay_options options = {};
    if (given != nullptr)
        ENGRAM_REFUSE(engram_read_struct(&options, sizeof options, alignof(engram_decay_options),
                                         offsetof(engram_decay_options, scales), given, "options.size"));
    ENGRAM_REQUIRE(options.reserved == 0, ENGRAM_ERROR_ARGUMENT, "options.reserved: 0");
    job.pins = options.pins, job.scales = options.scales, job.exponents = options.exponents;
    if (job.form != ENGRAM_DECAY_TWO_COMPONENT) return ENGRAM_OK;
    ENGRAM_REQUIRE(options.accesses != nullptr || count == 0, ENGRAM_ERROR_NULL, "options.accesses");
    job.accesses = options.accesses;
    return ENGRAM_OK;
}

engram_status check_rows(const struct engram_decay_job &job, uint64_t count, uint64_t &bad_row) {
    const auto rows = static_cast<size_t>(count);
    const uint64_t of_exponents =
        job.exponents != nullptr ? engram_decay_first_outside(job.exponents, rows, steepest, nullptr) : UINT64_MAX;
    if (job.scales != nullptr) bad_row = engram_decay_first_outside(job.scales, rows, largest_float, nullptr);
    const bool is_exponent = of_exponents < bad_row;
    if (is_exponent) bad_row = of_exponents;
    ENGRAM_REQUIRE(bad_row == UINT64_MAX, ENGRAM_ERROR_ARGUMENT,
                   is_exponent ? "options.exponents: above 0 to 64" : "options.scales: above 0 and finite");
    return ENGRAM_OK;
}

// The arrays of a job that are there are whole and aligned, and apart from the outputs; but one of them, `same`, may be the
// output as a whole.
template <size_t n>
engram_status check_arrays(const struct engram_decay_job &job, uint64_t count, const struct engram_piece (&outputs)[n],
                           const void *same) {
    for (const struct engram_piece &output : outputs) ENGRAM_REFUSE(engram_check_piece(output));
    const auto check = [&](const auto *input, uint64_t elements, const char *name) -> engram_status {
        if (input == nullptr) return ENGRAM_OK;
        const struct engram_piece piece = {input, elements, sizeof *input, name};
        ENGRAM_REFUSE(engram_check_piece(piece));
        for (const struct engram_piece &output : outputs)
            if (input != same || same != output.memory) ENGRAM_REFUSE(engram_check_apart(output, piece));
        return ENGRAM_OK;
    };
    ENGRAM_REFUSE(check(job.times, count, "times.values"));
    ENGRAM_REFUSE(check(job.strengths, count, "strengths"));
    ENGRAM_REFUSE(check(job.scores, count, "scores"));
    ENGRAM_REFUSE(check(job.scales, count, "options.scales"));
    ENGRAM_REFUSE(check(job.exponents, count, "options.exponents"));
    ENGRAM_REFUSE(check(job.accesses, count, "options.accesses"));
    return check(job.pins, count / 64 + (count % 64 != 0), "options.pins");
}

// What calls with times have in common. The caller has set strengths and scores.
engram_status check_batch(const engram_curve *curve, const engram_times *given, const engram_decay_options *options,
                          uint64_t count, struct engram_decay_job &job) {
    engram_times times;
    ENGRAM_REFUSE(check_times(given, count, of_times, times));
    job.times = times.values, job.is_stamps = times.kind, job.now = times.now;
    ENGRAM_REFUSE(check_curve(curve, times.unit, job));
    return check_options(options, count, job);
}

engram_status batch(const engram_curve *curve, const engram_times *times, const engram_decay_options *options,
                    uint64_t count, struct engram_decay_job job, struct engram_piece out, const void *same,
                    engram_decay_report &met) {
    ENGRAM_REFUSE(check_batch(curve, times, options, count, job));
    ENGRAM_REFUSE(check_arrays(job, count, {out}, same));
    ENGRAM_REFUSE(check_rows(job, count, met.bad_row));
    met.skewed = engram_decay_run(engram_decay_active(), &job, static_cast<size_t>(count));
    return ENGRAM_OK;
}

engram_status check_threshold(float threshold, const char *name) {
    ENGRAM_REQUIRE(threshold > 0.0f && threshold <= largest_float, ENGRAM_ERROR_ARGUMENT, name);
    return ENGRAM_OK;
}

// The rows as words, which they are aligned to.
struct engram_piece rows_of(const engram_suppressed_rows &found) {
    static_assert(sizeof *found.rows == 2 * sizeof(uint64_t) && alignof(engram_suppressed) == alignof(uint64_t));
    const bool fits = found.capacity <= UINT64_MAX / 2;
    return {found.rows, fits ? 2 * found.capacity : UINT64_MAX, sizeof(uint64_t), "found.rows"};
}

// A job with its input and output.
struct engram_decay_job job_of(const float *strengths, const float *scores, float *out) {
    struct engram_decay_job job = {};
    job.strengths = strengths, job.scores = scores, job.out = out;
    return job;
}

engram_status fill_in(engram_curve_preset_id preset, engram_curve *curve) {
    ENGRAM_REQUIRE(curve != nullptr, ENGRAM_ERROR_NULL, "curve");
    ENGRAM_REQUIRE(preset >= ENGRAM_CURVE_PRESET_ENGRAM_KERNEL && preset <= ENGRAM_CURVE_PRESET_POWERCONTEXT,
                   ENGRAM_ERROR_ENUM, "preset: one of ENGRAM_CURVE_PRESET");
    engram_decay_preset(preset, curve);
    return ENGRAM_OK;
}

} // namespace

engram_status engram_curve_preset(engram_curve_preset_id preset, engram_curve *curve) {
    return engram_checked(fill_in(preset, curve));
}

engram_status engram_decay_apply(const engram_curve *curve, const float *strengths, const uint64_t *ages, uint64_t count,
                                 float *out) {
    return reported(nullptr, count, 12, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(engram_check_piece({ages, count, sizeof *ages, "ages"}));
        ENGRAM_REFUSE(engram_check_piece({strengths, count, sizeof *strengths, "strengths"}));
        const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
        return batch(curve, &times, nullptr, count, job_of(strengths, nullptr, out), {out, count, sizeof *out, "out"},
                     strengths, met);
    });
}

engram_status engram_decay_batch(const engram_curve *curve, const engram_times *times,
                                 const engram_decay_options *options, const float *strengths, uint64_t count, float *out,
                                 engram_decay_report *report) {
    return reported(report, count, 12, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(engram_check_piece({strengths, count, sizeof *strengths, "strengths"}));
        return batch(curve, times, options, count, job_of(strengths, nullptr, out), {out, count, sizeof *out, "out"},
                     strengths, met);
    });
}

engram_status engram_decay_factors(const engram_curve *curve, const engram_times *times,
                                   const engram_decay_options *options, uint64_t count, float *factors,
                                   engram_decay_report *report) {
    return reported(report, count, 8, [&](engram_decay_report &met) -> engram_status {
        return batch(curve, times, options, count, job_of(nullptr, nullptr, factors),
                     {factors, count, sizeof *factors, "factors"}, nullptr, met);
    });
}

engram_status engram_decay_scores(const engram_curve *curve, const engram_times *times,
                                  const engram_decay_options *options, const float *strengths, const float *scores,
                                  uint64_t count, float *out, engram_decay_report *report) {
    return reported(report, count, 16, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(engram_check_piece({scores, count, sizeof *scores, "scores"}));
        return batch(curve, times, options, count, job_of(strengths, scores, out), {out, count, sizeof *out, "out"},
                     scores, met);
    });
}

engram_status engram_decay_suppressed(const engram_curve *curve, const engram_times *times,
                                      const engram_decay_options *options, const float *strengths, uint64_t count,
                                      float threshold, engram_suppressed_rows *found) {
    return reported(nullptr, count, 12, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(check_filled(found, "found", "found.size"));
        ENGRAM_REQUIRE(found->reserved == 0, ENGRAM_ERROR_ARGUMENT, "found.reserved: 0");
        ENGRAM_REFUSE(check_threshold(threshold, "threshold: above 0 and finite"));
        ENGRAM_REFUSE(engram_check_piece({strengths, count, sizeof *strengths, "strengths"}));
        struct engram_decay_job job = job_of(strengths, nullptr, nullptr);
        ENGRAM_REFUSE(check_batch(curve, times, options, count, job));
        const struct engram_piece outputs[] = {rows_of(*found), piece_of(found, "found")};
        ENGRAM_REFUSE(check_arrays(job, count, outputs, nullptr));
        ENGRAM_REFUSE(engram_check_apart(outputs[0], outputs[1]));
        ENGRAM_REFUSE(check_rows(job, count, met.bad_row));
        found->total = engram_decay_find_suppressed(engram_decay_active(), &job, static_cast<size_t>(count), threshold,
                                                    found->rows, found->capacity);
        return ENGRAM_OK;
    });
}

engram_status engram_decay_ages_at(const engram_curve *curve, engram_time_unit unit,
                                   const engram_decay_options *options, const float *strengths, uint64_t count,
                                   float target, uint64_t *ages) {
    return reported(nullptr, count, 4, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(check_threshold(target, "target: above 0 and finite"));
        ENGRAM_REQUIRE(unit <= ENGRAM_TIME_NANOSECONDS, ENGRAM_ERROR_ENUM, "unit: one of ENGRAM_TIME");
        struct engram_decay_job job = job_of(strengths, nullptr, nullptr);
        ENGRAM_REFUSE(check_curve(curve, unit, job));
        ENGRAM_REFUSE(check_options(options, count, job));
        ENGRAM_REFUSE(check_arrays(job, count, {{ages, count, sizeof *ages, "ages"}}, nullptr));
        ENGRAM_REFUSE(check_rows(job, count, met.bad_row));
        engram_decay_invert(engram_decay_active(), &job, static_cast<size_t>(count), target, ages);
        return ENGRAM_OK;
    });
}

engram_status engram_decay_next(const engram_curve *curve, const engram_times *times,
                                const engram_decay_options *options, const float *strengths, uint64_t count,
                                float threshold, uint64_t *row, uint64_t *left) {
    return reported(nullptr, count, 12, [&](engram_decay_report &met) -> engram_status {
        const struct engram_piece outputs[] = {{row, 1, sizeof *row, "row"}, {left, 1, sizeof *left, "left"}};
        ENGRAM_REFUSE(check_threshold(threshold, "threshold: above 0 and finite"));
        struct engram_decay_job job = job_of(strengths, nullptr, nullptr);
        ENGRAM_REFUSE(check_batch(curve, times, options, count, job));
        ENGRAM_REFUSE(check_arrays(job, count, outputs, nullptr));
        ENGRAM_REFUSE(engram_check_apart(outputs[0], outputs[1]));
        ENGRAM_REFUSE(check_rows(job, count, met.bad_row));
        engram_decay_find_next(engram_decay_active(), &job, static_cast<size_t>(count), threshold, row, left);
        return ENGRAM_OK;
    });
}
