// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of decay: scalar, written to be read, and the level that runs where no other can.

#include "kernels/decay/ops.h"

#include "base/fma.h"
#include "kernels/decay/exp2.h"

namespace {

// 2^y for y <= 0, as exp2.h has it.
double exp2_nonpositive(double y) {
    static constexpr double table[8] = ENGRAM_EXP2_TABLE;
    if (y < ENGRAM_EXP2_FLOOR) y = ENGRAM_EXP2_FLOOR;
    y = (y + ENGRAM_EXP2_GRID) - ENGRAM_EXP2_GRID;
    const double shifted = y + ENGRAM_EXP2_EIGHTHS;
    const double r = y - (shifted - ENGRAM_EXP2_EIGHTHS);

    // The low bits of `shifted` hold i in two's complement: the last three index the table, the rest is the exponent.
    const uint64_t i = engram_bits_f64(shifted);
    const double entry = engram_f64_bits(engram_bits_f64(table[i & 7]) + ((i & ~uint64_t{7}) << (52 - 3)));

    double p = engram_fma_f64(r, ENGRAM_EXP2_C4, ENGRAM_EXP2_C3);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C2);
    p = engram_fma_f64(r, p, ENGRAM_EXP2_C1);
    return engram_fma_f64(entry, r * p, entry);
}

void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    for (size_t n = 0; n < count; ++n) {
        const float factor = static_cast<float>(exp2_nonpositive(static_cast<double>(ages[n]) * rate));
        out[n] = engram_canonical_nan(strengths[n] * factor);
    }
}

} // namespace

extern "C" const struct engram_decay_ops engram_decay_scalar = {
    .level = ENGRAM_LEVEL_SCALAR,
    .exponential = exponential,
};
