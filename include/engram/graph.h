/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_GRAPH_H
#define ENGRAM_GRAPH_H

/*
 * Graphs that activation spreads on: views of compressed sparse rows, prepared graphs, and changes to them.
 *
 * A prepared graph is validated once and immutable: any number of threads may spread on it. It owns a copy of the edges
 * in two forms, by source and, for dense steps, by target in slices of 16 rows of about equal in-degree. Changes go into an
 * overlay, which one thread writes; snapshots of it are graphs that any number of threads read meanwhile.
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
    uint64_t bytes;          /* memory held, the handle included; over a base, with what is shared with it */
    uint64_t padding;        /* empty places in the slices: the price of 16 equal lanes */
    uint32_t slices;         /* slices of 16 targets; 0 when there is no layout by target */
    uint32_t long_rows;      /* targets with far more sources than their neighbours in order, kept by themselves */
    uint64_t changed_rows;   /* overlay: sources whose edges differ from the base's; 0 for a prepared graph */
    uint64_t base_bytes;     /* overlay: of bytes, the base's; the rest is what the changes take. 0 for a prepared graph */
    uint64_t negative_edges; /* edges with a weight below 0: PageRank needs a graph without */
} engram_graph_info;

/* Options of a prepared graph. Null stands for all defaults. Since: 0.1.0 */
typedef struct engram_graph_options {
    uint32_t size;                /* sizeof(engram_graph_options) */
    engram_duplicates duplicates; /* for edge lists; a CSR view keeps all its edges */
    uint32_t no_pull;             /* 1: no layout by target; half the memory, dense steps push */
} engram_graph_options;

/* A prepared graph, or a view or a snapshot of an overlay. Opaque. Since: 0.1.0 */
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

/*
 * Gives the graph up and sets *graph to null. Its memory goes back with the last that needs it: overlays and snapshots
 * hold their base. Null, a pointer to null, and the view of an overlay, which stays, are fine. Since: 0.1.0
 */
ENGRAM_API void engram_graph_destroy(engram_graph **graph);

/* Fills *info. Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT for a size that is not known. Since: 0.1.0 */
ENGRAM_API engram_status engram_graph_describe(const engram_graph *graph, engram_graph_info *info);

/* An edge out of a node that is known: where it leads, and its weight. Since: 0.1.0 */
typedef struct engram_arc {
    uint32_t node; /* the target */
    float weight;  /* finite */
} engram_arc;

/* The edges out of one node, in their stored order. Since: 0.1.0 */
typedef struct engram_arcs {
    const engram_arc *arcs; /* count targets with their weights; null only when count is 0 */
    const uint8_t *types;   /* count types; null: all 0 */
    uint64_t count;         /* edges */
} engram_arcs;

/*
 * The edges out of a node, without a copy: they stay as they are as long as the graph lives, in an overlay's view until
 * the next change. The index of an edge here is the one that engram_overlay_delete_at() takes. O(1).
 * Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_ARGUMENT for a node that the graph does not have. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_outgoing(const engram_graph *graph, uint32_t node, engram_arcs *arcs);

/*
 * The edges into a node, by source ascending, edges of one source in their stored order.
 *
 *   edges     out: the first of them; null when capacity is 0
 *   capacity  edges that there is room for
 *   count     out: how many there are, which may be more than capacity
 *
 * Looks through the out-edges of the node's sources and of all changed rows; where the graph has no layout by target,
 * through all edges. Errors: as for engram_graph_outgoing, and ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_incoming(const engram_graph *graph, uint32_t node, engram_edge *edges,
                                               uint64_t capacity, uint64_t *count);

/*
 * The edges out of the node_count nodes from first on, by source ascending, edges of one source in their stored order. All
 * edges: first 0 and node_count that of the graph.
 *
 *   edges     out: the first of them; null when capacity is 0
 *   capacity  edges that there is room for
 *   count     out: how many there are, which may be more than capacity
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_ARGUMENT for
 * nodes that the graph does not have. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_edges(const engram_graph *graph, uint32_t first, uint64_t node_count,
                                            engram_edge *edges, uint64_t capacity, uint64_t *count);

/*
 * The sources whose edges differ from the base's, ascending: what a view or a snapshot of an overlay changes. Their rows are
 * read with engram_graph_outgoing(). None in a prepared graph. O(changed rows).
 *
 *   sources   out: the first of them; null when capacity is 0
 *   capacity  sources that there is room for
 *   count     out: how many there are, which may be more than capacity
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_changes(const engram_graph *graph, uint32_t *sources, uint64_t capacity,
                                              uint64_t *count);

/*
 * Images: the nodes and edges of a graph as bytes that may be stored and sent. Equal graphs have equal images, whatever the
 * machine, the layout and the way they came about; a view or a snapshot is written as it reads. Little-endian, with a
 * version and checksums; docs/activation.md has the format.
 */

/* The bytes of the image of a graph. Errors: ENGRAM_ERROR_NULL. Since: 0.1.0 */
ENGRAM_API engram_status engram_graph_image_size(const engram_graph *graph, uint64_t *bytes);

/*
 * Writes the image of a graph.
 *
 *   image     out: any address
 *   capacity  bytes there
 *   bytes     out, may be null: the bytes of the image, also where they do not fit
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_BUFFER when capacity is too small, and nothing is written.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_image_write(const engram_graph *graph, void *image, uint64_t capacity,
                                                  uint64_t *bytes);

/*
 * A prepared graph from an image, which may come from anywhere: all of it is checked first. It is not needed afterwards.
 * O(nodes + edges); temporary memory: 8 bytes a node and 9 an edge.
 *
 *   image    bytes bytes, at any address
 *   options  may be null; duplicates are kept
 *   fault    may be null; on ENGRAM_ERROR_GRAPH a static sentence that says what is wrong with the image
 *
 * A changed byte is always found, as is everything that differs within 8 bytes in a row; other damage but for one in 2^64.
 * Errors: ENGRAM_ERROR_GRAPH, and those of engram_graph_create. Since: 0.1.0
 */
ENGRAM_API engram_status engram_graph_create_from_image(const void *image, uint64_t bytes,
                                                        const engram_graph_options *options,
                                                        const engram_allocator *allocator, engram_graph **graph,
                                                        const char **fault);

/*
 * Changes on top of a prepared graph, without a rebuild: the first change to a node's edges copies that row, O(its
 * degree), and later steps read the copy. A row that has come to equal the base's again is no change and takes no memory.
 * The base stays as it is, and stays alive: the overlay holds it. One thread at a time changes an overlay or
 * takes a snapshot of it, and no other reads its view meanwhile; snapshots are read at any time. Since: 0.1.0
 */
typedef struct engram_overlay engram_overlay;

/*
 * An overlay without changes. node_count may exceed the base's: the new nodes have no edges yet, and cost nothing.
 *
 *   allocator  may be null: the C library's. Copied: its context must outlive the overlay and its snapshots, and it must
 *              allow calls from several threads where snapshots are destroyed by others than change the overlay
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT when node_count is below
 * the base's or the base is the view or a snapshot of an overlay. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_create(const engram_graph *base, uint32_t node_count,
                                               const engram_allocator *allocator, engram_overlay **overlay);

/*
 * Gives the overlay up and sets *overlay to null; what its snapshots need stays with them. Null is fine. Since: 0.1.0
 */
ENGRAM_API void engram_overlay_destroy(engram_overlay **overlay);

/*
 * More nodes: node_count in all, the new ones without edges. O(1); workspaces must be as large as the graph they are used
 * on. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT for fewer than there are. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_grow(engram_overlay *overlay, uint32_t node_count);

/*
 * Appends an edge after the others of its source; duplicates are kept. O(1) but for a row's first change, also after a
 * snapshot.
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
 * The same to one edge, such as one of several parallel ones: the edge at an index among those out of source, in the order
 * of engram_graph_outgoing(). Edges after a deleted one move up.
 * Errors: as for append; ENGRAM_ERROR_ARGUMENT also when there is no such edge. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_reweight_at(engram_overlay *overlay, uint32_t source, uint64_t index,
                                                    float weight);
ENGRAM_API engram_status engram_overlay_delete_at(engram_overlay *overlay, uint32_t source, uint64_t index);

/*
 * The overlay as a graph to spread on: valid as long as the overlay, always showing its present state. Results are
 * the bits of a graph built afresh from the same edges. It has no layout by target, so its dense steps push. Null for
 * null. Since: 0.1.0
 */
ENGRAM_API const engram_graph *engram_overlay_view(const engram_overlay *overlay);

/*
 * The present state as a graph of its own that never changes: it shares the base and the rows with the overlay, which goes on
 * and may be destroyed first. Any number of threads may read a snapshot while one changes the overlay. O(1), and the next
 * change of a row copies its way down, a few hundred bytes, whatever the number of changes. engram_graph_destroy() gives
 * it up, on any thread. As the view, it has no layout by target.
 *
 *   graph  out; untouched on an error
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_snapshot(const engram_overlay *overlay, engram_graph **graph);

/*
 * A prepared graph of its own from the present state; the overlay is unchanged and may be destroyed, and the base too.
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM. Since: 0.1.0
 */
ENGRAM_API engram_status engram_overlay_compact(const engram_overlay *overlay, const engram_graph_options *options,
                                                const engram_allocator *allocator, engram_graph **graph);

ENGRAM_END

#endif
