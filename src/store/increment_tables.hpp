// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_INCREMENT_TABLES_HPP
#define ENGRAM_STORE_INCREMENT_TABLES_HPP

// The rows of an increment, in the order in which they come and may be put into a file: settings before all, the ends
// of versions before the versions that take their keys.

#include "store/statements.hpp"

namespace engram {

enum class increment_table : uint32_t {
    head = 1,
    setting,
    model,
    link_type,
    entry,
    memory_end,
    link_end,
    memory,
    vector,
    strength,
    link,
    thread,
    oldest_strength, // only where the increment begins with the space: otherwise the file before it knows more
    count
};

// Rows are read by one statement and put by another that takes the same columns. Both know ?1 as the bound that is named;
// strengths are read one by one (increment_write.cpp).
enum class bound : uint32_t { none, number, version, vector, link };

struct increment_part {
    increment_table table;
    bound above; // rows above it
    sql read, put;
};

constexpr increment_part increment_parts[] = {
    {increment_table::setting, bound::none, sql::all_settings, sql::put_setting},
    {increment_table::model, bound::none, sql::models, sql::put_model},
    {increment_table::link_type, bound::none, sql::link_types, sql::put_link_type},
    {increment_table::entry, bound::number, sql::entries_since, sql::put_entry},
    {increment_table::memory_end, bound::version, sql::memories_ended, sql::end_memory},
    {increment_table::link_end, bound::link, sql::links_ended, sql::end_link},
    {increment_table::memory, bound::version, sql::memories_since, sql::add_memory},
    {increment_table::vector, bound::vector, sql::vectors_since, sql::add_vector},
    {increment_table::strength, bound::none, sql::all_strengths, sql::set_strength},
    {increment_table::link, bound::link, sql::links_since, sql::put_link},
    {increment_table::thread, bound::version, sql::threads_since, sql::add_to_thread},
    {increment_table::oldest_strength, bound::none, sql::oldest_strengths, sql::add_oldest_strength},
};

} // namespace engram

#endif
