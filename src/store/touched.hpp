// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_TOUCHED_HPP
#define ENGRAM_STORE_TOUCHED_HPP

// Which memories, strengths and links entries of the journal have changed: what a comparison of two moments has to
// look at, and what an undo has to put back.

#include "store/past.hpp"

namespace engram {

struct link_key {
    uint64_t source, target;
    uint32_t type;

    bool operator==(const link_key &o) const { return source == o.source && target == o.target && type == o.type; }
    bool operator<(const link_key &o) const {
        return source != o.source ? source < o.source : target != o.target ? target < o.target : type < o.type;
    }
};

struct touched {
    array<uint64_t> contents; // ids of memories
    array<uint64_t> uses;     // ids whose strength
    array<link_key> links;

    void clear() { contents.clear(), uses.clear(), links.clear(); }
    // What one entry has changed.
    engram_status add(connection &c, const entry &e, engram_text body, fault &f);
    // All of the entries from `first` to `last`; each once and sorted.
    engram_status collect(connection &c, uint64_t first, uint64_t last, fault &f);
    void sort();
};

// What the body of an undo says.
struct undo_body {
    struct memory {
        uint64_t id, ended, added; // versions; 0: none
    };
    struct use {
        uint64_t id;
        bool has;
        strength_row row;
    };
    struct link {
        uint64_t ended, added; // numbers; 0: none
    };
    uint64_t first, last;
    array<memory> memories;
    array<use> uses;
    array<link> links;

    bool write(body_writer *body) const;
    engram_status read(const entry &e, engram_text body, fault &f);
};

// The connection shows another moment from here to the end of the scope.
struct visit {
    connection &c;
    past *const was;

    visit(connection &on, past *then) : c(on), was(on.then) { c.then = then; }
    visit(const visit &) = delete;
    visit &operator=(const visit &) = delete;
    ~visit() { c.then = was; }
};

bool contains(const array<uint64_t> &sorted, uint64_t id);
bool contains(const array<link_key> &sorted, const link_key &key);

} // namespace engram

#endif
