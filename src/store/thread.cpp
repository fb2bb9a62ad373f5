// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/thread.hpp"

#include "store/operations.hpp"
#include "store/rows.hpp"
#include "store/settings.hpp"
#include "store/xxh3.hpp"

namespace engram {

namespace {

constexpr engram_text type_next = {"next", 4};

// Of the value that metadata has in the field, its type with it.
engram_status digest_of(transaction &t, engram_text metadata, uint64_t *digest, bool *has, fault &f) {
    char path[most_thread + 3] = "$.";
    memcpy(path + 2, t.s.thread.data, static_cast<size_t>(t.s.thread.bytes));
    query q(t.c(), sql::thread_value, f);
    const engram_status status = q.bind(1, metadata).bind(2, engram_text{path, 2 + t.s.thread.bytes}).step(has);
    if (status != ENGRAM_OK || !*has) return status;
    const engram_text value = q.text(0);
    *digest = XXH3_64bits(value.data, static_cast<size_t>(value.bytes));
    return ENGRAM_OK;
}

// The newest of a thread that is alive; 0 for none.
engram_status newest(connection &c, uint64_t digest, uint64_t *id, fault &f) {
    query q(c, sql::thread_newest, f);
    q.bind(1, digest);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        query look(c, sql::is_alive, f);
        bool is_alive = false;
        status = look.bind(1, q.natural(0)).step(&is_alive);
        if (status != ENGRAM_OK) return status;
        if (!is_alive) continue;
        *id = q.natural(0);
        return ENGRAM_OK;
    }
}

} // namespace

engram_status thread_begin(connection &c, fault &f) {
    query q(c, sql::add_link_type, f);
    return q.bind(1, uint64_t{0}).bind(2, type_next).bind(3, link_type_sum(0, type_next)).finish();
}

engram_status thread_link(transaction &t, uint64_t id, engram_text metadata, fault &f) {
    if (t.s.thread.bytes == 0 || metadata.data == nullptr) return ENGRAM_OK;
    uint64_t digest = 0, before = 0;
    bool has = false;
    engram_status status = digest_of(t, metadata, &digest, &has, f);
    if (status != ENGRAM_OK || !has) return status;
    status = newest(t.c(), digest, &before, f);
    if (status == ENGRAM_OK) {
        query q(t.c(), sql::add_to_thread, f);
        status = q.bind(1, digest).bind(2, id).finish();
    }
    return status != ENGRAM_OK || before == 0 ? status : link(t, before, id, type_next, 1.0f, f);
}

} // namespace engram
