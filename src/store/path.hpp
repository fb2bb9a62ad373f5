// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_PATH_HPP
#define ENGRAM_STORE_PATH_HPP

#include "store/fault.hpp"

namespace engram {

// Refuses what no file can be named by; which is the argument.
engram_status path_given(engram_text path, const char *which, fault &f);
// The name under which SQLite gets a file, so that no name means something else to it; null when there is no memory.
char *path_for_sqlite(engram_text file);
// A name for a database in memory that no other handle has.
char *path_in_memory();

enum class there : uint32_t { nothing, empty, file };
// Refuses a path that SQLite does not take here.
engram_status path_check(const char *path, fault &f);
// What is there. Refuses folders and what the system does not let us see. Does not open the file: closing it again
// would drop the locks that other connections of this process have on it.
engram_status path_look(const char *path, there *what, fault &f);

} // namespace engram

#endif
