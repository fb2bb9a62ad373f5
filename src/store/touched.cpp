// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/touched.hpp"

#include "base/heap.hpp"
#include "store/operations.hpp"

namespace engram {

namespace {

template <class T> void sort_unique(array<T> &list) {
    heap_sort(list.data, static_cast<size_t>(list.count), [](const T &a, const T &b) { return a < b; });
    uint64_t kept = 0;
    for (uint64_t i = 0; i < list.count; ++i)
        if (kept == 0 || !(list[i] == list[kept - 1])) list[kept++] = list[i];
    list.count = kept;
}

template <class T> bool has(const array<T> &sorted, const T &one) {
    uint64_t low = 0, high = sorted.count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (sorted[middle] < one) low = middle + 1;
        else high = middle;
    }
    return low < sorted.count && sorted[low] == one;
}

engram_status not_whole(const entry &e, fault &f) {
    f.at("journal %llu", static_cast<unsigned long long>(e.number));
    return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "entry %llu of the journal is not what was written",
                    static_cast<unsigned long long>(e.number));
}

// Links that have been purged or erased since are nobody's any more.
engram_status add_link(connection &c, uint64_t number, array<link_key> *links, fault &f) {
    if (number == 0) return ENGRAM_OK;
    query q(c, sql::link_numbered, f);
    bool is_there = false;
    engram_status status = q.bind(1, number).step(&is_there);
    link_row row{};
    if (status == ENGRAM_OK && is_there) status = link_read(q, &row);
    if (status != ENGRAM_OK || !is_there) return status;
    return links->push({row.source, row.target, row.type}) ? engram_status{ENGRAM_OK} : f.no_memory();
}

engram_status add_ended(connection &c, uint64_t id, uint64_t number, array<link_key> *links, fault &f) {
    constexpr sql ways[] = {sql::ended_out, sql::ended_in};
    for (const sql way : ways) {
        query q(c, way, f);
        q.bind(1, id).bind(2, number);
        for (bool more = false;;) {
            engram_status status = q.step(&more);
            if (status == ENGRAM_OK && !more) break;
            link_row row{};
            if (status == ENGRAM_OK) status = link_read(q, &row);
            if (status != ENGRAM_OK) return status;
            if (!links->push({row.source, row.target, row.type})) return f.no_memory();
        }
    }
    return ENGRAM_OK;
}

} // namespace

bool contains(const array<uint64_t> &sorted, uint64_t id) { return has(sorted, id); }
bool contains(const array<link_key> &sorted, const link_key &key) { return has(sorted, key); }

void touched::sort() {
    sort_unique(contents);
    sort_unique(uses);
    sort_unique(links);
}

engram_status touched::add(connection &c, const entry &e, engram_text bytes, fault &f) {
    body_reader body(bytes.data, bytes.bytes);
    bool has_room = true;
    engram_status status = ENGRAM_OK;
    switch (e.what) {
    case operation::remember:
    case operation::update:
        body.number(), body.number();
        has_room = contents.push(e.subject) && (body.number() == 0 || uses.push(e.subject));
        break;
    case operation::forget:
        has_room = contents.push(e.subject);
        status = add_ended(c, e.subject, e.number, &links, f);
        break;
    case operation::link:
    case operation::unlink: status = add_link(c, body.number(), &links, f); break;
    case operation::reinforce:
        body.number();
        for (uint64_t left = body.number(); has_room && body.is_whole && left != 0; --left)
            has_room = uses.push(body.number());
        break;
    case operation::undo: {
        undo_body undone;
        status = undone.read(e, bytes, f);
        for (const undo_body::memory &m : undone.memories) has_room = has_room && contents.push(m.id);
        for (const undo_body::use &u : undone.uses) has_room = has_room && uses.push(u.id);
        for (const undo_body::link &l : undone.links)
            if (status == ENGRAM_OK) status = add_link(c, l.added != 0 ? l.added : l.ended, &links, f);
        break;
    }
    default: break; // nothing that is there
    }
    if (status != ENGRAM_OK) return status;
    if (!has_room) return f.no_memory();
    return body.is_whole ? engram_status{ENGRAM_OK} : not_whole(e, f);
}

engram_status touched::collect(connection &c, uint64_t first, uint64_t last, fault &f) {
    query q(c, sql::entries_between, f);
    q.bind(1, first - 1).bind(2, last);
    for (bool more = false;;) {
        engram_status status = q.step(&more);
        if (status == ENGRAM_OK && !more) break;
        if (status == ENGRAM_OK) {
            const entry e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
            status = add(c, e, q.blob(4), f);
        }
        if (status != ENGRAM_OK) return status;
    }
    sort();
    return ENGRAM_OK;
}

bool undo_body::write(body_writer *body) const {
    body->number(first);
    body->number(last);
    body->number(memories.count);
    for (const memory &m : memories) body->number(m.id), body->number(m.ended), body->number(m.added);
    body->number(uses.count);
    for (const use &u : uses) {
        uint32_t bits;
        memcpy(&bits, &u.row.strength, sizeof bits);
        body->number(u.id), body->number(u.has), body->number(bits);
        body->number(static_cast<uint64_t>(u.row.used)), body->number(u.row.uses);
    }
    body->number(links.count);
    for (const link &l : links) body->number(l.ended), body->number(l.added);
    return body->is_whole;
}

engram_status undo_body::read(const entry &e, engram_text bytes, fault &f) {
    body_reader body(bytes.data, bytes.bytes);
    first = body.number(), last = body.number();
    bool has_room = true;
    for (uint64_t left = body.number(); has_room && body.is_whole && left != 0; --left) {
        memory m{};
        m.id = body.number(), m.ended = body.number(), m.added = body.number();
        has_room = memories.push(m);
    }
    for (uint64_t left = body.number(); has_room && body.is_whole && left != 0; --left) {
        use u{};
        u.id = body.number(), u.has = body.number() != 0;
        const uint32_t bits = static_cast<uint32_t>(body.number());
        memcpy(&u.row.strength, &bits, sizeof bits);
        u.row.used = static_cast<int64_t>(body.number()), u.row.uses = body.number();
        has_room = uses.push(u);
    }
    for (uint64_t left = body.number(); has_room && body.is_whole && left != 0; --left) {
        link l{};
        l.ended = body.number(), l.added = body.number();
        has_room = links.push(l);
    }
    if (!has_room) return f.no_memory();
    return body.is_whole ? engram_status{ENGRAM_OK} : not_whole(e, f);
}

} // namespace engram
