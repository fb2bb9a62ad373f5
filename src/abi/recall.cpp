// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/recall.h"

#include "abi/space.hpp"
#include "recall/recall.hpp"

using namespace engram;

engram_status engram_recall(engram_space *space, const engram_recall_options *options, engram_answer **answer,
                            engram_error_detail *error) {
    reading_call k(space, error);
    engram_recall_options given{};
    k.read(options, &given, "options", false);
    k.need(answer, "answer");
    cue q;
    if (k.is_well()) k.status = q.check(space->file, given, k.f);
    if (!k.begin()) return k.end();
    if (given.deadline_ns != 0) k.w = watch::lasting(given.deadline_ns, &space->file.interruptions);
    else k.w.end = UINT64_MAX;
    k.status = recall(space->file, space->live, q, k.c(), k.w, answer, k.f);
    return k.end();
}

void engram_answer_free(engram_answer **answer) {
    if (answer == nullptr) return;
    answer_give(*answer);
    *answer = nullptr;
}
