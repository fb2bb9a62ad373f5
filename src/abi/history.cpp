// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/history.h"

#include <new>

#include "abi/space.hpp"
#include "store/history.hpp"

using namespace engram;

namespace {

void read_moment(call &k, const engram_moment *given, engram_moment *known) {
    k.read(given, known, "moment", true);
    if (k.is_well()) k.status = moment_check(*known, k.f);
}

// A moment of what was known: what holds at a time is no state that the space ever had.
void read_known(call &k, const engram_moment *given, engram_moment *known) {
    read_moment(k, given, known);
    if (k.is_well() && (known->flags & ENGRAM_MOMENT_VALID_AT) != 0)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "moment.flags",
                              "ENGRAM_MOMENT_VALID_AT is for engram_space_at(): this call takes a number or a known time");
}

void need_present(call &k, const engram_space *space) {
    if (k.is_well() && space->file.then != nullptr)
        k.status = k.f.refuse(ENGRAM_ERROR_READ_ONLY, "space",
                              "the space shows a moment of the past: ask the one that it is of, with a moment");
}

// A writing call that looks at the past as it goes on, and so is a transaction by itself.
struct lone_call : writing_call {
    lone_call(engram_space *in, const engram_write_options *given, engram_error_detail *told)
        : writing_call(in, given, told) {
        if (is_well() && options.batch != nullptr)
            status = f.refuse(ENGRAM_ERROR_ARGUMENT, "options.batch",
                              "this is no part of a batch: options.batch must be null");
    }
};

} // namespace

engram_status engram_space_at(engram_space *space, const engram_moment *moment, engram_space **out,
                              engram_error_detail *error) {
    call k(space, error);
    engram_moment known{};
    read_moment(k, moment, &known);
    k.need(out, "past");
    need_present(k, space);
    if (!k.is_well()) return k.end();
    void *const room = heap_take(sizeof(engram_space));
    if (room == nullptr) {
        k.status = k.f.no_memory();
        return k.end();
    }
    engram_space *const made = new (room) engram_space();
    k.status = made->file.open_past(space->file, known, k.f);
    if (k.is_well()) {
        *out = made;
    } else {
        made->~engram_space();
        heap_give(made);
    }
    return k.end();
}

engram_status engram_space_state(engram_space *space, engram_state *state, engram_error_detail *error) {
    reading_call k(space, error);
    engram_state known{};
    k.read(state, &known, "state", false);
    if (!k.begin()) return k.end();
    reading at(k.c());
    k.status = at.begin(k.f);
    if (k.is_well()) k.status = state_add_up(k.c(), state, k.f);
    return k.end();
}

engram_status engram_changes_since(engram_space *space, uint64_t number, uint64_t limit, engram_feed **feed,
                                   engram_error_detail *error) {
    reading_call k(space, error);
    k.need(feed, "feed");
    if (k.is_well() && (limit == 0 || limit > 1000000))
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "limit", "limit must be from 1 to 1000000");
    if (!k.begin()) return k.end();
    reading at(k.c());
    k.status = at.begin(k.f);
    if (k.is_well()) k.status = read_feed(k.c(), number, limit, feed, k.f);
    return k.end();
}

void engram_feed_free(engram_feed **feed) {
    if (feed == nullptr) return;
    owned<engram_feed>::give(*feed);
    *feed = nullptr;
}

engram_status engram_history(engram_space *space, uint64_t id, engram_text key, uint32_t flags, engram_life **life,
                             engram_error_detail *error) {
    reading_call k(space, error);
    k.need(life, "life");
    if (k.is_well() && (flags & ~uint32_t{ENGRAM_READ_VECTORS}) != 0)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "flags", "flags has a bit that this version does not know");
    if (k.is_well() && id != 0 && key.data != nullptr)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "key", "a memory is named by its id or by a key, not by both");
    if (k.is_well() && id == 0) k.status = text_check(key, 4096, "key", k.f);
    if (k.is_well() && id > INT64_MAX)
        k.status = k.f.refuse(ENGRAM_ERROR_NOT_FOUND, "id", "there is no memory %llu",
                                static_cast<unsigned long long>(id));
    if (!k.begin()) return k.end();
    reading at(k.c());
    k.status = at.begin(k.f);
    if (k.is_well())
        k.status = read_life(k.file(), k.c(), id, key, (flags & ENGRAM_READ_VECTORS) != 0, life, k.f);
    return k.end();
}

void engram_life_free(engram_life **life) {
    if (life == nullptr) return;
    owned<engram_life>::give(*life);
    *life = nullptr;
}

engram_status engram_diff(engram_space *space, const engram_moment *a, const engram_moment *b,
                          engram_differences **differences, engram_error_detail *error) {
    reading_call k(space, error);
    engram_moment from{}, to{};
    read_known(k, a, &from);
    read_known(k, b, &to);
    k.need(differences, "differences");
    need_present(k, space);
    if (!k.begin()) return k.end();
    reading at(k.c());
    k.status = at.begin(k.f);
    if (k.is_well()) k.status = compare(k.c(), k.file().curve, from, to, differences, k.f);
    return k.end();
}

void engram_differences_free(engram_differences **differences) {
    if (differences == nullptr) return;
    owned<engram_differences>::give(*differences);
    *differences = nullptr;
}

engram_status engram_undo(engram_space *space, uint64_t first, uint64_t last, const engram_write_options *options,
                          engram_error_detail *error) {
    lone_call k(space, options, error);
    k.run([&](transaction &t) { return undo(t, first, last, k.f); });
    return k.end();
}

engram_status engram_fork(engram_space *space, const engram_moment *moment, engram_text path,
                          engram_error_detail *error) {
    reading_call k(space, error);
    engram_moment known{};
    read_known(k, moment, &known);
    if (k.is_well() && path.data == nullptr) k.status = k.f.null("path");
    if (k.is_well()) k.status = text_check(path, 4096, "path", k.f);
    need_present(k, space);
    if (k.begin()) k.status = fork_space(k.file(), k.c(), known, path, k.f);
    return k.end();
}

engram_status engram_purge(engram_space *space, const engram_moment *before, uint32_t flags,
                           const engram_write_options *options, engram_purged *purged, engram_error_detail *error) {
    lone_call k(space, options, error);
    engram_moment known{};
    k.need(before, "before");
    read_known(k, before, &known);
    engram_purged report{};
    k.read(purged, &report, "purged", true);
    if (k.is_well() && (flags & ~uint32_t{ENGRAM_PURGE_DRY_RUN}) != 0)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "flags", "flags has a bit that this version does not know");
    const bool commits = (flags & ENGRAM_PURGE_DRY_RUN) == 0;
    k.run([&](transaction &t) { return purge(t, known, &report, k.f); }, commits);
    if (k.is_well() && purged != nullptr) *purged = report;
    return k.end();
}
