/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "words.h"

#include <stdlib.h>
#include <string.h>

static const char *const stop_words[] = {
    "about", "after", "all",   "along", "also",  "among", "an",    "and",   "another", "any",   "are",     "as",
    "at",    "be",    "been",  "being", "between", "but", "by",    "can",   "did",     "do",    "does",    "each",
    "eg",    "especially", "esp", "etc", "for",  "from",  "had",   "has",   "have",    "having", "he",     "her",
    "him",   "his",   "how",   "if",    "in",    "into",  "is",    "it",    "its",     "less",  "made",    "make",
    "many",  "may",   "me",    "more",  "most",  "much",  "my",    "no",    "not",     "of",    "off",     "often",
    "on",    "one",   "or",    "other", "out",   "over",  "she",   "so",    "some",    "someone", "something", "such",
    "than",  "that",  "the",   "their", "them",  "then",  "there", "these", "they",    "this",  "those",   "through",
    "to",    "under", "up",    "us",    "used",  "using", "usually", "very", "was",    "we",    "were",    "what",
    "when",  "where", "which", "while", "who",   "whom",  "whose", "will",  "with",    "within", "without", "would",
    "you",   "your",
};

static bool is_stop_word(const struct stem *stem)
{
    for (size_t i = 0; i < sizeof stop_words / sizeof stop_words[0]; ++i)
        if (stop_words[i][0] == stem->text[0] && strlen(stop_words[i]) == stem->size &&
            memcmp(stop_words[i], stem->text, stem->size) == 0)
            return true;
    return false;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool ends_with(const struct stem *stem, const char *ending, size_t least)
{
    const size_t size = strlen(ending);
    return stem->size >= size + least && memcmp(stem->text + stem->size - size, ending, size) == 0;
}

static bool has_vowel(const struct stem *stem, size_t size)
{
    for (size_t i = 0; i < size; ++i)
        if (is_vowel(stem->text[i]))
            return true;
    return false;
}

/* Plurals, -ed, -ing, -ly, then a final e or y: beans, roasted, brewing and brewed meet their base forms. */
static void strip_endings(struct stem *stem)
{
    char *text = stem->text;
    if (ends_with(stem, "ies", 2)) {
        stem->size -= 2;
    } else if (ends_with(stem, "sses", 1) || ends_with(stem, "ches", 2) || ends_with(stem, "shes", 2) ||
               ends_with(stem, "xes", 2) || ends_with(stem, "oes", 2)) {
        stem->size -= 2;
    } else if (ends_with(stem, "s", 3) && text[stem->size - 2] != 's' && text[stem->size - 2] != 'u' &&
               text[stem->size - 2] != 'i') {
        stem->size -= 1;
    }
    const size_t cut = ends_with(stem, "ing", 3) ? 3 : ends_with(stem, "ed", 3) ? 2 : 0;
    if (cut != 0 && has_vowel(stem, stem->size - cut)) {
        stem->size -= cut;
        const char last = text[stem->size - 1];
        if (stem->size > 3 && last == text[stem->size - 2] && !is_vowel(last) && last != 'l' && last != 's')
            --stem->size;
    } else if (ends_with(stem, "ly", 4)) {
        stem->size -= 2;
    }
    if (ends_with(stem, "e", 3))
        --stem->size;
    else if (stem->size > 3 && text[stem->size - 1] == 'y')
        text[stem->size - 1] = 'i';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

bool next_stem(struct span *rest, struct stem *stem, bool *quoted)
{
    while (rest->size > 0) {
        stem->size = 0;
        while (rest->size > 0) {
            const char c = to_lower(rest->text[0]);
            if (!is_word_byte(c) && (c != '\'' || stem->size == 0))
                break;
            if (c != '\'' && stem->size < STEM_ROOM)
                stem->text[stem->size++] = c;
            ++rest->text;
            --rest->size;
        }
        if (stem->size == 0) {
            if (rest->text[0] == '"')
                *quoted = !*quoted;
            ++rest->text;
            --rest->size;
        } else if (stem->size > 1 && !is_stop_word(stem)) {
            strip_endings(stem);
            return true;
        }
    }
    return false;
}

struct span vocabulary_text(const struct vocabulary *vocabulary, uint32_t id)
{
    const size_t start = vocabulary->starts[id];
    const size_t end = id + 1 < vocabulary->count ? vocabulary->starts[id + 1] : vocabulary->text_size;
    return (struct span){vocabulary->texts + start, end - start};
}

static size_t slot_of(const struct vocabulary *vocabulary, struct span stem)
{
    const size_t mask = vocabulary->slot_count - 1;
    size_t slot = hash_bytes(stem.text, stem.size, 0) & mask;
    while (vocabulary->slots[slot] != 0 && !span_equal(vocabulary_text(vocabulary, vocabulary->slots[slot] - 1), stem))
        slot = (slot + 1) & mask;
    return slot;
}

static bool widen(struct vocabulary *vocabulary)
{
    const size_t count = vocabulary->slot_count == 0 ? 1024 : vocabulary->slot_count * 4;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(vocabulary->slots);
    vocabulary->slots = slots;
    vocabulary->slot_count = count;
    for (size_t id = 0; id < vocabulary->count; ++id)
        slots[slot_of(vocabulary, vocabulary_text(vocabulary, (uint32_t)id))] = (uint32_t)id + 1;
    return true;
}

bool vocabulary_add(struct vocabulary *vocabulary, struct span stem, uint32_t *id)
{
    if (vocabulary->count * 2 >= vocabulary->slot_count && !widen(vocabulary))
        return false;
    const size_t slot = slot_of(vocabulary, stem);
    if (vocabulary->slots[slot] == 0) {
        char *texts = grow(vocabulary->texts, &vocabulary->text_room, vocabulary->text_size + stem.size, 1);
        if (!texts)
            return false;
        vocabulary->texts = texts;
        uint32_t *starts =
            grow(vocabulary->starts, &vocabulary->start_room, vocabulary->count + 1, sizeof *vocabulary->starts);
        if (!starts)
            return false;
        vocabulary->starts = starts;
        starts[vocabulary->count] = (uint32_t)vocabulary->text_size;
        memcpy(texts + vocabulary->text_size, stem.text, stem.size);
        vocabulary->text_size += stem.size;
        vocabulary->slots[slot] = (uint32_t)++vocabulary->count;
    }
    *id = vocabulary->slots[slot] - 1;
    return true;
}

uint32_t vocabulary_find(const struct vocabulary *vocabulary, struct span stem)
{
    return vocabulary->slot_count == 0 ? WORD_NONE : vocabulary->slots[slot_of(vocabulary, stem)] - 1;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    free(vocabulary->texts);
    free(vocabulary->starts);
    free(vocabulary->slots);
    memset(vocabulary, 0, sizeof *vocabulary);
}
