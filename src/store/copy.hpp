// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_COPY_HPP
#define ENGRAM_STORE_COPY_HPP

#include "store/check.hpp"

namespace engram {

// Copies the database that `from` sees in its open reading transaction, page by page, to a file that is not there.
// Others write meanwhile: the transaction keeps its moment.
engram_status copy_pages(connection &from, const char *to, progress &told, fault &f);

} // namespace engram

#endif
