// SPDX-License-Identifier: MIT OR Apache-2.0
// Strengths as they were: what the journal says of uses, done again.
#include "store/operations.hpp"
#include "store/touched.hpp"

namespace engram {

namespace {

engram_status disagrees(const entry &e, fault &f) {
    f.at("journal %llu", static_cast<unsigned long long>(e.number));
    return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "entry %llu of the journal is not what was written",
                    static_cast<unsigned long long>(e.number));
}

// When the memory was created, as it stood at an entry; *has is false where it has been erased since.
engram_status created_then(connection &c, uint64_t id, uint64_t number, int64_t *created, bool *has, fault &f) {
    query q(c, sql::created_then, f);
    const engram_status status = q.bind(1, id).bind(2, number).step(has);
    if (status == ENGRAM_OK && *has) *created = q.integer(0);
    return status;
}

engram_status apply_uses(connection &c, const entry &e, body_reader body, const engram_curve &curve,
                         strengths_then *strengths, fault &f) {
    const uint32_t bits = static_cast<uint32_t>(body.number());
    float rate;
    memcpy(&rate, &bits, sizeof rate);
    body_reader ids = body;
    const uint64_t count = body.number();
    for (uint64_t i = 0; body.is_whole && i < count; ++i) body.number();
    const uint64_t behind = body.number();
    if (!body.is_whole) return disagrees(e, f);
    const int64_t now = static_cast<int64_t>(static_cast<uint64_t>(e.time) - behind);
    ids.number();
    for (uint64_t i = 0; i < count; ++i) {
        const uint64_t id = ids.number();
        strength_row row{};
        const strength_row *const known = strengths->find(id);
        if (known != nullptr) {
            row = *known;
        } else {
            bool has = false;
            row = {strength_when_new, 0, 0};
            const engram_status status = created_then(c, id, e.number, &row.used, &has, f);
            if (status != ENGRAM_OK) return status;
            if (!has) continue;
        }
        const engram_status status = strengthen(curve, now, rate, &row, f);
        if (status != ENGRAM_OK) return status;
        if (!strengths->set(id, row)) return f.no_memory();
    }
    return ENGRAM_OK;
}

engram_status apply_given(connection &c, const entry &e, body_reader body, strengths_then *strengths, fault &f) {
    body.number(); // the version
    body.number(); // the one before
    const bool is_given = body.number() != 0;
    const uint32_t bits = is_given ? static_cast<uint32_t>(body.number()) : 0;
    if (!body.is_whole) return disagrees(e, f);
    if (!is_given) return ENGRAM_OK;
    const strength_row *const known = strengths->find(e.subject);
    strength_row row = known != nullptr ? *known : strength_row{0.0f, 0, 0};
    if (known == nullptr) {
        bool has = false;
        const engram_status status = created_then(c, e.subject, e.number, &row.used, &has, f);
        if (status != ENGRAM_OK || !has) return status;
    }
    memcpy(&row.strength, &bits, sizeof bits);
    return strengths->set(e.subject, row) ? engram_status{ENGRAM_OK} : f.no_memory();
}

engram_status apply_undone(const entry &e, engram_text bytes, strengths_then *strengths, fault &f) {
    undo_body body;
    const engram_status status = body.read(e, bytes, f);
    if (status != ENGRAM_OK) return status;
    for (const undo_body::use &u : body.uses) {
        if (!u.has) strengths->remove(u.id);
        else if (!strengths->set(u.id, u.row)) return f.no_memory();
    }
    return ENGRAM_OK;
}

engram_status replay(connection &c, const past &then, strengths_then *strengths, fault &f) {
    uint64_t first = 0;
    engram_status status = first_number(c, &first, f);
    if (status == ENGRAM_OK) status = strengths_oldest(c, strengths, f);
    if (status != ENGRAM_OK) return status;
    query q(c, sql::entries_between, f);
    q.bind(1, first).bind(2, then.at.number);
    for (bool has = false;;) {
        status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const entry e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
        status = strengths_apply(c, e, q.blob(4), then.curve, strengths, f);
        if (status != ENGRAM_OK) return status;
    }
}

} // namespace

const strength_row *strengths_then::find(uint64_t id) const {
    const uint32_t *const place = places.find(id);
    return place != nullptr && items[*place].is_there ? &items[*place].row : nullptr;
}

bool strengths_then::set(uint64_t id, const strength_row &row) {
    const uint32_t *const place = places.find(id);
    if (place != nullptr) {
        items[*place] = {id, row, true};
        return true;
    }
    return items.count < UINT32_MAX && places.set(id, static_cast<uint32_t>(items.count)) &&
           items.push({id, row, true});
}

void strengths_then::remove(uint64_t id) {
    const uint32_t *const place = places.find(id);
    if (place != nullptr) items[*place].is_there = false;
}

engram_status strengths_oldest(connection &c, strengths_then *strengths, fault &f) {
    query q(c, sql::oldest_strengths, f);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        strength_row row{};
        status = strength_read(q, 1, q.natural(0), &row);
        if (status != ENGRAM_OK) return status;
        if (!strengths->set(q.natural(0), row)) return f.no_memory();
    }
}

engram_status strengths_apply(connection &c, const entry &e, engram_text bytes, const engram_curve &curve,
                              strengths_then *strengths, fault &f) {
    if (bytes.data == nullptr) return ENGRAM_OK; // erased, and the memory with it
    const body_reader body(bytes.data, bytes.bytes);
    switch (e.what) {
    case operation::remember:
    case operation::update: return apply_given(c, e, body, strengths, f);
    case operation::reinforce: return apply_uses(c, e, body, curve, strengths, f);
    case operation::undo: return apply_undone(e, bytes, strengths, f);
    default: return ENGRAM_OK;
    }
}

engram_status past_strengths(connection &c, const strengths_then **strengths, fault &f) {
    past &then = *c.then;
    engram_status status = ENGRAM_OK;
    pthread_mutex_lock(&then.mutex);
    if (!then.has_strengths) {
        strengths_then made;
        status = replay(c, then, &made, f);
        if (status == ENGRAM_OK) {
            then.strengths.items.swap(made.items);
            then.strengths.places.places.swap(made.places.places);
            then.strengths.places.used = made.places.used;
            then.has_strengths = true;
        }
    }
    pthread_mutex_unlock(&then.mutex);
    *strengths = &then.strengths;
    return status;
}

} // namespace engram
