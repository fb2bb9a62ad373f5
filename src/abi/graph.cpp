// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/graph.h"

#include "abi/graph_check.h"
#include "kernels/graph/graph.h"

namespace {

engram_status refuse_graph(const char *argument) { return engram_refuse(ENGRAM_ERROR_GRAPH, argument); }

// What both calls that take a view ask of it, contents and all, and of what comes with it.
engram_status check_view(const engram_csr *csr, const engram_graph_options *options, const engram_allocator *allocator,
                         engram_csr *view, engram_graph_options *o) {
    ENGRAM_REFUSE(engram_check_csr(csr, view));
    ENGRAM_REFUSE(engram_check_graph_options(options, o));
    ENGRAM_REFUSE(engram_check_allocator(allocator));
    const struct engram_csr_fault first = engram_csr_first_fault(view);
    return first.text == nullptr ? ENGRAM_OK : refuse_graph(first.text);
}

engram_status check_graph_and_count(const engram_graph *graph, const uint64_t *count) {
    ENGRAM_REQUIRE(graph != nullptr, ENGRAM_ERROR_NULL, "graph");
    return engram_check_out(count, sizeof *count, "count");
}

// A list that is written and how long it is are two outputs.
engram_status check_count_apart(struct engram_piece list, const uint64_t *count) {
    return engram_check_apart(list, {count, 1, sizeof *count, "count"});
}

} // namespace

engram_status engram_csr_validate(const engram_csr *csr, uint64_t *position, const char **fault) {
    engram_csr known;
    ENGRAM_REFUSE(engram_check_csr(csr, &known));
    ENGRAM_REFUSE(engram_check_spare(position, sizeof *position, "position"));
    ENGRAM_REFUSE(engram_check_spare(fault, sizeof *fault, "fault"));
    const struct engram_csr_fault first = engram_csr_first_fault(&known);
    if (first.text == nullptr) return ENGRAM_OK;
    if (position != nullptr) *position = first.position;
    if (fault != nullptr) *fault = first.text;
    return refuse_graph(first.text);
}

engram_status engram_graph_size(const engram_csr *csr, const engram_graph_options *options,
                                const engram_allocator *allocator, uint64_t *bytes) {
    engram_csr known;
    engram_graph_options o;
    ENGRAM_REFUSE(check_view(csr, options, allocator, &known, &o));
    ENGRAM_REFUSE(engram_check_out(bytes, sizeof *bytes, "bytes"));
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_unnamed(engram_graph_measure(&known, static_cast<int>(o.no_pull), &memory, bytes));
}

engram_status engram_graph_create(const engram_csr *csr, const engram_graph_options *options,
                                  const engram_allocator *allocator, engram_graph **graph) {
    engram_csr known;
    engram_graph_options o;
    ENGRAM_REFUSE(check_view(csr, options, allocator, &known, &o));
    ENGRAM_REFUSE(engram_check_out(graph, sizeof *graph, "graph"));
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_unnamed(engram_graph_build(&known, static_cast<int>(o.no_pull), &memory, graph));
}

engram_status engram_graph_create_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                             const engram_graph_options *options, const engram_allocator *allocator,
                                             engram_graph **graph, uint64_t *position) {
    engram_graph_options o;
    ENGRAM_REFUSE(engram_check_graph_options(options, &o));
    ENGRAM_REFUSE(engram_check_allocator(allocator));
    ENGRAM_REFUSE(engram_check_edges(edges, edge_count, "edges"));
    ENGRAM_REFUSE(engram_check_out(graph, sizeof *graph, "graph"));
    ENGRAM_REFUSE(engram_check_spare(position, sizeof *position, "position"));
    const engram_allocator memory = engram_allocator_or_default(allocator);
    uint64_t at = 0;
    const engram_status built = engram_graph_from_edges(node_count, edges, edge_count, o.duplicates,
                                                        static_cast<int>(o.no_pull), &memory, graph, &at);
    if (built != ENGRAM_ERROR_GRAPH) return engram_unnamed(built);
    if (position != nullptr) *position = at;
    return refuse_graph("edges: an id, weight or type out of range, a repetition, or a sum that is no float");
}

void engram_graph_destroy(engram_graph **graph) {
    if (graph == nullptr) return;
    engram_graph_free(*graph);
    *graph = nullptr;
}

engram_status engram_graph_describe(const engram_graph *graph, engram_graph_info *info) {
    ENGRAM_REQUIRE(graph != nullptr, ENGRAM_ERROR_NULL, "graph");
    ENGRAM_REQUIRE(info != nullptr, ENGRAM_ERROR_NULL, "info");
    ENGRAM_REFUSE(engram_check_out_struct(info, sizeof *info, alignof(engram_graph_info), 8, "info.size"));
    const engram_graph_info all = {
        .size = sizeof all, .node_count = graph->node_count, .edge_count = graph->edge_count, .bytes = graph->bytes,
        .padding = graph->padding, .slices = graph->slice_count, .long_rows = graph->long_count,
        .changed_rows = graph->changed_count, .base_bytes = graph->base != nullptr ? graph->base->bytes : 0,
        .negative_edges = graph->negative_count,
    };
    engram_write_struct(info, &all);
    return ENGRAM_OK;
}

engram_status engram_graph_outgoing(const engram_graph *graph, uint32_t node, engram_arcs *arcs) {
    ENGRAM_REQUIRE(graph != nullptr, ENGRAM_ERROR_NULL, "graph");
    ENGRAM_REQUIRE(node < graph->node_count, ENGRAM_ERROR_ARGUMENT, "node: below the graph's node_count");
    ENGRAM_REFUSE(engram_check_out(arcs, alignof(engram_arcs), "arcs"));
    const struct engram_row row = engram_row_of(graph, node);
    *arcs = row.count != 0 ? engram_arcs{row.arcs, row.types, row.count} : engram_arcs{nullptr, nullptr, 0};
    return ENGRAM_OK;
}

engram_status engram_graph_incoming(const engram_graph *graph, uint32_t node, engram_edge *edges, uint64_t capacity,
                                    uint64_t *count) {
    ENGRAM_REFUSE(check_graph_and_count(graph, count));
    ENGRAM_REQUIRE(node < graph->node_count, ENGRAM_ERROR_ARGUMENT, "node: below the graph's node_count");
    ENGRAM_REFUSE(engram_check_edges(edges, capacity, "edges"));
    ENGRAM_REFUSE(check_count_apart({edges, capacity, sizeof *edges, "edges"}, count));
    engram_graph_list_into(graph, node, edges, capacity, count);
    return ENGRAM_OK;
}

engram_status engram_graph_edges(const engram_graph *graph, uint32_t first, uint64_t node_count, engram_edge *edges,
                                 uint64_t capacity, uint64_t *count) {
    ENGRAM_REFUSE(check_graph_and_count(graph, count));
    ENGRAM_REQUIRE(first <= graph->node_count, ENGRAM_ERROR_ARGUMENT, "first: up to the graph's node_count");
    ENGRAM_REQUIRE(node_count <= graph->node_count - first, ENGRAM_ERROR_ARGUMENT,
                   "node_count: up to the graph's, less first");
    ENGRAM_REFUSE(engram_check_edges(edges, capacity, "edges"));
    ENGRAM_REFUSE(check_count_apart({edges, capacity, sizeof *edges, "edges"}, count));
    engram_graph_list(graph, first, node_count, edges, capacity, count);
    return ENGRAM_OK;
}

engram_status engram_graph_changes(const engram_graph *graph, uint32_t *sources, uint64_t capacity, uint64_t *count) {
    ENGRAM_REFUSE(check_graph_and_count(graph, count));
    ENGRAM_REFUSE(engram_check_piece({sources, capacity, sizeof *sources, "sources"}));
    ENGRAM_REFUSE(check_count_apart({sources, capacity, sizeof *sources, "sources"}, count));
    engram_graph_list_changed(graph, sources, capacity, count);
    return ENGRAM_OK;
}

engram_status engram_graph_image_size(const engram_graph *graph, uint64_t *bytes) {
    ENGRAM_REQUIRE(graph != nullptr, ENGRAM_ERROR_NULL, "graph");
    ENGRAM_REFUSE(engram_check_out(bytes, sizeof *bytes, "bytes"));
    *bytes = engram_image_bytes(graph);
    return ENGRAM_OK;
}

engram_status engram_graph_image_write(const engram_graph *graph, void *image, uint64_t capacity, uint64_t *bytes) {
    ENGRAM_REQUIRE(graph != nullptr, ENGRAM_ERROR_NULL, "graph");
    ENGRAM_REFUSE(engram_check_piece({image, capacity, 1, "image"}));
    ENGRAM_REFUSE(engram_check_spare(bytes, sizeof *bytes, "bytes"));
    ENGRAM_REFUSE(check_count_apart({image, capacity, 1, "image"}, bytes));
    const uint64_t needed = engram_image_bytes(graph);
    if (bytes != nullptr) *bytes = needed;
    ENGRAM_REQUIRE(capacity >= needed, ENGRAM_ERROR_BUFFER, "capacity: engram_graph_image_size() or more");
    engram_image_write(graph, image);
    return ENGRAM_OK;
}

engram_status engram_graph_create_from_image(const void *image, uint64_t bytes, const engram_graph_options *options,
                                             const engram_allocator *allocator, engram_graph **graph,
                                             const char **fault) {
    engram_graph_options o;
    ENGRAM_REFUSE(engram_check_graph_options(options, &o));
    ENGRAM_REFUSE(engram_check_allocator(allocator));
    ENGRAM_REFUSE(engram_check_piece({image, bytes, 1, "image"}));
    ENGRAM_REFUSE(engram_check_out(graph, sizeof *graph, "graph"));
    ENGRAM_REFUSE(engram_check_spare(fault, sizeof *fault, "fault"));
    const engram_allocator memory = engram_allocator_or_default(allocator);
    const char *text = nullptr;
    const engram_status made = engram_image_read(image, bytes, static_cast<int>(o.no_pull), &memory, graph, &text);
    if (made != ENGRAM_ERROR_GRAPH) return engram_unnamed(made);
    if (fault != nullptr) *fault = text;
    return refuse_graph(text);
}
