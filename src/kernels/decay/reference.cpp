// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of decay: scalar, written to be read, and the level that runs where no other can.

#include "kernels/decay/ops.h"

#include "kernels/decay/reference/elementary.hpp"

#include "kernels/decay/reference/curves.inl"
#include "kernels/decay/reference/fsrs.inl"
#include "kernels/decay/reference/history.inl"
#include "kernels/decay/reference/reinforce.inl"

extern "C" const struct engram_decay_ops engram_decay_scalar = {
    .level = ENGRAM_LEVEL_SCALAR,
    .exponential = exponential,
    .rows = {rows, rows, rows, rows, rows, rows, rows, rows, rows},
    .powers = powers,
    .logarithms = logarithms,
    .exponentials = exponentials,
    .fsrs = fsrs,
    .gains = gains,
    .oja = oja,
};
