// SPDX-License-Identifier: MIT OR Apache-2.0
// From an edge list to rows: a stable counting sort by source, then what is to be done with duplicates.

#include <cstring>

#include "base/check.h"
#include "base/refusal.h"
#include "kernels/graph/graph.h"
#include "base/heap.hpp"

namespace {

struct rows {
    uint64_t *offsets;
    uint64_t *origin; // index in the edge list; the order of a row while duplicates are looked for
    uint32_t *targets;
    float *weights;
    uint8_t *types;
    char *memory;
    uint64_t bytes;
};

bool take_rows(uint32_t nodes, uint64_t edges, const engram_allocator *allocator, rows *r) {
    uint64_t bytes;
    if (__builtin_mul_overflow(edges, uint64_t{8 + 4 + 4 + 1}, &bytes) ||
        __builtin_add_overflow(bytes, (uint64_t{nodes} + 2) * 8, &bytes))
        return false;
    r->bytes = bytes;
    r->memory = static_cast<char *>(engram_take(allocator, bytes));
    if (r->memory == nullptr) return false;
    r->offsets = reinterpret_cast<uint64_t *>(r->memory);
    r->origin = r->offsets + nodes + 2;
    r->targets = reinterpret_cast<uint32_t *>(r->origin + edges);
    r->weights = reinterpret_cast<float *>(r->targets + edges);
    r->types = reinterpret_cast<uint8_t *>(r->weights + edges);
    return true;
}

// offsets[s + 1] counts where row s goes on, and ends as the beginning of row s + 1.
void sort_by_source(uint32_t nodes, const engram_edge *edges, uint64_t count, const rows &r) {
    std::memset(r.offsets, 0, (size_t{nodes} + 2) * 8);
    for (uint64_t e = 0; e < count; ++e) ++r.offsets[edges[e].source + 2];
    for (uint64_t s = 2; s < uint64_t{nodes} + 2; ++s) r.offsets[s] += r.offsets[s - 1];
    for (uint64_t e = 0; e < count; ++e) {
        const uint64_t at = r.offsets[edges[e].source + 1]++;
        r.origin[at] = e;
        r.targets[at] = edges[e].target;
        r.weights[at] = edges[e].weight;
        r.types[at] = static_cast<uint8_t>(edges[e].type);
    }
}

// One edge for each (target, type) of a row, in the place of the first. origin is sorted to bring equal ones together,
// then again to restore the order given.
engram_status merge_row(const engram_edge *edges, uint64_t begin, uint64_t end, engram_duplicates duplicates,
                        const rows &r, uint64_t *kept, uint64_t *position) {
    uint64_t *row = r.origin + begin;
    const auto count = static_cast<size_t>(end - begin);
    const auto same = [=](uint64_t a, uint64_t b) {
        return edges[a].target == edges[b].target && edges[a].type == edges[b].type;
    };
    heap_sort(row, count, [=](uint64_t a, uint64_t b) {
        if (edges[a].target != edges[b].target) return edges[a].target < edges[b].target;
        return edges[a].type != edges[b].type ? edges[a].type < edges[b].type : a < b;
    });
    // The weights of the merged edges ride in the row's own weights, by their place after this sort.
    size_t left = 0;
    for (size_t i = 0; i < count;) {
        const uint64_t first = row[i];
        float sum = edges[first].weight;
        size_t j = i + 1;
        for (; j < count && same(first, row[j]); ++j) {
            sum += edges[row[j]].weight;
            if (duplicates == ENGRAM_DUPLICATES_REJECT || sum - sum != 0.0f) {
                if (row[j] < *position) *position = row[j];
                if (duplicates != ENGRAM_DUPLICATES_REJECT) break;
            }
        }
        if (*position != UINT64_MAX && duplicates != ENGRAM_DUPLICATES_REJECT) return engram_refuse(ENGRAM_ERROR_GRAPH, "edges");
        row[left] = first;
        r.weights[begin + left] = sum;
        ++left;
        i = j;
    }
    if (*position != UINT64_MAX) return engram_refuse(ENGRAM_ERROR_GRAPH, "edges");
    // The order given again: the permutation is sorted in the row's targets, which are rewritten below anyway.
    for (size_t i = 0; i < left; ++i) r.targets[begin + i] = static_cast<uint32_t>(i);
    uint32_t *index = r.targets + begin;
    heap_sort(index, left, [=](uint32_t a, uint32_t b) { return row[a] < row[b]; });
    // It is applied in place, cycle by cycle.
    for (size_t i = 0; i < left; ++i) {
        size_t at = i;
        const float weight = r.weights[begin + i];
        const uint64_t from = row[i];
        while (index[at] != i) {
            const size_t next = index[at];
            r.weights[begin + at] = r.weights[begin + next];
            row[at] = row[next];
            index[at] = static_cast<uint32_t>(at);
            at = next;
        }
        r.weights[begin + at] = weight;
        row[at] = from;
        index[at] = static_cast<uint32_t>(at);
    }
    for (size_t i = 0; i < left; ++i) {
        r.targets[*kept + i] = edges[row[i]].target;
        r.types[*kept + i] = static_cast<uint8_t>(edges[row[i]].type);
        r.weights[*kept + i] = r.weights[begin + i];
    }
    *kept += left;
    return ENGRAM_OK;
}

engram_status merge_duplicates(uint32_t nodes, const engram_edge *edges, engram_duplicates duplicates, const rows &r,
                               uint64_t *count, uint64_t *position) {
    uint64_t kept = 0, begin = 0;
    *position = UINT64_MAX;
    engram_status status = ENGRAM_OK;
    for (uint32_t s = 0; s < nodes; ++s) {
        const uint64_t end = r.offsets[s + 1];
        r.offsets[s] = kept;
        const engram_status row = merge_row(edges, begin, end, duplicates, r, &kept, position);
        if (row != ENGRAM_OK) status = row;
        if (status != ENGRAM_OK && duplicates != ENGRAM_DUPLICATES_REJECT) return status;
        begin = end;
    }
    r.offsets[nodes] = kept;
    *count = kept;
    return status;
}

} // namespace

engram_status engram_graph_from_edges(uint32_t node_count, const engram_edge *edges, uint64_t edge_count,
                                      engram_duplicates duplicates, int no_pull, const engram_allocator *allocator,
                                      struct engram_graph **graph, uint64_t *position) {
    bool has_types = false;
    for (uint64_t e = 0; e < edge_count; ++e) {
        const engram_edge &edge = edges[e];
        if (edge.source >= node_count || edge.target >= node_count || !(edge.weight - edge.weight == 0.0f) ||
            edge.type > 63) {
            *position = e;
            return engram_refuse(ENGRAM_ERROR_GRAPH, "edges");
        }
        has_types |= edge.type != 0;
    }
    rows r = {};
    if (!take_rows(node_count, edge_count, allocator, &r)) return ENGRAM_ERROR_MEMORY;
    sort_by_source(node_count, edges, edge_count, r);
    engram_status status = ENGRAM_OK;
    uint64_t count = edge_count;
    if (duplicates != ENGRAM_DUPLICATES_KEEP)
        status = merge_duplicates(node_count, edges, duplicates, r, &count, position);
    if (status == ENGRAM_OK) {
        const engram_csr csr = {
            .size = sizeof csr, .node_count = node_count, .edge_count = count, .offsets = r.offsets,
            .targets = r.targets, .weights = r.weights, .types = has_types ? r.types : nullptr,
            .offset_type = ENGRAM_OFFSETS_U64, .reserved = 0,
        };
        status = engram_graph_build(&csr, no_pull, allocator, graph);
    }
    engram_give(allocator, r.memory, r.bytes);
    return status;
}
