// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/connection.hpp"

#include <errno.h>

#include "store/where.hpp"
#include "store/past.hpp"
#include "store/words.hpp"

namespace engram {

namespace {

int on_busy(void *context, int round) {
    connection *const c = static_cast<connection *>(context);
    if (c->clock == nullptr) return 0;
    // A call that may take as long as it likes waits for a lock no longer than others do.
    watch limit = *c->clock;
    if (round == 0) c->patience = watch::lasting(c->busy_ns, limit.interruptions).end;
    if (limit.end == UINT64_MAX) limit.end = c->patience;
    return wait_turn(limit, static_cast<uint32_t>(round)) ? 1 : 0;
}

int on_commit_to_log(void *context, sqlite3 *, const char *, int pages) {
    static_cast<connection *>(context)->wal_pages = static_cast<uint64_t>(pages);
    return SQLITE_OK;
}

int on_progress(void *context) {
    const connection *const c = static_cast<const connection *>(context);
    return c->clock != nullptr && c->clock->is_interrupted() ? 1 : 0;
}

// What the engine asks for by itself is no caller's.
int on_authorise(void *context, int action, const char *first, const char *second, const char *third, const char *) {
    const connection *const c = static_cast<const connection *>(context);
    return c->guard == nullptr ? SQLITE_OK : c->guard->authorise(action, first, second, third);
}

// As the past says it, ended by a zero.
bool reword(const char *text, array<char> *out) {
    for (const char *at = text; *at != '\0';) {
        const wording *found = nullptr;
        for (const wording &w : wordings_of_the_past)
            if (strncmp(at, w.now, strlen(w.now)) == 0) found = &w;
        if (!(found != nullptr ? out->append(found->then, strlen(found->then)) : out->push(*at))) return false;
        at += found != nullptr ? strlen(found->now) : 1;
    }
    return out->push('\0');
}

engram_status status_of(int code, int system_code) {
    switch (code & 0xFF) {
    case SQLITE_NOMEM: return ENGRAM_ERROR_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return ENGRAM_ERROR_LOCKED;
    case SQLITE_INTERRUPT: return ENGRAM_ERROR_INTERRUPTED;
    case SQLITE_READONLY: return ENGRAM_ERROR_READ_ONLY;
    case SQLITE_FULL: return ENGRAM_ERROR_FULL;
    case SQLITE_CORRUPT: return ENGRAM_ERROR_DAMAGED;
    case SQLITE_NOTADB: return ENGRAM_ERROR_FORMAT;
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_NOMEM) return ENGRAM_ERROR_MEMORY;
        if (code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS) return ENGRAM_ERROR_DAMAGED;
        return system_code == ENOSPC || system_code == EDQUOT ? ENGRAM_ERROR_FULL : ENGRAM_ERROR_IO;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM: return ENGRAM_ERROR_IO;
    default: return ENGRAM_ERROR_STORE;
    }
}

} // namespace

engram_status connection::open(const char *path, int flags, uint64_t cache_bytes, fault &f) {
    const int code = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code != SQLITE_OK) {
        const engram_status status = refused(code, "opening the file", f);
        close();
        return status;
    }
    sqlite3_busy_handler(db, on_busy, this);
    sqlite3_progress_handler(db, 10000, on_progress, this);
    sqlite3_set_authorizer(db, on_authorise, this);
    // A file may come from anybody: nothing in its schema runs but what is asked for here.
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    char cache[64];
    sqlite3_snprintf(sizeof cache, cache, "PRAGMA cache_size = -%llu",
                     static_cast<unsigned long long>(cache_bytes / 1024));
    engram_status status = run(cache, f);
    if (status == ENGRAM_OK)
        status = run(
            "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; "
            "PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = OFF",
            f);
    if (status == ENGRAM_OK) sqlite3_wal_hook(db, on_commit_to_log, this);
    if (status != ENGRAM_OK) close();
    return status;
}

void connection::close() {
    words_release(words);
    words = nullptr;
    for (auto &wording : prepared)
        for (sqlite3_stmt *&s : wording) {
            sqlite3_finalize(s);
            s = nullptr;
        }
    if (db != nullptr) sqlite3_close(db);
    db = nullptr;
}

engram_status connection::run(const char *text, fault &f) {
    const int code = sqlite3_exec(db, text, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? ENGRAM_OK : refused(code, text, f);
}

sqlite3_stmt *connection::statement(sql which, fault &f) {
    sqlite3_stmt *&s = prepared[then != nullptr][static_cast<uint32_t>(which)];
    const char *const text = sql_text(which);
    if (s == nullptr) {
        array<char> reworded;
        if (then != nullptr && !reword(text, &reworded)) {
            f.no_memory();
            return nullptr;
        }
        const int code = sqlite3_prepare_v3(db, then != nullptr ? reworded.data : text, -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr);
        if (code != SQLITE_OK) refused(code, text, f);
    }
    if (then != nullptr && s != nullptr) { // a statement that has no such parameter says so, and means the same
        sqlite3_bind_int64(s, parameter_moment, static_cast<int64_t>(then->at.number));
        sqlite3_bind_int64(s, parameter_versions, static_cast<int64_t>(then->versions));
    }
    return s;
}

engram_status connection::refused(int code, const char *doing, fault &f) const {
    if (f.status != ENGRAM_OK) return f.status;
    const int system_code = db != nullptr ? sqlite3_system_errno(db) : 0;
    f.sqlite_code = code;
    f.system_code = (code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN || (code & 0xFF) == SQLITE_FULL
                        ? system_code
                        : 0;
    const engram_status status = status_of(code, system_code);
    const char *const said = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    switch (status) {
    case ENGRAM_ERROR_LOCKED:
        return f.refuse(status, nullptr, "another writer holds the space: call again, or allow a longer busy_ns");
    case ENGRAM_ERROR_INTERRUPTED: return f.refuse(status, nullptr, "the call was interrupted: nothing was changed");
    case ENGRAM_ERROR_MEMORY: return f.no_memory();
    case ENGRAM_ERROR_FORMAT:
        return f.refuse(status, nullptr, "the file is not a space: it is no database of SQLite (%s)", said);
    case ENGRAM_ERROR_DAMAGED:
        return f.refuse(status, nullptr, "the file is damaged (%s): restore it from a backup", said);
    case ENGRAM_ERROR_READ_ONLY:
        return f.refuse(status, nullptr, "the file may only be read (%s): see to its permissions", said);
    case ENGRAM_ERROR_FULL:
        return f.refuse(status, nullptr, "the disk is full: make room, then close and open the space again");
    case ENGRAM_ERROR_IO: {
        char number[24] = ""; // SQLite does not keep it for what fails in a commit
        if (system_code != 0) sqlite3_snprintf(sizeof number, number, ", errno %d", system_code);
        return f.refuse(status, nullptr, "the system refused (%s%s): see to the file, its folder and their permissions",
                        sqlite3_errstr(code), number);
    }
    default: return f.refuse(status, nullptr, "SQLite says '%s' (%s) at: %.200s", said, sqlite3_errstr(code), doing);
    }
}

engram_status query::step(bool *has) {
    *has = false;
    if (s == nullptr) return f.status;
    if (code != SQLITE_OK) return c.refused(code, sqlite3_sql(s), f);
    if (c.clock != nullptr && c.clock->is_interrupted()) return c.refused(SQLITE_INTERRUPT, "", f);
    const int result = sqlite3_step(s);
    if (result == SQLITE_ROW) *has = true;
    return result == SQLITE_ROW || result == SQLITE_DONE ? ENGRAM_OK : c.refused(result, sqlite3_sql(s), f);
}

void reading::end() {
    if (!open) return;
    open = false;
    fault ignored;
    query q(c, sql::commit, ignored);
    if (q.finish() != ENGRAM_OK) sqlite3_exec(c.db, "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace engram
