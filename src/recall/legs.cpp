// SPDX-License-Identifier: MIT OR Apache-2.0
// What else finds candidates: the words, and the time.
#include "base/heap.hpp"
#include "recall/recall.hpp"
#include "store/words.hpp"

namespace engram {

bool recollection::keep_best(array<row_score> *best, row_score one, uint64_t most) const {
    const auto order = [&](const row_score &a, const row_score &b) { return is_better(a, b); };
    if (best->count < most) {
        if (!best->push(one)) return false;
        if (best->count == most) make_heap(best->data, static_cast<size_t>(most), order);
    } else if (is_better(one, (*best)[0])) {
        (*best)[0] = one;
        sift_down(best->data, 0, static_cast<size_t>(most), order);
    }
    return true;
}

void recollection::order(array<row_score> *best) const {
    heap_sort(best->data, static_cast<size_t>(best->count),
              [&](const row_score &a, const row_score &b) { return is_better(a, b); });
}

engram_status recollection::find_matches() {
    if (!q.wants_words()) return ENGRAM_OK;
    word_query cue_words;
    word_matches &found = found_words;
    head h{};
    engram_status status =
        cue_words.make(q.given.text, s.words, (q.given.flags & ENGRAM_RECALL_FORMS) != 0, c, f);
    if (status == ENGRAM_OK) status = head_read(c, &h, f);
    if (status == ENGRAM_OK) status = words_find(c, cue_words, h.indexed, postings, w, &found, f);
    if (status != ENGRAM_OK) return status;
    is_cut = is_cut || found.is_cut;
    indexed = h.indexed;
    words = found.words, words_left_out = cue_words.left_out + cue_words.terms.count - found.words;
    lexical_deviation = found.deviation;
    words_weight = found.weight;
    uint32_t row = 0;
    for (const word_match &m : found.list) {
        // Both are in the order of versions, and most versions are rows: the next row is tried first.
        if (row >= state.rows || state.chunk_of(row).version[row % chunk_rows] != m.version)
            row = state.row_of_version(m.version);
        if (row == no_row) { // of the past, or made since
            row = 0;
            continue;
        }
        if (state.is_alive(row)) {
            if (!matches.push({row, m.score})) return f.no_memory();
            if (is_admitted(row) && !keep_best(&best_matches, {row, m.score}, q.given.candidates))
                return f.no_memory();
        }
        ++row;
    }
    matched = matches.count;
    order(&best_matches);
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

engram_status recollection::find_newest() {
    if (!q.wants_newest()) return ENGRAM_OK;
    struct dated {
        int64_t created;
        uint32_t row;
    };
    array<dated> best; // the oldest in front
    const auto is_newer = [&](const dated &a, const dated &b) {
        return a.created != b.created ? a.created > b.created : state.id_of_row(a.row) < state.id_of_row(b.row);
    };
    const size_t most = static_cast<size_t>(q.given.candidates);
    for (uint32_t row = 0; row < state.rows; ++row) {
        if (!is_admitted(row)) continue;
        const dated one = {state.chunk_of(row).created[row % chunk_rows], row};
        if (best.count < most) {
            if (!best.push(one)) return f.no_memory();
            if (best.count == most) make_heap(best.data, most, is_newer);
        } else if (is_newer(one, best[0])) {
            best[0] = one;
            sift_down(best.data, 0, most, is_newer);
        }
    }
    heap_sort(best.data, static_cast<size_t>(best.count), is_newer);
    for (const dated &one : best)
        if (!newest.push({one.row, 0.0f})) return f.no_memory();
    return ENGRAM_OK;
}

} // namespace engram
