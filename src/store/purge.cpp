// SPDX-License-Identifier: MIT OR Apache-2.0
// Purging: what was over by a moment is removed, and that moment becomes the oldest that can be asked.
#include "store/history.hpp"

namespace engram {

namespace {

// number 0: of nothing but what is left.
engram_status run(connection &c, sql which, uint64_t number, uint64_t *changed, fault &f) {
    query q(c, which, f);
    if (number != 0) q.bind(1, number);
    const engram_status status = q.finish();
    if (status == ENGRAM_OK && changed != nullptr) *changed += static_cast<uint64_t>(sqlite3_changes64(c.db));
    return status;
}

// Strengths as of the moment: the journal that they followed from goes.
engram_status keep_strengths(connection &c, past &then, fault &f) {
    const strengths_then *strengths = nullptr;
    c.then = &then;
    engram_status status = past_strengths(c, &strengths, f);
    c.then = nullptr;
    if (status == ENGRAM_OK) {
        query q(c, sql::forget_oldest_strengths, f);
        status = q.finish();
    }
    if (status != ENGRAM_OK) return status;
    for (const strengths_then::item &one : strengths->items) {
        if (!one.is_there) continue;
        query q(c, sql::add_oldest_strength, f);
        q.bind(1, one.id).bind_real(2, double{one.row.strength}).bind(3, one.row.used).bind(4, one.row.uses);
        status = q.bind(5, one.row.item(one.id)).finish();
        if (status != ENGRAM_OK) return status;
    }
    return ENGRAM_OK;
}

} // namespace

engram_status purge(transaction &t, const engram_moment &before, engram_purged *report, fault &f) {
    connection &c = t.c();
    past then;
    then.curve = t.s.curve;
    uint64_t first = 0;
    engram_status status = past_find(c, before, &then, f);
    if (status == ENGRAM_OK) status = first_number(c, &first, f);
    if (status != ENGRAM_OK) return status;
    const uint64_t number = then.at.number;
    engram_purged done{};
    done.size = sizeof done;
    done.oldest = number, done.time = then.at.time;
    *report = done;
    if (number == first) return ENGRAM_OK; // nothing is older
    status = keep_strengths(c, then, f);
    // The index takes a text back by being given it again.
    if (status == ENGRAM_OK) {
        query q(c, sql::unindex_words, f);
        status = q.bind(1, number).bind(2, t.now.indexed).finish();
    }
    if (status == ENGRAM_OK) status = run(c, sql::purge_vectors, number, &done.vectors, f);
    if (status == ENGRAM_OK) status = run(c, sql::purge_memories, number, &done.versions, f);
    if (status == ENGRAM_OK) status = run(c, sql::purge_links, number, &done.links, f);
    if (status == ENGRAM_OK) status = run(c, sql::purge_entries, number, &done.entries, f);
    if (status == ENGRAM_OK) status = run(c, sql::purge_strengths, 0, nullptr, f);
    if (status == ENGRAM_OK) status = run(c, sql::purge_oldest_strengths, 0, nullptr, f);
    if (status == ENGRAM_OK) status = c.run("PRAGMA incremental_vacuum", f);
    body_writer body;
    body.number(number);
    status = t.settle(status, operation::purge, 0, body, f);
    if (status == ENGRAM_OK) *report = done;
    return status;
}

} // namespace engram
