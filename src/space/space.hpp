// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_SPACE_SPACE_HPP
#define ENGRAM_SPACE_SPACE_HPP

// A handle: the file, and what of it is resident.

#include "space/resident.hpp"
#include "store/operations.hpp"
#include "store/store.hpp"

struct engram_space {
    engram::store file;
    engram::resident live{file};
    struct engram_batch *batch = nullptr; // atomic: open; its holder has the writer's lock
};

// Several operations as one: a transaction of the handle that stays open between calls.
struct engram_batch {
    engram_space &space;
    engram::transaction work;
    int64_t now; // of operations that give none; 0: the clock

    engram_batch(engram_space &of, int64_t at) : space(of), work(of.file), now(at) {}
    // Ends it without its operations, where it was not committed.
    static void end(engram_batch *batch) {
        engram_batch *open = batch; // another may have been begun since this one was committed
        __atomic_compare_exchange_n(&batch->space.batch, &open, nullptr, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
        batch->~engram_batch();
        engram::heap_give(batch);
    }
};

#endif
