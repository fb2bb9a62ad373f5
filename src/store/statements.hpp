// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_STATEMENTS_HPP
#define ENGRAM_STORE_STATEMENTS_HPP

// Every statement that the engine runs by name; each is prepared once per connection, when it is first used.
//
// On a connection of the past (past.hpp) `died IS NULL` is read as of its moment, and the index of words has the texts
// that there were by then: wordings_of_the_past has both.

#include <stdint.h>

namespace engram {

// Everything but what may be long; and all of it.
#define ENGRAM_MEMORY_HEAD \
    "version, id, created, valid_from, valid_to, importance, vectors, born, died, checksum, text_sum, key, kind, tags"
#define ENGRAM_MEMORY_COLUMNS ENGRAM_MEMORY_HEAD ", text, metadata"

// The versions of a memory, alive or not: the first one may have been purged.
#define ENGRAM_VERSIONS_OF(id) \
    "SELECT 1 FROM memory WHERE version = " id " AND memory.id = version UNION ALL SELECT 1 FROM memory WHERE memory.id = " id \
    " AND version <> memory.id"

// X(name, SQL)
#define ENGRAM_STATEMENTS(X) \
    X(begin_read, "BEGIN") \
    X(begin_write, "BEGIN IMMEDIATE") \
    X(commit, "COMMIT") \
    X(rollback, "ROLLBACK") \
    X(data_version, "PRAGMA data_version") \
    X(page_bytes, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") \
    X(thread_value, "SELECT typeof(v) || ':' || v FROM (SELECT json_extract(?1, ?2) AS v) WHERE v IS NOT NULL") \
    X(thread_newest, "SELECT id FROM thread WHERE digest = ?1 ORDER BY id DESC") \
    X(add_to_thread, "INSERT INTO thread(digest, id) VALUES(?1, ?2)") \
    X(threads_since, "SELECT digest, id FROM thread WHERE id > ?1") \
    X(setting, "SELECT value, checksum FROM space WHERE name = ?1") \
    X(set_setting, "INSERT INTO space(name, value, checksum) VALUES(?1, ?2, ?3)") \
    X(models, "SELECT number, name, type, metric, dim, checksum FROM model ORDER BY number") \
    X(add_model, "INSERT INTO model(number, name, type, metric, dim, checksum) VALUES(?1, ?2, ?3, ?4, ?5, ?6)") \
    X(link_types, "SELECT number, name, checksum FROM link_type ORDER BY number") \
    X(link_type_of, "SELECT number, name, checksum FROM link_type WHERE name = ?1") \
    X(count_link_types, "SELECT count(*) FROM link_type") \
    X(add_link_type, "INSERT INTO link_type(number, name, checksum) VALUES(?1, ?2, ?3)") \
    X(head, "SELECT number, time, chain, state, memories, links, versions, indexed FROM journal ORDER BY number DESC LIMIT 1") \
    X(last_number, "SELECT number FROM journal ORDER BY number DESC LIMIT 1") \
    X(first_number, "SELECT number FROM journal ORDER BY number LIMIT 1") \
    X(entry_numbered, "SELECT number, time, operation, subject, chain FROM journal WHERE number = ?1") \
    X(entries_between, "SELECT number, time, operation, subject, body FROM journal WHERE number > ?1 AND number <= ?2 ORDER BY number") \
    X(cuts_after, "SELECT number, operation FROM journal WHERE number > ?1 ORDER BY number") \
    X(version_from, "SELECT version, born FROM memory WHERE version >= ?1 ORDER BY version LIMIT 1") \
    X(created_then, "SELECT created FROM memory WHERE version = ?1 AND id = ?1 AND born <= ?2 AND ifnull(died > ?2, 1) UNION ALL " \
                    "SELECT created FROM memory WHERE id = ?1 AND version <> id AND born <= ?2 AND ifnull(died > ?2, 1) LIMIT 1") \
    X(versions_of, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE version = ?1 AND id = ?1 UNION ALL SELECT " \
                   ENGRAM_MEMORY_COLUMNS " FROM memory WHERE id = ?1 AND version <> id ORDER BY version") \
    X(id_of_any_key, "SELECT id FROM memory WHERE version = (SELECT max(version) FROM (SELECT version FROM memory WHERE key = ?1 " \
                     "AND died IS NULL UNION ALL SELECT version FROM memory WHERE key = ?1 AND died IS NOT NULL))") \
    X(remove_strength, "DELETE FROM strength WHERE id = ?1") \
    X(forget_oldest_strengths, "DELETE FROM oldest_strength") \
    X(add_oldest_strength, "INSERT INTO oldest_strength(id, strength, used, uses, checksum) VALUES(?1, ?2, ?3, ?4, ?5)") \
    X(unindex_words, "INSERT INTO words(words, rowid, text) SELECT 'delete', version, text FROM memory WHERE died <= ?1 AND version <= ?2") \
    X(purge_vectors, "DELETE FROM vector WHERE number IN (SELECT v.number FROM (SELECT DISTINCT id, vectors FROM memory " \
                     "WHERE died <= ?1 AND vectors <> 0) d CROSS JOIN vector v ON v.number BETWEEN d.vectors * 64 AND d.vectors * 64 + 63 " \
                     "WHERE NOT EXISTS (SELECT 1 FROM memory m WHERE m.version = d.id AND m.vectors = d.vectors AND ifnull(m.died > ?1, 1)) " \
                     "AND NOT EXISTS (SELECT 1 FROM memory m WHERE m.id = d.id AND m.version <> m.id AND m.vectors = d.vectors " \
                     "AND ifnull(m.died > ?1, 1)))") \
    X(purge_memories, "DELETE FROM memory WHERE died <= ?1") \
    X(purge_links, "DELETE FROM link WHERE died <= ?1") \
    X(purge_entries, "DELETE FROM journal WHERE number < ?1") \
    X(purge_strengths, "DELETE FROM strength WHERE NOT EXISTS (" ENGRAM_VERSIONS_OF("strength.id") ")") \
    X(purge_oldest_strengths, "DELETE FROM oldest_strength WHERE NOT EXISTS (" ENGRAM_VERSIONS_OF("oldest_strength.id") ")") \
    X(source_chain, "SELECT chain FROM source.journal WHERE number = ?1") \
    X(memories_ended_after, "SELECT version FROM memory WHERE died > ?1") \
    X(links_ended_after, "SELECT number FROM link WHERE died > ?1") \
    X(revive_memory, "UPDATE memory SET died = NULL, checksum = ?2 WHERE version = ?1") \
    X(revive_link, "UPDATE link SET died = NULL, checksum = ?2 WHERE number = ?1") \
    X(set_identity, "UPDATE space SET value = ?1, checksum = ?2 WHERE name = 'identity'") \
    X(oldest_strengths, "SELECT id, strength, used, uses, checksum FROM oldest_strength ORDER BY id") \
    X(word_sizes, "SELECT sz FROM words_docsize WHERE id <= ?1 ORDER BY id") \
    X(add_entry, "INSERT INTO journal(number, time, operation, subject, body, salt, digest, chain, state, memories, links, " \
                 "versions, indexed) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)") \
    X(clear_head, "UPDATE journal SET state = NULL, memories = NULL, links = NULL, versions = NULL, indexed = NULL WHERE number = ?1") \
    X(entries_after, "SELECT number, operation, subject, body FROM journal WHERE number > ?1 ORDER BY number") \
    X(memory_first, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE version = ?1") \
    X(is_alive, "SELECT 1 FROM memory WHERE version = ?1 AND id = ?1 AND died IS NULL UNION ALL SELECT 1 FROM memory WHERE id = ?1 " \
                "AND version <> id AND died IS NULL LIMIT 1") \
    X(memory_later, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE id = ?1 AND version <> id AND died IS NULL " \
                    "ORDER BY version DESC LIMIT 1") \
    X(memory_of_key, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE key = ?1 AND died IS NULL") \
    X(id_of_key, "SELECT id, version FROM memory WHERE key = ?1 AND died IS NULL") \
    X(firsts_from, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE version > ?1 AND died IS NULL AND version = id ORDER BY version") \
    X(laters_from, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory INDEXED BY memory_versions WHERE id > ?1 AND version <> id " \
                   "AND died IS NULL ORDER BY id") \
    X(all_heads, "SELECT " ENGRAM_MEMORY_HEAD " FROM memory WHERE died IS NULL ORDER BY version") \
    X(all_alive, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE died IS NULL ORDER BY version") \
    X(head_of, "SELECT " ENGRAM_MEMORY_HEAD " FROM memory WHERE version = ?1") \
    X(shape_of, "SELECT CAST(metadata ->> ?2 AS TEXT), length(CAST(text AS BLOB)) FROM memory WHERE version = ?1") \
    X(add_memory, "INSERT INTO memory(" ENGRAM_MEMORY_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, " \
                  "?14, ?15, ?16)") \
    X(end_memory, "UPDATE memory SET died = ?2, checksum = ?3 WHERE version = ?1") \
    X(index_words, "INSERT INTO words(rowid, text) SELECT version, text FROM memory WHERE version > ?1 ORDER BY version") \
    X(texts_after, "SELECT version, text FROM memory WHERE version > ?1 ORDER BY version") \
    X(word_totals, "SELECT block FROM words_data WHERE id = 1") \
    X(words_of_text, "SELECT sz FROM words_docsize WHERE id = ?1") \
    X(count_word, "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ?1 LIMIT ?2)") \
    X(find_words, "SELECT rowid, engram_score(words) FROM words WHERE words MATCH ?1 ORDER BY rowid") \
    X(find_words_newest, "SELECT rowid, engram_score(words) FROM words WHERE words MATCH ?1 ORDER BY rowid DESC") \
    X(is_json, "SELECT json_valid(?1)") \
    X(is_json_object, "SELECT json_type(?1) = 'object'") \
    X(vector_of, "SELECT checksum, scale, data FROM vector WHERE number = ?1") \
    X(vectors_between, "SELECT number, checksum, scale, data FROM vector WHERE number BETWEEN ?1 AND ?2 ORDER BY number") \
    X(vector_sums_between, "SELECT number, checksum FROM vector WHERE number BETWEEN ?1 AND ?2 ORDER BY number") \
    X(add_vector, "INSERT INTO vector(number, checksum, scale, data) VALUES(?1, ?2, ?3, ?4)") \
    X(strength_of, "SELECT strength, used, uses, checksum FROM strength WHERE id = ?1") \
    X(set_strength, "INSERT INTO strength(id, strength, used, uses, checksum) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(id) " \
                    "DO UPDATE SET strength = ?2, used = ?3, uses = ?4, checksum = ?5") \
    X(all_strengths, "SELECT id, strength, used, uses, checksum FROM strength ORDER BY id") \
    X(link_between, "SELECT number, weight, created, born, checksum FROM link WHERE source = ?1 AND target = ?2 AND type = ?3 " \
                    "AND died IS NULL") \
    X(link_numbered, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE number = ?1") \
    X(last_link, "SELECT max(number) FROM link") \
    X(add_link, "INSERT INTO link(number, source, target, type, weight, created, born, died, checksum) " \
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, ?8)") \
    X(end_link, "UPDATE link SET died = ?2, checksum = ?3 WHERE number = ?1") \
    X(links_out, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE source = ?1 " \
                 "AND died IS NULL ORDER BY target, type") \
    X(links_in, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE target = ?1 " \
                "AND died IS NULL ORDER BY source, type") \
    X(ended_out, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE source = ?1 " \
                 "AND died = ?2 ORDER BY target, type") \
    X(ended_in, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE target = ?1 " \
                "AND died = ?2 ORDER BY source, type") \
    X(all_links, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE died IS NULL ORDER BY number") \
    X(all_vectors, "SELECT number, checksum, scale, data FROM vector ORDER BY number") \
    X(all_settings, "SELECT name, value, checksum FROM space ORDER BY name") \
    X(all_entries, "SELECT number, time, operation, subject, body, salt, digest, chain, state FROM journal ORDER BY number") \
    X(all_versions, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory ORDER BY version") \
    X(every_link, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link ORDER BY number") \
    X(pages_and_indexes, "PRAGMA integrity_check(100)") \
    X(links_without_ends, "SELECT number FROM link WHERE NOT EXISTS (" ENGRAM_VERSIONS_OF("source") ") OR NOT EXISTS (" \
                          ENGRAM_VERSIONS_OF("target") ")") \
    X(uses_of_nothing, "SELECT id FROM strength WHERE NOT EXISTS (" ENGRAM_VERSIONS_OF("strength.id") ")") \
    X(living_twice, "SELECT m.id FROM memory m INDEXED BY memory_versions WHERE m.version <> m.id AND m.died IS NULL AND " \
                    "EXISTS (SELECT 1 FROM memory o WHERE o.id = m.id AND o.version <> o.id AND o.died IS NULL AND " \
                    "o.version < m.version UNION ALL SELECT 1 FROM memory o WHERE o.version = m.id AND o.died IS NULL)") \
    X(watch_words, "CREATE VIRTUAL TABLE temp.words_seen USING fts5vocab(main, words, instance)") \
    X(words_seen, "SELECT doc, offset, term FROM temp.words_seen") \
    X(page_size, "SELECT page_size FROM pragma_page_size") \
    X(chain_of, "SELECT chain FROM journal WHERE number = ?1") \
    X(version_until, "SELECT version FROM memory WHERE born <= ?1 ORDER BY version DESC LIMIT 1") \
    X(link_until, "SELECT number FROM link WHERE born <= ?1 ORDER BY number DESC LIMIT 1") \
    X(entries_since, "SELECT number, time, operation, subject, body, salt, digest, chain FROM journal WHERE number > ?1 ORDER BY number") \
    X(memories_ended, "SELECT version, died, checksum FROM memory WHERE version <= ?1 AND died > ?2 ORDER BY version") \
    X(links_ended, "SELECT number, died, checksum FROM link WHERE number <= ?1 AND died > ?2 ORDER BY number") \
    X(memories_since, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE version > ?1 ORDER BY version") \
    X(vectors_since, "SELECT number, checksum, scale, data FROM vector WHERE number > ?1 ORDER BY number") \
    X(links_since, "SELECT number, source, target, type, weight, created, born, died, checksum FROM link WHERE number > ?1 " \
                   "ORDER BY number") \
    X(put_setting, "INSERT OR REPLACE INTO space(name, value, checksum) VALUES(?1, ?2, ?3)") \
    X(put_model, "INSERT OR REPLACE INTO model(number, name, type, metric, dim, checksum) VALUES(?1, ?2, ?3, ?4, ?5, ?6)") \
    X(put_link_type, "INSERT OR REPLACE INTO link_type(number, name, checksum) VALUES(?1, ?2, ?3)") \
    X(put_entry, "INSERT INTO journal(number, time, operation, subject, body, salt, digest, chain) " \
                 "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)") \
    X(put_link, "INSERT INTO link(number, source, target, type, weight, created, born, died, checksum) " \
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)") \
    X(set_head, "UPDATE journal SET state = ?2, memories = ?3, links = ?4, versions = ?5, indexed = ?6 WHERE number = ?1") \
    X(versions_to_erase, "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE version = ?1 AND id = ?1 UNION ALL " \
                   "SELECT " ENGRAM_MEMORY_COLUMNS " FROM memory WHERE id = ?1 AND version <> id") \
    X(unindex_text, "INSERT INTO words(words, rowid, text) VALUES('delete', ?1, ?2)") \
    X(erase_links, "DELETE FROM link WHERE source = ?1 OR target = ?1") \
    X(erase_oldest_strength, "DELETE FROM oldest_strength WHERE id = ?1") \
    X(erase_thread, "DELETE FROM thread WHERE id = ?1") \
    X(erase_strength, "DELETE FROM strength WHERE id = ?1") \
    X(erase_vectors, "DELETE FROM vector WHERE number BETWEEN ?1 AND ?2") \
    X(erase_version, "DELETE FROM memory WHERE version = ?1") \
    X(blank_entry, "UPDATE journal SET body = NULL, salt = NULL WHERE number = ?1 AND subject = ?2 " \
                   "AND operation BETWEEN 2 AND 6 AND salt IS NOT NULL") \
    X(erased_before, "SELECT number, time, body FROM journal WHERE operation = 10 AND subject = ?1 ORDER BY number DESC LIMIT 1") \
    X(last_backup, "SELECT number FROM backup ORDER BY number DESC LIMIT 1") \
    X(add_backup, "INSERT INTO backup(number, name, since, journal, time, checksum) VALUES(?1, ?2, ?3, ?4, ?5, ?6)") \
    X(all_backups, "SELECT number, name, since, journal, time, checksum FROM backup ORDER BY number") \
    X(texts_until, "SELECT version, text FROM memory WHERE version <= ?1 ORDER BY version")

enum class sql : uint32_t {
#define ENGRAM_NAME(name, text) name,
    ENGRAM_STATEMENTS(ENGRAM_NAME)
#undef ENGRAM_NAME
        count
};

const char *sql_text(sql which);

// What a statement says, and how a connection of the past says it.
struct wording {
    const char *now, *then;
};
constexpr int parameter_moment = 30, parameter_versions = 31;
constexpr wording wordings_of_the_past[] = {
    // Each half has an index that leads to it.
    {"WHERE key = ?1 AND died IS NULL",
     "WHERE version IN (SELECT version FROM memory WHERE key = ?1 AND died IS NULL AND born <= ?30 UNION ALL "
     "SELECT version FROM memory WHERE key = ?1 AND died IS NOT NULL AND died > ?30 AND born <= ?30)"},
    {"died IS NULL", "born <= ?30 AND (died IS NULL OR died > ?30)"},
    {"words MATCH ?1", "words MATCH ?1 AND rowid <= ?31"},
    {"SELECT version, text FROM memory WHERE", "SELECT version, text FROM memory WHERE version <= ?31 AND"},
};

} // namespace engram

#endif
