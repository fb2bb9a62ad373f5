// SPDX-License-Identifier: MIT OR Apache-2.0
// Changes on top of a prepared graph: rows are copied when they change first.

#include <cstring>

#include "kernels/graph/graph.h"

struct engram_overlay {
    struct engram_graph view; // node_count, edge_count, slot and rows are the overlay's; the rest is the base's
    struct engram_changed_row *rows;
    uint32_t *slot;
    uint64_t row_count, row_capacity;
    engram_allocator allocator;
};

namespace {

uint64_t slot_bytes(const struct engram_overlay *o) { return uint64_t{o->view.node_count} * 4; }

bool reserve_arcs(const engram_allocator *allocator, struct engram_changed_row *row, uint64_t capacity) {
    auto *arcs = static_cast<struct engram_arc *>(engram_take(allocator, capacity * sizeof(struct engram_arc)));
    auto *types = static_cast<uint8_t *>(engram_take(allocator, capacity));
    if (arcs == nullptr || types == nullptr) {
        engram_give(allocator, arcs, capacity * sizeof(struct engram_arc));
        engram_give(allocator, types, capacity);
        return false;
    }
    if (row->count != 0) {
        std::memcpy(arcs, row->arcs, row->count * sizeof(struct engram_arc));
        std::memcpy(types, row->types, row->count);
    }
    engram_give(allocator, row->arcs, row->capacity * sizeof(struct engram_arc));
    engram_give(allocator, row->types, row->capacity);
    row->arcs = arcs;
    row->types = types;
    row->capacity = capacity;
    return true;
}

bool reserve_row(struct engram_overlay *o) {
    if (o->row_count < o->row_capacity) return true;
    const uint64_t capacity = o->row_capacity * 2 + 16;
    auto *rows = static_cast<struct engram_changed_row *>(engram_take(&o->allocator, capacity * sizeof *o->rows));
    if (rows == nullptr) return false;
    if (o->row_count != 0) std::memcpy(rows, o->rows, o->row_count * sizeof *rows);
    engram_give(&o->allocator, o->rows, o->row_capacity * sizeof *o->rows);
    o->rows = rows;
    o->view.rows = rows;
    o->row_capacity = capacity;
    return true;
}

// The changed row of a source, copied from the base if this is its first change, with room for one more edge.
struct engram_changed_row *own_row(struct engram_overlay *o, uint32_t source) {
    if (o->slot[source] != 0) {
        struct engram_changed_row *row = o->rows + (o->slot[source] - 1);
        if (row->count == row->capacity && !reserve_arcs(&o->allocator, row, row->capacity * 2)) return nullptr;
        return row;
    }
    if (!reserve_row(o)) return nullptr;
    const struct engram_row base = engram_row_of(&o->view, source);
    struct engram_changed_row fresh = {nullptr, nullptr, 0, 0, source};
    if (!reserve_arcs(&o->allocator, &fresh, base.count + base.count / 2 + 4)) return nullptr;
    if (base.count != 0) {
        std::memcpy(fresh.arcs, base.arcs, base.count * sizeof *fresh.arcs);
        if (base.types != nullptr) std::memcpy(fresh.types, base.types, base.count);
        else std::memset(fresh.types, 0, base.count);
    }
    fresh.count = base.count;
    o->rows[o->row_count] = fresh;
    o->slot[source] = static_cast<uint32_t>(++o->row_count);
    return o->rows + (o->row_count - 1);
}

bool has_edge(const struct engram_graph *graph, const engram_edge *edge) {
    const struct engram_row row = engram_row_of(graph, edge->source);
    for (uint64_t i = 0; i < row.count; ++i)
        if (row.arcs[i].node == edge->target && (row.types != nullptr ? row.types[i] : 0u) == edge->type) return true;
    return false;
}

bool matches(const struct engram_changed_row *row, uint64_t i, const engram_edge *edge) {
    return row->arcs[i].node == edge->target && row->types[i] == edge->type;
}

} // namespace

engram_status engram_overlay_make(const struct engram_graph *base, uint32_t node_count,
                                  const engram_allocator *allocator, struct engram_overlay **overlay) {
    auto *o = static_cast<struct engram_overlay *>(engram_take(allocator, sizeof(struct engram_overlay)));
    auto *slot = static_cast<uint32_t *>(engram_take(allocator, uint64_t{node_count} * 4));
    if (o == nullptr || slot == nullptr) {
        engram_give(allocator, o, sizeof *o);
        engram_give(allocator, slot, uint64_t{node_count} * 4);
        return ENGRAM_ERROR_MEMORY;
    }
    std::memset(slot, 0, size_t{node_count} * 4);
    *o = {.view = *base, .rows = nullptr, .slot = slot, .row_count = 0, .row_capacity = 0, .allocator = *allocator};
    o->view.node_count = node_count;
    o->view.slot = slot;
    o->view.slice_begin = nullptr;
    o->view.slice_count = o->view.long_count = 0;
    o->view.padding = 0;
    *overlay = o;
    return ENGRAM_OK;
}

void engram_overlay_free(struct engram_overlay *o) {
    if (o == nullptr) return;
    const engram_allocator allocator = o->allocator;
    for (uint64_t i = 0; i < o->row_count; ++i) {
        engram_give(&allocator, o->rows[i].arcs, o->rows[i].capacity * sizeof(struct engram_arc));
        engram_give(&allocator, o->rows[i].types, o->rows[i].capacity);
    }
    engram_give(&allocator, o->rows, o->row_capacity * sizeof *o->rows);
    engram_give(&allocator, o->slot, slot_bytes(o));
    engram_give(&allocator, o, sizeof *o);
}

engram_status engram_overlay_add(struct engram_overlay *o, const engram_edge *edge) {
    struct engram_changed_row *row = own_row(o, edge->source);
    if (row == nullptr) return ENGRAM_ERROR_MEMORY;
    row->arcs[row->count] = {edge->target, edge->weight};
    row->types[row->count] = static_cast<uint8_t>(edge->type);
    ++row->count;
    ++o->view.edge_count;
    o->view.has_negative |= edge->weight < 0.0f;
    return ENGRAM_OK;
}

engram_status engram_overlay_set(struct engram_overlay *o, const engram_edge *edge) {
    if (!has_edge(&o->view, edge)) return ENGRAM_ERROR_ARGUMENT;
    struct engram_changed_row *row = own_row(o, edge->source);
    if (row == nullptr) return ENGRAM_ERROR_MEMORY;
    for (uint64_t i = 0; i < row->count; ++i)
        if (matches(row, i, edge)) row->arcs[i].weight = edge->weight;
    o->view.has_negative |= edge->weight < 0.0f;
    return ENGRAM_OK;
}

engram_status engram_overlay_remove(struct engram_overlay *o, const engram_edge *edge) {
    if (!has_edge(&o->view, edge)) return ENGRAM_ERROR_ARGUMENT;
    struct engram_changed_row *row = own_row(o, edge->source);
    if (row == nullptr) return ENGRAM_ERROR_MEMORY;
    uint64_t left = 0;
    for (uint64_t i = 0; i < row->count; ++i) {
        if (matches(row, i, edge)) continue;
        row->arcs[left] = row->arcs[i];
        row->types[left++] = row->types[i];
    }
    o->view.edge_count -= row->count - left;
    row->count = left;
    return ENGRAM_OK;
}

const struct engram_graph *engram_overlay_graph(const struct engram_overlay *o) { return &o->view; }

engram_status engram_overlay_flatten(const struct engram_overlay *o, int no_pull, const engram_allocator *allocator,
                                     struct engram_graph **graph) {
    const uint32_t nodes = o->view.node_count;
    const uint64_t edges = o->view.edge_count;
    const uint64_t bytes = (uint64_t{nodes} + 1) * 8 + edges * 9;
    auto *offsets = static_cast<uint64_t *>(engram_take(allocator, bytes));
    if (offsets == nullptr) return ENGRAM_ERROR_MEMORY;
    auto *targets = reinterpret_cast<uint32_t *>(offsets + nodes + 1);
    auto *weights = reinterpret_cast<float *>(targets + edges);
    auto *types = reinterpret_cast<uint8_t *>(weights + edges);
    uint64_t at = 0;
    bool has_types = false;
    for (uint32_t s = 0; s < nodes; ++s) {
        offsets[s] = at;
        const struct engram_row row = engram_row_of(&o->view, s);
        for (uint64_t i = 0; i < row.count; ++i, ++at) {
            targets[at] = row.arcs[i].node;
            weights[at] = row.arcs[i].weight;
            types[at] = row.types != nullptr ? row.types[i] : 0;
            has_types |= types[at] != 0;
        }
    }
    offsets[nodes] = at;
    const engram_csr csr = {
        .size = sizeof csr, .node_count = nodes, .edge_count = edges, .offsets = offsets, .targets = targets,
        .weights = weights, .types = has_types ? types : nullptr, .offset_type = ENGRAM_OFFSETS_U64, .reserved = 0,
    };
    const engram_status status = engram_graph_build(&csr, no_pull, allocator, graph);
    engram_give(allocator, offsets, bytes);
    return status;
}
