// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/schema.hpp"

#include <stdio.h>

#include "store/checksum.hpp"
#include "store/store.hpp"

namespace engram {

namespace {

struct part {
    const char *name;
    const char *text;
};

// The table `words` is made apart: its text depends on how words are cut.
constexpr part parts[] = {
    {"space", "CREATE TABLE space(name TEXT PRIMARY KEY, value ANY, checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID"},
    {"model", "CREATE TABLE model(number INTEGER PRIMARY KEY, name TEXT NOT NULL, type INTEGER NOT NULL, "
              "metric INTEGER NOT NULL, dim INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT"},
    {"link_type", "CREATE TABLE link_type(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT"},
    // What may be long comes last, so that reading the rest does not pass over it.
    {"memory",
     "CREATE TABLE memory(version INTEGER PRIMARY KEY, id INTEGER NOT NULL, created INTEGER NOT NULL, "
     "valid_from INTEGER, valid_to INTEGER, importance REAL NOT NULL, vectors INTEGER NOT NULL, born INTEGER NOT NULL, "
     "died INTEGER, checksum INTEGER NOT NULL, text_sum INTEGER NOT NULL, key TEXT, kind TEXT, tags TEXT, "
     "text TEXT NOT NULL, metadata TEXT) STRICT"},
    {"memory_key", "CREATE UNIQUE INDEX memory_key ON memory(key) WHERE key IS NOT NULL AND died IS NULL"},
    {"memory_past_key", "CREATE INDEX memory_past_key ON memory(key) WHERE key IS NOT NULL AND died IS NOT NULL"},
    {"memory_versions", "CREATE INDEX memory_versions ON memory(id, version) WHERE version <> id"},
    {"vector", "CREATE TABLE vector(number INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, scale REAL NOT NULL, "
               "data BLOB NOT NULL) STRICT"},
    {"strength", "CREATE TABLE strength(id INTEGER PRIMARY KEY, strength REAL NOT NULL, used INTEGER NOT NULL, "
                 "uses INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT"},
    {"oldest_strength", "CREATE TABLE oldest_strength(id INTEGER PRIMARY KEY, strength REAL NOT NULL, used INTEGER NOT NULL, "
                        "uses INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT"},
    {"link",
     "CREATE TABLE link(number INTEGER PRIMARY KEY, source INTEGER NOT NULL, target INTEGER NOT NULL, "
     "type INTEGER NOT NULL, weight REAL NOT NULL, created INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, "
     "checksum INTEGER NOT NULL) STRICT"},
    // Empty where a space has no field that tells threads.
    {"thread", "CREATE TABLE thread(digest INTEGER, id INTEGER, PRIMARY KEY(digest, id)) STRICT, WITHOUT ROWID"},
    {"link_source", "CREATE INDEX link_source ON link(source, target, type)"},
    {"link_target", "CREATE INDEX link_target ON link(target, source)"},
    {"backup", "CREATE TABLE backup(number INTEGER PRIMARY KEY, name TEXT NOT NULL, since INTEGER NOT NULL, "
               "journal INTEGER NOT NULL, time INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT"},
    {"journal", "CREATE TABLE journal(number INTEGER PRIMARY KEY, time INTEGER NOT NULL, operation INTEGER NOT NULL, "
                "subject INTEGER NOT NULL, body BLOB, salt INTEGER, digest INTEGER NOT NULL, chain INTEGER NOT NULL, "
                "state INTEGER, memories INTEGER, links INTEGER, versions INTEGER, indexed INTEGER) STRICT"},
};
constexpr const char *word_tables[] = {
    "CREATE VIRTUAL TABLE words USING fts5(text, content='memory', content_rowid='version', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE words USING fts5(text, content='memory', content_rowid='version', "
    "tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE words USING fts5(text, content='memory', content_rowid='version', tokenize='trigram')",
};

struct statement {
    sqlite3_stmt *s = nullptr;
    ~statement() { sqlite3_finalize(s); }
};

// Beside its elements: the record's header, checksum and scale, and what the page says of it.
constexpr uint64_t vector_row_bytes = 30;

// What a row of so many bytes takes of a file, its share of pages that cannot be filled counted: the layout of a leaf of
// SQLite's tables (its file format, 1.6), where a row that does not fit goes on in pages of its own.
double bytes_in_file(uint64_t row, uint64_t page) {
    uint64_t here = row, pages = 0;
    if (row > page - 35) {
        const uint64_t least = (page - 12) * 32 / 255 - 23, k = least + (row - least) % (page - 4);
        here = k <= page - 35 ? k : least;
        pages = (row - here + page - 5) / (page - 4);
    }
    return static_cast<double>(page) *
           (static_cast<double>(pages) + 1.0 / static_cast<double>((page - 8) / here));
}

engram_status no_space(fault &f, const char *what) {
    return f.refuse(ENGRAM_ERROR_FORMAT, "path", "the file is not a space: %s", what);
}

} // namespace

engram_status schema_look(connection &c, found *what, fault &f) {
    // As of one moment: another process may be making the file.
    statement t;
    int code = sqlite3_prepare_v2(c.db,
                                  "SELECT (SELECT application_id FROM pragma_application_id), "
                                  "(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)",
                                  -1, &t.s, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(t.s);
    if (code != SQLITE_ROW) {
        const engram_status status = c.refused(code, "looking at the file", f);
        if (status == ENGRAM_ERROR_FORMAT) f.at("the first page");
        return status;
    }
    const int64_t application = sqlite3_column_int64(t.s, 0), format = sqlite3_column_int64(t.s, 1),
                  objects = sqlite3_column_int64(t.s, 2);
    if (application == 0 && format == 0 && objects == 0) {
        *what = found::nothing;
        return ENGRAM_OK;
    }
    if (application != application_id) {
        char sentence[96];
        snprintf(sentence, sizeof sentence, "it is an SQLite database with the application id 0x%08llX",
                 static_cast<unsigned long long>(application & 0xFFFFFFFF));
        return no_space(f, sentence);
    }
    if (format > format_now)
        return f.refuse(ENGRAM_ERROR_FORMAT, "path",
                        "the file has format %lld, this version knows formats up to %lld: use a newer one",
                        static_cast<long long>(format), static_cast<long long>(format_now));
    if (format < 1) return no_space(f, "its format number is below 1");
    *what = format == format_now ? found::space : found::older;
    return ENGRAM_OK;
}

uint32_t page_bytes_for(const engram_model *models, uint64_t count) {
    double small = 0.0, large = 0.0;
    for (uint64_t i = 0; i < count; ++i) {
        const uint64_t cell = models[i].dim * element_bytes(models[i].type) + vector_row_bytes;
        small += bytes_in_file(cell, 8192), large += bytes_in_file(cell, 16384);
    }
    return small <= 1.05 * large ? 8192 : 16384;
}

engram_status schema_prepare(connection &c, uint32_t page_bytes, bool is_file, fault &f) {
    char text[80];
    snprintf(text, sizeof text, "PRAGMA page_size = %u; PRAGMA auto_vacuum = INCREMENTAL", page_bytes);
    const engram_status status = c.run(text, f);
    return status != ENGRAM_OK || !is_file ? status : c.run("PRAGMA journal_mode = WAL", f);
}

engram_status schema_make(connection &c, engram_words words, fault &f) {
    engram_status status = ENGRAM_OK;
    for (const part &p : parts)
        if (status == ENGRAM_OK) status = c.run(p.text, f);
    if (status == ENGRAM_OK) status = c.run(word_tables[words - 1], f);
    // Segments of the index are merged 16 at a time and not 4: a sixth less time for a batch, a word is looked up in more.
    if (status == ENGRAM_OK) status = c.run("INSERT INTO words(words, rank) VALUES('automerge', 16)", f);
    char text[96];
    snprintf(text, sizeof text, "PRAGMA application_id = %lld; PRAGMA user_version = %lld",
             static_cast<long long>(application_id), static_cast<long long>(format_now));
    return status == ENGRAM_OK ? c.run(text, f) : status;
}

engram_status schema_check(connection &c, fault &f) {
    statement t;
    int code = sqlite3_prepare_v2(c.db, "SELECT sql FROM sqlite_schema WHERE name = ?1", -1, &t.s, nullptr);
    if (code != SQLITE_OK) return c.refused(code, "reading the schema", f);
    for (uint32_t i = 0; i <= sizeof parts / sizeof *parts; ++i) {
        const bool is_words = i == sizeof parts / sizeof *parts;
        sqlite3_bind_text(t.s, 1, is_words ? "words" : parts[i].name, -1, SQLITE_STATIC);
        code = sqlite3_step(t.s);
        if (code != SQLITE_ROW && code != SQLITE_DONE) return c.refused(code, "reading the schema", f);
        const char *const text =
            code == SQLITE_ROW ? reinterpret_cast<const char *>(sqlite3_column_text(t.s, 0)) : nullptr;
        bool is_right = false;
        if (text != nullptr && !is_words) is_right = strcmp(text, parts[i].text) == 0;
        if (text != nullptr && is_words)
            for (const char *one : word_tables) is_right = is_right || strcmp(text, one) == 0;
        if (!is_right) {
            f.at("the schema: %s", is_words ? "words" : parts[i].name);
            return no_space(f, "a table or an index is not what it has to be");
        }
        sqlite3_reset(t.s);
    }
    return ENGRAM_OK;
}

engram_status schema_sum(connection &c, uint64_t *sum, fault &f) {
    constexpr const char *text = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    statement t;
    int code = sqlite3_prepare_v2(c.db, text, -1, &t.s, nullptr);
    hasher h(hash_schema);
    while (code == SQLITE_OK && (code = sqlite3_step(t.s)) == SQLITE_ROW) {
        for (int column = 0; column < 4; ++column) {
            h.number(static_cast<uint64_t>(sqlite3_column_type(t.s, column)));
            const void *const data = sqlite3_column_blob(t.s, column);
            h.bytes(data, data != nullptr ? static_cast<uint64_t>(sqlite3_column_bytes(t.s, column)) : 0);
        }
        code = SQLITE_OK;
    }
    if (code != SQLITE_DONE) return c.refused(code, text, f);
    *sum = h.value();
    return ENGRAM_OK;
}

// There is one format so far: an older one is none that was ever written.
engram_status schema_migrate(connection &, fault &f) { return no_space(f, "its format was never released"); }

} // namespace engram
