// SPDX-License-Identifier: MIT OR Apache-2.0
// Checks what a caller describes and turns it into the constants of a job.

#include "kernels/decay/plan.h"

#include <cstring>

#include "base/check.h"
#include "base/fma.h"
#include "kernels/decay/elementary.h"

namespace {

constexpr double largest = 0x1.fffffffffffffp1023;

// What keeps every product of a speed and an age finite and normal, far beyond any time with a meaning.
constexpr double shortest = 0x1p-200, longest = 0x1p200;
constexpr double steepest = 64.0;
constexpr double heaviest = 0x1p20;

// Size of the first version of engram_curve that a caller may have: up to scale.
constexpr uint32_t smallest_curve = offsetof(engram_curve, exponent);

bool is_within(double x, double low, double high) { return x >= low && x <= high; }
bool is_exponent(double x) { return x > 0.0 && x <= steepest; }

// Copies a versioned struct of a known size; what it lacks is 0.
template <typename T> bool read(const T *from, uint32_t smallest, T &to) {
    if (!engram_size_is_known(from->size, smallest, sizeof(T), alignof(T))) return false;
    to = {};
    std::memcpy(&to, from, from->size);
    return true;
}

constexpr float largest_float = 0x1.fffffep127f;

} // namespace

// As integers, the floats in (0, high] are 1 to the bits of high: one of two differences has its top bit set for any
// other, so a block needs no branch and no comparison.
uint64_t engram_decay_first_outside(const float *values, size_t count, float high, int *has_zero) {
    constexpr size_t block = 1024;
    const uint32_t highest = engram_bits_f32(high);
    for (size_t n = 0; n < count; n += block) {
        const size_t end = count - n < block ? count : n + block;
        uint32_t suspect = 0;
        for (size_t i = n; i < end; ++i) {
            const uint32_t bits = engram_bits_f32(values[i]);
            suspect |= (bits - 1) | (highest - bits);
        }
        if (suspect >> 31 == 0) continue;
        for (size_t i = n; i < end; ++i) {
            if (values[i] > 0.0f && values[i] <= high) continue;
            if (has_zero == nullptr || values[i] != 0.0f) return i;
            *has_zero = 1;
        }
    }
    return UINT64_MAX;
}

double engram_decay_units(engram_time_unit unit) {
    constexpr double per_second[] = {1.0, 1e3, 1e6, 1e9};
    return unit <= ENGRAM_TIME_NANOSECONDS ? per_second[unit] : 0.0;
}

engram_status engram_decay_plan_curve(const engram_curve *given, engram_time_unit unit, struct engram_decay_job *job) {
    if (given == nullptr) return ENGRAM_ERROR_NULL;
    engram_curve curve;
    if (!read(given, smallest_curve, curve)) return ENGRAM_ERROR_STRUCT;
    const double units = engram_decay_units(unit);
    if (units == 0.0) return ENGRAM_ERROR_ENUM;
    if (!is_within(curve.asymptote, 0.0, 1.0) || !is_within(curve.floor, 0.0, 1.0)) return ENGRAM_ERROR_ARGUMENT;

    bool has_exponent = false, has_late = false, is_plain = false;
    job->constant = 1.0 / units;
    switch (curve.form) {
    case ENGRAM_CURVE_EXPONENTIAL_RATE: job->is_rate = 1; [[fallthrough]];
    case ENGRAM_CURVE_EXPONENTIAL_TAU: job->constant = ENGRAM_LOG2_E / units; [[fallthrough]];
    case ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE:
        job->form = ENGRAM_DECAY_EXPONENTIAL;
        is_plain = true;
        break;
    case ENGRAM_CURVE_POWER: job->form = ENGRAM_DECAY_POWER, has_exponent = true; break;
    case ENGRAM_CURVE_POWER_RATIO: job->form = ENGRAM_DECAY_RATIO, has_exponent = true; break;
    case ENGRAM_CURVE_HYBRID:
        job->form = ENGRAM_DECAY_HYBRID;
        job->constant = ENGRAM_LOG2_E / units;
        has_exponent = has_late = true;
        break;
    case ENGRAM_CURVE_STRETCHED: job->form = ENGRAM_DECAY_STRETCHED, has_exponent = true; break;
    case ENGRAM_CURVE_LINEAR:
        job->form = ENGRAM_DECAY_LINEAR;
        job->constant = units; // v is the whole span
        job->is_rate = 1;
        break;
    case ENGRAM_CURVE_HYPERBOLIC: job->form = ENGRAM_DECAY_HYPERBOLIC; break;
    case ENGRAM_CURVE_TWO_COMPONENT:
        job->form = ENGRAM_DECAY_TWO_COMPONENT;
        job->constant = ENGRAM_LOG2_E / units;
        has_exponent = has_late = true;
        break;
    case ENGRAM_CURVE_DUAL_EXPONENTIAL:
        job->form = ENGRAM_DECAY_DUAL;
        job->constant = ENGRAM_LOG2_E / units;
        has_late = true;
        if (!is_within(curve.weight, 0.0, heaviest)) return ENGRAM_ERROR_ARGUMENT;
        break;
    default: return ENGRAM_ERROR_ENUM;
    }
    if (is_plain ? !(curve.scale > 0.0 && curve.scale <= largest) : !is_within(curve.scale, shortest, longest))
        return ENGRAM_ERROR_ARGUMENT;
    if (has_exponent && !is_exponent(curve.exponent)) return ENGRAM_ERROR_ARGUMENT;
    if (has_late && !is_within(curve.late, shortest, longest)) return ENGRAM_ERROR_ARGUMENT;

    job->speed = job->is_rate != 0 ? job->constant * curve.scale : job->constant / curve.scale;
    // A speed so large that the product with an age could overflow decays at once, as this one does too; age 0 keeps 1.
    if (job->speed > 0x1p900) job->speed = 0x1p900;
    job->exponent = curve.exponent;
    job->asymptote = curve.asymptote;
    job->floor = static_cast<float>(curve.floor);
    job->weight = curve.weight;
    job->threshold = static_cast<double>(curve.threshold);
    if (job->form == ENGRAM_DECAY_LINEAR) {
        job->late_inverse = 1.0 / job->speed;
    } else if (job->form == ENGRAM_DECAY_HYBRID) {
        job->late = curve.late * units;
        job->late_inverse = 1.0 / job->late;
    } else if (job->form == ENGRAM_DECAY_TWO_COMPONENT) {
        job->late = 1.0 / (units * curve.late);
    } else if (job->form == ENGRAM_DECAY_DUAL) {
        job->late = ENGRAM_LOG2_E / (units * curve.late);
    }
    return ENGRAM_OK;
}

engram_status engram_decay_plan_options(const engram_decay_options *given, size_t count, struct engram_decay_job *job,
                                        uint64_t *bad_row) {
    *bad_row = UINT64_MAX;
    engram_decay_options options = {};
    if (given != nullptr && !read(given, 8, options)) return ENGRAM_ERROR_STRUCT;
    if (job->form == ENGRAM_DECAY_TWO_COMPONENT && options.accesses == nullptr && count != 0) return ENGRAM_ERROR_NULL;
    if (job->form == ENGRAM_DECAY_TWO_COMPONENT) job->accesses = options.accesses;
    job->pins = options.pins;
    job->scales = options.scales;
    job->exponents = options.exponents;
    if (options.scales != nullptr) *bad_row = engram_decay_first_outside(options.scales, count, largest_float, nullptr);
    if (options.exponents != nullptr) {
        const uint64_t bad = engram_decay_first_outside(options.exponents, count, static_cast<float>(steepest), nullptr);
        if (bad < *bad_row) *bad_row = bad;
    }
    return *bad_row == UINT64_MAX ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

engram_status engram_decay_plan_times(const engram_times *given, size_t count, struct engram_decay_job *job) {
    if (given == nullptr) return ENGRAM_ERROR_NULL;
    engram_times times;
    if (!read(given, offsetof(engram_times, kind), times)) return ENGRAM_ERROR_STRUCT;
    if (times.kind > ENGRAM_TIMES_STAMPS) return ENGRAM_ERROR_ENUM;
    if (times.values == nullptr && count != 0) return ENGRAM_ERROR_NULL;
    job->times = times.values;
    job->is_stamps = times.kind;
    job->now = times.now;
    return ENGRAM_OK;
}

int engram_decay_overlaps(const struct engram_decay_job *job, size_t count, const void *out, uint64_t out_bytes,
                          const void *same) {
    const struct {
        const void *data;
        uint64_t bytes;
    } inputs[] = {
        {job->times, uint64_t{count} * sizeof *job->times},         {job->strengths, uint64_t{count} * sizeof(float)},
        {job->scores, uint64_t{count} * sizeof(float)},             {job->scales, uint64_t{count} * sizeof(float)},
        {job->exponents, uint64_t{count} * sizeof(float)},          {job->accesses, uint64_t{count} * sizeof(uint32_t)},
        {job->pins, (uint64_t{count} + 63) / 64 * sizeof(uint64_t)},
    };
    for (const auto &input : inputs)
        if (input.data != nullptr && (input.data != same || same != out) &&
            engram_overlap(out, out_bytes, input.data, input.bytes))
            return 1;
    return 0;
}

uint64_t engram_decay_run(const struct engram_decay_job *job, size_t count) {
    const struct engram_decay_ops *ops = engram_decay_active();
    const bool is_plain = job->form == ENGRAM_DECAY_EXPONENTIAL && job->is_stamps == 0 && job->floor == 0.0f &&
                          job->asymptote == 0.0 && job->strengths != nullptr && job->scores == nullptr &&
                          job->pins == nullptr && job->scales == nullptr;
    if (!is_plain) return ops->rows[job->form](job, count);
    ops->exponential(job->strengths, job->times, count, -job->speed, job->out);
    return 0;
}
