// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// One piece of memory cut into arrays that begin on cache lines.

#include <stdint.h>

namespace {

inline uint64_t aligned(uint64_t bytes) { return (bytes + 63) & ~uint64_t{63}; }

// Hands out consecutive pieces, from a null base only to add them up.
struct carver {
    char *base;
    uint64_t used;
    template <typename T> T *take(uint64_t count) {
        T *piece = base == nullptr ? nullptr : reinterpret_cast<T *>(base + used);
        used += aligned(count * sizeof(T));
        return piece;
    }
};

} // namespace
