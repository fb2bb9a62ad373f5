// SPDX-License-Identifier: MIT OR Apache-2.0
// The index of words against the texts: a sum over the words of each text, once as the tokenizer gives them and once
// as the index has them. Sums do not depend on order, and the index is read in its own.
#include "base/map.hpp"
#include "store/check.hpp"
#include "store/checksum.hpp"
#include "store/tokens.hpp"

namespace engram {

namespace {

uint64_t word_sum(uint64_t offset, engram_text word) {
    return mix64(hash_bytes(word.data, word.bytes) + offset * 0x9E3779B97F4A7C15u);
}

struct text_sums {
    const array<uint64_t> &versions;
    array<uint64_t> sums; // of the version at the same place
    bool is_dense;        // versions are 1, 2, 3, ...

    explicit text_sums(const array<uint64_t> &of)
        : versions(of), is_dense(of.count != 0 && of[0] == 1 && of[of.count - 1] == of.count) {}
    uint64_t *find(uint64_t version) {
        uint64_t low = 0, high = versions.count;
        if (is_dense) return version - 1 < high ? &sums[version - 1] : nullptr;
        while (low < high) {
            const uint64_t middle = low + (high - low) / 2;
            if (versions[middle] < version) low = middle + 1;
            else high = middle;
        }
        return low < versions.count && versions[low] == version ? &sums[low] : nullptr;
    }
};

} // namespace

engram_status checker::index_of_words() {
    if (words == 0 || !has_last || versions.count == 0) return ENGRAM_OK;
    engram_status status = c.words == nullptr ? words_register(c, words, f) : ENGRAM_OK;
    if (status != ENGRAM_OK) return status;
    text_sums texts(versions);
    uint64_t *const room = texts.sums.extend(versions.count);
    if (room == nullptr) return f.no_memory();
    memset(room, 0, static_cast<size_t>(versions.count) * sizeof *room);
    {
        token_list tokens;
        query q(c, sql::texts_until, f);
        q.bind(1, last.indexed);
        for (bool has = false; status == ENGRAM_OK;) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            uint64_t *const sum = texts.find(q.natural(0));
            tokens.clear();
            status = tokens_of(*c.words, q.text(1), false, &tokens, f);
            for (uint64_t i = 0; i < tokens.count() && sum != nullptr; ++i) *sum += word_sum(i, tokens.at(i));
            if (status == ENGRAM_OK) status = told.step(1, f);
        }
        status = note(ENGRAM_PART_WORDS, 0, status);
    }
    if (status != ENGRAM_OK) return status;
    {
        query made(c, sql::watch_words, f);
        status = made.finish();
    }
    if (status == ENGRAM_OK) {
        query q(c, sql::words_seen, f);
        for (bool has = false; status == ENGRAM_OK;) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            uint64_t *const sum = texts.find(q.natural(0));
            if (sum != nullptr) *sum -= word_sum(q.natural(1), q.text(2));
            else
                status = find(ENGRAM_PART_WORDS, q.natural(0), "the index of words has a text that is not there",
                              "words of version %lld", static_cast<long long>(q.integer(0)));
        }
    }
    const bool was_read = status == ENGRAM_OK; // otherwise that is the finding
    f.at("words: the index");
    status = note(ENGRAM_PART_WORDS, 0, status);
    for (uint64_t i = 0; status == ENGRAM_OK && was_read && i < versions.count; ++i)
        if (texts.sums[i] != 0)
            status = find(ENGRAM_PART_WORDS, versions[i], "the index of words does not agree with the text",
                          "words of version %llu", static_cast<unsigned long long>(versions[i]));
    return status;
}

} // namespace engram
