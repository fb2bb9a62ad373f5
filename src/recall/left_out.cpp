// SPDX-License-Identifier: MIT OR Apache-2.0
// What was left out, and by what: the same recall without one limit shows what the limit kept out.
#include "recall/recall.hpp"

namespace engram {

namespace {

// A cue without one of its limits, for as long as this lives.
struct without {
    cue &q;
    const engram_recall_options given;
    const engram_recall_weights weights;
    const engram_recall_activation activation;

    without(cue &of, engram_left_reason limit)
        : q(of), given(of.given), weights(of.weights), activation(of.activation) {
        switch (limit) {
        case ENGRAM_LEFT_BY_DECAY: q.weights.retention = q.weights.recency = 0.0f; break;
        case ENGRAM_LEFT_BY_WORDS: q.given.postings = most_postings; break;
        case ENGRAM_LEFT_BY_BUDGET: q.given.work = 0, q.activation.edges = UINT64_MAX; break;
        case ENGRAM_LEFT_BY_MIN_Z: q.given.min_z = 0.0f; break;
        default: break;
        }
    }
    without(const without &) = delete;
    without &operator=(const without &) = delete;
    ~without() { q.given = given, q.weights = weights, q.activation = activation; }
};

} // namespace

bool recollection::is_limited_by(engram_left_reason limit) const {
    switch (limit) {
    case ENGRAM_LEFT_BY_FILTER: return admitted.admitted < state.memories;
    case ENGRAM_LEFT_BY_DECAY:
        return (q.weights.retention > 0.0f || q.weights.recency > 0.0f) &&
               (q.wants_vector() || q.wants_words() || q.seeds.count != 0);
    case ENGRAM_LEFT_BY_WORDS: return words_left_out != 0 || (is_cut && q.wants_words());
    case ENGRAM_LEFT_BY_BUDGET: return is_cut;
    default: return below_min_z != 0;
    }
}

engram_status recollection::add_left_out(const recollection &shown, engram_left_reason limit, uint64_t most,
                                         array<engram_left_out> *list, block &memory) {
    array<const candidate *> chosen;
    array<uint64_t> places;
    for (uint64_t i = 0; i < candidates.count && chosen.count < most; ++i) {
        bool is_there = false;
        for (const candidate &hit : shown.candidates) is_there = is_there || hit.row == candidates[i].row;
        for (const engram_left_out &left : *list) is_there = is_there || left.memory->id == candidates[i].id;
        if (!is_there && (!chosen.push(&candidates[i]) || !places.push(i + 1))) return f.no_memory();
    }
    array<const engram_recalled *> told;
    const engram_status status = tell(chosen, memory, &told);
    for (uint64_t i = 0; status == ENGRAM_OK && i < told.count; ++i)
        if (!list->push({sizeof(engram_left_out), limit, places[i], told[i]})) return f.no_memory();
    return status;
}

// Each memory once, under the first limit that kept it out.
engram_status recollection::find_left_out(cue *asked, array<engram_left_out> *list, block &memory) {
    constexpr engram_left_reason limits[] = {ENGRAM_LEFT_BY_FILTER, ENGRAM_LEFT_BY_DECAY, ENGRAM_LEFT_BY_WORDS,
                                             ENGRAM_LEFT_BY_BUDGET, ENGRAM_LEFT_BY_MIN_Z};
    const uint64_t most = q.given.left_out;
    for (const engram_left_reason limit : limits) {
        if (!is_limited_by(limit) || w.is_late()) continue;
        const filter everything;
        const float faded = q.weights.retention + q.weights.recency;
        const without lifted(*asked, limit);
        recollection other(s, live, q, c, state, w, f);
        engram_status status = other.find(limit == ENGRAM_LEFT_BY_FILTER ? everything : q.only);
        // As if nothing had faded: both terms are 1.
        for (candidate &one : other.candidates)
            if (limit == ENGRAM_LEFT_BY_DECAY) one.score = one.score + faded;
        if (status == ENGRAM_OK) status = other.add_left_out(*this, limit, most, list, memory);
        if (status != ENGRAM_OK) return status;
    }
    array<const candidate *> chosen;
    for (uint64_t i = 0; i < passed_over.count && i < most; ++i)
        if (!chosen.push(&passed_over[i].one)) return f.no_memory();
    array<const engram_recalled *> told;
    const engram_status status = tell(chosen, memory, &told);
    for (uint64_t i = 0; status == ENGRAM_OK && i < told.count; ++i) {
        const engram_left_out left = {sizeof left, passed_over[i].why, passed_over[i].place, told[i]};
        if (!list->push(left)) return f.no_memory();
    }
    return status;
}

} // namespace engram
