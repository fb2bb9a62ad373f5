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

int gate::try_take() {
    uint32_t free = 0;
    if (!__atomic_compare_exchange_n(&taken, &free, 1u, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return EWOULDBLOCK;
    if (log < 0 || flock(log, LOCK_EX | LOCK_NB) == 0) return 0;
    const int why = errno;
    __atomic_store_n(&taken, 0u, __ATOMIC_RELEASE);
    return why == EINTR ? EWOULDBLOCK : why;
}

engram_status gate::take(const watch &w, fault &f) {
    for (uint32_t round = 0;; ++round) {
        const int refused = try_take();
        if (refused == 0) return ENGRAM_OK;
        if (refused != EWOULDBLOCK) {
            f.system_code = refused;
            return f.refuse(ENGRAM_ERROR_IO, nullptr,
                            "the system does not lock the log beside the file (errno %d): keep the space where files can be "
                            "locked",
                            refused);
        }
        if (wait_turn(w, round)) continue;
        if (w.is_interrupted())
            return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted: nothing was changed");
        return f.refuse(ENGRAM_ERROR_LOCKED, nullptr,
                        "another writer holds the space: call again, or allow a longer busy_ns");
    }
}

void gate::give() {
    if (log >= 0) flock(log, LOCK_UN);
    __atomic_store_n(&taken, 0u, __ATOMIC_RELEASE);
}

} // namespace engram
