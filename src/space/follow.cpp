// SPDX-License-Identifier: MIT OR Apache-2.0
// The state brought on by what the journal has since.
#include "space/build.hpp"

namespace engram {

namespace {

engram_status disagrees(builder &b, uint64_t number) {
    b.f.at("journal %llu", static_cast<unsigned long long>(number));
    return b.f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "entry %llu of the journal does not fit the tables",
                      static_cast<unsigned long long>(number));
}

engram_status follow_use(builder &b, uint64_t id, uint32_t node) {
    const uint32_t row = b.n.shared.nodes.at(node / chunk_rows)->newest[node % chunk_rows];
    strength_row u = {strength_when_new, b.n.shared.rows.at(row / chunk_rows)->created[row % chunk_rows], 0};
    bool has = false;
    const engram_status status = strength_find(b.c, id, &u, &has, b.f);
    return status == ENGRAM_OK ? b.set_use(node, u) : status;
}

engram_status follow_vectors(builder &b, uint64_t version, uint32_t row) {
    query q(b.c, sql::vectors_between, b.f);
    q.bind(1, vector_number(version, 0)).bind(2, vector_number(version, 63));
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const engram_text data = q.blob(3);
        status = b.put_vector(row, q.natural(0), q.natural(1), q.single(2), data.data, data.bytes);
        if (status != ENGRAM_OK) return status;
    }
}

engram_status follow_version(builder &b, uint64_t number, body_reader body) {
    const uint64_t version = body.number(), before = body.number();
    memory_row m{};
    uint32_t row = no_row, old = no_row;
    uint64_t vectors = 0, id = 0;
    {
        query q(b.c, sql::head_of, b.f);
        bool has = false;
        engram_status status = q.bind(1, version).step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has || !body.is_whole) return disagrees(b, number);
        status = memory_read_head(q, &m);
        if (status != ENGRAM_OK) return status;
        uint32_t node;
        if (before != 0) {
            node = b.node_of(m.id);
            old = b.row_of(before);
            if (node == ENGRAM_NO_NODE || old == no_row) return disagrees(b, number);
            b.end_row(old, number);
        } else {
            status = b.add_node(m.id);
            node = b.n.nodes - 1;
            if (status != ENGRAM_OK) return status;
        }
        status = b.add_row(m, node, old, &row);
        if (status != ENGRAM_OK) return status;
        vectors = m.vectors, id = m.id;
    }
    engram_status status = vectors != 0 ? follow_vectors(b, vectors, row) : ENGRAM_OK;
    if (status == ENGRAM_OK) status = follow_use(b, id, b.n.shared.rows.at(row / chunk_rows)->node[row % chunk_rows]);
    return status;
}

engram_status follow_forget(builder &b, uint64_t number, uint64_t id, body_reader body) {
    const uint32_t row = b.row_of(body.number());
    if (row == no_row || !body.is_whole) return disagrees(b, number);
    b.end_row(row, number);
    constexpr sql ways[] = {sql::ended_out, sql::ended_in};
    for (const sql way : ways) {
        query q(b.c, way, b.f);
        q.bind(1, id).bind(2, number);
        for (bool has = false;;) {
            engram_status status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            link_row l{};
            status = link_read(q, &l);
            if (status == ENGRAM_OK) status = b.end_link(l);
            if (status != ENGRAM_OK) return status;
        }
    }
    return ENGRAM_OK;
}

engram_status follow_link(builder &b, uint64_t entry, uint64_t number, bool is_added) {
    query q(b.c, sql::link_numbered, b.f);
    bool has = false;
    engram_status status = q.bind(1, number).step(&has);
    if (status == ENGRAM_OK && !has) return disagrees(b, entry);
    link_row l{};
    if (status == ENGRAM_OK) status = link_read(q, &l);
    if (status == ENGRAM_OK) status = is_added ? b.add_link(l) : b.end_link(l);
    return status;
}

engram_status follow_uses(builder &b, uint64_t entry, body_reader body) {
    body.number(); // the rate
    for (uint64_t left = body.number(); left != 0; --left) {
        const uint64_t id = body.number();
        const uint32_t node = body.is_whole ? b.node_of(id) : ENGRAM_NO_NODE;
        if (node == ENGRAM_NO_NODE) return disagrees(b, entry);
        const engram_status status = follow_use(b, id, node);
        if (status != ENGRAM_OK) return status;
    }
    return body.is_whole ? ENGRAM_OK : disagrees(b, entry);
}

} // namespace

engram_status follow_journal(builder &b, const head &h) {
    query q(b.c, sql::entries_after, b.f);
    q.bind(1, b.n.number);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) break;
        const uint64_t number = q.natural(0);
        b.is_torn = true;
        const engram_text bytes = q.blob(3);
        body_reader body(bytes.data, bytes.bytes);
        if (number != b.n.number + 1) return disagrees(b, number);
        switch (static_cast<operation>(q.integer(1))) {
        case operation::remember:
        case operation::update: status = follow_version(b, number, body); break;
        case operation::forget: status = follow_forget(b, number, q.natural(2), body); break;
        case operation::link: {
            const uint64_t added = body.number(), ended = body.number();
            if (ended != 0) status = follow_link(b, number, ended, false);
            if (status == ENGRAM_OK) status = follow_link(b, number, added, true);
            break;
        }
        case operation::unlink: status = follow_link(b, number, body.number(), false); break;
        case operation::purge: break; // what goes is dead
        case operation::reinforce: status = follow_uses(b, number, body); break;
        // The state is made anew: after an undo memories come back in the middle of the order, after erasing rows are gone.
        default: return disagrees(b, number);
        }
        if (status != ENGRAM_OK) return status;
        b.n.number = number;
        b.is_torn = false;
    }
    b.is_torn = b.n.number != h.number || b.n.memories != h.memories;
    return b.is_torn ? disagrees(b, h.number) : engram_status{ENGRAM_OK};
}

} // namespace engram
