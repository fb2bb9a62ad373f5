// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_RECALL_RECALL_HPP
#define ENGRAM_RECALL_RECALL_HPP

// Recall in steps: a cue that has been checked, legs that find candidates, activation, terms, scores, and the answer.

#include "base/block.hpp"
#include "engram/recall.h"
#include "space/resident.hpp"
#include "store/operations.hpp"
#include "store/words.hpp"

namespace engram {

constexpr uint64_t most_postings = uint64_t{1} << 40;

struct cue {
    engram_recall_options given{};
    engram_recall_weights weights{};
    engram_recall_activation activation{};
    engram_recall_shape shape{};
    engram_replay then{};             // of the answer that is wanted again
    const model *alike_by = nullptr;  // whose vectors tell likeness of hits
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
    bool wants_newest() const { return weights.recency > 0.0f; }
    engram_rows vector_rows() const {
        const model &m = *vector.of;
        return {sizeof(engram_rows), m.type, vector.data, 1, 0, m.dim, m.type == ENGRAM_TYPE_I8 ? &vector.scale : nullptr};
    }
    bool wants_ranks() const { return given.fusion == ENGRAM_RECALL_RANKS; }
    bool has_shape() const { return shape.diversity != 0.0f || shape.per_group != 0 || shape.text_bytes != 0; }
    // Of everything that an answer depends on besides the state.
    uint64_t digest() const;

  private:
    engram_status check_shape(const store &s, fault &f);
    engram_status check_weights(fault &f);
    engram_status check_activation(fault &f);
};

// What a row has by itself.
struct prior {
    float retention, recency;
    double score; // its part of the sum
};
double log_of_importance(float importance);

struct candidate {
    uint32_t row, node;
    uint64_t id;
    float similarity, lexical, similarity_z, lexical_z, activation;
    float length, importance, z, score;
    prior own;
    uint32_t similarity_rank, lexical_rank, activation_rank, recency_rank;
};

// What would have been among the first k, and what kept it out.
struct passed {
    candidate one;
    engram_left_reason why;
    uint32_t place;
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
    array<row_score> nearest;        // of the vector: by similarity, admitted, best first
    array<row_score> best_of_all;    // with the vector alone, by score, where `nearest` may lack some of them
    word_matches found_words;
    uint64_t indexed = 0; // texts that the index of words has
    array<row_score> matches;        // of the words: by row, all that are alive
    array<row_score> best_matches;   // admitted, best first
    array<row_score> newest;         // admitted, best first; scores are nothing
    array<engram_activated> reached; // by node, strongest first
    array<row_score> best_reached;   // admitted, best first
    array<candidate> candidates;     // by row until they are ranked; in the end the hits, best first
    double background_mean = 0.0, background_deviation = 1.0, lexical_deviation = 1.0;
    double pairs_mean = 0.0, pairs_deviation = 1.0; // of the similarity of memories with each other
    double words_weight = 0.0;
    uint64_t background_count = 0;
    uint64_t without_vector = 0, scored = 0, words = 0, words_left_out = 0, matched = 0, edges = 0, activated = 0;
    uint64_t below_min_z = 0;
    float best_z = 0.0f;
    bool is_cut = false;
    array<passed> passed_over;
    uint64_t postings = 0, links = 0; // to look at
    uint64_t work_left = 0;
    uint32_t legs_left = 0;
    uint32_t oldest = 0; // row from which on vectors are looked at

    recollection(store &of, resident &space, const cue &asked, connection &on, const root &present, const watch &watching,
                 fault &told)
        : s(of), live(space), q(asked), c(on), state(present), w(watching), f(told) {}

    engram_status find_nearest();
    engram_status find_matches();
    engram_status find_newest();
    engram_status gather();
    engram_status spread();
    engram_status rank();
    // All of these in turn, to hits in their order.
    engram_status find(const filter &only);
    // Whether a leg may have more candidates than were asked for.
    bool has_more() const;
    // What limits kept out. `asked` is q, which is without one limit meanwhile.
    engram_status find_left_out(cue *asked, array<engram_left_out> *list, block &memory);
    engram_status answer(const moment &at, const engram_replay &token, cue *asked, engram_answer **out);

  private:
    void allow_vectors();
    uint64_t allow(uint64_t spent, uint64_t most);
    engram_status likeness_of_rows(const model &m, uint32_t a, uint32_t b, float *likeness);
    engram_status look_at(const candidate &one, block &memory, engram_text *group, uint64_t *bytes);
    engram_status take_shape();
    bool is_limited_by(engram_left_reason limit) const;
    engram_status add_left_out(const recollection &shown, engram_left_reason limit, uint64_t most,
                               array<engram_left_out> *list, block &memory);
    // Candidates as a caller gets them.
    engram_status tell(const array<const candidate *> &ones, block &memory, array<const engram_recalled *> *told);
    bool is_admitted(uint32_t row) const { return admitted.has(row); }
    // The score, then the smaller id.
    bool is_better(const row_score &a, const row_score &b) const {
        return a.score != b.score ? a.score > b.score : state.id_of_row(a.row) < state.id_of_row(b.row);
    }
    // Keeps the best `most` of what it is shown, the worst in front once it is full.
    bool keep_best(array<row_score> *best, row_score one, uint64_t most) const;
    void order(array<row_score> *best) const;

    // Rows of one segment of the cue's model, and which of them are admitted and have a vector.
    engram_status rows_of(uint32_t segment, engram_rows *rows, array<uint64_t> *wanted, uint64_t *admitted_here);
    engram_status nearest_in(uint32_t segment, uint64_t k, array<engram_hit> *hits);
    engram_status search(uint64_t k);
    // All rows by the whole score, where more than similarity decides and too many are alike.
    engram_status search_all();
    uint32_t sample(uint32_t *rows) const;
    engram_status measure_background();
    engram_status compare(uint32_t row, const engram_rows &with, float *similarity, bool *has);
    engram_status similarity_of(uint32_t row, float *similarity, bool *has) {
        return compare(row, q.vector_rows(), similarity, has);
    }
    bool row_of(uint32_t row, engram_rows *one) const;
    float standard(float similarity) const;
    float lexical_of(uint32_t row) const;
    engram_status priors(uint32_t first, uint32_t count, prior *made) const;
    bool is_vector_alone() const;
    engram_status fill(candidate *one);
    candidate *candidate_of(uint32_t row);
    engram_status add_leg(const array<row_score> &leg, uint32_t candidate::*rank);
    float relevance(const candidate &one) const {
        return static_cast<float>(double{q.weights.similarity} * one.similarity_z +
                                  double{q.weights.lexical} * one.lexical_z);
    }
    engram_status spread_steps(const engram_seeds &seeds, uint64_t room, engram_workspace *workspace);
    engram_status spread_rank(const engram_seeds &seeds, uint64_t room, engram_workspace *workspace);
    void take_beginnings(const engram_seeds &seeds, double share);
    float score_of(const candidate &one) const;
};

struct owned_answer {
    engram_answer answer{};
    block memory;
};
void answer_give(engram_answer *answer);

// At a moment of the file, which the connection reads.
engram_status recall(store &s, resident &live, cue &q, connection &c, const moment &at, const watch &w,
                     engram_answer **out, fault &f);
// A copy with everything that it points to; what has been checked.
engram_status copy_options(const engram_recall_options &from, block &memory, engram_recall_options *to, fault &f);

} // namespace engram

#endif
