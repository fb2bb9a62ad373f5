// SPDX-License-Identifier: MIT OR Apache-2.0
// From candidates in the order of their scores to hits: the best, or the best that are not alike, not of one group, and
// short enough together.
#include "recall/recall.hpp"

namespace engram {

namespace {

constexpr uint8_t is_hit = 255; // beside what keeps a candidate out, and 0 for one that waits

bool is_same(engram_text a, engram_text b) {
    return a.bytes == b.bytes && (a.bytes == 0 || memcmp(a.data, b.data, static_cast<size_t>(a.bytes)) == 0);
}

} // namespace

// The cosine of two rows' vectors of a model, at least 0; 0 where one has none.
engram_status recollection::likeness_of_rows(const model &m, uint32_t a, uint32_t b, float *likeness) {
    *likeness = 0.0f;
    engram_rows pair[2];
    const uint32_t rows[2] = {a, b};
    for (uint32_t i = 0; i < 2; ++i) {
        const vector_segment *const v = state.segments[m.number][rows[i] / segment_rows];
        const uint32_t at = rows[i] % segment_rows;
        if (v == nullptr || at >= v->capacity ||
            (__atomic_load_n(&v->present[at / 64], __ATOMIC_RELAXED) >> (at % 64) & 1u) == 0)
            return ENGRAM_OK;
        pair[i] = {sizeof *pair,
                   m.type,
                   v->data + at * m.bytes(),
                   1,
                   0,
                   m.dim,
                   v->scales != nullptr ? v->scales + at : nullptr};
    }
    float cosine = 0.0f;
    const engram_status status = engram_similarity_block(ENGRAM_METRIC_COSINE, &pair[0], &pair[1], 0, nullptr, &cosine);
    if (status != ENGRAM_OK) return f.refuse(status, "shape.diversity", "the vectors of hits could not be compared");
    if (cosine > 0.0f) *likeness = cosine < 1.0f ? cosine : 1.0f; // NaN, of a vector of zeros, is none
    return ENGRAM_OK;
}

// What a candidate's group is called, and how long its text is.
engram_status recollection::look_at(const candidate &one, block &memory, engram_text *group, uint64_t *bytes) {
    *group = {};
    *bytes = 0;
    if (q.shape.group.data == nullptr && q.shape.text_bytes == 0) return ENGRAM_OK;
    fault tried;
    query about(c, sql::shape_of, tried);
    bool has = false;
    const uint64_t version = state.chunk_of(one.row).version[one.row % chunk_rows];
    const engram_status status = about.bind(1, version).bind(2, q.shape.group).step(&has);
    if (status == ENGRAM_ERROR_STORE) // a path shows to be none where there is something to follow it into
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "shape.group",
                        "shape.group is no path in JSON: write a name, or a path such as $.a.b");
    if (status != ENGRAM_OK) return f.refuse(status, nullptr, "%s", tried.sentence);
    if (!has) return ENGRAM_OK;
    *bytes = about.natural(1);
    const engram_text name = about.text(0);
    if (name.data == nullptr) return ENGRAM_OK;
    *group = {memory.copy(name.data, name.bytes), name.bytes};
    return group->data != nullptr ? ENGRAM_OK : f.no_memory();
}

// The best of what is left comes next, until there are k:
//     (1 - diversity) * score / best score - diversity * likeness to the hit most like it
// What would have been among the first k by its score alone is kept in passed_over, with what kept it out.
engram_status recollection::take_shape() {
    const engram_recall_shape &shape = q.shape;
    const uint64_t count = candidates.count, most = q.given.k < count ? q.given.k : count;
    if (!q.has_shape()) {
        candidates.count = most;
        return ENGRAM_OK;
    }
    const float best = count != 0 && candidates[0].score > 0.0f ? candidates[0].score : 1.0f;
    array<float> alike; // likeness to the hit most like it
    array<uint8_t> fate;
    array<engram_text> groups; // of the hits
    array<candidate> hits;
    block memory;
    if (!alike.resize(count) || !fate.resize(count)) return f.no_memory();
    uint64_t bytes_left = shape.text_bytes;
    while (hits.count < most) {
        uint64_t next = count;
        float highest = 0.0f;
        for (uint64_t i = 0; i < count; ++i) {
            if (fate[i] != 0) continue;
            const float score = candidates[i].score > 0.0f ? candidates[i].score / best : 0.0f;
            const float worth = (1.0f - shape.diversity) * score - shape.diversity * alike[i];
            if (next == count || worth > highest) next = i, highest = worth;
            if (shape.diversity == 0.0f) break; // they are in order
        }
        if (next == count) break;
        engram_text group;
        uint64_t bytes;
        engram_status status = look_at(candidates[next], memory, &group, &bytes);
        if (status != ENGRAM_OK) return status;
        uint64_t of_group = 0;
        for (const engram_text &g : groups) of_group += group.data != nullptr && is_same(g, group);
        if (of_group >= shape.per_group && group.data != nullptr) fate[next] = ENGRAM_LEFT_BY_GROUP;
        else if (shape.text_bytes != 0 && bytes > bytes_left) fate[next] = ENGRAM_LEFT_BY_TEXT;
        if (fate[next] != 0) continue;
        fate[next] = is_hit;
        bytes_left -= shape.text_bytes != 0 ? bytes : 0;
        if ((group.data != nullptr && !groups.push(group)) || !hits.push(candidates[next])) return f.no_memory();
        for (uint64_t i = 0; shape.diversity != 0.0f && i < count; ++i) {
            float likeness = 0.0f;
            if (fate[i] == 0)
                status = likeness_of_rows(*q.alike_by, candidates[next].row, candidates[i].row, &likeness);
            if (status != ENGRAM_OK) return status;
            if (likeness > alike[i]) alike[i] = likeness;
        }
    }
    for (uint64_t i = 0; i < most; ++i) {
        if (fate[i] == is_hit) continue;
        const engram_left_reason why =
            fate[i] != 0 ? engram_left_reason{fate[i]} : engram_left_reason{ENGRAM_LEFT_BY_DIVERSITY};
        if (!passed_over.push({candidates[i], why, static_cast<uint32_t>(i + 1)})) return f.no_memory();
    }
    candidates.swap(hits);
    return ENGRAM_OK;
}

} // namespace engram
