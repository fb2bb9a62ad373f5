/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "tokens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How much a word counts by where it stands. */
static const float lemma_weight = 1.5f; /* shared out where a lemma has several words: a black hole is no hole */
static const float gloss_weight = 1.0f;
static const float example_weight = 0.4f; /* sentences in quotes: their subject is often elsewhere */
static const float topic_weight = 1.0f;

static bool add_token(struct tokens *tokens, uint32_t word, float weight)
{
    void *words = grow(tokens->words, &tokens->word_room, tokens->count + 1, sizeof *tokens->words);
    if (words)
        tokens->words = words;
    void *weights = grow(tokens->weights, &tokens->weight_room, tokens->count + 1, sizeof *tokens->weights);
    if (weights)
        tokens->weights = weights;
    if (!words || !weights)
        return false;
    tokens->words[tokens->count] = word;
    tokens->weights[tokens->count++] = weight;
    return true;
}

static bool add_text(struct tokens *tokens, struct vocabulary *vocabulary, struct span text, float weight,
                     float quoted)
{
    struct stem stem;
    bool in_quotes = false;
    while (next_stem(&text, &stem, &in_quotes)) {
        uint32_t word = 0;
        if (!vocabulary_add(vocabulary, (struct span){stem.text, stem.size}, &word) ||
            !add_token(tokens, word, in_quotes ? quoted : weight))
            return false;
    }
    return true;
}

static bool add_synset(struct tokens *tokens, const struct wordnet *net, struct vocabulary *vocabulary, size_t id)
{
    const struct synset *synset = &net->synsets[id];
    tokens->starts[id] = (uint32_t)tokens->count;
    for (uint32_t i = 0; i < synset->word_count; ++i) {
        const struct span word = net->words[synset->first_word + i];
        uint32_t parts = 1;
        for (size_t c = 0; c < word.size; ++c)
            parts += word.text[c] == '_';
        const float weight = lemma_weight / sqrtf((float)parts);
        if (!add_text(tokens, vocabulary, word, weight, weight))
            return false;
    }
    tokens->lemma_ends[id] = (uint32_t)tokens->count;
    if (!add_text(tokens, vocabulary, synset->gloss, gloss_weight, example_weight))
        return false;
    /* The field a synset belongs to, noun.food say, is a word of its own that no text can contain. */
    const char topic[] = {'#', (char)('0' + synset->topic / 10), (char)('0' + synset->topic % 10)};
    uint32_t word = 0;
    return vocabulary_add(vocabulary, (struct span){topic, sizeof topic}, &word) &&
           add_token(tokens, word, topic_weight);
}

bool tokens_collect(struct tokens *tokens, const struct wordnet *net, struct vocabulary *vocabulary)
{
    memset(tokens, 0, sizeof *tokens);
    tokens->starts = malloc((net->synset_count + 1) * sizeof *tokens->starts);
    tokens->lemma_ends = malloc((net->synset_count + 1) * sizeof *tokens->lemma_ends);
    bool enough = tokens->starts && tokens->lemma_ends;
    for (size_t id = 0; enough && id < net->synset_count; ++id)
        enough = add_synset(tokens, net, vocabulary, id);
    if (enough)
        tokens->starts[net->synset_count] = (uint32_t)tokens->count;
    return enough;
}

void tokens_free(struct tokens *tokens)
{
    free(tokens->words);
    free(tokens->weights);
    free(tokens->starts);
    free(tokens->lemma_ends);
    memset(tokens, 0, sizeof *tokens);
}

/* How well a single word explains its stem: spelled like it, then a noun, then often tagged. */
static uint64_t fitness(const struct lemma *lemma, const struct stem *stem, uint32_t tags)
{
    const bool same = span_equal(lemma->text, (struct span){stem->text, stem->size});
    return (uint64_t)same << 33 | (uint64_t)(lemma->part == PART_NOUN && tags > 0) << 32 | (tags + 1);
}

/* Of a word with more senses than this the most frequent one is too often wrong: "ground coffee" is no land. */
#define MOST_SENSES 9

/* Per stem the most frequent sense of the word that explains it best. */
static uint32_t *stem_meanings(const struct wordnet *net, const struct vocabulary *vocabulary)
{
    uint32_t *meanings = malloc(vocabulary->count * sizeof *meanings);
    uint64_t *best = calloc(vocabulary->count, sizeof *best);
    if (!meanings || !best) {
        free(meanings);
        free(best);
        return NULL;
    }
    for (size_t i = 0; i < vocabulary->count; ++i)
        meanings[i] = SYNSET_NONE;
    for (size_t i = 0; i < net->lemma_count; ++i) {
        const struct lemma *lemma = &net->lemmas[i];
        struct span text = lemma->text;
        struct stem stem;
        bool in_quotes = false;
        if (memchr(text.text, '_', text.size) || !next_stem(&text, &stem, &in_quotes) || text.size != 0)
            continue;
        const uint32_t word = vocabulary_find(vocabulary, (struct span){stem.text, stem.size});
        const struct sense *sense = &net->senses[lemma->first_sense];
        const uint64_t fit = fitness(lemma, &stem, sense->tags);
        if (word != WORD_NONE && fit > best[word]) {
            meanings[word] = lemma->sense_count > MOST_SENSES ? SYNSET_NONE : sense->synset;
            best[word] = fit;
        }
    }
    free(best);
    return meanings;
}

/* Common words say little about what a gloss is about: kept is what is in fewer than 1 gloss of 40. */
#define LEAST_RARITY 3.7f

static void add_mention(struct mentions *mentions, float rarities[MENTION_LIMIT], uint32_t synset, float rarity)
{
    for (uint32_t i = 0; i < mentions->count; ++i)
        if (mentions->synsets[i] == synset)
            return;
    if (mentions->count == MENTION_LIMIT && !(rarity > rarities[MENTION_LIMIT - 1]))
        return;
    uint32_t at = mentions->count < MENTION_LIMIT ? mentions->count++ : MENTION_LIMIT - 1;
    for (; at > 0 && rarity > rarities[at - 1]; --at) {
        rarities[at] = rarities[at - 1];
        mentions->synsets[at] = mentions->synsets[at - 1];
    }
    rarities[at] = rarity;
    mentions->synsets[at] = synset;
}

struct mentions *tokens_mentions(const struct tokens *tokens, const struct wordnet *net,
                                 const struct vocabulary *vocabulary, const float *rarity)
{
    struct mentions *mentions = calloc(net->synset_count, sizeof *mentions);
    uint32_t *meanings = stem_meanings(net, vocabulary);
    for (size_t id = 0; mentions && meanings && id < net->synset_count; ++id) {
        float rarities[MENTION_LIMIT];
        for (uint32_t i = tokens->lemma_ends[id]; i < tokens->starts[id + 1]; ++i) {
            const uint32_t word = tokens->words[i];
            if (tokens->weights[i] >= gloss_weight && rarity[word] >= LEAST_RARITY &&
                meanings[word] != SYNSET_NONE && meanings[word] != id)
                add_mention(&mentions[id], rarities, meanings[word], rarity[word]);
        }
    }
    if (!meanings) {
        free(mentions);
        mentions = NULL;
    }
    free(meanings);
    return mentions;
}
