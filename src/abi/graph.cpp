// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/graph.h"

#include "abi/handles.h"
#include "kernels/graph/graph.h"

namespace {

engram_status check_options(const engram_graph_options *given, engram_graph_options *known) {
    *known = {sizeof *known, ENGRAM_DUPLICATES_KEEP, 0};
    if (given == nullptr) return ENGRAM_OK;
    ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, alignof(engram_graph_options), 8, given, "options.size"));
    if (known->duplicates > ENGRAM_DUPLICATES_REJECT) return ENGRAM_ERROR_ENUM;
    return known->no_pull > 1 ? ENGRAM_ERROR_ARGUMENT : ENGRAM_OK;
}

engram_status first_of(engram_status a, engram_status b) { return a != ENGRAM_OK ? a : b; }

engram_status check_overlay_edge(const engram_overlay *overlay, const engram_edge *edge) {
    if (overlay == nullptr || edge == nullptr) return ENGRAM_ERROR_NULL;
    const uint32_t nodes = engram_overlay_graph(overlay)->node_count;
    return edge->source < nodes && edge->target < nodes && edge->type <= 63 ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

engram_status check_weighted_edge(const engram_overlay *overlay, const engram_edge *edge) {
    const engram_status status = check_overlay_edge(overlay, edge);
    if (status != ENGRAM_OK) return status;
    return edge->weight - edge->weight == 0.0f ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

} // namespace

engram_status engram_csr_validate(const engram_csr *csr, uint64_t *position, const char **fault) {
    engram_csr known;
    const engram_status status = engram_csr_check(csr, &known);
    if (status != ENGRAM_OK) return status;
    const struct engram_csr_fault first = engram_csr_first_fault(&known);
    if (first.text == nullptr) return ENGRAM_OK;
    if (position != nullptr) *position = first.position;
    if (fault != nullptr) *fault = first.text;
    return ENGRAM_ERROR_GRAPH;
}

engram_status engram_graph_size(const engram_csr *csr, const engram_graph_options *options,
                                const engram_allocator *allocator, uint64_t *bytes) {
    engram_csr known;
    engram_graph_options o;
    engram_status status = first_of(engram_csr_check(csr, &known), check_options(options, &o));
    status = first_of(first_of(status, engram_check_allocator(allocator)), engram_csr_validate(csr, nullptr, nullptr));
    if (status != ENGRAM_OK) return status;
    if (bytes == nullptr) return ENGRAM_ERROR_NULL;
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_graph_measure(&known, static_cast<int>(o.no_pull), &memory, bytes);
}

engram_status engram_graph_create(const engram_csr *csr, const engram_graph_options *options,
                                  const engram_allocator *allocator, engram_graph **graph) {
    engram_csr known;
    engram_graph_options o;
    engram_status status = first_of(engram_csr_check(csr, &known), check_options(options, &o));
    status = first_of(first_of(status, engram_check_allocator(allocator)), engram_csr_validate(csr, nullptr, nullptr));
    if (status != ENGRAM_OK) return status;
    if (graph == nullptr) return ENGRAM_ERROR_NULL;
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_graph_build(&known, static_cast<int>(o.no_pull), &memory, graph);
}

engram_status engram_graph_create_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                             const engram_graph_options *options, const engram_allocator *allocator,
                                             engram_graph **graph, uint64_t *position) {
    engram_graph_options o;
    const engram_status status = first_of(check_options(options, &o), engram_check_allocator(allocator));
    if (status != ENGRAM_OK) return status;
    if (!engram_bytes_fit(edge_count, sizeof *edges)) return ENGRAM_ERROR_OVERFLOW;
    if ((edges == nullptr && edge_count != 0) || graph == nullptr) return ENGRAM_ERROR_NULL;
    const engram_allocator memory = engram_allocator_or_default(allocator);
    uint64_t at = 0;
    const engram_status built = engram_graph_from_edges(node_count, edges, edge_count, o.duplicates,
                                                        static_cast<int>(o.no_pull), &memory, graph, &at);
    if (built == ENGRAM_ERROR_GRAPH && position != nullptr) *position = at;
    return built;
}

void engram_graph_destroy(engram_graph **graph) {
    if (graph == nullptr) return;
    engram_graph_free(*graph);
    *graph = nullptr;
}

engram_status engram_graph_describe(const engram_graph *graph, engram_graph_info *info) {
    if (graph == nullptr || info == nullptr) return ENGRAM_ERROR_NULL;
    ENGRAM_REFUSE(engram_check_out_struct(info, sizeof *info, alignof(engram_graph_info), 8, "info.size"));
    uint64_t changed = 0;
    if (graph->slot != nullptr)
        for (uint32_t s = 0; s < graph->node_count; ++s) changed += graph->slot[s] != 0;
    const engram_graph_info all = {
        .size = sizeof all, .node_count = graph->node_count, .edge_count = graph->edge_count, .bytes = graph->bytes,
        .padding = graph->padding, .slices = graph->slice_count, .long_rows = graph->long_count,
        .changed_rows = changed,
    };
    engram_write_struct(info, &all);
    return ENGRAM_OK;
}

engram_status engram_overlay_create(const engram_graph *base, uint32_t node_count, const engram_allocator *allocator,
                                    engram_overlay **overlay) {
    if (base == nullptr || overlay == nullptr) return ENGRAM_ERROR_NULL;
    const engram_status status = engram_check_allocator(allocator);
    if (status != ENGRAM_OK) return status;
    if (node_count < base->node_count || base->slot != nullptr) return ENGRAM_ERROR_ARGUMENT;
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_overlay_make(base, node_count, &memory, overlay);
}

void engram_overlay_destroy(engram_overlay **overlay) {
    if (overlay == nullptr) return;
    engram_overlay_free(*overlay);
    *overlay = nullptr;
}

engram_status engram_overlay_append(engram_overlay *overlay, const engram_edge *edge) {
    const engram_status status = check_weighted_edge(overlay, edge);
    return status != ENGRAM_OK ? status : engram_overlay_add(overlay, edge);
}

engram_status engram_overlay_reweight(engram_overlay *overlay, const engram_edge *edge) {
    const engram_status status = check_weighted_edge(overlay, edge);
    return status != ENGRAM_OK ? status : engram_overlay_set(overlay, edge);
}

engram_status engram_overlay_delete(engram_overlay *overlay, const engram_edge *edge) {
    const engram_status status = check_overlay_edge(overlay, edge);
    return status != ENGRAM_OK ? status : engram_overlay_remove(overlay, edge);
}

const engram_graph *engram_overlay_view(const engram_overlay *overlay) {
    return overlay != nullptr ? engram_overlay_graph(overlay) : nullptr;
}

engram_status engram_overlay_compact(const engram_overlay *overlay, const engram_graph_options *options,
                                     const engram_allocator *allocator, engram_graph **graph) {
    if (overlay == nullptr || graph == nullptr) return ENGRAM_ERROR_NULL;
    engram_graph_options o;
    const engram_status status = first_of(check_options(options, &o), engram_check_allocator(allocator));
    if (status != ENGRAM_OK) return status;
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_overlay_flatten(overlay, static_cast<int>(o.no_pull), &memory, graph);
}
