// SPDX-License-Identifier: MIT OR Apache-2.0
// Loops over std:: functions as one writes them: f64 where u64 ages ask for it, and the same in f32.
#include <cmath>
#include <cstddef>
#include <cstdint>

#define LOOP(name, type, formula)                                                                                     \
    extern "C" void name(float *strengths, const uint64_t *ages, size_t count) {                                      \
        for (size_t i = 0; i < count; ++i) {                                                                          \
            const type t = static_cast<type>(ages[i]);                                                                \
            strengths[i] *= static_cast<float>(formula);                                                              \
        }                                                                                                             \
    }

LOOP(std_exponential_f64, double, std::exp(-t / 86400.0))
LOOP(std_exponential_f32, float, std::exp(-t / 86400.0f))
LOOP(std_power_f64, double, std::pow(1.0 + t / 3600.0, -0.18))
LOOP(std_power_f32, float, std::pow(1.0f + t / 3600.0f, -0.18f))
LOOP(std_ratio_f64, double, t < 1800.0 ? 1.0 : std::pow(t / 1800.0, -0.15))
LOOP(std_ratio_f32, float, t < 1800.0f ? 1.0f : std::pow(t / 1800.0f, -0.15f))
LOOP(std_hybrid_f64, double, t < 259200.0 ? std::exp(-t / 124649.0) : std::exp(-259200.0 / 124649.0) * std::pow(t / 259200.0, -0.5))
LOOP(std_hybrid_f32, float, t < 259200.0f ? std::exp(-t / 124649.0f) : std::exp(-259200.0f / 124649.0f) * std::pow(t / 259200.0f, -0.5f))
LOOP(std_stretched_f64, double, std::exp(-std::pow(t / 86400.0, 0.8)))
LOOP(std_stretched_f32, float, std::exp(-std::pow(t / 86400.0f, 0.8f)))
LOOP(std_linear_f64, double, t < 864000.0 ? 1.0 - t / 864000.0 : 0.0)
LOOP(std_linear_f32, float, t < 864000.0f ? 1.0f - t / 864000.0f : 0.0f)
LOOP(std_hyperbolic_f64, double, 1.0 / (1.0 + t / 86400.0))
LOOP(std_hyperbolic_f32, float, 1.0f / (1.0f + t / 86400.0f))
LOOP(std_two_component_f64, double, (ages[i] & 7) < 3 ? std::exp(-t / 64800.0) : std::pow(1.0 + t / 3600.0, -0.18))
LOOP(std_two_component_f32, float, (ages[i] & 7) < 3 ? std::exp(-t / 64800.0f) : std::pow(1.0f + t / 3600.0f, -0.18f))
LOOP(std_dual_f64, double, std::fmin(1.0, std::exp(-t / 5760000.0) + 0.4 * std::exp(-t / 43200000.0)))
LOOP(std_dual_f32, float, std::fmin(1.0f, std::exp(-t / 5760000.0f) + 0.4f * std::exp(-t / 43200000.0f)))
