/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space.h"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS memory(id INTEGER PRIMARY KEY, created INTEGER NOT NULL, key TEXT, text TEXT NOT NULL, "
    "data BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX IF NOT EXISTS memory_key ON memory(key) WHERE key IS NOT NULL";

static void fine(int code, sqlite3 *db, const char *what) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    fprintf(stderr, "bare SQLite: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *text) {
    sqlite3_stmt *s = NULL;
    fine(sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL), db, text);
    return s;
}

bare bare_open(const char *path, const char *synchronous) {
    bare b = {0};
    char settings[256];
    fine(sqlite3_open(path, &b.db), b.db, path);
    snprintf(settings, sizeof settings,
             "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA cache_size = -16384; PRAGMA synchronous = %s",
             synchronous);
    fine(sqlite3_exec(b.db, settings, NULL, NULL, NULL), b.db, settings);
    fine(sqlite3_exec(b.db, schema, NULL, NULL, NULL), b.db, "schema");
    b.begin = prepared(b.db, "BEGIN IMMEDIATE"), b.commit = prepared(b.db, "COMMIT");
    b.insert = prepared(b.db, "INSERT INTO memory(created, key, text, data) VALUES(?1, ?2, ?3, ?4)");
    b.by_key = prepared(b.db, "SELECT id, created, text FROM memory WHERE key = ?1");
    return b;
}

void bare_step(bare *b, sqlite3_stmt *s) {
    fine(sqlite3_step(s), b->db, "step");
    fine(sqlite3_reset(s), b->db, "reset");
}

void bare_insert(bare *b, const row *r, int with_key) {
    sqlite3_bind_int64(b->insert, 1, moment);
    if (with_key) sqlite3_bind_text(b->insert, 2, r->key, KEY_BYTES, SQLITE_STATIC);
    else sqlite3_bind_null(b->insert, 2);
    sqlite3_bind_text(b->insert, 3, r->text, TEXT_BYTES, SQLITE_STATIC);
    sqlite3_bind_blob(b->insert, 4, r->vector, VECTOR_BYTES, SQLITE_STATIC);
    bare_step(b, b->insert);
}

void bare_index_words(bare *b) {
    fine(sqlite3_exec(b->db,
                      "CREATE VIRTUAL TABLE words USING fts5(text, content='memory', content_rowid='id', "
                      "tokenize='porter unicode61 remove_diacritics 2'); "
                      "INSERT INTO words(words, rank) VALUES('automerge', 16)",
                      NULL, NULL, NULL),
         b->db, "words");
    b->index = prepared(b->db, "INSERT INTO words(rowid, text) SELECT id, text FROM memory WHERE id > ?1 ORDER BY id");
}

void bare_insert_batch(bare *b, const row *rows, uint64_t count) {
    const sqlite3_int64 last = sqlite3_last_insert_rowid(b->db);
    bare_step(b, b->begin);
    for (uint64_t i = 0; i < count; ++i) bare_insert(b, &rows[i], 1);
    if (b->index != NULL) sqlite3_bind_int64(b->index, 1, last), bare_step(b, b->index);
    bare_step(b, b->commit);
}

uint64_t bare_get(bare *b, const char *key) {
    sqlite3_bind_text(b->by_key, 1, key, KEY_BYTES, SQLITE_STATIC);
    uint64_t bytes = 0;
    if (sqlite3_step(b->by_key) == SQLITE_ROW && sqlite3_column_text(b->by_key, 2) != NULL)
        bytes = (uint64_t)sqlite3_column_bytes(b->by_key, 2);
    fine(sqlite3_reset(b->by_key), b->db, "get");
    return bytes;
}

/* Opening is part of it, as it is for the space. Returns how many vectors there were. */
uint64_t bare_scan(const char *space, void *vectors, uint64_t capacity) {
    sqlite3 *db = NULL;
    fine(sqlite3_open_v2(space, &db, SQLITE_OPEN_READONLY, NULL), db, space);
    fine(sqlite3_exec(db, "PRAGMA cache_size = -16384", NULL, NULL, NULL), db, "cache");
    sqlite3_stmt *s = prepared(db, "SELECT data FROM vector");
    uint64_t count = 0;
    for (; count < capacity && sqlite3_step(s) == SQLITE_ROW && sqlite3_column_bytes(s, 0) == VECTOR_BYTES; ++count)
        memcpy((char *)vectors + count * VECTOR_BYTES, sqlite3_column_blob(s, 0), VECTOR_BYTES);
    sqlite3_finalize(s), sqlite3_close(db);
    return count;
}

void bare_close(bare *b) {
    sqlite3_finalize(b->begin), sqlite3_finalize(b->commit), sqlite3_finalize(b->insert), sqlite3_finalize(b->by_key);
    sqlite3_finalize(b->index);
    sqlite3_close(b->db);
    *b = (bare){0};
}
