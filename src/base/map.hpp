// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_BASE_MAP_HPP
#define ENGRAM_BASE_MAP_HPP

// From numbers to numbers, and from texts to the order in which they were first met. Open addressing, a power of two
// of places.

#include "base/array.hpp"

namespace engram {

inline uint64_t mix64(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

// Keys other than 0 to 32-bit values. No deletion: what is gone is given a value that says so.
struct number_map {
    struct place {
        uint64_t key;
        uint32_t value;
    };
    array<place> places;
    uint64_t used = 0;

    uint32_t *find(uint64_t key) { return const_cast<uint32_t *>(static_cast<const number_map *>(this)->find(key)); }
    const uint32_t *find(uint64_t key) const {
        if (places.count == 0) return nullptr;
        for (uint64_t at = mix64(key);; ++at) {
            const place &p = places[at & (places.count - 1)];
            if (p.key == key) return &p.value;
            if (p.key == 0) return nullptr;
        }
    }
    bool set(uint64_t key, uint32_t value) {
        if (uint32_t *const there = find(key)) {
            *there = value;
            return true;
        }
        if (2 * (used + 1) > places.count && !grow()) return false;
        put(key, value);
        ++used;
        return true;
    }

  private:
    void put(uint64_t key, uint32_t value) {
        uint64_t at = mix64(key);
        while (places[at & (places.count - 1)].key != 0) ++at;
        places[at & (places.count - 1)] = {key, value};
    }
    bool grow() {
        array<place> old;
        old.swap(places);
        if (!places.resize(old.count == 0 ? 16 : old.count * 2)) {
            places.swap(old);
            return false;
        }
        for (const place &p : old)
            if (p.key != 0) put(p.key, p.value);
        return true;
    }
};

// Byte strings, each once; number i is the i-th that was met. The bytes stay where they are until the table is gone.
struct name_table {
    struct name {
        const char *data;
        uint32_t bytes;
        uint32_t hash;
    };
    array<name> names;
    array<uint32_t> places; // number + 1, or 0

    name_table() = default;
    ~name_table() {
        for (const name &n : names) heap_give(const_cast<char *>(n.data));
    }

    static constexpr uint32_t none = UINT32_MAX;

    uint32_t find(const char *data, uint64_t bytes) const {
        if (places.count == 0 || bytes > UINT32_MAX) return none;
        const uint32_t hash = hash_of(data, bytes);
        for (uint64_t at = hash;; ++at) {
            const uint32_t number = places[at & (places.count - 1)];
            if (number == 0) return none;
            const name &n = names[number - 1];
            if (n.hash == hash && n.bytes == bytes &&
                (bytes == 0 || memcmp(n.data, data, static_cast<size_t>(bytes)) == 0))
                return number - 1;
        }
    }
    // The number of the text, a new one if need be; none when there is no memory.
    uint32_t add(const char *data, uint64_t bytes) {
        const uint32_t known = find(data, bytes);
        if (known != none) return known;
        if (bytes > UINT32_MAX || names.count + 1 >= none) return none;
        if (2 * (names.count + 1) > places.count && !grow()) return none;
        if (!names.reserve(names.count + 1)) return none;
        char *const copy = static_cast<char *>(heap_take(bytes));
        if (copy == nullptr) return none;
        if (bytes != 0) memcpy(copy, data, static_cast<size_t>(bytes));
        names.push({copy, static_cast<uint32_t>(bytes), hash_of(data, bytes)});
        put(static_cast<uint32_t>(names.count));
        return static_cast<uint32_t>(names.count - 1);
    }

  private:
    static uint32_t hash_of(const char *data, uint64_t bytes) {
        uint64_t hash = 0xCBF29CE484222325u ^ bytes;
        for (uint64_t i = 0; i < bytes; ++i) hash = (hash ^ static_cast<unsigned char>(data[i])) * 0x100000001B3u;
        return static_cast<uint32_t>(mix64(hash));
    }
    void put(uint32_t number) {
        uint64_t at = names[number - 1].hash;
        while (places[at & (places.count - 1)] != 0) ++at;
        places[at & (places.count - 1)] = number;
    }
    bool grow() {
        array<uint32_t> larger;
        if (!larger.resize(places.count == 0 ? 16 : places.count * 2)) return false;
        places.swap(larger);
        for (uint64_t i = 1; i <= names.count; ++i) put(static_cast<uint32_t>(i));
        return true;
    }
};

} // namespace engram

#endif
