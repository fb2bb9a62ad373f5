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
};

// Several operations as one: a transaction of the handle that stays open between calls.
struct engram_batch {
    engram::transaction work;
    int64_t now; // of operations that give none; 0: the clock

    engram_batch(engram::store &s, int64_t at) : work(s), now(at) {}
};

#endif
