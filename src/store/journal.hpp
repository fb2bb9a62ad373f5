// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_JOURNAL_HPP
#define ENGRAM_STORE_JOURNAL_HPP

// The journal: one entry for each operation, strictly numbered, each holding a checksum over itself and the one
// before.
//
//     digest = hash(salt, body)      chain = hash(chain before, number, time, operation, subject, digest)
//
// The last entry also carries the head: digest and counts of the state after it. It loses them to its successor, so
// that nothing of what has been erased can be told from an old one.

#include "base/array.hpp"
#include "store/connection.hpp"

namespace engram {

enum class operation : uint32_t {
    create = 1,
    remember = 2,
    update = 3,
    forget = 4,
    link = 5,
    unlink = 6,
    reinforce = 7,
    undo = 8,
    purge = 9,
    erase = 10
};

struct head {
    uint64_t number;
    int64_t time;
    uint64_t chain;
    uint64_t state; // sum of the hashes of everything alive, modulo 2^64
    uint64_t memories; // alive
    uint64_t links; // alive
    uint64_t versions; // the highest number of a version that there ever was
    uint64_t indexed; // up to which of them texts are in the index of words
};

struct entry {
    uint64_t number;
    int64_t time;
    operation what;
    uint64_t subject;
};

// On a connection of the past state, memories and links are 0: state_add_up() counts them.
engram_status head_read(connection &c, head *h, fault &f);
// Its number alone: the row itself is not read.
engram_status last_number(connection &c, uint64_t *number, fault &f);
// Of the oldest entry: 1, or the one up to which history was purged.
engram_status first_number(connection &c, uint64_t *number, fault &f);

uint64_t entry_digest(uint64_t salt, const void *body, uint64_t bytes);
uint64_t entry_chain(uint64_t before, const entry &e, uint64_t digest);

// Bodies are runs of numbers, seven bits a byte, lowest first.
struct body_writer {
    array<uint8_t> bytes;
    bool is_whole = true; // false: there was no memory for all of it

    void number(uint64_t value) {
        do {
            is_whole = bytes.push(static_cast<uint8_t>((value & 127u) | (value > 127u ? 128u : 0u))) && is_whole;
            value >>= 7;
        } while (value != 0);
    }
    void clear() {
        bytes.clear();
        is_whole = true;
    }
};

struct body_reader {
    const uint8_t *at, *end;
    bool is_whole = true; // false: it ended too early

    body_reader(const void *data, uint64_t bytes) : at(static_cast<const uint8_t *>(data)), end(at + bytes) {}
    uint64_t number() {
        uint64_t value = 0;
        for (uint32_t shift = 0; shift < 64 && at < end; shift += 7) {
            const uint8_t byte = *at++;
            value |= uint64_t{byte & 127u} << shift;
            if ((byte & 128u) == 0) return value;
        }
        is_whole = false;
        return 0;
    }
};

} // namespace engram

#endif
