/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_PLAY_GRAPH_H
#define ENGRAM_TESTS_CONFORMANCE_PLAY_GRAPH_H

#include "play.h"

/*
 * The graph of a vector, in the first of these forms that it has: "edges" (an edge list), "graph" (a CSR view); with
 * "changes" it is the view of an overlay with those changes on top of it.
 */
typedef struct graph_of {
    engram_graph *graph;
    engram_overlay *overlay;
    const engram_graph *view; /* what to spread on; null when building failed */
    engram_status status;
    uint64_t position; /* of the fault in an edge list */
} graph_of;

engram_csr read_csr(const vector *v);
graph_of open_graph(const vector *v);
void close_graph(graph_of *g);

#endif
