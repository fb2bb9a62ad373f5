// SPDX-License-Identifier: MIT OR Apache-2.0
// From legs to hits: every candidate gets its terms and its score, the best stay.
#include "base/heap.hpp"
#include "recall/recall.hpp"

namespace engram {

// One candidate for each row that a leg found, in the order of rows.
engram_status recollection::gather() {
    array<uint32_t> rows;
    const auto add = [&](uint32_t row) { return rows.push(row); };
    for (const engram_hit &h : nearest)
        if (!add(static_cast<uint32_t>(h.id))) return f.no_memory();
    for (const row_score &m : best_matches)
        if (!add(m.row)) return f.no_memory();
    for (uint64_t i = 0; i < best_reached.count && i < q.given.candidates; ++i)
        if (!add(best_reached[i].row)) return f.no_memory();
    heap_sort(rows.data, static_cast<size_t>(rows.count), [](uint32_t a, uint32_t b) { return a < b; });
    for (uint64_t i = 0; i < rows.count; ++i) {
        if (i != 0 && rows[i] == rows[i - 1]) continue;
        candidate one{};
        one.row = rows[i], one.node = state.node_of_row(rows[i]), one.id = state.id_of_node(one.node);
        if (!candidates.push(one)) return f.no_memory();
    }
    const auto find = [&](uint32_t row) -> candidate * {
        uint64_t low = 0, high = candidates.count;
        while (low < high) {
            const uint64_t middle = low + (high - low) / 2;
            if (candidates[middle].row < row) low = middle + 1;
            else high = middle;
        }
        return low < candidates.count && candidates[low].row == row ? &candidates[low] : nullptr;
    };
    for (uint64_t i = 0; i < nearest.count; ++i)
        find(static_cast<uint32_t>(nearest[i].id))->similarity_rank = static_cast<uint32_t>(i + 1);
    for (uint64_t i = 0; i < best_matches.count; ++i)
        find(best_matches[i].row)->lexical_rank = static_cast<uint32_t>(i + 1);
    for (uint64_t i = 0; i < best_reached.count; ++i)
        if (candidate *const one = find(best_reached[i].row)) {
            one->activation = best_reached[i].score;
            one->activation_rank = static_cast<uint32_t>(i + 1);
        }
    return ENGRAM_OK;
}

engram_status recollection::rank() {
    for (candidate &one : candidates) {
        engram_status status = similarity_of(one.row, &one.similarity);
        if (status == ENGRAM_OK) status = factors(one.row, 1, &one.retention, &one.recency, &one.factor);
        if (status != ENGRAM_OK) return status;
        one.lexical = lexical_of(one.row);
        one.importance = state.chunk_of(one.row).importance[one.row % chunk_rows];
        const float relevance = q.weights.similarity * one.similarity + q.weights.lexical * one.lexical +
                                q.weights.activation * one.activation;
        one.score = relevance * one.factor;
    }
    heap_sort(candidates.data, static_cast<size_t>(candidates.count), [](const candidate &a, const candidate &b) {
        return a.score != b.score ? a.score > b.score : a.id < b.id;
    });
    if (candidates.count > q.given.k) candidates.count = q.given.k;
    return ENGRAM_OK;
}

engram_status recall(store &s, resident &live, cue &q, connection &c, const watch &w, engram_answer **out, fault &f) {
    if (q.given.now == 0) q.given.now = clock_utc();
    reading r(c);
    moment at(live);
    engram_status status = at.begin(r, w, f);
    if (status == ENGRAM_OK) status = q.only.resolve(s.conditions, c, w, f);
    for (uint64_t i = 0; status == ENGRAM_OK && i < q.given.seed_key_count; ++i) {
        query keys(c, sql::id_of_key, f);
        bool has = false;
        status = keys.bind(1, q.given.seed_keys[i]).step(&has);
        if (status == ENGRAM_OK && !has)
            status = f.refuse_item(ENGRAM_ERROR_NOT_FOUND, "options.seed_keys", i, "no memory has this key");
        if (status == ENGRAM_OK && !q.seeds.push(keys.natural(0))) status = f.no_memory();
    }
    if (status != ENGRAM_OK) return status;
    const root &state = *at.state;
    for (uint64_t i = 0; i < q.given.seed_count; ++i) {
        const uint32_t node = state.node_of_id(q.seeds[i]);
        if (node == ENGRAM_NO_NODE || state.row_of_node(node) == no_row)
            return f.refuse_item(ENGRAM_ERROR_NOT_FOUND, "options.seeds", i, "there is no memory %llu",
                                 static_cast<unsigned long long>(q.seeds[i]));
    }
    recollection mind = {s, live, q, c, state, w, f, {}, {}, {}, {}, {}, {}, {}};
    status = mind.admitted.make(state, live.names, q.only, f);
    if (status == ENGRAM_OK) status = mind.find_nearest();
    if (status == ENGRAM_OK) status = mind.find_matches();
    if (status == ENGRAM_OK) status = mind.spread();
    if (status == ENGRAM_OK) status = mind.gather();
    if (status == ENGRAM_OK) status = mind.rank();
    return status == ENGRAM_OK ? mind.answer(at, out) : status;
}

} // namespace engram
