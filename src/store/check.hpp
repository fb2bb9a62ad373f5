// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_CHECK_HPP
#define ENGRAM_STORE_CHECK_HPP

// Whether a file is what was written. Damage becomes a finding and the check goes on; what keeps it from looking, such
// as no memory, ends it.

#include "base/block.hpp"
#include "engram/safety.h"
#include "store/journal.hpp"
#include "store/rows.hpp"
#include "store/store.hpp"

namespace engram {

// How far a long call is, told at most every 4096 rows.
struct progress {
    engram_progress tell = nullptr;
    void *context = nullptr;
    uint64_t done = 0, total = 0;
    uint64_t per_page = 4096; // rows that copying a page counts for: it is told after each step

    engram_status step(uint64_t rows, fault &f) {
        const uint64_t before = done;
        done += rows;
        if (total < done) total = done;
        if (tell == nullptr || (before >> 12) == (done >> 12) || tell(context, done, total) == 0) return ENGRAM_OK;
        return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "progress asked for the end: nothing was changed");
    }
};

struct owned_report {
    engram_report report{};
    block memory;
    array<const engram_finding *> list;
};

struct checker {
    connection &c;
    owned_report &out;
    uint64_t most;
    progress &told;
    fault &f;
    engram_words words = 0; // 0: the setting could not be read
    uint64_t model_count = 0;
    head last{};
    bool has_last = false;
    // What level 2 leaves for level 3.
    array<uint64_t> versions; // all that were readable, ascending

    checker(connection &on, owned_report &report, uint64_t at_most, progress &p, fault &told_by)
        : c(on), out(report), most(at_most), told(p), f(told_by) {}

    // Up to a level, 1 to 3, within a reading transaction.
    engram_status run(uint32_t level);
    // Adds a finding, its place from a format.
    [[gnu::format(printf, 5, 6)]] engram_status find(engram_part part, uint64_t number, const char *sentence,
                                                     const char *place, ...);
    // Damage that a reading function told becomes a finding; anything else is passed on.
    engram_status note(engram_part part, uint64_t number, engram_status status);

    engram_status settings();      // check.cpp: level 1
    engram_status schema_is_as_made();
    engram_status rows();          // check_rows.cpp: level 2
    engram_status structure();     // check_structure.cpp: level 3
    engram_status index_of_words(); // check_words.cpp
};

// Opens a file for a check; a header that is none becomes a finding, and *is_open stays false.
engram_status check_open(connection &c, const char *path, checker &k, bool *is_open);

} // namespace engram

#endif
