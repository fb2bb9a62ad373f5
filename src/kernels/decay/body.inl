// SPDX-License-Identifier: MIT OR Apache-2.0
// The decay kernels, compiled once per level. Equal to reference.cpp, bit for bit.

#include "kernels/decay/ops.h"
#include "simd/table.h"

#include "kernels/decay/elementary.inl"

#include "kernels/decay/curves.inl"
#include "kernels/decay/fsrs.inl"
#include "kernels/decay/history.inl"
#include "kernels/decay/reinforce.inl"

extern "C" const struct engram_decay_ops ENGRAM_LEVEL_TABLE(decay) = {
    .level = ENGRAM_LEVEL_VALUE,
    .exponential = exponential,
    .rows = {rows<ENGRAM_DECAY_EXPONENTIAL>, rows<ENGRAM_DECAY_POWER>, rows<ENGRAM_DECAY_RATIO>,
             rows<ENGRAM_DECAY_HYBRID>, rows<ENGRAM_DECAY_STRETCHED>, rows<ENGRAM_DECAY_LINEAR>,
             rows<ENGRAM_DECAY_HYPERBOLIC>, rows<ENGRAM_DECAY_TWO_COMPONENT>, rows<ENGRAM_DECAY_DUAL>},
    .powers = powers,
    .logarithms = logarithms,
    .exponentials = exponentials,
    .fsrs = fsrs,
    .gains = gains,
    .oja = oja,
};
