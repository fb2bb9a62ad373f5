/* SPDX-License-Identifier: MIT OR Apache-2.0 */

/* data.noun, data.verb, data.adj, data.adv: one synset to a line, as in wndb(5). */

#include "fields.h"
#include "wordnet.h"

#include <stdlib.h>
#include <string.h>

#define OFFSET_LIMIT 99999999u

static bool relation_of(struct span symbol, uint8_t *relation)
{
    static const struct {
        char symbol[3];
        uint8_t relation;
    } table[] = {
        {"!", RELATION_ANTONYM},           {"@", RELATION_HYPERNYM},
        {"@i", RELATION_INSTANCE_HYPERNYM}, {"~", RELATION_HYPONYM},
        {"~i", RELATION_INSTANCE_HYPONYM}, {"#m", RELATION_MEMBER_HOLONYM},
        {"#s", RELATION_SUBSTANCE_HOLONYM}, {"#p", RELATION_PART_HOLONYM},
        {"%m", RELATION_MEMBER_MERONYM},   {"%s", RELATION_SUBSTANCE_MERONYM},
        {"%p", RELATION_PART_MERONYM},     {"=", RELATION_ATTRIBUTE},
        {"+", RELATION_DERIVATION},        {";c", RELATION_TOPIC},
        {";r", RELATION_REGION},           {";u", RELATION_USAGE},
        {"-c", RELATION_TOPIC_MEMBER},     {"-r", RELATION_REGION_MEMBER},
        {"-u", RELATION_USAGE_MEMBER},     {"*", RELATION_ENTAILMENT},
        {">", RELATION_CAUSE},             {"^", RELATION_ALSO_SEE},
        {"$", RELATION_VERB_GROUP},        {"&", RELATION_SIMILAR},
        {"<", RELATION_PARTICIPLE},        {"\\", RELATION_PERTAINYM},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; ++i) {
        if (strlen(table[i].symbol) == symbol.size && memcmp(table[i].symbol, symbol.text, symbol.size) == 0) {
            *relation = table[i].relation;
            return true;
        }
    }
    return false;
}

static bool part_of(struct span letter, uint8_t *part)
{
    if (letter.size != 1)
        return false;
    switch (letter.text[0]) {
    case 'n': *part = PART_NOUN; return true;
    case 'v': *part = PART_VERB; return true;
    case 'a':
    case 's': *part = PART_ADJECTIVE; return true;
    case 'r': *part = PART_ADVERB; return true;
    default: return false;
    }
}

/* Adjectives may carry where they may stand, as in "asleep(p)". */
static struct span without_marker(struct span word)
{
    if (word.size > 3 && word.text[word.size - 1] == ')') {
        for (size_t i = word.size - 2; i > 0 && i + 4 >= word.size; --i)
            if (word.text[i] == '(')
                return (struct span){word.text, i};
    }
    return word;
}

static bool read_words(struct wordnet *net, struct span *rest, struct synset *synset)
{
    uint32_t count = 0;
    if (!next_number(rest, 16, 0xFF, &count) || count == 0)
        return false;
    synset->first_word = (uint32_t)net->word_count;
    synset->word_count = count;
    for (uint32_t i = 0; i < count; ++i) {
        struct span word;
        uint32_t lexical_id = 0;
        if (!next_field(rest, &word) || !next_number(rest, 16, 0xFF, &lexical_id))
            return false;
        net->words[net->word_count++] = without_marker(word);
    }
    return true;
}

static bool read_pointers(struct wordnet *net, struct span *rest, struct synset *synset)
{
    uint32_t count = 0;
    if (!next_number(rest, 10, 999, &count))
        return false;
    synset->first_pointer = (uint32_t)net->pointer_count;
    synset->pointer_count = count;
    for (uint32_t i = 0; i < count; ++i) {
        struct pointer pointer = {0, 0, 0};
        struct span symbol, letter;
        uint32_t ends = 0; /* which word of each synset is meant; the graph joins whole synsets */
        if (!next_field(rest, &symbol) || !relation_of(symbol, &pointer.relation) ||
            !next_number(rest, 10, OFFSET_LIMIT, &pointer.target) || !next_field(rest, &letter) ||
            !part_of(letter, &pointer.part) || !next_number(rest, 16, 0xFFFF, &ends))
            return false;
        net->pointers[net->pointer_count++] = pointer;
    }
    return true;
}

static bool read_gloss(struct span rest, struct synset *synset)
{
    const char *bar = memchr(rest.text, '|', rest.size);
    if (!bar)
        return false;
    struct span gloss = {bar + 1, (size_t)(rest.text + rest.size - bar) - 1};
    while (gloss.size > 0 && gloss.text[0] == ' ') {
        ++gloss.text;
        --gloss.size;
    }
    while (gloss.size > 0 && gloss.text[gloss.size - 1] == ' ')
        --gloss.size;
    synset->gloss = gloss;
    return true;
}

/* Room for the most one line can hold, so that the readers above need not ask again. */
static bool make_room(struct wordnet *net)
{
    void *synsets = grow(net->synsets, &net->synset_room, net->synset_count + 1, sizeof *net->synsets);
    if (synsets)
        net->synsets = synsets;
    void *words = grow(net->words, &net->word_room, net->word_count + 0xFF, sizeof *net->words);
    if (words)
        net->words = words;
    void *pointers = grow(net->pointers, &net->pointer_room, net->pointer_count + 999, sizeof *net->pointers);
    if (pointers)
        net->pointers = pointers;
    return synsets && words && pointers;
}

bool wordnet_read_data(struct wordnet *net, enum part part, const char *name, struct span bytes, struct fault *fault)
{
    static const char *const parts[PART_COUNT] = {"a noun", "a verb", "an adjective", "an adverb"};
    struct lines lines = {bytes.text, bytes.text + bytes.size, 0};
    struct span line;
    size_t read = 0;
    enum line_result result;
    while ((result = next_line(&lines, &line)) == LINE_READ) {
        if (line.size > 0 && line.text[0] == ' ')
            continue; /* the licence at the top */
        if (!make_room(net))
            return fault_memory(fault);
        struct synset synset = {0};
        struct span letter;
        uint32_t topic = 0;
        uint8_t own_part = 0;
        if (!next_number(&line, 10, OFFSET_LIMIT, &synset.offset) || !next_number(&line, 10, 99, &topic) ||
            !next_field(&line, &letter) || !part_of(letter, &own_part))
            return fault_set(fault, "%s, line %u: the line does not begin like a synset; the file is damaged.", name,
                             lines.number);
        if (own_part != part)
            return fault_set(fault, "%s, line %u: the synset is not %s; the file is damaged.", name, lines.number,
                             parts[part]);
        if (!read_words(net, &line, &synset))
            return fault_set(fault, "%s, line %u: the list of words is damaged.", name, lines.number);
        if (!read_pointers(net, &line, &synset))
            return fault_set(fault, "%s, line %u: the list of pointers is damaged.", name, lines.number);
        if (!read_gloss(line, &synset))
            return fault_set(fault, "%s, line %u: the gloss is missing.", name, lines.number);
        synset.line = lines.number;
        synset.part = (uint8_t)part;
        synset.topic = (uint8_t)topic;
        net->synsets[net->synset_count++] = synset;
        ++read;
    }
    if (result == LINE_CUT)
        return fault_set(fault, "%s, line %u: the file ends in the middle of the line; it is truncated.", name,
                         lines.number);
    if (read == 0)
        return fault_set(fault, "%s, line %u: the file ends without a single synset.", name, lines.number);
    return true;
}
