// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_HISTORY_HPP
#define ENGRAM_STORE_HISTORY_HPP

// History as callers get it: the life of a memory, the feed of changes, comparisons; and what changes it: undoing,
// purging, a fork.

#include "base/block.hpp"
#include "store/listing.hpp"
#include "store/operations.hpp"
#include "store/past.hpp"

namespace engram {

// A list in one block. Made first, so that the caller's struct is the first thing in what owns it.
template <class List> struct owned {
    List list{};
    block memory;

    static void give(List *given) {
        if (given == nullptr) return;
        owned *const owner = reinterpret_cast<owned *>(given);
        owner->~owned();
        heap_give(owner);
    }
};
template <class List> struct owner {
    owned<List> *made = nullptr;

    owner() = default;
    owner(const owner &) = delete;
    owner &operator=(const owner &) = delete;
    ~owner() {
        if (made != nullptr) owned<List>::give(&made->list);
    }
    engram_status make(fault &f) {
        void *const room = heap_take(sizeof *made);
        if (room == nullptr) return f.no_memory();
        made = new (room) owned<List>();
        made->list.size = sizeof(List);
        return ENGRAM_OK;
    }
    block &memory() { return made->memory; }
    List &list() { return made->list; }
    void hand_over(List **out) {
        *out = &made->list;
        made = nullptr;
    }
};

// Names of the types of links, by number, copied into a block.
struct type_names {
    engram_text of[most_link_types] = {};

    engram_status read(connection &c, block &memory, fault &f);
};

engram_status read_feed(connection &c, uint64_t number, uint64_t limit, engram_feed **out, fault &f);
// id 0: the memory that has the key, or had it last.
engram_status read_life(store &s, connection &c, uint64_t id, engram_text key, bool vectors, engram_life **out,
                        fault &f);
engram_status compare(connection &c, const engram_curve &curve, const engram_moment &a, const engram_moment &b,
                      engram_differences **out, fault &f);

// Within a transaction of its own.
engram_status undo(transaction &t, uint64_t first, uint64_t last, fault &f);
engram_status purge(transaction &t, const engram_moment &before, engram_purged *report, fault &f);

engram_status fork_space(store &s, connection &c, const engram_moment &moment, engram_text path, fault &f);

} // namespace engram

#endif
