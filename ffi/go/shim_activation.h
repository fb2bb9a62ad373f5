/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_ACTIVATION_H
#define ENGRAM_GO_SHIM_ACTIVATION_H

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

#endif
