// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/erase.hpp"

#include "store/checksum.hpp"
#include "store/rows.hpp"

namespace engram {

namespace {

struct version_found {
    uint64_t version, born, died;
    bool has_own_vectors;
};

struct erasing {
    connection &c;
    uint64_t id;
    uint64_t indexed; // the head's
    head *now;        // what is alive is taken out of it; null: it says so already
    engram_erased &done;
    fault &f;
    array<version_found> versions{};

    engram_status run(sql which, uint64_t first, uint64_t second, uint64_t *changed) {
        query q(c, which, f);
        q.bind(1, first);
        if (second != 0) q.bind(2, second);
        const engram_status status = q.finish();
        if (status == ENGRAM_OK && changed != nullptr) *changed += static_cast<uint64_t>(sqlite3_changes(c.db));
        return status;
    }
    engram_status find();
    engram_status take_from_state(const memory_row &row);
    engram_status links();
    engram_status before();
    engram_status remove();
};

engram_status erasing::take_from_state(const memory_row &row) {
    uint64_t items = 0;
    strength_row strength{};
    bool has = false;
    engram_status status = vector_items(c, id, row.vectors, &items, f);
    if (status == ENGRAM_OK) status = strength_find(c, id, &strength, &has, f);
    now->state -= row.content() + items + (has ? strength.item(id) : 0);
    --now->memories;
    return status;
}

engram_status erasing::find() {
    query q(c, sql::versions_to_erase, f);
    q.bind(1, id);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        memory_row row{};
        status = memory_read(q, &row);
        if (status == ENGRAM_OK && row.version <= indexed) {
            query words(c, sql::unindex_text, f);
            status = words.bind(1, row.version).bind(2, row.text).finish();
        }
        if (status == ENGRAM_OK && row.died == 0 && now != nullptr) status = take_from_state(row);
        if (status != ENGRAM_OK) return status;
        if (!versions.push({row.version, row.born, row.died, row.vectors == row.version})) return f.no_memory();
    }
}

engram_status erasing::links() {
    constexpr sql ways[] = {sql::links_out, sql::links_in};
    for (const sql way : ways) {
        if (now == nullptr) break;
        query q(c, way, f);
        q.bind(1, id);
        for (bool has = false;;) {
            engram_status status = q.step(&has);
            link_row row{};
            if (status == ENGRAM_OK && has) status = link_read(q, &row);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            now->state -= row.item();
            --now->links;
        }
    }
    return run(sql::erase_links, id, 0, &done.links);
}

// It may have been erased before: its entry says what went then.
engram_status erasing::before() {
    query q(c, sql::erased_before, f);
    bool has = false;
    const engram_status status = q.bind(1, id).step(&has);
    if (status != ENGRAM_OK) return status;
    if (!has)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "ids", "there is no memory %llu, forgotten ones counted",
                        static_cast<unsigned long long>(id));
    const engram_text bytes = q.blob(2);
    body_reader body(bytes.data, bytes.bytes);
    done.is_again = 1;
    done.journal = q.natural(0), done.time = q.integer(1);
    done.versions = body.number(), done.vectors = body.number(), done.links = body.number(), done.entries = body.number();
    return ENGRAM_OK;
}

engram_status erasing::remove() {
    engram_status status = run(sql::erase_strength, id, 0, nullptr);
    if (status == ENGRAM_OK) status = run(sql::erase_oldest_strength, id, 0, nullptr);
    if (status == ENGRAM_OK) status = run(sql::erase_thread, id, 0, nullptr);
    for (const version_found &v : versions) {
        if (status == ENGRAM_OK && v.has_own_vectors)
            status = run(sql::erase_vectors, vector_number(v.version, 0), vector_number(v.version, 63), &done.vectors);
        if (status == ENGRAM_OK) status = run(sql::erase_version, v.version, 0, &done.versions);
        // The entries that made and ended it: their digests stay, so that the chain holds.
        if (status == ENGRAM_OK) status = run(sql::blank_entry, v.born, id, &done.entries);
        if (status == ENGRAM_OK && v.died != 0) status = run(sql::blank_entry, v.died, id, &done.entries);
    }
    return status;
}

} // namespace

engram_status erase(transaction &t, uint64_t id, engram_erased *done, uint64_t *first_born, uint64_t *last_born, fault &f) {
    *done = {};
    done->size = sizeof *done;
    done->id = id;
    erasing e{t.c(), id, t.now.indexed, &t.now, *done, f};
    const bool may_be = id != 0 && id <= INT64_MAX;
    if (!may_be)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "ids", "there is no memory %llu", static_cast<unsigned long long>(id));
    engram_status status = e.find();
    if (status == ENGRAM_OK && e.versions.count == 0) return e.before();
    for (const version_found &v : e.versions) {
        if (v.born < *first_born) *first_born = v.born;
        if (v.born > *last_born) *last_born = v.born;
    }
    if (status == ENGRAM_OK) status = e.links();
    if (status == ENGRAM_OK) status = e.remove();
    body_writer body;
    body.number(done->versions);
    body.number(done->vectors);
    body.number(done->links);
    body.number(done->entries);
    status = t.settle(status, operation::erase, id, body, f);
    done->journal = t.now.number, done->time = t.now.time;
    return status;
}

engram_status erase_rows(connection &c, uint64_t id, uint64_t indexed, fault &f) {
    engram_erased done{};
    erasing e{c, id, indexed, nullptr, done, f};
    engram_status status = e.find();
    if (status == ENGRAM_OK) status = e.links();
    return status == ENGRAM_OK ? e.remove() : status;
}

void scrub(store &s, bool all, const watch &w, uint32_t *remains) {
    *remains = all ? 0u : uint32_t{ENGRAM_REMAINS_WORDS | ENGRAM_REMAINS_PAGES};
    fault ignored;
    if (s.door.take(w, ignored) != ENGRAM_OK) {
        *remains = ENGRAM_REMAINS_WORDS | ENGRAM_REMAINS_PAGES | ENGRAM_REMAINS_LOG;
        return;
    }
    s.writer.clock = &w;
    // The index keeps words that were taken out of it until its parts are merged; pages that were split keep copies of rows.
    if (all && s.writer.run("INSERT INTO words(words) VALUES('optimize')", ignored) != ENGRAM_OK)
        *remains |= ENGRAM_REMAINS_WORDS;
    if (all && s.writer.run("VACUUM", ignored) != ENGRAM_OK) *remains |= ENGRAM_REMAINS_PAGES;
    if (s.is_file() && sqlite3_wal_checkpoint_v2(s.writer.db, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) != SQLITE_OK)
        *remains |= ENGRAM_REMAINS_LOG;
    s.writer.clock = nullptr;
    s.door.give();
}

uint64_t backup_sum(uint64_t number, engram_text name, uint64_t since, uint64_t journal, int64_t time) {
    hasher h(hash_backup);
    h.number(number);
    h.bytes(name.data, name.bytes);
    h.number(since);
    h.number(journal);
    h.number(time);
    return h.value();
}

engram_status backup_record(store &s, engram_text name, uint64_t since, uint64_t journal, int64_t time, const watch &w,
                            fault &f) {
    engram_status status = s.door.take(w, f);
    if (status != ENGRAM_OK) return status;
    s.writer.clock = &w;
    status = s.writer.run("BEGIN IMMEDIATE", f);
    uint64_t number = 1;
    if (status == ENGRAM_OK) {
        query q(s.writer, sql::last_backup, f);
        bool has = false;
        status = q.step(&has);
        if (status == ENGRAM_OK && has) number = q.natural(0) + 1;
    }
    if (status == ENGRAM_OK) {
        query q(s.writer, sql::add_backup, f);
        q.bind(1, number).bind(2, name).bind(3, since).bind(4, journal).bind(5, time);
        status = q.bind(6, backup_sum(number, name, since, journal, time)).finish();
    }
    if (status == ENGRAM_OK) status = s.writer.run("COMMIT", f);
    s.writer.clock = nullptr;
    if (status != ENGRAM_OK) sqlite3_exec(s.writer.db, "ROLLBACK", nullptr, nullptr, nullptr);
    s.door.give();
    return status;
}

engram_status backups_holding(connection &c, uint64_t first_born, uint64_t last_born, block &memory,
                              array<const engram_known_backup *> *list, fault &f) {
    query q(c, sql::all_backups, f);
    for (bool has = false;;) {
        const engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const uint64_t since = q.natural(2), journal = q.natural(3);
        if (journal < first_born || since >= last_born) continue;
        engram_known_backup *const one = memory.take_zeroed<engram_known_backup>(1);
        char *const name = memory.copy(q.text(1).data, q.text(1).bytes);
        if (one == nullptr || name == nullptr) return f.no_memory();
        *one = {sizeof *one, 0, {name, q.text(1).bytes}, since, journal, q.integer(4)};
        if (!list->push(one)) return f.no_memory();
    }
}

} // namespace engram
