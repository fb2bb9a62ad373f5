// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/words.hpp"

#include "base/fma.h"
#include "store/past.hpp"
#include "store/tokens.hpp"

namespace engram {

namespace {

constexpr double k1 = 1.2, b = 0.75;

double weight_of(uint64_t texts, uint64_t with) {
    const double n = static_cast<double>(with), all = static_cast<double>(texts > with ? texts : with);
    return portable_log(1.0 + (all - n + 0.5) / (n + 0.5));
}

double mean_of(uint64_t words, uint64_t texts) {
    return texts != 0 && words != 0 ? static_cast<double>(words) / static_cast<double>(texts) : 1.0;
}

double part_of(double weight, uint32_t times, uint64_t length, double mean) {
    const double t = times, norm = 1.0 - b + b * (static_cast<double>(length) / mean);
    return weight * (t * (k1 + 1.0) / (t + k1 * norm));
}

struct row_count {
    sqlite3_int64 rows, last; // of those up to `last`
};

int count_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *counted) {
    row_count &count = *static_cast<row_count *>(counted);
    count.rows += count.last == INT64_MAX || api->xRowid(fts) <= count.last;
    return SQLITE_OK;
}

// Once a query: what stays the same for all its texts.
int make_weights(const Fts5ExtensionApi *api, Fts5Context *fts, word_tools &tools) {
    sqlite3_int64 texts = tools.past_texts, total = tools.past_words, last = tools.past_versions;
    int code = SQLITE_OK;
    if (!tools.is_past) {
        last = INT64_MAX;
        code = api->xRowCount(fts, &texts);
        if (code == SQLITE_OK) code = api->xColumnTotalSize(fts, -1, &total);
    }
    const uint64_t all = static_cast<uint64_t>(texts) + tools.waiting_texts;
    tools.mean = mean_of(static_cast<uint64_t>(total) + tools.waiting_words, all);
    const int count = api->xPhraseCount(fts);
    for (int i = 0; code == SQLITE_OK && i < count; ++i) {
        row_count with = {0, last};
        code = api->xQueryPhrase(fts, i, &with, count_row);
        tools.weight[i] = weight_of(all, static_cast<uint64_t>(with.rows) + tools.waiting_with[i]);
    }
    tools.has_weights = code == SQLITE_OK;
    return code;
}

void score(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *result, int, sqlite3_value **) {
    word_tools &tools = *static_cast<word_tools *>(api->xUserData(fts));
    int length = 0;
    int code = tools.has_weights ? SQLITE_OK : make_weights(api, fts, tools);
    if (code == SQLITE_OK) code = api->xColumnSize(fts, -1, &length);
    const int count = api->xPhraseCount(fts);
    double sum = 0.0;
    for (int i = 0; code == SQLITE_OK && i < count; ++i) {
        Fts5PhraseIter at;
        int column = 0, offset = 0;
        uint32_t times = 0;
        for (code = api->xPhraseFirst(fts, i, &at, &column, &offset); code == SQLITE_OK && column >= 0;
             api->xPhraseNext(fts, &at, &column, &offset))
            ++times;
        if (times != 0) sum = sum + part_of(tools.weight[i], times, static_cast<uint64_t>(length), tools.mean);
    }
    if (code == SQLITE_OK) sqlite3_result_double(result, sum);
    else sqlite3_result_error_code(result, code);
}

// How many texts and words are in the index: two of SQLite's numbers of seven bits a byte, the highest first.
engram_status totals(connection &c, uint64_t *texts, uint64_t *words, fault &f) {
    *texts = *words = 0;
    if (c.words->is_past) {
        *texts = static_cast<uint64_t>(c.words->past_texts), *words = static_cast<uint64_t>(c.words->past_words);
        return ENGRAM_OK;
    }
    query q(c, sql::word_totals, f);
    bool has = false;
    const engram_status status = q.step(&has);
    if (status != ENGRAM_OK || !has) return status;
    const engram_text record = q.blob(0);
    uint64_t at = 0;
    *texts = sqlite_number(record, &at);
    *words = sqlite_number(record, &at);
    return ENGRAM_OK;
}

// Words that say nothing by themselves; sorted.
constexpr const char *stop_words[] = {
    "a",    "about", "an",   "and",  "any",  "are",   "as",  "at",    "be",   "been", "but",   "by",
    "can",  "could", "d",    "did",  "do",   "does",  "for", "from",  "had",  "has",  "have",  "he",
    "her",  "him",   "his",  "how",  "i",    "if",    "in",  "into",  "is",   "it",   "its",   "ll",
    "m",    "me",    "my",   "no",   "not",  "of",    "on",  "or",    "our",  "re",   "s",     "she",
    "so",   "some",  "such", "t",    "than", "that",  "the", "their", "them", "then", "there", "these",
    "they", "this",  "to",   "us",   "ve",   "was",   "we",  "were",  "what", "when", "where", "which",
    "who",  "whom",  "why",  "will", "with", "would", "you", "your",
};

bool is_stop_word(engram_text word) {
    for (const char *s : stop_words)
        if (strlen(s) == word.bytes && memcmp(s, word.data, static_cast<size_t>(word.bytes)) == 0) return true;
    return false;
}

bool is_of_a_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

} // namespace

uint64_t sqlite_number(engram_text record, uint64_t *at) {
    uint64_t value = 0;
    for (uint32_t i = 0; i < 9 && *at < record.bytes; ++i) {
        const uint64_t byte = static_cast<unsigned char>(record.data[(*at)++]);
        value = i == 8 ? value << 8 | byte : value << 7 | (byte & 127u);
        if (byte < 128) break;
    }
    return value;
}

double portable_log(double x) {
    uint64_t bits = engram_bits_f64(x);
    int exponent = static_cast<int>(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    double m = engram_f64_bits(bits);
    if (m > 1.4142135623730951) m = m * 0.5, ++exponent;
    // ln m = 2 artanh t, t = (m - 1) / (m + 1), |t| < 0.1716: eleven terms
    const double t = (m - 1.0) / (m + 1.0), square = t * t;
    double sum = 0.0;
    for (int k = 21; k >= 1; k -= 2) sum = sum * square + 1.0 / static_cast<double>(k);
    return static_cast<double>(exponent) * 0.6931471805599453 + 2.0 * t * sum;
}

void words_release(word_tools *tools) {
    if (tools == nullptr) return;
    if (tools->tokenizer != nullptr) tools->methods.xDelete(tools->tokenizer);
    heap_give(tools);
}

engram_status words_register(connection &c, engram_words how, fault &f) {
    fts5_api *api = nullptr;
    sqlite3_stmt *s = nullptr;
    int code = sqlite3_prepare_v2(c.db, "SELECT fts5(?1)", -1, &s, nullptr);
    if (code == SQLITE_OK) code = sqlite3_bind_pointer(s, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    sqlite3_finalize(s);
    if (api == nullptr) {
        if ((code & 0xFF) == SQLITE_NOMEM) return f.no_memory();
        return f.refuse(ENGRAM_ERROR_STORE, nullptr,
                        "this SQLite was built without FTS5, which finds the words: use one that has it");
    }
    c.words = heap_zeroed<word_tools>(1);
    if (c.words == nullptr) return f.no_memory();
    // As the schema has it (src/store/schema.cpp).
    const char *const arguments[] = {"unicode61", "remove_diacritics", "2"};
    const char **const first = const_cast<const char **>(arguments);
    void *context = nullptr;
    code = api->xFindTokenizer(api,
                               how == ENGRAM_WORDS_PORTER  ? "porter"
                               : how == ENGRAM_WORDS_PLAIN ? "unicode61"
                                                           : "trigram",
                               &context, &c.words->methods);
    if (code == SQLITE_OK)
        code = c.words->methods.xCreate(context, how == ENGRAM_WORDS_PLAIN ? first + 1 : first,
                                        how == ENGRAM_WORDS_PORTER  ? 3
                                        : how == ENGRAM_WORDS_PLAIN ? 2
                                                                    : 0,
                                        &c.words->tokenizer);
    if (code == SQLITE_OK) code = api->xCreateFunction(api, "engram_score", c.words, score, nullptr);
    return code == SQLITE_OK ? ENGRAM_OK : c.refused(code, "registering the score of words", f);
}

engram_status word_query::make(engram_text cue, engram_words how, const connection &c, fault &f) {
    array<engram_text> found;
    uint64_t stops = 0;
    char *const lower = memory.copy(cue.data, cue.bytes);
    if (lower == nullptr) return f.no_memory();
    for (uint64_t i = 0; i < cue.bytes; ++i)
        if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] = static_cast<char>(lower[i] + 32);
    token_list tokens;
    for (uint64_t i = 0; i < cue.bytes;) {
        while (i < cue.bytes && !is_of_a_word(lower[i])) ++i;
        const uint64_t begin = i;
        while (i < cue.bytes && is_of_a_word(lower[i])) ++i;
        const engram_text word = {lower + begin, i - begin};
        if (word.bytes == 0) break;
        bool is_known = false;
        for (const engram_text &w : found)
            is_known =
                is_known || (w.bytes == word.bytes && memcmp(w.data, word.data, static_cast<size_t>(word.bytes)) == 0);
        if (is_known) continue;
        if (found.count == 2 * most_words) {
            ++left_out;
            continue;
        }
        // What the index has no token for, such as a sign, is no word.
        tokens.clear();
        const engram_status status = tokens_of(*c.words, word, true, &tokens, f);
        if (status != ENGRAM_OK) return status;
        if (tokens.count() == 0) continue;
        if (!found.push(word)) return f.no_memory();
        if (how != ENGRAM_WORDS_TRIGRAM) stops += is_stop_word(word);
    }
    const bool drops_stops = stops < found.count;
    array<char> text;
    for (const engram_text &w : found) {
        if (words.count == most_words || (drops_stops && how != ENGRAM_WORDS_TRIGRAM && is_stop_word(w))) {
            ++left_out;
            continue;
        }
        const bool has_room = (words.count == 0 || text.append(" OR ", 4)) && text.push('"') &&
                              text.append(w.data, w.bytes) && text.push('"');
        if (!has_room || !words.push(w)) return f.no_memory();
    }
    if (words.count == 0) return ENGRAM_OK;
    expression = {memory.copy(text.data, text.count), text.count};
    return expression.data != nullptr ? ENGRAM_OK : f.no_memory();
}

namespace {

// A text that waits for the index, and how often it has each word.
struct waiting_text {
    uint64_t version;
    uint64_t length;
};

engram_status count_waiting(connection &c, const word_query &words, uint64_t indexed, array<waiting_text> *texts,
                            array<uint32_t> *times, fault &f) {
    word_tools &tools = *c.words;
    token_list phrases[most_words];
    for (uint64_t i = 0; i < words.words.count; ++i) {
        const engram_status status = tokens_of(tools, words.words[i], true, &phrases[i], f);
        if (status != ENGRAM_OK) return status;
    }
    token_list tokens;
    query q(c, sql::texts_after, f);
    q.bind(1, indexed);
    for (bool has = false;;) {
        engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        tokens.clear();
        const engram_text text = q.text(1);
        status = tokens_of(tools, text, false, &tokens, f);
        if (status != ENGRAM_OK) return status;
        if (!texts->push({q.natural(0), tokens.count()})) return f.no_memory();
        ++tools.waiting_texts;
        tools.waiting_words += tokens.count();
        for (uint64_t i = 0; i < words.words.count; ++i) {
            const uint32_t found = times_in(tokens, phrases[i]);
            if (!times->push(found)) return f.no_memory();
            tools.waiting_with[i] += found != 0;
        }
    }
}

} // namespace

engram_status words_find(connection &c, const word_query &words, uint64_t indexed, const watch &w,
                         array<word_match> *matches, bool *is_cut, fault &f) {
    *is_cut = false;
    if (words.expression.data == nullptr) return ENGRAM_OK;
    word_tools &tools = *c.words;
    tools.has_weights = false;
    tools.waiting_texts = tools.waiting_words = 0;
    memset(tools.waiting_with, 0, sizeof tools.waiting_with);
    array<waiting_text> texts;
    array<uint32_t> times;
    tools.is_past = c.then != nullptr;
    if (tools.is_past) {
        uint64_t all = 0, length = 0;
        const engram_status counted = past_words(c, indexed, &all, &length, f);
        if (counted != ENGRAM_OK) return counted;
        tools.past_texts = static_cast<int64_t>(all), tools.past_words = static_cast<int64_t>(length);
        tools.past_versions = static_cast<int64_t>(c.then->versions);
    }
    engram_status status = count_waiting(c, words, indexed, &texts, &times, f);
    if (status != ENGRAM_OK) return status;
    {
        query q(c, sql::find_words, f);
        q.bind(1, words.expression);
        for (bool has = false;;) {
            status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            if (!matches->push({q.natural(0), static_cast<float>(q.real(1))})) return f.no_memory();
            if (matches->count % 256 == 0 && w.is_late()) {
                *is_cut = true;
                return ENGRAM_OK;
            }
        }
    }
    if (texts.count == 0) return ENGRAM_OK;
    if (!tools.has_weights) { // no text in the index has any of the words
        uint64_t all = 0, length = 0;
        status = totals(c, &all, &length, f);
        if (status != ENGRAM_OK) return status;
        all += tools.waiting_texts;
        tools.mean = mean_of(length + tools.waiting_words, all);
        for (uint64_t i = 0; i < words.words.count; ++i) tools.weight[i] = weight_of(all, tools.waiting_with[i]);
    }
    for (uint64_t k = 0; k < texts.count; ++k) {
        double sum = 0.0;
        bool has_any = false;
        for (uint64_t i = 0; i < words.words.count; ++i) {
            const uint32_t found = times[k * words.words.count + i];
            if (found == 0) continue;
            has_any = true;
            sum = sum + part_of(tools.weight[i], found, texts[k].length, tools.mean);
        }
        if (has_any && !matches->push({texts[k].version, static_cast<float>(sum)})) return f.no_memory();
    }
    return ENGRAM_OK;
}

} // namespace engram
