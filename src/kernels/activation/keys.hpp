// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Results as numbers, so that one comparison orders them.

#include <stdint.h>

#include "base/fma.h"

namespace {

// Ascending keys are results from best to last, by activation descending, then id ascending.
ENGRAM_INLINE uint64_t key_of(float activation, uint32_t id) {
    const uint32_t bits = engram_bits_f32(activation);
    const uint32_t ascending = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
    return uint64_t{~ascending} << 32 | id;
}

ENGRAM_INLINE float activation_of(uint64_t key) {
    const uint32_t ascending = ~static_cast<uint32_t>(key >> 32);
    return engram_f32_bits((ascending & 0x80000000u) != 0 ? ascending & 0x7FFFFFFFu : ~ascending);
}

// Into the ascending keys in front of it; the last one falls out where there is no room. How many there are then.
ENGRAM_INLINE uint32_t insert_key(uint64_t *keys, uint32_t held, uint32_t capacity, uint64_t key) {
    uint32_t at = held < capacity ? held : capacity - 1;
    for (; at > 0 && keys[at - 1] > key; --at) keys[at] = keys[at - 1];
    keys[at] = key;
    return held < capacity ? held + 1 : capacity;
}

} // namespace
