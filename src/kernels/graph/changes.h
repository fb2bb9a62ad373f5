/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_GRAPH_CHANGES_H
#define ENGRAM_KERNELS_GRAPH_CHANGES_H

/*
 * The changed rows of an overlay by source: a tree that takes four bits of the source at each node, the highest first.
 * Nodes, rows and edges are counted by who refers to them, so states of an overlay share all that is the same in them:
 * what more than one state refers to is never written, but for the places after the edges of every one. C-clean.
 */

#include <stdint.h>

#include "base/attributes.h"
#include "engram/graph.h"

ENGRAM_INTERNAL_BEGIN

/* Room for edges. States of a row that follow each other by appending share it: each reads its own count of edges, and the
 * one that has them all writes after them. The types, one byte each, follow the arcs. */
struct engram_row_store {
    uint64_t references, used, capacity; /* the arcs follow */
};

/* The whole row of a source that differs from the base's. */
struct engram_changed_row {
    uint64_t references, count;
    struct engram_row_store *store; /* null where count is 0 */
};

struct engram_change_node {
    uint64_t references;
    uint64_t places;  /* four bits for each of the 16 children: where in child it is */
    uint16_t present; /* a bit for each */
    uint8_t count, capacity; /* the children follow: nodes, or, below the lowest, rows */
};

ENGRAM_INLINE engram_arc *engram_store_arcs(struct engram_row_store *store) { return (engram_arc *)(store + 1); }
ENGRAM_INLINE uint8_t *engram_store_types(struct engram_row_store *store) {
    return (uint8_t *)(engram_store_arcs(store) + store->capacity);
}
ENGRAM_INLINE void **engram_node_children(const struct engram_change_node *node) { return (void **)(node + 1); }

/* The changed row of a source; null where it is as in the base. shift is that of the highest node. */
ENGRAM_INLINE const struct engram_changed_row *engram_changed_row_of(const struct engram_change_node *node, int shift,
                                                                     uint32_t source) {
    for (;; shift -= 4) {
        const unsigned i = source >> shift & 15u;
        if ((node->present >> i & 1u) == 0) return 0;
        void *child = engram_node_children(node)[node->places >> (4 * i) & 15u];
        if (shift == 0) return (const struct engram_changed_row *)child;
        node = (const struct engram_change_node *)child;
    }
}

ENGRAM_INLINE void engram_hold(uint64_t *references) { __atomic_add_fetch(references, 1, __ATOMIC_RELAXED); }
/* Whether that was the last one. */
ENGRAM_INLINE int engram_let_go(uint64_t *references) {
    return __atomic_sub_fetch(references, 1, __ATOMIC_ACQ_REL) == 0;
}
ENGRAM_INLINE int engram_is_sole(const uint64_t *references) {
    return __atomic_load_n(references, __ATOMIC_ACQUIRE) == 1;
}

/* Changing the tree of a view. bytes of the view follow what its state refers to, shared or not. 0, null: no memory. */
int engram_changes_put(struct engram_graph *view, uint32_t source, struct engram_changed_row *row); /* none is there */
/* The place of the pointer to a changed row, after the way to it was made the view's own. */
void **engram_changes_own(struct engram_graph *view, uint32_t source);
void engram_changes_take_away(struct engram_graph *view, uint32_t source); /* the way to it is the view's own */
int engram_changes_deepen(struct engram_graph *view, uint32_t node_count);
void engram_changes_free(const engram_allocator *allocator, struct engram_change_node *node, int shift);

/* The shift of the highest node for so many sources. */
ENGRAM_INLINE int engram_changes_shift(uint32_t node_count) {
    int shift = 0;
    while (((uint64_t)(node_count != 0 ? node_count - 1 : 0) >> shift) > 15) shift += 4;
    return shift;
}

/* Rows by themselves. The states that share a row or its edges do not notice what is done to a row that was owned. */
struct engram_changed_row *engram_changed_row_make(const engram_allocator *allocator, const engram_arc *arcs,
                                                   const uint8_t *types, uint64_t count, uint64_t capacity);
void engram_changed_row_free(const engram_allocator *allocator, struct engram_changed_row *row);
uint64_t engram_changed_row_bytes(const struct engram_changed_row *row);
/* Makes it such a row: with room for one edge more, or with edges that may be written. 0: no memory, and the same edges. */
int engram_changed_row_own_room(const engram_allocator *allocator, struct engram_changed_row **row);
int engram_changed_row_own_edges(const engram_allocator *allocator, struct engram_changed_row **row);
/* Gives back room that so few edges do not need. */
void engram_changed_row_shrink(const engram_allocator *allocator, struct engram_changed_row *row);

ENGRAM_INTERNAL_END

#endif
