// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_STORE_HPP
#define ENGRAM_STORE_STORE_HPP

// The file as one handle has it: a connection that writes, a pool of those that read, and what never changes about it.

#include <sys/types.h>

#include "base/array.hpp"
#include "engram/space.h"
#include "store/connection.hpp"
#include "store/gate.hpp"
#include "store/where.hpp"

struct engram_moment;

namespace engram {

struct past;

constexpr uint64_t element_bytes(engram_type type) {
    return type == ENGRAM_TYPE_F32 ? 4 : type == ENGRAM_TYPE_I8 ? 1 : 2;
}

struct model {
    uint32_t number; // 0 to 62
    engram_type type;
    engram_metric metric;
    uint64_t dim;
    engram_text name; // owned by the store

    uint64_t bytes() const { return dim * element_bytes(type); }
};

// How to open; everything checked.
struct store_options {
    uint32_t flags;
    engram_sync sync;
    engram_words words; // 0: any
    uint64_t busy_ns, interval_ns, cache_bytes;
    int64_t now;
    const engram_model *models; // complete ones
    uint64_t model_count;
    engram_curve curve;
    engram_text name, thread;
};

struct store {
    char *path = nullptr; // as SQLite gets it
    uint32_t flags = 0;
    engram_sync sync = ENGRAM_SYNC_FULL;
    engram_words words = ENGRAM_WORDS_PORTER;
    uint64_t busy_ns = 0, interval_ns = 0, cache_bytes = 0;
    pid_t process = 0;
    uint32_t interruptions = 0; // atomic
    uint32_t is_closed_to_writes = 0; // atomic: read-only by choice, or by a failure that `why` tells
    engram_status why = ENGRAM_OK;
    array<model> models;
    engram_curve curve{};
    engram_text name{}, thread{}; // thread: none, or a field of metadata
    uint8_t identity[16] = {};

    connection writer;
    gate door;
    connection *pool = nullptr; // atomic
    where_cache conditions;
    uint64_t synced = 0;        // when, on clock_running()
    bool has_unsynced = false;
    uint64_t checkpoint_at = 0; // pages of log
    past *then = nullptr;       // what it shows; null: the present

    store() = default;
    store(const store &) = delete;
    store &operator=(const store &) = delete;
    ~store();

    bool is_file() const { return (flags & ENGRAM_SPACE_MEMORY) == 0; }
    bool is_read_only() const { return __atomic_load_n(&is_closed_to_writes, __ATOMIC_ACQUIRE) != 0; }
    engram_status open(engram_text file, const store_options &o, fault &f);
    // The same file as it was at a moment: to be read only.
    engram_status open_past(const store &present, const engram_moment &moment, fault &f);
    engram_status close(fault &f);
    // A handle of the parent process is refused.
    engram_status check_process(fault &f) const;
    engram_status connect(connection &c, bool writes, fault &f) const;
    const model *find_model(engram_text wanted) const;
    void close_to_writes(engram_status because);

  private:
    engram_status open_file(const store_options &o, fault &f);
    engram_status make_new(const store_options &o, const watch &w, fault &f);
    engram_status read_settings(connection &c, const store_options &o, fault &f);
};

// A reading connection for as long as a call lasts.
struct lease {
    connection *c = nullptr;

    lease() = default;
    lease(const lease &) = delete;
    lease &operator=(const lease &) = delete;
    ~lease();
    // The watch must outlive the lease.
    engram_status take(store &s, const watch &w, fault &f);
};

// Bytes of the file and of the log beside it; of a space in memory, of its pages.
engram_status file_bytes(connection &c, uint64_t *bytes, fault &f);

} // namespace engram

#endif
