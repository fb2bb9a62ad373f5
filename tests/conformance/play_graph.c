/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Graphs: views, edge lists, overlays. */

#include "play_graph.h"

#include <stdlib.h>

engram_csr read_csr(const vector *v) {
    return (engram_csr){.size = vector_size(v, "graph.size", sizeof(engram_csr)),
                        .node_count = (uint32_t)vector_number(v, "graph.node_count"),
                        .edge_count = vector_number(v, "graph.edge_count"),
                        .offsets = vector_get(v, "graph.offsets"),
                        .targets = vector_get(v, "graph.targets"),
                        .weights = vector_get(v, "graph.weights"),
                        .types = vector_get(v, "graph.types"),
                        .offset_type = (engram_offset_type)vector_number(v, "graph.offset_type")};
}

/* The columns `prefix`.source, .target, .weight, .type as edges; free() them. */
static engram_edge *read_edges(const vector *v, const char *prefix, size_t *count) {
    const uint32_t *sources = vector_get(v, dotted(prefix, "source"));
    const uint32_t *targets = vector_get(v, dotted(prefix, "target"));
    const float *weights = vector_get(v, dotted(prefix, "weight"));
    const uint32_t *types = vector_get(v, dotted(prefix, "type"));
    *count = vector_count(v, dotted(prefix, "source"));
    engram_edge *edges = calloc(*count + 1, sizeof *edges);
    if (edges == NULL) conformance_stop("no memory");
    for (size_t i = 0; i < *count; ++i)
        edges[i] = (engram_edge){sources[i], targets[i], weights[i], types == NULL ? 0 : types[i]};
    return edges;
}

/* changes.what: 0 appends, 1 reweights, 2 deletes. */
static engram_status change(engram_overlay *overlay, uint8_t what, const engram_edge *edge) {
    if (what == 0) return engram_overlay_append(overlay, edge);
    return what == 1 ? engram_overlay_reweight(overlay, edge) : engram_overlay_delete(overlay, edge);
}

graph_of open_graph(const vector *v) {
    graph_of g = {.position = UINT64_MAX};
    const engram_graph_options options = {.size = sizeof options,
                                          .duplicates = (engram_duplicates)vector_number(v, "graph_options.duplicates"),
                                          .no_pull = (uint32_t)vector_number(v, "graph_options.no_pull")};
    if (vector_has(v, "edges")) {
        size_t count;
        engram_edge *edges = read_edges(v, "edges", &count);
        g.status = engram_graph_create_from_edges((uint32_t)vector_number(v, "edges.node_count"), edges, count, &options,
                                                  NULL, &g.graph, &g.position);
        free(edges);
    } else {
        const engram_csr csr = read_csr(v);
        g.status = engram_graph_create(&csr, &options, NULL, &g.graph);
    }
    g.view = g.graph;
    if (g.status != ENGRAM_OK || !vector_has(v, "changes")) return g;
    size_t count;
    const uint8_t *what = vector_get(v, "changes.what");
    engram_edge *edges = read_edges(v, "changes", &count);
    g.status = engram_overlay_create(g.graph, (uint32_t)vector_number(v, "changes.node_count"), NULL, &g.overlay);
    for (size_t i = 0; i < count && g.status == ENGRAM_OK; ++i) g.status = change(g.overlay, what[i], &edges[i]);
    g.view = engram_overlay_view(g.overlay);
    free(edges);
    return g;
}

void close_graph(graph_of *g) {
    engram_overlay_destroy(&g->overlay);
    engram_graph_destroy(&g->graph);
}

static void validate(vector *v) {
    const engram_csr csr = read_csr(v);
    uint64_t position = 0;
    const char *fault = NULL;
    const engram_status status = engram_csr_validate(&csr, &position, &fault);
    vector_outcome(v, status);
    if (status == ENGRAM_ERROR_GRAPH) vector_emit(v, "position", "u64", &position, 1);
}

static void from_edges(vector *v) {
    graph_of g = open_graph(v);
    vector_outcome(v, g.status);
    if (g.status == ENGRAM_ERROR_GRAPH) vector_emit(v, "position", "u64", &g.position, 1);
    close_graph(&g);
}

/* What an overlay says of its changes; for a graph to spread on see the spreading calls. */
static void changes(vector *v) {
    graph_of g = open_graph(v);
    vector_outcome(v, g.status);
    close_graph(&g);
}

const player graph_players[] = {{"engram_csr_validate", validate},
                                {"engram_graph_create_from_edges", from_edges},
                                {"engram_overlay_append", changes},
                                {"engram_overlay_reweight", changes},
                                {"engram_overlay_delete", changes},
                                {NULL, NULL}};
