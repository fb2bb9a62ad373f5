// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/store.hpp"

#include <new>
#include <sys/stat.h>
#include <unistd.h>

#include "store/journal.hpp"
#include "store/past.hpp"
#include "store/path.hpp"
#include "store/schema.hpp"
#include "store/settings.hpp"
#include "store/thread.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"

namespace engram {

engram_status store::check_process(fault &f) const {
    if (process == getpid()) return ENGRAM_OK;
    return f.refuse(ENGRAM_ERROR_FORKED, "space",
                    "the space was opened before fork(): open the file again in the child");
}

engram_status store::connect(connection &c, bool writes, fault &f) const {
    const bool may_write = (flags & ENGRAM_SPACE_READ_ONLY) == 0;
    int how = may_write || !is_file() ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (!is_file()) how |= SQLITE_OPEN_URI | SQLITE_OPEN_CREATE;
    if (writes && (flags & ENGRAM_SPACE_CREATE) != 0) how |= SQLITE_OPEN_CREATE;
    c.busy_ns = busy_ns;
    engram_status status = c.open(path, how, cache_bytes, f);
    if (status == ENGRAM_OK && writes)
        status = c.run(is_file() ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF", f);
    if (status == ENGRAM_OK && (!writes || (flags & ENGRAM_SPACE_READ_ONLY) != 0))
        status = c.run("PRAGMA query_only = ON", f);
    c.then = then;
    if (status == ENGRAM_OK && !writes) status = words_register(c, words, f);
    return status;
}

engram_status store::open(engram_text file, const store_options &o, fault &f) {
    flags = o.flags;
    sync = o.sync;
    busy_ns = o.busy_ns, interval_ns = o.interval_ns, cache_bytes = o.cache_bytes;
    process = getpid();
    path = is_file() ? path_for_sqlite(file) : path_in_memory();
    if (path == nullptr) return f.no_memory();
    if (sqlite3_libversion_number() < 3040000 || sqlite3_threadsafe() == 0)
        return f.refuse(ENGRAM_ERROR_STORE, nullptr,
                        "SQLite %s cannot be used: 3.40 or later, built for threads, is needed", sqlite3_libversion());
    if (is_file()) {
        there what = there::nothing;
        engram_status status = path_check(path, f);
        if (status == ENGRAM_OK) status = path_look(path, &what, f);
        if (status != ENGRAM_OK) return status;
        const bool may_make = (flags & ENGRAM_SPACE_CREATE) != 0;
        if (what == there::nothing && !may_make)
            return f.refuse(ENGRAM_ERROR_NOT_FOUND, "path",
                            "there is no such file: open it with ENGRAM_SPACE_CREATE to make it");
        if (what == there::empty && !may_make)
            return f.refuse(ENGRAM_ERROR_FORMAT, "path",
                            "the file is not a space: it is empty; ENGRAM_SPACE_CREATE makes one of it");
        if (what == there::file && (flags & ENGRAM_SPACE_EXCLUSIVE) != 0)
            return f.refuse(ENGRAM_ERROR_EXISTS, "path",
                            "the file is there already: open it without ENGRAM_SPACE_EXCLUSIVE");
    }
    return open_file(o, f);
}

engram_status store::open_past(const store &present, const engram_moment &moment, fault &f) {
    flags = ENGRAM_SPACE_READ_ONLY | (present.flags & ENGRAM_SPACE_MEMORY);
    sync = present.sync;
    busy_ns = present.busy_ns, interval_ns = present.interval_ns, cache_bytes = present.cache_bytes;
    process = present.process;
    // A complete path: the folder that the present's is relative to may not be this one any more.
    const char *const file = present.is_file() ? sqlite3_db_filename(present.writer.db, "main") : present.path;
    path = static_cast<char *>(heap_take(strlen(file) + 1));
    if (path != nullptr) memcpy(path, file, strlen(file) + 1);
    void *const room = path != nullptr ? heap_take(sizeof(past)) : nullptr;
    if (room == nullptr) return f.no_memory();
    past *const found = new (room) past();
    const store_options any{};
    engram_status status = open_file(any, f);
    {
        reading at(writer);
        if (status == ENGRAM_OK && memcmp(identity, present.identity, sizeof identity) != 0)
            status = f.refuse(ENGRAM_ERROR_FORMAT, "space", "the file of the space has been replaced by that of another");
        if (status == ENGRAM_OK) status = at.begin(f);
        if (status == ENGRAM_OK) status = past_find(writer, moment, found, f);
    }
    found->curve = curve;
    then = found;
    return status;
}

engram_status store::open_file(const store_options &o, fault &f) {
    const watch w = watch::lasting(busy_ns, &interruptions);
    writer.clock = &w;
    engram_status status = connect(writer, true, f);
    writer.clock = &w;
    found what = found::nothing;
    if (status == ENGRAM_OK) status = schema_look(writer, &what, f);
    if (status == ENGRAM_OK && what == found::nothing) {
        if ((flags & (ENGRAM_SPACE_CREATE | ENGRAM_SPACE_MEMORY)) == 0)
            status = f.refuse(ENGRAM_ERROR_FORMAT, "path",
                              "the file is not a space: it is an empty database; ENGRAM_SPACE_CREATE makes one of it");
        else status = make_new(o, w, f);
    } else if (status == ENGRAM_OK && what == found::older) {
        status = (flags & ENGRAM_SPACE_READ_ONLY) == 0
                     ? schema_migrate(writer, f)
                     : f.refuse(ENGRAM_ERROR_READ_ONLY, "path",
                                "the file has an older format: open it once without ENGRAM_SPACE_READ_ONLY");
    }
    if (status == ENGRAM_OK) status = schema_check(writer, f);
    if (status == ENGRAM_OK && is_file() && (flags & ENGRAM_SPACE_READ_ONLY) == 0)
        status = door.open(sqlite3_filename_wal(sqlite3_db_filename(writer.db, "main")), f);
    if (status == ENGRAM_OK) status = read_settings(writer, o, f);
    // From here on: a file that is being made goes through a journal that NORMAL syncs once too seldom. Never OFF: a
    // checkpoint that is not synced leaves half a database behind when the power goes.
    if (status == ENGRAM_OK && is_file() && sync != ENGRAM_SYNC_FULL)
        status = writer.run("PRAGMA synchronous = NORMAL", f);
    is_closed_to_writes = (flags & ENGRAM_SPACE_READ_ONLY) != 0;
    synced = clock_running();
    checkpoint_at = 2000;
    writer.clock = nullptr;
    return status;
}

// Two processes may make one file at once: the second finds the space of the first.
engram_status store::make_new(const store_options &o, const watch &w, fault &f) {
    engram_status status;
    for (uint32_t round = 0;; ++round) {
        fault tried;
        status = schema_prepare(writer, page_bytes_for(o.models, o.model_count), is_file(), tried);
        if (status == ENGRAM_OK) break;
        if (status != ENGRAM_ERROR_LOCKED || !wait_turn(w, round)) {
            f.sqlite_code = tried.sqlite_code, f.system_code = tried.system_code;
            return f.refuse(status, "path", "%s", tried.sentence);
        }
    }
    status = writer.run("BEGIN IMMEDIATE", f);
    if (status != ENGRAM_OK) return status;
    found what = found::nothing;
    status = schema_look(writer, &what, f);
    if (status == ENGRAM_OK && what != found::nothing) {
        sqlite3_exec(writer.db, "ROLLBACK", nullptr, nullptr, nullptr);
        return (flags & ENGRAM_SPACE_EXCLUSIVE) == 0
                   ? ENGRAM_OK
                   : f.refuse(ENGRAM_ERROR_EXISTS, "path",
                              "the file is there already: open it without ENGRAM_SPACE_EXCLUSIVE");
    }
    const int64_t created = o.now != 0 ? o.now : clock_utc();
    if (status == ENGRAM_OK)
        status = schema_make(writer, o.words != 0 ? o.words : engram_words{ENGRAM_WORDS_PORTER}, f);
    if (status == ENGRAM_OK && o.thread.bytes != 0) status = thread_begin(writer, f);
    if (status == ENGRAM_OK) {
        store_options complete = o;
        if (complete.words == 0) complete.words = ENGRAM_WORDS_PORTER;
        status = settings_write(writer, complete, created, f);
    }
    if (status == ENGRAM_OK) status = models_write(writer, o, f);
    if (status == ENGRAM_OK) {
        const entry first = {1, created, operation::create, 0};
        uint64_t salt;
        sqlite3_randomness(sizeof salt, &salt);
        const uint64_t digest = entry_digest(salt, nullptr, 0);
        query q(writer, sql::add_entry, f);
        q.bind(1, first.number)
            .bind(2, first.time)
            .bind(3, int64_t{1})
            .bind(4, first.subject)
            .bind_blob(5, nullptr, 0)
            .bind(6, salt);
        q.bind(7, digest).bind(8, entry_chain(0, first, digest));
        for (int column = 9; column <= 13; ++column) q.bind(column, int64_t{0});
        status = q.finish();
    }
    if (status == ENGRAM_OK) status = writer.run("COMMIT", f);
    if (status != ENGRAM_OK) sqlite3_exec(writer.db, "ROLLBACK", nullptr, nullptr, nullptr);
    return status;
}

engram_status store::read_settings(connection &c, const store_options &o, fault &f) {
    reading moment(c);
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = settings_read(c, *this, f);
    if (status == ENGRAM_OK) status = models_read(c, *this, f);
    head h;
    if (status == ENGRAM_OK) status = head_read(c, &h, f);
    if (status != ENGRAM_OK) return status;
    if (o.words != 0 && o.words != words)
        return f.refuse(ENGRAM_ERROR_EXISTS, "options.words", "the space cuts its texts in another way than expected");
    for (uint64_t i = 0; i < o.model_count; ++i) {
        const engram_model &wanted = o.models[i];
        const model *const m = find_model(wanted.name);
        if (m == nullptr)
            return f.refuse_item(ENGRAM_ERROR_MODEL, "options.models", i, "the space has no model '%.*s'",
                                 static_cast<int>(wanted.name.bytes), wanted.name.data);
        if (m->type != wanted.type || m->dim != wanted.dim || m->metric != wanted.metric)
            return f.refuse_item(
                ENGRAM_ERROR_MODEL, "options.models", i,
                "the model '%.*s' has type %u, metric %u and %llu dimensions: another one was expected",
                static_cast<int>(wanted.name.bytes), wanted.name.data, m->type, m->metric,
                static_cast<unsigned long long>(m->dim));
    }
    return ENGRAM_OK;
}

const model *store::find_model(engram_text wanted) const {
    if (wanted.data == nullptr) return models.count != 0 ? models.data : nullptr;
    for (const model &m : models)
        if (m.name.bytes == wanted.bytes && memcmp(m.name.data, wanted.data, static_cast<size_t>(wanted.bytes)) == 0)
            return &m;
    return nullptr;
}

void store::close_to_writes(engram_status because) {
    if (why == ENGRAM_OK) why = because;
    __atomic_store_n(&is_closed_to_writes, 1u, __ATOMIC_RELEASE);
}

engram_status store::close(fault &f) {
    engram_status status = ENGRAM_OK;
    sqlite3_file *log = nullptr;
    if (has_unsynced && is_file() && writer.db != nullptr &&
        sqlite3_file_control(writer.db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log != nullptr &&
        log->pMethods != nullptr) {
        const int code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
        if (code != SQLITE_OK) status = writer.refused(code, "syncing the log", f);
    }
    return status;
}

store::~store() {
    for (connection *c = pool; c != nullptr;) {
        connection *const next = c->next;
        c->~connection();
        heap_give(c);
        c = next;
    }
    writer.close();
    door.close();
    for (const model &m : models) heap_give(const_cast<char *>(m.name.data));
    heap_give(const_cast<char *>(name.data));
    heap_give(const_cast<char *>(thread.data));
    heap_give(path);
    if (then == nullptr) return;
    then->~past();
    heap_give(then);
}

engram_status lease::take(store &s, const watch &w, fault &f) {
    for (connection *at = __atomic_load_n(&s.pool, __ATOMIC_ACQUIRE); at != nullptr; at = at->next) {
        uint32_t free = 0;
        if (!__atomic_compare_exchange_n(&at->taken, &free, 1u, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) continue;
        c = at;
        c->clock = &w;
        return ENGRAM_OK;
    }
    connection *const made = heap_zeroed<connection>(1);
    if (made == nullptr) return f.no_memory();
    new (made) connection();
    made->taken = 1;
    made->clock = &w;
    const engram_status status = s.connect(*made, false, f);
    if (status != ENGRAM_OK) {
        made->~connection();
        heap_give(made);
        return status;
    }
    made->next = __atomic_load_n(&s.pool, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&s.pool, &made->next, made, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {}
    c = made;
    return ENGRAM_OK;
}

lease::~lease() {
    if (c == nullptr) return;
    c->clock = nullptr;
    __atomic_store_n(&c->taken, 0u, __ATOMIC_RELEASE);
}

engram_status file_bytes(connection &c, uint64_t *bytes, fault &f) {
    *bytes = 0;
    struct stat about;
    const char *const path = sqlite3_db_filename(c.db, "main");
    if (path != nullptr && path[0] != '\0' && stat(path, &about) == 0) {
        *bytes = static_cast<uint64_t>(about.st_size);
        if (stat(sqlite3_filename_wal(path), &about) == 0) *bytes += static_cast<uint64_t>(about.st_size);
        return ENGRAM_OK;
    }
    query q(c, sql::page_bytes, f);
    bool has = false;
    const engram_status status = q.step(&has);
    if (status == ENGRAM_OK && has) *bytes = q.natural(0);
    return status;
}

} // namespace engram
