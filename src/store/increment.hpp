// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_INCREMENT_HPP
#define ENGRAM_STORE_INCREMENT_HPP

// What a space has been told since an entry of its journal, as a stream of rows, and putting it onto a copy that ends
// there. An increment since 0 is all of a space.

#include "store/check.hpp"
#include "store/stream.hpp"

namespace engram {

// The first row of an increment: of which space it is, and from where to where.
struct increment_head {
    uint8_t identity[16];
    uint64_t page_bytes;
    uint64_t words; // engram_words
    uint64_t since, since_chain; // of the entry after which it begins; 0: from the beginning
    head last;                   // of the entry with which it ends
};

// Within a reading transaction of c. Refuses a `since` that has not come yet.
engram_status increment_write(store &s, connection &c, uint64_t since, sink &to, head *last, progress &told, fault &f);

// After the magic has been read.
engram_status increment_begin(row_reader &from, increment_head *head, fault &f);
// Puts the rows onto c, within a writing transaction: whole or not at all is the caller's. `now` is the head of c, and
// becomes that of the increment.
engram_status increment_apply(row_reader &from, const increment_head &given, connection &c, head *now, bool *has_erased,
                              progress &told, fault &f);

} // namespace engram

#endif
