// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_SPACE_BUILD_HPP
#define ENGRAM_SPACE_BUILD_HPP

// How a state comes to be: from the whole file, or from the entries of the journal after one.

#include "space/resident.hpp"
#include "store/journal.hpp"

namespace engram {

// The edge back along a link of this type has a type of its own.
constexpr uint32_t way_back(uint32_t type) { return type + most_link_types; }

struct builder {
    store &s;
    name_guard &names;
    next_state &n;
    connection &c;
    fault &f;
    array<retired_thing> &replaced; // gets what roots may show and the state has no longer
    uint64_t generation;            // of the root to come
    bool is_torn = false;           // an entry was begun and not ended

    engram_status add_node(uint64_t id);
    engram_status add_row(const memory_row &m, uint32_t node, uint32_t previous, uint32_t *row);
    void end_row(uint32_t row, uint64_t number);
    engram_status set_use(uint32_t node, const strength_row &u);
    engram_status put_vector(uint32_t row, uint64_t number, uint64_t sum, float scale, const void *data,
                             uint64_t bytes);
    engram_status add_link(const link_row &l);
    engram_status end_link(const link_row &l);
    uint32_t node_of(uint64_t id) const;
    uint32_t row_of(uint64_t version) const;

  private:
    engram_status intern(const memory_row &m, uint32_t *kind, uint32_t *tags);
    engram_status grow_segment(uint32_t model, uint32_t index, uint32_t rows);
    engram_status overlay_to(uint32_t nodes);
    engram_status change(const link_row &l, bool is_added);
};

engram_status load_state(builder &b, const head &h);
// ENGRAM_ERROR_DAMAGED also where the journal says what the tables do not: the state is then made anew.
engram_status follow_journal(builder &b, const head &h);
// A base of its own from base and changes.
engram_status compact_links(next_state &n, fault &f);

} // namespace engram

#endif
