// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/activation.h"

#include "base/check.h"
#include "kernels/activation/spread.h"
#include "metrics/count.h"

namespace {

engram_status check(const engram_csr *graph) {
    if (graph == nullptr) return ENGRAM_ERROR_NULL;
    if (graph->size != sizeof *graph) return ENGRAM_ERROR_STRUCT;
    if (!engram_bytes_fit(graph->edge_count, sizeof(uint32_t)) ||
        !engram_bytes_fit(uint64_t{graph->node_count} + 1, sizeof(uint64_t)))
        return ENGRAM_ERROR_OVERFLOW;
    if (graph->offsets == nullptr ||
        (graph->edge_count != 0 && (graph->targets == nullptr || graph->weights == nullptr)))
        return ENGRAM_ERROR_NULL;
    return ENGRAM_OK;
}

bool overlaps_graph(const void *memory, uint64_t bytes, const engram_csr *graph) {
    return engram_overlap(memory, bytes, graph->offsets, (uint64_t{graph->node_count} + 1) * sizeof(uint64_t)) ||
           engram_overlap(memory, bytes, graph->targets, graph->edge_count * sizeof(uint32_t)) ||
           engram_overlap(memory, bytes, graph->weights, graph->edge_count * sizeof(float));
}

} // namespace

engram_status engram_csr_validate(const engram_csr *graph, uint64_t *position, const char **fault) {
    const engram_status status = check(graph);
    if (status != ENGRAM_OK) return status;
    const struct engram_csr_fault first = engram_csr_first_fault(graph->offsets, graph->targets, graph->node_count,
                                                                 graph->edge_count);
    if (first.text == nullptr) return ENGRAM_OK;
    if (position != nullptr) *position = first.position;
    if (fault != nullptr) *fault = first.text;
    return ENGRAM_ERROR_GRAPH;
}

engram_status engram_activation_spread(const engram_csr *graph, uint32_t steps, float *activations) {
    const uint64_t edges = graph != nullptr ? graph->edge_count * steps : 0;
    return engram_counted(ENGRAM_COUNT_ACTIVATION, edges, edges * 8, [=]() -> engram_status {
        const engram_status status = engram_csr_validate(graph, nullptr, nullptr);
        if (status != ENGRAM_OK) return status;
        if (graph->node_count == 0) return ENGRAM_OK;
        if (activations == nullptr) return ENGRAM_ERROR_NULL;
        if (overlaps_graph(activations, graph->node_count * sizeof(float), graph)) return ENGRAM_ERROR_OVERLAP;
        return engram_spread_csr(graph->offsets, graph->targets, graph->weights, graph->node_count, steps, activations);
    });
}
