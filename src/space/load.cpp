// SPDX-License-Identifier: MIT OR Apache-2.0
// The state from the whole file: memories, strengths, vectors, links, in the order in which the tables have them.
#include "base/heap.hpp"
#include "space/build.hpp"
#include "store/past.hpp"

namespace engram {

namespace {

struct place {
    uint64_t key;
    uint32_t row;
};

bool is_before(const place &a, const place &b) { return a.key < b.key; }

// Rows whose key lies in the order of rows already, and the others; after order() all in the order of keys.
struct places {
    array<place> straight, others;

    bool add(uint64_t key, uint32_t row) {
        array<place> &to = straight.count == 0 || straight.last().key < key ? straight : others;
        return to.push({key, row});
    }
    bool order() {
        if (others.count == 0) return true;
        heap_sort(others.data, static_cast<size_t>(others.count), is_before);
        array<place> all;
        if (!all.reserve(straight.count + others.count)) return false;
        for (uint64_t i = 0, k = 0; i < straight.count || k < others.count;) {
            const bool takes_other = i == straight.count || (k < others.count && is_before(others[k], straight[i]));
            all.push(takes_other ? others[k++] : straight[i++]);
        }
        straight.swap(all);
        others.clear();
        return true;
    }
};

engram_status load_heads(builder &b, places *by_vectors) {
    places by_id;
    query q(b.c, sql::all_heads, b.f);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) break;
        memory_row m{};
        uint32_t row = 0;
        status = memory_read_head(q, &m);
        if (status == ENGRAM_OK) status = b.add_row(m, ENGRAM_NO_NODE, no_row, &row);
        if (status != ENGRAM_OK) return status;
        if (!by_id.add(m.id, row) || (m.vectors != 0 && !by_vectors->add(m.vectors, row))) return b.f.no_memory();
    }
    if (!by_id.order() || !by_vectors->order()) return b.f.no_memory();
    for (const place &p : by_id.straight) {
        const engram_status status = b.add_node(p.key);
        if (status != ENGRAM_OK) return status;
        const uint32_t node = b.n.nodes - 1;
        row_chunk &chunk = *b.n.shared.rows.at(p.row / chunk_rows);
        chunk.node[p.row % chunk_rows] = node;
        b.n.shared.nodes.at(node / chunk_rows)->newest[node % chunk_rows] = p.row;
        const engram_status set = b.set_use(node, {strength_when_new, chunk.created[p.row % chunk_rows], 0});
        if (set != ENGRAM_OK) return set;
    }
    return ENGRAM_OK;
}

engram_status load_past_strengths(builder &b) {
    const strengths_then *strengths = nullptr;
    engram_status status = past_strengths(b.c, &strengths, b.f);
    if (status != ENGRAM_OK) return status;
    for (const strengths_then::item &one : strengths->items) {
        const uint32_t node = b.node_of(one.id);
        if (node == ENGRAM_NO_NODE || !one.is_there) continue;
        status = b.set_use(node, one.row);
        if (status != ENGRAM_OK) return status;
    }
    return ENGRAM_OK;
}

engram_status load_strengths(builder &b) {
    if (b.c.then != nullptr) return load_past_strengths(b);
    query q(b.c, sql::all_strengths, b.f);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const uint32_t node = b.node_of(q.natural(0));
        if (node == ENGRAM_NO_NODE) continue; // forgotten
        strength_row u{};
        status = strength_read(q, 1, q.natural(0), &u);
        if (status == ENGRAM_OK) status = b.set_use(node, u);
        if (status != ENGRAM_OK) return status;
    }
}

engram_status load_vectors(builder &b, const places &by_vectors) {
    if (by_vectors.straight.count == 0) return ENGRAM_OK;
    query q(b.c, sql::all_vectors, b.f);
    uint64_t at = 0;
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const uint64_t version = q.natural(0) / 64;
        while (at < by_vectors.straight.count && by_vectors.straight[at].key < version) ++at;
        if (at == by_vectors.straight.count) return ENGRAM_OK;
        if (by_vectors.straight[at].key != version) continue; // of the past
        const engram_text data = q.blob(3);
        status = b.put_vector(by_vectors.straight[at].row, q.natural(0), q.natural(1), q.single(2),
                              data.data, data.bytes);
        if (status != ENGRAM_OK) return status;
    }
}

engram_status load_links(builder &b) {
    array<engram_edge> edges;
    {
        query q(b.c, sql::all_links, b.f);
        for (bool has = false;;) {
            engram_status status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            link_row l{};
            status = link_read(q, &l);
            if (status != ENGRAM_OK) return status;
            const uint32_t source = b.node_of(l.source), target = b.node_of(l.target);
            if (source == ENGRAM_NO_NODE || target == ENGRAM_NO_NODE) {
                b.f.at("link %llu", static_cast<unsigned long long>(l.number));
                return b.f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "a link has an end that is no memory");
            }
            if (!edges.push({source, target, l.weight, l.type}) || !edges.push({target, source, l.weight, way_back(l.type)}))
                return b.f.no_memory();
        }
    }
    if (edges.count == 0) return ENGRAM_OK;
    engram_graph *base = nullptr;
    const engram_graph_options options = {sizeof options, ENGRAM_DUPLICATES_KEEP, 1};
    engram_status status =
        engram_graph_create_from_edges(b.n.nodes, edges.data, edges.count, &options, nullptr, &base, nullptr);
    if (status == ENGRAM_OK) status = engram_overlay_create(base, b.n.nodes, nullptr, &b.n.overlay);
    engram_graph_destroy(&base); // the overlay holds it
    if (status == ENGRAM_ERROR_MEMORY) return b.f.no_memory();
    if (status != ENGRAM_OK) return b.f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "the links do not make a graph");
    b.n.graph_nodes = b.n.nodes;
    b.n.has_new_links = true;
    return ENGRAM_OK;
}

} // namespace

engram_status load_state(builder &b, const head &h) {
    places by_vectors;
    engram_status status = load_heads(b, &by_vectors);
    if (status == ENGRAM_OK) status = load_strengths(b);
    if (status == ENGRAM_OK) status = load_vectors(b, by_vectors);
    if (status == ENGRAM_OK) status = load_links(b);
    if (status == ENGRAM_OK && b.c.then == nullptr && b.n.memories != h.memories) {
        b.f.at("journal %llu", static_cast<unsigned long long>(h.number));
        return b.f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "the journal counts %llu memories, there are %llu",
                          static_cast<unsigned long long>(h.memories), static_cast<unsigned long long>(b.n.memories));
    }
    b.n.number = h.number;
    return status;
}

} // namespace engram
