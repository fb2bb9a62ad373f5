// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_TOKENS_HPP
#define ENGRAM_STORE_TOKENS_HPP

// Texts cut into words as the index cuts them.

#include "store/words.hpp"

namespace engram {

// What a connection has for the words: the tokenizer, and what the score needs.
struct word_tools {
    fts5_tokenizer methods;
    Fts5Tokenizer *tokenizer;
    // Of the query under way; read by the score.
    double mean; // length of a text in words
    double weight[most_words];
    uint32_t after[most_words]; // words of the cue from one to the next of those looked for; 0: far away
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

// Where a word stands in a text: the first places, as many as count.
struct places {
    static constexpr uint32_t most = 32;
    uint32_t at[most];
    uint32_t count = 0, times = 0;

    void add(uint32_t place) {
        ++times;
        if (count < most) at[count++] = place;
    }
};

// Where the tokens of a phrase follow each other in a text; the last may be the beginning of one.
places places_in(const token_list &text, const token_list &phrase, bool is_prefix);

} // namespace engram

#endif
