// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/words.hpp"

#include <math.h>

#include "base/fma.h"
#include "base/heap.hpp"
#include "store/past.hpp"
#include "store/tokens.hpp"

namespace engram {

namespace {

constexpr double k1 = 1.2, b = 0.75;
constexpr uint32_t most_between = 3; // words from one of a pair to the other
constexpr double pair_share = 0.25;

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

bool is_followed(const places &first, const places &second, uint32_t distance) {
    for (uint32_t i = 0, k = 0; distance != 0 && i < first.count; ++i) {
        while (k < second.count && second.at[k] < first.at[i] + distance) ++k;
        if (k < second.count && second.at[k] == first.at[i] + distance) return true;
    }
    return false;
}

// Over the words that are looked for, in the order of the cue; places_of(i) is where word i stands.
template <class PlacesOf>
double score_of(const word_tools &tools, uint32_t count, uint64_t length, PlacesOf places_of) {
    double sum = 0.0;
    places before;
    for (uint32_t i = 0; i < count; ++i) {
        places here;
        places_of(i, &here);
        if (here.times != 0) sum = sum + part_of(tools.weight[i], here.times, length, tools.mean);
        if (i != 0 && is_followed(before, here, tools.after[i - 1]))
            sum = sum + pair_share * (tools.weight[i - 1] + tools.weight[i]);
        before = here;
    }
    return sum;
}

void score(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *result, int, sqlite3_value **) {
    const word_tools &tools = *static_cast<const word_tools *>(api->xUserData(fts));
    int length = 0;
    int code = api->xColumnSize(fts, -1, &length);
    const double sum = score_of(tools, static_cast<uint32_t>(api->xPhraseCount(fts)), static_cast<uint64_t>(length),
                                [&](uint32_t i, places *here) {
                                    Fts5PhraseIter at;
                                    int column = 0, offset = 0;
                                    if (code == SQLITE_OK)
                                        code = api->xPhraseFirst(fts, static_cast<int>(i), &at, &column, &offset);
                                    for (; code == SQLITE_OK && column >= 0;
                                         api->xPhraseNext(fts, &at, &column, &offset))
                                        here->add(static_cast<uint32_t>(offset));
                                });
    if (code == SQLITE_OK) sqlite3_result_double(result, sum);
    else sqlite3_result_error_code(result, code);
}

// How many texts and words are in the index.
engram_status totals(connection &c, uint64_t *texts, uint64_t *words, fault &f) {
    *texts = *words = 0;
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

engram_status word_query::add(word_term term, const connection &c, fault &f) {
    const engram_text text = term.text;
    for (const word_term &t : terms)
        if (t.is_prefix == term.is_prefix && t.text.bytes == text.bytes &&
            memcmp(t.text.data, text.data, static_cast<size_t>(text.bytes)) == 0)
            return ENGRAM_OK;
    if (terms.count == 2 * most_words) {
        ++left_out;
        return ENGRAM_OK;
    }
    // What the index has no token for, such as a sign, is no word.
    token_list tokens;
    const engram_status status = tokens_of(*c.words, text, true, &tokens, f);
    if (status != ENGRAM_OK || tokens.count() == 0) return status;
    char *const form = static_cast<char *>(memory.take(text.bytes + 3));
    if (form == nullptr) return f.no_memory();
    form[0] = form[text.bytes + 1] = '"', form[text.bytes + 2] = '*';
    memcpy(form + 1, text.data, static_cast<size_t>(text.bytes));
    term.form = {form, text.bytes + 2 + term.is_prefix}, term.text = {form + 1, text.bytes};
    return terms.push(term) ? ENGRAM_OK : f.no_memory();
}

engram_status word_query::make(engram_text cue, engram_words how, bool has_forms, const connection &c, fault &f) {
    char *const lower = memory.copy(cue.data, cue.bytes);
    if (lower == nullptr) return f.no_memory();
    for (uint64_t i = 0; i < cue.bytes; ++i)
        if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] = static_cast<char>(lower[i] + 32);
    uint32_t place = 0;
    for (uint64_t i = 0; i < cue.bytes;) {
        while (i < cue.bytes && !is_of_a_word(lower[i]) && !(has_forms && lower[i] == '"')) ++i;
        uint64_t begin = i, end = i;
        if (i < cue.bytes && lower[i] == '"') {
            const void *const quote = memchr(lower + i + 1, '"', static_cast<size_t>(cue.bytes - i - 1));
            if (quote == nullptr) { // never closed: a sign like others
                ++i;
                continue;
            }
            begin = i + 1;
            end = static_cast<uint64_t>(static_cast<const char *>(quote) - lower);
            i = end + 1;
        } else {
            while (i < cue.bytes && is_of_a_word(lower[i])) ++i;
            end = i;
        }
        if (begin == end) continue;
        const bool is_prefix = has_forms && i < cue.bytes && lower[i] == '*';
        const engram_status status = add({{}, {lower + begin, end - begin}, is_prefix, place++}, c, f);
        if (status != ENGRAM_OK) return status;
    }
    // Stop words count where there is nothing else.
    const auto is_stop = [&](const word_term &t) {
        return how != ENGRAM_WORDS_TRIGRAM && !t.is_prefix && is_stop_word(t.text);
    };
    uint64_t stops = 0, kept = 0;
    for (const word_term &t : terms) stops += is_stop(t);
    const uint64_t all = terms.count;
    for (uint64_t i = 0; i < all; ++i)
        if (kept < most_words && (stops == all || !is_stop(terms[i]))) terms[kept++] = terms[i];
    terms.count = kept;
    left_out += all - kept;
    return ENGRAM_OK;
}

namespace {

struct waiting_texts {
    array<text_length> texts;
    array<places> places_of; // of each text, each term
    uint64_t words = 0;
    uint64_t with[2 * most_words] = {};

    engram_status count(connection &c, const word_query &cue, uint64_t indexed, fault &f) {
        token_list phrases[most_words];
        for (uint64_t i = 0; i < cue.terms.count; ++i) {
            const engram_status status = tokens_of(*c.words, cue.terms[i].text, true, &phrases[i], f);
            if (status != ENGRAM_OK) return status;
        }
        token_list tokens;
        query q(c, sql::texts_after, f);
        q.bind(1, indexed);
        for (bool has = false;;) {
            engram_status status = q.step(&has);
            if (status != ENGRAM_OK || !has) return status;
            tokens.clear();
            status = tokens_of(*c.words, q.text(1), false, &tokens, f);
            if (status != ENGRAM_OK) return status;
            if (!texts.push({q.natural(0), tokens.count()})) return f.no_memory();
            words += tokens.count();
            for (uint64_t i = 0; i < cue.terms.count; ++i) {
                const places found = places_in(tokens, phrases[i], cue.terms[i].is_prefix);
                if (!places_of.push(found)) return f.no_memory();
                with[i] += found.times != 0;
            }
        }
    }
};

struct counted_term {
    uint64_t place; // among the terms of the cue
    uint64_t texts; // that have it
};

// Texts with each term, and the terms to look for: as many of the rarest as the budget allows, in the order of the cue.
engram_status choose(connection &c, const word_query &cue, const waiting_texts &waiting, uint64_t postings,
                     array<counted_term> *chosen, fault &f) {
    for (uint64_t i = 0; i < cue.terms.count; ++i) {
        query q(c, sql::count_word, f);
        bool has = false;
        const engram_status status = q.bind(1, cue.terms[i].form).bind(2, postings + 1).step(&has);
        if (status != ENGRAM_OK) return status;
        if (!chosen->push({i, q.natural(0) + waiting.with[i]})) return f.no_memory();
    }
    heap_sort(chosen->data, static_cast<size_t>(chosen->count), [](const counted_term &x, const counted_term &y) {
        return x.texts != y.texts ? x.texts < y.texts : x.place < y.place;
    });
    uint64_t kept = 0;
    for (uint64_t sum = 0; kept < chosen->count; ++kept) {
        sum += (*chosen)[kept].texts;
        if (kept != 0 && sum > postings) break;
    }
    chosen->count = kept;
    heap_sort(chosen->data, static_cast<size_t>(kept),
              [](const counted_term &x, const counted_term &y) { return x.place < y.place; });
    return ENGRAM_OK;
}

// Weights of the chosen terms, and what a score by chance is.
double weigh(word_tools &tools, const word_query &cue, const array<counted_term> &chosen, uint64_t all) {
    double spread = 0.0, mean = 0.0;
    for (uint64_t i = 0; i < chosen.count; ++i) {
        const double weight = weight_of(all, chosen[i].texts);
        const double share = static_cast<double>(chosen[i].texts) / (static_cast<double>(all) + 100.0);
        const double p = share > 0.01 ? share < 1.0 ? share : 1.0 : 0.01;
        tools.weight[i] = weight;
        const uint32_t next = i + 1 < chosen.count ? cue.terms[chosen[i + 1].place].place : 0;
        const uint32_t here = cue.terms[chosen[i].place].place;
        tools.after[i] = next > here && next - here <= most_between ? next - here : 0;
        spread = spread + weight * weight * p * (1.0 - p);
        mean = mean + weight * p;
    }
    return sqrt(spread + mean * mean);
}

engram_status find_indexed(connection &c, const word_query &cue, const array<counted_term> &chosen, uint64_t postings,
                           const watch &w, word_matches *found, fault &f) {
    array<char> text;
    for (const counted_term &t : chosen) {
        const engram_text form = cue.terms[t.place].form;
        if ((text.count != 0 && !text.append(" OR ", 4)) || !text.append(form.data, form.bytes)) return f.no_memory();
    }
    // One term may have more texts than the budget: then the newest count.
    const bool is_common = chosen.count == 1 && chosen[0].texts > postings;
    query q(c, is_common ? sql::find_words_newest : sql::find_words, f);
    q.bind(1, engram_text{text.data, text.count});
    for (bool has = false;;) {
        const engram_status status = q.step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) break;
        if (found->list.count == postings || (found->list.count % 256 == 255 && w.is_late())) {
            found->is_cut = true;
            break;
        }
        if (!found->list.push({q.natural(0), static_cast<float>(q.real(1))})) return f.no_memory();
    }
    for (uint64_t i = 0, k = found->list.count; is_common && i + 1 < k; ++i) {
        const word_match kept = found->list[i];
        found->list[i] = found->list[--k];
        found->list[k] = kept;
    }
    return ENGRAM_OK;
}

} // namespace

engram_status words_find(connection &c, const word_query &cue, uint64_t indexed, uint64_t postings, const watch &w,
                         word_matches *found, fault &f) {
    if (cue.terms.count == 0) return ENGRAM_OK;
    word_tools &tools = *c.words;
    waiting_texts waiting;
    array<counted_term> chosen;
    uint64_t all = 0, length = 0;
    engram_status status = waiting.count(c, cue, indexed, f);
    if (status == ENGRAM_OK) status = choose(c, cue, waiting, postings, &chosen, f);
    if (status == ENGRAM_OK)
        status = c.then != nullptr ? past_words(c, indexed, &all, &length, f) : totals(c, &all, &length, f);
    if (status != ENGRAM_OK) return status;
    all += waiting.texts.count;
    tools.mean = found->mean_length = mean_of(length + waiting.words, all);
    found->deviation = weigh(tools, cue, chosen, all);
    for (uint64_t i = 0; i < chosen.count; ++i) found->weight = found->weight + tools.weight[i];
    found->words = chosen.count;
    status = find_indexed(c, cue, chosen, postings, w, found, f);
    for (uint64_t k = 0; status == ENGRAM_OK && k < waiting.texts.count; ++k) {
        const places *const here = waiting.places_of.data + k * cue.terms.count;
        bool has_any = false;
        for (const counted_term &t : chosen) has_any = has_any || here[t.place].times != 0;
        if (!has_any) continue;
        const double sum = score_of(tools, static_cast<uint32_t>(chosen.count), waiting.texts[k].length,
                                    [&](uint32_t i, places *at) { *at = here[chosen[i].place]; });
        if (!found->list.push({waiting.texts[k].version, static_cast<float>(sum)})) return f.no_memory();
    }
    if (found->list.count > postings && chosen.count == 1) { // the newest, wherever they are
        const uint64_t over = found->list.count - postings;
        memmove(found->list.data, found->list.data + over, static_cast<size_t>(postings) * sizeof *found->list.data);
        found->list.count = postings;
        found->is_cut = true;
    }
    found->waiting.swap(waiting.texts);
    return status;
}

engram_status words_length(connection &c, const word_matches &found, uint64_t version, uint64_t indexed,
                           uint64_t *length, fault &f) {
    *length = 0;
    for (const text_length &t : found.waiting)
        if (t.version == version) *length = t.length;
    if (version > indexed) return ENGRAM_OK;
    query q(c, sql::words_of_text, f);
    bool has = false;
    const engram_status status = q.bind(1, version).step(&has);
    if (status != ENGRAM_OK || !has) return status;
    const engram_text record = q.blob(0);
    uint64_t at = 0;
    *length = sqlite_number(record, &at);
    return ENGRAM_OK;
}

} // namespace engram
