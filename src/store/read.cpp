// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading what is there: by id, in order, counted, and the links of a memory. Within one reading transaction each.
#include <new>

#include "base/heap.hpp"
#include "store/journal.hpp"
#include "store/listing.hpp"
#include "store/past.hpp"

namespace engram {

namespace {

engram_status no_such(uint64_t id, fault &f) {
    return f.refuse(ENGRAM_ERROR_NOT_FOUND, "id", "there is no memory %llu", static_cast<unsigned long long>(id));
}

// Whether the space shows only what holds at one time.
bool is_lensed(const connection &c) { return c.then != nullptr && c.then->has_valid; }

engram_status no_such_key(fault &f) {
    return f.refuse(ENGRAM_ERROR_NOT_FOUND, "key", "no memory has this key");
}

// Memories alive in ascending order of id, from `after` on: first versions lie in that order by themselves, the
// versions that replaced one are found through their index, and the two are merged.
struct walk {
    query firsts, laters;
    bool has_first = false, has_later = false;

    walk(connection &c, fault &f) : firsts(c, f), laters(c, f) {}
    engram_status begin(uint64_t after) {
        const engram_status status = firsts.use(sql::firsts_from).bind(1, after).step(&has_first);
        return status == ENGRAM_OK ? laters.use(sql::laters_from).bind(1, after).step(&has_later) : status;
    }
    bool is_at_first() const { return has_first && (!has_later || firsts.natural(1) < laters.natural(1)); }
    query &here() { return is_at_first() ? firsts : laters; }
    bool has() const { return has_first || has_later; }
    engram_status step() { return is_at_first() ? firsts.step(&has_first) : laters.step(&has_later); }
};

// Calls visit(row) for every memory alive with an id above `after` that the filter admits, in order, until it asks to
// stop.
template <class Visit> engram_status for_each(connection &c, const filter &only, uint64_t after, fault &f,
                                              Visit visit) {
    memory_row row{};
    bool goes_on = true;
    if (only.has_list) {
        for (const uint64_t id : only.ids) {
            if (id <= after || !goes_on) continue;
            query q(c, f);
            bool has = false;
            engram_status status = memory_find(q, id, &row, &has);
            if (status == ENGRAM_OK && has && only.admits(row)) status = visit(row, &goes_on);
            if (status != ENGRAM_OK) return status;
        }
        return ENGRAM_OK;
    }
    walk w(c, f);
    engram_status status = w.begin(after);
    while (status == ENGRAM_OK && w.has() && goes_on) {
        status = memory_read(w.here(), &row);
        if (status == ENGRAM_OK && only.admits(row)) status = visit(row, &goes_on);
        if (status == ENGRAM_OK && goes_on) status = w.step();
    }
    return status;
}

engram_status is_there(connection &c, uint64_t id, bool *has, fault &f) {
    query q(c, f);
    memory_row row{};
    *has = false;
    if (is_lensed(c)) return memory_find(q, id, &row, has);
    return id != 0 && id <= INT64_MAX ? q.use(sql::is_alive).bind(1, id).step(has) : engram_status{ENGRAM_OK};
}

} // namespace

engram_status list_ids(store &s, connection &c, const uint64_t *ids, uint64_t count, bool vectors, bool must_be_there,
                       engram_listing **out, fault &f) {
    reading moment(c);
    listing_builder builder(s, c, vectors);
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = builder.begin(f);
    for (uint64_t i = 0; status == ENGRAM_OK && i < count; ++i) {
        query q(c, f);
        memory_row row{};
        bool has = false;
        status = memory_find(q, ids[i], &row, &has);
        if (status == ENGRAM_OK)
            status = has ? builder.add(row, f) : must_be_there ? no_such(ids[i], f)
                                                               : builder.add_none(f);
    }
    return status == ENGRAM_OK ? builder.finish(0, out, f) : status;
}

engram_status key_find(connection &c, engram_text key, uint64_t *id, fault &f) {
    query q(c, sql::memory_of_key, f);
    memory_row row{};
    bool has = false;
    engram_status status = q.bind(1, key).step(&has);
    if (status == ENGRAM_OK && has && is_lensed(c)) {
        status = memory_read(q, &row);
        has = c.then->holds(row);
    }
    if (status != ENGRAM_OK) return status;
    if (!has) return no_such_key(f);
    *id = q.natural(1);
    return ENGRAM_OK;
}

engram_status list_key(store &s, connection &c, engram_text key, bool vectors, engram_listing **out, fault &f) {
    reading moment(c);
    listing_builder builder(s, c, vectors);
    query q(c, f);
    memory_row row{};
    bool has = false;
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = builder.begin(f);
    if (status == ENGRAM_OK) status = q.use(sql::memory_of_key).bind(1, key).step(&has);
    if (status == ENGRAM_OK && has) status = memory_read(q, &row);
    if (status == ENGRAM_OK && (!has || (is_lensed(c) && !c.then->holds(row)))) status = no_such_key(f);
    if (status == ENGRAM_OK) status = builder.add(row, f);
    return status == ENGRAM_OK ? builder.finish(0, out, f) : status;
}

engram_status list_from(store &s, connection &c, filter &only, uint64_t after, uint64_t limit, bool vectors,
                        engram_listing **out, fault &f) {
    reading moment(c);
    listing_builder builder(s, c, vectors);
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = builder.begin(f);
    if (status == ENGRAM_OK) status = only.resolve(s.conditions, c, watch::lasting(UINT64_MAX, &s.interruptions), f);
    uint64_t next = 0, last = 0;
    if (status == ENGRAM_OK && after <= INT64_MAX)
        status = for_each(c, only, after, f, [&](const memory_row &row, bool *goes_on) {
            if (builder.records.count == limit) { // there is more
                next = last;
                *goes_on = false;
                return engram_status{ENGRAM_OK};
            }
            last = row.id;
            return builder.add(row, f);
        });
    return status == ENGRAM_OK ? builder.finish(next, out, f) : status;
}

engram_status count_memories(store &s, connection &c, filter &only, uint64_t *count, fault &f) {
    reading moment(c);
    head h{};
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = head_read(c, &h, f);
    uint64_t found = h.memories;
    if (status == ENGRAM_OK && (c.then != nullptr || !only.is_everything())) {
        found = 0;
        status = only.resolve(s.conditions, c, watch::lasting(UINT64_MAX, &s.interruptions), f);
        if (status == ENGRAM_OK)
            status = for_each(c, only, 0, f, [&](const memory_row &, bool *) {
                ++found;
                return engram_status{ENGRAM_OK};
            });
    }
    if (status == ENGRAM_OK) *count = found;
    return status;
}

engram_status list_links(connection &c, uint64_t id, engram_direction direction, engram_links **out, fault &f) {
    struct owner {
        owned_links *made = nullptr;
        ~owner() {
            if (made == nullptr) return;
            made->~owned_links();
            heap_give(made);
        }
    } own;
    void *const room = heap_take(sizeof(owned_links));
    if (room == nullptr) return f.no_memory();
    own.made = new (room) owned_links();
    block &memory = own.made->memory;
    reading moment(c);
    head h{};
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = head_read(c, &h, f);
    bool has = false;
    if (status == ENGRAM_OK) status = is_there(c, id, &has, f);
    if (status == ENGRAM_OK && !has) status = no_such(id, f);
    if (status != ENGRAM_OK) return status;
    engram_text types[most_link_types] = {};
    {
        query q(c, sql::link_types, f);
        for (;;) {
            status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            uint32_t number = 0;
            engram_text name{};
            status = link_type_read(q, &number, &name);
            if (status != ENGRAM_OK) return status;
            types[number] = {memory.copy(name.data, name.bytes), name.bytes};
            if (types[number].data == nullptr) return f.no_memory();
        }
    }
    array<link_row> rows;
    constexpr engram_direction ways[] = {ENGRAM_DIRECTION_OUT, ENGRAM_DIRECTION_IN};
    for (const engram_direction way : ways) {
        if ((direction & way) == 0) continue;
        query q(c, way == ENGRAM_DIRECTION_OUT ? sql::links_out : sql::links_in, f);
        q.bind(1, id);
        for (;;) {
            status = q.step(&has);
            link_row row{};
            if (status == ENGRAM_OK && has) status = link_read(q, &row);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            if (is_lensed(c)) status = is_there(c, way == ENGRAM_DIRECTION_OUT ? row.target : row.source, &has, f);
            if (status != ENGRAM_OK) return status;
            if (has && !rows.push(row)) return f.no_memory();
        }
    }
    heap_sort(rows.data, rows.count, [](const link_row &a, const link_row &b) {
        return a.source != b.source   ? a.source < b.source
               : a.target != b.target ? a.target < b.target
                                      : a.type < b.type;
    });
    const engram_link_record **const list = memory.take_zeroed<const engram_link_record *>(rows.count);
    engram_link_record *const records = memory.take_zeroed<engram_link_record>(rows.count);
    if (list == nullptr || records == nullptr) return f.no_memory();
    for (uint64_t i = 0; i < rows.count; ++i) {
        const link_row &r = rows[i];
        records[i] = {sizeof *records, r.weight, r.source, r.target, types[r.type], r.created, r.born};
        list[i] = &records[i];
    }
    own.made->links = {sizeof(engram_links), 0, rows.count, list, h.number};
    *out = &own.made->links;
    own.made = nullptr;
    return ENGRAM_OK;
}

} // namespace engram
