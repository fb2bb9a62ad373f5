// SPDX-License-Identifier: MIT OR Apache-2.0
#include "space/build.hpp"

#include <pthread.h>

#include "base/bits.hpp"

namespace engram {

namespace {

void give_segment(void *memory) {
    if (memory == nullptr) return; // a model that no row of a segment has
    vector_segment *const segment = static_cast<vector_segment *>(memory);
    heap_give(segment->data);
    heap_give(segment->scales);
    heap_give(segment->present);
    heap_give(segment);
}

uint64_t words_of(uint32_t rows) { return (uint64_t{rows} + 63) / 64; }

} // namespace

next_state::~next_state() {
    shared.rows.give();
    shared.nodes.give();
    for (use_chunk *u : uses) heap_give(u);
    heap_give(shown_uses);
    for (array<vector_segment *> &of_model : segments)
        for (vector_segment *v : of_model) give_segment(v);
    for (vector_segment **list : shown_segments) heap_give(list);
    engram_graph_destroy(&graph);
    engram_overlay_destroy(&overlay);
}

engram_status builder::add_node(uint64_t id) {
    if (n.nodes % chunk_rows == 0) {
        if (n.nodes == ENGRAM_NO_NODE - chunk_rows || n.shared.nodes.add() == nullptr) return f.no_memory();
        use_chunk *const u = heap_zeroed<use_chunk>(1);
        if (u == nullptr || !n.uses.push(u)) {
            heap_give(u);
            return f.no_memory();
        }
        u->made = generation;
        n.has_new_uses = true;
        n.held += sizeof(node_chunk) + sizeof(use_chunk);
    }
    node_chunk &chunk = *n.shared.nodes.at(n.nodes / chunk_rows);
    chunk.id[n.nodes % chunk_rows] = id;
    __atomic_store_n(&chunk.newest[n.nodes % chunk_rows], no_row, __ATOMIC_RELEASE);
    ++n.nodes;
    return ENGRAM_OK;
}

engram_status builder::intern(const memory_row &m, uint32_t *kind, uint32_t *tags) {
    *kind = *tags = no_name;
    if (m.kind.data == nullptr && m.tags.data == nullptr) return ENGRAM_OK;
    pthread_mutex_lock(&names.mutex);
    bool has_all = true;
    if (m.kind.data != nullptr) has_all = (*kind = names.kinds.add(m.kind.data, m.kind.bytes)) != name_table::none;
    if (has_all && m.tags.data != nullptr)
        has_all = (*tags = names.tags.add(m.tags.data, m.tags.bytes)) != name_table::none;
    pthread_mutex_unlock(&names.mutex);
    return has_all ? ENGRAM_OK : f.no_memory();
}

engram_status builder::add_row(const memory_row &m, uint32_t node, uint32_t previous, uint32_t *row) {
    if (n.rows % chunk_rows == 0 && n.shared.rows.count == n.rows / chunk_rows) {
        if (n.rows >= no_row - chunk_rows || n.shared.rows.add() == nullptr) return f.no_memory();
        n.held += sizeof(row_chunk);
    }
    uint32_t kind, tags;
    const engram_status status = intern(m, &kind, &tags);
    if (status != ENGRAM_OK) return status;
    row_chunk &chunk = *n.shared.rows.at(n.rows / chunk_rows);
    const uint32_t at = n.rows % chunk_rows;
    chunk.version[at] = m.version;
    __atomic_store_n(&chunk.died[at], alive, __ATOMIC_RELAXED);
    chunk.created[at] = m.created;
    chunk.from[at] = m.has_from ? m.valid_from : INT64_MIN;
    chunk.to[at] = m.has_to ? m.valid_to : INT64_MAX;
    chunk.importance[at] = m.importance;
    if (m.importance > n.most_importance) n.most_importance = m.importance;
    chunk.node[at] = node;
    chunk.previous[at] = previous;
    chunk.kind[at] = kind, chunk.tags[at] = tags;
    *row = n.rows++;
    ++n.memories;
    if (node != ENGRAM_NO_NODE)
        __atomic_store_n(&n.shared.nodes.at(node / chunk_rows)->newest[node % chunk_rows], *row, __ATOMIC_RELEASE);
    return ENGRAM_OK;
}

void builder::end_row(uint32_t row, uint64_t number) {
    row_chunk &chunk = *n.shared.rows.at(row / chunk_rows);
    if (__atomic_load_n(&chunk.died[row % chunk_rows], __ATOMIC_RELAXED) != alive) return;
    __atomic_store_n(&chunk.died[row % chunk_rows], number, __ATOMIC_RELAXED);
    __atomic_store_n(&chunk.deaths, chunk.deaths + 1, __ATOMIC_RELAXED);
    --n.memories;
}

engram_status builder::set_use(uint32_t node, const strength_row &u) {
    use_chunk *chunk = n.uses[node / chunk_rows];
    if (chunk->made != generation) { // roots show it
        use_chunk *const copy = heap_zeroed<use_chunk>(1);
        if (copy == nullptr || !replaced.push({chunk, heap_give, 0})) {
            heap_give(copy);
            return f.no_memory();
        }
        memcpy(copy, chunk, sizeof *copy);
        copy->made = generation;
        n.uses[node / chunk_rows] = chunk = copy;
        n.has_new_uses = true;
    }
    chunk->strength[node % chunk_rows] = u.strength;
    chunk->used[node % chunk_rows] = u.used;
    chunk->uses[node % chunk_rows] = u.uses < UINT32_MAX ? static_cast<uint32_t>(u.uses) : UINT32_MAX;
    return ENGRAM_OK;
}

// The first segment of a model grows by halves until it is full; the others are made whole.
engram_status builder::grow_segment(uint32_t number, uint32_t index, uint32_t rows) {
    const model &m = s.models[number];
    array<vector_segment *> &list = n.segments[number];
    vector_segment *const old = index < list.count ? list[index] : nullptr;
    uint32_t room = index != 0 ? segment_rows : old != nullptr ? old->capacity + old->capacity / 2
                                                               : 16;
    if (room < rows) room = rows;
    const uint32_t known = n.rows - index * segment_rows; // while loading, rows come before their vectors
    if (room < known) room = known;
    room = room > segment_rows ? segment_rows : (room + 63) / 64 * 64;
    vector_segment *const made = heap_zeroed<vector_segment>(1);
    if (made == nullptr) return f.no_memory();
    made->capacity = room;
    made->data = static_cast<uint8_t *>(heap_take_large(room * m.bytes()));
    made->scales = m.type == ENGRAM_TYPE_I8 ? heap_zeroed<float>(room) : nullptr;
    made->present = heap_zeroed<uint64_t>(words_of(room));
    bool has_all =
        made->data != nullptr && made->present != nullptr && (made->scales != nullptr || m.type != ENGRAM_TYPE_I8);
    while (has_all && list.count <= index)
        has_all = list.push(nullptr); // models may be missing in all rows of a segment
    if (has_all && old != nullptr) has_all = replaced.push({old, give_segment, 0});
    if (!has_all) {
        give_segment(made);
        return f.no_memory();
    }
    if (old != nullptr) {
        memcpy(made->data, old->data, static_cast<size_t>(old->capacity * m.bytes()));
        if (made->scales != nullptr) memcpy(made->scales, old->scales, old->capacity * sizeof(float));
        memcpy(made->present, old->present, static_cast<size_t>(words_of(old->capacity)) * sizeof(uint64_t));
    }
    if (made->scales != nullptr)
        for (uint32_t i = old != nullptr ? old->capacity : 0; i < room; ++i) made->scales[i] = 1.0f;
    list[index] = made;
    n.has_new_segments |= uint64_t{1} << number;
    return ENGRAM_OK;
}

engram_status builder::put_vector(uint32_t row, uint64_t number, uint64_t sum, float scale, const void *data,
                                  uint64_t bytes) {
    const uint32_t model_number = static_cast<uint32_t>(number % 64);
    if (model_number >= s.models.count || bytes != s.models[model_number].bytes() ||
        vector_sum(number, scale, data, bytes) != sum) {
        f.at("vector %llu", static_cast<unsigned long long>(number));
        return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "vector %llu is not what was written: restore it from a backup",
                        static_cast<unsigned long long>(number));
    }
    const uint32_t index = row / segment_rows, at = row % segment_rows;
    array<vector_segment *> &list = n.segments[model_number];
    if (index >= list.count || list[index] == nullptr || at >= list[index]->capacity) {
        const engram_status status = grow_segment(model_number, index, at + 1);
        if (status != ENGRAM_OK) return status;
    }
    vector_segment &v = *list[index];
    memcpy(v.data + at * bytes, data, static_cast<size_t>(bytes));
    turn_elements(v.data + at * bytes, bytes, element_bytes(s.models[model_number].type));
    if (v.scales != nullptr) v.scales[at] = scale;
    __atomic_fetch_or(&v.present[at / 64], uint64_t{1} << (at % 64), __ATOMIC_RELAXED);
    return ENGRAM_OK;
}

uint32_t builder::node_of(uint64_t id) const {
    root view{};
    view.nodes = n.nodes, view.shared = &n.shared;
    return view.node_of_id(id);
}

uint32_t builder::row_of(uint64_t version) const {
    root view{};
    view.rows = n.rows, view.shared = &n.shared;
    return view.row_of_version(version);
}

engram_status builder::overlay_to(uint32_t nodes) {
    engram_status status = ENGRAM_OK;
    if (n.overlay == nullptr) {
        engram_graph *base = nullptr;
        const engram_graph_options options = {sizeof options, ENGRAM_DUPLICATES_KEEP, 1};
        status = engram_graph_create_from_edges(nodes, nullptr, 0, &options, nullptr, &base, nullptr);
        if (status == ENGRAM_OK) status = engram_overlay_create(base, nodes, nullptr, &n.overlay);
        engram_graph_destroy(&base); // the overlay holds it
        n.graph_nodes = nodes;
    } else if (nodes > n.graph_nodes) {
        status = engram_overlay_grow(n.overlay, nodes);
        if (status == ENGRAM_OK) n.graph_nodes = nodes;
    }
    return status == ENGRAM_OK             ? status
           : status == ENGRAM_ERROR_MEMORY ? f.no_memory()
                                           : f.refuse(status, nullptr, "the links do not make a graph");
}

engram_status builder::change(const link_row &l, bool is_added) {
    const uint32_t source = node_of(l.source), target = node_of(l.target);
    if (source == ENGRAM_NO_NODE || target == ENGRAM_NO_NODE)
        return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "link %llu has an end that is no memory",
                        static_cast<unsigned long long>(l.number));
    engram_status status = overlay_to(n.nodes);
    if (status != ENGRAM_OK) return status;
    const engram_edge edges[] = {{source, target, l.weight, l.type},
                                 {target, source, l.weight, way_back(l.type)}};
    for (const engram_edge &e : edges)
        if (status == ENGRAM_OK)
            status = is_added ? engram_overlay_append(n.overlay, &e) : engram_overlay_delete(n.overlay, &e);
    n.has_new_links = true;
    ++n.changed_links;
    if (status == ENGRAM_OK) return ENGRAM_OK;
    return status == ENGRAM_ERROR_MEMORY ? f.no_memory()
                                         : f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "link %llu does not fit the graph",
                                                    static_cast<unsigned long long>(l.number));
}

engram_status builder::add_link(const link_row &l) { return change(l, true); }
engram_status builder::end_link(const link_row &l) { return change(l, false); }

engram_status compact_links(next_state &n, fault &f) {
    if (n.overlay == nullptr) return ENGRAM_OK;
    engram_graph *base = nullptr;
    engram_overlay *made = nullptr;
    const engram_graph_options options = {sizeof options, ENGRAM_DUPLICATES_KEEP, 1};
    engram_status status = engram_overlay_compact(n.overlay, &options, nullptr, &base);
    if (status == ENGRAM_OK) status = engram_overlay_create(base, n.graph_nodes, nullptr, &made);
    engram_graph_destroy(&base);
    if (status != ENGRAM_OK) return f.no_memory();
    engram_overlay_destroy(&n.overlay);
    n.overlay = made;
    n.changed_links = 0;
    n.has_new_links = true;
    return ENGRAM_OK;
}

} // namespace engram
