// SPDX-License-Identifier: MIT OR Apache-2.0
#include "space/resident.hpp"

#include <new>

#include "space/build.hpp"

namespace engram {

namespace {

constexpr uint64_t most_states = 64; // that readers may hold back at once

void give_state(void *memory) {
    static_cast<next_state *>(memory)->~next_state();
    heap_give(memory);
}

void give_graph(void *memory) {
    engram_graph *graph = static_cast<engram_graph *>(memory);
    engram_graph_destroy(&graph);
}

void give_root(void *memory) { heap_give(memory); }

struct turn {
    uint32_t &busy;
    ~turn() { __atomic_store_n(&busy, 0u, __ATOMIC_RELEASE); }
};

// A list as a root shows it: a copy, so that the next state may change its own.
template <class T> engram_status show(const array<T *> &list, T ***shown, array<retired_thing> &replaced, fault &f) {
    T **const copy = heap_zeroed<T *>(list.count);
    if (copy == nullptr || (*shown != nullptr && !replaced.push({*shown, heap_give, 0}))) {
        heap_give(copy);
        return f.no_memory();
    }
    if (list.count != 0) memcpy(copy, list.data, static_cast<size_t>(list.count) * sizeof *copy);
    *shown = copy;
    return ENGRAM_OK;
}

} // namespace

resident::~resident() {
    heap_give(roots.current);
    if (next != nullptr) give_state(next);
    for (const retired_thing &r : replaced) r.give(r.thing);
    for (scratch_graph &w : pool) engram_workspace_destroy(&w.workspace);
}

engram_status resident::publish_next(const watch &w, fault &f) {
    next_state &n = *next;
    engram_status status = ENGRAM_OK;
    if (n.has_new_uses || n.shown_uses == nullptr) {
        status = show(n.uses, &n.shown_uses, replaced, f);
        n.has_new_uses = status != ENGRAM_OK;
    }
    for (uint32_t m = 0; status == ENGRAM_OK && m < file.models.count; ++m) {
        if ((n.has_new_segments >> m & 1u) == 0) continue;
        // A model whose vectors end before others do has no segments there.
        while (n.segments[m].count < (uint64_t{n.rows} + segment_rows - 1) / segment_rows)
            if (!n.segments[m].push(nullptr)) return f.no_memory();
        status = show(n.segments[m], &n.shown_segments[m], replaced, f);
        if (status == ENGRAM_OK) n.has_new_segments &= ~(uint64_t{1} << m);
    }
    if (status == ENGRAM_OK && n.has_new_links) {
        engram_graph *graph = nullptr;
        if (n.graph != nullptr && !replaced.reserve(replaced.count + 1)) return f.no_memory();
        if (engram_overlay_snapshot(n.overlay, &graph) != ENGRAM_OK) return f.no_memory();
        if (n.graph != nullptr) replaced.push({n.graph, give_graph, 0});
        n.graph = graph;
        n.has_new_links = false;
    }
    root *const made = status == ENGRAM_OK ? heap_zeroed<root>(1) : nullptr;
    if (made == nullptr || !roots.prepare(replaced.count + 1)) {
        heap_give(made);
        return f.no_memory();
    }
    // What readers hold back is bounded: they finish, or the writer says that it is not the one to wait for them.
    for (uint32_t round = 0; roots.states_retired >= most_states; ++round) {
        roots.reclaim(give_root);
        if (roots.states_retired >= most_states && !wait_turn(w, round)) {
            heap_give(made);
            return f.refuse(ENGRAM_ERROR_BUSY, nullptr,
                            "calls that take long hold too many older states of the space: let them end");
        }
    }
    made->number = n.number, made->rows = n.rows, made->nodes = n.nodes, made->memories = n.memories;
    made->most_importance = n.most_importance;
    made->shared = &n.shared;
    made->use_chunks = n.shown_uses;
    for (uint32_t m = 0; m < file.models.count; ++m) made->segments[m] = n.shown_segments[m];
    made->graph = n.graph, made->graph_nodes = n.graph != nullptr ? n.graph_nodes : 0;
    for (const retired_thing &r : replaced) roots.retire(r.thing, r.give);
    replaced.clear();
    roots.publish(made, give_root);
    // Of the last segment only what has been written to is there: the system gives memory when it is touched.
    uint64_t bytes = n.held;
    for (const model &m : file.models)
        for (uint64_t i = 0; i < n.segments[m.number].count; ++i) {
            const vector_segment *const v = n.segments[m.number][i];
            const uint64_t rows_here = v == nullptr                              ? 0
                                       : n.rows - i * segment_rows < v->capacity ? n.rows - i * segment_rows
                                                                                 : v->capacity;
            bytes += rows_here * (m.bytes() + (m.type == ENGRAM_TYPE_I8 ? 4 : 0)) + rows_here / 8;
        }
    engram_graph_info info = {};
    info.size = sizeof info;
    if (n.graph != nullptr && engram_graph_describe(n.graph, &info) == ENGRAM_OK) bytes += info.bytes + info.base_bytes;
    __atomic_store_n(&held, bytes, __ATOMIC_RELAXED);
    __atomic_store_n(&rows, uint64_t{n.rows}, __ATOMIC_RELAXED);
    __atomic_store_n(&reached, n.number, __ATOMIC_RELEASE);
    return ENGRAM_OK;
}

engram_status resident::advance(connection &c, const head &h, const watch &w, fault &f) {
    // Made anew: at first, where it is not whole, and where most of it is of the past.
    const uint64_t behind = next != nullptr ? h.number - next->number : 0;
    const bool is_mostly_past = next != nullptr && next->rows > 65536 + 2 * next->memories;
    if (next != nullptr && !is_broken && !is_mostly_past && behind < 100000 + uint64_t{next->rows}) {
        fault tried;
        builder b = {file, names, *next, c, tried, replaced, roots.sequence + 1};
        engram_status status = follow_journal(b, h);
        if (status == ENGRAM_OK && next->changed_links > 65536 + uint64_t{next->nodes})
            status = compact_links(*next, tried);
        if (status == ENGRAM_OK) return publish_next(w, f);
        is_broken = b.is_torn;
        if (!is_broken || status != ENGRAM_ERROR_DAMAGED) return f.refuse(status, nullptr, "%s", tried.sentence);
    }
    void *const room = heap_take(sizeof(next_state));
    if (room == nullptr) return f.no_memory();
    next_state *const made = new (room) next_state();
    array<retired_thing> outgrown; // while loading, nobody sees it
    engram_status status;
    {
        builder b = {file, names, *made, c, f, outgrown, roots.sequence + 1};
        status = load_state(b, h);
    }
    for (const retired_thing &r : outgrown) r.give(r.thing);
    if (status == ENGRAM_OK && next != nullptr && !replaced.push({next, give_state, 0})) status = f.no_memory();
    if (status != ENGRAM_OK) {
        give_state(made);
        return status;
    }
    next = made;
    is_broken = false;
    return publish_next(w, f);
}

engram_status resident::reach(connection &c, const watch &w, uint64_t *number, fault &f) {
    head h{};
    engram_status status = head_read(c, &h, f);
    if (status != ENGRAM_OK) return status;
    *number = h.number;
    for (uint32_t round = 0; __atomic_load_n(&reached, __ATOMIC_ACQUIRE) < h.number; ++round) {
        uint32_t free = 0;
        if (__atomic_compare_exchange_n(&busy, &free, 1u, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
            turn mine = {busy};
            if (reached >= h.number) return ENGRAM_OK;
            if (next != nullptr && !is_broken && next->number >= h.number) return publish_next(w, f);
            return advance(c, h, w, f);
        }
        if (wait_turn(w, round)) continue;
        if (w.is_interrupted()) return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted");
        return f.refuse(ENGRAM_ERROR_DEADLINE, nullptr, "the deadline passed before there was an answer");
    }
    return ENGRAM_OK;
}

engram_status moment::begin(reading &r, const watch &w, fault &f) {
    for (uint32_t round = 0;; ++round) {
        engram_status status = r.begin(f);
        if (status != ENGRAM_OK) return status;
        uint64_t number = 0;
        fault tried;
        status = space.reach(r.c, w, &number, tried);
        const bool is_late = status == ENGRAM_ERROR_DEADLINE;
        if (status != ENGRAM_OK && !is_late) {
            f.sqlite_code = tried.sqlite_code, f.system_code = tried.system_code;
            if (tried.place[0] != '\0') f.at("%s", tried.place);
            return f.refuse(status, nullptr, "%s", tried.sentence);
        }
        pinned = space.roots.pin(&state);
        if (pinned == nullptr) return f.no_memory();
        if (state == nullptr)
            return f.refuse(ENGRAM_ERROR_DEADLINE, "options.deadline_ns",
                            "the deadline passed before the space was read: allow more");
        is_older = state->number != number;
        if (!is_older || is_late || state->number < number) return ENGRAM_OK;
        // Another thread went on meanwhile: look at the file as of now.
        publisher<root>::unpin(pinned);
        pinned = nullptr;
        r.end();
        if (round > 1000 || w.is_interrupted())
            return f.refuse(ENGRAM_ERROR_BUSY, nullptr, "the space changes faster than it can be read");
    }
}

engram_status resident::take_workspace(uint32_t nodes, scratch_graph *w, fault &f) {
    pthread_mutex_lock(&pool_mutex);
    for (uint64_t i = 0; i < pool.count; ++i)
        if (pool[i].nodes >= nodes) {
            *w = pool[i];
            pool[i] = pool.last();
            --pool.count;
            pthread_mutex_unlock(&pool_mutex);
            return ENGRAM_OK;
        }
    // All that wait are too small by now.
    for (scratch_graph &old : pool) engram_workspace_destroy(&old.workspace);
    pool.clear();
    pthread_mutex_unlock(&pool_mutex);
    w->nodes = nodes + nodes / 4 + 256;
    return engram_workspace_create(w->nodes, nullptr, &w->workspace) == ENGRAM_OK ? ENGRAM_OK : f.no_memory();
}

void resident::give_workspace(scratch_graph w) {
    if (w.workspace == nullptr) return;
    pthread_mutex_lock(&pool_mutex);
    const bool is_kept = pool.push(w);
    pthread_mutex_unlock(&pool_mutex);
    if (!is_kept) engram_workspace_destroy(&w.workspace);
}

} // namespace engram
