// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_CONNECTION_HPP
#define ENGRAM_STORE_CONNECTION_HPP

// A connection to the file with its prepared statements; one thread at a time uses it.

#include <sqlite3.h>

#include "base/array.hpp"
#include "store/fault.hpp"
#include "store/statements.hpp"
#include "store/watch.hpp"

namespace engram {

struct connection {
    sqlite3 *db = nullptr;
    sqlite3_stmt *prepared[2][static_cast<uint32_t>(sql::count)] = {}; // as of the present, and of a past
    const watch *clock = nullptr; // of the call that uses it: when to give up waiting
    uint64_t busy_ns = 0;         // to wait for a lock at most, where the clock has no end
    uint64_t patience = 0;        // the end of the wait under way, on clock_running()
    uint64_t wal_pages = 0;       // in the log after the last commit
    connection *next = nullptr;   // in the pool
    uint32_t taken = 0;           // atomic: 1 while a call has it
    struct where_guard *guard = nullptr; // of the statement that is being compiled for a caller (where.hpp)
    struct past *then = nullptr;  // what it shows, and may be changed between queries; null: the present
    struct word_tools *words = nullptr; // what the index of words needs on this connection (words.hpp)

    connection() = default;
    connection(const connection &) = delete;
    connection &operator=(const connection &) = delete;
    ~connection() { close(); }

    // Opens without looking at the file. flags are SQLite's.
    engram_status open(const char *path, int flags, uint64_t cache_bytes, fault &f);
    void close();
    engram_status run(const char *text, fault &f);
    sqlite3_stmt *statement(sql which, fault &f);
    // Turns what SQLite said into a status; what is a phrase such as "reading a memory".
    engram_status refused(int code, const char *doing, fault &f) const;
};

// One use of a prepared statement: bound, stepped, and given back whatever happens.
struct query {
    connection &c;
    fault &f;
    sqlite3_stmt *s;
    int code = SQLITE_OK;

    query(connection &on, sql which, fault &told) : c(on), f(told), s(on.statement(which, told)) {}
    // With a statement to come.
    query(connection &on, fault &told) : c(on), f(told), s(nullptr) {}
    query &use(sql which) {
        leave();
        code = SQLITE_OK;
        s = c.statement(which, f);
        return *this;
    }
    query(const query &) = delete;
    query &operator=(const query &) = delete;
    ~query() { leave(); }
    void leave() {
        if (s == nullptr) return;
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    query &bind(int at, int64_t value) { return done(s == nullptr ? 0 : sqlite3_bind_int64(s, at, value)); }
    query &bind(int at, uint64_t value) { return bind(at, static_cast<int64_t>(value)); }
    query &bind_real(int at, double value) { return done(s == nullptr ? 0 : sqlite3_bind_double(s, at, value)); }
    // The bytes must stay until the query ends. No text is NULL.
    query &bind(int at, engram_text text) {
        if (s == nullptr || text.data == nullptr) return *this;
        return done(sqlite3_bind_text64(s, at, text.data, text.bytes, SQLITE_STATIC, SQLITE_UTF8));
    }
    query &bind_blob(int at, const void *data, uint64_t bytes) {
        return done(s == nullptr ? 0 : sqlite3_bind_blob64(s, at, bytes != 0 ? data : "", bytes, SQLITE_STATIC));
    }
    // The next row: *has says whether there is one.
    engram_status step(bool *has);
    // For what has no rows.
    engram_status finish() {
        bool has = false;
        return step(&has);
    }
    // For what is used again with other values.
    void again() {
        if (s != nullptr) sqlite3_reset(s);
    }

    int64_t integer(int column) const { return sqlite3_column_int64(s, column); }
    uint64_t natural(int column) const { return static_cast<uint64_t>(sqlite3_column_int64(s, column)); }
    double real(int column) const { return sqlite3_column_double(s, column); }
    // What was stored as a float; where it is none any more, a NaN, which no checksum fits.
    float single(int column) const {
        const double stored = real(column);
        const float value = static_cast<float>(stored);
        return static_cast<double>(value) == stored ? value : __builtin_nanf("");
    }
    bool is_null(int column) const { return sqlite3_column_type(s, column) == SQLITE_NULL; }
    bool is_integer(int column) const { return sqlite3_column_type(s, column) == SQLITE_INTEGER; }
    // Valid until the next step; {null, 0} where it is no text, and where there was no memory for it.
    engram_text text(int column) const {
        if (sqlite3_column_type(s, column) != SQLITE_TEXT) return {nullptr, 0};
        const unsigned char *const data = sqlite3_column_text(s, column);
        return {reinterpret_cast<const char *>(data),
                data != nullptr ? static_cast<uint64_t>(sqlite3_column_bytes(s, column)) : 0};
    }
    engram_text blob(int column) const {
        if (sqlite3_column_type(s, column) != SQLITE_BLOB) return {nullptr, 0};
        const void *const data = sqlite3_column_blob(s, column);
        return {data != nullptr ? static_cast<const char *>(data) : "",
                static_cast<uint64_t>(sqlite3_column_bytes(s, column))};
    }

  private:
    query &done(int result) {
        if (code == SQLITE_OK) code = result;
        return *this;
    }
};

// Whether a connection of the past may still show it (past.hpp).
engram_status past_check(connection &c, fault &f);

// A transaction that only reads, from here to the end of the scope: one moment for several statements.
struct reading {
    connection &c;
    bool open = false;

    explicit reading(connection &on) : c(on) {}
    reading(const reading &) = delete;
    reading &operator=(const reading &) = delete;
    engram_status begin(fault &f) {
        query q(c, sql::begin_read, f);
        const engram_status status = q.finish();
        open = status == ENGRAM_OK;
        return open && c.then != nullptr ? past_check(c, f) : status;
    }
    ~reading() { end(); }
    void end();
};

} // namespace engram

#endif
