// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_TOKENS_HPP
#define ENGRAM_STORE_TOKENS_HPP

// Texts cut into words as the index cuts them.

#include "store/words.hpp"

namespace engram {

// What a connection has for the words: the tokenizer, and the counts of the query under way.
struct word_tools {
    fts5_tokenizer methods;
    Fts5Tokenizer *tokenizer;
    // Of texts that wait for the index; set before the query, read by the score.
    uint64_t waiting_texts, waiting_words, waiting_with[most_words];
    // Of the index as it was at a moment, in place of its own counts.
    bool is_past;
    int64_t past_texts, past_words, past_versions;
    // Set by the score when it is first asked, or from nothing.
    bool has_weights;
    double mean;
    double weight[most_words];
};

struct token_list {
    array<char> bytes;
    array<uint32_t> ends; // of each token in bytes

    uint64_t count() const { return ends.count; }
    engram_text at(uint64_t i) const {
        const uint32_t begin = i != 0 ? ends[i - 1] : 0;
        return {bytes.data + begin, ends[i] - begin};
    }
    void clear() {
        bytes.clear();
        ends.clear();
    }
};

// Adds the tokens of a text; for a query the tokenizer is told so.
engram_status tokens_of(const word_tools &tools, engram_text text, bool is_query, token_list *list, fault &f);

// How often the tokens of a phrase follow each other in a text.
uint32_t times_in(const token_list &text, const token_list &phrase);

} // namespace engram

#endif
