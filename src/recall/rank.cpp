// SPDX-License-Identifier: MIT OR Apache-2.0
// From legs to hits: every candidate gets its terms and its score, the best stay.
#include <math.h>

#include "base/heap.hpp"
#include "recall/recall.hpp"

namespace engram {

engram_status recollection::fill(candidate *one) {
    one->node = state.node_of_row(one->row), one->id = state.id_of_node(one->node);
    one->importance = state.chunk_of(one->row).importance[one->row % chunk_rows];
    one->lexical = lexical_of(one->row);
    one->lexical_z = static_cast<float>(one->lexical / lexical_deviation);
    if (q.wants_vector()) {
        bool has = false;
        const engram_status status = similarity_of(one->row, &one->similarity, &has);
        if (status != ENGRAM_OK) return status;
        one->similarity_z = has ? standard(one->similarity) : 0.0f;
    }
    return priors(one->row, 1, &one->own);
}

candidate *recollection::candidate_of(uint32_t row) {
    uint64_t low = 0, high = candidates.count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (candidates[middle].row < row) low = middle + 1;
        else high = middle;
    }
    return low < candidates.count && candidates[low].row == row ? &candidates[low] : nullptr;
}

// Adds what a leg found to the candidates, which stay in the order of rows, and tells them their ranks in it.
engram_status recollection::add_leg(const array<row_score> &leg, uint32_t candidate::*rank) {
    const uint64_t known = candidates.count;
    array<candidate> made;
    for (uint64_t i = 0; i < leg.count && i < q.given.candidates; ++i) {
        if (candidate_of(leg[i].row) != nullptr) continue;
        candidate one{};
        one.row = leg[i].row;
        const engram_status status = fill(&one);
        if (status != ENGRAM_OK) return status;
        if (!made.push(one)) return f.no_memory();
    }
    if (!candidates.append(made.data, made.count)) return f.no_memory();
    if (candidates.count != known)
        heap_sort(candidates.data, static_cast<size_t>(candidates.count),
                  [](const candidate &a, const candidate &b) { return a.row < b.row; });
    for (uint64_t i = 0; rank != nullptr && i < leg.count && i < q.given.candidates; ++i)
        candidate_of(leg[i].row)->*rank = static_cast<uint32_t>(i + 1);
    return ENGRAM_OK;
}

engram_status recollection::gather() {
    engram_status status = add_leg(nearest, &candidate::similarity_rank);
    if (status == ENGRAM_OK) status = add_leg(best_of_all, nullptr);
    if (status == ENGRAM_OK) status = add_leg(best_matches, &candidate::lexical_rank);
    if (status == ENGRAM_OK) status = add_leg(newest, &candidate::recency_rank);
    if (status == ENGRAM_OK) status = spread();
    if (status == ENGRAM_OK) status = add_leg(best_reached, &candidate::activation_rank);
    for (const row_score &reached_row : best_reached)
        if (candidate *const one = candidate_of(reached_row.row)) one->activation = reached_row.score;
    return status;
}

float recollection::score_of(const candidate &one) const {
    double similarity = one.similarity_z, lexical = one.lexical_z, activation = one.activation;
    if (q.wants_ranks()) {
        const auto of_rank = [](uint32_t rank) { return rank != 0 ? 61.0 / (60.0 + rank) : 0.0; };
        similarity = of_rank(one.similarity_rank), lexical = of_rank(one.lexical_rank);
        activation = of_rank(one.activation_rank);
    }
    return static_cast<float>(q.weights.similarity * similarity + q.weights.lexical * lexical +
                              q.weights.activation * activation + one.own.score);
}

engram_status recollection::rank() {
    double squares = 0.0;
    if (q.wants_vector()) squares = squares + double{q.weights.similarity} * q.weights.similarity;
    if (q.wants_words()) squares = squares + double{q.weights.lexical} * q.weights.lexical;
    const double deviation = squares > 0.0 ? sqrt(squares) : 1.0;
    uint64_t kept = 0;
    for (uint64_t i = 0; i < candidates.count; ++i) {
        candidate one = candidates[i];
        one.score = score_of(one);
        one.z = static_cast<float>((double{relevance(one)} + double{q.weights.activation} * one.activation) / deviation);
        if (i == 0 || one.z > best_z) best_z = one.z;
        if (q.given.min_z > 0.0f && !(one.z >= q.given.min_z)) continue;
        candidates[kept++] = one;
    }
    below_min_z = candidates.count - kept;
    candidates.count = kept;
    heap_sort(candidates.data, static_cast<size_t>(kept), [](const candidate &a, const candidate &b) {
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
    recollection mind(s, live, q, c, state, w, f);
    status = mind.admitted.make(state, live.names, q.only, f);
    if (status == ENGRAM_OK) status = mind.find_nearest();
    if (status == ENGRAM_OK) status = mind.find_matches();
    if (status == ENGRAM_OK) status = mind.find_newest();
    if (status == ENGRAM_OK) status = mind.gather();
    if (status == ENGRAM_OK) status = mind.rank();
    return status == ENGRAM_OK ? mind.answer(at, out) : status;
}

} // namespace engram
