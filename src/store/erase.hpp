// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_ERASE_HPP
#define ENGRAM_STORE_ERASE_HPP

// Erasing: the bytes of a memory go from every table, from the index of words, from free pages and from the log.

#include "base/block.hpp"
#include "engram/safety.h"
#include "store/transaction.hpp"

namespace engram {

// Of one memory, dead or alive; `done` says what there was, or was when it was erased before.
engram_status erase(transaction &t, uint64_t id, engram_erased *done, uint64_t *first_born, uint64_t *last_born, fault &f);

// The same of a copy whose journal says it already: rows, words and bodies alone, no counts and no digest.
engram_status erase_rows(connection &c, uint64_t id, uint64_t indexed, fault &f);

// Makes the file anew without what is free, and empties the log. What could not be done now stays in *remains
// (ENGRAM_REMAINS_ bits): what is erased is out of reach, its bytes are not gone yet.
void scrub(store &s, bool all, const watch &w, uint32_t *remains);

// What is known of backups: written after each, read for receipts.
engram_status backup_record(store &s, engram_text name, uint64_t since, uint64_t journal, int64_t time, const watch &w,
                            fault &f);
// Those that hold a row born in (first, last].
engram_status backups_holding(connection &c, uint64_t first_born, uint64_t last_born, block &memory,
                              array<const engram_known_backup *> *list, fault &f);
uint64_t backup_sum(uint64_t number, engram_text name, uint64_t since, uint64_t journal, int64_t time);

} // namespace engram

#endif
