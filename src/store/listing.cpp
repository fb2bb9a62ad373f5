// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/listing.hpp"

#include <new>

#include "base/bits.hpp"
#include "store/journal.hpp"
#include "store/tags.hpp"

namespace engram {

void listing_builder::listing_free(owned_listing *listing) {
    if (listing == nullptr) return;
    listing->~owned_listing();
    heap_give(listing);
}

engram_status listing_builder::begin(fault &f) {
    void *const room = heap_take(sizeof(owned_listing));
    if (room == nullptr) return f.no_memory();
    made = new (room) owned_listing();
    return last_number(c, &made->listing.journal, f);
}

engram_status listing_builder::add_none(fault &f) { return records.push(nullptr) ? ENGRAM_OK : f.no_memory(); }

engram_status listing_builder::add(const memory_row &row, fault &f) {
    block &memory = made->memory;
    engram_record *const r = memory.take_zeroed<engram_record>(1);
    if (r == nullptr || !records.push(r)) return f.no_memory();
    const auto keep = [&](engram_text from, engram_text *to) {
        if (from.data == nullptr) return true;
        *to = {memory.copy(from.data, from.bytes), from.bytes};
        return to->data != nullptr;
    };
    r->size = sizeof *r;
    r->fields = uint32_t{row.has_from} * ENGRAM_MEMORY_VALID_FROM | uint32_t{row.has_to} * ENGRAM_MEMORY_VALID_TO;
    r->id = row.id, r->version = row.version, r->born = row.born;
    r->created = row.created, r->valid_from = row.valid_from, r->valid_to = row.valid_to;
    r->importance = row.importance;
    if (!keep(row.key, &r->key) || !keep(row.text, &r->text) || !keep(row.kind, &r->kind) ||
        !keep(row.metadata, &r->metadata))
        return f.no_memory();
    uint64_t tags = 0;
    engram_text raw;
    for (uint64_t at = 0; tag_next(row.tags, &at, &raw);) ++tags;
    engram_text *const list = memory.take_zeroed<engram_text>(tags);
    if (list == nullptr) return f.no_memory();
    r->tags = tags != 0 ? list : nullptr, r->tag_count = tags;
    for (uint64_t at = 0, i = 0; tag_next(row.tags, &at, &raw); ++i) {
        char *const room = static_cast<char *>(memory.take(raw.bytes));
        if (room == nullptr) return f.no_memory();
        list[i] = {room, tag_unescape(raw, room)};
    }
    strength_row strength = {strength_when_new, row.created, 0};
    bool has = false;
    engram_status status = strength_find(c, row.id, &strength, &has, f);
    if (status != ENGRAM_OK) return status;
    r->strength = strength.strength, r->last_used = strength.used, r->uses = strength.uses;
    if (!with_vectors || row.vectors == 0) return ENGRAM_OK;
    engram_vector *const vectors = memory.take_zeroed<engram_vector>(s.models.count);
    if (vectors == nullptr) return f.no_memory();
    const auto damaged = [&](const char *what) {
        return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "a vector of memory %llu %s: restore it from a backup",
                        static_cast<unsigned long long>(row.id), what);
    };
    query q(c, sql::vectors_between, f);
    q.bind(1, vector_number(row.vectors, 0)).bind(2, vector_number(row.vectors, 63));
    for (;;) {
        status = q.step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) break;
        const uint64_t number = q.natural(0) % 64;
        const float scale = q.single(2);
        const engram_text data = q.blob(3);
        if (number >= s.models.count || r->vector_count == s.models.count || data.bytes != s.models[number].bytes() ||
            vector_sum(q.natural(0), scale, data.data, data.bytes) != q.natural(1)) {
            f.at("vector %llu", static_cast<unsigned long long>(q.natural(0)));
            return damaged("is not what was written");
        }
        const model &m = s.models[number];
        char *const elements = memory.copy(data.data, data.bytes);
        if (elements == nullptr) return f.no_memory();
        turn_elements(elements, data.bytes, element_bytes(m.type));
        vectors[r->vector_count++] = {m.name, m.type, scale, elements, m.dim};
    }
    r->vectors = vectors;
    if (r->vector_count != 0) return ENGRAM_OK;
    f.at("version %llu", static_cast<unsigned long long>(row.version));
    return damaged("is gone");
}

engram_status listing_builder::finish(uint64_t next, engram_listing **out, fault &f) {
    const engram_record **const list = made->memory.take_zeroed<const engram_record *>(records.count);
    if (list == nullptr) return f.no_memory();
    if (records.count != 0) memcpy(list, records.data, static_cast<size_t>(records.count) * sizeof *list);
    made->listing.size = sizeof(engram_listing);
    made->listing.count = records.count;
    made->listing.records = list;
    made->listing.next = next;
    *out = &made->listing;
    made = nullptr;
    return ENGRAM_OK;
}

} // namespace engram
