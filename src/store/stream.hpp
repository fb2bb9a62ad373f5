// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_STREAM_HPP
#define ENGRAM_STORE_STREAM_HPP

// Rows as a stream of bytes: what an increment is (docs/format.md).
//
//     "EngrIncr", then blocks: length (4 bytes), checksum (8), so many bytes; the last has the length 0
//
// Numbers lowest byte first. The checksum of a block covers the one before, so that no block can be missing, doubled or
// in another place. Within blocks lie rows: table, number of columns, and of each column its type and value, as SQLite
// has them. A row lies within one block.

#include "base/array.hpp"
#include "engram/safety.h"
#include "store/connection.hpp"
#include "store/new_file.hpp"

namespace engram {

constexpr char stream_magic[] = "EngrIncr";

// Where the bytes go: to a file, or to the caller.
struct sink {
    new_file *file;
    engram_write write;
    void *context;
    uint64_t bytes = 0; // so far

    engram_status put(const void *data, uint64_t count, fault &f);
};

struct source {
    int file = -1;
    engram_read read = nullptr;
    void *context = nullptr;
    const char *name = ""; // for people

    ~source();
    // Up to count; 0 at the end.
    engram_status some(void *data, uint64_t count, uint64_t *got, fault &f);
    // All of them, or *is_end where there was not even one.
    engram_status get(void *data, uint64_t count, bool *is_end, fault &f);
};

struct row_writer {
    sink &to;
    array<uint8_t> buffer;
    uint64_t last_sum = 0;
    bool is_whole = true; // false: there was no memory

    explicit row_writer(sink &into) : to(into) {}
    engram_status begin(fault &f) { return to.put(stream_magic, 8, f); }
    void row(uint32_t table, uint32_t columns) {
        number(table);
        number(columns);
    }
    void integer(int64_t value);
    void natural(uint64_t value) { integer(static_cast<int64_t>(value)); }
    void bytes(uint8_t type, const void *data, uint64_t count);
    void column(const query &q, int at);
    // Between two rows: gives on what has gathered.
    engram_status pause(fault &f) { return buffer.count >= 256u << 10 ? flush(f) : ENGRAM_OK; }
    engram_status end(fault &f);

  private:
    void number(uint64_t value);
    engram_status flush(fault &f);
};

struct value {
    uint8_t type; // SQLite's
    int64_t integer;
    double real;
    engram_text bytes;
};
constexpr uint32_t most_columns = 32;

struct row_reader {
    source &from;
    array<uint8_t> block;
    uint64_t at = 0, last_sum = 0;
    uint32_t table = 0, columns = 0;
    value values[most_columns];

    explicit row_reader(source &of) : from(of) {}
    // After the magic has been read.
    engram_status next(bool *has, fault &f);
    uint64_t natural(uint32_t column) const { return static_cast<uint64_t>(values[column].integer); }
    engram_status damaged(fault &f) const;

  private:
    engram_status refill(bool *has, fault &f);
    bool number(uint64_t *value);
};

} // namespace engram

#endif
