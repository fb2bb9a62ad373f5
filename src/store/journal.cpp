// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/journal.hpp"

#include "store/checksum.hpp"
#include "store/past.hpp"

namespace engram {

engram_status head_read(connection &c, head *h, fault &f) {
    query q(c, sql::head, f);
    bool has = false;
    const engram_status status = q.step(&has);
    if (status != ENGRAM_OK) return status;
    bool is_whole = has;
    for (int column = 0; is_whole && column < 8; ++column) is_whole = q.is_integer(column);
    if (!is_whole || q.integer(0) < 1) {
        f.at("journal: the last entry");
        return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr,
                        "the last entry of the journal is missing or lacks the state of the space");
    }
    *h = {q.natural(0), q.integer(1), q.natural(2), q.natural(3),
          q.natural(4), q.natural(5), q.natural(6), q.natural(7)};
    if (c.then != nullptr) *h = {c.then->at.number, c.then->at.time, c.then->chain, 0, 0, 0, c.then->versions, h->indexed};
    return ENGRAM_OK;
}

engram_status last_number(connection &c, uint64_t *number, fault &f) {
    if (c.then != nullptr) {
        *number = c.then->at.number;
        return ENGRAM_OK;
    }
    query q(c, sql::last_number, f);
    bool has = false;
    const engram_status status = q.step(&has);
    if (status == ENGRAM_OK) *number = has ? q.natural(0) : 0;
    return status;
}

engram_status first_number(connection &c, uint64_t *number, fault &f) {
    query q(c, sql::first_number, f);
    bool has = false;
    const engram_status status = q.step(&has);
    if (status == ENGRAM_OK) *number = has ? q.natural(0) : 0;
    return status;
}

uint64_t entry_digest(uint64_t salt, const void *body, uint64_t bytes) {
    hasher h(hash_body);
    h.number(salt);
    h.bytes(body, bytes);
    return h.value();
}

uint64_t entry_chain(uint64_t before, const entry &e, uint64_t digest) {
    hasher h(hash_entry);
    h.number(before);
    h.number(e.number);
    h.number(e.time);
    h.number(uint64_t{static_cast<uint32_t>(e.what)});
    h.number(e.subject);
    h.number(digest);
    return h.value();
}

} // namespace engram
