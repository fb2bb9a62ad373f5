// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_BASE_BLOCK_HPP
#define ENGRAM_BASE_BLOCK_HPP

// Memory that is taken in pieces and given back as a whole: what a call returns in bulk. Pieces do not move.

#include "base/allocation.hpp"

namespace engram {

struct block {
    struct chunk {
        chunk *next;
        uint64_t bytes, used;
    };
    chunk *chunks = nullptr;

    block() = default;
    block(const block &) = delete;
    block &operator=(const block &) = delete;
    ~block() { release(); }

    void release() {
        while (chunks != nullptr) {
            chunk *const next = chunks->next;
            heap_give(chunks);
            chunks = next;
        }
    }
    // Takes over all pieces of another.
    void adopt(block &other) {
        if (other.chunks == nullptr) return;
        chunk *last = other.chunks;
        while (last->next != nullptr) last = last->next;
        last->next = chunks;
        chunks = other.chunks;
        other.chunks = nullptr;
    }
    // Aligned to 8; null when there is no memory.
    void *take(uint64_t bytes) {
        if (bytes > static_cast<uint64_t>(PTRDIFF_MAX) / 2) return nullptr;
        bytes = (bytes + 7) & ~uint64_t{7};
        if (chunks == nullptr || chunks->bytes - chunks->used < bytes) {
            uint64_t room = chunks == nullptr ? 2048 : 2 * chunks->bytes;
            if (room > 1u << 20) room = 1u << 20;
            if (room < bytes) room = bytes;
            chunk *const made = static_cast<chunk *>(heap_take(sizeof(chunk) + room));
            if (made == nullptr) return nullptr;
            *made = {chunks, room, 0};
            chunks = made;
        }
        void *const piece = reinterpret_cast<char *>(chunks + 1) + chunks->used;
        chunks->used += bytes;
        return piece;
    }
    template <class T> T *take_zeroed(uint64_t count) {
        uint64_t bytes;
        if (__builtin_mul_overflow(count, static_cast<uint64_t>(sizeof(T)), &bytes)) return nullptr;
        void *const piece = take(bytes);
        if (piece != nullptr) memset(piece, 0, static_cast<size_t>(bytes));
        return static_cast<T *>(piece);
    }
    char *copy(const void *from, uint64_t bytes) {
        char *const piece = static_cast<char *>(take(bytes));
        if (piece != nullptr && bytes != 0) memcpy(piece, from, static_cast<size_t>(bytes));
        return piece;
    }
};

} // namespace engram

#endif
