// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_BASE_ARRAY_HPP
#define ENGRAM_BASE_ARRAY_HPP

// An array that grows, of what may be copied as bytes. What needs memory returns whether there was any.

#include "base/allocation.hpp"

namespace engram {

template <class T> struct array {
    static_assert(__is_trivially_copyable(T));

    T *data = nullptr;
    uint64_t count = 0;
    uint64_t capacity = 0;

    array() = default;
    array(const array &) = delete;
    array &operator=(const array &) = delete;
    ~array() { heap_give(data); }

    T &operator[](uint64_t i) { return data[i]; }
    const T &operator[](uint64_t i) const { return data[i]; }
    T *begin() { return data; }
    T *end() { return data + count; }
    const T *begin() const { return data; }
    const T *end() const { return data + count; }
    T &last() { return data[count - 1]; }

    bool reserve(uint64_t wanted) {
        if (wanted <= capacity) return true;
        uint64_t room = capacity + capacity / 2 < 8 ? 8 : capacity + capacity / 2;
        if (room < wanted) room = wanted;
        uint64_t bytes;
        if (__builtin_mul_overflow(room, static_cast<uint64_t>(sizeof(T)), &bytes)) return false;
        void *const grown = heap_resize(data, bytes);
        if (grown == nullptr) return false;
        data = static_cast<T *>(grown);
        capacity = room;
        return true;
    }
    bool push(const T &value) {
        const T copy = value; // it may lie in this array
        if (!reserve(count + 1)) return false;
        data[count++] = copy;
        return true;
    }
    // n more, at least one, whose bytes are not set.
    T *extend(uint64_t n) {
        if (!reserve(count + n)) return nullptr;
        count += n;
        return data + count - n;
    }
    bool append(const T *values, uint64_t n) {
        if (n == 0) return true; // an array without memory has no room to tell
        T *const room = extend(n);
        if (room == nullptr) return false;
        memcpy(room, values, static_cast<size_t>(n) * sizeof(T));
        return true;
    }
    // Exactly n, zero where there were fewer.
    bool resize(uint64_t n) {
        if (!reserve(n)) return false;
        if (n > count) memset(data + count, 0, static_cast<size_t>(n - count) * sizeof(T));
        count = n;
        return true;
    }
    void swap(array &other) {
        T *const d = data;
        const uint64_t n = count, c = capacity;
        data = other.data, count = other.count, capacity = other.capacity;
        other.data = d, other.count = n, other.capacity = c;
    }
    void clear() { count = 0; }
};

} // namespace engram

#endif
