// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// One spread on its way, and the schedules of a hop. All give the same bits.

#include "kernels/activation/spread.h"
#include "kernels/activation/shape.h"

struct engram_run {
    const struct engram_graph *graph;
    const engram_spread_options *o;
    struct engram_workspace *w;
    const engram_executor *executor;
    const struct engram_activation_ops *table;
    uint64_t active_count, traveler_count;
    bool everywhere;  // value covers all nodes and there is no list; next is in any state
    bool by_position; // value is in the graph's order of positions, not by node; only where everywhere
    bool is_dense;    // most of value is likely not 0: everywhere, by the caller or a pull
    bool wide;        // value and next were written all over
    bool sent_wide;   // arrivals too
    uint32_t epoch;
    engram_spread_info info;
};

struct engram_senders {
    const uint32_t *list;
    uint64_t count, edges;
};

namespace {

inline bool has(const engram_run &r, uint32_t flag) { return (r.o->flags & flag) != 0; }
inline bool sends_arrivals(const engram_run &r) { return r.o->senders == ENGRAM_SENDERS_ARRIVALS; }
// Whether arrivals are merged into the retained value edge by edge.
inline bool is_direct(const engram_run &r) { return !sends_arrivals(r) && r.o->retain != ENGRAM_RETAIN_MAX; }

inline void swap_values(engram_run &r) {
    float *old = r.w->value;
    r.w->value = r.w->next;
    r.w->next = old;
}

} // namespace

ENGRAM_INTERNAL_BEGIN

// What a sender has is in step.from: set step.senders, sender_count, into and marks.
struct engram_step engram_run_step(const struct engram_run *run, uint32_t hop);
void engram_run_shape_each(struct engram_run *run, struct engram_nodes nodes, float *values);
void engram_run_measure_change(struct engram_run *run, struct engram_nodes nodes);
void engram_run_clear_travel(struct engram_run *run);

// Pushes and marks what was touched: work grows with the edges. Pushes with all nodes looked at, their values in one
// piece. Pulls everywhere.
void engram_hop_listed(struct engram_run *run, uint32_t hop, const struct engram_senders *senders, bool marking);
void engram_hop_swept(struct engram_run *run, uint32_t hop, const struct engram_senders *senders);
void engram_hop_pulled(struct engram_run *run, uint32_t hop);

// Values back in the order of nodes.
void engram_run_by_node(struct engram_run *run);

ENGRAM_INTERNAL_END
