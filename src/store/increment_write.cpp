// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/heap.hpp"
#include "store/increment.hpp"
#include "store/increment_tables.hpp"

namespace engram {

namespace {

// Where rows since the entry begin: versions and links are numbered in the order of their birth.
struct bounds {
    uint64_t number, version = 0, link = 0;

    uint64_t of(bound which) const {
        switch (which) {
        case bound::version: return version;
        case bound::vector: return version * 64 + 63;
        case bound::link: return link;
        default: return number;
        }
    }
};

engram_status find_bound(connection &c, sql which, uint64_t number, uint64_t *found, fault &f) {
    query q(c, which, f);
    bool has = false;
    const engram_status status = q.bind(1, number).step(&has);
    if (status == ENGRAM_OK && has) *found = q.natural(0);
    return status;
}

struct writing {
    connection &c;
    row_writer &to;
    progress &told;
    fault &f;
    bounds from;

    engram_status part(const increment_part &p);
    engram_status strengths(bool *is_done);
    // The memories whose strengths entries may have changed; *is_known is false where that cannot be told.
    engram_status used(array<uint64_t> *ids, bool *is_known);
};

engram_status writing::part(const increment_part &p) {
    query q(c, p.read, f);
    if (p.above != bound::none) q.bind(1, from.of(p.above));
    if (p.table == increment_table::memory_end || p.table == increment_table::link_end) q.bind(2, from.number);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const uint32_t columns = static_cast<uint32_t>(sqlite3_column_count(q.s));
        to.row(static_cast<uint32_t>(p.table), columns);
        for (uint32_t i = 0; i < columns; ++i) to.column(q, static_cast<int>(i));
        status = to.pause(f);
        if (status == ENGRAM_OK) status = told.step(1, f);
        if (status != ENGRAM_OK) return status;
    }
}

engram_status writing::used(array<uint64_t> *ids, bool *is_known) {
    query q(c, sql::entries_since, f);
    q.bind(1, from.number);
    for (bool has = false;;) {
        const engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const engram_text bytes = q.blob(4);
        body_reader body(bytes.data, bytes.bytes);
        switch (static_cast<operation>(q.integer(2))) {
        case operation::create:
        case operation::forget:
        case operation::link:
        case operation::unlink: break;
        case operation::remember:
        case operation::update:
            if (!ids->push(q.natural(3))) return f.no_memory();
            break;
        case operation::reinforce: {
            body.number();
            const uint64_t count = body.number();
            for (uint64_t i = 0; body.is_whole && i < count; ++i)
                if (!ids->push(body.number())) return f.no_memory();
            if (!body.is_whole) *is_known = false; // erased
            break;
        }
        default: *is_known = false;
        }
    }
}

engram_status writing::strengths(bool *is_done) {
    array<uint64_t> ids;
    *is_done = from.number != 0;
    if (!*is_done) return ENGRAM_OK;
    engram_status status = used(&ids, is_done);
    if (status != ENGRAM_OK || !*is_done) return status;
    heap_sort(ids.data, ids.count, [](uint64_t a, uint64_t b) { return a < b; });
    for (uint64_t i = 0; i < ids.count; ++i) {
        if (i != 0 && ids[i] == ids[i - 1]) continue;
        query q(c, sql::strength_of, f);
        bool has = false;
        status = q.bind(1, ids[i]).step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) continue;
        to.row(static_cast<uint32_t>(increment_table::strength), 5);
        to.natural(ids[i]);
        for (int column = 0; column < 4; ++column) to.column(q, column);
        status = to.pause(f);
        if (status == ENGRAM_OK) status = told.step(1, f);
        if (status != ENGRAM_OK) return status;
    }
    return ENGRAM_OK;
}

engram_status write_head(const increment_head &h, row_writer &to) {
    const uint64_t numbers[] = {1,           h.page_bytes, h.words, h.since,        h.since_chain,
                                h.last.number, static_cast<uint64_t>(h.last.time), h.last.chain, h.last.state,
                                h.last.memories, h.last.links, h.last.versions};
    to.row(static_cast<uint32_t>(increment_table::head), 1 + sizeof numbers / sizeof *numbers);
    to.bytes(SQLITE_BLOB, h.identity, sizeof h.identity);
    for (const uint64_t n : numbers) to.natural(n);
    return ENGRAM_OK;
}

} // namespace

engram_status increment_write(store &s, connection &c, uint64_t since, sink &into, head *last, progress &told, fault &f) {
    increment_head h{};
    memcpy(h.identity, s.identity, sizeof h.identity);
    h.words = s.words, h.since = since;
    engram_status status = head_read(c, &h.last, f);
    if (status != ENGRAM_OK) return status;
    if (since > h.last.number)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.since", "the journal ends with entry %llu: an increment begins at it or before",
                        static_cast<unsigned long long>(h.last.number));
    bool has = false;
    {
        query q(c, sql::page_size, f);
        status = q.step(&has);
        if (status == ENGRAM_OK) h.page_bytes = q.natural(0);
    }
    if (status == ENGRAM_OK && since != 0) {
        query q(c, sql::chain_of, f);
        status = q.bind(1, since).step(&has);
        if (status == ENGRAM_OK && !has)
            status = f.refuse(ENGRAM_ERROR_NOT_FOUND, "options.since", "entry %llu of the journal has been purged: make a full backup",
                              static_cast<unsigned long long>(since));
        if (status == ENGRAM_OK) h.since_chain = q.natural(0);
    }
    row_writer to(into);
    writing w{c, to, told, f, {since}};
    if (status == ENGRAM_OK) status = find_bound(c, sql::version_until, since, &w.from.version, f);
    if (status == ENGRAM_OK) status = find_bound(c, sql::link_until, since, &w.from.link, f);
    if (status == ENGRAM_OK) status = to.begin(f);
    if (status == ENGRAM_OK) status = write_head(h, to);
    told.total = told.done + (h.last.versions - w.from.version) * (1 + s.models.count) + (h.last.number - since);
    for (const increment_part &p : increment_parts) {
        bool is_done = p.table == increment_table::oldest_strength && since != 0;
        if (status == ENGRAM_OK && p.table == increment_table::strength) status = w.strengths(&is_done);
        if (status == ENGRAM_OK && !is_done) status = w.part(p);
    }
    if (status == ENGRAM_OK) status = to.end(f);
    if (status == ENGRAM_OK) *last = h.last;
    return status;
}

} // namespace engram
