// SPDX-License-Identifier: MIT OR Apache-2.0
// Changed rows: made, shared, and owned before they are written.

#include <cstring>

#include "kernels/graph/graph.h"

namespace {

using row = struct engram_changed_row;
using store = struct engram_row_store;

constexpr uint64_t least_room = 4;

// Without overflow: edges that exist have their 9 bytes each somewhere.
uint64_t store_bytes(uint64_t capacity) { return sizeof(store) + capacity * (sizeof(engram_arc) + 1); }

store *make_store(const engram_allocator *allocator, const engram_arc *arcs, const uint8_t *types, uint64_t count,
                  uint64_t capacity) {
    auto *s = static_cast<store *>(engram_take_small(allocator, store_bytes(capacity)));
    if (s == nullptr) return nullptr;
    *s = {1, count, capacity};
    if (count == 0) return s;
    std::memcpy(engram_store_arcs(s), arcs, count * sizeof *arcs);
    if (types != nullptr) std::memcpy(engram_store_types(s), types, count);
    else std::memset(engram_store_types(s), 0, count);
    return s;
}

void let_go(const engram_allocator *allocator, store *s) {
    if (s != nullptr && engram_let_go(&s->references)) engram_give_small(allocator, s, store_bytes(s->capacity));
}

row *make_row(const engram_allocator *allocator, uint64_t count, store *s) {
    auto *r = static_cast<row *>(engram_take_small(allocator, sizeof(row)));
    if (r != nullptr) *r = {1, count, s};
    return r;
}

bool has_room(const row *r) {
    return r->store != nullptr && r->store->capacity > r->count &&
           (r->store->used == r->count || engram_is_sole(&r->store->references));
}

// Makes it a row that no other state sees; edges are shared still.
bool own(const engram_allocator *allocator, row **r) {
    row *shared = *r;
    if (engram_is_sole(&shared->references)) return true;
    row *mine = make_row(allocator, shared->count, shared->store);
    if (mine == nullptr) return false;
    if (mine->store != nullptr) engram_hold(&mine->store->references);
    engram_changed_row_free(allocator, shared);
    *r = mine;
    return true;
}

// A copy of the edges that the row needs, in the place of what it has. The row stays as it is when there is no memory.
bool move(const engram_allocator *allocator, row *r, uint64_t capacity) {
    store *old = r->store;
    store *s = old == nullptr
                   ? make_store(allocator, nullptr, nullptr, 0, capacity)
                   : make_store(allocator, engram_store_arcs(old), engram_store_types(old), r->count, capacity);
    if (s == nullptr) return false;
    r->store = s;
    let_go(allocator, old);
    return true;
}

} // namespace

row *engram_changed_row_make(const engram_allocator *allocator, const engram_arc *arcs, const uint8_t *types,
                             uint64_t count, uint64_t capacity) {
    store *s = make_store(allocator, arcs, types, count, capacity);
    row *r = s != nullptr ? make_row(allocator, count, s) : nullptr;
    if (r == nullptr) let_go(allocator, s);
    return r;
}

void engram_changed_row_free(const engram_allocator *allocator, row *r) {
    if (!engram_let_go(&r->references)) return;
    let_go(allocator, r->store);
    engram_give_small(allocator, r, sizeof(row));
}

uint64_t engram_changed_row_bytes(const row *r) {
    return sizeof(row) + (r->store != nullptr ? store_bytes(r->store->capacity) : 0);
}

int engram_changed_row_own_room(const engram_allocator *allocator, row **r) {
    return own(allocator, r) &&
           (has_room(*r) || move(allocator, *r, (*r)->count + (*r)->count / 2 + least_room));
}

int engram_changed_row_own_edges(const engram_allocator *allocator, row **r) {
    if (!own(allocator, r)) return 0;
    store *s = (*r)->store;
    return s == nullptr || engram_is_sole(&s->references) || move(allocator, *r, (*r)->count);
}

void engram_changed_row_shrink(const engram_allocator *allocator, row *r) {
    if (r->count == 0) {
        let_go(allocator, r->store);
        r->store = nullptr;
    } else if (r->store->capacity > 4 * r->count + least_room) {
        move(allocator, r, r->count + r->count / 2);
    }
}
