/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "cue.h"

#include "morphology.h"

#include <stdlib.h>
#include <string.h>

#define TERM_WORDS 9 /* the longest lemma of WordNet has nine words */
#define WORD_LIMIT (CUE_LIMIT / 2 + 1)

/* Lower case, underscores for any white space, as the lemmas are spelled. */
static bool normalise(struct cue *cue, const char *text)
{
    size_t size = 0;
    bool gap = false;
    for (; *text; ++text) {
        const char c = to_lower(*text);
        if (c == '_' || (unsigned char)c <= ' ' || c == 0x7F) {
            gap = size > 0;
            continue;
        }
        if (size + gap >= CUE_LIMIT)
            return false;
        if (gap)
            cue->text[size++] = '_';
        gap = false;
        cue->text[size++] = c;
    }
    cue->text[size] = '\0';
    return true;
}

static bool add_sense(struct cue *cue, uint64_t id, float weight)
{
    for (size_t i = 0; i < cue->sense_count; ++i)
        if (cue->senses[i].id == id) {
            cue->senses[i].weight += weight;
            return true;
        }
    void *room = grow(cue->senses, &cue->sense_room, cue->sense_count + 1, sizeof *cue->senses);
    if (!room)
        return false;
    cue->senses = room;
    cue->senses[cue->sense_count++] = (struct cue_sense){id, weight};
    return true;
}

/* The words of a term that the space knows: itself, or what the rules make of it, each with the parts of speech in which
 * it counts. */
struct form {
    engram_listing *record;
    const char *parts; /* null: all */
};

struct term {
    struct form forms[RULE_COUNT + 1];
    size_t count;
};

/* The memory of a word; none is no error. */
static bool find_word(const struct store *store, struct span word, engram_listing **record, struct fault *fault)
{
    char key[FORM_ROOM + 2] = WORD_KEY_PREFIX;
    memcpy(key + 2, word.text, word.size);
    engram_error_detail error = {.size = sizeof error};
    uint64_t id = 0;
    *record = NULL;
    engram_status status = engram_find_key(store->space, (engram_text){key, word.size + 2}, &id, &error);
    if (status == ENGRAM_ERROR_NOT_FOUND || status == ENGRAM_ERROR_TEXT)
        return true;
    if (status == ENGRAM_OK)
        status = engram_get(store->space, id, 0, record, &error);
    return status == ENGRAM_OK || store_fault(store, &error, fault);
}

static bool has_part(const engram_listing *record, char part)
{
    struct span object = object_named(span_of(record->records[0]->metadata), "senses"), key;
    double tags = 0.0;
    while (next_pair(&object, &key, &tags))
        if (key.size > 0 && key.text[0] == part)
            return true;
    return false;
}

static bool find_forms(struct term *term, const struct store *store, struct span word, struct fault *fault)
{
    static const char *const parts[] = {"n", "v", "a"};
    term->count = 0;
    if (!find_word(store, word, &term->forms[0].record, fault))
        return false;
    if (term->forms[0].record)
        term->forms[term->count++].parts = NULL;
    bool known[3];
    for (size_t p = 0; p < 3; ++p)
        known[p] = term->count > 0 && has_part(term->forms[0].record, *parts[p]);
    for (size_t rule = 0; rule < RULE_COUNT; ++rule) {
        char part = 0, base[FORM_ROOM];
        size_t size = 0;
        if (!apply_rule(rule, word, &part, base, &size))
            continue;
        const size_t p = part == 'n' ? 0 : part == 'v' ? 1 : 2;
        engram_listing *record = NULL;
        if (known[p])
            continue;
        if (!find_word(store, (struct span){base, size}, &record, fault))
            return false;
        known[p] = record && has_part(record, part);
        if (known[p])
            term->forms[term->count++] = (struct form){record, parts[p]};
        else
            engram_listing_free(&record);
    }
    return true;
}

/* The next sense of a form that counts. */
static bool next_sense(const struct form *form, struct span *object, struct span *key, double *tags)
{
    while (next_pair(object, key, tags))
        if (!form->parts || (key->size > 0 && key->text[0] == *form->parts))
            return true;
    return false;
}

/* A meaning counts as often as the corpora have it; half a sighting for those never tagged. */
static bool add_forms(struct cue *cue, const struct store *store, const struct term *term, struct fault *fault)
{
    double total = 0.0, tags = 0.0;
    struct span key;
    for (size_t i = 0; i < term->count; ++i) {
        struct span object = object_named(span_of(term->forms[i].record->records[0]->metadata), "senses");
        while (next_sense(&term->forms[i], &object, &key, &tags))
            total += tags + 0.5;
    }
    for (size_t i = 0; i < term->count; ++i) {
        const struct span metadata = span_of(term->forms[i].record->records[0]->metadata);
        struct span object = object_named(metadata, "senses");
        while (next_sense(&term->forms[i], &object, &key, &tags)) {
            engram_error_detail error = {.size = sizeof error};
            uint64_t id = 0;
            const engram_status status = engram_find_key(store->space, text_of(key), &id, &error);
            if (status == ENGRAM_ERROR_NOT_FOUND) /* forgotten since */
                continue;
            if (status != ENGRAM_OK)
                return store_fault(store, &error, fault);
            if (!add_sense(cue, id, (float)((tags + 0.5) / total)))
                return fault_memory(fault);
        }
        if (i > 0)
            continue;
        struct span stems = object_named(metadata, "stems"), stem;
        double rarity = 0.0;
        while (next_pair(&stems, &stem, &rarity))
            embed_add_stem(stem, (float)rarity, cue->words);
    }
    return true;
}

static bool add_term(struct cue *cue, const struct store *store, struct span word, bool *found, struct fault *fault)
{
    struct term term;
    const bool read = find_forms(&term, store, word, fault) && add_forms(cue, store, &term, fault);
    *found = term.count > 0;
    for (size_t i = 0; i < term.count; ++i)
        engram_listing_free(&term.forms[i].record);
    return read;
}

/* The longest run of words that WordNet knows, from the left: "black hole" before "black" and "hole". */
static bool add_terms(struct cue *cue, const struct store *store, struct fault *fault)
{
    struct span words[WORD_LIMIT];
    size_t word_count = 0, terms = 0;
    for (char *at = cue->text; *at;) {
        const size_t size = strcspn(at, "_");
        words[word_count++] = (struct span){at, size};
        at += size + (at[size] == '_');
    }
    for (size_t first = 0; first < word_count;) {
        size_t last = word_count - first < TERM_WORDS ? word_count : first + TERM_WORDS;
        bool found = false;
        for (; last > first; --last) {
            const char *end = words[last - 1].text + words[last - 1].size;
            const struct span term = {words[first].text, (size_t)(end - words[first].text)};
            if (!add_term(cue, store, term, &found, fault))
                return false;
            if (found)
                break;
        }
        terms += found;
        first = found ? last : first + 1;
    }
    for (size_t i = 0; i < cue->sense_count; ++i)
        cue->senses[i].weight /= (float)terms;
    return true;
}

static int by_weight(const void *left, const void *right)
{
    const struct cue_sense *a = left, *b = right;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static bool read_senses(struct cue *cue, const struct store *store, struct fault *fault)
{
    uint64_t *ids = malloc((cue->sense_count + 1) * sizeof *ids);
    if (!ids)
        return fault_memory(fault);
    for (size_t i = 0; i < cue->sense_count; ++i)
        ids[i] = cue->senses[i].id;
    engram_error_detail error = {.size = sizeof error};
    const engram_status status =
        engram_get_many(store->space, ids, cue->sense_count, ENGRAM_READ_VECTORS, &cue->records, &error);
    free(ids);
    if (status != ENGRAM_OK)
        return store_fault(store, &error, fault);
    for (size_t i = 0; i < cue->sense_count; ++i)
        if (!cue->records->records[i])
            return fault_set(fault, "%s: a meaning of the cue was forgotten just now; ask again.", store->path);
    return true;
}

bool cue_read(struct cue *cue, const struct store *store, const char *text, bool *too_long, struct fault *fault)
{
    memset(cue, 0, sizeof *cue);
    *too_long = !normalise(cue, text);
    if (*too_long)
        return fault_set(fault, "The cue is longer than %d bytes; give one or a few words.", CUE_LIMIT);
    bool read = add_terms(cue, store, fault);
    if (cue->sense_count > 1)
        qsort(cue->senses, cue->sense_count, sizeof *cue->senses, by_weight);
    read = read && read_senses(cue, store, fault);
    if (!read)
        cue_free(cue);
    for (char *c = cue->text; *c; ++c)
        if (*c == '_')
            *c = ' ';
    return read;
}

static bool same_letters(struct span word, const char *text)
{
    for (size_t i = 0; i < word.size; ++i)
        if (to_lower(word.text[i]) != text[i])
            return false; /* the end of the text differs from every letter */
    return text[word.size] == '\0';
}

struct span cue_name(const struct cue *cue, const engram_record *record)
{
    struct span words = words_of(record), word, first = words;
    while (next_word(&words, &word)) {
        if (same_letters(word, cue->text))
            return word;
        if (word.text == first.text)
            first.size = word.size;
    }
    return first;
}

void cue_free(struct cue *cue)
{
    engram_listing_free(&cue->records);
    free(cue->senses);
    cue->senses = NULL;
    cue->sense_count = cue->sense_room = 0;
}
