// SPDX-License-Identifier: MIT OR Apache-2.0
// Builds prepared graphs: one allocation, planned first, filled in one pass over the edges.

#include <cstring>

#include "kernels/graph/carve.hpp"
#include "kernels/graph/graph.h"
#include "base/heap.hpp"

namespace {

constexpr uint64_t lanes = ENGRAM_SLICE_LANES;
// Gathers index with signed 32-bit numbers, up to 16 more than nodes; larger graphs push only. Counters of in-degrees
// have 32 bits.
constexpr uint64_t most_pull_nodes = 0x7FFFFFFF - lanes;
constexpr uint64_t most_pull_edges = 0xFFFFFFFF;
// In-degrees below this are sorted by counting (16 KiB of stack), the few above by comparing.
constexpr uint32_t counted_degrees = 4096;
// A row is kept by itself where its slice would be more than half padding; 64 places are not worth that.
constexpr uint64_t tolerated_padding = 64;
constexpr uint64_t long_flag = uint64_t{1} << 63;

struct plan {
    uint32_t *degree; // of each target
    uint32_t *order;  // targets by in-degree descending, then id ascending
    uint64_t slices, long_rows, blocks, long_arcs;
};

bool wants_pull(const engram_csr *csr, int no_pull) {
    return no_pull == 0 && csr->node_count <= most_pull_nodes && csr->edge_count <= most_pull_edges;
}

void sort_by_degree(const uint32_t *degree, uint32_t nodes, uint32_t *order) {
    uint32_t count[counted_degrees] = {};
    uint32_t high = 0;
    for (uint32_t t = 0; t < nodes; ++t) {
        if (degree[t] < counted_degrees) ++count[degree[t]];
        else order[high++] = t;
    }
    heap_sort(order, high, [=](uint32_t a, uint32_t b) {
        return degree[a] != degree[b] ? degree[a] > degree[b] : a < b;
    });
    uint32_t next = high;
    for (uint32_t d = counted_degrees; d-- > 0;) {
        const uint32_t here = count[d];
        count[d] = next;
        next += here;
    }
    for (uint32_t t = 0; t < nodes; ++t)
        if (degree[t] < counted_degrees) order[count[degree[t]]++] = t;
}

// Calls row(target) for each long row and slice(first, lanes used, width) for each slice, in order.
template <typename Row, typename Slice> void lay_out(const plan &p, uint32_t nodes, Row row, Slice slice) {
    for (uint32_t i = 0; i < nodes;) {
        const uint32_t used = nodes - i < lanes ? nodes - i : static_cast<uint32_t>(lanes);
        const uint64_t width = p.degree[p.order[i]];
        uint64_t real = 0;
        for (uint32_t lane = 0; lane < used; ++lane) real += p.degree[p.order[i + lane]];
        if (width * lanes > 2 * real + tolerated_padding) row(p.order[i++]);
        else {
            slice(i, used, width);
            i += used;
        }
    }
}

engram_status make_plan(const engram_csr *csr, const engram_allocator *allocator, plan *p) {
    const uint32_t nodes = csr->node_count;
    *p = {};
    p->degree = static_cast<uint32_t *>(engram_take(allocator, uint64_t{nodes} * 8));
    if (p->degree == nullptr) return ENGRAM_ERROR_MEMORY;
    p->order = p->degree + nodes;
    std::memset(p->degree, 0, size_t{nodes} * 4);
    for (uint64_t e = 0; e < csr->edge_count; ++e) ++p->degree[csr->targets[e]];
    sort_by_degree(p->degree, nodes, p->order);
    lay_out(
        *p, nodes,
        [p](uint32_t t) {
            ++p->long_rows;
            p->long_arcs += p->degree[t];
        },
        [p](uint32_t, uint32_t, uint64_t width) {
            ++p->slices;
            p->blocks += width;
        });
    return ENGRAM_OK;
}

void drop_plan(const engram_csr *csr, const engram_allocator *allocator, plan *p) {
    engram_give(allocator, p->degree, uint64_t{csr->node_count} * 8);
}

struct pieces {
    struct engram_graph *graph;
    uint64_t *offsets;
    engram_arc *arcs;
    uint8_t *types;
    uint64_t *slice_begin;
    struct engram_block *blocks;
    uint64_t *long_begin;
    engram_arc *long_arcs;
    uint32_t *order, *position;
    uint64_t bytes;
};

pieces carve(const engram_csr *csr, const plan &p, char *base) {
    carver c = {base, 0};
    pieces x = {};
    x.graph = c.take<struct engram_graph>(1);
    x.offsets = c.take<uint64_t>(uint64_t{csr->node_count} + 1);
    x.arcs = c.take<engram_arc>(csr->edge_count);
    if (csr->types != nullptr) x.types = c.take<uint8_t>(csr->edge_count);
    if (p.slices + p.long_rows != 0) {
        x.slice_begin = c.take<uint64_t>(p.slices + 1);
        x.blocks = c.take<struct engram_block>(p.blocks);
        x.long_begin = c.take<uint64_t>(p.long_rows + 1);
        x.long_arcs = c.take<engram_arc>(p.long_arcs);
        x.order = c.take<uint32_t>(p.slices * lanes + p.long_rows);
        x.position = c.take<uint32_t>(csr->node_count);
    }
    x.bytes = c.used;
    return x;
}

// Positions, the padding, and for each target the place of its first source: block * 16 + lane, or a long arc.
void place_rows(const pieces &x, const plan &p, uint32_t nodes, uint64_t *place) {
    const auto first_long = static_cast<uint32_t>(p.slices * lanes);
    const uint32_t behind = first_long + static_cast<uint32_t>(p.long_rows);
    uint64_t block = 0, arc = 0;
    uint32_t slice_index = 0, row_index = 0;
    x.slice_begin[0] = 0;
    x.long_begin[0] = 0;
    lay_out(
        p, nodes,
        [&](uint32_t t) {
            place[t] = arc | long_flag;
            arc += p.degree[t];
            x.order[first_long + row_index] = t;
            x.position[t] = first_long + row_index;
            x.long_begin[++row_index] = arc;
        },
        [&](uint32_t first, uint32_t used, uint64_t width) {
            for (uint32_t lane = 0; lane < lanes; ++lane) {
                const uint32_t t = lane < used ? p.order[first + lane] : nodes,
                               at = slice_index * ENGRAM_SLICE_LANES + lane;
                x.order[at] = t;
                const uint64_t sources = lane < used ? p.degree[t] : 0;
                if (lane < used) {
                    place[t] = block * lanes + lane;
                    x.position[t] = at;
                }
                for (uint64_t b = sources; b < width; ++b) {
                    x.blocks[block + b].source[lane] = behind;
                    x.blocks[block + b].weight[lane] = 0.0f;
                }
            }
            block += width;
            x.slice_begin[++slice_index] = block;
        });
}

// Sources ascend, so each target gets its sources in ascending order.
void fill_by_target(const engram_csr *csr, const pieces &x, uint64_t *place) {
    // Two looks ahead hide the two misses of an edge: its counter, then its block.
    constexpr uint64_t near = 24, far = 48;
    const uint64_t edges = csr->edge_count;
    uint64_t e = 0;
    for (uint32_t s = 0; s < csr->node_count; ++s) {
        const uint64_t end = x.offsets[s + 1];
        const uint32_t source = x.position[s];
        for (; e < end; ++e) {
            if (e + far < edges) __builtin_prefetch(place + csr->targets[e + far], 1);
            if (e + near < edges) {
                const uint64_t ahead = place[csr->targets[e + near]];
                const struct engram_block *b = x.blocks + ((ahead & ~long_flag) / lanes);
                if ((ahead & long_flag) == 0) {
                    __builtin_prefetch(b->source, 1);
                    __builtin_prefetch(b->weight, 1);
                }
            }
            uint64_t &at = place[csr->targets[e]];
            if ((at & long_flag) != 0) {
                x.long_arcs[at & ~long_flag] = {source, csr->weights[e]};
                ++at;
            } else {
                x.blocks[at / lanes].source[at % lanes] = source;
                x.blocks[at / lanes].weight[at % lanes] = csr->weights[e];
                at += lanes;
            }
        }
    }
}

struct odd_weights {
    uint64_t negative, extreme;
};

// How many weights are negative, and how many extreme.
odd_weights fill_by_source(const engram_csr *csr, const pieces &x) {
    for (uint64_t i = 0; i <= csr->node_count; ++i) x.offsets[i] = engram_offset_at(csr, i);
    odd_weights odd = {0, 0};
    for (uint64_t e = 0; e < csr->edge_count; ++e) {
        x.arcs[e] = {csr->targets[e], csr->weights[e]};
        odd.negative += csr->weights[e] < 0.0f;
        odd.extreme += engram_is_extreme(csr->weights[e]) != 0;
    }
    if (x.types != nullptr && csr->edge_count != 0) std::memcpy(x.types, csr->types, csr->edge_count);
    return odd;
}

} // namespace

engram_status engram_graph_measure(const engram_csr *csr, int no_pull, const engram_allocator *allocator,
                                   uint64_t *bytes) {
    plan p = {};
    if (wants_pull(csr, no_pull)) {
        const engram_status status = make_plan(csr, allocator, &p);
        if (status != ENGRAM_OK) return status;
    }
    *bytes = carve(csr, p, nullptr).bytes;
    drop_plan(csr, allocator, &p);
    return ENGRAM_OK;
}

engram_status engram_graph_build(const engram_csr *csr, int no_pull, const engram_allocator *allocator,
                                 struct engram_graph **graph) {
    const uint32_t nodes = csr->node_count;
    plan p = {};
    if (wants_pull(csr, no_pull)) {
        const engram_status status = make_plan(csr, allocator, &p);
        if (status != ENGRAM_OK) return status;
    }
    const uint64_t bytes = carve(csr, p, nullptr).bytes;
    auto *memory = static_cast<char *>(engram_take(allocator, bytes));
    auto *place = p.degree == nullptr ? nullptr : static_cast<uint64_t *>(engram_take(allocator, uint64_t{nodes} * 8));
    if (memory == nullptr || (p.degree != nullptr && place == nullptr)) {
        engram_give(allocator, memory, bytes);
        engram_give(allocator, place, uint64_t{nodes} * 8);
        drop_plan(csr, allocator, &p);
        return ENGRAM_ERROR_MEMORY;
    }
    const pieces x = carve(csr, p, memory);
    const odd_weights odd = fill_by_source(csr, x);
    if (x.slice_begin != nullptr) {
        place_rows(x, p, nodes, place);
        if (place != nullptr) fill_by_target(csr, x, place); // null: no nodes
    }
    *x.graph = {
        .node_count = nodes, .base_count = nodes,
        .slice_count = static_cast<uint32_t>(p.slices), .long_count = static_cast<uint32_t>(p.long_rows),
        .edge_count = csr->edge_count,
        .padding = p.degree == nullptr ? 0 : p.blocks * lanes - (csr->edge_count - p.long_arcs),
        .bytes = bytes,
        .negative_count = odd.negative,
        .extreme_count = odd.extreme,
        .offsets = x.offsets, .arcs = x.arcs, .types = x.types,
        .slice_begin = x.slice_begin, .blocks = x.blocks,
        .long_begin = x.long_begin, .long_arcs = x.long_arcs, .order = x.order, .position = x.position,
        .base = nullptr, .changes = nullptr, .change_shift = 0, .is_view = 0, .changed_count = 0,
        .references = 1,
        .allocator = *allocator,
    };
    engram_give(allocator, place, uint64_t{nodes} * 8);
    drop_plan(csr, allocator, &p);
    *graph = x.graph;
    return ENGRAM_OK;
}

void engram_graph_free(struct engram_graph *graph) {
    if (graph == nullptr || graph->is_view || !engram_let_go(&graph->references)) return;
    const engram_allocator allocator = graph->allocator;
    struct engram_graph *base = graph->base;
    if (base != nullptr) engram_changes_free(&allocator, graph->changes, graph->change_shift);
    engram_give(&allocator, graph, base != nullptr ? sizeof *graph : graph->bytes);
    engram_graph_free(base);
}
