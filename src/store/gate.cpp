// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/gate.hpp"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

namespace engram {

engram_status gate::open(const char *log_path, fault &f) {
    log = ::open(log_path, O_RDWR | O_CLOEXEC);
    if (log >= 0) return ENGRAM_OK;
    f.system_code = errno;
    return f.refuse(ENGRAM_ERROR_IO, "path", "the log beside the file cannot be opened for its lock (errno %d)", errno);
}

void gate::close() {
    if (log >= 0) ::close(log);
    log = -1;
}

bool gate::try_take() {
    uint32_t free = 0;
    if (!__atomic_compare_exchange_n(&taken, &free, 1u, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return false;
    if (log < 0 || flock(log, LOCK_EX | LOCK_NB) == 0) return true;
    __atomic_store_n(&taken, 0u, __ATOMIC_RELEASE);
    return false;
}

engram_status gate::take(const watch &w, fault &f) {
    for (uint32_t round = 0; !try_take(); ++round) {
        if (wait_turn(w, round)) continue;
        if (w.is_interrupted())
            return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted: nothing was changed");
        return f.refuse(ENGRAM_ERROR_LOCKED, nullptr,
                        "another writer holds the space: call again, or allow a longer busy_ns");
    }
    return ENGRAM_OK;
}

void gate::give() {
    if (log >= 0) flock(log, LOCK_UN);
    __atomic_store_n(&taken, 0u, __ATOMIC_RELEASE);
}

} // namespace engram
