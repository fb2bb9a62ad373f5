// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_BASE_BITS_HPP
#define ENGRAM_BASE_BITS_HPP

#include <stdint.h>

namespace engram {

// Bits that are set. Written out: the built-in calls a function of the compiler's library where there is no
// instruction.
inline uint32_t count_bits(uint64_t x) {
    x = x - ((x >> 1) & 0x5555555555555555u);
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    return static_cast<uint32_t>((((x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u) >> 56);
}

} // namespace engram

#endif
