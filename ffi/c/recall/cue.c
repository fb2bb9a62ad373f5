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
        if (c == '_' || (c >= 0 && c <= ' ') || c == 0x7F) {
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

static bool add_sense(struct cue *cue, uint32_t synset, float weight)
{
    for (size_t i = 0; i < cue->sense_count; ++i)
        if (cue->senses[i].synset == synset) {
            cue->senses[i].weight += weight;
            return true;
        }
    void *room = grow(cue->senses, &cue->sense_room, cue->sense_count + 1, sizeof *cue->senses);
    if (!room)
        return false;
    cue->senses = room;
    cue->senses[cue->sense_count++] = (struct cue_sense){synset, weight};
    return true;
}

/* A meaning counts as often as the corpora have it; half a sighting for those never tagged. */
static bool add_term(struct cue *cue, const struct wordnet *net, struct span term, bool *found, bool *enough)
{
    const struct lemma *lemmas[PART_COUNT];
    float total = 0.0f;
    *found = false;
    for (int part = 0; part < PART_COUNT; ++part) {
        lemmas[part] = find_lemma(net, (enum part)part, term);
        for (uint32_t i = 0; lemmas[part] && i < lemmas[part]->sense_count; ++i)
            total += (float)net->senses[lemmas[part]->first_sense + i].tags + 0.5f;
        *found = *found || lemmas[part];
    }
    for (int part = 0; part < PART_COUNT; ++part)
        for (uint32_t i = 0; lemmas[part] && i < lemmas[part]->sense_count; ++i) {
            const struct sense *sense = &net->senses[lemmas[part]->first_sense + i];
            if (!add_sense(cue, sense->synset, ((float)sense->tags + 0.5f) / total))
                *enough = false;
        }
    return *found;
}

static int by_weight(const void *left, const void *right)
{
    const struct cue_sense *a = left, *b = right;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->synset < b->synset ? -1 : a->synset > b->synset;
}

bool cue_read(struct cue *cue, const struct wordnet *net, const char *text, struct fault *fault)
{
    memset(cue, 0, sizeof *cue);
    if (!normalise(cue, text))
        return fault_set(fault, "The cue is longer than %d bytes; give one or a few words.", CUE_LIMIT);

    /* The longest run of words that WordNet knows, from the left: "black hole" before "black" and "hole". */
    struct span words[WORD_LIMIT];
    size_t word_count = 0, terms = 0;
    for (char *at = cue->text; *at;) {
        const size_t size = strcspn(at, "_");
        words[word_count++] = (struct span){at, size};
        at += size + (at[size] == '_');
    }
    bool enough = true;
    for (size_t first = 0; first < word_count;) {
        size_t last = word_count - first < TERM_WORDS ? word_count : first + TERM_WORDS;
        bool found = false;
        for (; last > first && !found; --last) {
            const char *end = words[last - 1].text + words[last - 1].size;
            const struct span term = {words[first].text, (size_t)(end - words[first].text)};
            if (add_term(cue, net, term, &found, &enough))
                break;
        }
        terms += found;
        first = found ? last : first + 1;
    }
    if (!enough) {
        cue_free(cue);
        return fault_memory(fault);
    }
    for (size_t i = 0; i < cue->sense_count; ++i)
        cue->senses[i].weight /= (float)terms;
    if (cue->sense_count > 1)
        qsort(cue->senses, cue->sense_count, sizeof *cue->senses, by_weight);
    for (char *c = cue->text; *c; ++c)
        if (*c == '_')
            *c = ' ';
    return true;
}

static bool same_letters(struct span word, const char *text)
{
    for (size_t i = 0; i < word.size; ++i)
        if (to_lower(word.text[i] == '_' ? ' ' : word.text[i]) != text[i])
            return false; /* the end of the text differs from every letter */
    return text[word.size] == '\0';
}

struct span cue_name(const struct cue *cue, const struct wordnet *net, uint32_t synset)
{
    const struct span *words = net->words + net->synsets[synset].first_word;
    for (uint32_t i = 0; i < net->synsets[synset].word_count; ++i)
        if (same_letters(words[i], cue->text))
            return words[i];
    return words[0];
}

void cue_free(struct cue *cue)
{
    free(cue->senses);
    cue->senses = NULL;
    cue->sense_count = cue->sense_room = 0;
}
