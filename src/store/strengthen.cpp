// SPDX-License-Identifier: MIT OR Apache-2.0
// Reinforcement: many strengths, one entry of the journal.
#include "engram/decay.h"
#include "engram/reinforce.h"
#include "base/heap.hpp"
#include "store/operations.hpp"

namespace engram {

namespace {

constexpr float spacing = 2.5f;

struct subject {
    uint64_t id;
    uint64_t place; // in the caller's array
};

} // namespace

engram_status strengthen(const engram_curve &curve, int64_t now, float rate, strength_row *row, fault &f) {
    uint64_t age = now > row->used ? static_cast<uint64_t>(now) - static_cast<uint64_t>(row->used) : 0;
    const engram_times times = {sizeof times, ENGRAM_TIME_NANOSECONDS, &age, ENGRAM_TIMES_AGES, 0, 0};
    const uint32_t uses = row->uses < UINT32_MAX ? static_cast<uint32_t>(row->uses) : UINT32_MAX;
    const engram_decay_options options = {sizeof options, 0, nullptr, nullptr, &uses, nullptr};
    float left = 1.0f;
    engram_status status = engram_decay_factors(&curve, &times, &options, 1, &left, nullptr);
    if (status == ENGRAM_OK)
        status =
            engram_reinforce_spaced(&row->strength, &left, 1, rate, spacing, engram_bounds{0.0f, 1.0f}, &row->strength);
    if (status != ENGRAM_OK) return f.refuse(status, nullptr, "the strength could not be computed");
    if (now > row->used) row->used = now;
    ++row->uses;
    return ENGRAM_OK;
}

engram_status reinforce(transaction &t, const uint64_t *ids, uint64_t count, float rate, fault &f) {
    if (!(rate >= 0.0f && rate <= 1.0f)) return f.refuse(ENGRAM_ERROR_ARGUMENT, "rate", "rate must be from 0 to 1");
    if (count > 65536)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "id_count", "at most 65536 memories are reinforced at once");
    array<subject> subjects;
    array<strength_row> rows;
    if (!subjects.reserve(count) || !rows.reserve(count)) return f.no_memory();
    for (uint64_t i = 0; i < count; ++i) subjects.push({ids[i], i});
    heap_sort(subjects.data, count,
              [](const subject &a, const subject &b) { return a.id != b.id ? a.id < b.id : a.place < b.place; });
    connection &c = t.c();
    uint64_t before = 0;
    for (uint64_t i = 0; i < count; ++i) {
        const subject &one = subjects[i];
        if (i != 0 && one.id == subjects[i - 1].id)
            return f.refuse_item(ENGRAM_ERROR_ARGUMENT, "ids", one.place, "memory %llu is given twice",
                                 static_cast<unsigned long long>(one.id));
        memory_row memory{};
        query q(c, f);
        bool has = false, has_strength = false;
        engram_status status = memory_find(q, one.id, &memory, &has);
        if (status == ENGRAM_OK && !has)
            return f.refuse_item(ENGRAM_ERROR_NOT_FOUND, "ids", one.place, "there is no memory %llu",
                                 static_cast<unsigned long long>(one.id));
        strength_row row = {strength_when_new, memory.created, 0};
        if (status == ENGRAM_OK) status = strength_find(c, one.id, &row, &has_strength, f);
        if (status == ENGRAM_OK && has_strength) before += row.item(one.id);
        if (status == ENGRAM_OK) status = strengthen(t.s.curve, t.time, rate, &row, f);
        if (status != ENGRAM_OK) return status;
        rows.push(row);
    }
    t.now.state -= before;
    body_writer body;
    uint32_t bits;
    memcpy(&bits, &rate, sizeof bits);
    body.number(bits);
    body.number(count);
    engram_status status = ENGRAM_OK;
    for (uint64_t i = 0; i < count; ++i) {
        body.number(subjects[i].id);
        if (status == ENGRAM_OK) status = strength_set(c, subjects[i].id, rows[i], f);
        t.now.state += rows[i].item(subjects[i].id);
    }
    // The entry's time is no earlier than the one before: by how much the uses are.
    body.number(t.now.time > t.time ? static_cast<uint64_t>(t.now.time) - static_cast<uint64_t>(t.time) : 0);
    return t.settle(status, operation::reinforce, 0, body, f);
}

} // namespace engram
