// SPDX-License-Identifier: MIT OR Apache-2.0
// A fork: the space as it was at a moment, with the history before it, in a file of its own. It is made under another
// name, compared with what it was made from, and gets its name when it is whole and on the disk.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "store/history.hpp"
#include "store/path.hpp"
#include "store/schema.hpp"
#include "store/settings.hpp"
#include "store/words.hpp"

namespace engram {

namespace {

// So that the name stays after a loss of power. The path has a slash.
bool sync_folder(char *path) {
    char *slash = path + strlen(path);
    while (*slash != '/') --slash;
    const char kept = slash[1];
    slash[1] = '\0';
    const int folder = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    slash[1] = kept;
    const bool is_synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) ::close(folder);
    return is_synced;
}

struct fork {
    store &s;
    past &then;
    fault &f;
    char *path = nullptr, *under_way = nullptr;
    connection made{};
    bool is_begun = false;

    ~fork() {
        made.close();
        if (is_begun) ::unlink(under_way);
        heap_give(under_way);
        heap_give(path);
    }
    engram_status begin(engram_text to, uint32_t page_bytes);
    engram_status copy(const char *from);
    engram_status bring_back();
    engram_status put_strengths(const strengths_then &strengths);
    engram_status put_head(const engram_state &state);
    engram_status name();

  private:
    engram_status all_of(const char *format, uint64_t number);
    engram_status system(const char *doing);
};

engram_status fork::system(const char *doing) {
    f.system_code = errno;
    const engram_status status = errno == ENOSPC || errno == EDQUOT ? ENGRAM_ERROR_FULL : ENGRAM_ERROR_IO;
    return f.refuse(status, "path", "the system refused (%s, errno %d): see to the folder and its permissions", doing,
                    f.system_code);
}

engram_status fork::begin(engram_text to, uint32_t page_bytes) {
    path = path_for_sqlite(to);
    under_way = path != nullptr ? static_cast<char *>(heap_take(strlen(path) + 24)) : nullptr;
    if (under_way == nullptr) return f.no_memory();
    uint32_t unlike;
    sqlite3_randomness(sizeof unlike, &unlike);
    snprintf(under_way, strlen(path) + 24, "%s.new-%08x", path, unlike);
    there what = there::nothing;
    engram_status status = path_check(under_way, f);
    if (status == ENGRAM_OK) status = path_look(path, &what, f);
    if (status != ENGRAM_OK) return status;
    if (what != there::nothing)
        return f.refuse(ENGRAM_ERROR_EXISTS, "path", "there is a file of that name: a fork gets a new one");
    is_begun = true;
    status = made.open(under_way, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, s.cache_bytes, f);
    // Nobody knows the file yet: what is not whole is thrown away.
    if (status == ENGRAM_OK) status = made.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", f);
    if (status == ENGRAM_OK) status = schema_prepare(made, page_bytes, false, f);
    return status;
}

engram_status fork::all_of(const char *format, uint64_t number) {
    char text[400];
    snprintf(text, sizeof text, format, static_cast<unsigned long long>(number));
    return made.run(text, f);
}

engram_status fork::copy(const char *from) {
    {
        sqlite3_stmt *attach = nullptr;
        int code = sqlite3_prepare_v2(made.db, "ATTACH ?1 AS source", -1, &attach, nullptr);
        if (code == SQLITE_OK) code = sqlite3_bind_text(attach, 1, from, -1, SQLITE_STATIC);
        if (code == SQLITE_OK) code = sqlite3_step(attach);
        sqlite3_finalize(attach);
        if (code != SQLITE_DONE) return made.refused(code, "attaching the space", f);
    }
    engram_status status = made.run("BEGIN IMMEDIATE", f);
    if (status == ENGRAM_OK) status = schema_make(made, s.words, f);
    if (status != ENGRAM_OK) return status;
    // The moment must still be there in what this transaction sees.
    {
        query q(made, sql::source_chain, f);
        bool has = false;
        status = q.bind(1, then.at.number).step(&has);
        if (status == ENGRAM_OK && (!has || q.natural(0) != then.chain))
            status = f.refuse(ENGRAM_ERROR_NOT_FOUND, "moment", "the moment has been purged meanwhile");
    }
    const uint64_t number = then.at.number;
    const char *const wholes[] = {"space", "model", "link_type", "oldest_strength"};
    for (const char *whole : wholes) {
        char text[96];
        snprintf(text, sizeof text, "INSERT INTO main.%s SELECT * FROM source.%s", whole, whole);
        if (status == ENGRAM_OK) status = made.run(text, f);
    }
    if (status == ENGRAM_OK)
        status = all_of("INSERT INTO main.memory SELECT * FROM source.memory WHERE born <= %llu ORDER BY version",
                        number);
    if (status == ENGRAM_OK)
        status = all_of("INSERT INTO main.vector SELECT * FROM source.vector WHERE number < %llu ORDER BY number",
                        (then.versions + 1) * 64);
    if (status == ENGRAM_OK)
        status = all_of("INSERT INTO main.link SELECT * FROM source.link WHERE born <= %llu ORDER BY number", number);
    if (status == ENGRAM_OK) // the first version of a memory is its id
        status = all_of("INSERT INTO main.thread SELECT * FROM source.thread WHERE id <= %llu", then.versions);
    if (status == ENGRAM_OK)
        status = all_of("INSERT INTO main.journal SELECT number, time, operation, subject, body, salt, digest, chain, "
                        "NULL, NULL, NULL, NULL, NULL FROM source.journal WHERE number <= %llu ORDER BY number",
                        number);
    return status;
}

// What has ended since had not ended then.
engram_status fork::bring_back() {
    constexpr sql lists[] = {sql::memories_ended_after, sql::links_ended_after};
    for (const sql list : lists) {
        const bool is_memory = list == sql::memories_ended_after;
        array<uint64_t> numbers;
        {
            query q(made, list, f);
            q.bind(1, then.at.number);
            for (bool more = false;;) {
                const engram_status status = q.step(&more);
                if (status != ENGRAM_OK) return status;
                if (!more) break;
                if (!numbers.push(q.natural(0))) return f.no_memory();
            }
        }
        for (const uint64_t number : numbers) {
            uint64_t sum = 0;
            {
                query q(made, is_memory ? sql::head_of : sql::link_numbered, f);
                bool has = false;
                memory_row memory{};
                link_row link{};
                engram_status status = q.bind(1, number).step(&has);
                if (status == ENGRAM_OK && has) status = is_memory ? memory_read_head(q, &memory) : link_read(q, &link);
                if (status != ENGRAM_OK) return status;
                memory.died = link.died = 0;
                sum = is_memory ? memory.sum() : link.sum();
            }
            query q(made, is_memory ? sql::revive_memory : sql::revive_link, f);
            const engram_status status = q.bind(1, number).bind(2, sum).finish();
            if (status != ENGRAM_OK) return status;
        }
    }
    return ENGRAM_OK;
}

engram_status fork::put_strengths(const strengths_then &strengths) {
    for (const strengths_then::item &one : strengths.items) {
        if (!one.is_there) continue;
        const engram_status status = strength_set(made, one.id, one.row, f);
        if (status != ENGRAM_OK) return status;
    }
    return ENGRAM_OK;
}

engram_status fork::put_head(const engram_state &state) {
    engram_status status = ENGRAM_OK;
    {
        query q(made, sql::index_words, f);
        status = q.bind(1, uint64_t{0}).finish();
    }
    if (status == ENGRAM_OK) {
        query q(made, sql::set_head, f);
        status = q.bind(1, then.at.number)
                     .bind(2, state.digest)
                     .bind(3, state.memories)
                     .bind(4, state.links)
                     .bind(5, then.versions)
                     .bind(6, then.versions)
                     .finish();
    }
    if (status == ENGRAM_OK) status = settings_renew_identity(made, f);
    // As it was, and as it is here: every row is read and compared with its checksum on the way.
    engram_state here{};
    if (status == ENGRAM_OK) status = state_add_up(made, &here, f);
    const bool is_equal =
        here.digest == state.digest && here.memories == state.memories && here.links == state.links;
    if (status == ENGRAM_OK && !is_equal)
        status = f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "the fork is not what it was made from: check the space");
    if (status == ENGRAM_OK) status = made.run("COMMIT", f);
    if (status == ENGRAM_OK) status = made.run("DETACH source; PRAGMA journal_mode = WAL", f);
    made.close();
    return status;
}

engram_status fork::name() {
    const int file = ::open(under_way, O_RDONLY | O_CLOEXEC);
    const bool is_synced = file >= 0 && fsync(file) == 0;
    const engram_status status = is_synced ? engram_status{ENGRAM_OK} : system("syncing the new file");
    if (file >= 0) ::close(file);
    if (status != ENGRAM_OK) return status;
    // Unlike rename() this does not replace a file that has come meanwhile.
    if (::link(under_way, path) != 0)
        return errno == EEXIST ? f.refuse(ENGRAM_ERROR_EXISTS, "path",
                                          "there is a file of that name: a fork gets a new one")
                               : system("naming the new file");
    return sync_folder(path) ? engram_status{ENGRAM_OK} : system("syncing the folder");
}

} // namespace

engram_status fork_space(store &s, connection &c, const engram_moment &moment, engram_text path, fault &f) {
    past then;
    then.curve = s.curve;
    engram_state state{};
    const strengths_then *strengths = nullptr;
    fork out = {s, then, f};
    engram_status status = ENGRAM_OK;
    uint32_t page_bytes = 0;
    {
        query q(c, sql::page_size, f);
        bool has = false;
        status = q.step(&has);
        if (status == ENGRAM_OK) page_bytes = static_cast<uint32_t>(q.natural(0));
    }
    if (status == ENGRAM_OK) status = out.begin(path, page_bytes);
    {
        reading at(c);
        if (status == ENGRAM_OK) status = at.begin(f);
        if (status == ENGRAM_OK) status = past_find(c, moment, &then, f);
        c.then = &then;
        if (status == ENGRAM_OK) status = past_strengths(c, &strengths, f);
        if (status == ENGRAM_OK) status = state_add_up(c, &state, f);
        c.then = nullptr;
    }
    if (status == ENGRAM_OK) status = out.copy(s.is_file() ? sqlite3_db_filename(c.db, "main") : s.path);
    if (status == ENGRAM_OK) status = out.bring_back();
    if (status == ENGRAM_OK) status = out.put_strengths(*strengths);
    if (status == ENGRAM_OK) status = out.put_head(state);
    return status == ENGRAM_OK ? out.name() : status;
}

} // namespace engram
