// SPDX-License-Identifier: MIT OR Apache-2.0
// Activation: from the best of the legs over the links, both ways.
#include "base/heap.hpp"
#include "engram/activation.h"
#include "recall/recall.hpp"

namespace engram {

namespace {

constexpr uint64_t most_origins = 10;    // of each leg
constexpr uint64_t most_edges = 200000;  // looked at
constexpr float per_hop = 0.5f;

struct origin {
    uint32_t node;
    float value;
};

engram_spread_options options_of(uint32_t hops) {
    engram_spread_options o{};
    o.size = sizeof o;
    o.merge = ENGRAM_MERGE_SUM;
    o.retain = ENGRAM_RETAIN_KEEP;
    o.senders = ENGRAM_SENDERS_ARRIVALS;
    o.decay = ENGRAM_DECAY_PER_HOP;
    o.normaliser = ENGRAM_NORMALISE_SQRT_DEGREE;
    o.flags = ENGRAM_SPREAD_EXPLAIN;
    o.hops = hops;
    o.edge_budget = most_edges;
    o.type_mask = ~uint64_t{0};
    o.gain = 1.0f;
    o.hop_factor = per_hop;
    return o;
}

} // namespace

engram_status recollection::spread() {
    if (q.weights.activation == 0.0f || state.graph == nullptr) return ENGRAM_OK;
    array<origin> origins;
    const auto add = [&](uint32_t node, float value) {
        return node >= state.graph_nodes || value <= 0.0f || origins.push({node, value});
    };
    for (const uint64_t id : q.seeds)
        if (!add(state.node_of_id(id), 1.0f)) return f.no_memory();
    for (uint64_t i = 0; i < nearest.count && i < most_origins; ++i) {
        const uint32_t row = static_cast<uint32_t>(nearest[i].id);
        float similarity = 0.0f;
        const engram_status status = similarity_of(row, &similarity);
        if (status != ENGRAM_OK) return status;
        if (!add(state.node_of_row(row), q.weights.similarity * similarity)) return f.no_memory();
    }
    for (uint64_t i = 0; i < best_matches.count && i < most_origins; ++i)
        if (!add(state.node_of_row(best_matches[i].row), q.weights.lexical * best_matches[i].score))
            return f.no_memory();
    if (origins.count == 0) return ENGRAM_OK;
    // One value for each node, in the order of nodes: what several legs found begins with the sum.
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
    const engram_spread_options o = options_of(q.given.hops);
    engram_spread_info info{};
    info.size = sizeof info;
    const engram_seeds seeds = {sizeof seeds, 0, nodes.count, nodes.data, values.data};
    uint64_t count = 0;
    status = engram_spread_sparse(state.graph, &o, scratch.workspace, &seeds, reached.data, room, &count, &info);
    live.give_workspace(scratch);
    if (status != ENGRAM_OK)
        return status == ENGRAM_ERROR_MEMORY ? f.no_memory()
                                             : f.refuse(status, nullptr, "activation could not be spread");
    reached.count = count;
    edges = info.edges;
    is_cut = is_cut || info.truncated != 0;
    // What counts is what arrived: a memory where activation began has its own value taken off.
    for (engram_activated &a : reached) {
        uint64_t low = 0, high = nodes.count;
        while (low < high) {
            const uint64_t middle = low + (high - low) / 2;
            if (nodes[middle] < a.id) low = middle + 1;
            else high = middle;
        }
        if (low < nodes.count && nodes[low] == a.id) a.activation = a.activation - values[low];
        if (!(a.activation > 0.0f)) a.activation = 0.0f;
        else ++activated;
        if (a.activation > most_activation) most_activation = a.activation;
    }
    for (engram_activated &a : reached) {
        if (a.activation == 0.0f) continue;
        a.activation = a.activation / most_activation;
        const uint32_t row = state.row_of_node(a.id);
        if (row != no_row && is_admitted(row) && !best_reached.push({row, a.activation})) return f.no_memory();
    }
    heap_sort(best_reached.data, static_cast<size_t>(best_reached.count), [&](const row_score &a, const row_score &b) {
        return a.score != b.score ? a.score > b.score : state.id_of_row(a.row) < state.id_of_row(b.row);
    });
    return ENGRAM_OK;
}

} // namespace engram
