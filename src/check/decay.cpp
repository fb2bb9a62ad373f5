// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/check.h"
#include "engram/compat.h"
#include "engram/decay.h"

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

uint64_t curve(engram_curve_form form) {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    constexpr double parameters[] = {0x1p-3, 1.0, 86400.0, 0x1p40, 0x1p60};
    for (const double parameter : parameters) {
        memories m = make(3);
        engram_curve c = {};
        c.size = sizeof c;
        c.form = form;
        c.scale = parameter;
        const engram_status status = engram_decay_apply(&c, m.strengths, m.ages, count, m.strengths);
        digest = engram_digest(digest, &status, sizeof status);
        digest = engram_digest(digest, m.strengths, sizeof m.strengths);
    }
    return digest;
}

uint64_t tau() { return curve(ENGRAM_CURVE_EXPONENTIAL_TAU); }
uint64_t half_life() { return curve(ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE); }

uint64_t drop_in() {
    memories m = make(4);
    engram_apply_decay(m.strengths, m.ages, count);
    const engram_status status = engram_last_status();
    return engram_digest(engram_digest(ENGRAM_DIGEST_BEGIN, &status, sizeof status), m.strengths, sizeof m.strengths);
}

constexpr engram_check all[] = {
    {"exponential decay by tau", tau, 0x7F37FE25AD3F1DE7},
    {"exponential decay by half-life", half_life, 0x02AD4F0B5EBB2890},
    {"drop-in decay", drop_in, 0xCA6144322197F2EF},
};

} // namespace

struct engram_checks engram_decay_checks(void) { return {all, sizeof all / sizeof *all}; }
