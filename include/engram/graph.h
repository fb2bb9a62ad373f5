/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_GRAPH_H
#define ENGRAM_GRAPH_H

/*
 * Graphs that activation spreads on: views of compressed sparse rows, prepared graphs, and changes to them.
 *
 * A prepared graph is validated once and immutable: any number of threads may spread on it. It owns a copy of the edges
 * in two forms, by source and, for dense steps, by target in slices of 16 rows of about equal in-degree.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* No node: the predecessor of a seed. Node ids are below 2^32 - 1. Since: 0.1.0 */
#define ENGRAM_NO_NODE 0xFFFFFFFFu

/* Width of the offsets of a CSR view. Since: 0.1.0 */
typedef uint32_t engram_offset_type;
enum {
    ENGRAM_OFFSETS_U64 = 0, /* uint64_t */
    ENGRAM_OFFSETS_U32 = 1  /* uint32_t */
};

/*
 * A directed graph in compressed sparse rows: the edges of node s are targets[offsets[s]] to
 * targets[offsets[s + 1] - 1], with their weights and types beside them. Duplicate edges and self loops are edges like
 * any other. Set size to sizeof(engram_csr); fields may be added at the end. Since: 0.1.0
 */
typedef struct engram_csr {
    uint32_t size;                  /* sizeof(engram_csr) */
    uint32_t node_count;            /* nodes, at most 2^32 - 1 */
    uint64_t edge_count;            /* edges */
    const void *offsets;            /* node_count + 1 values: the first 0, never falling, the last edge_count */
    const uint32_t *targets;        /* edge_count node ids; null only when edge_count is 0 */
    const float *weights;           /* edge_count finite weights; null only when edge_count is 0 */
    const uint8_t *types;           /* edge_count types from 0 to 63; null: every edge has type 0 */
    engram_offset_type offset_type; /* of offsets; 0 is u64 */
    uint32_t reserved;              /* 0 */
} engram_csr;

/*
 * Looks for the first fault: offsets that do not start at 0, that fall, or that do not end at edge_count; then, edge by
 * edge, a target that is no node, a weight that is NaN or infinite, a type above 63. O(nodes + edges).
 *
 *   position  may be null; on ENGRAM_ERROR_GRAPH the index of the offending offset or edge
 *   fault     may be null; on ENGRAM_ERROR_GRAPH a static sentence that names it
 *
 * Infinite weights are refused because 0 * infinity would make a silent node heard; so a source of 0 may be
 * skipped or multiplied, with the same result. Weights may be negative or above 1.
 * Errors: ENGRAM_ERROR_GRAPH, ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_OVERFLOW.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_csr_validate(const engram_csr *csr, uint64_t *position, const char **fault);

/* One edge of an edge list. Since: 0.1.0 */
typedef struct engram_edge {
    uint32_t source; /* below node_count */
    uint32_t target; /* below node_count */
    float weight;    /* finite */
    uint32_t type;   /* 0 to 63 */
} engram_edge;

/* What a builder does with edges that share source, target and type. Since: 0.1.0 */
typedef uint32_t engram_duplicates;
enum {
    ENGRAM_DUPLICATES_KEEP = 0,  /* every edge stays, in the order given */
    ENGRAM_DUPLICATES_SUM = 1,   /* one edge stays, in the place of the first, its weight the sum in the order given */
    ENGRAM_DUPLICATES_REJECT = 2 /* ENGRAM_ERROR_GRAPH at the second */
};

/* A graph's size and layout. Set size to sizeof(engram_graph_info). Since: 0.1.0 */
typedef struct engram_graph_info {
    uint32_t size;           /* sizeof(engram_graph_info) */
    uint32_t node_count;     /* nodes */
    uint64_t edge_count;     /* edges */
    uint64_t bytes;          /* memory held, the handle included */
    uint64_t padding;        /* empty places in the slices: the price of 16 equal lanes */
    uint32_t slices;         /* slices of 16 targets; 0 when there is no layout by target */
    uint32_t long_rows;      /* targets with far more sources than their neighbours in order, kept by themselves */
    uint64_t changed_rows;   /* overlay: sources whose edges differ from the base; 0 for a prepared graph */
} engram_graph_info;

/* Options of a prepared graph. Null stands for all defaults. Since: 0.1.0 */
typedef struct engram_graph_options {
    uint32_t size;                /* sizeof(engram_graph_options) */
    engram_duplicates duplicates; /* for edge lists; a CSR view keeps all its edges */
    uint32_t no_pull;             /* 1: no layout by target; half the memory, dense steps push */
} engram_graph_options;

/* A prepared graph, or the view of an overlay. Opaque. Since: 0.1.0 */
typedef struct engram_graph engram_graph;

/*
 * The bytes engram_graph_create() will take for the handle. While it runs it takes at most 16 * node_count + 4096 more
 * and gives them back; this call takes 8 * node_count + 4096 from the allocator for a moment.
 *
 *   options    may be null
 *   allocator  may be null: the C library's
 *   bytes      out
 *
 * Errors: those of engram_csr_validate, and ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_NULL. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_size(const engram_csr *csr, const engram_graph_options *options,
                                           const engram_allocator *allocator, uint64_t *bytes);

/*
 * Validates the view, copies it and lays it out. The view is not needed afterwards. O(nodes + edges).
 *
 *   options    may be null
 *   allocator  may be null: the C library's. Copied: its context must outlive the graph
 *   graph      out; untouched on an error
 *
 * Errors: those of engram_csr_validate (which names the place of a fault), ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_ENUM.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_create(const engram_csr *csr, const engram_graph_options *options,
                                             const engram_allocator *allocator, engram_graph **graph);

/*
 * The same from an edge list in any order; edges of one source keep the order given.
 *
 *   edges     edge_count edges; null only when edge_count is 0
 *   position  may be null; on ENGRAM_ERROR_GRAPH the index of the first edge that is bad, or that repeats another
 *             where duplicates are rejected
 *
 * A sum of duplicates that leaves the range of a float is ENGRAM_ERROR_GRAPH too. O(nodes + edges) for kept duplicates,
 * O(edges * log(largest out-degree)) otherwise. Temporary memory: about 24 bytes an edge.
 * Errors: ENGRAM_ERROR_GRAPH, ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_ENUM,
 * ENGRAM_ERROR_STRUCT. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_create_from_edges(uint32_t node_count, const engram_edge *edges,
                                                        uint64_t edge_count, const engram_graph_options *options,
                                                        const engram_allocator *allocator, engram_graph **graph,
                                                        uint64_t *position);

/* Gives the graph's memory back and sets *graph to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_graph_destroy(engram_graph **graph);

/* Fills *info. Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT for a size that is not known. Since: 0.1.0 */
ENGRAM_API engram_status engram_graph_describe(const engram_graph *graph, engram_graph_info *info);

/*
 * Changes on top of a prepared graph, without a rebuild: the first change to a node's edges copies that row, O(its
 * degree), and later steps read the copy. The base stays as it is and must outlive the overlay. One thread changes an
 * overlay while no other spreads on it. Since: 0.1.0
 */
typedef struct engram_overlay engram_overlay;

/*
 * An overlay without changes. node_count may exceed the base's: the new nodes have no edges yet.
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT when node_count is below
 * the base's or the base is the view of an overlay. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_create(const engram_graph *base, uint32_t node_count,
                                               const engram_allocator *allocator, engram_overlay **overlay);

/* Gives the overlay's memory back and sets *overlay to null. Null is fine. Since: 0.1.0 */
ENGRAM_API void engram_overlay_destroy(engram_overlay **overlay);

/*
 * Appends an edge behind the others of its source; duplicates are kept.
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT for an id, weight or type out of range; the
 * overlay is unchanged then. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_append(engram_overlay *overlay, const engram_edge *edge);

/*
 * Gives every edge from edge->source to edge->target of edge->type the weight edge->weight, in its place.
 * Errors: as for append; ENGRAM_ERROR_ARGUMENT also when there is no such edge. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_reweight(engram_overlay *overlay, const engram_edge *edge);

/*
 * Deletes every edge from edge->source to edge->target of edge->type; its weight is not looked at.
 * Errors: as for append; ENGRAM_ERROR_ARGUMENT also when there is no such edge. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_delete(engram_overlay *overlay, const engram_edge *edge);

/*
 * The overlay as a graph to spread on: valid as long as the overlay, always showing its present state. Results are
 * the bits of a graph built afresh from the same edges. It has no layout by target, so its dense steps push. Null for
 * null. Do not destroy it. Since: 0.1.0
 */
ENGRAM_API const engram_graph *engram_overlay_view(const engram_overlay *overlay);

/*
 * A prepared graph of its own from the present state; the overlay is unchanged and may be destroyed, and the base too.
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_compact(const engram_overlay *overlay, const engram_graph_options *options,
                                                const engram_allocator *allocator, engram_graph **graph);

ENGRAM_END

#endif
