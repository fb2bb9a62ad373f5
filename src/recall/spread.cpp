// SPDX-License-Identifier: MIT OR Apache-2.0
// Activation: from the best of the legs over the links.
#include "base/heap.hpp"
#include "recall/recall.hpp"
#include "space/build.hpp"

namespace engram {

namespace {

struct origin {
    uint32_t node;
    float value;
};

// The types of links there are lie in the lower half of the mask, the ways back along them in the upper.
uint64_t types_of(uint32_t flags) {
    constexpr uint64_t forward = (uint64_t{1} << most_link_types) - 1;
    const uint32_t both = ENGRAM_RECALL_FORWARD | ENGRAM_RECALL_BACKWARD;
    if ((flags & both) == 0 || (flags & both) == both) return ~uint64_t{0};
    return (flags & ENGRAM_RECALL_FORWARD) != 0 ? forward : ~forward;
}

} // namespace

engram_status recollection::spread_steps(const engram_seeds &seeds, uint64_t room, engram_workspace *workspace) {
    engram_spread_options o{};
    o.size = sizeof o;
    o.merge = ENGRAM_MERGE_SUM;
    o.retain = ENGRAM_RETAIN_KEEP;
    o.senders = ENGRAM_SENDERS_ARRIVALS;
    o.decay = ENGRAM_DECAY_PER_HOP;
    o.normaliser = ENGRAM_NORMALISE_SQRT_DEGREE;
    o.flags = ENGRAM_SPREAD_EXPLAIN;
    o.hops = q.activation.hops;
    o.edge_budget = links;
    o.type_mask = types_of(q.activation.flags);
    o.gain = 1.0f;
    o.hop_factor = q.activation.step;
    engram_spread_info info{};
    info.size = sizeof info;
    const engram_status status = engram_spread_sparse(state.graph, &o, workspace, &seeds, reached.data, room,
                                                      &reached.count, &info);
    edges = info.edges;
    is_cut = is_cut || info.truncated != 0;
    // What counts is what arrived: a memory where activation began has its own value taken off.
    take_beginnings(seeds, 1.0);
    return status;
}

// A rank is a share of all that there was at the beginning, and of what stayed there.
engram_status recollection::spread_rank(const engram_seeds &seeds, uint64_t room, engram_workspace *workspace) {
    engram_pagerank_options o{};
    o.size = sizeof o;
    o.damping = q.activation.damping;
    o.epsilon = 1e-5f;
    o.dangling = ENGRAM_DANGLING_SEEDS;
    o.edge_budget = links;
    engram_pagerank_info info{};
    info.size = sizeof info;
    const engram_status status = engram_pagerank_push(state.graph, &o, workspace, &seeds, reached.data, room,
                                                      &reached.count, &info);
    edges = info.edges;
    is_cut = is_cut || info.truncated != 0;
    double total = 0.0;
    for (uint64_t i = 0; i < seeds.count; ++i) total = total + seeds.values[i];
    for (engram_activated &a : reached) a.activation = static_cast<float>(a.activation * total);
    take_beginnings(seeds, 1.0 - q.activation.damping);
    return status;
}

void recollection::take_beginnings(const engram_seeds &seeds, double share) {
    for (engram_activated &a : reached) {
        uint64_t low = 0, high = seeds.count;
        while (low < high) {
            const uint64_t middle = low + (high - low) / 2;
            if (seeds.ids[middle] < a.id) low = middle + 1;
            else high = middle;
        }
        if (low < seeds.count && seeds.ids[low] == a.id)
            a.activation = static_cast<float>(a.activation - share * seeds.values[low]);
        if (!(a.activation > 0.0f)) a.activation = 0.0f;
        else ++activated;
    }
}

engram_status recollection::spread() {
    if (q.weights.activation == 0.0f || state.graph == nullptr) return ENGRAM_OK;
    array<origin> origins;
    float best = 1.0f;
    for (const candidate &one : candidates) {
        const float value = relevance(one);
        if (!(value > 0.0f)) continue;
        if (value > best) best = value;
        if (one.node < state.graph_nodes && !origins.push({one.node, value})) return f.no_memory();
    }
    for (const uint64_t id : q.seeds) {
        const uint32_t node = state.node_of_id(id);
        if (node < state.graph_nodes && !origins.push({node, best})) return f.no_memory();
    }
    if (origins.count == 0) return ENGRAM_OK;
    // One value for each node, in the order of nodes: what several found begins with the sum.
    heap_sort(origins.data, static_cast<size_t>(origins.count),
              [](const origin &a, const origin &b) { return a.node != b.node ? a.node < b.node : a.value < b.value; });
    array<uint32_t> nodes;
    array<float> values;
    for (const origin &o : origins) {
        if (nodes.count != 0 && nodes.last() == o.node) values.last() = values.last() + o.value;
        else if (!nodes.push(o.node) || !values.push(o.value)) return f.no_memory();
    }
    const uint64_t room = state.graph_nodes < 65536 ? state.graph_nodes : 65536;
    if (!reached.resize(room)) return f.no_memory();
    scratch_graph scratch{};
    engram_status status = live.take_workspace(state.graph_nodes, &scratch, f);
    if (status != ENGRAM_OK) return status;
    reached.count = 0;
    const engram_seeds seeds = {sizeof seeds, 0, nodes.count, nodes.data, values.data};
    status = q.activation.method == ENGRAM_RECALL_PAGERANK ? spread_rank(seeds, room, scratch.workspace)
                                                           : spread_steps(seeds, room, scratch.workspace);
    live.give_workspace(scratch);
    if (status != ENGRAM_OK)
        return status == ENGRAM_ERROR_MEMORY ? f.no_memory()
                                             : f.refuse(status, nullptr, "activation could not be spread");
    for (const engram_activated &a : reached) {
        if (a.activation == 0.0f) continue;
        const uint32_t row = state.row_of_node(a.id);
        if (row != no_row && is_admitted(row) && !best_reached.push({row, a.activation})) return f.no_memory();
    }
    order(&best_reached);
    return ENGRAM_OK;
}

} // namespace engram
