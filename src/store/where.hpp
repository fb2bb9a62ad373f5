// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_WHERE_HPP
#define ENGRAM_STORE_WHERE_HPP

// Conditions in SQL: looked at before SQLite sees them, compiled under its authoriser, and answered as a set of
// versions. A version never changes, so the set is kept and only gets what versions are new.

#include <pthread.h>

#include "base/array.hpp"
#include "engram/memory.h"
#include "store/connection.hpp"

namespace engram {

constexpr uint64_t most_where = 16384;    // bytes
constexpr uint32_t most_nesting = 64;     // of parentheses
constexpr uint32_t most_parameters = 256; // of one expression

// A condition as a caller gave it, its form looked at.
struct where_clause {
    engram_text text{}; // no text: no condition
    const engram_parameter *parameters = nullptr;
    uint64_t parameter_count = 0;
    array<char> key; // expression and values: what the set depends on

    engram_status check(engram_text expression, const engram_parameter *values, uint64_t count, fault &f);
};

// The one statement that is being compiled for a caller: the authoriser refuses what it may not do.
struct where_guard {
    fault &f;
    uint32_t selects = 0;

    int authorise(int action, const char *first, const char *second, const char *third);
};

// Versions that meet a condition, among those up to `covered`. Whoever looks at it holds it.
struct version_set {
    uint32_t holders = 1; // atomic
    uint64_t covered = 0;
    array<uint64_t> words; // bit v % 64 of word v / 64
    array<char> key;
    uint64_t used = 0;    // when last, for the cache
    version_set *next = nullptr;

    bool has(uint64_t version) const { return version <= covered && (words[version / 64] >> (version % 64) & 1u) != 0; }
    // 64 bits from a version on.
    uint64_t from(uint64_t version) const {
        const uint64_t at = version / 64, shift = version % 64;
        const uint64_t low = at < words.count ? words[at] >> shift : 0;
        return shift == 0 || at + 1 >= words.count ? low : low | words[at + 1] << (64 - shift);
    }
    uint64_t bytes() const { return sizeof *this + 8 * words.capacity + key.capacity; }
    static void release(version_set *set);
};

// What a handle keeps of conditions: at most so many, of at most so many bytes, the latest used.
struct where_cache {
    static constexpr uint64_t most_sets = 64, most_bytes = 16u << 20;

    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    version_set *sets = nullptr;
    uint64_t count = 0, bytes = 0, clock = 0;

    where_cache() = default;
    where_cache(const where_cache &) = delete;
    where_cache &operator=(const where_cache &) = delete;
    ~where_cache();
    // The set of a condition over all versions up to `versions`; the caller releases it. ENGRAM_ERROR_DEADLINE where
    // the watch did not allow it: what has been done is kept, and the next call goes on from there.
    engram_status find(const where_clause &where, connection &c, uint64_t versions, const watch &w, version_set **set,
                       fault &f);

  private:
    version_set *take(const array<char> &key);
    void keep(version_set *made);
};

} // namespace engram

#endif
