/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Graphs: views, edge lists, overlays, reading, images. */

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

/* changes.what: 0 appends, 1 reweights, 2 deletes; 3 and 4 the last two by index. */
static engram_status change(engram_overlay *overlay, uint8_t what, const engram_edge *edge, uint64_t index) {
    switch (what) {
    case 0: return engram_overlay_append(overlay, edge);
    case 1: return engram_overlay_reweight(overlay, edge);
    case 2: return engram_overlay_delete(overlay, edge);
    case 3: return engram_overlay_reweight_at(overlay, edge->source, index, edge->weight);
    default: return engram_overlay_delete_at(overlay, edge->source, index);
    }
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
    const uint64_t *index = vector_get(v, "changes.index");
    engram_edge *edges = read_edges(v, "changes", &count);
    g.status = engram_overlay_create(g.graph, (uint32_t)vector_number(v, "changes.node_count"), NULL, &g.overlay);
    for (size_t i = 0; i < count && g.status == ENGRAM_OK; ++i) g.status = change(g.overlay, what[i], &edges[i], index != NULL ? index[i] : 0);
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

/* Edges as columns. */
static void emit_edges(vector *v, const engram_edge *edges, uint64_t count) {
    uint32_t numbers[256] = {0};
    float weights[256] = {0};
    if (count > 256) conformance_stop("more edges than are looked at");
    for (uint64_t i = 0; i < count; ++i) numbers[i] = edges[i].source, weights[i] = edges[i].weight;
    vector_emit(v, "edges.source", "u32", numbers, count);
    for (uint64_t i = 0; i < count; ++i) numbers[i] = edges[i].target;
    vector_emit(v, "edges.target", "u32", numbers, count);
    vector_emit(v, "edges.weight", "f32", weights, count);
    for (uint64_t i = 0; i < count; ++i) numbers[i] = edges[i].type;
    vector_emit(v, "edges.type", "u32", numbers, count);
}

static void emit_all_edges(vector *v, const engram_graph *graph) {
    engram_graph_info info = {.size = sizeof info};
    engram_edge edges[256];
    uint64_t count = 0;
    engram_graph_describe(graph, &info);
    engram_graph_edges(graph, 0, info.node_count, edges, 256, &count);
    emit_edges(v, edges, count);
}

static void outgoing(vector *v) {
    graph_of g = open_graph(v);
    engram_arcs arcs = {0};
    engram_edge edges[256] = {{0}};
    const uint32_t node = (uint32_t)vector_number(v, "node");
    const engram_status status = engram_graph_outgoing(g.view, node, &arcs);
    if (arcs.count > 256) conformance_stop("more edges than are looked at");
    for (uint64_t i = 0; i < arcs.count; ++i)
        edges[i] = (engram_edge){node, arcs.arcs[i].node, arcs.arcs[i].weight, arcs.types != NULL ? arcs.types[i] : 0u};
    if (vector_outcome(v, status)) emit_edges(v, edges, arcs.count);
    close_graph(&g);
}

static void listed(vector *v) {
    graph_of g = open_graph(v);
    engram_edge *edges = vector_fresh(v, 256 * sizeof *edges);
    uint64_t *count = vector_fresh(v, sizeof *count);
    const bool is_incoming = vector_has(v, "node");
    const engram_status status =
        is_incoming ? engram_graph_incoming(g.view, (uint32_t)vector_number(v, "node"), edges, 256, count)
                    : engram_graph_edges(g.view, (uint32_t)vector_number(v, "first"), vector_number(v, "node_count"), edges,
                                         256, count);
    if (vector_outcome(v, status)) emit_edges(v, edges, *count);
    close_graph(&g);
}

static void changed(vector *v) {
    graph_of g = open_graph(v);
    uint32_t *sources = vector_fresh(v, 256 * sizeof *sources);
    uint64_t *count = vector_fresh(v, sizeof *count);
    const engram_status status = engram_graph_changes(g.view, sources, 256, count);
    if (vector_outcome(v, status)) vector_emit(v, "sources", "u32", sources, *count);
    close_graph(&g);
}

static void written(vector *v) {
    graph_of g = open_graph(v);
    uint64_t bytes = 0;
    engram_graph_image_size(g.view, &bytes);
    uint8_t *image = vector_fresh(v, bytes);
    const engram_status status = engram_graph_image_write(g.view, image, bytes, NULL);
    if (vector_outcome(v, status)) vector_emit(v, "image", "x8", image, bytes);
    close_graph(&g);
}

static void from_image(vector *v) {
    engram_graph *graph = NULL;
    const engram_status status = engram_graph_create_from_image(vector_get(v, "image"), vector_count(v, "image"), NULL, NULL,
                                                                &graph, NULL);
    if (vector_outcome(v, status)) emit_all_edges(v, graph);
    engram_graph_destroy(&graph);
}

const player graph_players[] = {{"engram_csr_validate", validate},
                                {"engram_graph_create_from_edges", from_edges},
                                {"engram_overlay_append", changes},
                                {"engram_overlay_reweight", changes},
                                {"engram_overlay_delete", changes},
                                {"engram_overlay_reweight_at", changes},
                                {"engram_overlay_delete_at", changes},
                                {"engram_graph_outgoing", outgoing},
                                {"engram_graph_incoming", listed},
                                {"engram_graph_edges", listed},
                                {"engram_graph_changes", changed},
                                {"engram_graph_image_write", written},
                                {"engram_graph_create_from_image", from_image},
                                {NULL, NULL}};
