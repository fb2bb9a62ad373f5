// SPDX-License-Identifier: MIT OR Apache-2.0
// What an answer depends on besides the state: one number over everything that a cue says.
#include "recall/recall.hpp"
#include "store/checksum.hpp"

namespace engram {

namespace {

constexpr uint64_t formula = 1; // changed with what a score is made of

void add(hasher &h, engram_text text) {
    h.number(uint64_t{text.data != nullptr});
    h.bytes(text.data, text.bytes);
}

void add(hasher &h, const array<uint64_t> &ids) {
    h.number(ids.count);
    for (const uint64_t id : ids) h.number(id);
}

void add_filter(hasher &h, const filter &only) {
    const engram_filter &g = only.given;
    h.number(uint64_t{g.flags});
    h.number(g.kind_count);
    for (uint64_t i = 0; i < g.kind_count; ++i) add(h, g.kinds[i]);
    h.number(only.tags.count);
    for (const engram_text &tag : only.tags) add(h, tag);
    h.number(g.since);
    h.number(g.until);
    h.number(g.valid_at);
    add(h, only.ids);
    add(h, only.exclude);
    h.bytes(only.where.key.data, only.where.key.count);
}

} // namespace

uint64_t cue::digest() const {
    hasher h(formula);
    h.number(uint64_t{given.flags & ENGRAM_RECALL_FORMS});
    h.number(given.k);
    add(h, given.text);
    h.number(uint64_t{has_vector});
    if (has_vector) {
        h.number(uint64_t{vector.of->number});
        h.number(uint64_t{metric});
        h.number(vector.scale);
        h.bytes(vector.data, vector.of->bytes());
    }
    h.number(uint64_t{given.fusion});
    add(h, seeds);
    add_filter(h, only);
    const float numbers[] = {weights.similarity, weights.lexical, weights.activation, weights.retention,
                             weights.importance, weights.recency, activation.step,    activation.damping,
                             given.min_z,        shape.diversity};
    for (const float n : numbers) h.number(n);
    const uint64_t counts[] = {activation.method, activation.flags, activation.hops,  activation.edges,
                               given.candidates,  given.postings,   given.recency_ns, given.work,
                               shape.per_group,   shape.text_bytes};
    for (const uint64_t n : counts) h.number(n);
    add(h, shape.group);
    h.number(alike_by != nullptr ? uint64_t{alike_by->number} + 1 : uint64_t{0});
    return h.value();
}

} // namespace engram
