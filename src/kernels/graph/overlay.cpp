// SPDX-License-Identifier: MIT OR Apache-2.0
// Changes on top of a prepared graph: a row is copied when it changes first, and dropped when it equals the base's again.

#include <cstring>

#include "base/refusal.h"
#include "kernels/graph/graph.h"

namespace {

using view = struct engram_graph;
using row = struct engram_changed_row;

struct engram_row base_row(const view *v, uint32_t source) {
    return source < v->base_count ? engram_row_of(v->base, source) : engram_row{nullptr, nullptr, 0};
}

bool equals_base(const view *v, uint32_t source, const row *r) {
    const struct engram_row base = base_row(v, source);
    if (base.count != r->count) return false;
    if (r->count == 0) return true;
    if (std::memcmp(engram_store_arcs(r->store), base.arcs, r->count * sizeof(engram_arc)) != 0) return false;
    const uint8_t *types = engram_store_types(r->store);
    for (uint64_t i = 0; i < r->count; ++i)
        if (types[i] != (base.types != nullptr ? base.types[i] : 0)) return false;
    return true;
}

// edit(row) changes edges that are the row's alone, and returns by how much the number of negative weights falls. more: how
// many edges it may add.
template <typename Edit> engram_status change_base_row(view *v, uint32_t source, uint64_t more, Edit edit) {
    const struct engram_row base = base_row(v, source);
    const uint64_t room = more != 0 ? base.count / 2 + 4 : 0;
    row *r = engram_changed_row_make(&v->allocator, base.arcs, base.types, base.count, base.count + room);
    if (r == nullptr) return ENGRAM_ERROR_MEMORY;
    const uint64_t fewer = edit(r);
    if (equals_base(v, source, r)) {
        engram_changed_row_free(&v->allocator, r);
        return ENGRAM_OK;
    }
    engram_changed_row_shrink(&v->allocator, r);
    const uint64_t count = r->count;
    if (!engram_changes_put(v, source, r)) {
        engram_changed_row_free(&v->allocator, r);
        return ENGRAM_ERROR_MEMORY;
    }
    ++v->changed_count;
    v->edge_count += count - base.count;
    v->negative_count -= fewer;
    return ENGRAM_OK;
}

template <typename Edit> engram_status change_row(view *v, uint32_t source, uint64_t more, Edit edit) {
    void **place = engram_changes_own(v, source);
    if (place == nullptr) return ENGRAM_ERROR_MEMORY;
    auto *r = static_cast<row *>(*place);
    const uint64_t bytes = engram_changed_row_bytes(r), count = r->count;
    const bool is_owned = (more != 0 ? engram_changed_row_own_room : engram_changed_row_own_edges)(&v->allocator, &r) != 0;
    *place = r;
    if (is_owned) {
        v->negative_count -= edit(r);
        engram_changed_row_shrink(&v->allocator, r);
        v->edge_count += r->count - count;
    }
    v->bytes += engram_changed_row_bytes(r) - bytes;
    if (!is_owned) return ENGRAM_ERROR_MEMORY;
    if (equals_base(v, source, r)) {
        engram_changes_take_away(v, source);
        --v->changed_count;
    }
    return ENGRAM_OK;
}

template <typename Edit> engram_status change(view *v, uint32_t source, uint64_t more, Edit edit) {
    const bool is_changed =
        v->changes != nullptr && engram_changed_row_of(v->changes, v->change_shift, source) != nullptr;
    return is_changed ? change_row(v, source, more, edit) : change_base_row(v, source, more, edit);
}

bool has_edge(const view *v, const engram_edge *edge) {
    const struct engram_row r = engram_row_of(v, edge->source);
    for (uint64_t i = 0; i < r.count; ++i)
        if (r.arcs[i].node == edge->target && (r.types != nullptr ? r.types[i] : 0u) == edge->type) return true;
    return false;
}

// Reweights, or deletes, the edges for which is_meant(index).
template <typename Meant> engram_status reweight(view *v, uint32_t source, float weight, Meant is_meant) {
    return change(v, source, 0, [=](row *r) {
        engram_arc *arcs = engram_store_arcs(r->store);
        uint64_t fewer = 0;
        for (uint64_t i = 0; i < r->count; ++i) {
            if (!is_meant(r, i)) continue;
            fewer += static_cast<uint64_t>(arcs[i].weight < 0.0f) - static_cast<uint64_t>(weight < 0.0f);
            arcs[i].weight = weight;
        }
        return fewer;
    });
}

template <typename Meant> engram_status erase(view *v, uint32_t source, Meant is_meant) {
    return change(v, source, 0, [=](row *r) {
        engram_arc *arcs = engram_store_arcs(r->store);
        uint8_t *types = engram_store_types(r->store);
        uint64_t left = 0, fewer = 0;
        for (uint64_t i = 0; i < r->count; ++i) {
            if (is_meant(r, i)) {
                fewer += arcs[i].weight < 0.0f;
                continue;
            }
            arcs[left] = arcs[i];
            types[left++] = types[i];
        }
        r->count = r->store->used = left;
        return fewer;
    });
}

auto like(const engram_edge *edge) {
    return [e = *edge](const row *r, uint64_t i) {
        return engram_store_arcs(r->store)[i].node == e.target && engram_store_types(r->store)[i] == e.type;
    };
}

auto at(uint64_t index) {
    return [index](const row *, uint64_t i) { return i == index; };
}

} // namespace

engram_status engram_overlay_make(const struct engram_graph *base, uint32_t node_count,
                                  const engram_allocator *allocator, struct engram_overlay **overlay) {
    auto *o = static_cast<struct engram_overlay *>(engram_take(allocator, sizeof(struct engram_overlay)));
    if (o == nullptr) return ENGRAM_ERROR_MEMORY;
    view &v = o->view;
    v = *base;
    v.node_count = node_count;
    v.bytes = base->bytes + sizeof *o;
    v.slice_begin = nullptr;
    v.slice_count = v.long_count = 0;
    v.padding = 0;
    v.base = const_cast<struct engram_graph *>(base);
    v.change_shift = engram_changes_shift(node_count);
    v.is_view = 1;
    v.references = 1;
    v.allocator = *allocator;
    engram_hold(&v.base->references);
    *overlay = o;
    return ENGRAM_OK;
}

void engram_overlay_free(struct engram_overlay *o) {
    if (o == nullptr) return;
    o->view.is_view = 0;
    engram_graph_free(&o->view);
}

engram_status engram_overlay_widen(struct engram_overlay *o, uint32_t node_count) {
    if (!engram_changes_deepen(&o->view, node_count)) return ENGRAM_ERROR_MEMORY;
    o->view.node_count = node_count;
    return ENGRAM_OK;
}

engram_status engram_overlay_add(struct engram_overlay *o, const engram_edge *edge) {
    return change(&o->view, edge->source, 1, [=](row *r) {
        engram_store_arcs(r->store)[r->count] = {edge->target, edge->weight};
        engram_store_types(r->store)[r->count] = static_cast<uint8_t>(edge->type);
        r->store->used = ++r->count;
        return uint64_t{0} - static_cast<uint64_t>(edge->weight < 0.0f);
    });
}

engram_status engram_overlay_set(struct engram_overlay *o, const engram_edge *edge) {
    if (!has_edge(&o->view, edge)) return engram_refuse(ENGRAM_ERROR_ARGUMENT, "edge");
    return reweight(&o->view, edge->source, edge->weight, like(edge));
}

engram_status engram_overlay_set_at(struct engram_overlay *o, uint32_t source, uint64_t index, float weight) {
    return reweight(&o->view, source, weight, at(index));
}

engram_status engram_overlay_remove(struct engram_overlay *o, const engram_edge *edge) {
    if (!has_edge(&o->view, edge)) return engram_refuse(ENGRAM_ERROR_ARGUMENT, "edge");
    return erase(&o->view, edge->source, like(edge));
}

engram_status engram_overlay_remove_at(struct engram_overlay *o, uint32_t source, uint64_t index) {
    return erase(&o->view, source, at(index));
}

engram_status engram_overlay_freeze(const struct engram_overlay *o, struct engram_graph **graph) {
    auto *g = static_cast<struct engram_graph *>(engram_take(&o->view.allocator, sizeof(struct engram_graph)));
    if (g == nullptr) return ENGRAM_ERROR_MEMORY;
    *g = o->view;
    g->is_view = 0;
    engram_hold(&g->base->references);
    if (g->changes != nullptr) engram_hold(&g->changes->references);
    *graph = g;
    return ENGRAM_OK;
}

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
