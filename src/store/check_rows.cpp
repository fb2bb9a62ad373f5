// SPDX-License-Identifier: MIT OR Apache-2.0
// The second level: every row against its checksum, the chain of the journal, the counts and the digest of the state.
#include <stdio.h>

#include "base/heap.hpp"
#include "store/check.hpp"
#include "store/erase.hpp"

namespace engram {

namespace {

// Whose vectors lie under a version: of that version itself, and of the one alive that has not been given others.
struct owner {
    uint64_t version; // vectors are numbered by it
    uint64_t id;
    bool is_own;   // it came with them
    bool is_alive; // they are in the digest of the state
};

struct sums {
    checker &k;
    array<owner> owners;
    array<uint64_t> alive; // ids
    uint64_t state = 0, memories = 0, links = 0;

    // Reads a table from end to end. A row that does not agree is a finding; so is a table that ends too early.
    template <class Row> engram_status scan(sql all, engram_part part, const char *table, Row row) {
        query q(k.c, all, k.f);
        uint64_t at = 0;
        for (bool has = false;;) {
            engram_status status = q.step(&has);
            if (status == ENGRAM_OK && !has) return ENGRAM_OK;
            if (status != ENGRAM_OK) {
                k.f.at("%s after %llu", table, static_cast<unsigned long long>(at));
                return k.note(part, at, status);
            }
            at = q.natural(0);
            status = row(q);
            if (status == ENGRAM_OK) ++k.out.report.rows;
            status = k.note(part, at, status);
            if (status == ENGRAM_OK) status = k.told.step(1, k.f);
            if (status != ENGRAM_OK) return status;
        }
    }
    engram_status damaged(const char *what, uint64_t number, const char *why) {
        k.f.at("%s %llu", what, static_cast<unsigned long long>(number));
        return k.f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "%s", why);
    }
    engram_status journal();
    engram_status memory(query &q);
    engram_status vectors();
    engram_status strength(query &q, uint64_t *at);
    engram_status link(query &q);
    engram_status compare();
};

engram_status sums::journal() {
    uint64_t first = 0, next = 1, chain = 0, cut = 1; // cut: what the last purge says is the first entry
    int64_t time = INT64_MIN;
    const engram_status status = scan(sql::all_entries, ENGRAM_PART_JOURNAL, "journal", [&](query &q) -> engram_status {
        const entry e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
        const uint64_t digest = q.natural(6), sum = q.natural(7);
        const bool is_cut = first == 0 && e.number != 1; // the chain is verified from the first entry on
        if (first == 0) first = e.number;
        if (e.what == operation::purge) cut = body_reader(q.blob(4).data, q.blob(4).bytes).number();
        const bool follows = e.number == next || is_cut, is_later = e.time >= time;
        const bool is_chained = is_cut || entry_chain(chain, e, digest) == sum;
        next = e.number + 1, chain = sum, time = e.time;
        if (!follows) return damaged("journal", e.number, "entries before this one are missing");
        if (!is_chained) return damaged("journal", e.number, "the entry is not the one that followed the one before");
        if (!is_later) return damaged("journal", e.number, "the time of the entry is before that of the one before");
        // What has been erased has neither a body nor a salt.
        if (q.is_null(4) && q.is_null(5)) return ENGRAM_OK;
        const engram_text body = q.blob(4);
        return entry_digest(q.natural(5), body.data, body.bytes) == digest
                   ? ENGRAM_OK
                   : damaged("journal", e.number, "the body of the entry is not what was written");
    });
    if (status != ENGRAM_OK || first == cut || first == 0) return status;
    return k.find(ENGRAM_PART_JOURNAL, first, "the entries before this one are missing, and no purge has taken them",
                  "journal %llu", static_cast<unsigned long long>(first));
}

engram_status sums::memory(query &q) {
    memory_row row{};
    const engram_status status = memory_read(q, &row);
    if (!k.versions.push(q.natural(0))) return k.f.no_memory();
    if (status != ENGRAM_OK) return status;
    const bool is_alive = row.died == 0;
    if (is_alive) {
        state += row.content();
        ++memories;
        if (!alive.push(row.id)) return k.f.no_memory();
    }
    const bool has_own = row.vectors == row.version;
    if (row.vectors != 0 && !owners.push({row.vectors, row.id, has_own, is_alive}))
        return k.f.no_memory();
    if (k.has_last && (row.version > k.last.versions || row.born > k.last.number || row.died > k.last.number))
        return damaged("version", row.version, "the version is younger than the journal");
    if (row.vectors > row.version || (row.died != 0 && row.died <= row.born))
        return damaged("version", row.version, "the version ends before it begins, or has vectors of a later one");
    return ENGRAM_OK;
}

// Both in the order of versions, side by side.
engram_status sums::vectors() {
    heap_sort(owners.data, owners.count, [](const owner &a, const owner &b) { return a.version < b.version; });
    uint64_t at = 0, seen = 0; // seen: the version whose vectors were last met
    const auto pass = [&](uint64_t version) -> engram_status {
        for (; at < owners.count && owners[at].version < version; ++at) {
            const owner &o = owners[at];
            if (!o.is_own || o.version == seen) continue;
            const engram_status status = k.find(ENGRAM_PART_VECTOR, o.version * 64, "the vectors of the version are missing",
                                                "version %llu", static_cast<unsigned long long>(o.version));
            if (status != ENGRAM_OK) return status;
        }
        return ENGRAM_OK;
    };
    const engram_status status = scan(sql::all_vectors, ENGRAM_PART_VECTOR, "vector", [&](query &q) -> engram_status {
        const uint64_t number = q.natural(0), version = number / 64;
        const engram_status passed = pass(version);
        if (passed != ENGRAM_OK) return passed;
        seen = version;
        const engram_text data = q.blob(3);
        if (vector_sum(number, q.single(2), data.data, data.bytes) != q.natural(1))
            return damaged("vector", number, "the vector is not what was written");
        if (number % 64 >= k.model_count) return damaged("vector", number, "the vector is of a model that is not there");
        bool has_owner = false;
        for (uint64_t i = at; i < owners.count && owners[i].version == version; ++i) {
            has_owner = true;
            if (owners[i].is_alive) state += vector_item(owners[i].id, number, q.natural(1));
        }
        return has_owner ? ENGRAM_OK : damaged("vector", number, "the vector is of a version that is not there");
    });
    return status == ENGRAM_OK ? pass(UINT64_MAX) : status;
}

engram_status sums::strength(query &q, uint64_t *at) {
    const uint64_t id = q.natural(0);
    strength_row row{};
    const engram_status status = strength_read(q, 1, id, &row);
    if (status != ENGRAM_OK) return status;
    while (*at < alive.count && alive[*at] < id) ++*at;
    if (*at < alive.count && alive[*at] == id) state += row.item(id);
    return ENGRAM_OK;
}

engram_status sums::link(query &q) {
    link_row row{};
    const engram_status status = link_read(q, &row);
    if (status != ENGRAM_OK) return status;
    if (row.died == 0) state += row.item(), ++links;
    if (k.has_last && (row.born > k.last.number || row.died > k.last.number))
        return damaged("link", row.number, "the link is younger than the journal");
    return ENGRAM_OK;
}

engram_status sums::compare() {
    // Rows that are damaged or missing are named already, and the whole cannot agree without them.
    if (!k.has_last || k.out.report.found != 0) return ENGRAM_OK;
    const struct {
        const char *what;
        uint64_t counted, told;
    } counts[] = {{"memories", memories, k.last.memories}, {"links", links, k.last.links}};
    for (const auto &one : counts) {
        if (one.counted == one.told) continue;
        char sentence[128];
        snprintf(sentence, sizeof sentence, "the journal counts %llu %s, there are %llu",
                 static_cast<unsigned long long>(one.told), one.what, static_cast<unsigned long long>(one.counted));
        const engram_status status = k.find(ENGRAM_PART_STATE, 0, sentence, "%s", one.what);
        if (status != ENGRAM_OK) return status;
    }
    if (state == k.last.state) return ENGRAM_OK;
    return k.find(ENGRAM_PART_STATE, 0,
                  "the digest of all rows is not the one in the journal: rows are missing, or have been put in", "digest");
}

} // namespace

engram_status checker::rows() {
    sums all{*this, {}, {}};
    uint64_t at = 0;
    engram_status status = all.journal();
    if (status == ENGRAM_OK)
        status = all.scan(sql::all_versions, ENGRAM_PART_MEMORY, "version", [&](query &q) { return all.memory(q); });
    if (status == ENGRAM_OK) status = all.vectors();
    heap_sort(all.alive.data, all.alive.count, [](uint64_t a, uint64_t b) { return a < b; });
    if (status == ENGRAM_OK)
        status = all.scan(sql::all_strengths, ENGRAM_PART_STRENGTH, "strength",
                          [&](query &q) { return all.strength(q, &at); });
    if (status == ENGRAM_OK)
        status = all.scan(sql::oldest_strengths, ENGRAM_PART_STRENGTH, "oldest_strength", [&](query &q) {
            strength_row row{};
            return strength_read(q, 1, q.natural(0), &row);
        });
    if (status == ENGRAM_OK)
        status = all.scan(sql::every_link, ENGRAM_PART_LINK, "link", [&](query &q) { return all.link(q); });
    if (status == ENGRAM_OK)
        status = all.scan(sql::all_backups, ENGRAM_PART_SETTINGS, "backup", [&](query &q) {
            return backup_sum(q.natural(0), q.text(1), q.natural(2), q.natural(3), q.integer(4)) == q.natural(5)
                       ? engram_status{ENGRAM_OK}
                       : all.damaged("backup", q.natural(0), "what is known of the backup is not what was written");
        });
    return status == ENGRAM_OK ? all.compare() : status;
}

} // namespace engram
