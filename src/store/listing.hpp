// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_LISTING_HPP
#define ENGRAM_STORE_LISTING_HPP

// Memories and links as a caller gets them: records in one block.

#include "engram/link.h"
#include "store/filter.hpp"
#include "store/store.hpp"

namespace engram {

struct owned_listing {
    engram_listing listing{};
    block memory;
};

struct owned_links {
    engram_links links{};
    block memory;
};

struct listing_builder {
    store &s;
    connection &c;
    bool with_vectors;
    owned_listing *made = nullptr;
    array<const engram_record *> records;

    listing_builder(store &in, connection &on, bool vectors) : s(in), c(on), with_vectors(vectors) {}
    listing_builder(const listing_builder &) = delete;
    listing_builder &operator=(const listing_builder &) = delete;
    ~listing_builder() { listing_free(made); }
    engram_status begin(fault &f);
    engram_status add(const memory_row &row, fault &f);
    engram_status add_none(fault &f);
    engram_status finish(uint64_t next, engram_listing **out, fault &f);
    static void listing_free(owned_listing *listing);
};

engram_status list_ids(store &s, connection &c, const uint64_t *ids, uint64_t count, bool vectors, bool must_be_there,
                       engram_listing **out, fault &f);
// The id of the memory that has a key.
engram_status key_find(connection &c, engram_text key, uint64_t *id, fault &f);
engram_status list_key(store &s, connection &c, engram_text key, bool vectors, engram_listing **out, fault &f);
engram_status list_from(store &s, connection &c, filter &only, uint64_t after, uint64_t limit, bool vectors,
                        engram_listing **out, fault &f);
engram_status count_memories(store &s, connection &c, filter &only, uint64_t *count, fault &f);
engram_status list_links(connection &c, uint64_t id, engram_direction direction, engram_links **out, fault &f);

} // namespace engram

#endif
