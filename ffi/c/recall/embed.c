/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "embed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a word of the class above counts; tokens.c has the others. */
static const float hypernym_weight = 0.7f;

/* 16 positions with signs, from the bits of a generator seeded with the spelling of the word. */
static void make_index(struct span word, struct index_vector *index)
{
    uint64_t state = hash_bytes(word.text, word.size, 0x656E6772616DULL);
    for (int i = 0; i < INDEX_NONZEROS; ++i) {
        state += UINT64_C(0x9E3779B97F4A7C15);
        const uint64_t bits = hash_mix(state);
        index->at[i] = (uint16_t)(((bits >> 32) * EMBED_DIM >> 32) * 2 + (bits & 1));
    }
}

static bool weigh_words(struct embedding *embedding, size_t synset_count)
{
    const struct tokens *tokens = &embedding->tokens;
    const size_t count = embedding->vocabulary.count;
    uint32_t *used = calloc(count, sizeof *used);
    uint32_t *last = calloc(count, sizeof *last);
    embedding->rarity = malloc(count * sizeof *embedding->rarity);
    embedding->indexes = malloc(count * sizeof *embedding->indexes);
    const bool room = used && last && embedding->rarity && embedding->indexes;
    if (room) {
        for (size_t id = 0; id < synset_count; ++id)
            for (uint32_t i = tokens->starts[id]; i < tokens->starts[id + 1]; ++i) {
                const uint32_t word = tokens->words[i];
                used[word] += last[word] != id + 1;
                last[word] = (uint32_t)id + 1;
            }
        for (size_t word = 0; word < count; ++word) {
            embedding->rarity[word] = (float)log((double)(synset_count + 1) / (double)(used[word] + 1));
            make_index(vocabulary_text(&embedding->vocabulary, (uint32_t)word), &embedding->indexes[word]);
        }
    }
    free(used);
    free(last);
    return room;
}

static void add_index(const struct index_vector *index, float value, float *vector)
{
    for (int i = 0; i < INDEX_NONZEROS; ++i)
        vector[index->at[i] >> 1] += index->at[i] & 1 ? -value : value;
}

static void add_word(const struct embedding *embedding, uint32_t word, float weight, float *vector)
{
    add_index(&embedding->indexes[word], weight * embedding->rarity[word], vector);
}

void embed_synset(const struct embedding *embedding, const struct wordnet *net, size_t id, float *vector)
{
    const struct synset *synset = &net->synsets[id];
    const struct tokens *tokens = &embedding->tokens;
    memset(vector, 0, EMBED_DIM * sizeof *vector);
    for (uint32_t i = tokens->starts[id]; i < tokens->starts[id + 1]; ++i)
        add_word(embedding, tokens->words[i], tokens->weights[i], vector);
    for (uint32_t p = 0; p < synset->pointer_count; ++p) {
        const struct pointer *pointer = &net->pointers[synset->first_pointer + p];
        if (pointer->relation != RELATION_HYPERNYM && pointer->relation != RELATION_INSTANCE_HYPERNYM)
            continue;
        for (uint32_t i = tokens->starts[pointer->target]; i < tokens->lemma_ends[pointer->target]; ++i)
            add_word(embedding, tokens->words[i], hypernym_weight, vector);
    }
}

bool embed_build(struct embedding *embedding, const struct wordnet *net, struct fault *fault)
{
    memset(embedding, 0, sizeof *embedding);
    if (tokens_collect(&embedding->tokens, net, &embedding->vocabulary) && weigh_words(embedding, net->synset_count) &&
        (embedding->mentions = tokens_mentions(&embedding->tokens, net, &embedding->vocabulary, embedding->rarity)))
        return true;
    embed_free(embedding);
    return fault_memory(fault);
}

void embed_free(struct embedding *embedding)
{
    vocabulary_free(&embedding->vocabulary);
    tokens_free(&embedding->tokens);
    free(embedding->rarity);
    free(embedding->indexes);
    free(embedding->mentions);
    memset(embedding, 0, sizeof *embedding);
}

void embed_add_stem(struct span stem, float weight, float *vector)
{
    struct index_vector index;
    make_index(stem, &index);
    add_index(&index, weight, vector);
}

void embed_add_unit(const float *row, float scale, float *vector)
{
    double squares = 0.0;
    for (size_t i = 0; i < EMBED_DIM; ++i)
        squares += (double)row[i] * (double)row[i];
    if (squares <= 0.0)
        return;
    const float factor = scale / (float)sqrt(squares);
    for (size_t i = 0; i < EMBED_DIM; ++i)
        vector[i] += factor * row[i];
}
