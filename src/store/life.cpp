// SPDX-License-Identifier: MIT OR Apache-2.0
// The life of one memory: its versions, and when it was of use.
#include <new>

#include "store/history.hpp"
#include "store/touched.hpp"

namespace engram {

namespace {

struct life {
    store &s;
    connection &c;
    uint64_t id;
    fault &f;
    uint64_t oldest = 0, last = 0;
    array<const engram_life_version *> versions{};
    array<engram_use> uses{};

    engram_status read_versions(bool vectors, block &memory);
    engram_status read_uses();

  private:
    engram_status time_of(uint64_t number, int64_t *time);
};

// 0 where the entry has been purged.
engram_status life::time_of(uint64_t number, int64_t *time) {
    *time = 0;
    if (number == 0) return ENGRAM_OK;
    query q(c, sql::entry_numbered, f);
    bool has = false;
    const engram_status status = q.bind(1, number).step(&has);
    if (status == ENGRAM_OK && has) *time = q.integer(1);
    return status;
}

engram_status life::read_versions(bool vectors, block &memory) {
    listing_builder records(s, c, vectors);
    engram_status status = records.begin(f);
    array<memory_row> ends;
    query q(c, sql::versions_of, f);
    q.bind(1, id);
    for (bool has = false; status == ENGRAM_OK;) {
        status = q.step(&has);
        if (status == ENGRAM_OK && !has) break;
        memory_row row{};
        if (status == ENGRAM_OK) status = memory_read(q, &row);
        if (status != ENGRAM_OK || row.born > last) continue;
        status = records.add(row, f);
        if (status == ENGRAM_OK && !ends.push(row)) status = f.no_memory();
    }
    if (status == ENGRAM_OK && ends.count == 0)
        status = f.refuse(ENGRAM_ERROR_NOT_FOUND, "id",
                          "there never was a memory %llu, or all of it has been purged or erased",
                          static_cast<unsigned long long>(id));
    for (uint64_t i = 0; status == ENGRAM_OK && i < ends.count; ++i) {
        engram_life_version *const v = memory.take_zeroed<engram_life_version>(1);
        if (v == nullptr || !versions.push(v)) return f.no_memory();
        v->size = sizeof *v;
        v->record = records.records[i];
        v->died = ends[i].died <= last ? ends[i].died : 0;
        status = time_of(ends[i].born, &v->born_time);
        if (status == ENGRAM_OK) status = time_of(v->died, &v->died_time);
    }
    if (status == ENGRAM_OK) memory.adopt(records.made->memory);
    return status;
}

engram_status life::read_uses() {
    strengths_then strengths;
    engram_status status = strengths_oldest(c, &strengths, f);
    query q(c, sql::entries_between, f);
    q.bind(1, oldest).bind(2, last);
    for (bool has = false; status == ENGRAM_OK;) {
        status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const entry e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
        const engram_text bytes = q.blob(4);
        if (e.what != operation::reinforce && e.what != operation::undo && e.subject != id) continue;
        touched by_it;
        status = by_it.add(c, e, bytes, f);
        by_it.sort();
        if (status != ENGRAM_OK || !contains(by_it.uses, id)) continue;
        status = strengths_apply(c, e, bytes, s.curve, &strengths, f);
        const strength_row *const row = strengths.find(id);
        engram_use use = {e.number, e.time, static_cast<engram_operation>(e.what), 0.0f, strength_when_new, 0};
        if (row != nullptr) use.strength = row->strength;
        if (e.what == operation::reinforce) {
            body_reader body(bytes.data, bytes.bytes);
            const uint32_t bits = static_cast<uint32_t>(body.number());
            memcpy(&use.rate, &bits, sizeof bits);
        }
        if (!uses.push(use)) return f.no_memory();
    }
    return status;
}

} // namespace

engram_status read_life(store &s, connection &c, uint64_t id, engram_text key, bool vectors, engram_life **out,
                        fault &f) {
    owner<engram_life> made;
    engram_status status = made.make(f);
    if (status == ENGRAM_OK && id == 0) {
        query q(c, sql::id_of_any_key, f);
        bool has = false;
        status = q.bind(1, key).step(&has);
        if (status == ENGRAM_OK && has) id = q.natural(0);
        if (status == ENGRAM_OK && id == 0)
            return f.refuse(ENGRAM_ERROR_NOT_FOUND, "key", "no memory ever had this key");
    }
    life all = {s, c, id, f};
    if (status == ENGRAM_OK) status = first_number(c, &all.oldest, f);
    if (status == ENGRAM_OK) status = last_number(c, &all.last, f);
    if (status == ENGRAM_OK) status = all.read_versions(vectors, made.memory());
    if (status == ENGRAM_OK) status = all.read_uses();
    if (status != ENGRAM_OK) return status;
    block &memory = made.memory();
    const engram_life_version **const list = memory.take_zeroed<const engram_life_version *>(all.versions.count);
    engram_use *const uses = memory.take_zeroed<engram_use>(all.uses.count);
    if (list == nullptr || uses == nullptr) return f.no_memory();
    memcpy(list, all.versions.data, static_cast<size_t>(all.versions.count) * sizeof *list);
    if (all.uses.count != 0) memcpy(uses, all.uses.data, static_cast<size_t>(all.uses.count) * sizeof *uses);
    engram_life &l = made.list();
    l.id = id, l.version_count = all.versions.count, l.versions = list;
    l.use_count = all.uses.count, l.uses = uses, l.oldest = all.oldest, l.journal = all.last;
    made.hand_over(out);
    return ENGRAM_OK;
}

} // namespace engram
