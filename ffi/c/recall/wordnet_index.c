/* SPDX-License-Identifier: MIT OR Apache-2.0 */

/* index.*: the senses of a word in order; cntlist.rev: how often each was tagged; *.exc: irregular forms. */

#include "fields.h"
#include "wordnet.h"

#include <stdlib.h>
#include <string.h>

static bool fault_cut(struct fault *fault, const char *name, uint32_t line)
{
    return fault_set(fault, "%s, line %u: the file ends in the middle of the line; it is truncated.", name, line);
}

/* The senses of one line, after the word itself. On a failure `missing` is the offset that leads nowhere, or 0. */
static bool read_senses(struct wordnet *net, struct span line, struct lemma *lemma, uint32_t *missing)
{
    struct span field;
    uint32_t synset_count = 0, symbol_count = 0, sense_count = 0, tagged_count = 0;
    *missing = 0;
    if (!next_field(&line, &field) || !next_number(&line, 10, 9999, &synset_count) || synset_count == 0 ||
        !next_number(&line, 10, 99, &symbol_count))
        return false;
    for (uint32_t i = 0; i < symbol_count; ++i)
        if (!next_field(&line, &field))
            return false;
    if (!next_number(&line, 10, 9999, &sense_count) || !next_number(&line, 10, 9999, &tagged_count))
        return false;
    lemma->first_sense = (uint32_t)net->sense_count;
    lemma->sense_count = synset_count;
    for (uint32_t i = 0; i < synset_count; ++i) {
        uint32_t offset = 0;
        if (!next_number(&line, 10, 99999999, &offset))
            return false;
        const uint32_t id = wordnet_synset_at(net, (enum part)lemma->part, offset);
        if (id == SYNSET_NONE) {
            *missing = offset;
            return false;
        }
        net->synsets[id].indexed = true;
        net->senses[net->sense_count++] = (struct sense){id, 0};
    }
    return true;
}

bool wordnet_read_index(struct wordnet *net, enum part part, const char *name, struct span bytes, struct fault *fault)
{
    struct lines lines = {bytes.text, bytes.text + bytes.size, 0};
    struct span line;
    enum line_result result;
    while ((result = next_line(&lines, &line)) == LINE_READ) {
        if (line.size > 0 && line.text[0] == ' ')
            continue;
        void *lemmas = grow(net->lemmas, &net->lemma_room, net->lemma_count + 1, sizeof *net->lemmas);
        if (lemmas)
            net->lemmas = lemmas;
        void *senses = grow(net->senses, &net->sense_room, net->sense_count + 9999, sizeof *net->senses);
        if (senses)
            net->senses = senses;
        if (!lemmas || !senses)
            return fault_memory(fault);
        struct lemma lemma = {{NULL, 0}, 0, 0, (uint8_t)part};
        uint32_t missing = 0;
        if (!next_field(&line, &lemma.text) || !read_senses(net, line, &lemma, &missing)) {
            if (missing != 0)
                return fault_set(fault, "%s, line %u: the synset %08u is not in the data file; one of the two files "
                                        "is truncated or of another version.",
                                 name, lines.number, missing);
            return fault_set(fault, "%s, line %u: the line is damaged.", name, lines.number);
        }
        net->lemmas[net->lemma_count++] = lemma;
    }
    return result == LINE_CUT ? fault_cut(fault, name, lines.number) : true;
}

/* The part of speech from the digit after the % of a sense key: 1 to 5, where 5 is an adjective satellite. */
static bool part_of_key(struct span key, struct span *word, uint8_t *part)
{
    const char *percent = memchr(key.text, '%', key.size);
    if (!percent || percent == key.text || percent + 1 == key.text + key.size)
        return false;
    static const uint8_t parts[] = {PART_NOUN, PART_VERB, PART_ADJECTIVE, PART_ADVERB, PART_ADJECTIVE};
    if (percent[1] < '1' || percent[1] > '5')
        return false;
    *word = (struct span){key.text, (size_t)(percent - key.text)};
    *part = parts[percent[1] - '1'];
    return true;
}

bool wordnet_read_counts(struct wordnet *net, const char *name, struct span bytes, struct fault *fault)
{
    struct lines lines = {bytes.text, bytes.text + bytes.size, 0};
    struct span line;
    enum line_result result;
    while ((result = next_line(&lines, &line)) == LINE_READ) {
        struct span key, word;
        uint8_t part = 0;
        uint32_t number = 0, tags = 0;
        if (!next_field(&line, &key) || !part_of_key(key, &word, &part) || !next_number(&line, 10, 9999, &number) ||
            !next_number(&line, 10, 9999999, &tags) || number == 0)
            return fault_set(fault, "%s, line %u: the line is damaged.", name, lines.number);
        ++net->count_lines;
        const struct lemma *lemma = wordnet_find(net, (enum part)part, word);
        if (!lemma || number > lemma->sense_count) {
            ++net->count_strays;
            continue;
        }
        struct sense *sense = &net->senses[lemma->first_sense + number - 1];
        sense->tags += tags;
        net->synsets[sense->synset].tags += tags;
    }
    if (result == LINE_CUT)
        return fault_cut(fault, name, lines.number);
    if (net->count_strays * 2 > net->count_lines)
        return fault_set(fault, "%s, line %u: up to here most lines name senses the index files do not have; the file "
                                "is of another version.",
                         name, lines.number);
    return true;
}

bool wordnet_read_exceptions(struct wordnet *net, enum part part, const char *name, struct span bytes,
                             struct fault *fault)
{
    struct lines lines = {bytes.text, bytes.text + bytes.size, 0};
    struct span line;
    enum line_result result;
    while ((result = next_line(&lines, &line)) == LINE_READ) {
        void *room = grow(net->exceptions, &net->exception_room, net->exception_count + 1, sizeof *net->exceptions);
        if (!room)
            return fault_memory(fault);
        net->exceptions = room;
        struct exception exception = {{NULL, 0}, {NULL, 0}, (uint8_t)part};
        if (!next_field(&line, &exception.form) || !next_field(&line, &exception.base))
            return fault_set(fault, "%s, line %u: the line is damaged.", name, lines.number);
        net->exceptions[net->exception_count++] = exception;
    }
    return result == LINE_CUT ? fault_cut(fault, name, lines.number) : true;
}
