// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_WORDS_HPP
#define ENGRAM_STORE_WORDS_HPP

// The leg of the words: a cue becomes an expression that is never an error, and every text that has one of its words
// a score.
//
//     BM25 = sum over words of ln(1 + (N - n + 0.5) / (n + 0.5)) * t * (k1 + 1) / (t + k1 * (1 - b + b * L / mean L))
//
// with N texts, n of them with the word, t times in this one, L its length in words, k1 = 1.2, b = 0.75. The counts
// are FTS5's integers; the arithmetic is double in a fixed order, the logarithm is ours, so the bits are the same
// everywhere.
//
// Two words of the cue, up to three apart, that stand as far from each other in the text add a quarter of both weights.
//
// What a word costs is the number of texts that have it. The rarest words are looked for, as many as a budget of texts
// allows, the rarest of all in any case; n is counted up to the budget.
//
// Texts that wait for the index are read and counted here by the tokenizer of the index, and all counts are over
// both: an answer does not depend on how far the index is.

#include "base/block.hpp"
#include "store/connection.hpp"

namespace engram {

constexpr uint64_t most_words = 64;

struct word_tools;

// Gives the connection the score and the tokenizer. Once, after it is opened.
engram_status words_register(connection &c, engram_words how, fault &f);
void words_release(word_tools *tools);

// A word of the cue as FTS5 has it: "word", "several words", or "beginning"*.
struct word_term {
    engram_text form;
    engram_text text; // between the quotes
    bool is_prefix;
    uint32_t place; // words of the cue before it
};

struct word_query {
    array<word_term> terms; // in the order of the cue, each once
    uint64_t left_out = 0;
    block memory;

    // has_forms: quotes and stars count.
    engram_status make(engram_text cue, engram_words how, bool has_forms, const connection &c, fault &f);

  private:
    engram_status add(word_term term, const connection &c, fault &f);
};

struct word_match {
    uint64_t version;
    float score;
};

struct text_length {
    uint64_t version, length; // in words
};

struct word_matches {
    array<word_match> list; // every version with one of the words, in the order of versions
    // Of BM25 among texts that have each word by chance, as often as texts do, but at least one time in a hundred: the
    // root of its mean square. So a score over it means the same in a small space and in a large one.
    double deviation = 1.0;
    double mean_length = 1.0; // of a text, in words
    array<text_length> waiting; // all texts that wait for the index
    double weight = 0.0; // of all words looked for, as in BM25
    uint64_t words = 0; // looked for
    bool is_cut = false; // by the watch, or by the budget: then the newest texts
};

// indexed is the head's; postings is the budget.
engram_status words_find(connection &c, const word_query &cue, uint64_t indexed, uint64_t postings, const watch &w,
                         word_matches *found, fault &f);

// One of SQLite's numbers of seven bits a byte, the highest first; moves *at on.
uint64_t sqlite_number(engram_text record, uint64_t *at);

// Words of the text of a version; found is what words_find() has made at this moment.
engram_status words_length(connection &c, const word_matches &found, uint64_t version, uint64_t indexed,
                           uint64_t *length, fault &f);

// The natural logarithm of a positive number, in the same bits everywhere; within 2^-50 of it, relatively.
double portable_log(double x);

} // namespace engram

#endif
