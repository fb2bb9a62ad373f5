// SPDX-License-Identifier: MIT OR Apache-2.0
// Spreading on a prepared graph, each hop by one of the schedules of hop_listed.cpp and hop_dense.cpp. The
// cheapest by the number of edges is taken.

#include "kernels/activation/spread.h"

#include <cstring>

#include "kernels/activation/marks.hpp"
#include "kernels/activation/run.hpp"

namespace {

// Looking at a node costs about an eighth of marking a target.
constexpr uint64_t nodes_per_mark = 8;
// A pulled edge, and a node that is pulled to, cost about half of a pushed edge or less, but a pull
// takes all edges and all nodes.
constexpr uint64_t pulls_per_push = 2;

bool pays_to_pull(const engram_run &r, uint64_t edges) {
    return edges >= (r.graph->edge_count + r.graph->node_count) / pulls_per_push;
}

bool can_pull(const engram_run &r) {
    const engram_spread_options *o = r.o;
    return r.graph->slice_begin != nullptr && r.graph->edge_count != 0 && !sends_arrivals(r) &&
           o->type_mask == ~uint64_t{0} && o->suppressive_types == 0 && o->type_factors == nullptr &&
           o->normaliser != ENGRAM_NORMALISE_FAN &&
           !(o->normaliser == ENGRAM_NORMALISE_WEIGHT_SUM && r.graph->extreme_count != 0) && o->refractory_hops == 0 && !has(r, ENGRAM_SPREAD_EXPLAIN);
}

bool can_sweep(const engram_run &r) { return !sends_arrivals(r) && r.o->suppressive_types == 0; }

// Whether a pull of all edges pays after a pull, where value covers all nodes; edges gets those that carry.
bool pulls_again(const engram_run &r, uint64_t *edges) {
    const struct engram_graph *graph = r.graph;
    const bool placed = r.layout == engram_layout::by_position;
    *edges = graph->edge_count - r.table->silent(graph, placed ? graph->order : nullptr, r.w->value,
                                                 placed ? engram_positions(graph) : graph->node_count);
    const bool in_budget = r.o->edge_budget == 0 || *edges <= r.o->edge_budget - r.info.edges;
    return in_budget && pays_to_pull(r, *edges);
}

// One hop by the cheapest schedule; whether there was anything to do, and a budget to do it with.
bool hop_once(engram_run &r, uint32_t hop, bool pullable) {
    struct engram_workspace *w = r.w;
    const uint32_t nodes = r.graph->node_count;
    if (r.layout != engram_layout::listed) {
        uint64_t edges = 0;
        // After a push many may be silent: those that are not are listed, and counted below.
        if (pullable && r.layout != engram_layout::swept && pulls_again(r, &edges)) {
            r.info.edges += r.sent = edges;
            engram_hop_pulled(&r, hop);
            return true;
        }
        engram_run_by_node(&r);
        r.active_count = r.table->active(w->value, nodes, w->active);
    }
    if ((sends_arrivals(r) ? r.traveler_count : r.active_count) == 0) {
        r.info.converged = 1;
        return false;
    }
    engram_senders from;
    engram_choose_senders(&r, hop, &from);
    if (r.info.truncated != 0 && from.edges == 0) return false;
    r.info.edges += r.sent = from.edges;
    const bool marking = from.edges + r.active_count < nodes / nodes_per_mark;
    if (pullable && r.info.truncated == 0 && pays_to_pull(r, from.edges)) engram_hop_pulled(&r, hop);
    else if (!marking && can_sweep(r)) engram_hop_swept(&r, hop, &from);
    else {
        engram_run_by_list(&r);
        engram_hop_listed(&r, hop, &from, marking);
    }
    return true;
}

// After a hop in which nobody might send, and nothing changed: the last of those that are like it.
uint64_t last_silent(const engram_run &r, uint64_t hop) {
    uint64_t first = r.o->hops;
    for (uint64_t i = 0; i < r.active_count; ++i) {
        const uint64_t until = uint64_t{r.w->last_sent[r.w->active[i]].hop} + r.o->refractory_hops;
        first = until < first ? until : first;
    }
    return first > hop ? first : hop;
}

void spread(engram_run &r) {
    const bool pullable = can_pull(r);
    const uint64_t silence = r.o->refractory_hops, factors = r.o->decay == ENGRAM_DECAY_FROM_SOURCE ? r.o->decay_count : 0;
    for (uint64_t hop = 1; hop <= r.o->hops && hop_once(r, static_cast<uint32_t>(hop), pullable); ++hop) {
        if (silence != 0 && r.still != 0 && r.sent == 0 && r.info.converged == 0 && !sends_arrivals(r)) {
            const uint64_t last = last_silent(r, hop);
            r.still += last - hop;
            hop = last;
        }
        r.info.hops = static_cast<uint32_t>(hop);
        // When all have had their turn, by factors that stay the same, and nothing has changed, nothing will.
        r.info.converged |= r.still > silence && hop > factors + silence;
        if (r.info.truncated != 0 || r.info.converged != 0) break;
    }
    engram_run_by_node(&r);
}

struct engram_nodes nodes_of(const engram_run &r) {
    if (r.layout != engram_layout::listed) return {nullptr, r.graph->node_count};
    return {r.w->active, r.active_count};
}

void shape_last(const engram_run &r) {
    const struct engram_nodes nodes = nodes_of(r);
    const bool done = r.info.hops != 0;
    if (!(done && has(r, ENGRAM_SPREAD_INHIBIT_EACH))) engram_shape_inhibit(r.o, nodes, r.w->value);
    engram_shape_threshold(r.o->gate, nodes, r.w->value);
    if (!(done && has(r, ENGRAM_SPREAD_SQUASH_EACH))) engram_shape_squash(r.table, r.o, nodes, r.w->value);
}

// Every array back to zero, by list where there is one.
void clear(engram_run &r) {
    engram_run_clear_travel(&r);
    const bool is_listed = r.layout == engram_layout::listed;
    engram_run_by_list(&r);
    struct engram_workspace *w = r.w;
    if (!is_listed) std::memset(w->value, 0, (size_t{r.graph->node_count} + ENGRAM_WORKSPACE_BEHIND) * sizeof(float));
    else
        for (uint64_t i = 0; i < r.active_count; ++i) w->value[w->active[i]] = 0.0f;
}

// Where nodes carry no types, options about types may as well say so: the plain loops then answer.
engram_spread_options simplified(const engram_spread_options &options, const struct engram_graph *graph) {
    engram_spread_options o = options;
    const bool untyped = graph->types == nullptr && graph->changes == nullptr && o.type_factors == nullptr;
    if (untyped && (o.type_mask & 1u) != 0 && (o.suppressive_types & 1u) == 0) {
        o.type_mask = ~uint64_t{0};
        o.suppressive_types = 0;
    }
    return o;
}

engram_run start(const struct engram_graph *graph, const engram_spread_options *o, struct engram_workspace *w) {
    engram_run r = {};
    r.graph = graph;
    r.o = o;
    r.w = w;
    r.table = engram_activation_active();
    r.epoch = engram_workspace_epoch(w);
    return r;
}

void start_traveling(engram_run &r) {
    if (!sends_arrivals(r)) return;
    struct engram_workspace *w = r.w;
    for (uint64_t i = 0; i < r.active_count; ++i) {
        const uint32_t v = w->active[i];
        w->travelers[i] = v;
        w->travel[v] = w->value[v];
    }
    r.traveler_count = r.active_count;
}

void seed(engram_run &r, const engram_seeds &seeds) {
    struct engram_workspace *w = r.w;
    for (uint64_t i = 0; i < seeds.count; ++i) {
        mark(w->marks, seeds.ids[i]);
        w->value[seeds.ids[i]] += seeds.values != nullptr ? seeds.values[i] : 1.0f;
    }
    const uint64_t marked = engram_marks_collect(w, r.graph->node_count, w->active);
    engram_shape_threshold(r.o->node_threshold, {w->active, marked}, w->value);
    for (uint64_t i = 0; i < marked; ++i) {
        const uint32_t v = w->active[i];
        if (w->value[v] == 0.0f) continue;
        if (has(r, ENGRAM_SPREAD_EXPLAIN)) w->origins[v] = {__builtin_fabsf(w->value[v]), 0, ENGRAM_NO_NODE, r.epoch};
        w->active[r.active_count++] = v;
    }
    start_traveling(r);
}

void explain(const engram_run &r, engram_activated *results, uint64_t count) {
    const struct engram_origin *origins = r.w->origins;
    for (uint64_t i = 0; i < count; ++i) {
        engram_activated &result = results[i];
        result.hop = origins[result.id].hop;
        result.predecessor = origins[result.id].predecessor;
        result.seed = result.id;
        while (origins[result.seed].predecessor != ENGRAM_NO_NODE) result.seed = origins[result.seed].predecessor;
    }
    r.w->explained = r.epoch;
}

} // namespace

int engram_has_ways(const struct engram_workspace *w) { return w->epoch != 0 && w->explained == w->epoch; }

uint64_t engram_way_to(const struct engram_workspace *w, uint32_t node, uint32_t *path, uint64_t capacity) {
    if (w->origins[node].epoch != w->explained) return 0;
    uint64_t length = 0;
    for (uint32_t v = node; v != ENGRAM_NO_NODE; v = w->origins[v].predecessor) ++length;
    uint64_t at = length;
    for (uint32_t v = node; v != ENGRAM_NO_NODE; v = w->origins[v].predecessor)
        if (--at < capacity) path[at] = v;
    return length;
}

void engram_prepared_sparse(const struct engram_graph *graph, const engram_spread_options *options,
                        struct engram_workspace *workspace, const engram_seeds *seeds, engram_activated *results,
                        uint64_t capacity, uint64_t *count, engram_spread_info *info) {
    const engram_spread_options o = simplified(*options, graph);
    engram_run r = start(graph, &o, workspace);
    seed(r, *seeds);
    spread(r);
    shape_last(r);
    if (has(r, ENGRAM_SPREAD_DROP_SEEDS))
        for (uint64_t i = 0; i < seeds->count; ++i) workspace->value[seeds->ids[i]] = 0.0f;
    engram_run_clear_travel(&r);
    const struct engram_selected s =
        engram_shape_select(r.table, nodes_of(r), workspace->value, workspace->keys, results, capacity);
    if (has(r, ENGRAM_SPREAD_EXPLAIN)) explain(r, results, s.written);
    *count = s.written;
    r.info.active = s.active;
    r.info.nan_count = s.nan_count;
    *info = r.info;
    clear(r);
}

void engram_prepared_dense(const struct engram_graph *graph, const engram_spread_options *options,
                       struct engram_workspace *workspace, const engram_executor *executor, float *activations,
                       engram_spread_info *info) {
    const engram_spread_options o = simplified(*options, graph);
    engram_run r = start(graph, &o, workspace);
    r.executor = executor;
    const uint32_t nodes = graph->node_count;
    for (uint32_t v = 0; v < nodes; ++v) workspace->value[v] = activations[v] + 0.0f;
    engram_shape_threshold(o.node_threshold, {nullptr, nodes}, workspace->value);
    if (!sends_arrivals(r)) r.layout = engram_layout::dense;
    else {
        r.active_count = r.table->active(workspace->value, nodes, workspace->active);
        start_traveling(r);
    }
    spread(r);
    shape_last(r);
    for (uint32_t v = 0; v < nodes; ++v) activations[v] = workspace->value[v] + 0.0f;
    r.table->canonical(activations, nodes);
    for (uint32_t v = 0; v < nodes; ++v) {
        r.info.active += activations[v] != 0.0f && activations[v] == activations[v];
        r.info.nan_count += activations[v] != activations[v];
    }
    *info = r.info;
    clear(r);
}
