/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_ACTIVATION_H
#define ENGRAM_GO_SHIM_ACTIVATION_H

static inline engram_csr go_csr(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                const uint8_t *offsets, const uint32_t *targets, const float *weights,
                                const uint8_t *types) {
    engram_csr graph;
    memset(&graph, 0, sizeof graph);
    graph.size = sizeof graph, graph.node_count = node_count, graph.edge_count = edge_count;
    graph.offset_type = offset_type, graph.offsets = offsets;
    graph.targets = targets, graph.weights = weights, graph.types = types;
    return graph;
}

typedef struct go_fault {
    go_outcome told;
    uint64_t position;
    const char *text;
} go_fault;

static inline go_fault go_csr_validate(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                       const uint8_t *offsets, const uint32_t *targets, const float *weights,
                                       const uint8_t *types) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    go_fault fault = {{ENGRAM_OK, NULL}, 0, NULL};
    fault.told = go_told(engram_csr_validate(&graph, &fault.position, &fault.text));
    return fault;
}

static inline go_outcome go_activation_spread(uint32_t node_count, uint64_t edge_count,
                                              engram_offset_type offset_type, const uint8_t *offsets,
                                              const uint32_t *targets, const float *weights, const uint8_t *types,
                                              uint32_t steps, float *activations) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    return go_told(engram_activation_spread(&graph, steps, activations));
}

/* Handles come back by value: Go never holds the address of a C pointer. */
typedef struct go_graph {
    go_outcome told;
    uint64_t position;
    engram_graph *graph;
} go_graph;

static inline engram_graph_options go_graph_options(engram_duplicates duplicates, uint32_t no_pull) {
    engram_graph_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options, options.duplicates = duplicates, options.no_pull = no_pull;
    return options;
}

typedef struct go_size {
    go_outcome told;
    uint64_t bytes;
} go_size;

static inline go_size go_graph_size(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                    const uint8_t *offsets, const uint32_t *targets, const float *weights,
                                    const uint8_t *types, uint32_t no_pull) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    const engram_graph_options options = go_graph_options(ENGRAM_DUPLICATES_KEEP, no_pull);
    go_size size = {{ENGRAM_OK, NULL}, 0};
    size.told = go_told(engram_graph_size(&graph, &options, NULL, &size.bytes));
    return size;
}

static inline go_graph go_graph_create(uint32_t node_count, uint64_t edge_count, engram_offset_type offset_type,
                                       const uint8_t *offsets, const uint32_t *targets, const float *weights,
                                       const uint8_t *types, uint32_t no_pull) {
    const engram_csr graph = go_csr(node_count, edge_count, offset_type, offsets, targets, weights, types);
    const engram_graph_options options = go_graph_options(ENGRAM_DUPLICATES_KEEP, no_pull);
    go_graph made = {{ENGRAM_OK, NULL}, UINT64_MAX, NULL};
    made.told = go_told(engram_graph_create(&graph, &options, NULL, &made.graph));
    return made;
}

static inline go_graph go_graph_create_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                                  engram_duplicates duplicates, uint32_t no_pull) {
    const engram_graph_options options = go_graph_options(duplicates, no_pull);
    go_graph made = {{ENGRAM_OK, NULL}, UINT64_MAX, NULL};
    made.told = go_told(engram_graph_create_from_edges(node_count, edges, edge_count, &options, NULL, &made.graph,
                                                       &made.position));
    return made;
}

static inline void go_graph_destroy(engram_graph *graph) { engram_graph_destroy(&graph); }

typedef struct go_graph_info {
    go_outcome told;
    engram_graph_info info;
} go_graph_info;

static inline go_graph_info go_graph_describe(const engram_graph *graph) {
    go_graph_info described;
    memset(&described, 0, sizeof described);
    described.info.size = sizeof described.info;
    described.told = go_told(engram_graph_describe(graph, &described.info));
    return described;
}

typedef struct go_overlay {
    go_outcome told;
    engram_overlay *overlay;
} go_overlay;

static inline go_overlay go_overlay_create(const engram_graph *base, uint32_t node_count) {
    go_overlay made = {{ENGRAM_OK, NULL}, NULL};
    made.told = go_told(engram_overlay_create(base, node_count, NULL, &made.overlay));
    return made;
}

static inline void go_overlay_destroy(engram_overlay *overlay) { engram_overlay_destroy(&overlay); }

enum { GO_EDGE_APPEND = 0, GO_EDGE_REWEIGHT = 1, GO_EDGE_DELETE = 2 };

/* Changes edges one by one and stops at the first that is refused; the number changed is the position then. */
static inline go_graph go_overlay_change(engram_overlay *overlay, uint32_t what, const engram_edge *edges,
                                         uint64_t count) {
    go_graph changed = {{ENGRAM_OK, NULL}, 0, NULL};
    for (; changed.position < count; ++changed.position) {
        const engram_edge *edge = edges + changed.position;
        if (what == GO_EDGE_APPEND) changed.told = go_told(engram_overlay_append(overlay, edge));
        else if (what == GO_EDGE_REWEIGHT) changed.told = go_told(engram_overlay_reweight(overlay, edge));
        else changed.told = go_told(engram_overlay_delete(overlay, edge));
        if (changed.told.status != ENGRAM_OK) break;
    }
    return changed;
}

static inline go_outcome go_overlay_reweight_at(engram_overlay *overlay, uint32_t source, uint64_t index, float weight) {
    return go_told(engram_overlay_reweight_at(overlay, source, index, weight));
}

static inline go_outcome go_overlay_delete_at(engram_overlay *overlay, uint32_t source, uint64_t index) {
    return go_told(engram_overlay_delete_at(overlay, source, index));
}

static inline go_outcome go_overlay_grow(engram_overlay *overlay, uint32_t node_count) {
    return go_told(engram_overlay_grow(overlay, node_count));
}

static inline go_graph go_overlay_snapshot(const engram_overlay *overlay) {
    go_graph made = {{ENGRAM_OK, NULL}, UINT64_MAX, NULL};
    made.told = go_told(engram_overlay_snapshot(overlay, &made.graph));
    return made;
}

static inline go_graph go_overlay_compact(const engram_overlay *overlay, uint32_t no_pull) {
    const engram_graph_options options = go_graph_options(ENGRAM_DUPLICATES_KEEP, no_pull);
    go_graph made = {{ENGRAM_OK, NULL}, UINT64_MAX, NULL};
    made.told = go_told(engram_overlay_compact(overlay, &options, NULL, &made.graph));
    return made;
}

/*
 * A workspace with room for what goes in and comes out of a call, in C memory: Go writes the options and reads the info
 * in place, so a crossing copies neither.
 */
typedef struct go_workspace {
    engram_workspace *workspace;
    const engram_graph *graph; /* of the call under way */
    engram_spread_options options;
    engram_spread_info info;
    engram_pagerank_options ranking;
    engram_pagerank_info ranked;
    uint32_t is_plain; /* 1: no options */
    uint64_t count;    /* results written */
} go_workspace;

typedef struct go_made_workspace {
    go_outcome told;
    go_workspace *made;
} go_made_workspace;

static inline void go_workspace_destroy(go_workspace *w) {
    engram_workspace_destroy(&w->workspace);
    free(w);
}

static inline go_made_workspace go_workspace_create(uint32_t node_count) {
    go_made_workspace made = {{ENGRAM_ERROR_MEMORY, NULL}, (go_workspace *)calloc(1, sizeof(go_workspace))};
    if (made.made == NULL) return made;
    made.made->options.size = sizeof made.made->options;
    made.made->ranking.size = sizeof made.made->ranking;
    made.told = go_told(engram_workspace_create(node_count, NULL, &made.made->workspace));
    if (made.told.status == ENGRAM_OK) return made;
    go_workspace_destroy(made.made);
    made.made = NULL;
    return made;
}

typedef struct go_spread_options {
    go_outcome told;
    engram_spread_options options;
} go_spread_options;

static inline go_spread_options go_spread_preset(uint32_t preset) {
    go_spread_options o;
    memset(&o, 0, sizeof o);
    o.options.size = sizeof o.options;
    o.told = go_told(engram_spread_preset(preset, &o.options));
    return o;
}

static inline const engram_spread_options *go_prepare(go_workspace *w, const float *decay_table,
                                                      const float *type_factors, const float *node_factors) {
    w->info.size = sizeof w->info, w->count = 0;
    w->options.decay_table = decay_table, w->options.type_factors = type_factors;
    w->options.node_factors = node_factors;
    return w->is_plain != 0 ? NULL : &w->options;
}

/* Nothing of Go's stays behind in the options. */
static inline go_outcome go_done(go_workspace *w, engram_status status) {
    w->options.decay_table = NULL, w->options.type_factors = NULL, w->options.node_factors = NULL;
    return go_told(status);
}

static inline go_outcome go_spread_sparse(go_workspace *w, const float *decay_table,
                                          const float *type_factors, const float *node_factors,
                                          const uint32_t *ids, const float *values, uint64_t seed_count,
                                          engram_activated *results, uint64_t capacity) {
    const engram_seeds seeds = {sizeof seeds, 0, seed_count, ids, values};
    return go_done(w, engram_spread_sparse(w->graph, go_prepare(w, decay_table, type_factors, node_factors), w->workspace,
                                           &seeds, results, capacity, &w->count, &w->info));
}

/* The way to a node, as far as there is room; its length in count. */
static inline go_outcome go_spread_path(go_workspace *w, uint32_t node, uint32_t *path, uint64_t capacity) {
    return go_told(engram_spread_path(w->workspace, node, path, capacity, &w->count));
}

static inline go_outcome go_spread_dense(go_workspace *w, const float *decay_table,
                                         const float *type_factors, const float *node_factors, float *activations) {
    return go_done(w, engram_spread_dense(w->graph, go_prepare(w, decay_table, type_factors, node_factors), w->workspace,
                                          NULL, activations, &w->info));
}

static inline go_outcome go_pagerank_power(go_workspace *w, const uint32_t *seeds,
                                           const float *values, uint64_t seed_count, float *ranks) {
    const engram_seeds cue = {sizeof cue, 0, seed_count, seeds, values};
    w->ranked.size = sizeof w->ranked;
    return go_told(engram_pagerank_power(w->graph, &w->ranking, w->workspace, NULL, &cue, ranks, &w->ranked));
}

static inline go_outcome go_pagerank_push(go_workspace *w, const uint32_t *seeds,
                                          const float *values, uint64_t seed_count, engram_activated *results,
                                          uint64_t capacity, engram_activated *residuals, uint64_t residual_capacity) {
    const engram_seeds cue = {sizeof cue, 0, seed_count, seeds, values};
    engram_pagerank_options options = w->ranking;
    options.residuals = residuals, options.residual_capacity = residual_capacity;
    w->ranked.size = sizeof w->ranked, w->count = 0;
    return go_told(engram_pagerank_push(w->graph, &options, w->workspace, &cue, results, capacity, &w->count, &w->ranked));
}

#endif
