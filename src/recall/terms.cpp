// SPDX-License-Identifier: MIT OR Apache-2.0
// The terms of a score that a row has by itself, and its likeness to the cue.
#include "engram/decay.h"
#include "recall/recall.hpp"

namespace engram {

engram_status recollection::factors(uint32_t first, uint32_t count, float *retention, float *recency, float *factor) {
    const row_chunk &rows = state.chunk_of(first);
    const uint32_t at = first % chunk_rows;
    const int64_t now = q.given.now;
    const auto age = [&](int64_t then) {
        return now > then ? static_cast<uint64_t>(now) - static_cast<uint64_t>(then) : uint64_t{0};
    };
    uint64_t ages[chunk_rows];
    uint32_t uses[chunk_rows];
    engram_status status = ENGRAM_OK;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t node = rows.node[at + i];
        const use_chunk &use = *state.use_chunks[node / chunk_rows];
        retention[i] = use.strength[node % chunk_rows];
        ages[i] = age(use.used[node % chunk_rows]);
        uses[i] = use.uses[node % chunk_rows];
    }
    const engram_times since_use = {sizeof since_use, ENGRAM_TIME_NANOSECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options options = {sizeof options, 0, nullptr, nullptr, uses, nullptr};
    status = engram_decay_batch(&s.curve, &since_use, &options, retention, count, retention, nullptr);
    if (status == ENGRAM_OK) {
        for (uint32_t i = 0; i < count; ++i) ages[i] = age(rows.created[at + i]);
        const engram_curve halving = {sizeof halving,
                                      ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE,
                                      static_cast<double>(q.given.recency_ns) / 1e9,
                                      0.0,
                                      0.0,
                                      0.0,
                                      0.0,
                                      0.0,
                                      0,
                                      0};
        status = engram_decay_factors(&halving, &since_use, nullptr, count, recency, nullptr);
    }
    if (status != ENGRAM_OK) return f.refuse(status, nullptr, "retention could not be computed");
    for (uint32_t i = 0; i < count; ++i) {
        const float kept = 1.0f - q.weights.retention * (1.0f - retention[i]);
        const float fresh = 1.0f - q.weights.recency * (1.0f - recency[i]);
        const float important = q.weights.importance != 0.0f ? rows.importance[at + i] : 1.0f;
        factor[i] = kept * important * fresh;
    }
    return ENGRAM_OK;
}

engram_status recollection::similarity_of(uint32_t row, float *similarity) {
    *similarity = 0.0f;
    if (!q.wants_vector()) return ENGRAM_OK;
    const model &m = *q.vector.of;
    const vector_segment *const *const list = state.segments[m.number];
    const vector_segment *const v = list[row / segment_rows];
    const uint32_t at = row % segment_rows;
    if (v == nullptr || at >= v->capacity ||
        (__atomic_load_n(&v->present[at / 64], __ATOMIC_RELAXED) >> (at % 64) & 1u) == 0)
        return ENGRAM_OK;
    const engram_rows cue_row = {
        sizeof cue_row, m.type, q.vector.data, 1, 0, m.dim, m.type == ENGRAM_TYPE_I8 ? &q.vector.scale : nullptr};
    const engram_rows one = {
        sizeof one, m.type, v->data + at * m.bytes(), 1, 0, m.dim, v->scales != nullptr ? v->scales + at : nullptr};
    float score = 0.0f;
    const engram_status status = engram_similarity_block(q.metric, &cue_row, &one, 0, nullptr, &score);
    if (status != ENGRAM_OK) return f.refuse(status, "options.vector", "the vectors could not be compared");
    if (score != score) score = 0.0f;
    *similarity = q.metric == ENGRAM_METRIC_L2_SQUARED ? 1.0f / (1.0f + score) : score;
    return ENGRAM_OK;
}

float recollection::lexical_of(uint32_t row) const {
    uint64_t low = 0, high = matches.count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (matches[middle].row < row) low = middle + 1;
        else high = middle;
    }
    return low < matches.count && matches[low].row == row ? matches[low].score : 0.0f;
}

} // namespace engram
