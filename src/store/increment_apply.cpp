// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/erase.hpp"
#include "store/increment.hpp"
#include "store/increment_tables.hpp"

namespace engram {

namespace {

constexpr uint32_t head_columns = 13;

engram_status put(const row_reader &row, sql with, connection &c, fault &f) {
    query q(c, with, f);
    if (q.s == nullptr) return f.status;
    if (static_cast<uint32_t>(sqlite3_bind_parameter_count(q.s)) != row.columns) return row.damaged(f);
    for (uint32_t i = 0; i < row.columns; ++i) {
        const value &v = row.values[i];
        const int at = static_cast<int>(i) + 1;
        switch (v.type) {
        case SQLITE_INTEGER: q.bind(at, v.integer); break;
        case SQLITE_FLOAT: q.bind_real(at, v.real); break;
        case SQLITE_TEXT: q.bind(at, v.bytes); break;
        case SQLITE_BLOB: q.bind_blob(at, v.bytes.data, v.bytes.bytes); break;
        default: break;
        }
    }
    const engram_status status = q.finish();
    // What SQLite does not take, such as a number that is there, was not written by us.
    if (status != ENGRAM_ERROR_STORE) return status;
    f.clear();
    return row.damaged(f);
}

} // namespace

engram_status increment_begin(row_reader &from, increment_head *h, fault &f) {
    bool has = false;
    const engram_status status = from.next(&has, f);
    if (status != ENGRAM_OK) return status;
    bool is_right = has && from.table == static_cast<uint32_t>(increment_table::head) && from.columns == head_columns &&
                    from.values[0].bytes.bytes == sizeof h->identity;
    for (uint32_t i = 1; is_right && i < head_columns; ++i) is_right = from.values[i].type == SQLITE_INTEGER;
    if (!is_right) return from.damaged(f);
    if (from.natural(1) != 1)
        return f.refuse(ENGRAM_ERROR_FORMAT, "options.sources", "%s has a newer format: use a newer version", from.from.name);
    memcpy(h->identity, from.values[0].bytes.data, sizeof h->identity);
    h->page_bytes = from.natural(2), h->words = from.natural(3);
    h->since = from.natural(4), h->since_chain = from.natural(5);
    h->last = {from.natural(6),  from.values[7].integer, from.natural(8),  from.natural(9),
               from.natural(10), from.natural(11),       from.natural(12), 0};
    if (h->words < ENGRAM_WORDS_PORTER || h->words > ENGRAM_WORDS_TRIGRAM) return from.damaged(f);
    return ENGRAM_OK;
}

engram_status increment_apply(row_reader &from, const increment_head &given, connection &c, head *now, bool *has_erased,
                              progress &told, fault &f) {
    engram_status status = ENGRAM_OK;
    if (now->number != 0) {
        query q(c, sql::clear_head, f);
        status = q.bind(1, now->number).finish();
    }
    for (bool has = false; status == ENGRAM_OK;) {
        status = from.next(&has, f);
        if (status != ENGRAM_OK || !has) break;
        const increment_part *part = nullptr;
        for (const increment_part &p : increment_parts)
            if (static_cast<uint32_t>(p.table) == from.table) part = &p;
        status = part != nullptr ? put(from, part->put, c, f) : from.damaged(f);
        const bool is_erased = from.table == static_cast<uint32_t>(increment_table::entry) &&
                               from.natural(2) == static_cast<uint32_t>(operation::erase);
        *has_erased = *has_erased || is_erased;
        if (status == ENGRAM_OK && is_erased && now->number != 0) status = erase_rows(c, from.natural(3), now->indexed, f);
        if (status == ENGRAM_OK) status = told.step(1, f);
    }
    if (status != ENGRAM_OK) return status;
    const uint64_t indexed = now->indexed;
    *now = given.last;
    now->indexed = now->versions;
    {
        query q(c, sql::index_words, f);
        status = q.bind(1, indexed).finish();
    }
    if (status != ENGRAM_OK) return status;
    query q(c, sql::set_head, f);
    q.bind(1, now->number).bind(2, now->state).bind(3, now->memories).bind(4, now->links);
    return q.bind(5, now->versions).bind(6, now->indexed).finish();
}

} // namespace engram
