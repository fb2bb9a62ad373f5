// SPDX-License-Identifier: MIT OR Apache-2.0
// The state added up from its rows: what the head of the journal says without.
#include "store/past.hpp"

namespace engram {

namespace {

engram_status add_memories(connection &c, engram_state *sum, fault &f) {
    query q(c, sql::all_alive, f);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        memory_row row{};
        strength_row use{};
        uint64_t vectors = 0;
        bool is_used = false;
        status = memory_read(q, &row);
        if (status == ENGRAM_OK) status = vector_items(c, row.id, row.vectors, &vectors, f);
        if (status == ENGRAM_OK) status = strength_find(c, row.id, &use, &is_used, f);
        if (status != ENGRAM_OK) return status;
        sum->digest += row.content() + vectors + (is_used ? use.item(row.id) : 0);
        ++sum->memories;
    }
}

engram_status add_links(connection &c, engram_state *sum, fault &f) {
    query q(c, sql::all_links, f);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        link_row row{};
        status = link_read(q, &row);
        if (status != ENGRAM_OK) return status;
        sum->digest += row.item();
        ++sum->links;
    }
}

} // namespace

engram_status state_add_up(connection &c, engram_state *state, fault &f) {
    engram_state sum{};
    sum.size = sizeof sum;
    engram_status status = last_number(c, &sum.journal, f);
    if (status == ENGRAM_OK) status = add_memories(c, &sum, f);
    if (status == ENGRAM_OK) status = add_links(c, &sum, f);
    if (status == ENGRAM_OK) *state = sum;
    return status;
}

} // namespace engram
