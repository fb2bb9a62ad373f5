// SPDX-License-Identifier: MIT OR Apache-2.0
// Edges read back: rows in order, the sources of a target, the changed rows.

#include "kernels/graph/graph.h"

namespace {

struct edge_list {
    engram_edge *edges;
    uint64_t capacity, count;
};

void list_arc(edge_list &list, uint32_t source, const struct engram_row &row, uint64_t i) {
    if (list.count < list.capacity)
        list.edges[list.count] = {source, row.arcs[i].node, row.arcs[i].weight,
                                  row.types != nullptr ? row.types[i] : uint32_t{0}};
    ++list.count;
}

void list_arcs_to(edge_list &list, const struct engram_graph *graph, uint32_t source, uint32_t target) {
    const struct engram_row row = engram_row_of(graph, source);
    for (uint64_t i = 0; i < row.count; ++i)
        if (row.arcs[i].node == target) list_arc(list, source, row, i);
}

// Calls each(source) for every changed row, ascending. The children of a node do not lie in order.
template <typename Each>
void for_each_change(const struct engram_change_node *node, int shift, uint32_t above, Each &each) {
    for (uint32_t i = 0; i < 16; ++i) {
        if ((node->present >> i & 1u) == 0) continue;
        const uint32_t prefix = above | i << shift;
        if (shift == 0) each(prefix);
        else
            for_each_change(static_cast<const struct engram_change_node *>(
                                engram_node_children(node)[node->places >> (4 * i) & 15u]),
                            shift - 4, prefix, each);
    }
}

template <typename Each> void for_each_change(const struct engram_graph *graph, Each each) {
    if (graph->changes != nullptr) for_each_change(graph->changes, graph->change_shift, 0, each);
}

// The sources of a target in a prepared graph, ascending, each once; all nodes where there is no layout by target.
struct source_cursor {
    source_cursor(const struct engram_graph *from, uint32_t target) : graph(from) {
        if (graph->slice_begin == nullptr) {
            end = graph->node_count;
        } else if (target < graph->node_count) {
            const uint32_t position = graph->position[target], first_long = graph->slice_count * ENGRAM_SLICE_LANES;
            is_long = position >= first_long;
            lane = position % ENGRAM_SLICE_LANES;
            const uint32_t row = is_long ? position - first_long : position / ENGRAM_SLICE_LANES;
            at = is_long ? graph->long_begin[row] : graph->slice_begin[row];
            end = is_long ? graph->long_begin[row + 1] : graph->slice_begin[row + 1];
        }
    }

    // The next source below a limit, if there is one. Never the same twice.
    bool next(uint64_t limit, uint32_t *source) {
        for (; at < end; ++at) {
            const uint64_t s = source_at(at);
            if (s >= limit) return false;
            if (s < least) continue;
            *source = static_cast<uint32_t>(s);
            least = s + 1;
            return true;
        }
        return false;
    }

    void skip(uint32_t source) { least = uint64_t{source} + 1; }

    // Padding, after the sources of a lane, is no source: it is above every limit.
    uint64_t source_at(uint64_t i) const {
        if (graph->slice_begin == nullptr) return i;
        const uint32_t position = is_long ? graph->long_arcs[i].node : graph->blocks[i].source[lane];
        return position < engram_positions(graph) ? graph->order[position] : UINT64_MAX;
    }

    const struct engram_graph *graph;
    uint64_t at = 0, end = 0, least = 0;
    uint32_t lane = 0;
    bool is_long = false;
};

} // namespace

void engram_graph_list(const struct engram_graph *graph, uint32_t first, uint64_t nodes, engram_edge *edges,
                       uint64_t capacity, uint64_t *count) {
    edge_list list = {edges, capacity, 0};
    for (uint64_t s = first; s < first + nodes; ++s) {
        const auto source = static_cast<uint32_t>(s);
        const struct engram_row row = engram_row_of(graph, source);
        if (list.count >= capacity) list.count += row.count;
        else
            for (uint64_t i = 0; i < row.count; ++i) list_arc(list, source, row, i);
    }
    *count = list.count;
}

void engram_graph_list_into(const struct engram_graph *graph, uint32_t target, engram_edge *edges, uint64_t capacity,
                            uint64_t *count) {
    edge_list list = {edges, capacity, 0};
    source_cursor cursor(graph->base != nullptr ? graph->base : graph, target);
    uint32_t source;
    for_each_change(graph, [&](uint32_t changed) {
        while (cursor.next(changed, &source)) list_arcs_to(list, graph, source, target);
        cursor.skip(changed);
        list_arcs_to(list, graph, changed, target);
    });
    while (cursor.next(UINT64_MAX, &source)) list_arcs_to(list, graph, source, target);
    *count = list.count;
}

void engram_graph_list_changed(const struct engram_graph *graph, uint32_t *sources, uint64_t capacity,
                               uint64_t *count) {
    uint64_t found = 0;
    for_each_change(graph, [&](uint32_t source) {
        if (found < capacity) sources[found] = source;
        ++found;
    });
    *count = found;
}
