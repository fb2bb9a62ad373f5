// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/restore.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "store/copy.hpp"
#include "store/path.hpp"
#include "store/schema.hpp"
#include "store/settings.hpp"

namespace engram {

namespace {

constexpr char database_magic[] = "SQLite f"; // of its 16 bytes

engram_status no_backup(const char *name, fault &f) {
    return f.refuse(ENGRAM_ERROR_FORMAT, "options.sources", "%s is neither a space nor an increment of one", name);
}

unsigned long long shown(uint64_t number) { return number; }

} // namespace

engram_status open_source(const char *path, source *made, fault &f) {
    made->name = path;
    made->file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (made->file >= 0) return ENGRAM_OK;
    f.system_code = errno;
    return errno == ENOENT ? f.refuse(ENGRAM_ERROR_NOT_FOUND, "options.sources", "there is no file %s", path)
                           : f.refuse(ENGRAM_ERROR_IO, "options.sources", "%s cannot be opened (errno %d)", path, errno);
}

engram_status restoring::open() {
    engram_status status = made.open(into.partial, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 64u << 20, f);
    // What does not end is thrown away, so nothing is written twice.
    return status == ENGRAM_OK
               ? made.run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", f)
               : status;
}

engram_status restoring::begin(const char *path) {
    there what = there::nothing;
    engram_status status = path_check(path, f);
    if (status == ENGRAM_OK) status = path_look(path, &what, f);
    if (status != ENGRAM_OK) return status;
    if (what == there::nothing)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "options.sources", "there is no file %s", path);
    bool is_space = true;
    {
        // Through SQLite, which may have it open already.
        connection from;
        found kind = found::nothing;
        status = from.open(path, SQLITE_OPEN_READWRITE, 1u << 20, f);
        if (status == ENGRAM_OK) status = schema_look(from, &kind, f);
        is_space = status == ENGRAM_OK;
        if (is_space && kind != found::space) return no_backup(path, f);
        if (!is_space && (f.sqlite_code & 0xFF) != SQLITE_NOTADB) return status;
        if (is_space) {
            reading moment(from);
            status = moment.begin(f);
            if (status == ENGRAM_OK) status = copy_pages(from, into.partial, told, f);
        }
    }
    if (!is_space) {
        f.clear();
        source from;
        status = open_source(path, &from, f);
        return status == ENGRAM_OK ? begin(from) : status;
    }
    return status == ENGRAM_OK ? look(path) : status;
}

engram_status restoring::begin(source &from) {
    char magic[8];
    bool is_end = false;
    engram_status status = from.get(magic, sizeof magic, &is_end, f);
    if (status != ENGRAM_OK) return status;
    if (!is_end && memcmp(magic, stream_magic, sizeof magic) == 0) {
        row_reader rows(from);
        return begin_empty(rows);
    }
    if (is_end || memcmp(magic, database_magic, sizeof magic) != 0) return no_backup(from.name, f);
    status = into.create(f);
    if (status == ENGRAM_OK) status = into.write(magic, sizeof magic, f);
    array<char> piece;
    char *const room = piece.extend(1u << 16);
    if (room == nullptr) return f.no_memory();
    while (status == ENGRAM_OK) {
        uint64_t got = 0;
        status = from.some(room, 1u << 16, &got, f);
        if (status != ENGRAM_OK || got == 0) break;
        status = into.write(room, got, f);
    }
    if (status == ENGRAM_OK) status = into.pause(f);
    return status == ENGRAM_OK ? look(from.name) : status;
}

engram_status restoring::look(const char *name) {
    found kind = found::nothing;
    engram_status status = open();
    if (status == ENGRAM_OK) status = schema_look(made, &kind, f);
    if (status == ENGRAM_OK && kind != found::space) return no_backup(name, f);
    if (status == ENGRAM_OK) status = schema_check(made, f);
    store known;
    if (status == ENGRAM_OK) status = settings_read(made, known, f);
    memcpy(identity, known.identity, sizeof identity);
    return status == ENGRAM_OK ? head_read(made, &last, f) : status;
}

engram_status restoring::begin_empty(row_reader &rows) {
    increment_head h{};
    engram_status status = increment_begin(rows, &h, f);
    if (status != ENGRAM_OK) return status;
    if (h.since != 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources", "%s begins after entry %llu: a full backup comes first",
                        rows.from.name, shown(h.since));
    if (h.page_bytes < 512 || h.page_bytes > 65536 || (h.page_bytes & (h.page_bytes - 1)) != 0) return rows.damaged(f);
    memcpy(identity, h.identity, sizeof identity);
    status = open();
    if (status == ENGRAM_OK) status = schema_prepare(made, static_cast<uint32_t>(h.page_bytes), false, f);
    if (status == ENGRAM_OK) status = made.run("BEGIN", f);
    if (status == ENGRAM_OK) status = schema_make(made, static_cast<engram_words>(h.words), f);
    if (status == ENGRAM_OK) status = increment_apply(rows, h, made, &last, &has_erased, told, f);
    return status == ENGRAM_OK ? made.run("COMMIT", f) : status;
}

engram_status restoring::add(source &from) {
    char magic[8];
    bool is_end = false;
    engram_status status = from.get(magic, sizeof magic, &is_end, f);
    if (status != ENGRAM_OK) return status;
    if (is_end || memcmp(magic, stream_magic, sizeof magic) != 0)
        return f.refuse(ENGRAM_ERROR_FORMAT, "options.sources", "%s is no increment: a full backup is the first of the sources alone",
                        from.name);
    row_reader rows(from);
    increment_head h{};
    status = increment_begin(rows, &h, f);
    if (status != ENGRAM_OK) return status;
    if (memcmp(h.identity, identity, sizeof identity) != 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources", "%s is of another space", from.name);
    if (h.last.number <= last.number && h.since < last.number)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources",
                        "%s goes from entry %llu to %llu, and %llu is reached without it: it is doubled, or out of order",
                        from.name, shown(h.since), shown(h.last.number), shown(last.number));
    if (h.since > last.number)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources",
                        "%s begins after entry %llu, and only %llu is reached before it: one is missing, or out of order",
                        from.name, shown(h.since), shown(last.number));
    if (h.since < last.number)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources",
                        "%s begins after entry %llu, and %llu is reached already: it does not follow", from.name,
                        shown(h.since), shown(last.number));
    if (h.since_chain != last.chain)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources",
                        "%s follows another entry %llu than the one that is reached: the space was restored, and went on differently",
                        from.name, shown(h.since));
    status = made.run("BEGIN", f);
    if (status == ENGRAM_OK) status = increment_apply(rows, h, made, &last, &has_erased, told, f);
    return status == ENGRAM_OK ? made.run("COMMIT", f) : status;
}

engram_status restoring::end() {
    owned_report report;
    checker k(made, report, 1, told, f);
    engram_status status = k.run(2);
    if (status != ENGRAM_OK) return status;
    if (report.report.found != 0) {
        const engram_finding &one = *report.list[0];
        f.at("%.*s", static_cast<int>(one.place.bytes), one.place.data);
        return f.refuse(ENGRAM_ERROR_DAMAGED, "options.sources", "what was put together is not whole: %.*s",
                        static_cast<int>(one.sentence.bytes), one.sentence.data);
    }
    if (report.report.digest != last.state)
        return f.refuse(ENGRAM_ERROR_DAMAGED, "options.sources", "what was put together has another digest");
    // What was erased after the full backup lies in it still: in free pages, and in parts of the index of words.
    if (has_erased) status = made.run("INSERT INTO words(words) VALUES('optimize'); VACUUM", f);
    if (status == ENGRAM_OK) status = made.run("PRAGMA journal_mode = WAL", f);
    made.close();
    return status;
}

} // namespace engram
