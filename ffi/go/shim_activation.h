/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_ACTIVATION_H
#define ENGRAM_GO_SHIM_ACTIVATION_H

static inline engram_csr go_csr(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                const void *offsets, const uint32_t *targets, const float *weights,
                                const uint8_t *types) {
    engram_csr graph;
    memset(&graph, 0, sizeof graph);
    graph.size = sizeof graph, graph.node_count = node_count, graph.edge_count = edge_count;
    graph.offset_type = offset_type, graph.offsets = offsets;
    graph.targets = targets, graph.weights = weights, graph.types = types;
    return graph;
}

typedef struct go_fault {
    engram_status status;
    uint64_t position;
    const char *text;
} go_fault;

static inline go_fault go_csr_validate(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                       const void *offsets, const uint32_t *targets, const float *weights,
                                       const uint8_t *types) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    go_fault fault = {ENGRAM_OK, 0, NULL};
    fault.status = engram_csr_validate(&graph, &fault.position, &fault.text);
    return fault;
}

static inline engram_status go_activation_spread(uint32_t node_count, uint64_t edge_count,
                                                 engram_offset_type offset_type, const void *offsets,
                                                 const uint32_t *targets, const float *weights, const uint8_t *types,
                                                 uint32_t steps, float *activations) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    return engram_activation_spread(&graph, steps, activations);
}

/* Handles come back by value: Go never holds the address of a C pointer. */
typedef struct go_graph {
    engram_status status;
    uint64_t position;
    engram_graph *graph;
} go_graph;

static inline engram_graph_options go_graph_options(engram_duplicates duplicates, uint32_t no_pull) {
    engram_graph_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options, options.duplicates = duplicates, options.no_pull = no_pull;
    return options;
}

static inline go_graph go_graph_create(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                       const void *offsets, const uint32_t *targets, const float *weights,
                                       const uint8_t *types, uint32_t no_pull) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    const engram_graph_options options = go_graph_options(ENGRAM_DUPLICATES_KEEP, no_pull);
    go_graph made = {ENGRAM_OK, UINT64_MAX, NULL};
    made.status = engram_graph_create(&graph, &options, NULL, &made.graph);
    return made;
}

static inline go_graph go_graph_create_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                                  engram_duplicates duplicates, uint32_t no_pull) {
    const engram_graph_options options = go_graph_options(duplicates, no_pull);
    go_graph made = {ENGRAM_OK, UINT64_MAX, NULL};
    made.status = engram_graph_create_from_edges(node_count, edges, edge_count, &options, NULL, &made.graph,
                                                 &made.position);
    return made;
}

static inline void go_graph_destroy(engram_graph *graph) { engram_graph_destroy(&graph); }

typedef struct go_graph_info {
    engram_status status;
    engram_graph_info info;
} go_graph_info;

static inline go_graph_info go_graph_describe(const engram_graph *graph) {
    go_graph_info described;
    memset(&described, 0, sizeof described);
    described.info.size = sizeof described.info;
    described.status = engram_graph_describe(graph, &described.info);
    return described;
}

typedef struct go_overlay {
    engram_status status;
    engram_overlay *overlay;
} go_overlay;

static inline go_overlay go_overlay_create(const engram_graph *base, uint32_t node_count) {
    go_overlay made = {ENGRAM_OK, NULL};
    made.status = engram_overlay_create(base, node_count, NULL, &made.overlay);
    return made;
}

static inline void go_overlay_destroy(engram_overlay *overlay) { engram_overlay_destroy(&overlay); }

enum { GO_EDGE_APPEND = 0, GO_EDGE_REWEIGHT = 1, GO_EDGE_DELETE = 2 };

/* Changes edges one by one and stops at the first that is refused; the number changed is the position then. */
static inline go_graph go_overlay_change(engram_overlay *overlay, uint32_t what, const engram_edge *edges,
                                         uint64_t count) {
    go_graph changed = {ENGRAM_OK, 0, NULL};
    for (; changed.position < count; ++changed.position) {
        const engram_edge *edge = edges + changed.position;
        if (what == GO_EDGE_APPEND) changed.status = engram_overlay_append(overlay, edge);
        else if (what == GO_EDGE_REWEIGHT) changed.status = engram_overlay_reweight(overlay, edge);
        else changed.status = engram_overlay_delete(overlay, edge);
        if (changed.status != ENGRAM_OK) break;
    }
    return changed;
}

static inline go_graph go_overlay_compact(const engram_overlay *overlay, uint32_t no_pull) {
    const engram_graph_options options = go_graph_options(ENGRAM_DUPLICATES_KEEP, no_pull);
    go_graph made = {ENGRAM_OK, UINT64_MAX, NULL};
    made.status = engram_overlay_compact(overlay, &options, NULL, &made.graph);
    return made;
}

typedef struct go_workspace {
    engram_status status;
    engram_workspace *workspace;
} go_workspace;

static inline go_workspace go_workspace_create(uint32_t node_count) {
    go_workspace made = {ENGRAM_OK, NULL};
    made.status = engram_workspace_create(node_count, NULL, &made.workspace);
    return made;
}

static inline void go_workspace_destroy(engram_workspace *workspace) { engram_workspace_destroy(&workspace); }

typedef struct go_spread_options {
    engram_status status;
    engram_spread_options options;
} go_spread_options;

static inline go_spread_options go_spread_preset(uint32_t preset) {
    go_spread_options o;
    memset(&o, 0, sizeof o);
    o.options.size = sizeof o.options;
    o.status = engram_spread_preset(preset, &o.options);
    return o;
}

typedef struct go_spread {
    engram_status status;
    uint32_t count;
    engram_spread_info info;
} go_spread;

static inline go_spread go_spread_sparse(const engram_graph *graph, engram_spread_options options,
                                         const float *decay_table, const float *type_factors, const float *node_factors,
                                         engram_workspace *workspace, const uint32_t *seeds, const float *values,
                                         uint32_t seed_count, engram_activated *results, uint32_t capacity) {
    go_spread done;
    memset(&done, 0, sizeof done);
    done.info.size = sizeof done.info;
    options.size = sizeof options, options.decay_table = decay_table;
    options.type_factors = type_factors, options.node_factors = node_factors;
    done.status = engram_spread_sparse(graph, &options, workspace, seeds, values, seed_count, results, capacity,
                                       &done.count, &done.info);
    return done;
}

static inline go_spread go_spread_dense(const engram_graph *graph, engram_spread_options options,
                                        const float *decay_table, const float *type_factors, const float *node_factors,
                                        engram_workspace *workspace, float *activations) {
    go_spread done;
    memset(&done, 0, sizeof done);
    done.info.size = sizeof done.info;
    options.size = sizeof options, options.decay_table = decay_table;
    options.type_factors = type_factors, options.node_factors = node_factors;
    done.status = engram_spread_dense(graph, &options, workspace, NULL, activations, &done.info);
    return done;
}

typedef struct go_pagerank {
    engram_status status;
    uint32_t count;
    engram_pagerank_info info;
} go_pagerank;

static inline go_pagerank go_pagerank_power(const engram_graph *graph, engram_pagerank_options options,
                                            engram_workspace *workspace, const uint32_t *seeds, const float *values,
                                            uint32_t seed_count, float *ranks) {
    go_pagerank done;
    memset(&done, 0, sizeof done);
    done.info.size = sizeof done.info;
    options.size = sizeof options;
    done.status = engram_pagerank_power(graph, &options, workspace, NULL, seeds, values, seed_count, ranks, &done.info);
    return done;
}

static inline go_pagerank go_pagerank_push(const engram_graph *graph, engram_pagerank_options options,
                                           engram_workspace *workspace, const uint32_t *seeds, const float *values,
                                           uint32_t seed_count, engram_activated *results, uint32_t capacity) {
    go_pagerank done;
    memset(&done, 0, sizeof done);
    done.info.size = sizeof done.info;
    options.size = sizeof options;
    done.status = engram_pagerank_push(graph, &options, workspace, seeds, values, seed_count, results, capacity,
                                       &done.count, &done.info);
    return done;
}

#endif
