// SPDX-License-Identifier: MIT OR Apache-2.0
// The tree of changed rows: looking the way down, making it the view's own, adding and taking away.

#include <cstring>

#include "kernels/graph/graph.h"

namespace {

using node = struct engram_change_node;

constexpr int most_levels = 8; // of four bits

uint64_t node_bytes(uint8_t capacity) { return sizeof(node) + capacity * sizeof(void *); }

// Odd, so that nodes are whole units of 16 bytes.
uint8_t room_for(unsigned count) { return static_cast<uint8_t>(count | 1u); }

unsigned digit_of(uint32_t source, int shift) { return source >> shift & 15u; }

bool has(const node *n, unsigned i) { return (n->present >> i & 1u) != 0; }
unsigned place_of(const node *n, unsigned i) { return n->places >> (4 * i) & 15u; }
void **child_at(node *n, unsigned i) { return engram_node_children(n) + place_of(n, i); }

node *make_node(const engram_allocator *allocator, unsigned count) {
    const uint8_t capacity = room_for(count);
    auto *n = static_cast<node *>(engram_take_small(allocator, node_bytes(capacity)));
    if (n != nullptr) *n = {.references = 1, .places = 0, .present = 0, .count = 0, .capacity = capacity};
    return n;
}

void give_node(const engram_allocator *allocator, node *n) { engram_give_small(allocator, n, node_bytes(n->capacity)); }

// There is room.
void add(node *n, unsigned i, void *child) {
    engram_node_children(n)[n->count] = child;
    n->places |= uint64_t{n->count} << (4 * i);
    n->present = static_cast<uint16_t>(n->present | 1u << i);
    ++n->count;
}

// The last child moves into the gap.
void take_out(node *n, unsigned i) {
    const unsigned gap = place_of(n, i);
    n->present = static_cast<uint16_t>(n->present & ~(1u << i));
    n->places &= ~(uint64_t{15} << (4 * i));
    --n->count;
    if (gap == n->count) return;
    engram_node_children(n)[gap] = engram_node_children(n)[n->count];
    for (unsigned j = 0; j < 16; ++j)
        if (has(n, j) && place_of(n, j) == n->count) n->places ^= uint64_t{n->count ^ gap} << (4 * j);
}

// Rows and nodes alike begin with the number of their references.
uint64_t *references_of(void *child) { return static_cast<uint64_t *>(child); }

// A node of the view's own in the place of one, with room for as many more children; null when there is no memory.
node *own_node(struct engram_graph *view, node *n, int shift, unsigned more) {
    const bool is_sole = engram_is_sole(&n->references) != 0;
    if (is_sole && n->count + more <= n->capacity) return n;
    node *own = make_node(&view->allocator, n->count + more);
    if (own == nullptr) return nullptr;
    own->places = n->places;
    own->present = n->present;
    own->count = n->count;
    std::memcpy(engram_node_children(own), engram_node_children(n), n->count * sizeof(void *));
    view->bytes += node_bytes(own->capacity) - node_bytes(n->capacity);
    if (is_sole) {
        give_node(&view->allocator, n);
        return own;
    }
    for (unsigned i = 0; i < n->count; ++i) engram_hold(references_of(engram_node_children(own)[i]));
    // Others may have let go since.
    engram_changes_free(&view->allocator, n, shift);
    return own;
}

// A chain of nodes from this level down, with one row at its end.
node *make_chain(struct engram_graph *view, uint32_t source, int shift, struct engram_changed_row *row) {
    void *below = row;
    for (int at = 0; at <= shift; at += 4) {
        node *n = make_node(&view->allocator, 1);
        if (n == nullptr) {
            for (at -= 4; at >= 0; at -= 4) {
                auto *made = static_cast<node *>(below);
                below = engram_node_children(made)[0];
                give_node(&view->allocator, made);
            }
            return nullptr;
        }
        add(n, digit_of(source, at), below);
        below = n;
    }
    return static_cast<node *>(below);
}

uint64_t chain_bytes(int shift) { return static_cast<uint64_t>(shift / 4 + 1) * node_bytes(room_for(1)); }

struct descent {
    struct engram_graph *view;
    uint32_t source;
    struct engram_changed_row *row; // to be put where there is none; null: there is one
    void **place;
};

// Makes the way down the view's own. What is returned stands in the place of n, also where memory ends on the way.
node *descend(descent &d, node *n, int shift) {
    const unsigned i = digit_of(d.source, shift);
    const bool is_new = !has(n, i);
    node *own = own_node(d.view, n, shift, is_new);
    if (own == nullptr) return n;
    if (is_new) {
        void *below = shift == 0 ? static_cast<void *>(d.row) : make_chain(d.view, d.source, shift - 4, d.row);
        if (below == nullptr) return own;
        add(own, i, below);
        d.view->bytes += engram_changed_row_bytes(d.row) + (shift == 0 ? 0 : chain_bytes(shift - 4));
    }
    void **child = child_at(own, i);
    if (is_new || shift == 0) d.place = child;
    else *child = descend(d, static_cast<node *>(*child), shift - 4);
    return own;
}

} // namespace

int engram_changes_put(struct engram_graph *view, uint32_t source, struct engram_changed_row *row) {
    if (view->changes != nullptr) {
        descent d = {view, source, row, nullptr};
        view->changes = descend(d, view->changes, view->change_shift);
        return d.place != nullptr;
    }
    view->changes = make_chain(view, source, view->change_shift, row);
    if (view->changes == nullptr) return 0;
    view->bytes += chain_bytes(view->change_shift) + engram_changed_row_bytes(row);
    return 1;
}

void **engram_changes_own(struct engram_graph *view, uint32_t source) {
    descent d = {view, source, nullptr, nullptr};
    view->changes = descend(d, view->changes, view->change_shift);
    return d.place;
}

void engram_changes_take_away(struct engram_graph *view, uint32_t source) {
    node *way[most_levels];
    int level = 0, shift = view->change_shift;
    way[0] = view->changes;
    for (; shift > 0; shift -= 4, ++level) way[level + 1] = static_cast<node *>(*child_at(way[level], digit_of(source, shift)));
    auto *row = static_cast<struct engram_changed_row *>(*child_at(way[level], digit_of(source, 0)));
    view->bytes -= engram_changed_row_bytes(row);
    engram_changed_row_free(&view->allocator, row);
    // Nodes without children go with it.
    for (; level >= 0; --level, shift += 4) {
        take_out(way[level], digit_of(source, shift));
        if (way[level]->count != 0) return;
        view->bytes -= node_bytes(way[level]->capacity);
        give_node(&view->allocator, way[level]);
    }
    view->changes = nullptr;
}

int engram_changes_deepen(struct engram_graph *view, uint32_t node_count) {
    const int wanted = engram_changes_shift(node_count);
    while (view->change_shift < wanted) {
        if (view->changes != nullptr) {
            node *above = make_node(&view->allocator, 1);
            if (above == nullptr) return 0;
            add(above, 0, view->changes);
            view->changes = above;
            view->bytes += node_bytes(above->capacity);
        }
        view->change_shift += 4;
    }
    return 1;
}

void engram_changes_free(const engram_allocator *allocator, node *n, int shift) {
    if (n == nullptr || !engram_let_go(&n->references)) return;
    for (unsigned i = 0; i < n->count; ++i) {
        void *child = engram_node_children(n)[i];
        if (shift == 0) engram_changed_row_free(allocator, static_cast<struct engram_changed_row *>(child));
        else engram_changes_free(allocator, static_cast<node *>(child), shift - 4);
    }
    give_node(allocator, n);
}
