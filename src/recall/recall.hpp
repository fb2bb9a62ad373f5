// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_RECALL_RECALL_HPP
#define ENGRAM_RECALL_RECALL_HPP

// Recall in steps: a cue that has been checked, legs that find candidates, activation, terms, scores, and the answer.

#include "base/block.hpp"
#include "engram/recall.h"
#include "space/resident.hpp"
#include "store/operations.hpp"

namespace engram {

struct cue {
    engram_recall_options given{};
    engram_recall_weights weights{};
    bool has_vector = false;
    vector_input vector{};
    engram_metric metric = 0;
    filter only;
    array<uint64_t> seeds; // ids
    block memory;

    // Everything that can be said without the file.
    engram_status check(const store &s, const engram_recall_options &options, fault &f);
    bool wants_vector() const { return has_vector && weights.similarity > 0.0f; }
    bool wants_words() const { return given.text.data != nullptr && weights.lexical > 0.0f; }
};

struct candidate {
    uint32_t row, node;
    uint64_t id;
    float similarity, lexical, activation, retention, importance, recency, factor, score;
    uint32_t similarity_rank, lexical_rank, activation_rank;
};

struct row_score {
    uint32_t row;
    float score;
};

// One recall while it is under way.
struct recollection {
    store &s;
    resident &live;
    const cue &q;
    connection &c;
    const root &state;
    const watch &w;
    fault &f;
    bitmap admitted;
    array<engram_hit> nearest;       // of the vector: id is the row, score is biased
    array<row_score> matches;        // of the words: by row, all that are alive
    array<row_score> best_matches;   // admitted, best first
    array<engram_activated> reached; // by node, strongest first
    array<row_score> best_reached;   // admitted, best first
    array<candidate> candidates;     // in the end the hits, best first
    float most_activation = 0.0f;
    uint64_t without_vector = 0, scored = 0, words = 0, words_left_out = 0, matched = 0, edges = 0, activated = 0;
    bool is_cut = false;

    engram_status find_nearest();
    engram_status find_matches();
    engram_status spread();
    engram_status gather();
    engram_status rank();
    engram_status answer(const moment &at, engram_answer **out);

    // Retention, importance and recency of rows [first, first + count) of one chunk, and the factor that they make.
    engram_status factors(uint32_t first, uint32_t count, float *retention, float *recency, float *factor);
    engram_status similarity_of(uint32_t row, float *similarity);
    float lexical_of(uint32_t row) const;

  private:
    engram_status nearest_in(uint32_t segment, array<engram_hit> *hits);
    bool is_admitted(uint32_t row) const { return admitted.has(row); }
};

struct owned_answer {
    engram_answer answer{};
    block memory;
};
void answer_give(engram_answer *answer);

engram_status recall(store &s, resident &live, cue &q, connection &c, const watch &w, engram_answer **out, fault &f);

} // namespace engram

#endif
