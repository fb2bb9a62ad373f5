// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Marking the nodes that a hop touches.

#include "kernels/activation/ops.h"

namespace {

ENGRAM_INLINE void mark(const struct engram_marks &marks, uint32_t node) {
    uint64_t *word = marks.level[0] + node / 64;
    const uint64_t old = *word, bit = uint64_t{1} << (node % 64);
    if ((old & bit) != 0) return;
    *word = old | bit;
    if (old != 0) return;
    const uint32_t i = node / 64;
    marks.level[1][i / 64] |= uint64_t{1} << (i % 64);
    marks.level[2][i / 4096] |= uint64_t{1} << (i / 64 % 64);
}

} // namespace
