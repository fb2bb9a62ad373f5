// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/safety.h"

#include <new>
#include <sys/stat.h>

#include "abi/space.hpp"
#include "base/heap.hpp"
#include "store/copy.hpp"
#include "store/erase.hpp"
#include "store/path.hpp"
#include "store/restore.hpp"

using namespace engram;

namespace {

constexpr uint32_t default_level = 2, highest_level = 3;

void free_report(owned_report *report) {
    report->~owned_report();
    heap_give(report);
}

// The file of a space, or the one that is named, through a connection of its own.
engram_status open_for_check(engram_space *space, const engram_check_options &o, connection &c, checker &k, bool *is_open,
                             fault &f) {
    if (space != nullptr && !space->file.is_file()) {
        *is_open = true;
        engram_status status = space->file.connect(c, false, f);
        // A table of its own, in memory, is what it looks at the words through.
        if (status == ENGRAM_OK) status = c.run("PRAGMA query_only = OFF", f);
        return status;
    }
    if (space != nullptr) return check_open(c, space->file.path, k, is_open);
    char *const path = path_for_sqlite(o.path);
    if (path == nullptr) return f.no_memory();
    const engram_status status = check_open(c, path, k, is_open);
    heap_give(path);
    return status;
}

bool is_given(engram_text text) { return text.data != nullptr || text.bytes != 0; }

void fill_info(engram_backup_info *info, const head &last, uint64_t since, uint64_t bytes) {
    if (info == nullptr) return;
    engram_backup_info all{};
    all.size = sizeof all;
    all.since = since;
    all.journal = last.number, all.time = last.time, all.digest = last.state, all.memories = last.memories;
    all.bytes = bytes;
    *info = all;
}

uint64_t bytes_of(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 ? static_cast<uint64_t>(about.st_size) : 0;
}

// All of a space as a database of its own.
engram_status copy_space(connection &c, const char *to, bool is_file, head *last, progress &told, fault &f) {
    reading moment(c);
    engram_status status = moment.begin(f);
    if (status == ENGRAM_OK) status = head_read(c, last, f);
    if (status == ENGRAM_OK) status = copy_pages(c, to, told, f);
    if (status != ENGRAM_OK || is_file) return status;
    connection made; // what was in memory has no log yet
    status = made.open(to, SQLITE_OPEN_READWRITE, 1u << 20, f);
    return status == ENGRAM_OK ? made.run("PRAGMA journal_mode = WAL", f) : status;
}

engram_status write_rows(store &s, connection &c, uint64_t since, sink &to, head *last, progress &told, fault &f) {
    reading moment(c);
    const engram_status status = moment.begin(f);
    return status == ENGRAM_OK ? increment_write(s, c, since, to, last, told, f) : status;
}

engram_status check_backup(const engram_backup_options &o, fault &f) {
    if ((o.flags & ~uint32_t{ENGRAM_BACKUP_INCREMENT}) != 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.flags", "options.flags has a bit that this version does not know");
    if ((o.flags & ENGRAM_BACKUP_INCREMENT) == 0 && o.since != 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.since", "options.since goes with ENGRAM_BACKUP_INCREMENT");
    if (is_given(o.path) && o.write != nullptr)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.write", "a backup goes to options.path or to options.write, not to both");
    if (!is_given(o.path) && o.write == nullptr) return f.null("options.path");
    return ENGRAM_OK;
}

engram_status add_source(restoring &work, const engram_source &given, bool is_first, fault &f) {
    source from;
    char *path = nullptr;
    engram_status status = ENGRAM_OK;
    if (given.read != nullptr) {
        from.read = given.read, from.context = given.context, from.name = "the source";
    } else {
        status = path_given(given.path, "options.sources", f);
        if (status != ENGRAM_OK) return status;
        path = path_for_sqlite(given.path);
        if (path == nullptr) return f.no_memory();
        if (!is_first) status = open_source(path, &from, f);
    }
    if (status == ENGRAM_OK)
        status = !is_first ? work.add(from) : path != nullptr ? work.begin(path) : work.begin(from);
    heap_give(path);
    return status;
}

engram_status check_restore(const engram_restore_options &o, fault &f) {
    if (o.flags != 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.flags", "options.flags has a bit that this version does not know");
    if (o.source_count == 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.sources", "nothing to restore from: give a full backup first");
    if (o.sources == nullptr) return f.null("options.sources");
    for (uint64_t i = 0; i < o.source_count; ++i) {
        if (o.sources[i].size != sizeof *o.sources)
            return f.refuse_item(ENGRAM_ERROR_STRUCT, "options.sources", i,
                                 "the source has a size that this version does not know: set its size field to sizeof");
        if (o.sources[i].read != nullptr && is_given(o.sources[i].path))
            return f.refuse_item(ENGRAM_ERROR_ARGUMENT, "options.sources", i, "a source has a path or a function, not both");
    }
    return ENGRAM_OK;
}

} // namespace

engram_status engram_check(engram_space *space, const engram_check_options *options, engram_report **report,
                           engram_error_detail *error) {
    const engram_status wrong = check_detail(error);
    if (wrong != ENGRAM_OK) return wrong;
    fault f;
    engram_check_options o{};
    engram_status status = space != nullptr ? space->file.check_process(f) : ENGRAM_OK;
    if (status == ENGRAM_OK && options == nullptr && space == nullptr) status = f.null("options");
    if (status == ENGRAM_OK && options != nullptr && !read_struct(options, &o))
        status = f.refuse(ENGRAM_ERROR_STRUCT, "options",
                          "options has a size that this version does not know: set its size field to sizeof");
    if (status == ENGRAM_OK && report == nullptr) status = f.null("report");
    if (status == ENGRAM_OK && o.level > highest_level)
        status = f.refuse(ENGRAM_ERROR_ARGUMENT, "options.level", "a check has the levels 1 to %u", highest_level);
    if (status == ENGRAM_OK && space == nullptr) status = path_given(o.path, "options.path", f);
    if (status == ENGRAM_OK && space != nullptr && (o.path.data != nullptr || o.path.bytes != 0))
        status = f.refuse(ENGRAM_ERROR_ARGUMENT, "options.path", "a space or the path of a file is checked, not both");
    if (status != ENGRAM_OK) return tell(f, status, error);
    const uint32_t level = o.level != 0 ? o.level : default_level;
    void *const room = heap_take(sizeof(owned_report));
    if (room == nullptr) return tell(f, f.no_memory(), error);
    owned_report *const made = new (room) owned_report();
    {
        static const uint32_t never = 0;
        const watch w = watch::lasting(space != nullptr ? space->file.busy_ns : 5000000000u,
                                       space != nullptr ? &space->file.interruptions : &never);
        connection c;
        c.clock = &w;
        progress told{o.progress, o.context, 0, 0};
        checker k(c, *made, o.most != 0 ? o.most : 1000, told, f);
        bool is_open = false;
        status = open_for_check(space, o, c, k, &is_open, f);
        if (status == ENGRAM_OK && is_open) status = k.run(level);
    }
    if (status != ENGRAM_OK) {
        free_report(made);
        return tell(f, status, error);
    }
    engram_report &r = made->report;
    r.size = sizeof r, r.level = level, r.count = made->list.count, r.findings = made->list.data;
    *report = &r;
    return ENGRAM_OK;
}

void engram_report_free(engram_report **report) {
    if (report == nullptr) return;
    // The report is the first thing in what owns it.
    if (*report != nullptr) free_report(reinterpret_cast<owned_report *>(*report));
    *report = nullptr;
}

engram_status engram_backup(engram_space *space, const engram_backup_options *options, engram_backup_info *info,
                            engram_error_detail *error) {
    reading_call k(space, error);
    engram_backup_options o{};
    k.read(options, &o, "options", false);
    if (k.is_well() && info != nullptr && info->size != sizeof *info)
        k.status = k.f.refuse(ENGRAM_ERROR_STRUCT, "info",
                              "info has a size that this version does not know: set its size field to sizeof");
    if (k.is_well()) k.status = check_backup(o, k.f);
    new_file into;
    if (k.is_well() && is_given(o.path)) k.status = into.begin(o.path, "options.path", k.f);
    if (!k.begin()) return k.end();
    progress told{o.progress, o.context, 0, 0};
    head last{};
    uint64_t bytes = 0;
    const bool is_increment = (o.flags & ENGRAM_BACKUP_INCREMENT) != 0;
    if (is_given(o.path) && !is_increment) {
        k.status = copy_space(k.c(), into.partial, k.file().is_file(), &last, told, k.f);
    } else {
        sink to{is_given(o.path) ? &into : nullptr, o.write, o.write_context};
        if (is_given(o.path)) k.status = into.create(k.f);
        if (k.is_well()) k.status = write_rows(k.file(), k.c(), o.since, to, &last, told, k.f);
        bytes = to.bytes;
    }
    if (k.is_well() && is_given(o.path)) k.status = into.finish(k.f);
    if (!k.is_well()) return k.end();
    fill_info(info, last, o.since, is_given(o.path) ? bytes_of(into.path) : bytes);
    // Whoever may not write cannot tell the space of it; the backup is whole all the same.
    fault ignored;
    if (!k.file().is_read_only() && k.file().then == nullptr)
        (void)backup_record(k.file(), is_given(o.path) ? o.path : engram_text{"", 0}, o.since, last.number, last.time, k.w, ignored);
    return k.end();
}

engram_status engram_restore(const engram_restore_options *options, engram_backup_info *info, engram_error_detail *error) {
    const engram_status wrong = check_detail(error);
    if (wrong != ENGRAM_OK) return wrong;
    fault f;
    engram_status status = ENGRAM_OK;
    engram_restore_options o{};
    if (options == nullptr) status = f.null("options");
    else if (!read_struct(options, &o))
        status = f.refuse(ENGRAM_ERROR_STRUCT, "options",
                          "options has a size that this version does not know: set its size field to sizeof");
    if (status == ENGRAM_OK && info != nullptr && info->size != sizeof *info)
        status = f.refuse(ENGRAM_ERROR_STRUCT, "info",
                          "info has a size that this version does not know: set its size field to sizeof");
    if (status == ENGRAM_OK) status = check_restore(o, f);
    new_file into;
    if (status == ENGRAM_OK) status = into.begin(o.into, "options.into", f);
    if (status != ENGRAM_OK) return tell(f, status, error);
    progress told{o.progress, o.context, 0, 0};
    restoring work(into, told, f);
    for (uint64_t i = 0; status == ENGRAM_OK && i < o.source_count; ++i) {
        status = add_source(work, o.sources[i], i == 0, f);
        if (status != ENGRAM_OK && f.index == UINT64_MAX) f.index = i;
    }
    if (status == ENGRAM_OK) status = work.end();
    if (status == ENGRAM_OK) status = into.finish(f);
    if (status == ENGRAM_OK) fill_info(info, work.last, 0, bytes_of(into.path));
    return tell(f, status, error);
}

namespace {

struct owned_receipt {
    engram_receipt receipt{};
    block memory;
    array<const engram_erased *> erased;
    array<const engram_known_backup *> backups;
};

void free_receipt(owned_receipt *receipt) {
    receipt->~owned_receipt();
    heap_give(receipt);
}

engram_status check_ids(const uint64_t *ids, uint64_t count, fault &f) {
    if (count > 65536) return f.refuse(ENGRAM_ERROR_ARGUMENT, "id_count", "at most 65536 memories are erased at once");
    if (count != 0 && ids == nullptr) return f.null("ids");
    array<uint64_t> sorted;
    if (!sorted.append(ids, count)) return f.no_memory();
    heap_sort(sorted.data, count, [](uint64_t a, uint64_t b) { return a < b; });
    for (uint64_t i = 1; i < count; ++i)
        if (sorted[i] == sorted[i - 1])
            return f.refuse(ENGRAM_ERROR_ARGUMENT, "ids", "memory %llu is given twice",
                            static_cast<unsigned long long>(sorted[i]));
    return ENGRAM_OK;
}

// All of them in one transaction; *wrote says whether there was anything that had not been erased before.
engram_status erase_all(transaction &t, const uint64_t *ids, uint64_t count, owned_receipt &out, bool *wrote, fault &f) {
    uint64_t first_born = UINT64_MAX, last_born = 0;
    *wrote = false;
    for (uint64_t i = 0; i < count; ++i) {
        engram_erased *const done = out.memory.take_zeroed<engram_erased>(1);
        if (done == nullptr || !out.erased.push(done)) return f.no_memory();
        const engram_status status = erase(t, ids[i], done, &first_born, &last_born, f);
        if (status != ENGRAM_OK && f.index == UINT64_MAX) f.index = i;
        if (status != ENGRAM_OK) return status;
        *wrote = *wrote || done->is_again == 0;
    }
    out.receipt.digest = t.now.state;
    return last_born != 0 ? backups_holding(t.c(), first_born, last_born, out.memory, &out.backups, f) : ENGRAM_OK;
}

} // namespace

engram_status engram_erase(engram_space *space, const uint64_t *ids, uint64_t id_count, uint32_t flags,
                           const engram_write_options *options, engram_receipt **receipt, engram_error_detail *error) {
    writing_call k(space, options, error);
    k.need(receipt, "receipt");
    if (k.is_well() && (flags & ~uint32_t{ENGRAM_ERASE_DRY_RUN | ENGRAM_ERASE_LATER}) != 0)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "flags", "flags has a bit that this version does not know");
    if (k.is_well() && k.options.batch != nullptr)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "options.batch", "erasing is no part of a batch: what is erased is gone at once");
    if (k.is_well()) k.status = check_ids(ids, id_count, k.f);
    if (!k.is_well()) return k.end();
    void *const room = heap_take(sizeof(owned_receipt));
    if (room == nullptr) {
        k.status = k.f.no_memory();
        return k.end();
    }
    owned_receipt *const made = new (room) owned_receipt();
    store &s = space->file;
    const watch w = watch::lasting(k.options.busy_ns != 0 ? k.options.busy_ns : s.busy_ns, &s.interruptions);
    const bool is_dry = (flags & ENGRAM_ERASE_DRY_RUN) != 0;
    {
        transaction t(s);
        bool wrote = false;
        k.status = t.begin(w, k.f);
        made->receipt.digest_before = t.was.state;
        if (k.is_well()) k.status = t.enter(k.options.now, w, k.f);
        if (k.is_well()) k.status = erase_all(t, ids, id_count, *made, &wrote, k.f);
        if (k.is_well() && wrote && !is_dry) k.status = t.commit(k.f);
    }
    if (!k.is_well()) {
        free_receipt(made);
        return k.end();
    }
    engram_receipt &r = made->receipt;
    if (!is_dry) scrub(s, (flags & ENGRAM_ERASE_LATER) == 0, watch::lasting(k.options.busy_ns != 0 ? k.options.busy_ns : s.busy_ns, &s.interruptions), &r.remains);
    r.size = sizeof r;
    r.count = made->erased.count, r.erased = made->erased.data;
    r.backup_count = made->backups.count, r.backups = made->backups.data;
    *receipt = &r;
    return k.end();
}

void engram_receipt_free(engram_receipt **receipt) {
    if (receipt == nullptr) return;
    // The receipt is the first thing in what owns it.
    if (*receipt != nullptr) free_receipt(reinterpret_cast<owned_receipt *>(*receipt));
    *receipt = nullptr;
}
