// SPDX-License-Identifier: MIT OR Apache-2.0
// Spreading on a prepared graph. Three schedules for a hop: push and mark what was touched, push and look at all nodes,
// pull everywhere. All give the same bits; the cheapest by the number of edges is taken.

#include "kernels/activation/core.h"

#include <cstring>

#include "base/fma.h"
#include "kernels/activation/heap.h"
#include "kernels/activation/shape.h"

namespace {

// Looking at a node costs about an eighth of marking a target.
constexpr uint64_t nodes_per_mark = 8;
// A pulled edge, and a node that is pulled to, cost about half of a pushed edge (docs/activation.md), but a pull takes
// all edges and all nodes.
constexpr uint64_t pulls_per_push = 2;

struct run {
    const struct engram_graph *graph;
    const engram_spread_options *o;
    struct engram_workspace *w;
    const engram_executor *executor;
    const struct engram_activation_ops *table;
    uint64_t active_count, traveler_count;
    bool everywhere; // value covers all nodes and there is no list; next is in any state
    bool wide;       // some array was written all over
    uint32_t epoch;
    engram_spread_info info;
};

bool has(const run &r, uint32_t flag) { return (r.o->flags & flag) != 0; }
bool sends_arrivals(const run &r) { return r.o->senders == ENGRAM_SENDERS_ARRIVALS; }
// Whether arrivals are merged into the retained value edge by edge.
bool is_direct(const run &r) { return !sends_arrivals(r) && r.o->retain != ENGRAM_RETAIN_MAX; }

bool pays_to_pull(const run &r, uint64_t edges) {
    return edges >= (r.graph->edge_count + r.graph->node_count) / pulls_per_push;
}

bool can_pull(const run &r) {
    const engram_spread_options *o = r.o;
    return r.graph->slice_begin != nullptr && r.graph->edge_count != 0 && is_direct(r) &&
           o->merge == ENGRAM_MERGE_SUM && o->type_mask == ~uint64_t{0} && o->suppressive_types == 0 &&
           o->type_factors == nullptr && o->edge_threshold == 0.0f && o->inhibition != ENGRAM_INHIBIT_CEILING &&
           o->normaliser != ENGRAM_NORMALISE_FAN && o->refractory_hops == 0 && !has(r, ENGRAM_SPREAD_EXPLAIN);
}

float retained(const engram_spread_options *o, float value) {
    if (o->retain == ENGRAM_RETAIN_REPLACE) return 0.0f;
    // A retention of 0 replaces, of infinities too.
    if (o->retain == ENGRAM_RETAIN_RETENTION) return o->retention != 0.0f ? o->retention * value : 0.0f;
    return value;
}

// What a node has after arrivals c that were merged by themselves.
float combined(const engram_spread_options *o, float value, float c) {
    const float base = retained(o, value);
    if (c == 0.0f) return base;
    if (o->retain == ENGRAM_RETAIN_MAX) return c > base ? c : base;
    switch (o->merge) {
    case ENGRAM_MERGE_SUM: return base + c;
    case ENGRAM_MERGE_CLAMPED_SUM: return base + c > o->limit ? o->limit : base + c;
    case ENGRAM_MERGE_MAX: return c > base ? c : base;
    default: return engram_fma_f32(c, 1.0f - base, base);
    }
}

float decay_at(const engram_spread_options *o, uint32_t hop) {
    switch (o->decay) {
    case ENGRAM_DECAY_PER_HOP: return o->hop_factor;
    case ENGRAM_DECAY_FROM_SOURCE: {
        if (hop > o->decay_count) return 0.0f;
        const float before = hop == 1 ? 1.0f : o->decay_table[hop - 2];
        return before > 0.0f ? o->decay_table[hop - 1] / before : 0.0f;
    }
    default: return 1.0f;
    }
}

struct engram_step make_step(const run &r, uint32_t hop) {
    struct engram_step step = {};
    step.graph = r.graph;
    step.options = r.o;
    step.from = sends_arrivals(r) ? r.w->travel : r.w->value;
    step.scale = r.o->gain * decay_at(r.o, hop);
    step.value = r.w->value;
    step.suppressed = r.o->suppressive_types != 0 ? r.w->suppressed : nullptr;
    step.origins = has(r, ENGRAM_SPREAD_EXPLAIN) ? r.w->origins : nullptr;
    step.epoch = r.epoch;
    step.hop = hop;
    return step;
}

// From all nodes to a list of those with a value.
void list_active(run &r) {
    const float *value = r.w->value;
    r.active_count = r.table->collect(value, value, value, value, r.graph->node_count, r.w->active);
    std::memset(r.w->next, 0, r.graph->node_count * sizeof(float));
    r.everywhere = false;
}

uint64_t edges_of(const struct engram_graph *graph, uint32_t s) { return engram_row_of(graph, s).count; }

uint64_t edges_of_all(const run &r, const uint32_t *list, uint64_t count) {
    uint64_t edges = 0;
    for (uint64_t i = 0; i < count; ++i) {
        if (i + 16 < count && list[i + 16] < r.graph->base_count) __builtin_prefetch(r.graph->offsets + list[i + 16]);
        edges += edges_of(r.graph, list[i]);
    }
    return edges;
}

// The strongest senders whose edges fit the rest of the budget, in ascending order again.
uint64_t cut_to_budget(const run &r, uint32_t *senders, uint64_t count, const float *from, uint64_t left,
                       uint64_t *edges) {
    heap_sort(senders, static_cast<size_t>(count), [=](uint32_t a, uint32_t b) {
        const float x = __builtin_fabsf(from[a]), y = __builtin_fabsf(from[b]);
        if (x != x || y != y) return y != y && (x == x || a < b);
        return x != y ? x > y : a < b;
    });
    uint64_t kept = 0;
    *edges = 0;
    for (; kept < count; ++kept) {
        const uint64_t more = edges_of(r.graph, senders[kept]);
        if (more > left - *edges) break;
        *edges += more;
    }
    heap_sort(senders, static_cast<size_t>(kept), [](uint32_t a, uint32_t b) { return a < b; });
    return kept;
}

struct senders {
    const uint32_t *list;
    uint64_t count, edges;
};

senders choose_senders(run &r, const float *from, uint32_t hop) {
    struct engram_workspace *w = r.w;
    const uint32_t *list = sends_arrivals(r) ? w->travelers : w->active;
    uint64_t count = sends_arrivals(r) ? r.traveler_count : r.active_count;
    if (r.o->refractory_hops != 0) {
        uint64_t ready = 0;
        for (uint64_t i = 0; i < count; ++i) {
            const struct engram_last_sent last = w->last_sent[list[i]];
            if (last.epoch != r.epoch || hop - last.hop > r.o->refractory_hops) w->senders[ready++] = list[i];
        }
        list = w->senders;
        count = ready;
    }
    uint64_t edges = edges_of_all(r, list, count);
    const uint64_t left = r.o->edge_budget - r.info.edges;
    if (r.o->edge_budget != 0 && edges > left) {
        if (list != w->senders && count != 0) std::memcpy(w->senders, list, count * sizeof *list);
        count = cut_to_budget(r, w->senders, count, from, left, &edges);
        list = w->senders;
        r.info.truncated = 1;
    }
    if (r.o->refractory_hops != 0)
        for (uint64_t i = 0; i < count; ++i) w->last_sent[list[i]] = {r.epoch, hop};
    return {list, count, edges};
}

void shape_each(run &r, struct engram_nodes nodes, float *values) {
    if (has(r, ENGRAM_SPREAD_INHIBIT_EACH)) engram_shape_inhibit(r.o, nodes, values);
    if (has(r, ENGRAM_SPREAD_SQUASH_EACH)) engram_shape_squash(r.o, nodes, values);
    engram_shape_threshold(r.o->node_threshold, nodes, values);
    if (engram_shape_cap(r.o->node_cap, nodes, values, r.w->senders) != 0) r.info.capped = 1;
}

// In ascending order and in double, so that no schedule shows.
void measure_change(run &r, struct engram_nodes nodes) {
    if (r.o->convergence == ENGRAM_CONVERGE_NONE) return;
    double change = 0.0;
    for (uint64_t i = 0; i < nodes.count; ++i) {
        const uint64_t v = nodes.list != nullptr ? nodes.list[i] : i;
        const double d = __builtin_fabs(static_cast<double>(r.w->next[v]) - static_cast<double>(r.w->value[v]));
        if (r.o->convergence == ENGRAM_CONVERGE_L1) change += d;
        else if (d > change || d != d) change = d;
    }
    r.info.change = change;
    r.info.converged = change < static_cast<double>(r.o->tolerance);
}

void hop_pulling(run &r, uint32_t hop) {
    struct engram_workspace *w = r.w;
    const uint32_t nodes = r.graph->node_count;
    const struct engram_step step = make_step(r, hop);
    const float *sent = w->value;
    if (step.scale != 1.0f || r.o->normaliser != ENGRAM_NORMALISE_NONE || r.o->node_factors != nullptr) {
        r.table->send(&step, w->arrivals, 0, nodes);
        sent = w->arrivals;
    }
    const float retention = r.o->retain == ENGRAM_RETAIN_KEEP ? 1.0f
                            : r.o->retain == ENGRAM_RETAIN_REPLACE ? 0.0f : r.o->retention;
    const struct engram_pull pull = {r.graph, sent, w->value, w->next, retention};
    engram_pull_everywhere(r.table, &pull, r.executor);
    const struct engram_nodes all = {nullptr, nodes};
    shape_each(r, all, w->next);
    measure_change(r, all);
    float *old = w->value;
    w->value = w->next;
    w->next = old;
    r.wide = true;
}

void begin_hop(run &r, bool marking) {
    struct engram_workspace *w = r.w;
    const bool direct = is_direct(r);
    if (!direct && !marking) return;
    for (uint64_t i = 0; i < r.active_count; ++i) {
        const uint32_t v = w->active[i];
        if (direct) w->next[v] = retained(r.o, w->value[v]);
        if (marking) engram_marks_set(&w->marks, v);
    }
}

uint64_t collect(const run &r, bool marking) {
    struct engram_workspace *w = r.w;
    const uint32_t nodes = r.graph->node_count;
    if (marking) return engram_marks_collect(w, nodes, w->touched);
    // Arrays that are not in use are all 0: one that is stands in for them.
    const float *value = w->value;
    return r.table->collect(value, w->next, is_direct(r) ? value : w->arrivals,
                            r.o->suppressive_types == 0 ? value : w->suppressed, nodes, w->touched);
}

// What the edges brought becomes the nodes' next values.
void merge_hop(const run &r, uint64_t count) {
    struct engram_workspace *w = r.w;
    const uint32_t *touched = w->touched;
    float *next = w->next;
    if (!is_direct(r))
        for (uint64_t i = 0; i < count; ++i)
            next[touched[i]] = combined(r.o, w->value[touched[i]], w->arrivals[touched[i]]);
    if (r.o->suppressive_types == 0) return;
    for (uint64_t i = 0; i < count; ++i) {
        const uint32_t v = touched[i];
        const float less = w->suppressed[v];
        w->suppressed[v] = 0.0f;
        if (less == 0.0f) continue;
        const float x = next[v] - less;
        next[v] = x > 0.0f || x != x ? x : 0.0f;
    }
}

void clear_travel(run &r) {
    for (uint64_t i = 0; i < r.traveler_count; ++i) r.w->travel[r.w->travelers[i]] = 0.0f;
    r.traveler_count = 0;
}

void commit_hop(run &r, uint64_t count) {
    struct engram_workspace *w = r.w;
    float *value = w->value, *next = w->next;
    uint32_t *touched = w->touched;
    clear_travel(r);
    if (!is_direct(r)) {
        for (uint64_t i = 0; i < count; ++i) {
            const uint32_t v = touched[i];
            const float c = w->arrivals[v];
            w->arrivals[v] = 0.0f;
            if (!sends_arrivals(r) || c == 0.0f || next[v] == 0.0f) continue;
            w->travel[v] = c;
            w->travelers[r.traveler_count++] = v;
        }
    }
    uint64_t active = 0;
    for (uint64_t i = 0; i < count; ++i) {
        const uint32_t v = touched[i];
        const float x = next[v] + 0.0f; // +0 for -0, which fused steps and shaping may leave
        next[v] = 0.0f;
        value[v] = x;
        touched[active] = v;
        active += x != 0.0f;
    }
    w->touched = w->active;
    w->active = touched;
    r.active_count = active;
}

void hop_pushing(run &r, uint32_t hop, const senders &from) {
    struct engram_workspace *w = r.w;
    const bool marking = from.edges + r.active_count < r.graph->node_count / nodes_per_mark;
    begin_hop(r, marking);
    struct engram_step step = make_step(r, hop);
    step.senders = from.list;
    step.sender_count = from.count;
    step.into = is_direct(r) ? w->next : w->arrivals;
    if (marking) step.marks = w->marks;
    r.table->step(&step);
    const uint64_t count = collect(r, marking);
    merge_hop(r, count);
    const struct engram_nodes touched = {w->touched, count};
    shape_each(r, touched, w->next);
    measure_change(r, touched);
    commit_hop(r, count);
}

// One hop by the cheapest schedule; whether there was anything to do.
bool hop_once(run &r, uint32_t hop, bool pullable) {
    if (r.everywhere) {
        const uint64_t edges =
            pullable ? r.graph->edge_count - r.table->silent(r.graph->offsets, r.w->value, 0, r.graph->node_count) : 0;
        const bool in_budget = r.o->edge_budget == 0 || edges <= r.o->edge_budget - r.info.edges;
        if (pullable && in_budget && pays_to_pull(r, edges)) {
            r.info.edges += edges;
            hop_pulling(r, hop);
            return true;
        }
        list_active(r);
    }
    if ((sends_arrivals(r) ? r.traveler_count : r.active_count) == 0) return false;
    const senders from = choose_senders(r, sends_arrivals(r) ? r.w->travel : r.w->value, hop);
    r.info.edges += from.edges;
    if (pullable && r.info.truncated == 0 && pays_to_pull(r, from.edges)) {
        hop_pulling(r, hop);
        r.everywhere = true;
    } else {
        hop_pushing(r, hop, from);
    }
    return true;
}

void spread(run &r) {
    const bool pullable = can_pull(r);
    for (uint32_t hop = 1; hop <= r.o->hops; ++hop) {
        if (!hop_once(r, hop, pullable)) {
            r.info.converged = 1;
            break;
        }
        r.info.hops = hop;
        if (r.info.truncated != 0 || r.info.converged != 0) break;
    }
}

struct engram_nodes nodes_of(const run &r) {
    if (r.everywhere) return {nullptr, r.graph->node_count};
    return {r.w->active, r.active_count};
}

void shape_last(const run &r) {
    const struct engram_nodes nodes = nodes_of(r);
    const bool done = r.info.hops != 0;
    if (!(done && has(r, ENGRAM_SPREAD_INHIBIT_EACH))) engram_shape_inhibit(r.o, nodes, r.w->value);
    engram_shape_threshold(r.o->gate, nodes, r.w->value);
    if (!(done && has(r, ENGRAM_SPREAD_SQUASH_EACH))) engram_shape_squash(r.o, nodes, r.w->value);
}

// Every array back to zero, by list where there is one.
void clear(run &r) {
    clear_travel(r);
    struct engram_workspace *w = r.w;
    const size_t bytes = r.graph->node_count * sizeof(float);
    if (r.wide) {
        std::memset(w->value, 0, bytes);
        std::memset(w->next, 0, bytes);
        std::memset(w->arrivals, 0, bytes);
        return;
    }
    if (r.everywhere) std::memset(w->value, 0, bytes);
    for (uint64_t i = 0; i < r.active_count; ++i) w->value[w->active[i]] = 0.0f;
}

// Where nodes carry no types, options about types may as well say so: the plain loops then answer.
engram_spread_options simplified(const engram_spread_options &options, const struct engram_graph *graph) {
    engram_spread_options o = options;
    const bool untyped = graph->types == nullptr && graph->slot == nullptr && o.type_factors == nullptr;
    if (untyped && (o.type_mask & 1u) != 0 && (o.suppressive_types & 1u) == 0) {
        o.type_mask = ~uint64_t{0};
        o.suppressive_types = 0;
    }
    if (o.squash == ENGRAM_SQUASH_NONE) o.flags &= ~uint32_t{ENGRAM_SPREAD_SQUASH_EACH};
    return o;
}

run start(const struct engram_graph *graph, const engram_spread_options *o, struct engram_workspace *w) {
    run r = {};
    r.graph = graph;
    r.o = o;
    r.w = w;
    r.table = engram_activation_active();
    r.epoch = engram_workspace_epoch(w);
    return r;
}

void start_traveling(run &r) {
    if (!sends_arrivals(r)) return;
    struct engram_workspace *w = r.w;
    for (uint64_t i = 0; i < r.active_count; ++i) {
        const uint32_t v = w->active[i];
        w->travelers[i] = v;
        w->travel[v] = w->value[v];
    }
    r.traveler_count = r.active_count;
}

void seed(run &r, const uint32_t *seeds, const float *values, uint32_t count) {
    struct engram_workspace *w = r.w;
    for (uint32_t i = 0; i < count; ++i) {
        engram_marks_set(&w->marks, seeds[i]);
        w->value[seeds[i]] += values != nullptr ? values[i] : 1.0f;
    }
    const uint64_t marked = engram_marks_collect(w, r.graph->node_count, w->active);
    engram_shape_threshold(r.o->node_threshold, {w->active, marked}, w->value);
    for (uint64_t i = 0; i < marked; ++i) {
        const uint32_t v = w->active[i];
        if (has(r, ENGRAM_SPREAD_EXPLAIN)) w->origins[v] = {__builtin_fabsf(w->value[v]), 0, ENGRAM_NO_NODE, r.epoch};
        w->active[r.active_count] = v;
        r.active_count += w->value[v] != 0.0f;
    }
    start_traveling(r);
}

void explain(const run &r, engram_activated *results, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        const struct engram_origin &origin = r.w->origins[results[i].id];
        results[i].hop = origin.hop;
        results[i].predecessor = origin.predecessor;
        uint32_t root = results[i].id;
        while (r.w->origins[root].predecessor != ENGRAM_NO_NODE) root = r.w->origins[root].predecessor;
        results[i].seed = root;
    }
}

} // namespace

void engram_core_sparse(const struct engram_graph *graph, const engram_spread_options *options,
                        struct engram_workspace *workspace, const uint32_t *seeds, const float *values,
                        uint32_t seed_count, engram_activated *results, uint32_t capacity, uint32_t *count,
                        engram_spread_info *info) {
    const engram_spread_options o = simplified(*options, graph);
    run r = start(graph, &o, workspace);
    seed(r, seeds, values, seed_count);
    spread(r);
    shape_last(r);
    if (has(r, ENGRAM_SPREAD_DROP_SEEDS))
        for (uint32_t i = 0; i < seed_count; ++i) workspace->value[seeds[i]] = 0.0f;
    clear_travel(r);
    const struct engram_selected s =
        engram_shape_select(nodes_of(r), workspace->value, workspace->keys, results, capacity);
    if (has(r, ENGRAM_SPREAD_EXPLAIN)) explain(r, results, s.written);
    *count = s.written;
    r.info.active = s.active;
    r.info.nan_count = s.nan_count;
    *info = r.info;
    clear(r);
}

void engram_core_dense(const struct engram_graph *graph, const engram_spread_options *options,
                       struct engram_workspace *workspace, const engram_executor *executor, float *activations,
                       engram_spread_info *info) {
    const engram_spread_options o = simplified(*options, graph);
    run r = start(graph, &o, workspace);
    r.executor = executor;
    const uint32_t nodes = graph->node_count;
    for (uint32_t v = 0; v < nodes; ++v) workspace->value[v] = activations[v] + 0.0f;
    engram_shape_threshold(o.node_threshold, {nullptr, nodes}, workspace->value);
    r.everywhere = true;
    if (sends_arrivals(r)) {
        list_active(r);
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
