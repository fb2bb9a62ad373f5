// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_BASE_UTF8_HPP
#define ENGRAM_BASE_UTF8_HPP

#include <stdint.h>
#include <string.h>

namespace engram {

// The first byte that is not part of well-formed UTF-8 without zero bytes (Unicode, table 3-7); bytes where all are.
inline uint64_t utf8_valid_bytes(const char *text, uint64_t bytes) {
    const unsigned char *const s = reinterpret_cast<const unsigned char *>(text);
    uint64_t i = 0;
    while (i < bytes) {
        uint64_t eight;
        while (i + 8 <= bytes) { // ASCII without zeros, eight at a time
            memcpy(&eight, s + i, 8);
            if ((eight & 0x8080808080808080u) != 0 || ((eight - 0x0101010101010101u) & 0x8080808080808080u) != 0) break;
            i += 8;
        }
        if (i == bytes) break;
        const unsigned char c = s[i];
        uint64_t more;
        unsigned char low = 0x80, high = 0xBF;
        if (c == 0) return i;
        if (c < 0x80) more = 0;
        else if (c >= 0xC2 && c <= 0xDF) more = 1;
        else if (c >= 0xE0 && c <= 0xEF) more = 2, low = c == 0xE0 ? 0xA0 : 0x80, high = c == 0xED ? 0x9F : 0xBF;
        else if (c >= 0xF0 && c <= 0xF4) more = 3, low = c == 0xF0 ? 0x90 : 0x80, high = c == 0xF4 ? 0x8F : 0xBF;
        else return i;
        if (bytes - i <= more) return i;
        if (more != 0 && (s[i + 1] < low || s[i + 1] > high)) return i;
        for (uint64_t k = 2; k <= more; ++k)
            if ((s[i + k] & 0xC0) != 0x80) return i;
        i += more + 1;
    }
    return bytes;
}

} // namespace engram

#endif
