// SPDX-License-Identifier: MIT OR Apache-2.0
// What the schedules of a hop share, and the one that keeps lists: only what was touched is looked at.

#include "kernels/activation/marks.hpp"
#include "kernels/activation/run.hpp"

#include "base/fma.h"

namespace {

float retained(const engram_spread_options *o, float value) {
    const float kept = kept_by(o);
    return kept == 1.0f ? value : kept == 0.0f ? 0.0f : kept * value;
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

void begin_hop(engram_run &r, bool marking) {
    struct engram_workspace *w = r.w;
    const bool direct = is_direct(r);
    if (!direct && !marking) return;
    for (uint64_t i = 0; i < r.active_count; ++i) {
        const uint32_t v = w->active[i];
        if (direct) w->next[v] = retained(r.o, w->value[v]);
        if (marking) mark(w->marks, v);
    }
}

uint64_t collect(const engram_run &r, bool marking) {
    struct engram_workspace *w = r.w;
    const uint32_t nodes = r.graph->node_count;
    if (marking) return engram_marks_collect(w, nodes, w->touched);
    // Arrays that are not in use are all 0: one that is stands in for them.
    const float *value = w->value;
    return r.table->collect(value, w->next, is_direct(r) ? value : w->arrivals,
                            r.o->suppressive_types == 0 ? value : w->suppressed, nodes, w->touched);
}

// What the edges brought becomes the nodes' next values.
void merge_hop(const engram_run &r, uint64_t count) {
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

void commit_hop(engram_run &r, uint64_t count) {
    struct engram_workspace *w = r.w;
    float *value = w->value, *next = w->next;
    uint32_t *touched = w->touched;
    engram_run_clear_travel(&r);
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

// ARRIVALS: whether something else travels on than in this hop.
bool sends_anew(const engram_run &r, struct engram_nodes nodes) {
    if (!sends_arrivals(r)) return false;
    const struct engram_workspace *w = r.w;
    for (uint64_t i = 0; i < nodes.count; ++i) {
        const uint32_t v = nodes.list[i];
        if (differ(w->next[v] != 0.0f ? w->arrivals[v] : 0.0f, w->travel[v])) return true;
    }
    return false;
}

} // namespace

struct engram_step engram_run_step(const struct engram_run *run, uint32_t hop, const struct engram_senders *senders) {
    const engram_run &r = *run;
    struct engram_step step = {};
    step.graph = r.graph;
    step.options = r.o;
    if (senders != nullptr) {
        step.senders = senders->list;
        step.sender_count = senders->count;
        step.shares = senders->shares;
        step.share_count = senders->share_count;
    }
    step.from = sends_arrivals(r) ? r.w->travel : r.w->value;
    step.scale = r.o->gain * decay_at(r.o, hop);
    step.value = r.w->value;
    step.suppressed = r.o->suppressive_types != 0 ? r.w->suppressed : nullptr;
    step.origins = has(r, ENGRAM_SPREAD_EXPLAIN) ? r.w->origins : nullptr;
    step.epoch = r.epoch;
    step.hop = hop;
    return step;
}

void engram_run_shape_each(struct engram_run *run, struct engram_nodes nodes, float *values) {
    engram_run &r = *run;
    if (has(r, ENGRAM_SPREAD_INHIBIT_EACH)) engram_shape_inhibit(r.o, nodes, values);
    if (has(r, ENGRAM_SPREAD_SQUASH_EACH)) engram_shape_squash(r.table, r.o, nodes, values);
    engram_shape_threshold(r.o->node_threshold, nodes, values);
    if (engram_shape_cap(r.o->node_cap, nodes, values, r.w->senders) != 0) r.info.capped = 1;
}

void engram_run_measure_change(struct engram_run *run, struct engram_nodes nodes) {
    engram_run &r = *run;
    const float *value = r.w->value, *next = r.w->next;
    const auto node_at = [=](uint64_t i) { return nodes.list != nullptr ? nodes.list[i] : i; };
    if (r.o->convergence != ENGRAM_CONVERGE_NONE) {
        // In ascending order and in double, so that no schedule shows. What stays infinite or NaN has not changed.
        double change = 0.0;
        for (uint64_t i = 0; i < nodes.count; ++i) {
            const uint64_t v = node_at(i);
            if (!differ(next[v], value[v])) continue;
            const double d = __builtin_fabs(static_cast<double>(next[v]) - static_cast<double>(value[v]));
            if (r.o->convergence == ENGRAM_CONVERGE_L1) change += d;
            else if (d > change || d != d) change = d;
        }
        r.info.change = change;
        r.info.converged = change < static_cast<double>(r.o->tolerance);
    }
    uint64_t i = 0;
    while (i < nodes.count && !differ(next[node_at(i)], value[node_at(i)])) ++i;
    r.still = i == nodes.count && !sends_anew(r, nodes) ? r.still + 1 : 0;
}

void engram_run_clear_travel(struct engram_run *run) {
    for (uint64_t i = 0; i < run->traveler_count; ++i) run->w->travel[run->w->travelers[i]] = 0.0f;
    run->traveler_count = 0;
}

void engram_hop_listed(struct engram_run *run, uint32_t hop, const struct engram_senders *from, bool marking) {
    engram_run &r = *run;
    struct engram_workspace *w = r.w;
    begin_hop(r, marking);
    struct engram_step step = engram_run_step(run, hop, from);
    step.into = is_direct(r) ? w->next : w->arrivals;
    if (marking) step.marks = w->marks;
    r.table->step(&step);
    const uint64_t count = collect(r, marking);
    merge_hop(r, count);
    const struct engram_nodes touched = {w->touched, count};
    engram_run_shape_each(run, touched, w->next);
    engram_run_measure_change(run, touched);
    commit_hop(r, count);
}
