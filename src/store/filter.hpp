// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_FILTER_HPP
#define ENGRAM_STORE_FILTER_HPP

// A filter that has been checked: its lists sorted, its keys looked up, its tags as they stand in rows.

#include "base/block.hpp"
#include "engram/memory.h"
#include "store/rows.hpp"
#include "store/where.hpp"

namespace engram {

struct filter {
    engram_filter given{};
    bool has_list = false;   // only the memories of `ids`
    array<uint64_t> ids;     // ascending, each once
    array<uint64_t> exclude; // ascending
    array<engram_text> tags; // escaped
    where_clause where;
    version_set *met = nullptr; // what `where` is true of, once resolved
    block memory;

    filter() = default;
    filter(const filter &) = delete;
    filter &operator=(const filter &) = delete;
    ~filter() { version_set::release(met); }

    // What can be said without the file. null is every memory.
    engram_status check(const engram_filter *wanted, fault &f);
    // Looks up the keys, and the versions that `where` is true of, as of the moment that the connection reads.
    engram_status resolve(where_cache &cache, connection &c, const watch &w, fault &f);
    bool admits_id(uint64_t id) const;
    bool admits(const memory_row &row) const;
    // Of the tags in a JSON array.
    bool has_all_tags(engram_text json) const;
    bool admits_version(uint64_t version) const { return met == nullptr || met->has(version); }
    // Everything but ids, tags and kind.
    bool admits_times(int64_t created, bool has_from, int64_t from, bool has_to, int64_t to) const {
        return ((given.flags & ENGRAM_FILTER_SINCE) == 0 || created >= given.since) &&
               ((given.flags & ENGRAM_FILTER_UNTIL) == 0 || created < given.until) &&
               ((given.flags & ENGRAM_FILTER_VALID_AT) == 0 ||
                ((!has_from || from <= given.valid_at) && (!has_to || given.valid_at < to || to == INT64_MAX)));
    }
    bool is_everything() const {
        return !has_list && exclude.count == 0 && tags.count == 0 && given.kinds == nullptr && given.flags == 0 &&
               where.text.data == nullptr;
    }
};

} // namespace engram

#endif
