// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/check.h"
#include "engram/base_level.h"
#include "engram/compat.h"
#include "engram/decay.h"
#include "engram/fsrs.h"
#include "engram/reinforce.h"

namespace {

constexpr size_t count = 77;

struct memories {
    float strengths[count];
    uint64_t ages[count];
};

// Ages of every magnitude from 0 to 2^63.
memories make(uint64_t seed) {
    memories m;
    for (size_t i = 0; i < count; ++i) {
        m.strengths[i] = engram_check_float(&seed);
        m.ages[i] = engram_check_next(&seed) >> (i < 64 ? 63 - i : 40 + i % 16);
    }
    m.strengths[5] = __builtin_inff();
    m.strengths[6] = __builtin_nanf("");
    m.strengths[7] = 0x1p-140f;
    return m;
}

engram_curve curve(engram_curve_form form, double scale) {
    engram_curve c = {};
    c.size = sizeof c;
    c.form = form;
    c.scale = scale;
    c.exponent = 0.375;
    c.late = 4.0 * scale;
    c.weight = 0.5;
    c.threshold = 3;
    return c;
}

// Two curves in three have an asymptote or a floor.
void shape(engram_curve &c, uint32_t i) {
    c.asymptote = i % 3 == 1 ? 0.125 : 0.0;
    c.floor = i % 3 == 2 ? 0.0625 : 0.0;
}

// Use counts and parameters of the rows of a batch.
struct details {
    float scales[count];
    uint32_t accesses[count];
    uint64_t pins[2] = {0x8001, 0x11};
    engram_decay_options options = {};

    details(uint64_t seed, bool with_scales) {
        for (size_t i = 0; i < count; ++i) {
            scales[i] = 2.0f + engram_check_float(&seed);
            accesses[i] = static_cast<uint32_t>(i % 6);
        }
        options.size = sizeof options;
        options.accesses = accesses;
        if (!with_scales) return;
        options.scales = scales;
        options.pins = pins;
    }
};

engram_times times_of(const uint64_t *values, engram_time_unit unit, engram_time_kind kind, uint64_t now) {
    return {sizeof(engram_times), unit, values, kind, 0, now};
}

uint64_t exponential(engram_curve_form form) {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    constexpr double parameters[] = {0x1p-3, 1.0, 86400.0, 0x1p40, 0x1p60};
    for (const double parameter : parameters) {
        memories m = make(3);
        const engram_curve c = curve(form, parameter);
        const engram_status status = engram_decay_apply(&c, m.strengths, m.ages, count, m.strengths);
        digest = engram_digest_call(digest, status, m.strengths, sizeof m.strengths, sizeof *m.strengths);
    }
    return digest;
}

uint64_t tau() { return exponential(ENGRAM_CURVE_EXPONENTIAL_TAU); }
uint64_t half_life() { return exponential(ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE); }

uint64_t forms() {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    constexpr double parameters[] = {0.5, 86400.0, 0x1p50};
    for (engram_curve_form form = ENGRAM_CURVE_EXPONENTIAL_RATE; form <= ENGRAM_CURVE_DUAL_EXPONENTIAL; ++form)
        for (uint32_t i = 0; i < 3; ++i) {
            memories m = make(5);
            details d(i, i == 0);
            engram_curve c = curve(form, parameters[i]);
            shape(c, form + i);
            const engram_times t = times_of(m.ages, ENGRAM_TIME_MILLISECONDS, ENGRAM_TIMES_STAMPS, UINT64_MAX);
            const engram_status status =
                engram_decay_batch(&c, &t, &d.options, m.strengths, count, m.strengths, nullptr);
            digest = engram_digest_call(digest, status, m.strengths, sizeof m.strengths, sizeof *m.strengths);
        }
    return digest;
}

uint64_t factors() {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    for (engram_curve_form form = ENGRAM_CURVE_EXPONENTIAL_TAU; form <= ENGRAM_CURVE_DUAL_EXPONENTIAL; ++form) {
        const memories m = make(6);
        details d(form, false);
        engram_curve c = curve(form, 100.0);
        shape(c, form);
        const engram_times t = times_of(m.ages, ENGRAM_TIME_SECONDS, ENGRAM_TIMES_AGES, 0);
        float out[count] = {};
        const engram_status status = engram_decay_factors(&c, &t, &d.options, count, out, nullptr);
        digest = engram_digest_call(digest, status, out, sizeof out, sizeof *out);
    }
    return digest;
}

uint64_t inverse() {
    constexpr size_t few = 2; // each is a bisection of 64 evaluations
    constexpr float strengths[few] = {1.0f, 3.0f};
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    for (engram_curve_form form = ENGRAM_CURVE_EXPONENTIAL_TAU; form <= ENGRAM_CURVE_DUAL_EXPONENTIAL; ++form) {
        details d(form, false);
        const engram_curve c = curve(form, 1000.0);
        uint64_t ages[few] = {};
        const engram_status status =
            engram_decay_ages_at(&c, ENGRAM_TIME_MICROSECONDS, &d.options, strengths, few, 0.5f, ages);
        digest = engram_digest_call(digest, status, ages, sizeof ages, sizeof *ages);
    }
    return digest;
}

uint64_t base_levels() {
    constexpr size_t rows = 19; // of 0 to 7 presentations
    uint64_t offsets[rows + 1] = {}, counts[rows], creations[rows];
    memories m = make(7);
    for (size_t i = 0; i < rows; ++i) {
        offsets[i + 1] = offsets[i] + i % 8;
        counts[i] = i % 8 + i % 3;
        creations[i] = 1u << i;
    }
    for (uint64_t &age : m.ages) age %= 1u << 20;
    const engram_times t = times_of(m.ages, ENGRAM_TIME_SECONDS, ENGRAM_TIMES_AGES, 0);
    const engram_times c = times_of(creations, ENGRAM_TIME_SECONDS, ENGRAM_TIMES_AGES, 0);
    float levels[rows] = {}, out[rows] = {};
    engram_status status = engram_base_level_exact(offsets, rows, &t, 0.5, levels, nullptr);
    uint64_t digest = engram_digest_call(ENGRAM_DIGEST_BEGIN, status, levels, sizeof levels, sizeof *levels);
    status = engram_retrieval_probability(levels, rows, -1.0, 0.25, out);
    digest = engram_digest_call(digest, status, out, sizeof out, sizeof *out);
    status = engram_retrieval_latency(levels, rows, 0.75, 1.0, out);
    digest = engram_digest_call(digest, status, out, sizeof out, sizeof *out);
    status = engram_base_level_recent(offsets, rows, &t, counts, creations, 0.375, levels, nullptr);
    digest = engram_digest_call(digest, status, levels, sizeof levels, sizeof *levels);
    status = engram_base_level_optimized(&c, counts, rows, 0.5, levels, nullptr);
    return engram_digest_call(digest, status, levels, sizeof levels, sizeof *levels);
}

uint64_t fsrs() {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    constexpr engram_fsrs_version versions[] = {ENGRAM_FSRS_4_5, ENGRAM_FSRS_5, ENGRAM_FSRS_6};
    for (const engram_fsrs_version version : versions) {
        uint64_t seed = version, ages[count];
        float stabilities[count], difficulties[count], out[count] = {};
        uint8_t grades[count];
        for (size_t i = 0; i < count; ++i) {
            ages[i] = engram_check_next(&seed) >> (40 + i % 8);
            stabilities[i] = 0.01f + static_cast<float>(i) * (1.0f + engram_check_float(&seed));
            difficulties[i] = 5.5f + 4.5f * engram_check_float(&seed);
            grades[i] = static_cast<uint8_t>(i % 5);
        }
        engram_fsrs f = {};
        engram_fsrs_default(version, &f);
        const engram_times t = times_of(ages, ENGRAM_TIME_SECONDS, ENGRAM_TIMES_AGES, 0);
        engram_status status = engram_fsrs_retrievability(&f, &t, stabilities, count, out, nullptr);
        digest = engram_digest_call(digest, status, out, sizeof out, sizeof *out);
        status = engram_fsrs_interval(&f, 0.875, __builtin_inf(), stabilities, count, out);
        digest = engram_digest_call(digest, status, out, sizeof out, sizeof *out);
        const engram_fsrs_reviews reviews = {sizeof reviews, 0,           count,       grades,
                                             stabilities,    difficulties, stabilities, difficulties};
        status = engram_fsrs_review(&f, &t, &reviews, nullptr);
        digest = engram_digest_call(digest, status, stabilities, sizeof stabilities, sizeof *stabilities);
        digest = engram_digest_call(digest, status, difficulties, sizeof difficulties, sizeof *difficulties);
    }
    return digest;
}

uint64_t reinforcement() {
    constexpr engram_bounds bounds = {0.0078125f, 0.9375f};
    memories m = make(8), other = make(9);
    uint32_t sources[count], targets[count];
    for (uint32_t i = 0; i < count; ++i) {
        sources[i] = i * 7 % count;
        targets[i] = i * 31 % count;
    }
    float out[count] = {};
    engram_status status = engram_reinforce_saturating(m.strengths, other.strengths, count, 0.1f, bounds, out);
    uint64_t digest = engram_digest_call(ENGRAM_DIGEST_BEGIN, status, out, sizeof out, sizeof *out);
    status = engram_reinforce_spaced(m.strengths, other.strengths, count, 0.1f, 2.5f, bounds, out);
    digest = engram_digest_call(digest, status, out, sizeof out, sizeof *out);
    const engram_oja_options options = {sizeof options, 0.05f, 0.25f, bounds, 0, count, other.strengths};
    status = engram_reinforce_oja(&options, m.strengths, sources, targets, count, out, nullptr);
    return engram_digest_call(digest, status, out, sizeof out, sizeof *out);
}

uint64_t drop_in() {
    memories m = make(4);
    engram_apply_decay(m.strengths, m.ages, count);
    const uint64_t digest = engram_digest_status(ENGRAM_DIGEST_BEGIN, engram_last_status());
    return engram_digest(digest, m.strengths, sizeof m.strengths, sizeof *m.strengths);
}

constexpr engram_check all[] = {
    {"exponential decay by tau", tau, 0x7F37FE25AD3F1DE7},
    {"exponential decay by half-life", half_life, 0x02AD4F0B5EBB2890},
    {"every form of curve", forms, 0x95DF40A92C34BF94},
    {"decay factors", factors, 0xB823FA1819B7C025},
    {"ages at a target", inverse, 0xE795E6CC2057D54F},
    {"base level and retrieval", base_levels, 0xDD1497B38D485585},
    {"FSRS, three versions", fsrs, 0x852F3CB1EAB76389},
    {"reinforcement", reinforcement, 0xAA15A7EC29B5FA41},
    {"drop-in decay", drop_in, 0xCA6144322197F2EF},
};

engram_checks checks() { return {all, sizeof all / sizeof *all}; }

} // namespace

const struct engram_family engram_decay_family = {ENGRAM_INDEX_decay, engram_decay_publish, checks};
