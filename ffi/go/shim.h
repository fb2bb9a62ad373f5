/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_GO_SHIM_H
#define ENGRAM_GO_SHIM_H

/*
 * The calls as Go makes them: every buffer is an argument of its own, and structs are put together here, on the C stack.
 * So no Go memory ever holds a pointer that C reads, cgo pins the arguments for the length of the call by itself, and
 * nothing has to be allocated or pinned by hand.
 */

#include <string.h>

#include "engram/compat.h"
#include "engram/engram.h"

static inline engram_status go_similarity_many(engram_metric metric, const float *query, const float *data,
                                               uint64_t count, uint64_t stride, uint64_t dim, float *scores) {
    engram_rows rows;
    memset(&rows, 0, sizeof rows);
    rows.size = sizeof rows, rows.type = ENGRAM_TYPE_F32, rows.data = data;
    rows.count = count, rows.stride = stride, rows.dim = dim;
    return engram_similarity_many(metric, query, &rows, 0, count, scores);
}

static inline engram_csr go_csr(uint32_t node_count, uint64_t edge_count, const uint64_t *offsets,
                                const uint32_t *targets, const float *weights) {
    engram_csr graph;
    memset(&graph, 0, sizeof graph);
    graph.size = sizeof graph, graph.node_count = node_count, graph.edge_count = edge_count;
    graph.offsets = offsets, graph.targets = targets, graph.weights = weights;
    return graph;
}

typedef struct go_fault {
    engram_status status;
    uint64_t position;
    const char *text;
} go_fault;

static inline go_fault go_csr_validate(uint32_t node_count, uint64_t edge_count, const uint64_t *offsets,
                                       const uint32_t *targets, const float *weights) {
    const engram_csr graph = go_csr(node_count, edge_count, offsets, targets, weights);
    go_fault fault = {ENGRAM_OK, 0, NULL};
    fault.status = engram_csr_validate(&graph, &fault.position, &fault.text);
    return fault;
}

static inline engram_status go_activation_spread(uint32_t node_count, uint64_t edge_count, const uint64_t *offsets,
                                                 const uint32_t *targets, const float *weights, uint32_t steps,
                                                 float *activations) {
    const engram_csr graph = go_csr(node_count, edge_count, offsets, targets, weights);
    return engram_activation_spread(&graph, steps, activations);
}

static inline engram_status go_decay_apply(engram_curve_form form, double parameter, const float *strengths,
                                           const uint64_t *ages, uint64_t count, float *out) {
    const engram_curve curve = {sizeof curve, form, parameter};
    return engram_decay_apply(&curve, strengths, ages, (size_t)count, out);
}

/* The drop-in calls leave their outcome with the thread; a goroutine may change threads between two calls, so each is
 * asked for in the call itself. */
static inline engram_status go_compat_similarity(const float *query, const float *candidates, float *scores,
                                                 size_t query_len, size_t num_candidates) {
    engram_vector_similarity(query, candidates, scores, query_len, num_candidates);
    return engram_last_status();
}

static inline engram_status go_compat_spread(const uint32_t *adjacency, const float *weights, float *activations,
                                             size_t num_nodes, size_t num_edges, uint32_t iterations) {
    engram_spread_activation(adjacency, weights, activations, num_nodes, num_edges, iterations);
    return engram_last_status();
}

static inline engram_status go_compat_decay(float *strengths, const uint64_t *ages_seconds, size_t num_memories) {
    engram_apply_decay(strengths, ages_seconds, num_memories);
    return engram_last_status();
}

static inline engram_status go_compat_configure(uint32_t pool_size_mb, uint8_t overflow_strategy) {
    engram_configure_arena(pool_size_mb, overflow_strategy);
    return engram_last_status();
}

typedef struct go_arena_totals {
    size_t resets, overflows, high_water;
} go_arena_totals;

static inline go_arena_totals go_compat_arena_stats(void) {
    go_arena_totals totals = {0, 0, 0};
    engram_arena_stats(&totals.resets, &totals.overflows, &totals.high_water);
    return totals;
}

#endif
