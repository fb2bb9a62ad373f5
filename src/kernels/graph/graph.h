/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_GRAPH_GRAPH_H
#define ENGRAM_KERNELS_GRAPH_GRAPH_H

/*
 * Inside of graph handles. A prepared graph keeps its edges by source (rows of arcs, for pushing) and by target (for
 * pulling): targets sorted by in-degree, 16 to a slice, one lane each; block b of a slice holds the b-th source of its
 * 16 targets. Values that are pulled lie in the order of the slices, each node at its position: what a slice makes is
 * stored as one piece, and nodes that many edges name share lines of the cache. Sources in blocks are positions. Lanes
 * whose target has fewer sources are padded with the position behind the last, whose value is 0, and weight 0. C-clean.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/graph.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_SLICE_LANES 16

struct engram_arc {
    uint32_t node; /* the other end */
    float weight;
};

struct engram_block {
    uint32_t source[ENGRAM_SLICE_LANES];
    float weight[ENGRAM_SLICE_LANES];
};

/* A row of an overlay: the whole row of a source that was changed. */
struct engram_changed_row {
    struct engram_arc *arcs;
    uint8_t *types;
    uint64_t count, capacity;
    uint32_t source;
};

struct engram_graph {
    uint32_t node_count, base_count; /* base_count: nodes that offsets cover; fewer only in an overlay's view */
    uint32_t slice_count, long_count;
    int has_negative; /* a weight below 0 */
    uint64_t edge_count, padding, bytes;
    const uint64_t *offsets;
    const struct engram_arc *arcs;
    const uint8_t *types; /* null: all 0 */

    const uint64_t *slice_begin; /* slice_count + 1, in blocks */
    const struct engram_block *blocks;
    const uint64_t *long_begin; /* long_count + 1 */
    const struct engram_arc *long_arcs;
    const uint32_t *order;    /* by position: the node; node_count in lanes of the last slice that are no target */
    const uint32_t *position; /* by node; slices first, 16 each, then the long rows */

    /* Overlay only. slot[s] - 1 is the index of the changed row of source s; 0: it is as in the base. */
    const uint32_t *slot;
    const struct engram_changed_row *rows;

    engram_allocator allocator;
};

/* Positions in use: at most 15 more than nodes. The position after them pads. */
ENGRAM_INLINE uint32_t engram_positions(const struct engram_graph *graph) {
    return graph->slice_count * ENGRAM_SLICE_LANES + graph->long_count;
}

struct engram_row {
    const struct engram_arc *arcs;
    const uint8_t *types;
    uint64_t count;
};

ENGRAM_INLINE struct engram_row engram_row_of(const struct engram_graph *graph, uint32_t source) {
    struct engram_row row = {0, 0, 0};
    if (graph->slot != 0 && graph->slot[source] != 0) {
        const struct engram_changed_row *changed = graph->rows + (graph->slot[source] - 1);
        row.arcs = changed->arcs;
        row.types = changed->types;
        row.count = changed->count;
    } else if (source < graph->base_count) {
        const uint64_t begin = graph->offsets[source];
        row.arcs = graph->arcs + begin;
        row.types = graph->types != 0 ? graph->types + begin : 0;
        row.count = graph->offsets[source + 1] - begin;
    }
    return row;
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

/* The view has been validated. */
engram_status engram_graph_measure(const engram_csr *csr, int no_pull, const engram_allocator *allocator,
                                   uint64_t *bytes);
engram_status engram_graph_build(const engram_csr *csr, int no_pull, const engram_allocator *allocator,
                                 struct engram_graph **graph);
void engram_graph_free(struct engram_graph *graph);
engram_status engram_graph_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                      engram_duplicates duplicates, int no_pull, const engram_allocator *allocator,
                                      struct engram_graph **graph, uint64_t *position);

/* Overlays; ids, weights and types have been checked. */
engram_status engram_overlay_make(const struct engram_graph *base, uint32_t node_count,
                                  const engram_allocator *allocator, struct engram_overlay **overlay);
void engram_overlay_free(struct engram_overlay *overlay);
engram_status engram_overlay_add(struct engram_overlay *overlay, const engram_edge *edge);
engram_status engram_overlay_set(struct engram_overlay *overlay, const engram_edge *edge);
engram_status engram_overlay_remove(struct engram_overlay *overlay, const engram_edge *edge);
const struct engram_graph *engram_overlay_graph(const struct engram_overlay *overlay);
engram_status engram_overlay_flatten(const struct engram_overlay *overlay, int no_pull,
                                     const engram_allocator *allocator, struct engram_graph **graph);

ENGRAM_INTERNAL_END

#endif
