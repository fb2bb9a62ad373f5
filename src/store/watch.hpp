// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_WATCH_HPP
#define ENGRAM_STORE_WATCH_HPP

// How long a call may take, and whether somebody has ended it.

#include <stdint.h>

#include "store/fault.hpp"

namespace engram {

int64_t clock_utc();       // nanoseconds since 1970
uint64_t clock_running();  // nanoseconds on a clock that never steps
void nap(uint64_t nanoseconds);

struct watch {
    uint64_t end;                  // on clock_running(); UINT64_MAX: never
    const uint32_t *interruptions; // atomic; a change ends the call
    uint32_t at_begin;

    static watch lasting(uint64_t nanoseconds, const uint32_t *interruptions);
    bool is_late() const { return end != UINT64_MAX && clock_running() >= end; }
    bool is_interrupted() const { return __atomic_load_n(interruptions, __ATOMIC_RELAXED) != at_begin; }
};

// Waits a little, longer each time; false when the watch says that there is no more waiting.
bool wait_turn(const watch &w, uint32_t round);

} // namespace engram

#endif
