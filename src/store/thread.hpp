// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_THREAD_HPP
#define ENGRAM_STORE_THREAD_HPP

// Links of the space's own making: where a field of metadata tells which conversation, session or source a memory is
// of, a new one is linked from the one before it there. The table `thread` has, of each memory that was remembered with
// the field, a digest of the value and the id.

#include "store/transaction.hpp"

namespace engram {

// The type of the links, in a space that is being made.
engram_status thread_begin(connection &c, fault &f);
// Links a memory that has just been added.
engram_status thread_link(transaction &t, uint64_t id, engram_text metadata, fault &f);

} // namespace engram

#endif
