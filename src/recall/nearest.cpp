// SPDX-License-Identifier: MIT OR Apache-2.0
// The leg of the vector: the most alike of the admitted rows, exactly, and what likeness is worth: how far it is above
// that of any memory.
#include <math.h>

#include "base/bits.hpp"
#include "base/heap.hpp"
#include "recall/recall.hpp"
#include "store/words.hpp"

namespace engram {

namespace {

constexpr uint64_t most_samples = 256;
constexpr uint64_t most_without = 64; // memories without a vector, passed over for one of the sample
// What is known of cosines before any is seen counts as this many samples with this deviation around 0: a space of five
// memories has a background too.
constexpr double known_samples = 16.0, known_deviation = 0.1;

float likeness(engram_metric metric, float score) {
    return metric == ENGRAM_METRIC_L2_SQUARED ? 1.0f / (1.0f + score) : score;
}

// Mean and deviation, with `known` samples of known_deviation around the mean.
void measure(const float *samples, uint32_t count, double known, double *mean, double *deviation) {
    if (known == 0.0 && count < 2) return;
    const double all = count + known;
    double sum = 0.0;
    for (uint32_t i = 0; i < count; ++i) sum = sum + samples[i];
    *mean = sum / all;
    double squares = known * (known_deviation * known_deviation + *mean * *mean);
    for (uint32_t i = 0; i < count; ++i) squares = squares + (samples[i] - *mean) * (samples[i] - *mean);
    const double root = sqrt(squares / all);
    *deviation = root > 1e-6 ? root : 1.0;
}

} // namespace

engram_status recollection::rows_of(uint32_t segment, engram_rows *rows, array<uint64_t> *wanted, uint64_t *here) {
    const model &m = *q.vector.of;
    const uint32_t first = segment * segment_rows;
    const uint32_t all = state.rows - first < segment_rows ? state.rows - first : segment_rows;
    const vector_segment *const v = state.segments[m.number][segment];
    const uint32_t count = v == nullptr ? 0 : v->capacity < all ? v->capacity : all;
    const uint64_t words_here = (uint64_t{all} + 63) / 64, words_held = (uint64_t{count} + 63) / 64;
    if (!wanted->resize(words_here)) return f.no_memory();
    *here = 0;
    for (uint64_t i = 0; i < words_here; ++i) {
        const uint32_t row = first + static_cast<uint32_t>(i) * 64;
        uint64_t word = admitted.words[first / 64 + i];
        if (row + 64 <= oldest) word = 0;
        else if (row < oldest) word &= ~uint64_t{0} << (oldest - row);
        (*wanted)[i] = i < words_held ? word & __atomic_load_n(&v->present[i], __ATOMIC_RELAXED) : 0;
        *here += count_bits((*wanted)[i]);
    }
    *rows = {sizeof *rows, m.type, v != nullptr ? v->data : nullptr, count, 0, m.dim, v != nullptr ? v->scales : nullptr};
    return ENGRAM_OK;
}

engram_status recollection::nearest_in(uint32_t segment, uint64_t k, array<engram_hit> *hits) {
    engram_rows rows{};
    array<uint64_t> wanted;
    uint64_t here = 0;
    engram_status status = rows_of(segment, &rows, &wanted, &here);
    scored += here;
    if (status != ENGRAM_OK || here == 0) return status;
    engram_topk_options options{};
    options.size = sizeof options;
    options.filter = wanted.data;
    options.filter_bits = wanted.count * 64;
    options.id_base = uint64_t{segment} * segment_rows;
    const engram_rows cue_row = q.vector_rows();
    if (k > here) k = here;
    engram_hit *const room = hits->extend(k);
    if (room == nullptr) return f.no_memory();
    engram_topk_counts counts{};
    status = engram_similarity_topk(q.metric, &cue_row, &rows, k, &options, room, &counts);
    if (status != ENGRAM_OK) return f.refuse(status, "options.vector", "the vectors could not be searched");
    hits->count -= k - counts.found;
    return ENGRAM_OK;
}

engram_status recollection::search(uint64_t k) {
    array<engram_hit> hits;
    scored = 0;
    for (uint32_t segment = 0; segment * uint64_t{segment_rows} < state.rows; ++segment) {
        if (w.is_interrupted()) return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted");
        if (segment != 0 && w.is_late()) {
            is_cut = true;
            break;
        }
        const engram_status status = nearest_in(segment, k, &hits);
        if (status != ENGRAM_OK) return status;
    }
    without_vector = is_cut ? 0 : admitted.admitted - scored;
    const uint64_t room = k < hits.count ? k : hits.count;
    array<engram_hit> best;
    if (!best.resize(room) || !nearest.resize(room)) return f.no_memory();
    const engram_hit *const list = hits.data;
    uint64_t count = 0;
    const engram_status status = engram_topk_merge(q.metric, &list, &hits.count, 1, room, best.data, &count);
    if (status != ENGRAM_OK) return f.refuse(status, nullptr, "the hits could not be merged");
    nearest.count = count;
    for (uint64_t i = 0; i < count; ++i)
        nearest[i] = {static_cast<uint32_t>(best[i].id), likeness(q.metric, best[i].score)};
    return ENGRAM_OK;
}

// A fixed sample: of each stretch of ids the first memory with a vector. The stretches are a power of two long, so that
// the sample changes when the space has doubled, and not before.
uint32_t recollection::sample(uint32_t *rows) const {
    uint32_t last = state.nodes, count = 0;
    while (last != 0 && state.row_of_node(last - 1) == no_row) --last;
    const uint64_t largest = last != 0 ? state.id_of_node(last - 1) : 0;
    uint64_t stretch = 1;
    while (stretch * most_samples < largest) stretch *= 2;
    for (uint64_t begin = 1; begin <= largest; begin += stretch) {
        uint64_t passed = 0;
        for (uint32_t node = state.node_from(begin); node < last && passed < most_without; ++node) {
            if (state.id_of_node(node) >= begin + stretch) break;
            const uint32_t row = state.row_of_node(node);
            engram_rows one{};
            if (row == no_row) continue;
            ++passed;
            if (!row_of(row, &one)) continue;
            rows[count++] = row;
            break;
        }
    }
    return count;
}

// What the cue has with the sample, and what the sample has with itself: each with one a third of it further on, since
// neighbours are often about the same.
engram_status recollection::measure_background() {
    uint32_t rows[most_samples];
    const uint32_t count = sample(rows);
    float of_cue[most_samples], of_pairs[most_samples];
    engram_status status = ENGRAM_OK;
    bool has = false;
    for (uint32_t i = 0; status == ENGRAM_OK && i < count; ++i) {
        engram_rows one{};
        row_of(rows[i], &one);
        status = similarity_of(rows[i], &of_cue[i], &has);
        if (status == ENGRAM_OK) status = compare(rows[(i + count / 3 + 1) % count], one, &of_pairs[i], &has);
    }
    const double known = q.metric == ENGRAM_METRIC_COSINE ? known_samples : 0.0;
    measure(of_cue, count, known, &background_mean, &background_deviation);
    if (count > 1) measure(of_pairs, count, known, &pairs_mean, &pairs_deviation);
    else measure(of_pairs, 0, known, &pairs_mean, &pairs_deviation);
    background_count = count;
    return status;
}

float recollection::standard(float similarity) const {
    return static_cast<float>((similarity - background_mean) / background_deviation);
}

// The vector of a row by itself; false where it has none of the cue's model.
bool recollection::row_of(uint32_t row, engram_rows *one) const {
    const model &m = *q.vector.of;
    const vector_segment *const v = state.segments[m.number][row / segment_rows];
    const uint32_t at = row % segment_rows;
    const bool has = v != nullptr && at < v->capacity &&
                     (__atomic_load_n(&v->present[at / 64], __ATOMIC_RELAXED) >> (at % 64) & 1u) != 0;
    if (!has) return false;
    *one = {
        sizeof *one, m.type, v->data + at * m.bytes(), 1, 0, m.dim, v->scales != nullptr ? v->scales + at : nullptr};
    return true;
}

engram_status recollection::compare(uint32_t row, const engram_rows &with, float *similarity, bool *has) {
    engram_rows one{};
    *has = row_of(row, &one);
    if (!*has) return ENGRAM_OK;
    float score = 0.0f;
    const engram_status status = engram_similarity_block(q.metric, &with, &one, 0, nullptr, &score);
    if (status != ENGRAM_OK) return f.refuse(status, "options.vector", "the vectors could not be compared");
    *similarity = score == score ? likeness(q.metric, score) : 0.0f;
    return ENGRAM_OK;
}

bool recollection::is_vector_alone() const {
    return !q.wants_words() && !q.wants_ranks() && (q.weights.activation == 0.0f || state.graph == nullptr);
}

engram_status recollection::search_all() {
    const engram_rows cue_row = q.vector_rows();
    array<uint64_t> wanted;
    for (uint32_t segment = 0; segment * uint64_t{segment_rows} < state.rows; ++segment) {
        engram_rows rows{};
        uint64_t here = 0;
        engram_status status = rows_of(segment, &rows, &wanted, &here);
        if (status != ENGRAM_OK) return status;
        if (segment != 0 && w.is_late()) is_cut = true;
        for (uint32_t first = 0; first < rows.count && here != 0 && !is_cut; first += chunk_rows) {
            if (w.is_interrupted()) return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted");
            const uint64_t left = rows.count - first;
            const uint32_t count = left < chunk_rows ? static_cast<uint32_t>(left) : chunk_rows;
            const model &m = *q.vector.of;
            const engram_rows part = {sizeof part, m.type,
                                      static_cast<const uint8_t *>(rows.data) + first * m.bytes(), count, 0, m.dim,
                                      rows.scales != nullptr ? rows.scales + first : nullptr};
            float scores[chunk_rows];
            prior own[chunk_rows];
            status = engram_similarity_block(q.metric, &cue_row, &part, 0, nullptr, scores);
            if (status != ENGRAM_OK) return f.refuse(status, "options.vector", "the vectors could not be compared");
            const uint32_t base = segment * segment_rows + first;
            status = priors(base, count, own);
            if (status != ENGRAM_OK) return status;
            for (uint32_t i = 0; i < count; ++i) {
                if ((wanted[(first + i) / 64] >> ((first + i) % 64) & 1u) == 0 || scores[i] != scores[i]) continue;
                candidate one{};
                one.similarity_z = standard(likeness(q.metric, scores[i]));
                one.own = own[i];
                if (!keep_best(&best_of_all, {base + i, score_of(one)}, q.given.k)) return f.no_memory();
            }
        }
    }
    order(&best_of_all);
    return ENGRAM_OK;
}

// What comes with a memory counts too: with the vector alone the answer is exact if what the leg left out, were it ever
// so strong, important and recent, could not be among the k best.
engram_status recollection::find_nearest() {
    if (!q.wants_vector()) return ENGRAM_OK;
    engram_status status = measure_background();
    if (status == ENGRAM_OK) status = search(q.given.candidates);
    const bool is_all = nearest.count < q.given.candidates;
    if (status != ENGRAM_OK || is_all || !is_vector_alone()) return status;
    array<row_score> best;
    for (const row_score &n : nearest) {
        candidate one{};
        status = priors(n.row, 1, &one.own);
        if (status != ENGRAM_OK) return status;
        one.similarity_z = standard(n.score);
        if (!keep_best(&best, {n.row, score_of(one)}, q.given.k)) return f.no_memory();
    }
    const double important = log_of_importance(state.most_importance);
    candidate left_out{};
    left_out.similarity_z = standard(nearest.last().score);
    left_out.own.score = double{q.weights.retention} + double{q.weights.recency} +
                         (q.weights.importance != 0.0f ? q.weights.importance * important : 0.0);
    order(&best);
    return best.last().score > score_of(left_out) ? ENGRAM_OK : search_all();
}

} // namespace engram
