// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_OPERATIONS_HPP
#define ENGRAM_STORE_OPERATIONS_HPP

// The operations, within a transaction. Each looks whether it may be done, then writes rows, counts, state and its
// entry.

#include "base/block.hpp"
#include "engram/link.h"
#include "store/rows.hpp"
#include "store/transaction.hpp"

namespace engram {

// A vector in the form in which it is stored.
struct vector_input {
    const model *of;
    void *data; // elements of this machine; in memory_input as the file has them
    float scale;
};

// What engram_memory says, checked; texts that are not given have no data.
struct memory_input {
    uint32_t fields = 0;
    engram_text key{}, text{}, kind{}, metadata{}, tags{}; // tags as a sorted JSON array
    int64_t created = 0, valid_from = 0, valid_to = 0;
    float importance = 1.0f, strength = strength_when_new;
    array<vector_input> vectors; // by model
    block memory; // of what had to be made
};

// Checks a memory against its limits and the models of the space.
engram_status input_check(const store &s, const engram_memory &given, bool is_update, memory_input *input, fault &f);
// A text of 1 to `most` bytes.
engram_status text_check(engram_text given, uint64_t most, const char *which, fault &f);
// A vector in the form of its model.
engram_status vector_check(const store &s, const engram_vector &given, const char *which, uint64_t index, block &memory,
                           vector_input *made, fault &f);

engram_status remember(transaction &t, const memory_input &input, uint64_t *id, fault &f);
engram_status update(transaction &t, uint64_t id, const memory_input &input, fault &f);
engram_status forget(transaction &t, uint64_t id, fault &f);
// What one use makes of a strength.
engram_status strengthen(const engram_curve &curve, int64_t now, float rate, strength_row *row, fault &f);
engram_status reinforce(transaction &t, const uint64_t *ids, uint64_t count, float rate, fault &f);
engram_status link(transaction &t, uint64_t source, uint64_t target, engram_text type, float weight, fault &f);
engram_status unlink(transaction &t, uint64_t source, uint64_t target, engram_text type, fault &f);

} // namespace engram

#endif
