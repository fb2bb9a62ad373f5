// SPDX-License-Identifier: MIT OR Apache-2.0
// Two moments compared: what entries between them have touched, looked at as of both.
#include <new>

#include "base/heap.hpp"
#include "store/checksum.hpp"
#include "store/history.hpp"
#include "store/touched.hpp"

namespace engram {

namespace {

// A version of a memory without its texts: what is needed to say which fields differ.
struct outline {
    uint64_t version = 0; // 0: there is none
    uint64_t vectors = 0;
    int64_t created = 0, from = INT64_MIN, to = INT64_MAX;
    float importance = 0.0f;
    uint64_t texts[5] = {}; // hashes of key, text, kind, tags, metadata
};

struct comparison {
    connection &c;
    fault &f;
    past a{}, b{};
    array<engram_difference> found{};
    type_names types{};

    engram_status memory(uint64_t id);
    engram_status link(const link_key &key);

  private:
    engram_status outline_at(past *then, uint64_t id, outline *o);
    engram_status strength_at(past *then, uint64_t id, float *strength, uint64_t *item);
};

uint64_t hash_text(engram_text t) { return t.data == nullptr ? 0 : hash_bytes(t.data, t.bytes) | 1; }

engram_status comparison::outline_at(past *then, uint64_t id, outline *o) {
    const visit there(c, then);
    query q(c, f);
    memory_row row{};
    bool has = false;
    const engram_status status = memory_find(q, id, &row, &has);
    if (status != ENGRAM_OK || !has) return status;
    *o = {row.version, row.vectors, row.created, row.has_from ? row.valid_from : INT64_MIN,
          row.has_to ? row.valid_to : INT64_MAX, row.importance,
          {hash_text(row.key), hash_text(row.text), hash_text(row.kind), hash_text(row.tags), hash_text(row.metadata)}};
    return ENGRAM_OK;
}

engram_status comparison::strength_at(past *then, uint64_t id, float *strength, uint64_t *item) {
    const visit there(c, then);
    strength_row row{strength_when_new, 0, 0};
    bool has = false;
    const engram_status status = strength_find(c, id, &row, &has, f);
    *strength = row.strength, *item = has ? row.item(id) : 0;
    return status;
}

uint32_t fields_of(const outline &x, const outline &y) {
    constexpr uint32_t texts[] = {ENGRAM_MEMORY_KEY, ENGRAM_MEMORY_TEXT, ENGRAM_MEMORY_KIND, ENGRAM_MEMORY_TAGS,
                                  ENGRAM_MEMORY_METADATA};
    uint32_t fields = 0;
    for (int i = 0; i < 5; ++i)
        if (x.texts[i] != y.texts[i]) fields |= texts[i];
    if (x.created != y.created) fields |= ENGRAM_MEMORY_CREATED;
    if (x.from != y.from) fields |= ENGRAM_MEMORY_VALID_FROM;
    if (x.to != y.to) fields |= ENGRAM_MEMORY_VALID_TO;
    if (x.importance != y.importance) fields |= ENGRAM_MEMORY_IMPORTANCE;
    if (x.vectors != y.vectors) fields |= ENGRAM_MEMORY_VECTORS;
    return fields;
}

engram_status comparison::memory(uint64_t id) {
    outline x, y;
    engram_difference d{};
    uint64_t used_before = 0, used_after = 0;
    engram_status status = outline_at(&a, id, &x);
    if (status == ENGRAM_OK) status = outline_at(&b, id, &y);
    if (status == ENGRAM_OK) status = strength_at(&a, id, &d.strength_before, &used_before);
    if (status == ENGRAM_OK) status = strength_at(&b, id, &d.strength_after, &used_after);
    if (status != ENGRAM_OK) return status;
    d.size = sizeof d;
    d.id = id, d.before = x.version, d.after = y.version;
    if (x.version == 0 && y.version == 0) return ENGRAM_OK;
    if (x.version == 0) d.kind = ENGRAM_DIFFERENCE_NEW;
    else if (y.version == 0) d.kind = ENGRAM_DIFFERENCE_GONE;
    else d.fields = fields_of(x, y) | (used_before != used_after ? uint32_t{ENGRAM_MEMORY_STRENGTH} : 0u);
    if (d.kind == 0) d.kind = ENGRAM_DIFFERENCE_CHANGED;
    if (d.kind == ENGRAM_DIFFERENCE_CHANGED && d.fields == 0) return ENGRAM_OK;
    return found.push(d) ? engram_status{ENGRAM_OK} : f.no_memory();
}

engram_status comparison::link(const link_key &key) {
    link_row x{}, y{};
    bool has_x = false, has_y = false;
    engram_status status;
    {
        const visit there(c, &a);
        status = link_find(c, key.source, key.target, key.type, &x, &has_x, f);
    }
    if (status == ENGRAM_OK) {
        const visit there(c, &b);
        status = link_find(c, key.source, key.target, key.type, &y, &has_y, f);
    }
    if (status != ENGRAM_OK || (!has_x && !has_y) || (has_x && has_y && x.weight == y.weight)) return status;
    engram_difference d{};
    d.size = sizeof d;
    d.kind = !has_x ? ENGRAM_DIFFERENCE_LINKED : has_y ? ENGRAM_DIFFERENCE_RELINKED : ENGRAM_DIFFERENCE_UNLINKED;
    d.id = key.source, d.target = key.target, d.type = types.of[key.type];
    d.weight_before = has_x ? x.weight : 0.0f, d.weight_after = has_y ? y.weight : 0.0f;
    return found.push(d) ? engram_status{ENGRAM_OK} : f.no_memory();
}

} // namespace

engram_status compare(connection &c, const engram_curve &curve, const engram_moment &a, const engram_moment &b,
                      engram_differences **out, fault &f) {
    owner<engram_differences> made;
    comparison two = {c, f};
    touched between;
    two.a.curve = two.b.curve = curve;
    engram_status status = made.make(f);
    if (status == ENGRAM_OK) status = past_find(c, a, &two.a, f);
    if (status == ENGRAM_OK) status = past_find(c, b, &two.b, f);
    if (status == ENGRAM_OK) status = two.types.read(c, made.memory(), f);
    if (status != ENGRAM_OK) return status;
    const uint64_t from = two.a.at.number, to = two.b.at.number;
    status = between.collect(c, (from < to ? from : to) + 1, from < to ? to : from, f);
    // Memories whose strength alone has changed count too.
    if (status == ENGRAM_OK && !between.contents.append(between.uses.data, between.uses.count)) status = f.no_memory();
    between.sort();
    for (const uint64_t id : between.contents)
        if (status == ENGRAM_OK) status = two.memory(id);
    for (const link_key &key : between.links)
        if (status == ENGRAM_OK) status = two.link(key);
    if (status != ENGRAM_OK) return status;
    const uint64_t count = two.found.count;
    const engram_difference **const list = made.memory().take_zeroed<const engram_difference *>(count);
    engram_difference *const all = made.memory().take_zeroed<engram_difference>(count);
    if (list == nullptr || all == nullptr) return f.no_memory();
    for (uint64_t i = 0; i < count; ++i) all[i] = two.found[i], list[i] = &all[i];
    engram_differences &d = made.list();
    d.count = count, d.differences = list, d.from = from, d.to = to;
    made.hand_over(out);
    return ENGRAM_OK;
}

} // namespace engram
