// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/presets.h"

namespace {

constexpr double minute = 60.0, hour = 3600.0, day = 86400.0;

// By preset: form, scale, exponent, asymptote, floor, late, weight, threshold. Time constants by rate: 1 / rate.
struct entry {
    engram_curve_form form;
    double scale, exponent, asymptote, floor, late, weight;
    uint32_t threshold;
};
constexpr engram_curve_preset_id first = ENGRAM_CURVE_PRESET_ENGRAM_KERNEL;
constexpr entry entries[] = {
    {ENGRAM_CURVE_EXPONENTIAL_TAU, day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_TAU, 1.96 * hour, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_POWER, hour, 0.18, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_POWER, day, 0.18, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_TWO_COMPONENT, 18 * hour, 0.18, 0, 0, hour, 0, 3},
    {ENGRAM_CURVE_HYBRID, 0.8 * hour, 0.25, 0, 0, day, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, 7 * day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, 14 * day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, 180 * day, 0, 0, 0, 0, 0, 0},
    // The hybrid form takes a tau: half-life / ln 2.
    {ENGRAM_CURVE_HYBRID, day / 0x1.62e42fefa39efp-1, 0.5, 0, 0, 3 * day, 0, 0},
    {ENGRAM_CURVE_HYBRID, 2 * day / 0x1.62e42fefa39efp-1, 0.3, 0, 0, 3 * day, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_RATE, 0.015 / day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_RATE, 0.005 / day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_RATE, 0.008 / day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_RATE, 0.020 / day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_EXPONENTIAL_RATE, 0.001 / day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_DUAL_EXPONENTIAL, day / 0.015, 0, 0, 0, day / 0.002, 0.4, 0},
    {ENGRAM_CURVE_EXPONENTIAL_RATE, 0.03 / day, 0, 0, 0, 0, 0, 0},
    {ENGRAM_CURVE_POWER_RATIO, 30 * minute, 0.15, 0, 0.10, 0, 0, 0},
    {ENGRAM_CURVE_POWER_RATIO, 30 * minute, 0.08, 0, 0.15, 0, 0, 0},
    {ENGRAM_CURVE_POWER_RATIO, 30 * minute, 0.30, 0, 0.05, 0, 0, 0},
    {ENGRAM_CURVE_POWER, day, 0.18, 0.10, 0, 0, 0, 0},
    {ENGRAM_CURVE_LINEAR, 10 * day, 0, 0, 0, 0, 0, 0},
};
static_assert(sizeof entries / sizeof *entries == ENGRAM_CURVE_PRESET_POWERCONTEXT - first + 1, "one entry for each preset");

} // namespace

void engram_decay_preset(engram_curve_preset_id preset, engram_curve *curve) {
    const entry &e = entries[preset - first];
    *curve = {sizeof *curve, e.form, e.scale, e.exponent, e.asymptote, e.floor, e.late, e.weight, e.threshold, 0};
}
