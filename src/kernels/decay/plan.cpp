// SPDX-License-Identifier: MIT OR Apache-2.0
// The constants of a curve in the unit of its times.

#include "kernels/decay/plan.h"

#include "base/fma.h"
#include "kernels/decay/elementary.h"

namespace {

// By form: the formula, the constant in v = constant / scale, and whether v is constant * scale instead.
enum numerator { of_1, of_log2_e, of_units };
struct recipe {
    uint32_t form;
    numerator constant;
    bool is_rate;
};
constexpr recipe recipes[] = {
    {},
    {ENGRAM_DECAY_EXPONENTIAL, of_log2_e, false},
    {ENGRAM_DECAY_EXPONENTIAL, of_1, false},
    {ENGRAM_DECAY_EXPONENTIAL, of_log2_e, true},
    {ENGRAM_DECAY_POWER, of_1, false},
    {ENGRAM_DECAY_RATIO, of_1, false},
    {ENGRAM_DECAY_HYBRID, of_log2_e, false},
    {ENGRAM_DECAY_STRETCHED, of_1, false},
    {ENGRAM_DECAY_LINEAR, of_units, true}, // v is the whole span
    {ENGRAM_DECAY_HYPERBOLIC, of_1, false},
    {ENGRAM_DECAY_TWO_COMPONENT, of_log2_e, false},
    {ENGRAM_DECAY_DUAL, of_log2_e, false},
};
static_assert(sizeof recipes / sizeof *recipes == ENGRAM_CURVE_DUAL_EXPONENTIAL + 1, "one recipe for each form");

} // namespace

double engram_decay_units(engram_time_unit unit) {
    constexpr double per_second[] = {1.0, 1e3, 1e6, 1e9};
    return per_second[unit];
}

void engram_decay_plan(const engram_curve *curve, double units, struct engram_decay_job *job) {
    const recipe &r = recipes[curve->form];
    job->form = r.form;
    job->is_rate = r.is_rate;
    job->constant = r.constant == of_units ? units : r.constant == of_log2_e ? ENGRAM_LOG2_E / units : 1.0 / units;
    job->speed = r.is_rate ? job->constant * curve->scale : job->constant / curve->scale;
    // A speed so large that the product with an age could overflow decays at once, as this one does too; age 0 keeps 1.
    if (job->speed > 0x1p900) job->speed = 0x1p900;
    job->exponent = curve->exponent;
    job->asymptote = curve->asymptote;
    job->floor = static_cast<float>(curve->floor);
    job->weight = curve->weight;
    job->threshold = static_cast<double>(curve->threshold);
    switch (r.form) {
    case ENGRAM_DECAY_LINEAR: job->late_inverse = 1.0 / job->speed; break;
    case ENGRAM_DECAY_HYBRID: job->late = curve->late * units, job->late_inverse = 1.0 / job->late; break;
    case ENGRAM_DECAY_TWO_COMPONENT: job->late = 1.0 / (units * curve->late); break;
    case ENGRAM_DECAY_DUAL: job->late = ENGRAM_LOG2_E / (units * curve->late); break;
    default: break;
    }
}

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

uint64_t engram_decay_run(const struct engram_decay_ops *ops, const struct engram_decay_job *job, size_t count) {
    const bool is_plain = job->form == ENGRAM_DECAY_EXPONENTIAL && job->is_stamps == 0 && job->floor == 0.0f &&
                          job->asymptote == 0.0 && job->strengths != nullptr && job->scores == nullptr &&
                          job->pins == nullptr && job->scales == nullptr;
    if (!is_plain) return ops->rows[job->form](job, count);
    ops->exponential(job->strengths, job->times, count, -job->speed, job->out);
    return 0;
}
