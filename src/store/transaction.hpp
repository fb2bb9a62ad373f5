// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_TRANSACTION_HPP
#define ENGRAM_STORE_TRANSACTION_HPP

// What is written together: from the writer's lock to the commit. An operation looks first and writes afterwards, so
// that one that is refused has written nothing; what fails while writing dooms the whole.

#include "store/journal.hpp"
#include "store/store.hpp"

namespace engram {

constexpr uint64_t long_text = 4096; // bytes: such a text does not wait for the index

struct transaction {
    store &s;
    head was{}, now{};
    int64_t time = 0; // of the operation under way
    watch limit{}; // of the call under way
    engram_status doomed = ENGRAM_OK;
    bool is_open = false;
    bool has_long_text = false; // of this transaction: not to be read again by every recall
    bool is_syncing = false; // under `interval`: this commit takes the ones before to the disk

    explicit transaction(store &in) : s(in) {}
    transaction(const transaction &) = delete;
    transaction &operator=(const transaction &) = delete;
    ~transaction() { cancel(); }

    connection &c() { return s.writer; }
    // now 0: the clock. Waits for the lock as the watch allows.
    engram_status begin(const watch &w, fault &f);
    // An operation begins: its time, and whether the transaction still stands.
    engram_status enter(int64_t at, const watch &w, fault &f);
    // An operation has written: adds its entry, or dooms the transaction.
    engram_status settle(engram_status written, operation what, uint64_t subject, const body_writer &body, fault &f);
    engram_status commit(fault &f);
    void cancel();

  private:
    entry pending{};
    array<uint8_t> pending_body;

    engram_status append(const head *with, fault &f);
    engram_status index_words(fault &f);
    engram_status finish(fault &f);
    void leave();
};

} // namespace engram

#endif
