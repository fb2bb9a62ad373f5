// SPDX-License-Identifier: MIT OR Apache-2.0
// From legs to hits: every candidate gets its terms and its score, the best stay.
#include <math.h>

#include "base/heap.hpp"
#include "recall/recall.hpp"

namespace engram {

namespace {

constexpr double z_of_all_words = 2.0; // of a memory that has each word of the cue once

} // namespace

engram_status recollection::fill(candidate *one) {
    one->node = state.node_of_row(one->row), one->id = state.id_of_node(one->node);
    one->importance = state.chunk_of(one->row).importance[one->row % chunk_rows];
    one->lexical = lexical_of(one->row);
    one->lexical_z = static_cast<float>(one->lexical / lexical_deviation);
    if (q.wants_words()) {
        uint64_t length = 0;
        const engram_status status =
            words_length(c, found_words, state.version_of(one->row), indexed, &length, f);
        if (status != ENGRAM_OK) return status;
        one->length = static_cast<float>(portable_log(static_cast<double>(length != 0 ? length : 1) / found_words.mean_length));
    }
    if (q.wants_vector()) {
        bool has = false;
        const engram_status status = similarity_of(one->row, &one->similarity, &has);
        if (status != ENGRAM_OK) return status;
        one->similarity_z = has ? standard(one->similarity) : 0.0f;
        if (has) one->z = static_cast<float>((one->similarity - pairs_mean) / pairs_deviation);
    }
    if (words_weight > 0.0) one->z = static_cast<float>(one->z + z_of_all_words * (one->lexical / words_weight));
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
                              q.weights.activation * activation + q.weights.length * one.length + one.own.score);
}

engram_status recollection::rank() {
    for (uint64_t i = 0; i < candidates.count; ++i) {
        candidate &one = candidates[i];
        one.score = score_of(one);
        if (i == 0 || one.z > best_z) best_z = one.z;
    }
    // What came over links is like the cue in another way: what is judged is the answer.
    const bool is_judged = q.given.min_z > 0.0f && (q.wants_vector() || q.wants_words());
    if (is_judged && best_z < q.given.min_z) {
        below_min_z = candidates.count;
        candidates.count = 0;
    }
    heap_sort(candidates.data, static_cast<size_t>(candidates.count), [](const candidate &a, const candidate &b) {
        return a.score != b.score ? a.score > b.score : a.id < b.id;
    });
    return ENGRAM_OK;
}

} // namespace engram
