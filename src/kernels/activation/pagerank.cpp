// SPDX-License-Identifier: MIT OR Apache-2.0
// Personalised PageRank: power iteration over pulls, and forward push.

#include "kernels/activation/pagerank.h"

#include <cstring>

#include "kernels/activation/shape.h"
#include "kernels/activation/spread.h"

namespace {

// The seeds' shares, summing to 1, by node into share; the seeds themselves, ascending, into list.
uint64_t share_out(struct engram_workspace *w, uint32_t nodes, const engram_seeds *seeds, uint32_t *list, float *share) {
    const auto value_of = [=](uint64_t i) { return seeds->values != nullptr ? static_cast<double>(seeds->values[i]) : 1.0; };
    double sum = 0.0;
    for (uint64_t i = 0; i < seeds->count; ++i) sum += value_of(i);
    for (uint64_t i = 0; i < seeds->count; ++i) {
        share[seeds->ids[i]] += static_cast<float>(value_of(i) / sum);
        engram_marks_set(&w->marks, seeds->ids[i]);
    }
    return engram_marks_collect(w, nodes, list);
}

double weight_sum(const struct engram_graph *graph, uint32_t s) {
    const struct engram_row row = engram_row_of(graph, s);
    double sum = 0.0;
    for (uint64_t e = 0; e < row.count; ++e) sum += static_cast<double>(row.arcs[e].weight);
    return sum;
}

// Rank or mass divided by such a sum, and times a weight again, neither overflows nor underflows. Other rows are divided
// in double, edge by edge.
bool divides_well(float sum) { return sum >= 0x1p-64f && sum <= 0x1p64f; }

float part_of(float mass, float weight, double sum) {
    return static_cast<float>(static_cast<double>(mass) * (static_cast<double>(weight) / sum));
}

// What rows with sums near the ends of the range of floats send, added after what flow() has brought.
void flow_by_parts(const struct engram_graph *graph, const float *sums, float damping, const float *value, float *next) {
    for (uint32_t v = 0; v < graph->node_count; ++v) {
        if (!(sums[v] > 0.0f) || divides_well(sums[v])) continue;
        const struct engram_row row = engram_row_of(graph, v);
        const double sum = weight_sum(graph, v);
        for (uint64_t e = 0; e < row.count; ++e) {
            const uint32_t t = row.arcs[e].node, place = graph->slice_begin != nullptr ? graph->position[t] : t;
            next[place] += part_of(damping * value[v], row.arcs[e].weight, sum);
        }
    }
}

// next = what it holds + what arrivals bring along all edges.
void flow(const struct engram_graph *graph, struct engram_workspace *w, const engram_executor *executor,
          const engram_spread_options *plain) {
    const struct engram_activation_ops *table = engram_activation_active();
    if (graph->slice_begin != nullptr) {
        const struct engram_pull pull = {graph, w->arrivals, w->next, w->next, 1.0f, ENGRAM_MERGE_SUM,
                                         0.0f, 0.0f, __builtin_nanf("")};
        engram_pull_everywhere(table, &pull, executor);
        return;
    }
    struct engram_step step = {};
    step.graph = graph;
    step.options = plain;
    step.from = w->arrivals;
    step.scale = 1.0f;
    step.into = w->next;
    step.senders = w->touched;
    for (uint32_t v = 0; v < graph->node_count; ++v)
        if (w->arrivals[v] != 0.0f) w->touched[step.sender_count++] = v;
    table->step(&step);
}

} // namespace

void engram_prepared_pagerank_power(const struct engram_graph *graph, const engram_pagerank_options *o,
                                struct engram_workspace *w, const engram_executor *executor,
                                const engram_seeds *seeds, float *ranks, engram_pagerank_info *info) {
    const uint32_t nodes = graph->node_count;
    const size_t bytes = (size_t{nodes} + ENGRAM_WORKSPACE_BEHIND) * sizeof(float);
    engram_spread_options plain;
    engram_options_preset(ENGRAM_SPREAD_PRESET_PLAIN, &plain);
    float *share = w->travel, *sums = w->suppressed;
    // Arrays that are pulled from and to are by position; value stays by node, in whose order sums are made.
    const uint32_t *position = graph->slice_begin != nullptr ? graph->position : nullptr;
    const auto place_of = [=](uint32_t v) { return position != nullptr ? position[v] : v; };
    const uint64_t seeded = share_out(w, nodes, seeds, w->active, share);
    bool has_odd_sums = false;
    for (uint32_t v = 0; v < nodes; ++v) {
        sums[v] = static_cast<float>(weight_sum(graph, v));
        has_odd_sums |= sums[v] > 0.0f && !divides_well(sums[v]);
    }
    std::memcpy(w->value, share, bytes);
    engram_pagerank_info done = {};
    const double d = static_cast<double>(o->damping);
    double change = 0.0;
    done.truncated = 1;
    while (done.iterations < o->max_iterations) {
        double lost = 0.0;
        for (uint32_t v = 0; v < nodes; ++v) {
            const bool has_edges = sums[v] > 0.0f;
            const float sent = has_edges && divides_well(sums[v]) ? o->damping * w->value[v] / sums[v] : 0.0f;
            w->arrivals[place_of(v)] = sent;
            if (!has_edges) lost += static_cast<double>(w->value[v]);
        }
        const auto again = static_cast<float>((1.0 - d) + d * lost);
        std::memset(w->next, 0, bytes);
        for (uint64_t i = 0; i < seeded; ++i) w->next[place_of(w->active[i])] = again * share[w->active[i]];
        flow(graph, w, executor, &plain);
        if (has_odd_sums) flow_by_parts(graph, sums, o->damping, w->value, w->next);
        change = 0.0;
        for (uint32_t v = 0; v < nodes; ++v) {
            const float rank = w->next[place_of(v)];
            change += __builtin_fabs(static_cast<double>(rank) - static_cast<double>(w->value[v]));
            w->value[v] = rank;
        }
        ++done.iterations;
        done.edges += graph->edge_count;
        if (change < static_cast<double>(o->tolerance)) {
            done.truncated = 0;
            break;
        }
    }
    done.error = done.iterations == 0 ? 2.0 : change * d / (1.0 - d);
    for (uint32_t v = 0; v < nodes; ++v) {
        ranks[v] = w->value[v];
        done.active += ranks[v] > 0.0f;
    }
    *info = done;
    float *const arrays[] = {w->value, w->next, w->travel, w->arrivals, w->suppressed};
    for (float *array : arrays) std::memset(array, 0, bytes);
}

namespace {

// Forward push: value holds ranks, travel residuals, arrivals the seeds' shares. A node is in the queue once at most.
struct pusher {
    const struct engram_graph *graph;
    const engram_pagerank_options *o;
    struct engram_workspace *w;
    uint32_t epoch;
    uint64_t seen, seeded; // nodes in active, seeds in senders
    uint64_t head, waiting; // of the ring in touched
};

// Adds to a residual; the node joins the queue when it now has enough to push.
void give(pusher &p, uint32_t v, float mass) {
    struct engram_workspace *w = p.w;
    struct engram_last_sent &state = w->last_sent[v];
    if (state.epoch != p.epoch) {
        state = {p.epoch, 0};
        w->active[p.seen++] = v;
    }
    w->travel[v] += mass;
    if (state.hop != 0) return;
    const uint64_t degree = engram_row_of(p.graph, v).count;
    if (!(w->travel[v] > p.o->epsilon * static_cast<float>(degree != 0 ? degree : 1))) return;
    state.hop = 1;
    uint64_t tail = p.head + p.waiting++;
    if (tail >= p.graph->node_count) tail -= p.graph->node_count;
    w->touched[tail] = v;
}

void push_one(pusher &p, uint32_t v) {
    struct engram_workspace *w = p.w;
    const float mass = w->travel[v], on = p.o->damping * mass;
    w->last_sent[v].hop = 0;
    w->travel[v] = 0.0f;
    w->value[v] += mass - on;
    const struct engram_row row = engram_row_of(p.graph, v);
    const double whole = weight_sum(p.graph, v);
    const auto sum = static_cast<float>(whole);
    if (!(sum > 0.0f)) {
        for (uint64_t i = 0; i < p.seeded; ++i) give(p, w->senders[i], on * w->arrivals[w->senders[i]]);
        return;
    }
    const float x = on / sum;
    for (uint64_t e = 0; e < row.count; ++e) {
        const float weight = row.arcs[e].weight;
        give(p, row.arcs[e].node, divides_well(sum) ? x * weight : part_of(on, weight, whole));
    }
}

} // namespace

void engram_prepared_pagerank_push(const struct engram_graph *graph, const engram_pagerank_options *o,
                               struct engram_workspace *w, const engram_seeds *seeds, engram_activated *results,
                               uint64_t capacity, uint64_t *count, engram_pagerank_info *info) {
    pusher p = {graph, o, w, engram_workspace_epoch(w), 0, 0, 0, 0};
    engram_pagerank_info done = {};
    p.seeded = share_out(w, graph->node_count, seeds, w->senders, w->arrivals);
    for (uint64_t i = 0; i < p.seeded; ++i) give(p, w->senders[i], w->arrivals[w->senders[i]]);
    while (p.waiting != 0) {
        const uint32_t v = w->touched[p.head];
        const uint64_t degree = engram_row_of(graph, v).count, cost = degree != 0 ? degree : p.seeded;
        if (o->edge_budget != 0 && cost > o->edge_budget - done.edges) {
            done.truncated = 1;
            break;
        }
        p.head = p.head + 1 == graph->node_count ? 0 : p.head + 1;
        --p.waiting;
        ++done.pushes;
        done.edges += cost;
        push_one(p, v);
    }
    for (uint64_t i = 0; i < p.seeded; ++i) w->arrivals[w->senders[i]] = 0.0f;
    const struct engram_selected s = engram_shape_select(engram_activation_active(), {w->active, p.seen}, w->value, w->keys, results,
                                                         capacity);
    *count = s.written;
    done.active = s.active;
    for (uint64_t i = 0; i < p.seen; ++i) {
        done.error += static_cast<double>(w->travel[w->active[i]]);
        w->travel[w->active[i]] = 0.0f;
        w->value[w->active[i]] = 0.0f;
    }
    *info = done;
}
