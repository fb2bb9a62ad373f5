// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// One spread on its way, and the schedules of a hop. All give the same bits.

#include "kernels/activation/spread.h"
#include "kernels/activation/shape.h"

// Where the values of a run lie, and what its other arrays hold.
enum class engram_layout {
    listed,      // value is 0 but for the nodes in active, next and arrivals are 0
    swept,       // value covers all nodes, and there is no list; next is in any state, arrivals are 0
    dense,       // the same, most values are likely not 0, and arrivals too are in any state
    by_position, // as dense, but in the graph's order of positions
};

struct engram_run {
    const struct engram_graph *graph;
    const engram_spread_options *o;
    struct engram_workspace *w;
    const engram_executor *executor;
    const struct engram_activation_ops *table; // one for the whole call
    uint64_t active_count, traveler_count;
    uint64_t sent;  // edges of the last hop
    uint64_t still; // hops in a row that have changed nothing
    enum engram_layout layout;
    uint32_t epoch;
    engram_spread_info info;
};

// Who sends in a hop. Where the budget cuts rows short, shares has them, ascending: each halves what is left of it at least.
struct engram_senders {
    const uint32_t *list;
    uint64_t count, edges;
    struct engram_share shares[64];
    uint32_t share_count;
};

namespace {

inline bool has(const engram_run &r, uint32_t flag) { return (r.o->flags & flag) != 0; }
inline bool sends_arrivals(const engram_run &r) { return r.o->senders == ENGRAM_SENDERS_ARRIVALS; }
// Whether arrivals are merged into the retained value edge by edge.
inline bool is_direct(const engram_run &r) { return !sends_arrivals(r) && r.o->retain != ENGRAM_RETAIN_MAX; }

// How much of its value a node keeps: 0 replaces infinities too.
inline float kept_by(const engram_spread_options *o) {
    return o->retain == ENGRAM_RETAIN_REPLACE ? 0.0f : o->retain == ENGRAM_RETAIN_RETENTION ? o->retention : 1.0f;
}

// NaN is NaN, whatever its bits.
inline bool differ(float a, float b) { return a != b && (a == a || b == b); }

inline void swap_values(engram_run &r) {
    float *old = r.w->value;
    r.w->value = r.w->next;
    r.w->next = old;
}

} // namespace

ENGRAM_INTERNAL_BEGIN

// What senders do in a hop: set step.into and marks.
struct engram_step engram_run_step(const struct engram_run *run, uint32_t hop, const struct engram_senders *senders);
void engram_run_shape_each(struct engram_run *run, struct engram_nodes nodes, float *values);
// Compares next with value: how much has changed, and whether anything has.
void engram_run_measure_change(struct engram_run *run, struct engram_nodes nodes);
void engram_run_clear_travel(struct engram_run *run);

// Those that may send in a hop, as far as the budget goes; info.truncated where it does not go far enough.
void engram_choose_senders(struct engram_run *run, uint32_t hop, struct engram_senders *senders);

// Pushes and marks what was touched: work grows with the edges. Pushes with all nodes looked at, their values in one
// piece. Pulls everywhere.
void engram_hop_listed(struct engram_run *run, uint32_t hop, const struct engram_senders *senders, bool marking);
void engram_hop_swept(struct engram_run *run, uint32_t hop, const struct engram_senders *senders);
void engram_hop_pulled(struct engram_run *run, uint32_t hop);

// Values back in the order of nodes; from there to a list, which has been made.
void engram_run_by_node(struct engram_run *run);
void engram_run_by_list(struct engram_run *run);

ENGRAM_INTERNAL_END
