// SPDX-License-Identifier: MIT OR Apache-2.0
// Which entry a moment means, and whether it can still be asked.
#include "store/past.hpp"

#include "store/words.hpp"

namespace engram {

namespace {

struct ends {
    uint64_t first, last;
};

engram_status no_moment(fault &f, const char *which, const char *what) {
    return f.refuse(ENGRAM_ERROR_NOT_FOUND, which, "%s", what);
}

engram_status read_entry(connection &c, uint64_t number, entry *e, uint64_t *chain, fault &f) {
    query q(c, sql::entry_numbered, f);
    bool has = false;
    const engram_status status = q.bind(1, number).step(&has);
    if (status != ENGRAM_OK) return status;
    if (!has) {
        f.at("journal %llu", static_cast<unsigned long long>(number));
        return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr,
                        "entry %llu of the journal is missing: restore the file from a backup",
                        static_cast<unsigned long long>(number));
    }
    *e = {q.natural(0), q.integer(1), static_cast<operation>(q.integer(2)), q.natural(3)};
    *chain = q.natural(4);
    return ENGRAM_OK;
}

// The last entry that is not later than a time: times never go back.
engram_status find_time(connection &c, ends all, int64_t time, uint64_t *number, fault &f) {
    uint64_t low = all.first, high = all.last, chain = 0;
    entry e{};
    while (low < high) {
        const uint64_t middle = low + (high - low + 1) / 2;
        const engram_status status = read_entry(c, middle, &e, &chain, f);
        if (status != ENGRAM_OK) return status;
        if (e.time <= time) low = middle;
        else high = middle - 1;
    }
    *number = low;
    return ENGRAM_OK;
}

// Versions are born in the order of their numbers: the last one born by then.
engram_status find_versions(connection &c, uint64_t last, uint64_t number, uint64_t *versions, fault &f) {
    uint64_t low = 0, high = last;
    while (low < high) {
        const uint64_t middle = low + (high - low + 1) / 2;
        query q(c, sql::version_from, f);
        bool has = false;
        const engram_status status = q.bind(1, middle).step(&has);
        if (status != ENGRAM_OK) return status;
        if (has && q.natural(0) <= high && q.natural(1) <= number) low = q.natural(0);
        else high = middle - 1;
    }
    *versions = low;
    return ENGRAM_OK;
}

} // namespace

engram_status moment_check(const engram_moment &m, fault &f) {
    const auto refuse = [&](const char *which, const char *what) {
        return f.refuse(ENGRAM_ERROR_ARGUMENT, which, "%s", what);
    };
    if (m.flags >= 2 * ENGRAM_MOMENT_VALID_AT)
        return refuse("moment.flags", "moment.flags has a bit that this version does not know");
    constexpr uint32_t both = ENGRAM_MOMENT_NUMBER | ENGRAM_MOMENT_TIME;
    if ((m.flags & both) == both)
        return refuse("moment.flags", "a moment is a number or a time, not both: set one bit");
    if ((m.flags & ENGRAM_MOMENT_NUMBER) == 0 && m.number != 0)
        return refuse("moment.number", "moment.number is set without its bit in moment.flags: set the bit, or 0");
    if ((m.flags & ENGRAM_MOMENT_TIME) == 0 && m.time != 0)
        return refuse("moment.time", "moment.time is set without its bit in moment.flags: set the bit, or 0");
    if ((m.flags & ENGRAM_MOMENT_VALID_AT) == 0 && m.valid_at != 0)
        return refuse("moment.valid_at", "moment.valid_at is set without its bit in moment.flags: set the bit, or 0");
    return ENGRAM_OK;
}

engram_status past_find(connection &c, const engram_moment &m, past *then, fault &f) {
    head h{};
    ends all{};
    engram_status status = head_read(c, &h, f);
    if (status == ENGRAM_OK) status = first_number(c, &all.first, f);
    if (status != ENGRAM_OK) return status;
    all.last = h.number;
    entry oldest{};
    uint64_t chain = 0;
    status = read_entry(c, all.first, &oldest, &chain, f);
    if (status != ENGRAM_OK) return status;
    uint64_t number = all.last;
    const bool was_purged = all.first != 1;
    if ((m.flags & ENGRAM_MOMENT_NUMBER) != 0) {
        number = m.number;
        if (number == 0)
            return no_moment(f, "moment.number", "there is no entry 0: the journal of a space begins with 1");
        if (number > all.last)
            return f.refuse(ENGRAM_ERROR_NOT_FOUND, "moment.number",
                            "entry %llu has not come yet: the last one is %llu",
                            static_cast<unsigned long long>(number), static_cast<unsigned long long>(all.last));
        if (number < all.first)
            return f.refuse(ENGRAM_ERROR_NOT_FOUND, "moment.number",
                            "history before entry %llu was purged: entry %llu can no longer be asked",
                            static_cast<unsigned long long>(all.first), static_cast<unsigned long long>(number));
    }
    if ((m.flags & ENGRAM_MOMENT_TIME) != 0) {
        if (m.time < oldest.time)
            return was_purged ? f.refuse(ENGRAM_ERROR_NOT_FOUND, "moment.time",
                                         "history before entry %llu was purged: that time can no longer be asked",
                                         static_cast<unsigned long long>(all.first))
                              : no_moment(f, "moment.time", "the space began after that time");
        if (m.time > h.time && m.time > clock_utc())
            return no_moment(f, "moment.time",
                             "that time has not come yet: what the space will hold then is not known");
        status = find_time(c, all, m.time, &number, f);
        if (status != ENGRAM_OK) return status;
    }
    status = read_entry(c, number, &then->at, &then->chain, f);
    if (status == ENGRAM_OK) status = find_versions(c, h.versions, number, &then->versions, f);
    then->has_valid = (m.flags & ENGRAM_MOMENT_VALID_AT) != 0, then->valid = m.valid_at;
    then->seen = h.number;
    return status;
}

engram_status past_check(connection &c, fault &f) {
    past &then = *c.then;
    const uint64_t seen = __atomic_load_n(&then.seen, __ATOMIC_RELAXED);
    uint64_t last = seen;
    bool was_cut = false;
    {
        query q(c, sql::cuts_after, f);
        q.bind(1, seen);
        for (bool has = false;;) {
            const engram_status status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            last = q.natural(0);
            if (static_cast<operation>(q.integer(1)) == operation::erase)
                return no_moment(f, "space",
                                 "something was erased since this moment was opened: close it and open it again");
            was_cut = was_cut || static_cast<operation>(q.integer(1)) == operation::purge;
        }
    }
    if (was_cut) {
        uint64_t first = 0;
        const engram_status status = first_number(c, &first, f);
        if (status != ENGRAM_OK) return status;
        if (then.at.number < first)
            return f.refuse(ENGRAM_ERROR_NOT_FOUND, "space",
                            "history before entry %llu was purged: entry %llu, which this space shows, can no "
                            "longer be asked",
                            static_cast<unsigned long long>(first), static_cast<unsigned long long>(then.at.number));
        pthread_mutex_lock(&then.mutex);
        then.counted = UINT64_MAX; // texts have gone
        pthread_mutex_unlock(&then.mutex);
    }
    __atomic_store_n(&then.seen, last, __ATOMIC_RELAXED);
    return ENGRAM_OK;
}

engram_status past_words(connection &c, uint64_t indexed, uint64_t *texts, uint64_t *words, fault &f) {
    past &then = *c.then;
    const uint64_t until = indexed < then.versions ? indexed : then.versions;
    engram_status status = ENGRAM_OK;
    pthread_mutex_lock(&then.mutex);
    if (then.counted != until) {
        uint64_t all = 0, length = 0;
        query q(c, sql::word_sizes, f);
        q.bind(1, until);
        for (bool has = false;; ++all) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            const engram_text record = q.blob(0);
            uint64_t at = 0;
            length += sqlite_number(record, &at);
        }
        if (status == ENGRAM_OK) then.texts = all, then.words = length, then.counted = until;
    }
    *texts = then.texts, *words = then.words;
    pthread_mutex_unlock(&then.mutex);
    return status;
}

} // namespace engram
