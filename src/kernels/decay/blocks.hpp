// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Many rows a block at a time: buffers that stay in the first cache, filled up to the steps in which kernels work.

#include <cstring>

#include "kernels/decay/ops.h"

namespace {

constexpr size_t block = 256;
static_assert(block % ENGRAM_DECAY_STEP == 0, "blocks are whole steps");
static_assert(block % 64 == 0, "a block begins with a whole word of pins");

inline size_t whole_steps(size_t rows) {
    return (rows + ENGRAM_DECAY_STEP - 1) / ENGRAM_DECAY_STEP * ENGRAM_DECAY_STEP;
}

// body(first, rows) for all rows.
template <typename Body> void in_blocks(size_t count, Body body) {
    for (size_t n = 0; n < count; n += block) body(n, count - n < block ? count - n : block);
}

template <typename T> void take(T *to, const T *from, size_t rows, T pad) {
    std::memcpy(to, from, rows * sizeof *to);
    for (size_t i = rows; i < whole_steps(rows); ++i) to[i] = pad;
}

} // namespace
