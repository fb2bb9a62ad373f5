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

struct word_query {
    engram_text expression{}; // of FTS5; no text where the cue has no word to look for
    array<engram_text> words; // in it
    uint64_t left_out = 0;
    block memory;

    engram_status make(engram_text cue, engram_words how, const connection &c, fault &f);
};

struct word_match {
    uint64_t version;
    float score;
};

// Every version with one of the words, in the order of versions; *is_cut where the watch ended it early. indexed is
// the head's.
engram_status words_find(connection &c, const word_query &words, uint64_t indexed, const watch &w,
                         array<word_match> *matches, bool *is_cut, fault &f);

// One of SQLite's numbers of seven bits a byte, the highest first; moves *at on.
uint64_t sqlite_number(engram_text record, uint64_t *at);

// The natural logarithm of a positive number, in the same bits everywhere; within 2^-50 of it, relatively.
double portable_log(double x);

} // namespace engram

#endif
