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

// Elements as a file has them, lowest byte first, to those of this machine, or back.
inline void turn_elements(void *data, uint64_t bytes, uint64_t width) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    unsigned char *const b = static_cast<unsigned char *>(data);
    for (uint64_t i = 0; i + width <= bytes; i += width)
        for (uint64_t k = 0; k < width / 2; ++k) {
            const unsigned char low = b[i + k];
            b[i + k] = b[i + width - 1 - k];
            b[i + width - 1 - k] = low;
        }
#else
    (void)data, (void)bytes, (void)width;
#endif
}

} // namespace engram

#endif
