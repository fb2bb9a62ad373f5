// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/decay.h"

#include "base/check.h"
#include "kernels/decay/ops.h"
#include "metrics/count.h"

namespace {

engram_status apply(const engram_curve *curve, const float *strengths, const uint64_t *ages, size_t count,
                    float *out) {
    constexpr double log2_e = 0x1.71547652b82fep+0;
    if (curve == nullptr) return ENGRAM_ERROR_NULL;
    if (curve->size != sizeof *curve) return ENGRAM_ERROR_STRUCT;
    if (curve->form != ENGRAM_CURVE_EXPONENTIAL_TAU && curve->form != ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE)
        return ENGRAM_ERROR_ENUM;
    if (!(curve->parameter > 0.0 && curve->parameter <= 0x1.fffffffffffffp1023)) return ENGRAM_ERROR_ARGUMENT;
    if (count == 0) return ENGRAM_OK;
    if (strengths == nullptr || ages == nullptr || out == nullptr) return ENGRAM_ERROR_NULL;
    if (!engram_bytes_fit(count, sizeof(uint64_t))) return ENGRAM_ERROR_OVERFLOW;
    if ((out != strengths && engram_overlap(out, count * sizeof *out, strengths, count * sizeof *strengths)) ||
        engram_overlap(out, count * sizeof *out, ages, count * sizeof *ages))
        return ENGRAM_ERROR_OVERLAP;
    // A parameter so small that the rate overflows decays at once: the largest finite rate does the same, and keeps
    // age 0 at 0 * rate = 0.
    double rate = (curve->form == ENGRAM_CURVE_EXPONENTIAL_TAU ? log2_e : 1.0) / curve->parameter;
    if (rate > 0x1p1000) rate = 0x1p1000;
    engram_decay_active()->exponential(strengths, ages, count, -rate, out);
    return ENGRAM_OK;
}

} // namespace

engram_status engram_decay_apply(const engram_curve *curve, const float *strengths, const uint64_t *ages, size_t count,
                                 float *out) {
    return engram_counted(ENGRAM_COUNT_DECAY, count, uint64_t{count} * 12,
                          [=] { return apply(curve, strengths, ages, count, out); });
}
