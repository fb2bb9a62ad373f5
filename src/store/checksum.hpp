// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_CHECKSUM_HPP
#define ENGRAM_STORE_CHECKSUM_HPP

// XXH3 with 64 bits over fields written out in one order: numbers as 8 bytes, lowest first, texts after their length.
// The values are the same on every machine (docs/decisions/0002-checksums.md).

#include <stdint.h>
#include <string.h>

#include "base/fma.h"
#include "store/xxh3.hpp"

namespace engram {

struct hasher {
    XXH3_state_t state;

    explicit hasher(uint64_t what) {
        XXH3_64bits_reset(&state);
        number(what);
    }
    void number(uint64_t value) {
        unsigned char bytes[8];
        for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(value >> (8 * i));
        XXH3_64bits_update(&state, bytes, sizeof bytes);
    }
    void number(int64_t value) { number(static_cast<uint64_t>(value)); }
    void number(float value) { number(uint64_t{engram_bits_f32(value)}); }
    void bytes(const void *data, uint64_t count) {
        number(count);
        if (count != 0) XXH3_64bits_update(&state, data, static_cast<size_t>(count));
    }
    uint64_t value() const { return XXH3_64bits_digest(&state); }
};

// What is hashed, so that no row can stand for one of another table.
enum : uint64_t {
    hash_content = 1,
    hash_memory = 2,
    hash_vector = 3,
    hash_strength = 4,
    hash_link = 5,
    hash_body = 6,
    hash_entry = 7,
    hash_setting = 8,
    hash_model = 9,
    hash_link_type = 10,
    hash_schema = 11,
    hash_block = 12,
    hash_backup = 13
};

inline uint64_t hash_bytes(const void *data, uint64_t count) { return XXH3_64bits(data, static_cast<size_t>(count)); }

} // namespace engram

#endif
