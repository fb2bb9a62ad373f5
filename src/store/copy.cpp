// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/copy.hpp"

namespace engram {

engram_status copy_pages(connection &from, const char *to, progress &told, fault &f) {
    constexpr int pages = 256;
    connection made;
    engram_status status = made.open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 1u << 20, f);
    // Without a log of its own: what does not end is thrown away.
    if (status == ENGRAM_OK) status = made.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", f);
    if (status != ENGRAM_OK) return status;
    sqlite3_backup *const backup = sqlite3_backup_init(made.db, "main", from.db, "main");
    if (backup == nullptr) return made.refused(sqlite3_errcode(made.db), "beginning to copy", f);
    int code = SQLITE_OK;
    const uint64_t before = told.done;
    while (status == ENGRAM_OK && code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, pages);
        const uint64_t total = static_cast<uint64_t>(sqlite3_backup_pagecount(backup));
        const uint64_t left = static_cast<uint64_t>(sqlite3_backup_remaining(backup));
        const uint64_t done = before + (total - left) * told.per_page;
        if (code == SQLITE_OK && done > told.done) status = told.step(done - told.done, f);
        if (code == SQLITE_OK && from.clock != nullptr && from.clock->is_interrupted()) code = SQLITE_INTERRUPT;
    }
    const int ended = sqlite3_backup_finish(backup);
    if (status != ENGRAM_OK) return status;
    if (code == SQLITE_DONE) code = ended;
    return code == SQLITE_OK ? ENGRAM_OK : made.refused(code, "copying pages", f);
}

} // namespace engram
