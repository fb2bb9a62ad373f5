// SPDX-License-Identifier: MIT OR Apache-2.0
// What a row brings with it to any cue: retention, importance and recency.
#include "engram/decay.h"
#include "recall/recall.hpp"
#include "store/words.hpp"

namespace engram {

double log_of_importance(float importance) {
    if (importance == 1.0f) return 0.0;
    return portable_log(importance > 0x1p-10f ? double{importance} : 0x1p-10);
}

engram_status recollection::priors(uint32_t first, uint32_t count, prior *made) const {
    const row_chunk &rows = state.chunk_of(first);
    const uint32_t at = first % chunk_rows;
    const int64_t now = q.given.now;
    const auto age = [&](int64_t then) {
        return now > then ? static_cast<uint64_t>(now) - static_cast<uint64_t>(then) : uint64_t{0};
    };
    uint64_t ages[chunk_rows];
    uint32_t uses[chunk_rows];
    float retention[chunk_rows] = {}, recency[chunk_rows];
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t node = rows.node[at + i];
        const use_chunk &use = *state.use_chunks[node / chunk_rows];
        retention[i] = use.strength[node % chunk_rows];
        ages[i] = age(use.used[node % chunk_rows]);
        uses[i] = use.uses[node % chunk_rows];
    }
    const engram_times times = {sizeof times, ENGRAM_TIME_NANOSECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options options = {sizeof options, 0, nullptr, nullptr, uses, nullptr};
    engram_status status = engram_decay_batch(&s.curve, &times, &options, retention, count, retention, nullptr);
    if (status == ENGRAM_OK) {
        for (uint32_t i = 0; i < count; ++i) ages[i] = age(rows.created[at + i]);
        engram_curve halving{};
        halving.size = sizeof halving;
        halving.form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE;
        halving.scale = static_cast<double>(q.given.recency_ns) / 1e9;
        status = engram_decay_factors(&halving, &times, nullptr, count, recency, nullptr);
    }
    if (status != ENGRAM_OK) return f.refuse(status, nullptr, "retention could not be computed");
    for (uint32_t i = 0; i < count; ++i) {
        double score = double{q.weights.retention} * retention[i] + double{q.weights.recency} * recency[i];
        if (q.weights.importance != 0.0f)
            score = score + double{q.weights.importance} * log_of_importance(rows.importance[at + i]);
        made[i] = {retention[i], recency[i], score};
    }
    return ENGRAM_OK;
}

} // namespace engram
