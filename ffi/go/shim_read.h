/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_READ_H
#define ENGRAM_GO_SHIM_READ_H

/* A list that is asked for its length first. */
typedef struct go_listed {
    go_outcome told;
    uint64_t count;
} go_listed;

enum { GO_EDGES_OUT = 0, GO_EDGES_IN = 1 };

/* The edges out of node_count nodes from first on, or those into first. */
static inline go_listed go_graph_edges(const engram_graph *graph, uint32_t what, uint32_t first, uint64_t node_count,
                                       engram_edge *edges, uint64_t capacity) {
    go_listed listed = {{ENGRAM_OK, NULL}, 0};
    const engram_status status = what == GO_EDGES_IN
                                     ? engram_graph_incoming(graph, first, edges, capacity, &listed.count)
                                     : engram_graph_edges(graph, first, node_count, edges, capacity, &listed.count);
    listed.told = go_told(status);
    return listed;
}

static inline go_listed go_graph_changes(const engram_graph *graph, uint32_t *sources, uint64_t capacity) {
    go_listed listed = {{ENGRAM_OK, NULL}, 0};
    listed.told = go_told(engram_graph_changes(graph, sources, capacity, &listed.count));
    return listed;
}

static inline go_listed go_graph_image_size(const engram_graph *graph) {
    go_listed listed = {{ENGRAM_OK, NULL}, 0};
    listed.told = go_told(engram_graph_image_size(graph, &listed.count));
    return listed;
}

static inline go_outcome go_graph_image_write(const engram_graph *graph, uint8_t *image, uint64_t capacity) {
    return go_told(engram_graph_image_write(graph, image, capacity, NULL));
}

typedef struct go_from_image {
    go_outcome told;
    engram_graph *graph;
    const char *fault;
} go_from_image;

static inline go_from_image go_graph_create_from_image(const uint8_t *image, uint64_t bytes, uint32_t no_pull) {
    const engram_graph_options options = go_graph_options(ENGRAM_DUPLICATES_KEEP, no_pull);
    go_from_image made = {{ENGRAM_OK, NULL}, NULL, NULL};
    made.told = go_told(engram_graph_create_from_image(image, bytes, &options, NULL, &made.graph, &made.fault));
    return made;
}

#endif
