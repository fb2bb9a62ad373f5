// SPDX-License-Identifier: MIT OR Apache-2.0
// The journal as a feed: what each entry did, as far as the file still tells.
#include <new>

#include "store/history.hpp"
#include "store/touched.hpp"

namespace engram {

namespace {

struct reader {
    connection &c;
    block &memory;
    const type_names &types;
    fault &f;

    engram_status event(const entry &e, engram_text body, engram_change *out);

  private:
    engram_status about_link(uint64_t number, engram_change *out);
    engram_status keep(const array<uint64_t> &ids, engram_change *out);
};

engram_status reader::about_link(uint64_t number, engram_change *out) {
    query q(c, sql::link_numbered, f);
    bool has = false;
    engram_status status = q.bind(1, number).step(&has);
    link_row row{};
    if (status == ENGRAM_OK && has) status = link_read(q, &row);
    if (status != ENGRAM_OK || !has) return status;
    out->target = row.target, out->type = types.of[row.type], out->weight = row.weight;
    return ENGRAM_OK;
}

engram_status reader::keep(const array<uint64_t> &ids, engram_change *out) {
    if (ids.count == 0) return ENGRAM_OK;
    uint64_t *const list = memory.take_zeroed<uint64_t>(ids.count);
    if (list == nullptr) return f.no_memory();
    memcpy(list, ids.data, static_cast<size_t>(ids.count) * sizeof *list);
    out->ids = list, out->id_count = ids.count;
    return ENGRAM_OK;
}

engram_status reader::event(const entry &e, engram_text bytes, engram_change *out) {
    *out = {};
    out->size = sizeof *out;
    out->operation = static_cast<engram_operation>(e.what);
    out->number = e.number, out->time = e.time, out->id = e.subject;
    body_reader body(bytes.data, bytes.bytes);
    switch (e.what) {
    case operation::remember:
    case operation::update: out->version = body.number(), out->before = body.number(); break;
    case operation::forget: out->version = body.number(); break;
    case operation::link:
    case operation::unlink: return about_link(body.number(), out);
    case operation::reinforce: {
        const uint32_t bits = static_cast<uint32_t>(body.number());
        memcpy(&out->rate, &bits, sizeof bits);
        touched by_it;
        const engram_status status = by_it.add(c, e, bytes, f);
        return status == ENGRAM_OK ? keep(by_it.uses, out) : status;
    }
    case operation::undo: {
        touched by_it;
        out->first = body.number(), out->last = body.number();
        const engram_status status = by_it.add(c, e, bytes, f);
        by_it.sort();
        return status == ENGRAM_OK ? keep(by_it.contents, out) : status;
    }
    case operation::purge: out->first = body.number(); break;
    default: break;
    }
    return ENGRAM_OK;
}

} // namespace

engram_status type_names::read(connection &c, block &memory, fault &f) {
    query q(c, sql::link_types, f);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        uint32_t number = 0;
        engram_text name{};
        status = link_type_read(q, &number, &name);
        if (status != ENGRAM_OK) return status;
        of[number] = {memory.copy(name.data, name.bytes), name.bytes};
        if (of[number].data == nullptr) return f.no_memory();
    }
}

engram_status read_feed(connection &c, uint64_t number, uint64_t limit, engram_feed **out, fault &f) {
    owner<engram_feed> made;
    type_names types;
    uint64_t first = 0, last = 0;
    engram_status status = made.make(f);
    if (status == ENGRAM_OK) status = first_number(c, &first, f);
    if (status == ENGRAM_OK) status = last_number(c, &last, f);
    if (status == ENGRAM_OK) status = types.read(c, made.memory(), f);
    if (status != ENGRAM_OK) return status;
    if (number > last)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "number", "entry %llu has not come yet: the last one is %llu",
                        static_cast<unsigned long long>(number), static_cast<unsigned long long>(last));
    if (number + 1 < first)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "number",
                        "history before entry %llu was purged: what came after entry %llu is no longer known; begin "
                        "from the space as it is",
                        static_cast<unsigned long long>(first), static_cast<unsigned long long>(number));
    reader all = {c, made.memory(), types, f};
    array<const engram_change *> events;
    query q(c, sql::entries_between, f);
    q.bind(1, number).bind(2, last);
    uint64_t next = 0;
    for (bool has = false;;) {
        status = q.step(&has);
        if (status == ENGRAM_OK && !has) break;
        if (status != ENGRAM_OK) return status;
        if (events.count == limit) {
            next = events.last()->number;
            break;
        }
        const entry e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
        engram_change *const event = made.memory().take_zeroed<engram_change>(1);
        if (event == nullptr || !events.push(event)) return f.no_memory();
        status = all.event(e, q.blob(4), event);
        if (status != ENGRAM_OK) return status;
    }
    const engram_change **const list = made.memory().take_zeroed<const engram_change *>(events.count);
    if (list == nullptr) return f.no_memory();
    if (events.count != 0) memcpy(list, events.data, static_cast<size_t>(events.count) * sizeof *list);
    engram_feed &feed = made.list();
    feed.count = events.count, feed.changes = list, feed.next = next, feed.oldest = first, feed.journal = last;
    made.hand_over(out);
    return ENGRAM_OK;
}

} // namespace engram
