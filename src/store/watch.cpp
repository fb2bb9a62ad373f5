// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/watch.hpp"

#include <time.h>

namespace engram {

int64_t clock_utc() {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return static_cast<int64_t>(t.tv_sec) * 1000000000 + t.tv_nsec;
}

uint64_t clock_running() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<uint64_t>(t.tv_sec) * 1000000000u + static_cast<uint64_t>(t.tv_nsec);
}

void nap(uint64_t nanoseconds) {
    timespec t{};
    t.tv_sec = static_cast<time_t>(nanoseconds / 1000000000u);
    t.tv_nsec = static_cast<long>(nanoseconds % 1000000000u);
    nanosleep(&t, nullptr);
}

watch watch::lasting(uint64_t nanoseconds, const uint32_t *interruptions) {
    const uint64_t now = nanoseconds == UINT64_MAX ? 0 : clock_running();
    return {nanoseconds > UINT64_MAX - now ? UINT64_MAX : now + nanoseconds, interruptions,
            __atomic_load_n(interruptions, __ATOMIC_RELAXED)};
}

bool wait_turn(const watch &w, uint32_t round) {
    if (w.is_interrupted()) return false;
    uint64_t time = uint64_t{20000} << (round < 6 ? round : 6);
    if (w.end != UINT64_MAX) {
        const uint64_t now = clock_running();
        if (now >= w.end) return false;
        if (time > w.end - now) time = w.end - now;
    }
    nap(time);
    return true;
}

} // namespace engram
