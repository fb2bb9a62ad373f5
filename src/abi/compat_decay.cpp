// SPDX-License-Identifier: MIT OR Apache-2.0
// One file for each family, so that a program that calls one drop-in symbol links that family alone.

#include "engram/compat.h"

#include "abi/counted.hpp"
#include "abi/last_status.h"
#include "base/check.h"
#include "base/refusal.h"
#include "kernels/decay/elementary.h"
#include "kernels/decay/ops.h"

namespace {

engram_status decay(float *strengths, const uint64_t *ages, size_t count) {
    if (count == 0) return ENGRAM_OK;
    if (!engram_bytes_fit(count, sizeof(uint64_t))) return engram_refuse(ENGRAM_ERROR_OVERFLOW, "num_memories");
    if (strengths == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "strengths");
    if (ages == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "ages_seconds");
    if (engram_overlap(strengths, count * sizeof *strengths, ages, count * sizeof *ages))
        return engram_refuse(ENGRAM_ERROR_OVERLAP, "strengths");
    engram_decay_active()->exponential(strengths, ages, count, -(ENGRAM_LOG2_E / 86400.0), strengths);
    return ENGRAM_OK;
}

} // namespace

void engram_apply_decay(float *strengths, const uint64_t *ages_seconds, size_t num_memories) {
    engram_last = engram_counted(engram_decay_family, [=] { return engram_work{num_memories, uint64_t{num_memories} * 12}; },
                          [=] { return decay(strengths, ages_seconds, num_memories); });
}
