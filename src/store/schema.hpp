// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_SCHEMA_HPP
#define ENGRAM_STORE_SCHEMA_HPP

// What the tables are, how a new file gets them, and how a file of an older format gets to today's.

#include "engram/space.h"
#include "store/connection.hpp"

namespace engram {

constexpr int64_t application_id = 0x456E6772; // "Engr"
constexpr int64_t format_now = 1;

enum class found : uint32_t { nothing, space, older };

// Looks at a file that is open: nothing for an empty one. Refuses what is no space, or one of a newer format.
engram_status schema_look(connection &c, found *what, fault &f);

// The size of the pages for vectors of so many bytes, one of each model: 8 KiB, or 16 where those waste less.
uint32_t page_bytes_for(const engram_model *models, uint64_t count);

// Sets what has to be set before the first table: page size, and room given back.
engram_status schema_prepare(connection &c, uint32_t page_bytes, bool is_file, fault &f);

// Makes the tables, within a transaction.
engram_status schema_make(connection &c, engram_words words, fault &f);

// Compares every table and index with what it has to be: a file may come from anybody.
engram_status schema_check(connection &c, fault &f);

// A sum over what the schema says, but for where its pages lie: it covers the tables that FTS5 has made as well, whose
// words schema_check() does not know.
engram_status schema_sum(connection &c, uint64_t *sum, fault &f);

// Brings an older format to today's, in one transaction.
engram_status schema_migrate(connection &c, fault &f);

} // namespace engram

#endif
