// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/fsrs.h"

#include "abi/decay_check.hpp"
#include "kernels/decay/fsrs.h"

namespace {

constexpr double seconds_per_day = 86400.0;
constexpr double anki_longest = 36500.0;

// Weights beyond these have no use. Those in an exponent are the narrower: at 20 the products of a review stay finite.
struct range {
    double low, high; // low itself is out for a first stability
    const char *argument;
};
constexpr range first_stability = {0.0, 100.0, "weights w0 to w3: above 0 to 100"};
constexpr range factor = {-100.0, 100.0, "weights w4, w6, w7, w11, w15, w16: from -100 to 100"};
constexpr range curve = {0x1p-10, 20.0, "weight w20: from 2^-10 to 20"};
constexpr range exponent = {-20.0, 20.0, "weights w5, w8 to w10, w12 to w14, w17 to w19: from -20 to 20"};

const range &range_of(size_t index) {
    if (index < 4) return first_stability;
    if (index == 20) return curve;
    return index == 4 || index == 6 || index == 7 || index == 11 || index == 15 || index == 16 ? factor : exponent;
}

engram_status check_weights(const double *weights, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        const range &r = range_of(i);
        ENGRAM_REQUIRE(weights[i] >= r.low && weights[i] <= r.high && (i >= 4 || weights[i] > 0.0),
                       ENGRAM_ERROR_ARGUMENT, r.argument);
    }
    return ENGRAM_OK;
}

engram_status check_model(const engram_fsrs *fsrs) {
    ENGRAM_REQUIRE(fsrs != nullptr, ENGRAM_ERROR_NULL, "fsrs");
    ENGRAM_REQUIRE(fsrs->size == sizeof *fsrs, ENGRAM_ERROR_STRUCT, "fsrs.size");
    const size_t count = engram_fsrs_weight_count(fsrs->version);
    ENGRAM_REQUIRE(count != 0, ENGRAM_ERROR_ENUM, "fsrs.version: one of ENGRAM_FSRS");
    return check_weights(fsrs->weights, count);
}

// The model and the times, into a plan.
engram_status check_timed(const engram_fsrs *fsrs, const engram_times *given, uint64_t count,
                          struct engram_fsrs_plan &plan) {
    engram_times times;
    ENGRAM_REFUSE(check_model(fsrs));
    ENGRAM_REFUSE(check_times(given, count, of_times, times));
    engram_fsrs_plan_curve(fsrs, &plan);
    plan.times = times.values, plan.is_stamps = times.kind, plan.now = times.now;
    plan.units = engram_decay_units(times.unit) * seconds_per_day;
    return ENGRAM_OK;
}

engram_status check_stabilities(const float *stabilities, uint64_t count, uint64_t &bad_row, int &has_new) {
    bad_row = engram_decay_first_outside(stabilities, static_cast<size_t>(count), largest_float, &has_new);
    ENGRAM_REQUIRE(bad_row == UINT64_MAX, ENGRAM_ERROR_ARGUMENT, "stabilities: finite and at least 0");
    return ENGRAM_OK;
}

engram_status fill_in(engram_fsrs_version version, engram_fsrs *fsrs) {
    ENGRAM_REQUIRE(fsrs != nullptr, ENGRAM_ERROR_NULL, "fsrs");
    ENGRAM_REQUIRE(engram_fsrs_weight_count(version) != 0, ENGRAM_ERROR_ENUM, "version: one of ENGRAM_FSRS");
    engram_fsrs_published(version, fsrs);
    return ENGRAM_OK;
}

engram_status migrate(const double *weights, uint64_t count, engram_fsrs *fsrs) {
    ENGRAM_REQUIRE(fsrs != nullptr, ENGRAM_ERROR_NULL, "fsrs");
    ENGRAM_REQUIRE(count == 17 || count == 19 || count == 21, ENGRAM_ERROR_ARGUMENT, "count: 17, 19 or 21");
    ENGRAM_REFUSE(engram_check_piece({weights, count, sizeof *weights, "weights"}));
    ENGRAM_REFUSE(check_weights(weights, static_cast<size_t>(count)));
    ENGRAM_REQUIRE(count != 17 || 1.0 + 3.0 * weights[5] > 0.0, ENGRAM_ERROR_ARGUMENT,
                   "weight w5: above -1/3, for its logarithm");
    engram_fsrs to;
    engram_fsrs_move_up(weights, static_cast<size_t>(count), &to);
    ENGRAM_REFUSE(check_weights(to.weights, 21));
    *fsrs = to;
    return ENGRAM_OK;
}

} // namespace

engram_status engram_fsrs_default(engram_fsrs_version version, engram_fsrs *fsrs) {
    return engram_checked(fill_in(version, fsrs));
}

engram_status engram_fsrs_migrate(const double *weights, uint64_t count, engram_fsrs *fsrs) {
    return engram_checked(migrate(weights, count, fsrs));
}

engram_status engram_fsrs_retrievability(const engram_fsrs *fsrs, const engram_times *times, const float *stabilities,
                                         uint64_t count, float *out, engram_decay_report *report) {
    return reported(report, count, 12, [&](engram_decay_report &met) -> engram_status {
        struct engram_fsrs_plan plan;
        ENGRAM_REFUSE(check_timed(fsrs, times, count, plan));
        const struct engram_piece of_stabilities = {stabilities, count, sizeof *stabilities, "stabilities"};
        const struct engram_piece of_out = {out, count, sizeof *out, "out"};
        ENGRAM_REFUSE(engram_check_piece(of_stabilities));
        ENGRAM_REFUSE(engram_check_piece(of_out));
        ENGRAM_REFUSE(engram_check_apart(of_out, {plan.times, count, sizeof *plan.times, "times.values"}));
        ENGRAM_REFUSE(engram_check_in_place(of_out, of_stabilities));
        int has_new = 0;
        ENGRAM_REFUSE(check_stabilities(stabilities, count, met.bad_row, has_new));
        met.skewed = engram_fsrs_recall(engram_decay_active(), &plan, stabilities, static_cast<size_t>(count), has_new, out);
        return ENGRAM_OK;
    });
}

engram_status engram_fsrs_interval(const engram_fsrs *fsrs, double retention, double longest, const float *stabilities,
                                   uint64_t count, float *out) {
    return reported(nullptr, count, 4, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REFUSE(check_model(fsrs));
        ENGRAM_REQUIRE(retention >= 0x1p-100 && retention < 1.0, ENGRAM_ERROR_ARGUMENT,
                       "retention: from 2^-100 to below 1");
        ENGRAM_REQUIRE(longest >= 0.0, ENGRAM_ERROR_ARGUMENT, "longest: above 0, or 0 for 36,500 days");
        const struct engram_piece of_stabilities = {stabilities, count, sizeof *stabilities, "stabilities"};
        const struct engram_piece of_out = {out, count, sizeof *out, "out"};
        ENGRAM_REFUSE(engram_check_piece(of_stabilities));
        ENGRAM_REFUSE(engram_check_piece(of_out));
        ENGRAM_REFUSE(engram_check_in_place(of_out, of_stabilities));
        int has_new = 0;
        ENGRAM_REFUSE(check_stabilities(stabilities, count, met.bad_row, has_new));
        struct engram_fsrs_plan plan;
        engram_fsrs_plan_curve(fsrs, &plan);
        engram_fsrs_intervals(&plan, retention, longest > 0.0 ? longest : anki_longest, stabilities,
                              static_cast<size_t>(count), out);
        return ENGRAM_OK;
    });
}

engram_status engram_fsrs_review(const engram_fsrs *fsrs, const engram_times *times, const engram_fsrs_reviews *given,
                                 engram_decay_report *report) {
    engram_fsrs_reviews reviews = {};
    return reported(report, reviews.count, 17, [&](engram_decay_report &met) -> engram_status {
        ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, "reviews");
        ENGRAM_REFUSE(engram_read_struct(&reviews, sizeof reviews, alignof(engram_fsrs_reviews), sizeof reviews, given,
                                         "reviews.size"));
        ENGRAM_REQUIRE(reviews.reserved == 0, ENGRAM_ERROR_ARGUMENT, "reviews.reserved: 0");
        const uint64_t count = reviews.count;
        struct engram_fsrs_plan plan;
        ENGRAM_REFUSE(check_timed(fsrs, times, count, plan));
        const struct engram_piece inputs[] = {
            {reviews.grades, count, sizeof *reviews.grades, "reviews.grades"},
            {reviews.stabilities, count, sizeof *reviews.stabilities, "reviews.stabilities"},
            {reviews.difficulties, count, sizeof *reviews.difficulties, "reviews.difficulties"},
        };
        const struct engram_piece outputs[] = {
            {reviews.out_stabilities, count, sizeof *reviews.out_stabilities, "reviews.out_stabilities"},
            {reviews.out_difficulties, count, sizeof *reviews.out_difficulties, "reviews.out_difficulties"},
        };
        for (const struct engram_piece &input : inputs) ENGRAM_REFUSE(engram_check_piece(input));
        for (size_t i = 0; i < 2; ++i) {
            ENGRAM_REFUSE(engram_check_piece(outputs[i]));
            ENGRAM_REFUSE(engram_check_apart(outputs[i], {plan.times, count, sizeof *plan.times, "times.values"}));
            ENGRAM_REFUSE(engram_check_apart(outputs[i], inputs[0]));
            ENGRAM_REFUSE(engram_check_in_place(outputs[i], inputs[1 + i]));
            ENGRAM_REFUSE(engram_check_apart(outputs[i], inputs[2 - i]));
        }
        ENGRAM_REFUSE(engram_check_apart(outputs[0], outputs[1]));
        met.bad_row = engram_fsrs_bad_row(reviews.grades, reviews.stabilities, reviews.difficulties,
                                          static_cast<size_t>(count));
        ENGRAM_REQUIRE(met.bad_row == UINT64_MAX, ENGRAM_ERROR_ARGUMENT,
                       "reviews: grades up to 4, stabilities finite and at least 0, difficulties finite");
        met.skewed = engram_fsrs_run(engram_decay_active(), fsrs, &plan, &reviews);
        return ENGRAM_OK;
    });
}
