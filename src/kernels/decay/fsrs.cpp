// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/fsrs.h"

#include "kernels/decay/blocks.hpp"
#include "kernels/decay/plan.h"
#include "kernels/decay/reference/elementary.hpp"

namespace {

constexpr int grade_count = 5;

// log2(0.9), with which f = 2^(-log2(0.9) / w20) - 1.
constexpr double log2_of_09 = -0x1.374d65d9e608ep-3;

constexpr double defaults_45[17] = {0.4872, 1.4003, 3.7145, 13.8206, 5.1618, 1.2298, 0.8975, 0.031, 1.6474,
                                    0.1367, 1.0461, 2.1072, 0.0793,  0.3246, 1.587,  0.2272, 2.8755};
constexpr double defaults_5[19] = {0.40255, 1.18385, 3.173,   15.69105, 7.1949, 0.5345,  1.4604, 0.0046,  1.54575, 0.1192,
                                   1.01925, 1.9395,  0.11,    0.29605,  2.2698, 0.2315,  2.9898, 0.51655, 0.6621};
constexpr double defaults_6[21] = {0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001,  1.8722, 0.1666, 0.796,
                                   1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};

double exponential(double x) { return exp2_of(x * ENGRAM_LOG2_E); }

// What a review needs to know of a grade; grade 0 stands for no review.
struct by_grade {
    double initial_stability[grade_count], initial_difficulty[grade_count], success[grade_count], delta[grade_count];
    double short_term[grade_count], least[grade_count], is_again[grade_count];
};

// Fills the constants of the job and of the grades from weights that have been checked.
void prepare(const engram_fsrs &fsrs, struct engram_fsrs_job &job, by_grade &grades) {
    const double *w = fsrs.weights;
    const bool is_early = fsrs.version == ENGRAM_FSRS_4_5;
    grades = {};
    for (int g = 1; g < grade_count; ++g) {
        grades.initial_stability[g] = w[g - 1];
        grades.initial_difficulty[g] = is_early ? w[4] - (g - 3) * w[5] : w[4] - exponential(w[5] * (g - 1)) + 1.0;
        grades.success[g] = exponential(w[8]) * (g == 2 ? w[15] : g == 4 ? w[16] : 1.0);
        grades.delta[g] = -w[6] * (g - 3);
        grades.is_again[g] = g == 1;
        if (is_early) continue;
        grades.short_term[g] = exponential(w[17] * (g - 3 + w[18]));
        grades.least[g] = fsrs.version == ENGRAM_FSRS_6 && g >= 2 ? 1.0 : 0.0;
    }
    job.w7 = w[7], job.w9 = w[9], job.w10 = w[10] * ENGRAM_LOG2_E, job.w11 = w[11];
    job.w12 = w[12], job.w13 = w[13], job.w14 = w[14] * ENGRAM_LOG2_E;
    job.w19 = fsrs.version == ENGRAM_FSRS_6 ? w[19] : 0.0;
    job.relearn = is_early ? 0x1p100 : exponential(-w[17] * w[18]);
    job.damping = is_early ? 1.0 : 10.0 / 9.0;
    job.damping_slope = is_early ? 0.0 : 1.0 / 9.0;
    job.target = grades.initial_difficulty[is_early ? 3 : 4];
    job.same_day = is_early ? 0.0 : 1.0;
}

} // namespace

size_t engram_fsrs_weight_count(engram_fsrs_version version) {
    switch (version) {
    case ENGRAM_FSRS_4_5: return 17;
    case ENGRAM_FSRS_5: return 19;
    case ENGRAM_FSRS_6: return 21;
    default: return 0;
    }
}

void engram_fsrs_published(engram_fsrs_version version, engram_fsrs *fsrs) {
    const double *from = version == ENGRAM_FSRS_4_5 ? defaults_45 : version == ENGRAM_FSRS_5 ? defaults_5 : defaults_6;
    *fsrs = {sizeof *fsrs, version, {}};
    std::memcpy(fsrs->weights, from, engram_fsrs_weight_count(version) * sizeof *from);
}

void engram_fsrs_move_up(const double *weights, size_t count, engram_fsrs *fsrs) {
    *fsrs = {sizeof *fsrs, ENGRAM_FSRS_6, {}};
    double *w = fsrs->weights;
    std::memcpy(w, weights, count * sizeof *weights);
    if (count == 17) {
        w[4] += 2.0 * w[5];
        w[5] = log2_of(1.0 + 3.0 * w[5]) * ENGRAM_LN_2 / 3.0;
        w[6] += 0.5;
    }
    // The old curve; without w17 and w18 a same-day review changes nothing.
    if (count < 21) w[19] = 0.0, w[20] = 0.5;
}

void engram_fsrs_plan_curve(const engram_fsrs *fsrs, struct engram_fsrs_plan *plan) {
    const bool is_6 = fsrs->version == ENGRAM_FSRS_6;
    plan->decay = is_6 ? fsrs->weights[20] : 0.5;
    plan->factor = is_6 ? exp2_minus_1_of(-log2_of_09 / fsrs->weights[20]) : 19.0 / 81.0;
}

void engram_fsrs_intervals(const struct engram_fsrs_plan *plan, double retention, double longest, const float *stabilities,
                           size_t count, float *out) {
    const double days = exp2_minus_1_of(-log2_of(retention) / plan->decay) / plan->factor;
    for (size_t i = 0; i < count; ++i) {
        const double interval = static_cast<double>(stabilities[i]) * days;
        out[i] = static_cast<float>(interval < longest ? interval : longest);
    }
}

uint64_t engram_fsrs_recall(const struct engram_decay_ops *ops, const struct engram_fsrs_plan *plan,
                            const float *stabilities, size_t count, int has_new, float *out) {
    // The power form with S as scale: v = f / (units per day) / S.
    struct engram_decay_job job = {};
    job.form = ENGRAM_DECAY_POWER;
    job.times = plan->times, job.now = plan->now, job.is_stamps = plan->is_stamps;
    job.constant = plan->factor / plan->units, job.exponent = plan->decay;
    job.scales = stabilities, job.out = out;
    if (has_new == 0) return engram_decay_run(ops, &job, count);
    uint64_t later = 0;
    float known[block], left[block];
    job.scales = known, job.out = left;
    in_blocks(count, [&](size_t n, size_t rows) {
        const float *s = stabilities + n;
        for (size_t i = 0; i < rows; ++i) known[i] = s[i] > 0.0f ? s[i] : 1.0f;
        job.times = plan->times + n;
        later += engram_decay_run(ops, &job, rows);
        for (size_t i = 0; i < rows; ++i) out[n + i] = s[i] > 0.0f ? left[i] : 0.0f;
    });
    return later;
}

uint64_t engram_fsrs_bad_row(const uint8_t *grades, const float *stabilities, const float *difficulties, size_t count) {
    constexpr float largest = 0x1.fffffep127f;
    for (size_t i = 0; i < count; ++i)
        if (grades[i] >= grade_count || !(stabilities[i] >= 0.0f && stabilities[i] <= largest) ||
            !(difficulties[i] >= -largest && difficulties[i] <= largest))
            return i;
    return UINT64_MAX;
}

uint64_t engram_fsrs_run(const struct engram_decay_ops *ops, const engram_fsrs *fsrs, const struct engram_fsrs_plan *plan,
                         const engram_fsrs_reviews *reviews) {
    by_grade constants;
    uint64_t time[block], later = 0;
    float stability[block], difficulty[block];
    double initial_stability[block], initial_difficulty[block], success[block], delta[block];
    double short_term[block], least[block], is_again[block];
    struct engram_fsrs_job job = {};
    prepare(*fsrs, job, constants);
    job.factor = plan->factor, job.decay = plan->decay, job.days = 1.0 / plan->units;
    job.times = time, job.now = plan->now, job.is_stamps = plan->is_stamps;
    job.stability = job.out_stability = stability;
    job.difficulty = job.out_difficulty = difficulty;
    job.initial_stability = initial_stability, job.initial_difficulty = initial_difficulty;
    job.success = success, job.delta = delta, job.short_term = short_term, job.least = least, job.is_again = is_again;
    in_blocks(static_cast<size_t>(reviews->count), [&](size_t n, size_t rows) {
        const uint8_t *grades = reviews->grades + n;
        take(time, plan->times + n, rows, uint64_t{0});
        take(stability, reviews->stabilities + n, rows, 1.0f);
        take(difficulty, reviews->difficulties + n, rows, 5.0f);
        for (size_t i = 0; i < whole_steps(rows); ++i) {
            const uint8_t g = i < rows ? grades[i] : 0;
            initial_stability[i] = constants.initial_stability[g];
            initial_difficulty[i] = constants.initial_difficulty[g];
            success[i] = constants.success[g];
            delta[i] = constants.delta[g];
            short_term[i] = constants.short_term[g];
            least[i] = constants.least[g];
            is_again[i] = constants.is_again[g];
        }
        later += ops->fsrs(&job, whole_steps(rows));
        for (size_t i = 0; i < rows; ++i) {
            if (grades[i] != 0) continue;
            // Not reviewed: as it was, within its bounds. A new memory stays new.
            const float s = reviews->stabilities[n + i], d = reviews->difficulties[n + i];
            constexpr float s_min = static_cast<float>(ENGRAM_FSRS_S_MIN), s_max = static_cast<float>(ENGRAM_FSRS_S_MAX);
            constexpr float d_min = static_cast<float>(ENGRAM_FSRS_D_MIN), d_max = static_cast<float>(ENGRAM_FSRS_D_MAX);
            const bool is_new = !(s > 0.0f);
            stability[i] = is_new ? 0.0f : s < s_min ? s_min : s > s_max ? s_max : s;
            difficulty[i] = is_new ? d : d < d_min ? d_min : d > d_max ? d_max : d;
        }
        std::memcpy(reviews->out_stabilities + n, stability, rows * sizeof *stability);
        std::memcpy(reviews->out_difficulties + n, difficulty, rows * sizeof *difficulty);
    });
    return later;
}
