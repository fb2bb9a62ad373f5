// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_RESTORE_HPP
#define ENGRAM_STORE_RESTORE_HPP

// A space out of a full backup and increments: in a new file, verified before it takes its name.

#include "store/increment.hpp"
#include "store/new_file.hpp"

namespace engram {

struct restoring {
    new_file &into;
    progress &told;
    fault &f;
    connection made{};
    head last{};
    uint8_t identity[16] = {};
    bool has_erased = false; // by an increment

    restoring(new_file &to, progress &p, fault &told_by) : into(to), told(p), f(told_by) {}
    // A full one, by path: a database, or an increment since 0.
    engram_status begin(const char *path);
    // A full one as bytes.
    engram_status begin(source &from);
    // What follows.
    engram_status add(source &from);
    // Checks every row, and closes it.
    engram_status end();

  private:
    engram_status open();
    engram_status begin_empty(row_reader &rows);
    // What the copy of a full one is; name is for people.
    engram_status look(const char *name);
};

// Opens a file to be read byte by byte: not one that SQLite has open in this process.
engram_status open_source(const char *path, source *made, fault &f);

} // namespace engram

#endif
