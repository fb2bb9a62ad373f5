// SPDX-License-Identifier: MIT OR Apache-2.0
// Who sends in a hop, and along how many edges.

#include <cstring>

#include "base/heap.hpp"
#include "kernels/activation/run.hpp"

namespace {

// The edges that carry: those whose types are in the mask.
uint64_t carried_by(const engram_run &r, uint32_t s) {
    const struct engram_row row = engram_row_of(r.graph, s);
    const uint64_t mask = r.o->type_mask;
    if (mask == ~uint64_t{0}) return row.count;
    if (row.types == nullptr) return (mask & 1u) != 0 ? row.count : 0;
    uint64_t edges = 0;
    for (uint64_t e = 0; e < row.count; ++e) edges += mask >> row.types[e] & 1u;
    return edges;
}

uint64_t edges_of_all(const engram_run &r, const uint32_t *list, uint64_t count) {
    uint64_t edges = 0;
    for (uint64_t i = 0; i < count; ++i) {
        if (i + 16 < count && list[i + 16] < r.graph->base_count) __builtin_prefetch(r.graph->offsets + list[i + 16]);
        edges += carried_by(r, list[i]);
    }
    return edges;
}

// Buys edges for the senders, strongest first. One with more edges than are left takes half of them, rounded up, so that
// weaker ones get theirs; what is left after all is for those that were cut, in the same order.
void buy(const engram_run &r, uint32_t *senders, engram_senders &from, const float *value, uint64_t budget) {
    heap_sort(senders, static_cast<size_t>(from.count), [=](uint32_t a, uint32_t b) {
        const float x = __builtin_fabsf(value[a]), y = __builtin_fabsf(value[b]);
        if (x != x || y != y) return y != y && (x == x || a < b);
        return x != y ? x > y : a < b;
    });
    uint64_t kept = 0, left = budget;
    for (uint64_t i = 0; i < from.count && left != 0; ++i) {
        const uint64_t edges = carried_by(r, senders[i]), half = left / 2 + left % 2;
        if (edges > left) from.shares[from.share_count++] = {senders[i], half};
        left -= edges > left ? half : edges;
        senders[kept++] = senders[i];
    }
    for (uint32_t i = 0; i < from.share_count && left != 0; ++i) {
        struct engram_share &share = from.shares[i];
        const uint64_t rest = carried_by(r, share.node) - share.edges, more = rest < left ? rest : left;
        share.edges += more;
        left -= more;
    }
    heap_sort(senders, static_cast<size_t>(kept), [](uint32_t a, uint32_t b) { return a < b; });
    heap_sort(from.shares, from.share_count, [](const engram_share &a, const engram_share &b) { return a.node < b.node; });
    from.count = kept;
    from.edges = budget - left;
}

} // namespace

void engram_choose_senders(struct engram_run *run, uint32_t hop, struct engram_senders *senders) {
    engram_run &r = *run;
    engram_senders &from = *senders;
    struct engram_workspace *w = r.w;
    from.list = sends_arrivals(r) ? w->travelers : w->active;
    from.count = sends_arrivals(r) ? r.traveler_count : r.active_count;
    from.share_count = 0;
    if (r.o->refractory_hops != 0) {
        uint64_t ready = 0;
        for (uint64_t i = 0; i < from.count; ++i) {
            const uint32_t v = from.list[i];
            const struct engram_last_sent last = w->last_sent[v];
            if (last.epoch != r.epoch || hop - last.hop > r.o->refractory_hops) w->senders[ready++] = v;
        }
        from.list = w->senders;
        from.count = ready;
    }
    from.edges = edges_of_all(r, from.list, from.count);
    const uint64_t left = r.o->edge_budget - r.info.edges;
    if (r.o->edge_budget != 0 && from.edges > left) {
        if (from.list != w->senders && from.count != 0) std::memcpy(w->senders, from.list, from.count * sizeof *from.list);
        from.list = w->senders;
        buy(r, w->senders, from, sends_arrivals(r) ? w->travel : w->value, left);
        r.info.truncated = 1;
    }
    if (r.o->refractory_hops != 0)
        for (uint64_t i = 0; i < from.count; ++i) w->last_sent[from.list[i]] = {r.epoch, hop};
}
