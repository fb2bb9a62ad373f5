// SPDX-License-Identifier: MIT OR Apache-2.0
// Personalised PageRank by forward push. Every number is a sum of products of numbers that are not negative, so no rounding
// is more than relative: a count of them at each node makes true lower bounds of the ranks.

#include "kernels/activation/pagerank.hpp"
#include "kernels/activation/shape.h"

namespace {

// Beside each node that has been reached.
struct beside {
    double roundings; // that its rank and its residual have been through, at most
    double share;     // of a seed
};
static_assert(sizeof(beside) == sizeof(struct engram_origin));

struct pusher {
    const struct engram_graph *graph;
    const engram_pagerank_options *o;
    struct engram_workspace *w;
    double *rank, *residual;
    beside *at;
    uint32_t *seeds;
    uint32_t epoch;
    uint64_t seeded, seen;  // nodes in seeds, in active
    uint64_t head, waiting; // of the ring in touched
    double damping, epsilon;
    double share_roundings;      // of each share
    double back, back_roundings; // what nodes without out-edges have given back, and nobody has got yet
    uint64_t back_degree;
    bool back_waits;
};

// Stands in the queue for what came back: the residual of one node more, with an edge to each seed, or to every node.
constexpr uint32_t nobody = ENGRAM_NO_NODE;

void reach(pusher &p, uint32_t v) {
    p.w->last_sent[v] = {p.epoch, 0};
    p.at[v] = {0.0, 0.0};
    p.w->active[p.seen++] = v;
}

// A ring with room for every node and for nobody. Each is in it once at most.
uint64_t ring_size(const pusher &p) { return uint64_t{p.graph->node_count} + 1; }

void queue(pusher &p, uint32_t v) {
    const uint64_t tail = p.head + p.waiting++;
    p.w->touched[tail < ring_size(p) ? tail : tail - ring_size(p)] = v;
}

bool has_enough(const pusher &p, double residual, uint64_t degree) {
    return residual > p.epsilon * static_cast<double>(degree != 0 ? degree : 1);
}

void join(pusher &p, uint32_t v) {
    if (!has_enough(p, p.residual[v], engram_row_of(p.graph, v).count)) return;
    p.w->last_sent[v].hop = 1;
    queue(p, v);
}

// mass(i) to node(i), for all i below count; roundings(i) that the mass has been through.
template <typename Node, typename Mass> void give(pusher &p, uint64_t count, double roundings, Node node, Mass mass) {
    double *const residual = p.residual;
    beside *const at = p.at;
    const struct engram_last_sent *const state = p.w->last_sent;
    const uint32_t epoch = p.epoch;
    const double least = p.epsilon;
    for (uint64_t i = 0; i < count; ++i) {
        const uint32_t v = node(i);
        if (ENGRAM_UNLIKELY(state[v].epoch != epoch)) reach(p, v);
        const double before = at[v].roundings, now = residual[v] + mass(i);
        residual[v] = now;
        at[v].roundings = (before > roundings ? before : roundings) + 1.0;
        if (now > least && state[v].hop == 0) join(p, v);
    }
}

void push(pusher &p, uint32_t v) {
    const double mass = p.residual[v], on = p.damping * mass;
    p.w->last_sent[v].hop = 0;
    p.residual[v] = 0.0;
    p.rank[v] += (1.0 - p.damping) * mass;
    const double roundings = p.at[v].roundings += 3.0;
    const struct engram_row row = engram_row_of(p.graph, v);
    const double sum = engram_row_sum(row.arcs, row.count);
    if (!(sum > 0.0)) {
        p.back += on;
        p.back_roundings = (p.back_roundings > roundings ? p.back_roundings : roundings) + 2.0;
        if (!p.back_waits && has_enough(p, p.back, p.back_degree)) {
            p.back_waits = true;
            queue(p, nobody);
        }
        return;
    }
    const double x = on / sum;
    give(p, row.count, roundings + static_cast<double>(row.count) + 3.0, [=](uint64_t e) { return row.arcs[e].node; },
         [=](uint64_t e) { return x * static_cast<double>(row.arcs[e].weight); });
}

// What each seed gets of a mass.
void give_to_seeds(pusher &p, double mass, double roundings) {
    give(p, p.seeded, roundings + p.share_roundings, [&](uint64_t i) { return p.seeds[i]; },
         [&, mass](uint64_t i) { return mass * p.at[p.seeds[i]].share; });
}

void push_back(pusher &p) {
    const double mass = p.back, each = mass / static_cast<double>(p.graph->node_count);
    p.back = 0.0;
    p.back_waits = false;
    if (p.o->dangling != ENGRAM_DANGLING_ALL) return give_to_seeds(p, mass, p.back_roundings + 2.0);
    give(p, p.graph->node_count, p.back_roundings + 2.0, [](uint64_t i) { return static_cast<uint32_t>(i); },
         [=](uint64_t) { return each; });
}

// Pushes until no residual is large enough, or until the budget ends it.
void push_all(pusher &p, engram_pagerank_info &done) {
    while (p.waiting != 0) {
        const uint32_t v = p.w->touched[p.head];
        const uint64_t degree = v != nobody ? engram_row_of(p.graph, v).count : p.back_degree;
        const uint64_t cost = degree != 0 ? degree : 1;
        if (p.o->edge_budget != 0 && cost > p.o->edge_budget - done.edges) {
            done.truncated = 1;
            return;
        }
        done.edges += cost;
        p.head = p.head + 1 < ring_size(p) ? p.head + 1 : 0;
        --p.waiting;
        ++done.pushes;
        if (v != nobody) push(p, v);
        else push_back(p);
    }
}

struct engram_selected select(const pusher &p, const float *values, engram_activated *results, uint64_t capacity) {
    return engram_shape_select(engram_activation_active(), {p.w->active, p.seen}, values, p.w->keys, results, capacity);
}

} // namespace

void engram_prepared_pagerank_push(const struct engram_graph *graph, const engram_pagerank_options *o,
                                   struct engram_workspace *w, const engram_seeds *seeds, engram_activated *results,
                                   uint64_t capacity, uint64_t *count, engram_pagerank_info *info) {
    const struct engram_workspace_doubles m = engram_workspace_as_doubles(w);
    pusher p = {};
    p.graph = graph;
    p.o = o;
    p.w = w;
    p.rank = m.zero[0];
    p.residual = m.zero[1];
    p.at = reinterpret_cast<beside *>(m.pairs);
    p.seeds = w->senders;
    p.epoch = engram_workspace_epoch(w);
    p.damping = static_cast<double>(o->damping);
    p.epsilon = static_cast<double>(o->epsilon);
    p.share_roundings = static_cast<double>(seeds->count) + 2.0;
    p.seeded = share_out(w, graph->node_count, seeds, p.seeds, [&](uint32_t v) -> double & {
        if (w->last_sent[v].epoch != p.epoch) reach(p, v);
        return p.at[v].share;
    });
    p.back_degree = o->dangling == ENGRAM_DANGLING_ALL ? graph->node_count : p.seeded;
    give_to_seeds(p, 1.0, 0.0);
    engram_pagerank_info done = {};
    push_all(p, done);

    float *values = m.zero_floats;
    long_sum found;
    for (uint64_t i = 0; i < p.seen; ++i) {
        const uint32_t v = w->active[i];
        values[v] = rounded_down(p.rank[v] * (1.0 - longer_by(p.at[v].roundings + 2.0)));
        found.add(static_cast<double>(values[v]));
    }
    // The exact ranks sum to 1, and none is below what was found.
    const double missing = 1.0 - found.value() + 0x1p-50;
    done.error = missing > 0.0 ? missing : 0.0;
    done.waiting = p.back;
    const struct engram_selected ranked = select(p, values, results, capacity);
    *count = ranked.written;
    done.active = ranked.active;
    for (uint64_t i = 0; i < p.seen; ++i) {
        const uint32_t v = w->active[i];
        values[v] = static_cast<float>(p.residual[v]);
        done.residuals += values[v] > 0.0f;
    }
    if (o->residual_capacity != 0) select(p, values, o->residuals, o->residual_capacity);
    for (uint64_t i = 0; i < p.seen; ++i) {
        const uint32_t v = w->active[i];
        values[v] = 0.0f;
        p.rank[v] = p.residual[v] = 0.0;
        p.at[v] = {0.0, 0.0};
    }
    *info = done;
}
