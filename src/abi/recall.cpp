// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/recall.h"

#include <new>

#include "abi/space.hpp"
#include "recall/recall.hpp"

using namespace engram;

struct engram_prepared {
    engram_space *space = nullptr;
    engram_recall_options options{};
    block memory;
};

namespace {

constexpr uint64_t most_cues = 65536;

// Until when a recall may take, from here.
watch watch_of(const engram_recall_options &o, const store &s) {
    return watch::lasting(o.deadline_ns != 0 ? o.deadline_ns : UINT64_MAX, &s.interruptions);
}

void recall_one(reading_call &k, const engram_recall_options &given, engram_answer **answer) {
    cue q;
    if (k.is_well()) k.status = q.check(k.file(), given, k.f);
    if (!k.begin()) return;
    const uint32_t at_begin = k.w.at_begin;
    k.w = watch_of(given, k.file());
    k.w.at_begin = at_begin;
    reading r(k.c());
    moment at(k.space->live);
    k.status = at.begin(r, k.w, k.f);
    if (k.is_well()) k.status = recall(k.file(), k.space->live, q, k.c(), at, k.w, answer, k.f);
}

} // namespace

engram_status engram_recall(engram_space *space, const engram_recall_options *options, engram_answer **answer,
                            engram_error_detail *error) {
    reading_call k(space, error);
    engram_recall_options given{};
    k.read(options, &given, "options", false);
    k.need(answer, "answer");
    recall_one(k, given, answer);
    return k.end();
}

engram_status engram_recall_many(engram_space *space, const engram_recall_options *const *options, uint64_t count,
                                 engram_answer **answers, engram_error_detail *error) {
    reading_call k(space, error);
    if (count != 0) k.need(options, "options"), k.need(answers, "answers");
    if (k.is_well() && count > most_cues)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "count", "count must be at most 65536");
    for (uint64_t i = 0; k.is_well() && i < count; ++i) {
        engram_recall_options given{};
        k.read(options[i], &given, "options", false);
        cue q;
        if (k.is_well()) k.status = q.check(space->file, given, k.f);
        if (!k.is_well()) k.f.index = i;
    }
    if (!k.is_well() || count == 0 || !k.begin()) return k.end();
    const int64_t now = clock_utc();
    k.w.end = UINT64_MAX;
    const uint32_t at_begin = k.w.at_begin; // an interrupt ends the whole call
    reading r(k.c());
    moment at(space->live);
    k.status = at.begin(r, k.w, k.f);
    array<engram_answer *> made;
    for (uint64_t i = 0; k.is_well() && i < count; ++i) {
        cue q;
        engram_answer *one = nullptr;
        k.status = q.check(space->file, *options[i], k.f);
        if (q.given.now == 0) q.given.now = now;
        k.w = watch_of(q.given, space->file);
        k.w.at_begin = at_begin;
        if (k.is_well()) k.status = recall(space->file, space->live, q, k.c(), at, k.w, &one, k.f);
        if (!k.is_well()) k.f.index = i;
        else if (!made.push(one)) {
            answer_give(one);
            k.status = k.f.no_memory();
        }
    }
    if (k.is_well()) memcpy(answers, made.data, static_cast<size_t>(count) * sizeof *answers);
    else
        for (engram_answer *one : made) answer_give(one);
    return k.end();
}

engram_status engram_recall_prepare(engram_space *space, const engram_recall_options *options,
                                    engram_prepared **prepared, engram_error_detail *error) {
    call k(space, error);
    engram_recall_options given{};
    k.read(options, &given, "options", false);
    k.need(prepared, "prepared");
    cue q;
    if (k.is_well()) k.status = q.check(space->file, given, k.f);
    if (!k.is_well()) return k.end();
    void *const room = heap_take(sizeof(engram_prepared));
    if (room == nullptr) {
        k.status = k.f.no_memory();
        return k.end();
    }
    engram_prepared *made = new (room) engram_prepared();
    made->space = space;
    k.status = copy_options(given, made->memory, &made->options, k.f);
    if (k.is_well()) *prepared = made;
    else engram_prepared_free(&made);
    return k.end();
}

engram_status engram_recall_run(engram_space *space, const engram_prepared *prepared, const engram_vector *vector,
                                engram_answer **answer, engram_error_detail *error) {
    reading_call k(space, error);
    k.need(prepared, "prepared");
    k.need(answer, "answer");
    if (k.is_well() && prepared->space != space)
        k.status = k.f.refuse(ENGRAM_ERROR_HANDLE, "prepared", "the prepared recall is of another space");
    if (!k.is_well()) return k.end();
    engram_recall_options given = prepared->options;
    if (vector != nullptr) given.vector = vector;
    recall_one(k, given, answer);
    return k.end();
}

void engram_prepared_free(engram_prepared **prepared) {
    if (prepared == nullptr || *prepared == nullptr) return;
    (*prepared)->~engram_prepared();
    heap_give(*prepared);
    *prepared = nullptr;
}

void engram_answer_free(engram_answer **answer) {
    if (answer == nullptr) return;
    answer_give(*answer);
    *answer = nullptr;
}
