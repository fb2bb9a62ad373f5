// SPDX-License-Identifier: MIT OR Apache-2.0
// What finds candidates: the vector, exactly over all admitted rows, and the words.
#include "base/bits.hpp"
#include "base/heap.hpp"
#include "recall/recall.hpp"
#include "store/words.hpp"

namespace engram {

engram_status recollection::nearest_in(uint32_t segment, array<engram_hit> *hits) {
    const model &m = *q.vector.of;
    const uint32_t first = segment * segment_rows;
    const uint32_t rows = state.rows - first < segment_rows ? state.rows - first : segment_rows;
    const vector_segment *const v = state.segments[m.number][segment];
    const uint64_t words_here = (uint64_t{rows} + 63) / 64;
    const uint64_t *const wanted = admitted.words.data + first / 64;
    const uint32_t count = v == nullptr ? 0 : v->capacity < rows ? v->capacity : rows;
    array<uint64_t> filter_words;
    if (!filter_words.resize(words_here)) return f.no_memory();
    uint64_t here = 0, all = 0;
    for (uint64_t i = 0; i < words_here; ++i) {
        const bool is_held = v != nullptr && i < (uint64_t{count} + 63) / 64;
        filter_words[i] = is_held ? wanted[i] & __atomic_load_n(&v->present[i], __ATOMIC_RELAXED) : 0;
        here += count_bits(filter_words[i]);
        all += count_bits(wanted[i]);
    }
    without_vector += all - here;
    scored += here;
    if (here == 0) return ENGRAM_OK;
    const bool is_biased = q.weights.retention != 0.0f || q.weights.importance != 0.0f || q.weights.recency != 0.0f;
    const bool is_distance = q.metric == ENGRAM_METRIC_L2_SQUARED;
    array<float> bias;
    if (is_biased) {
        if (!bias.resize(count)) return f.no_memory();
        float retention[chunk_rows], recency[chunk_rows];
        for (uint32_t i = 0; i < count; i += chunk_rows) {
            const uint32_t n = count - i < chunk_rows ? count - i : chunk_rows;
            const engram_status status = factors(first + i, n, retention, recency, bias.data + i);
            if (status != ENGRAM_OK) return status;
            // The score of a distance d is factor / (1 + d): the lowest (1 + d) / factor is the best.
            for (uint32_t k = i; is_distance && k < i + n; ++k) bias[k] = 1.0f / bias[k];
        }
    }
    const engram_rows cue_row = {
        sizeof cue_row, m.type, q.vector.data, 1, 0, m.dim, m.type == ENGRAM_TYPE_I8 ? &q.vector.scale : nullptr};
    const engram_rows table_rows = {sizeof table_rows, m.type, v->data, count, 0, m.dim, v->scales};
    engram_topk_options options{};
    options.size = sizeof options;
    options.filter = filter_words.data;
    options.filter_bits = filter_words.count * 64;
    options.multiply = is_biased ? bias.data : nullptr;
    options.add = is_biased && is_distance ? bias.data : nullptr;
    options.id_base = first;
    const uint64_t k = q.given.candidates < here ? q.given.candidates : here;
    engram_hit *const room = hits->extend(k);
    if (room == nullptr) return f.no_memory();
    engram_topk_counts counts{};
    const engram_status status = engram_similarity_topk(q.metric, &cue_row, &table_rows, k, &options, room, &counts);
    if (status != ENGRAM_OK) return f.refuse(status, "options.vector", "the vectors could not be searched");
    hits->count -= k - counts.found;
    return ENGRAM_OK;
}

engram_status recollection::find_nearest() {
    if (!q.wants_vector()) return ENGRAM_OK;
    array<engram_hit> hits;
    for (uint32_t segment = 0; segment * uint64_t{segment_rows} < state.rows; ++segment) {
        if (w.is_interrupted()) return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted");
        if (segment != 0 && w.is_late()) {
            is_cut = true;
            break;
        }
        const engram_status status = nearest_in(segment, &hits);
        if (status != ENGRAM_OK) return status;
    }
    const uint64_t room = q.given.candidates < hits.count ? q.given.candidates : hits.count;
    if (!nearest.resize(room)) return f.no_memory();
    const engram_hit *const list = hits.data;
    const engram_status status = engram_topk_merge(q.metric, &list, &hits.count, 1, room, nearest.data, &nearest.count);
    return status == ENGRAM_OK ? status : f.refuse(status, nullptr, "the hits could not be merged");
}

engram_status recollection::find_matches() {
    if (!q.wants_words()) return ENGRAM_OK;
    word_query cue_words;
    head h{};
    engram_status status = cue_words.make(q.given.text, s.words, c, f);
    if (status == ENGRAM_OK) status = head_read(c, &h, f);
    array<word_match> found;
    bool is_late = false;
    if (status == ENGRAM_OK) status = words_find(c, cue_words, h.indexed, w, &found, &is_late, f);
    if (status != ENGRAM_OK) return status;
    is_cut = is_cut || is_late;
    words = cue_words.words.count, words_left_out = cue_words.left_out;
    float best = 0.0f;
    uint32_t row = 0;
    for (const word_match &m : found) {
        // Both are in the order of versions, and most versions are rows: the next row is tried first.
        if (row >= state.rows || state.chunk_of(row).version[row % chunk_rows] != m.version)
            row = state.row_of_version(m.version);
        if (row == no_row) { // of the past, or made since
            row = 0;
            continue;
        }
        if (state.is_alive(row)) {
            if (!matches.push({row, m.score})) return f.no_memory();
            if (m.score > best) best = m.score;
        }
        ++row;
    }
    matched = matches.count;
    // The best first; equal ones by id. A heap keeps the candidates, the worst in front.
    const auto is_better = [&](const row_score &a, const row_score &b) {
        return a.score != b.score ? a.score > b.score : state.id_of_row(a.row) < state.id_of_row(b.row);
    };
    for (row_score &m : matches) {
        m.score = best > 0.0f ? m.score / best : 0.0f;
        if (!is_admitted(m.row)) continue;
        if (best_matches.count < q.given.candidates) {
            if (!best_matches.push(m)) return f.no_memory();
            if (best_matches.count == q.given.candidates)
                make_heap(best_matches.data, static_cast<size_t>(best_matches.count), is_better);
        } else if (is_better(m, best_matches[0])) {
            best_matches[0] = m;
            sift_down(best_matches.data, 0, static_cast<size_t>(best_matches.count), is_better);
        }
    }
    heap_sort(best_matches.data, static_cast<size_t>(best_matches.count), is_better);
    return ENGRAM_OK;
}

} // namespace engram
