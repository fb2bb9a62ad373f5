// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_SPACE_RESIDENT_HPP
#define ENGRAM_SPACE_RESIDENT_HPP

// The resident part of a space: made from the file, brought up to date from its journal, read as roots.

#include "base/map.hpp"
#include "engram/activation.h"
#include "space/publish.hpp"
#include "space/root.hpp"
#include "store/filter.hpp"
#include "store/journal.hpp"
#include "store/rows.hpp"

namespace engram {

// Names that occur in rows, for filters. Held for short looks, and while a name is added.
struct name_guard {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    name_table kinds, tags;
};

struct scratch_graph { // a workspace that waits for its next user
    engram_workspace *workspace;
    uint32_t nodes;
};

// The state to come: the writer's. Roots show parts of it.
struct next_state {
    uint64_t number = 0; // entry of the journal
    uint32_t rows = 0, nodes = 0;
    uint64_t memories = 0;
    float most_importance = 0.0f; // of any row there ever was
    shared_rows shared;
    array<use_chunk *> uses;
    array<vector_segment *> segments[63];
    engram_overlay *overlay = nullptr;
    engram_graph *graph = nullptr; // of the last root
    uint32_t graph_nodes = 0;
    bool has_new_links = false;
    uint64_t changed_links = 0; // since the base of the overlay
    // What the last root was given of the lists; a new one is made when they have changed.
    use_chunk **shown_uses = nullptr;
    vector_segment **shown_segments[63] = {};
    bool has_new_uses = true;
    uint64_t has_new_segments = ~uint64_t{0}; // bit m: of model m
    uint64_t held = 0; // bytes

    next_state() = default;
    next_state(const next_state &) = delete;
    next_state &operator=(const next_state &) = delete;
    ~next_state();
};

struct resident {
    store &file;
    publisher<root> roots;
    name_guard names;

    explicit resident(store &of) : file(of) {}
    resident(const resident &) = delete;
    resident &operator=(const resident &) = delete;
    ~resident();

    // Brings the present root to the moment that the connection reads, *number; waits for another thread that is
    // doing so. ENGRAM_ERROR_DEADLINE where the watch did not allow it.
    engram_status reach(connection &c, const watch &w, uint64_t *number, fault &f);
    uint64_t bytes() const { return __atomic_load_n(&held, __ATOMIC_RELAXED); }
    uint64_t row_count() const { return __atomic_load_n(&rows, __ATOMIC_RELAXED); }
    engram_status take_workspace(uint32_t nodes, scratch_graph *w, fault &f);
    void give_workspace(scratch_graph w);

  private:
    uint32_t busy = 0; // atomic: a thread is at work on `next`
    uint64_t reached = 0; // atomic: entry of the present root
    uint64_t held = 0; // atomic: bytes
    uint64_t rows = 0; // atomic: of the present root
    next_state *next = nullptr;
    bool is_broken = false; // `next` is not whole: it is made anew
    array<retired_thing> replaced; // by `next`, since the last root
    pthread_mutex_t pool_mutex = PTHREAD_MUTEX_INITIALIZER;
    array<scratch_graph> pool;

    engram_status advance(connection &c, const head &h, const watch &w, fault &f);
    engram_status publish_next(const watch &w, fault &f);
};
// A call's view: a moment of the file and the root of the same entry of the journal.
struct moment {
    resident &space;
    slot *pinned = nullptr;
    root *state = nullptr;
    bool is_older = false; // the root is behind the file: the watch did not allow more

    explicit moment(resident &of) : space(of) {}
    moment(const moment &) = delete;
    moment &operator=(const moment &) = delete;
    ~moment() {
        if (pinned != nullptr) publisher<root>::unpin(pinned);
    }
    // The reading transaction is begun here and stays open as long as `r`.
    engram_status begin(reading &r, const watch &w, fault &f);
};

// Which rows of a root a filter admits: bit r % 64 of word r / 64.
struct bitmap {
    array<uint64_t> words;
    uint64_t admitted = 0;

    bool has(uint32_t row) const { return (words[row / 64] >> (row % 64) & 1u) != 0; }
    engram_status make(const root &state, name_guard &names, const filter &only, fault &f);

  private:
    void leave_out_but(const root &state, const version_set &met);
};

} // namespace engram

#endif
