// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/safety.h"

#include <new>

#include "abi/space.hpp"
#include "store/check.hpp"
#include "store/path.hpp"

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
