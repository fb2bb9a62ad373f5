// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/heap.hpp"
#include "store/filter.hpp"

#include "store/journal.hpp"
#include "store/operations.hpp"
#include "store/past.hpp"
#include "store/tags.hpp"

namespace engram {

namespace {

void sort_unique(array<uint64_t> &ids) {
    heap_sort(ids.data, ids.count, [](uint64_t a, uint64_t b) { return a < b; });
    uint64_t kept = 0;
    for (uint64_t i = 0; i < ids.count; ++i)
        if (kept == 0 || ids[i] != ids[kept - 1]) ids[kept++] = ids[i];
    ids.count = kept;
}

bool contains(const array<uint64_t> &sorted, uint64_t id) {
    uint64_t low = 0, high = sorted.count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (sorted[middle] < id) low = middle + 1;
        else high = middle;
    }
    return low < sorted.count && sorted[low] == id;
}

engram_status check_texts(const engram_text *texts, uint64_t count, uint64_t most, const char *which, fault &f) {
    if (texts == nullptr && count != 0) return f.null(which);
    for (uint64_t i = 0; i < count; ++i) {
        const engram_status status = text_check(texts[i], most, which, f);
        if (status == ENGRAM_OK) continue;
        f.index = i;
        return status;
    }
    return ENGRAM_OK;
}

} // namespace

engram_status filter::check(const engram_filter *wanted, fault &f) {
    if (wanted == nullptr) return ENGRAM_OK;
    const engram_filter &w = *wanted;
    const uint32_t flags = w.flags;
    if (flags >= 2 * ENGRAM_FILTER_KEYS)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.flags",
                        "filter.flags has a bit that this version does not know");
    const auto unset = [&](const char *which) {
        return f.refuse(ENGRAM_ERROR_ARGUMENT, which, "%s is set without its bit in filter.flags: set the bit, or 0",
                        which);
    };
    if ((flags & ENGRAM_FILTER_SINCE) == 0 && w.since != 0) return unset("filter.since");
    if ((flags & ENGRAM_FILTER_UNTIL) == 0 && w.until != 0) return unset("filter.until");
    if ((flags & ENGRAM_FILTER_VALID_AT) == 0 && w.valid_at != 0) return unset("filter.valid_at");
    if ((flags & ENGRAM_FILTER_IDS) == 0 && w.id_count != 0) return unset("filter.ids");
    if ((flags & ENGRAM_FILTER_KEYS) == 0 && w.key_count != 0) return unset("filter.keys");
    const uint32_t both = ENGRAM_FILTER_SINCE | ENGRAM_FILTER_UNTIL;
    if ((flags & both) == both && w.until <= w.since)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.until",
                        "filter.until must be after filter.since: no time is both");
    if (w.ids == nullptr && w.id_count != 0) return f.null("filter.ids");
    if (w.exclude == nullptr && w.exclude_count != 0) return f.null("filter.exclude");
    engram_status status = check_texts(w.kinds, w.kind_count, 255, "filter.kinds", f);
    if (status == ENGRAM_OK) status = check_texts(w.tags, w.tag_count, 255, "filter.tags", f);
    if (status == ENGRAM_OK) status = check_texts(w.keys, w.key_count, 4096, "filter.keys", f);
    if (status == ENGRAM_OK) status = where.check(w.where, w.parameters, w.parameter_count, f);
    if (status != ENGRAM_OK) return status;
    given = w;
    has_list = (flags & (ENGRAM_FILTER_IDS | ENGRAM_FILTER_KEYS)) != 0;
    if (!ids.append(w.ids, w.id_count) || !exclude.append(w.exclude, w.exclude_count)) return f.no_memory();
    for (uint64_t i = 0; i < w.tag_count; ++i) {
        char *const room = static_cast<char *>(memory.take(6 * w.tags[i].bytes));
        if (room == nullptr || !tags.push({room, tag_escape(w.tags[i], room)})) return f.no_memory();
    }
    sort_unique(ids);
    sort_unique(exclude);
    return ENGRAM_OK;
}

engram_status filter::resolve(where_cache &cache, connection &c, const watch &w, fault &f) {
    if (c.then != nullptr && c.then->has_valid && (given.flags & ENGRAM_FILTER_VALID_AT) == 0)
        given.flags |= ENGRAM_FILTER_VALID_AT, given.valid_at = c.then->valid;
    if (where.text.data != nullptr) {
        head h{};
        engram_status status = head_read(c, &h, f);
        if (status == ENGRAM_OK) status = cache.find(where, c, h.versions, w, &met, f);
        if (status != ENGRAM_OK) return status;
    }
    if (given.key_count == 0) return ENGRAM_OK;
    for (uint64_t i = 0; i < given.key_count; ++i) {
        query q(c, sql::id_of_key, f);
        bool has = false;
        const engram_status status = q.bind(1, given.keys[i]).step(&has);
        if (status != ENGRAM_OK) return status;
        if (has && !ids.push(q.natural(0))) return f.no_memory();
    }
    sort_unique(ids);
    return ENGRAM_OK;
}

bool filter::admits_id(uint64_t id) const { return (!has_list || contains(ids, id)) && !contains(exclude, id); }

bool filter::admits(const memory_row &row) const {
    if (!admits_id(row.id) || !admits_version(row.version) ||
        !admits_times(row.created, row.has_from, row.valid_from, row.has_to, row.valid_to))
        return false;
    bool is_kind = given.kinds == nullptr;
    for (uint64_t i = 0; !is_kind && i < given.kind_count; ++i)
        is_kind = given.kinds[i].bytes == row.kind.bytes &&
                  memcmp(given.kinds[i].data, row.kind.data, static_cast<size_t>(row.kind.bytes)) == 0;
    return is_kind && has_all_tags(row.tags);
}

bool filter::has_all_tags(engram_text json) const {
    for (const engram_text &tag : tags) {
        bool has = false;
        engram_text raw;
        for (uint64_t at = 0; !has && tag_next(json, &at, &raw);)
            has = raw.bytes == tag.bytes && memcmp(raw.data, tag.data, static_cast<size_t>(raw.bytes)) == 0;
        if (!has) return false;
    }
    return true;
}

} // namespace engram
