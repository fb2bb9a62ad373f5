/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_GRAPH_GRAPH_H
#define ENGRAM_KERNELS_GRAPH_GRAPH_H

/*
 * Inside of graph handles. A prepared graph keeps its edges by source (rows of arcs, for pushing) and by target (for
 * pulling): targets sorted by in-degree, 16 to a slice, one lane each; block b of a slice holds the b-th source of its
 * 16 targets. Values that are pulled lie in the order of the slices, each node at its position: what a slice makes is
 * stored as one piece, and nodes that many edges name share lines of the cache. Sources in blocks are positions. Lanes
 * whose target has fewer sources are padded with the position after the last, whose value is 0, and weight 0. C-clean.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/graph.h"
#include "kernels/graph/changes.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_SLICE_LANES 16

struct engram_block {
    uint32_t source[ENGRAM_SLICE_LANES];
    float weight[ENGRAM_SLICE_LANES];
};

struct engram_graph {
    uint32_t node_count, base_count; /* base_count: nodes that offsets cover; fewer only over a base */
    uint32_t slice_count, long_count;
    uint64_t edge_count, padding, bytes;
    uint64_t negative_count; /* edges with a weight below 0 */
    uint64_t extreme_count;  /* of a layout by target: weights that may make engram_divides_well() say no */
    const uint64_t *offsets;
    const engram_arc *arcs;
    const uint8_t *types; /* null: all 0 */

    const uint64_t *slice_begin; /* slice_count + 1, in blocks */
    const struct engram_block *blocks;
    const uint64_t *long_begin; /* long_count + 1 */
    const engram_arc *long_arcs;
    const uint32_t *order;    /* by position: the node; node_count in lanes of the last slice that are no target */
    const uint32_t *position; /* by node; slices first, 16 each, then the long rows */

    /* An overlay's view and its snapshots only: they hold the base, and share its edges but for the changed rows. */
    struct engram_graph *base;
    struct engram_change_node *changes; /* null: no row differs */
    int change_shift, is_view;          /* a view lives and dies with its overlay */
    uint64_t changed_count;

    uint64_t references;
    engram_allocator allocator;
};

/* Positions in use: at most 15 more than nodes. The position after them pads. */
ENGRAM_INLINE uint32_t engram_positions(const struct engram_graph *graph) {
    return graph->slice_count * ENGRAM_SLICE_LANES + graph->long_count;
}

struct engram_row {
    const engram_arc *arcs;
    const uint8_t *types; /* null: all 0 */
    uint64_t count;
};

ENGRAM_INLINE struct engram_row engram_row_of(const struct engram_graph *graph, uint32_t source) {
    struct engram_row row = {0, 0, 0};
    if (ENGRAM_UNLIKELY(graph->changes != 0)) {
        const struct engram_changed_row *changed =
            engram_changed_row_of(graph->changes, graph->change_shift, source);
        if (changed != 0) {
            if (changed->count == 0) return row;
            row.arcs = engram_store_arcs(changed->store);
            row.types = engram_store_types(changed->store);
            row.count = changed->count;
            return row;
        }
    }
    if (source < graph->base_count) {
        const uint64_t begin = graph->offsets[source];
        row.arcs = graph->arcs + begin;
        row.types = graph->types != 0 ? graph->types + begin : 0;
        row.count = graph->offsets[source + 1] - begin;
    }
    return row;
}

/* The sum of |weight| over a row, in order: what a source's value is divided by. */
ENGRAM_INLINE double engram_row_sum(const engram_arc *arcs, uint64_t count) {
    double sum = 0.0;
    for (uint64_t i = 0; i < count; ++i) sum += (double)__builtin_fabsf(arcs[i].weight);
    return sum;
}

/* Whether a float divided by such a sum, and times a weight of it again, stays in the range of floats, give or take what the
 * float itself has of it. No row of up to 2^32 weights that are 0 or from 2^-64 to 2^32 has a sum for which it does not. */
ENGRAM_INLINE int engram_divides_well(double sum) { return sum >= 0x1p-64 && sum <= 0x1p64; }
ENGRAM_INLINE int engram_is_extreme(float weight) {
    const float size = __builtin_fabsf(weight);
    return (size > 0.0f && size < 0x1p-64f) || size > 0x1p32f;
}

/* The first fault of a view whose struct has been checked; text is null when there is none. */
struct engram_csr_fault {
    uint64_t position;
    const char *text;
};
struct engram_csr_fault engram_csr_first_fault(const engram_csr *csr);

ENGRAM_INLINE uint64_t engram_offset_at(const engram_csr *csr, uint64_t index) {
    return csr->offset_type == ENGRAM_OFFSETS_U32 ? ((const uint32_t *)csr->offsets)[index]
                                                  : ((const uint64_t *)csr->offsets)[index];
}

/* Null allocators become the C library's. */
engram_allocator engram_allocator_or_default(const engram_allocator *allocator);
void *engram_take(const engram_allocator *allocator, uint64_t bytes); /* aligned to a cache line; null when refused */
void engram_give(const engram_allocator *allocator, void *memory, uint64_t bytes);
/* The same for what is small and many: aligned to 16 bytes. */
void *engram_take_small(const engram_allocator *allocator, uint64_t bytes);
void engram_give_small(const engram_allocator *allocator, void *memory, uint64_t bytes);

/* The view has been validated. */
engram_status engram_graph_measure(const engram_csr *csr, int no_pull, const engram_allocator *allocator,
                                   uint64_t *bytes);
engram_status engram_graph_build(const engram_csr *csr, int no_pull, const engram_allocator *allocator,
                                 struct engram_graph **graph);
void engram_graph_free(struct engram_graph *graph);
engram_status engram_graph_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                      engram_duplicates duplicates, int no_pull, const engram_allocator *allocator,
                                      struct engram_graph **graph, uint64_t *position);

/* Overlays; ids, weights and types have been checked, and that edges are there. */
struct engram_overlay {
    struct engram_graph view;
};
engram_status engram_overlay_make(const struct engram_graph *base, uint32_t node_count,
                                  const engram_allocator *allocator, struct engram_overlay **overlay);
void engram_overlay_free(struct engram_overlay *overlay);
engram_status engram_overlay_widen(struct engram_overlay *overlay, uint32_t node_count);
engram_status engram_overlay_add(struct engram_overlay *overlay, const engram_edge *edge);
/* All edges like it, or, by its index in the row of its source, one. */
engram_status engram_overlay_set(struct engram_overlay *overlay, const engram_edge *edge);
engram_status engram_overlay_set_at(struct engram_overlay *overlay, uint32_t source, uint64_t index, float weight);
engram_status engram_overlay_remove(struct engram_overlay *overlay, const engram_edge *edge);
engram_status engram_overlay_remove_at(struct engram_overlay *overlay, uint32_t source, uint64_t index);
engram_status engram_overlay_freeze(const struct engram_overlay *overlay, struct engram_graph **graph);
engram_status engram_overlay_flatten(const struct engram_overlay *overlay, int no_pull,
                                     const engram_allocator *allocator, struct engram_graph **graph);

/* Reading: the first capacity go into what is given, *count tells how many there are. */
void engram_graph_list(const struct engram_graph *graph, uint32_t first, uint64_t nodes, engram_edge *edges,
                       uint64_t capacity, uint64_t *count);
void engram_graph_list_into(const struct engram_graph *graph, uint32_t target, engram_edge *edges, uint64_t capacity,
                            uint64_t *count);
void engram_graph_list_changed(const struct engram_graph *graph, uint32_t *sources, uint64_t capacity,
                               uint64_t *count);

/* Images; whether one is sound: null, or what is wrong with it. */
uint64_t engram_image_bytes(const struct engram_graph *graph);
void engram_image_write(const struct engram_graph *graph, void *image);
engram_status engram_image_read(const void *image, uint64_t bytes, int no_pull, const engram_allocator *allocator,
                                struct engram_graph **graph, const char **fault);

ENGRAM_INTERNAL_END

#endif
