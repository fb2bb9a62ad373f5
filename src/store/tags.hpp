// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_TAGS_HPP
#define ENGRAM_STORE_TAGS_HPP

// The tags of a memory are one JSON array of texts, as written here: in the order of their bytes, each once, without
// blanks.

#include "base/block.hpp"
#include "engram/space.h"

namespace engram {

// A text as it stands between quotes, with what JSON escapes: at most 6 bytes for each. Returns how many were written.
inline uint64_t tag_escape(engram_text tag, char *to) {
    static constexpr char digits[] = "0123456789abcdef";
    uint64_t at = 0;
    for (uint64_t k = 0; k < tag.bytes; ++k) {
        const char c = tag.data[k];
        if (c == '"' || c == '\\') to[at++] = '\\';
        if (static_cast<unsigned char>(c) >= 0x20) {
            to[at++] = c;
            continue;
        }
        memcpy(to + at, "\\u00", 4);
        to[at + 4] = digits[c >> 4], to[at + 5] = digits[c & 15];
        at += 6;
    }
    return at;
}

// The tag as it was given; to has room for raw.bytes.
inline uint64_t tag_unescape(engram_text raw, char *to) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    uint64_t count = 0;
    for (uint64_t i = 0; i < raw.bytes; ++i) {
        if (raw.data[i] != '\\' || i + 1 == raw.bytes) to[count++] = raw.data[i];
        else if (raw.data[i + 1] != 'u') to[count++] = raw.data[++i];
        else if (i + 5 < raw.bytes)
            to[count++] = static_cast<char>(digit(raw.data[i + 4]) * 16 + digit(raw.data[i + 5])), i += 5;
    }
    return count;
}

// Steps through an array; *at begins at 0. The tag is as it stands there.
inline bool tag_next(engram_text json, uint64_t *at, engram_text *raw) {
    uint64_t i = *at;
    while (i < json.bytes && json.data[i] != '"') ++i;
    if (i >= json.bytes) return false;
    const uint64_t begin = ++i;
    while (i < json.bytes && json.data[i] != '"') i += json.data[i] == '\\' ? 2 : 1;
    if (i >= json.bytes) return false;
    *raw = {json.data + begin, i - begin};
    *at = i + 1;
    return true;
}

} // namespace engram

#endif
