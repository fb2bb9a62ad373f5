// SPDX-License-Identifier: MIT OR Apache-2.0
// Undoing entries of the journal: what they changed is put back as it was before them, as new versions, in one entry.
// Refused where an entry since has changed the same, or builds on it.
#include "store/history.hpp"
#include "store/touched.hpp"

namespace engram {

namespace {

struct undoing {
    transaction &t;
    fault &f;
    past before{}, after{}; // the first entry, the last
    touched range{};
    array<uint64_t> gone{};  // memories that there were not before
    array<uint64_t> whose{}; // memories whose part of the state may change
    undo_body done{};

    connection &c() { return t.c(); }
    engram_status look();
    engram_status look_at_later();
    engram_status look_at_keys();
    engram_status add_up(uint64_t *sum, uint64_t *alive);
    engram_status put_memories();
    engram_status put_strengths();
    engram_status put_links();
    engram_status run();

  private:
    engram_status version_at(past *then, uint64_t id, uint64_t *version);
    engram_status link_at(past *then, const link_key &key, link_row *row, bool *has);
    engram_status strength_at(past *then, uint64_t id, undo_body::use *use);
    engram_status depends(const entry &e, const char *what, uint64_t which);
};

const char *name_of(operation what) {
    static constexpr const char *names[] = {"nothing", "create", "remember",  "update", "forget", "link",
                                            "unlink",  "reinforce", "undo",   "purge",  "erase"};
    const uint32_t number = static_cast<uint32_t>(what);
    return number < sizeof names / sizeof *names ? names[number] : "an operation";
}

engram_status undoing::depends(const entry &e, const char *what, uint64_t which) {
    return f.refuse(ENGRAM_ERROR_ARGUMENT, "first",
                    "entry %llu (%s) depends on what is to be undone: it has changed %s %llu since; undo it first",
                    static_cast<unsigned long long>(e.number), name_of(e.what), what,
                    static_cast<unsigned long long>(which));
}

engram_status undoing::version_at(past *then, uint64_t id, uint64_t *version) {
    const visit there(c(), then);
    query q(c(), f);
    memory_row row{};
    bool has = false;
    const engram_status status = memory_find(q, id, &row, &has);
    *version = has ? row.version : 0;
    return status;
}

engram_status undoing::link_at(past *then, const link_key &key, link_row *row, bool *has) {
    const visit there(c(), then);
    return link_find(c(), key.source, key.target, key.type, row, has, f);
}

engram_status undoing::strength_at(past *then, uint64_t id, undo_body::use *use) {
    const visit there(c(), then);
    *use = {id, false, {}};
    return strength_find(c(), id, &use->row, &use->has, f);
}

// What is to be done, and whether it may be.
engram_status undoing::look() {
    engram_status status = range.collect(c(), done.first, done.last, f);
    for (const uint64_t id : range.contents) {
        undo_body::memory m = {id, 0, 0};
        if (status == ENGRAM_OK) status = version_at(&before, id, &m.added);
        if (status == ENGRAM_OK) status = version_at(&after, id, &m.ended);
        if (status != ENGRAM_OK) return status;
        if (m.added == m.ended) continue;
        if (!done.memories.push(m) || (m.added == 0 && !gone.push(id))) return f.no_memory();
    }
    if (!whose.append(range.contents.data, range.contents.count) || !whose.append(range.uses.data, range.uses.count))
        return f.no_memory();
    touched once;
    once.contents.swap(whose);
    once.sort();
    once.contents.swap(whose);
    if (status == ENGRAM_OK) status = look_at_later();
    return status == ENGRAM_OK ? look_at_keys() : status;
}

engram_status undoing::look_at_later() {
    touched since;
    query q(c(), sql::entries_between, f);
    q.bind(1, done.last).bind(2, t.was.number);
    for (bool more = false;;) {
        engram_status status = q.step(&more);
        if (status != ENGRAM_OK || !more) return status;
        const entry e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
        since.clear();
        status = since.add(c(), e, q.blob(4), f);
        if (status != ENGRAM_OK) return status;
        for (const uint64_t id : since.contents)
            if (contains(range.contents, id)) return depends(e, "memory", id);
        for (const uint64_t id : since.uses)
            if (contains(range.uses, id) || contains(gone, id)) return depends(e, "the strength of memory", id);
        for (const link_key &key : since.links) {
            if (contains(range.links, key)) return depends(e, "a link of memory", key.source);
            if (contains(gone, key.source)) return depends(e, "a link of memory", key.source);
            if (contains(gone, key.target)) return depends(e, "a link to memory", key.target);
        }
    }
}

// A key that a memory gets back must be free once the others have given theirs up.
engram_status undoing::look_at_keys() {
    for (const undo_body::memory &m : done.memories) {
        if (m.added == 0) continue;
        query q(c(), f), keys(c(), f);
        bool has = false, is_taken = false;
        engram_status status = q.use(sql::memory_first).bind(1, m.added).step(&has);
        memory_row row{};
        if (status == ENGRAM_OK && has) status = memory_read(q, &row);
        if (status == ENGRAM_OK && has && row.key.data != nullptr)
            status = keys.use(sql::id_of_key).bind(1, row.key).step(&is_taken);
        if (status != ENGRAM_OK) return status;
        bool is_given_up = !is_taken || keys.natural(0) == m.id;
        for (const undo_body::memory &other : done.memories)
            is_given_up = is_given_up || (other.id == keys.natural(0) && other.ended != 0);
        if (!is_given_up)
            return f.refuse(ENGRAM_ERROR_EXISTS, "first",
                            "memory %llu would get back a key that memory %llu has by now",
                            static_cast<unsigned long long>(m.id), static_cast<unsigned long long>(keys.natural(0)));
    }
    return ENGRAM_OK;
}

// What the memories in question add to the state, as they stand.
engram_status undoing::add_up(uint64_t *sum, uint64_t *alive) {
    *sum = *alive = 0;
    for (const uint64_t id : whose) {
        query q(c(), f);
        memory_row row{};
        strength_row use{};
        uint64_t vectors = 0;
        bool has = false, is_used = false;
        engram_status status = memory_find(q, id, &row, &has);
        if (status == ENGRAM_OK && has) status = vector_items(c(), id, row.vectors, &vectors, f);
        if (status == ENGRAM_OK && has) status = strength_find(c(), id, &use, &is_used, f);
        if (status != ENGRAM_OK) return status;
        if (!has) continue;
        *sum += row.content() + vectors + (is_used ? use.item(id) : 0);
        ++*alive;
    }
    return ENGRAM_OK;
}

engram_status undoing::put_memories() {
    const uint64_t number = t.now.number + 1;
    for (const undo_body::memory &m : done.memories) {
        if (m.ended == 0) continue;
        query q(c(), f);
        memory_row row{};
        bool has = false;
        engram_status status = memory_find(q, m.id, &row, &has);
        if (status == ENGRAM_OK && has) status = memory_end(c(), row, number, f);
        if (status != ENGRAM_OK) return status;
    }
    for (undo_body::memory &m : done.memories) {
        if (m.added == 0) continue;
        query q(c(), sql::memory_first, f);
        memory_row row{};
        bool has = false;
        engram_status status = q.bind(1, m.added).step(&has);
        if (status == ENGRAM_OK && has) status = memory_read(q, &row);
        if (status != ENGRAM_OK) return status;
        row.version = m.added = ++t.now.versions;
        row.born = number, row.died = 0;
        if (row.text.bytes > long_text) t.has_long_text = true;
        status = memory_add(c(), row, f);
        if (status != ENGRAM_OK) return status;
    }
    return ENGRAM_OK;
}

engram_status undoing::put_strengths() {
    for (const uint64_t id : whose) {
        undo_body::use then{}, since{};
        engram_status status = strength_at(&before, id, &then);
        if (status == ENGRAM_OK) status = strength_at(&after, id, &since);
        if (status != ENGRAM_OK) return status;
        const bool is_same = then.has == since.has && (!then.has || then.row.item(id) == since.row.item(id));
        if (is_same) continue;
        if (then.has) {
            status = strength_set(c(), id, then.row, f);
        } else {
            query q(c(), sql::remove_strength, f);
            status = q.bind(1, id).finish();
        }
        if (status != ENGRAM_OK) return status;
        if (!done.uses.push(then)) return f.no_memory();
    }
    return ENGRAM_OK;
}

engram_status undoing::put_links() {
    const uint64_t number = t.now.number + 1;
    for (const link_key &key : range.links) {
        link_row then{}, since{};
        bool had = false, has = false;
        engram_status status = link_at(&before, key, &then, &had);
        if (status == ENGRAM_OK) status = link_at(&after, key, &since, &has);
        if (status != ENGRAM_OK) return status;
        if (had == has && (!had || then.number == since.number)) continue;
        undo_body::link changed = {0, 0};
        if (has) {
            status = link_end(c(), since, number, f);
            changed.ended = since.number;
            t.now.state -= since.item();
            --t.now.links;
        }
        if (status == ENGRAM_OK && had) {
            const uint64_t ends[] = {key.source, key.target};
            for (const uint64_t end : ends) {
                query q(c(), sql::is_alive, f);
                bool is_there = false;
                status = q.bind(1, end).step(&is_there);
                if (status != ENGRAM_OK) return status;
                if (!is_there)
                    return f.refuse(ENGRAM_ERROR_ARGUMENT, "first",
                                    "a link between memories %llu and %llu would come back, and memory %llu has been "
                                    "forgotten since",
                                    static_cast<unsigned long long>(key.source),
                                    static_cast<unsigned long long>(key.target), static_cast<unsigned long long>(end));
            }
            status = link_last(c(), &then.number, f);
            ++then.number;
            then.born = number, then.died = 0;
            if (status == ENGRAM_OK) status = link_add(c(), then, f);
            changed.added = then.number;
            t.now.state += then.item();
            ++t.now.links;
        }
        if (status != ENGRAM_OK) return status;
        if (!done.links.push(changed)) return f.no_memory();
    }
    return ENGRAM_OK;
}

engram_status undoing::run() {
    uint64_t old = 0, made = 0, were = 0, are = 0;
    engram_status status = look();
    if (status == ENGRAM_OK) status = add_up(&old, &were);
    if (status == ENGRAM_OK) status = put_memories();
    if (status == ENGRAM_OK) status = put_strengths();
    if (status == ENGRAM_OK) status = put_links();
    if (status == ENGRAM_OK) status = add_up(&made, &are);
    t.now.state += made - old;
    t.now.memories += are - were;
    body_writer body;
    if (status == ENGRAM_OK && !done.write(&body)) status = f.no_memory();
    return t.settle(status, operation::undo, 0, body, f);
}

} // namespace

engram_status undo(transaction &t, uint64_t first, uint64_t last, fault &f) {
    if (first < 2)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "first",
                        "entry 1 made the space, and there is none before it: undo from entry 2 on");
    if (last < first) return f.refuse(ENGRAM_ERROR_ARGUMENT, "last", "last must not be before first");
    undoing all = {t, f};
    all.done.first = first, all.done.last = last;
    engram_moment moment = {sizeof moment, ENGRAM_MOMENT_NUMBER, last, 0, 0};
    all.after.curve = all.before.curve = t.s.curve;
    engram_status status = past_find(t.c(), moment, &all.after, f);
    moment.number = first - 1;
    if (status == ENGRAM_OK) status = past_find(t.c(), moment, &all.before, f);
    return status == ENGRAM_OK ? all.run() : status;
}

} // namespace engram
