// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/reinforce.h"

#include "abi/decay_check.hpp"
#include "kernels/decay/reinforce.h"

namespace {

bool is_within(float x, float low, float high) { return x >= low && x <= high; }

engram_status check_rate(float rate, const char *name) {
    ENGRAM_REQUIRE(is_within(rate, 0.0f, 1.0f), ENGRAM_ERROR_ARGUMENT, name);
    return ENGRAM_OK;
}

// Bounds without a width, as those that were never set are, would give every weight one value.
engram_status check_bounds(engram_bounds bounds, const char *name) {
    ENGRAM_REQUIRE(is_within(bounds.low, -largest_float, largest_float) && is_within(bounds.high, -largest_float, largest_float) &&
                       bounds.low < bounds.high,
                   ENGRAM_ERROR_ARGUMENT, name);
    return ENGRAM_OK;
}

// What both saturating forms have in common; x may be left out where it has no name.
engram_status gain(const float *weights, struct engram_piece x, uint64_t count, float slope, float base,
                   engram_bounds bounds, float *out) {
    ENGRAM_REFUSE(check_bounds(bounds, "bounds: low below high, both finite"));
    const struct engram_piece of_weights = {weights, count, sizeof *weights, "weights"};
    const struct engram_piece of_out = {out, count, sizeof *out, "out"};
    ENGRAM_REFUSE(engram_check_piece(of_weights));
    ENGRAM_REFUSE(engram_check_optional(x));
    ENGRAM_REFUSE(engram_check_piece(of_out));
    ENGRAM_REFUSE(engram_check_in_place(of_out, of_weights));
    ENGRAM_REFUSE(engram_check_apart(of_out, x));
    engram_gains_run(engram_decay_active(),
                     {weights, static_cast<const float *>(x.memory), slope, base, bounds.low, bounds.high, out},
                     static_cast<size_t>(count));
    return ENGRAM_OK;
}

} // namespace

engram_status engram_reinforce_saturating(const float *weights, const float *gains, uint64_t count, float rate,
                                          engram_bounds bounds, float *out) {
    return reported(nullptr, count, 8, [&](engram_decay_report &) -> engram_status {
        ENGRAM_REFUSE(check_rate(rate, "rate: from 0 to 1"));
        return gain(weights, {gains, count, sizeof *gains, "gains"}, count, rate, 0.0f, bounds, out);
    });
}

engram_status engram_reinforce_spaced(const float *weights, const float *retentions, uint64_t count, float rate,
                                      float spacing, engram_bounds bounds, float *out) {
    return reported(nullptr, count, 8, [&](engram_decay_report &) -> engram_status {
        ENGRAM_REFUSE(check_rate(rate, "rate: from 0 to 1"));
        ENGRAM_REQUIRE(is_within(spacing, 1.0f, 1000.0f), ENGRAM_ERROR_ARGUMENT, "spacing: from 1 to 1000");
        const struct engram_piece x = {retentions, count, sizeof *retentions, "retentions"};
        ENGRAM_REFUSE(engram_check_piece(x));
        return gain(weights, x, count, -(rate * (spacing - 1.0f)), rate * spacing, bounds, out);
    });
}

engram_status engram_reinforce_oja(const engram_oja_options *given, const float *weights, const uint32_t *sources,
                                   const uint32_t *targets, uint64_t count, float *out, uint64_t *updated) {
    return reported(nullptr, count, 12, [&](engram_decay_report &) -> engram_status {
        ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, "options");
        engram_oja_options options;
        ENGRAM_REFUSE(engram_read_struct(&options, sizeof options, alignof(engram_oja_options), sizeof options, given,
                                         "options.size"));
        ENGRAM_REQUIRE(options.reserved == 0, ENGRAM_ERROR_ARGUMENT, "options.reserved: 0");
        ENGRAM_REFUSE(check_rate(options.rate, "options.rate: from 0 to 1"));
        ENGRAM_REQUIRE(is_within(options.threshold, -largest_float, largest_float), ENGRAM_ERROR_ARGUMENT,
                       "options.threshold: finite");
        ENGRAM_REFUSE(check_bounds(options.bounds, "options.bounds: low below high, both finite"));
        const struct engram_piece inputs[] = {
            {weights, count, sizeof *weights, "weights"},
            {sources, count, sizeof *sources, "sources"},
            {targets, count, sizeof *targets, "targets"},
            {options.activations, count != 0 ? options.nodes : 0, sizeof *options.activations, "options.activations"},
        };
        const struct engram_piece of_out = {out, count, sizeof *out, "out"};
        const struct engram_piece of_updated = {updated, 1, sizeof *updated, "updated"};
        for (const struct engram_piece &input : inputs) ENGRAM_REFUSE(engram_check_piece(input));
        ENGRAM_REFUSE(engram_check_piece(of_out));
        ENGRAM_REFUSE(engram_check_in_place(of_out, inputs[0]));
        ENGRAM_REFUSE(engram_check_optional(of_updated));
        for (size_t i = 0; i < 4; ++i) {
            if (i != 0) ENGRAM_REFUSE(engram_check_apart(of_out, inputs[i]));
            if (updated != nullptr) ENGRAM_REFUSE(engram_check_apart(of_updated, inputs[i]));
        }
        if (updated != nullptr) ENGRAM_REFUSE(engram_check_apart(of_updated, of_out));
        const auto rows = static_cast<size_t>(count);
        ENGRAM_REQUIRE(engram_indices_are_below(sources, rows, options.nodes), ENGRAM_ERROR_ARGUMENT,
                       "sources: below options.nodes");
        ENGRAM_REQUIRE(engram_indices_are_below(targets, rows, options.nodes), ENGRAM_ERROR_ARGUMENT,
                       "targets: below options.nodes");
        const uint64_t changed = engram_oja_run(engram_decay_active(),
                                                {weights, nullptr, nullptr, options.rate, options.threshold,
                                                 options.bounds.low, options.bounds.high, out},
                                                sources, targets, rows, options.activations);
        if (updated != nullptr) *updated = changed;
        return ENGRAM_OK;
    });
}
