// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/words.hpp"

#include "base/fma.h"

namespace engram {

namespace {

constexpr double k1 = 1.2, b = 0.75;

// What stays the same for all texts of one query.
struct word_weights {
    double mean;      // words in a text
    int count;        // words of the query
    double weight[1]; // count of them
};

int count_row(const Fts5ExtensionApi *, Fts5Context *, void *rows) {
    ++*static_cast<sqlite3_int64 *>(rows);
    return SQLITE_OK;
}

int weights_of(const Fts5ExtensionApi *api, Fts5Context *fts, word_weights **out) {
    word_weights *w = static_cast<word_weights *>(api->xGetAuxdata(fts, 0));
    if (w == nullptr) {
        const int count = api->xPhraseCount(fts);
        w = static_cast<word_weights *>(sqlite3_malloc64(sizeof *w + static_cast<sqlite3_uint64>(count) * sizeof(double)));
        if (w == nullptr) return SQLITE_NOMEM;
        sqlite3_int64 texts = 0, total = 0;
        int code = api->xRowCount(fts, &texts);
        if (code == SQLITE_OK) code = api->xColumnTotalSize(fts, -1, &total);
        w->count = count;
        w->mean = texts > 0 ? static_cast<double>(total) / static_cast<double>(texts) : 1.0;
        if (!(w->mean > 0.0)) w->mean = 1.0;
        for (int i = 0; code == SQLITE_OK && i < count; ++i) {
            sqlite3_int64 with = 0;
            code = api->xQueryPhrase(fts, i, &with, count_row);
            const double n = static_cast<double>(with), all = static_cast<double>(texts > with ? texts : with);
            w->weight[i] = portable_log(1.0 + (all - n + 0.5) / (n + 0.5));
        }
        if (code != SQLITE_OK) {
            sqlite3_free(w);
            return code;
        }
        code = api->xSetAuxdata(fts, w, sqlite3_free);
        if (code != SQLITE_OK) return code;
    }
    *out = w;
    return SQLITE_OK;
}

void score(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *result, int, sqlite3_value **) {
    word_weights *w = nullptr;
    int length = 0;
    int code = weights_of(api, fts, &w);
    if (code == SQLITE_OK) code = api->xColumnSize(fts, -1, &length);
    double sum = 0.0;
    for (int i = 0; code == SQLITE_OK && i < w->count; ++i) {
        Fts5PhraseIter at;
        int column = 0, offset = 0, times = 0;
        for (code = api->xPhraseFirst(fts, i, &at, &column, &offset); code == SQLITE_OK && column >= 0;
             api->xPhraseNext(fts, &at, &column, &offset))
            ++times;
        if (times == 0) continue;
        const double t = times, norm = 1.0 - b + b * (static_cast<double>(length) / w->mean);
        sum = sum + w->weight[i] * (t * (k1 + 1.0) / (t + k1 * norm));
    }
    if (code == SQLITE_OK) sqlite3_result_double(result, sum);
    else sqlite3_result_error_code(result, code);
}

// Words that say nothing by themselves; sorted.
constexpr const char *stop_words[] = {
    "a",    "about", "an",   "and",   "any",  "are",  "as",   "at",    "be",   "been", "but",   "by",    "can",  "could", "d",
    "did",  "do",    "does", "for",   "from", "had",  "has",  "have",  "he",   "her",  "him",   "his",   "how",  "i",     "if",
    "in",   "into",  "is",   "it",    "its",  "ll",   "m",    "me",    "my",   "no",   "not",   "of",    "on",   "or",    "our",
    "re",   "s",     "she",  "so",    "some", "such", "t",    "than",  "that", "the",  "their", "them",  "then", "there", "these",
    "they", "this",  "to",   "us",    "ve",   "was",  "we",   "were",  "what", "when", "where", "which", "who",  "whom",  "why",
    "will", "with",  "would", "you",  "your",
};

bool is_stop_word(engram_text word) {
    for (const char *s : stop_words)
        if (strlen(s) == word.bytes && memcmp(s, word.data, static_cast<size_t>(word.bytes)) == 0) return true;
    return false;
}

bool is_of_a_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80) != 0;
}

constexpr uint64_t most_words = 64;

} // namespace

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

engram_status words_register(connection &c, fault &f) {
    fts5_api *api = nullptr;
    sqlite3_stmt *s = nullptr;
    int code = sqlite3_prepare_v2(c.db, "SELECT fts5(?1)", -1, &s, nullptr);
    if (code == SQLITE_OK) code = sqlite3_bind_pointer(s, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    sqlite3_finalize(s);
    if (api == nullptr) {
        if ((code & 0xFF) == SQLITE_NOMEM) return f.no_memory();
        return f.refuse(ENGRAM_ERROR_STORE, nullptr, "this SQLite was built without FTS5, which finds the words: use one that has it");
    }
    code = api->xCreateFunction(api, "engram_score", nullptr, score, nullptr);
    return code == SQLITE_OK ? ENGRAM_OK : c.refused(code, "registering the score of words", f);
}

engram_status word_query::make(engram_text cue, engram_words how, fault &f) {
    array<engram_text> found;
    uint64_t stops = 0;
    char *const lower = memory.copy(cue.data, cue.bytes);
    if (lower == nullptr) return f.no_memory();
    for (uint64_t i = 0; i < cue.bytes; ++i)
        if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] = static_cast<char>(lower[i] + 32);
    for (uint64_t i = 0; i < cue.bytes;) {
        while (i < cue.bytes && !is_of_a_word(lower[i])) ++i;
        const uint64_t begin = i;
        while (i < cue.bytes && is_of_a_word(lower[i])) ++i;
        const engram_text word = {lower + begin, i - begin};
        if (word.bytes == 0) break;
        bool is_known = how == ENGRAM_WORDS_TRIGRAM && word.bytes < 3;
        for (const engram_text &w : found) is_known = is_known || (w.bytes == word.bytes && memcmp(w.data, word.data, static_cast<size_t>(word.bytes)) == 0);
        if (is_known) continue;
        if (found.count == 2 * most_words) {
            ++left_out;
            continue;
        }
        if (!found.push(word)) return f.no_memory();
        if (how != ENGRAM_WORDS_TRIGRAM) stops += is_stop_word(word);
    }
    const bool drops_stops = stops < found.count;
    array<char> text;
    for (const engram_text &w : found) {
        if (words == most_words || (drops_stops && how != ENGRAM_WORDS_TRIGRAM && is_stop_word(w))) {
            ++left_out;
            continue;
        }
        const bool has_room = (words == 0 || text.append(" OR ", 4)) && text.push('"') && text.append(w.data, w.bytes) && text.push('"');
        if (!has_room) return f.no_memory();
        ++words;
    }
    if (words == 0) return ENGRAM_OK;
    expression = {memory.copy(text.data, text.count), text.count};
    return expression.data != nullptr ? ENGRAM_OK : f.no_memory();
}

engram_status words_find(connection &c, const word_query &words, const watch &w, array<word_match> *matches, bool *is_cut, fault &f) {
    *is_cut = false;
    if (words.expression.data == nullptr) return ENGRAM_OK;
    query q(c, sql::find_words, f);
    q.bind(1, words.expression);
    for (bool has = false;;) {
        const engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        if (!matches->push({q.natural(0), static_cast<float>(q.real(1))})) return f.no_memory();
        if (matches->count % 256 == 0 && w.is_late()) {
            *is_cut = true;
            return ENGRAM_OK;
        }
    }
}

} // namespace engram
