/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lexicon.h"

#include "store.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char letters[PART_COUNT] = {'n', 'v', 'a', 'r'};

void synset_key(const struct synset *synset, char *key)
{
    (void)snprintf(key, SYNSET_KEY_ROOM, "%c:%08" PRIu32, letters[synset->part], synset->offset);
}

static int by_bytes(const void *left, const void *right)
{
    const struct span *a = left, *b = right;
    const int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* Forms given twice for one part of speech stay in the order of their file. */
static int by_form(const void *left, const void *right)
{
    const struct exception *a = left, *b = right;
    const int order = by_bytes(&a->form, &b->form);
    if (order != 0 || a->part != b->part)
        return order != 0 ? order : (a->part > b->part) - (a->part < b->part);
    return (a->form.text > b->form.text) - (a->form.text < b->form.text);
}

/* Nothing that a string of JSON, or a key, would have to escape. */
static bool is_word(struct span word)
{
    for (size_t i = 0; i < word.size; ++i)
        if (word.text[i] <= ' ' || word.text[i] >= 0x7F || word.text[i] == '"' || word.text[i] == '\\')
            return false;
    return word.size > 0 && word.size < 250;
}

bool lexicon_collect(struct lexicon *lexicon, const struct wordnet *net, struct fault *fault)
{
    memset(lexicon, 0, sizeof *lexicon);
    lexicon->words = malloc((net->lemma_count + net->exception_count + 1) * sizeof *lexicon->words);
    lexicon->irregular = malloc((net->exception_count + 1) * sizeof *lexicon->irregular);
    if (!lexicon->words || !lexicon->irregular)
        return fault_memory(fault);
    if (net->exception_count > 0)
        memcpy(lexicon->irregular, net->exceptions, net->exception_count * sizeof *lexicon->irregular);
    qsort(lexicon->irregular, net->exception_count, sizeof *lexicon->irregular, by_form);
    size_t count = 0;
    for (size_t i = 0; i < net->lemma_count; ++i)
        lexicon->words[count++] = net->lemmas[i].text;
    for (size_t i = 0; i < net->exception_count; ++i)
        if (wordnet_find(net, (enum part)net->exceptions[i].part, net->exceptions[i].base))
            lexicon->words[count++] = net->exceptions[i].form;
    qsort(lexicon->words, count, sizeof *lexicon->words, by_bytes);
    for (size_t i = 0; i < count; ++i) {
        if (!is_word(lexicon->words[i]))
            return fault_set(fault, "WordNet is damaged: \"%.*s\" in one of the files index.* or *.exc is no word.",
                             (int)(lexicon->words[i].size < 60 ? lexicon->words[i].size : 60), lexicon->words[i].text);
        if (lexicon->count == 0 || !span_equal(lexicon->words[lexicon->count - 1], lexicon->words[i]))
            lexicon->words[lexicon->count++] = lexicon->words[i];
    }
    return true;
}

void lexicon_free(struct lexicon *lexicon)
{
    free(lexicon->words);
    free(lexicon->irregular);
    free(lexicon->text);
    memset(lexicon, 0, sizeof *lexicon);
}

static bool append(struct lexicon *lexicon, struct span span)
{
    char *text = grow(lexicon->text, &lexicon->room, lexicon->size + span.size + 1, 1);
    if (!text)
        return false;
    lexicon->text = text;
    memcpy(text + lexicon->size, span.text, span.size);
    lexicon->size += span.size;
    return true;
}

/* A name and its number, with a comma before all but the first of an object. */
static bool append_pair(struct lexicon *lexicon, struct span name, double number)
{
    char digits[40];
    const int size = snprintf(digits, sizeof digits, "\":%.9g", number);
    const bool first = lexicon->size == 0 || lexicon->text[lexicon->size - 1] == '{';
    return append(lexicon, first ? (struct span){"\"", 1} : (struct span){",\"", 2}) && append(lexicon, name) &&
           append(lexicon, (struct span){digits, (size_t)size});
}

static bool append_text(struct lexicon *lexicon, const char *text)
{
    return append(lexicon, (struct span){text, strlen(text)});
}

static const struct lemma *find_form(const struct lexicon *lexicon, const struct wordnet *net, enum part part,
                                     struct span word)
{
    const struct lemma *lemma = wordnet_find(net, part, word);
    size_t low = 0, high = net->exception_count;
    while (!lemma && low < high) {
        const size_t middle = low + (high - low) / 2;
        if (by_bytes(&lexicon->irregular[middle].form, &word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; !lemma && low < net->exception_count && span_equal(lexicon->irregular[low].form, word); ++low)
        if (lexicon->irregular[low].part == part)
            lemma = wordnet_find(net, part, lexicon->irregular[low].base);
    return lemma;
}

bool lexicon_write_word(struct lexicon *lexicon, const struct wordnet *net, const struct embedding *embedding,
                        size_t word, struct fault *fault)
{
    lexicon->size = 0;
    bool enough = append_text(lexicon, "{\"senses\":{");
    for (int part = 0; part < PART_COUNT; ++part) {
        const struct lemma *lemma = find_form(lexicon, net, (enum part)part, lexicon->words[word]);
        for (uint32_t i = 0; lemma && i < lemma->sense_count; ++i) {
            const struct sense *sense = &net->senses[lemma->first_sense + i];
            char key[SYNSET_KEY_ROOM];
            synset_key(&net->synsets[sense->synset], key);
            enough = enough && append_pair(lexicon, (struct span){key, strlen(key)}, (double)sense->tags);
        }
    }
    enough = enough && append_text(lexicon, "},\"stems\":{");
    struct span rest = lexicon->words[word];
    struct stem stem;
    bool in_quotes = false;
    while (next_stem(&rest, &stem, &in_quotes)) {
        const uint32_t number = vocabulary_find(&embedding->vocabulary, (struct span){stem.text, stem.size});
        if (number != WORD_NONE)
            enough = enough &&
                     append_pair(lexicon, (struct span){stem.text, stem.size}, (double)embedding->rarity[number]);
    }
    return (enough && append_text(lexicon, "}}")) || fault_memory(fault);
}

bool lexicon_write_all(struct lexicon *lexicon, const struct wordnet *net, struct fault *fault)
{
    lexicon->size = 0;
    bool enough = append_text(lexicon, "{");
    for (size_t word = 0; word < lexicon->count; ++word) {
        uint32_t tags = 0;
        bool is_lemma = false;
        for (int part = 0; part < PART_COUNT; ++part) {
            const struct lemma *lemma = wordnet_find(net, (enum part)part, lexicon->words[word]);
            for (uint32_t i = 0; lemma && i < lemma->sense_count; ++i)
                tags += net->senses[lemma->first_sense + i].tags;
            is_lemma = is_lemma || lemma;
        }
        if (is_lemma)
            enough = enough && append_pair(lexicon, lexicon->words[word], (double)tags);
    }
    return (enough && append_text(lexicon, "}")) || fault_memory(fault);
}
