// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/history.h"

#include <new>

#include "abi/space.hpp"
#include "store/past.hpp"

using namespace engram;

namespace {

void read_moment(call &k, const engram_moment *given, engram_moment *known) {
    k.read(given, known, "moment", true);
    if (k.is_well()) k.status = moment_check(*known, k.f);
}

} // namespace

engram_status engram_space_at(engram_space *space, const engram_moment *moment, engram_space **out,
                              engram_error_detail *error) {
    call k(space, error);
    engram_moment known{};
    read_moment(k, moment, &known);
    k.need(out, "past");
    if (k.is_well() && space->file.then != nullptr)
        k.status = k.f.refuse(ENGRAM_ERROR_READ_ONLY, "space",
                              "the space shows a moment of the past: take another one from the space that it is of");
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
