// SPDX-License-Identifier: MIT OR Apache-2.0
// The part of engram/graph.h that changes graphs.
#include "engram/graph.h"

#include "abi/graph_check.h"
#include "kernels/graph/graph.h"

namespace {

engram_status check_place(const engram_overlay *overlay, const engram_edge *edge) {
    ENGRAM_REQUIRE(overlay != nullptr, ENGRAM_ERROR_NULL, "overlay");
    ENGRAM_REFUSE(engram_check_edges(edge, 1, "edge"));
    const uint32_t nodes = overlay->view.node_count;
    ENGRAM_REQUIRE(edge->source < nodes, ENGRAM_ERROR_ARGUMENT, "edge.source: below the overlay's node_count");
    ENGRAM_REQUIRE(edge->target < nodes, ENGRAM_ERROR_ARGUMENT, "edge.target: below the overlay's node_count");
    ENGRAM_REQUIRE(edge->type <= 63, ENGRAM_ERROR_ARGUMENT, "edge.type: from 0 to 63");
    return ENGRAM_OK;
}

engram_status check_weight(float weight, const char *argument) {
    ENGRAM_REQUIRE(weight - weight == 0.0f, ENGRAM_ERROR_ARGUMENT, argument);
    return ENGRAM_OK;
}

// What the kernels say of an edge that is looked for.
engram_status found(engram_status status) {
    return status == ENGRAM_ERROR_ARGUMENT ? engram_refuse(status, "edge: there is none of this source, target and type")
                                           : engram_unnamed(status);
}

// An edge by its index among those of its source.
engram_status check_index(const engram_overlay *overlay, uint32_t source, uint64_t index) {
    ENGRAM_REQUIRE(overlay != nullptr, ENGRAM_ERROR_NULL, "overlay");
    ENGRAM_REQUIRE(source < overlay->view.node_count, ENGRAM_ERROR_ARGUMENT, "source: below the overlay's node_count");
    ENGRAM_REQUIRE(index < engram_row_of(&overlay->view, source).count, ENGRAM_ERROR_ARGUMENT,
                   "index: below the number of edges of source");
    return ENGRAM_OK;
}

} // namespace

engram_status engram_overlay_create(const engram_graph *base, uint32_t node_count, const engram_allocator *allocator,
                                    engram_overlay **overlay) {
    ENGRAM_REQUIRE(base != nullptr, ENGRAM_ERROR_NULL, "base");
    ENGRAM_REFUSE(engram_check_out(overlay, sizeof *overlay, "overlay"));
    ENGRAM_REFUSE(engram_check_allocator(allocator));
    ENGRAM_REQUIRE(node_count >= base->node_count, ENGRAM_ERROR_ARGUMENT, "node_count: the base's or more");
    ENGRAM_REQUIRE(base->base == nullptr, ENGRAM_ERROR_ARGUMENT, "base: a prepared graph");
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_unnamed(engram_overlay_make(base, node_count, &memory, overlay));
}

void engram_overlay_destroy(engram_overlay **overlay) {
    if (overlay == nullptr) return;
    engram_overlay_free(*overlay);
    *overlay = nullptr;
}

engram_status engram_overlay_grow(engram_overlay *overlay, uint32_t node_count) {
    ENGRAM_REQUIRE(overlay != nullptr, ENGRAM_ERROR_NULL, "overlay");
    ENGRAM_REQUIRE(node_count >= overlay->view.node_count, ENGRAM_ERROR_ARGUMENT, "node_count: the overlay's or more");
    return engram_unnamed(engram_overlay_widen(overlay, node_count));
}

engram_status engram_overlay_append(engram_overlay *overlay, const engram_edge *edge) {
    ENGRAM_REFUSE(check_place(overlay, edge));
    ENGRAM_REFUSE(check_weight(edge->weight, "edge.weight: finite"));
    return engram_unnamed(engram_overlay_add(overlay, edge));
}

engram_status engram_overlay_reweight(engram_overlay *overlay, const engram_edge *edge) {
    ENGRAM_REFUSE(check_place(overlay, edge));
    ENGRAM_REFUSE(check_weight(edge->weight, "edge.weight: finite"));
    return found(engram_overlay_set(overlay, edge));
}

engram_status engram_overlay_delete(engram_overlay *overlay, const engram_edge *edge) {
    ENGRAM_REFUSE(check_place(overlay, edge));
    return found(engram_overlay_remove(overlay, edge));
}

engram_status engram_overlay_reweight_at(engram_overlay *overlay, uint32_t source, uint64_t index, float weight) {
    ENGRAM_REFUSE(check_index(overlay, source, index));
    ENGRAM_REFUSE(check_weight(weight, "weight: finite"));
    return engram_unnamed(engram_overlay_set_at(overlay, source, index, weight));
}

engram_status engram_overlay_delete_at(engram_overlay *overlay, uint32_t source, uint64_t index) {
    ENGRAM_REFUSE(check_index(overlay, source, index));
    return engram_unnamed(engram_overlay_remove_at(overlay, source, index));
}

const engram_graph *engram_overlay_view(const engram_overlay *overlay) {
    return overlay != nullptr ? &overlay->view : nullptr;
}

engram_status engram_overlay_snapshot(const engram_overlay *overlay, engram_graph **graph) {
    ENGRAM_REQUIRE(overlay != nullptr, ENGRAM_ERROR_NULL, "overlay");
    ENGRAM_REFUSE(engram_check_out(graph, sizeof *graph, "graph"));
    return engram_unnamed(engram_overlay_freeze(overlay, graph));
}

engram_status engram_overlay_compact(const engram_overlay *overlay, const engram_graph_options *options,
                                     const engram_allocator *allocator, engram_graph **graph) {
    ENGRAM_REQUIRE(overlay != nullptr, ENGRAM_ERROR_NULL, "overlay");
    ENGRAM_REFUSE(engram_check_out(graph, sizeof *graph, "graph"));
    engram_graph_options o;
    ENGRAM_REFUSE(engram_check_graph_options(options, &o));
    ENGRAM_REFUSE(engram_check_allocator(allocator));
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_unnamed(engram_overlay_flatten(overlay, static_cast<int>(o.no_pull), &memory, graph));
}
