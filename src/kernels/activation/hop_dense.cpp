// SPDX-License-Identifier: MIT OR Apache-2.0
// Hops that look at all nodes: by pushing, with values by node, and by pulling, with values by position.

#include "kernels/activation/run.hpp"

#include <cstring>

namespace {

// Places after the nodes, or after the positions: 0 in every array, as are those of lanes without a target.
constexpr size_t behind = ENGRAM_WORKSPACE_BEHIND;

void to_positions(const struct engram_graph *graph, const float *by_node, float *by_position) {
    const uint32_t count = engram_positions(graph);
    for (uint32_t p = 0; p < count; ++p) by_position[p] = by_node[graph->order[p]];
    std::memset(by_position + count, 0, (graph->node_count + behind - count) * sizeof(float));
}

void to_nodes(const struct engram_graph *graph, const float *by_position, float *by_node) {
    const uint32_t nodes = graph->node_count;
    for (uint32_t v = 0; v < nodes; ++v) by_node[v] = by_position[graph->position[v]];
    std::memset(by_node + nodes, 0, behind * sizeof(float));
}

void by_position(engram_run &r) {
    if (r.layout == engram_layout::by_position) return;
    to_positions(r.graph, r.w->value, r.w->next);
    swap_values(r);
}

// Ties and sums that go by the order of the nodes.
bool shapes_by_node(const engram_run &r) {
    return (has(r, ENGRAM_SPREAD_INHIBIT_EACH) && r.o->inhibition == ENGRAM_INHIBIT_TOP_MEAN) || r.o->node_cap != 0 ||
           r.o->convergence == ENGRAM_CONVERGE_L1;
}

void both_by_node(engram_run &r) {
    struct engram_workspace *w = r.w;
    float *free = w->arrivals;
    to_nodes(r.graph, w->next, free);
    w->arrivals = w->next;
    w->next = free;
    free = w->arrivals;
    to_nodes(r.graph, w->value, free);
    w->arrivals = w->value;
    w->value = free;
}

// The larger of what arrived and of what there was; an arrival of 0 is none, NaN is not larger.
void keep_larger(const engram_run &r) {
    if (r.o->retain != ENGRAM_RETAIN_MAX) return;
    const float *value = r.w->value;
    float *next = r.w->next;
    const size_t count = r.graph->node_count + behind;
    for (size_t i = 0; i < count; ++i) next[i] = next[i] != 0.0f && next[i] > value[i] ? next[i] : value[i];
}

void end_hop(engram_run &r, engram_layout layout) {
    const bool placed = layout == engram_layout::by_position;
    const struct engram_nodes all = {nullptr, placed ? engram_positions(r.graph) : r.graph->node_count};
    engram_run_shape_each(&r, all, r.w->next);
    engram_run_measure_change(&r, all);
    swap_values(r);
    r.layout = layout;
}

size_t bytes_of(const engram_run &r) { return (size_t{r.graph->node_count} + behind) * sizeof(float); }

// What a pull has left there.
void clear_arrivals(const engram_run &r) {
    if (r.layout == engram_layout::dense) std::memset(r.w->arrivals, 0, bytes_of(r));
}

} // namespace

void engram_run_by_node(struct engram_run *run) {
    if (run->layout != engram_layout::by_position) return;
    to_nodes(run->graph, run->w->value, run->w->next);
    swap_values(*run);
    run->layout = engram_layout::dense;
}

void engram_run_by_list(struct engram_run *run) {
    if (run->layout == engram_layout::listed) return;
    engram_run_by_node(run);
    clear_arrivals(*run);
    std::memset(run->w->next, 0, bytes_of(*run));
    run->layout = engram_layout::listed;
}

void engram_hop_pulled(struct engram_run *run, uint32_t hop) {
    engram_run &r = *run;
    const engram_spread_options *o = r.o;
    by_position(r);
    struct engram_workspace *w = r.w;
    const struct engram_step step = engram_run_step(run, hop, nullptr);
    const float *sent = w->value;
    if (step.scale != 1.0f || o->normaliser != ENGRAM_NORMALISE_NONE || o->node_factors != nullptr) {
        engram_send_everywhere(r.table, &step, w->arrivals, r.executor);
        sent = w->arrivals;
    }
    const float ceiling = o->inhibition == ENGRAM_INHIBIT_CEILING ? o->ceiling : __builtin_nanf("");
    // Where the larger stays, arrivals are a chain of their own.
    const float kept = o->retain == ENGRAM_RETAIN_MAX ? 0.0f : kept_by(o);
    const struct engram_pull pull = {r.graph, sent, w->value, w->next, kept, o->merge, o->limit, o->edge_threshold,
                                     ceiling};
    engram_pull_everywhere(r.table, &pull, r.executor);
    keep_larger(r);
    const bool by_node = shapes_by_node(r);
    if (by_node) both_by_node(r);
    end_hop(r, by_node ? engram_layout::dense : engram_layout::by_position);
}

void engram_hop_swept(struct engram_run *run, uint32_t hop, const struct engram_senders *from) {
    engram_run &r = *run;
    struct engram_workspace *w = r.w;
    const float kept = r.o->retain == ENGRAM_RETAIN_MAX ? 0.0f : kept_by(r.o);
    if (kept == 1.0f) std::memcpy(w->next, w->value, bytes_of(r));
    else if (kept == 0.0f) std::memset(w->next, 0, bytes_of(r));
    else r.table->retain(w->value, kept, r.graph->node_count + behind, w->next);
    struct engram_step step = engram_run_step(run, hop, from);
    step.into = w->next;
    r.table->step(&step);
    keep_larger(r);
    clear_arrivals(r);
    end_hop(r, engram_layout::swept);
}
