// SPDX-License-Identifier: MIT OR Apache-2.0
// The decay kernels, compiled once per level. Equal to reference.cpp, bit for bit.

#include <cstring>

#include "kernels/decay/exp2.h"
#include "kernels/decay/ops.h"
#include "simd/table.h"

namespace {

ENGRAM_INLINE f64v exp2_nonpositive(f64v y) {
    alignas(64) static constexpr double table[8] = ENGRAM_EXP2_TABLE;
    y = f64_max(y, f64_set(ENGRAM_EXP2_FLOOR));
    y = f64_sub(f64_add(y, f64_set(ENGRAM_EXP2_GRID)), f64_set(ENGRAM_EXP2_GRID));
    const f64v shifted = f64_add(y, f64_set(ENGRAM_EXP2_EIGHTHS));
    const f64v r = f64_sub(y, f64_sub(shifted, f64_set(ENGRAM_EXP2_EIGHTHS)));
    const f64v entry = f64_scaled_entry(shifted, table);
    f64v p = f64_fma(r, f64_set(ENGRAM_EXP2_C4), f64_set(ENGRAM_EXP2_C3));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C2));
    p = f64_fma(r, p, f64_set(ENGRAM_EXP2_C1));
    return f64_fma(entry, f64_mul(r, p), entry);
}

// One register of floats and the two registers of doubles their factors take.
ENGRAM_INLINE void exponential_step(const float *strengths, const uint64_t *ages, f64v rate, float *out) {
    const f64v low = exp2_nonpositive(f64_mul(f64_from_u64(ages), rate));
    const f64v high = exp2_nonpositive(f64_mul(f64_from_u64(ages + f64_lanes), rate));
    f32_store(out, f32_canonical_nan(f32_mul(f32_load(strengths), f32_from_f64(low, high))));
}

void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    const f64v rates = f64_set(rate);
    size_t n = 0;
    for (; n + f32_lanes <= count; n += f32_lanes) exponential_step(strengths + n, ages + n, rates, out + n);
    if (n < count) {
        const size_t rest = count - n;
        float strength[f32_lanes] = {};
        uint64_t age[f32_lanes] = {};
        std::memcpy(strength, strengths + n, rest * sizeof *strength);
        std::memcpy(age, ages + n, rest * sizeof *age);
        exponential_step(strength, age, rates, strength);
        std::memcpy(out + n, strength, rest * sizeof *strength);
    }
}

} // namespace

extern "C" const struct engram_decay_ops ENGRAM_LEVEL_TABLE(decay) = {
    .level = ENGRAM_LEVEL_VALUE,
    .exponential = exponential,
};
