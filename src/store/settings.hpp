// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_SETTINGS_HPP
#define ENGRAM_STORE_SETTINGS_HPP

// What the table `space` holds: the settings with which a space began.

#include "store/store.hpp"

namespace engram {

constexpr uint64_t most_thread = 64;
// Whether a field of metadata may make links: none, or letters, digits and _.
bool is_thread(engram_text field);
// The tables must be made: the settings keep the sum of the schema.
engram_status settings_write(connection &c, const store_options &o, int64_t created, fault &f);
engram_status settings_read(connection &c, store &s, fault &f);
engram_status models_write(connection &c, const store_options &o, fault &f);
engram_status models_read(connection &c, store &s, fault &f);

// A space that is made from another is not that one.
engram_status settings_renew_identity(connection &c, fault &f);

} // namespace engram

#endif
