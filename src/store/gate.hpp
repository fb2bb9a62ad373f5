// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_GATE_HPP
#define ENGRAM_STORE_GATE_HPP

// The writer's lock: of one handle against its own threads, and of the file against other handles and processes.
//
// A write transaction and a checkpoint both hold it, so that no checkpoint runs beside a commit that restarts the log
// (docs/decisions/0003-store.md). Between handles it is flock() on the log: SQLite locks other files, an flock
// belongs to the open file and not to the process, and it ends with whoever held it.

#include <stdint.h>

#include "store/fault.hpp"
#include "store/watch.hpp"

namespace engram {

struct gate {
    int log = -1; // the log file, opened once more; -1 where there is none (in memory, read-only)
    uint32_t taken = 0; // atomic

    // The log must exist: after the first transaction of a connection in WAL mode.
    engram_status open(const char *log_path, fault &f);
    void close();
    engram_status take(const watch &w, fault &f);
    // 0: it was had at once; EWOULDBLOCK: another has it; else why the system gives no lock.
    int try_take();
    void give();
};

} // namespace engram

#endif
