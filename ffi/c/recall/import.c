/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "import.h"

#include "associations.h"
#include "database.h"
#include "lexicon.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH 4000u
#define BAR_COLUMNS 30
/* A synset has a vector and takes about so many times as long as a link or a word. */
#define SYNSET_COST 3.0

struct importer {
    struct store *store;
    struct database database;
    struct embedding embedding;
    struct associations associations;
    struct lexicon lexicon;
    uint64_t *ids; /* of the synsets, read from the file when the first link needs them */
    int64_t now; /* one moment for all of it, however often it is interrupted: when the space was made */
    uint32_t most_tags;
    bool shows_progress, is_done;
    double start_ms, start_work;
};

static double work_of(const struct importer *importer, const engram_space_info *info)
{
    const uint64_t synsets = importer->database.net.synset_count;
    const uint64_t read = info->memories < synsets ? info->memories : synsets;
    return (double)read * SYNSET_COST + (double)info->links + (double)(info->memories - read);
}

static void show_progress(struct importer *importer, const engram_space_info *info)
{
    if (!importer->shows_progress)
        return;
    const double work = work_of(importer, info), elapsed = now_ms() - importer->start_ms;
    const double all = (double)importer->database.net.synset_count * SYNSET_COST +
                       (double)importer->associations.count + (double)importer->lexicon.count;
    if (importer->start_ms <= 0.0) {
        importer->start_ms = now_ms();
        importer->start_work = work;
    }
    const double share = work < all ? work / all : 1.0, done = work - importer->start_work;
    char bar[BAR_COLUMNS + 1];
    for (int i = 0; i < BAR_COLUMNS; ++i)
        bar[i] = (double)i < share * BAR_COLUMNS ? '#' : '.';
    bar[BAR_COLUMNS] = '\0';
    fprintf(stderr, "\r\033[Kreading WordNet into the space [%s] %3.0f %%", bar, share * 100.0);
    if (done > 0.0)
        fprintf(stderr, ", %.0f s left", elapsed * 1e-3 * (all - work) / done + 0.5);
}

static engram_status add_synset(struct importer *importer, size_t number, const engram_write_options *options,
                                engram_error_detail *error)
{
    static const char *const kinds[PART_COUNT] = {"noun", "verb", "adjective", "adverb"};
    const struct wordnet *net = &importer->database.net;
    const struct synset *synset = &net->synsets[number];
    float vector[EMBED_DIM];
    embed_synset(&importer->embedding, net, number, vector);
    char key[SYNSET_KEY_ROOM];
    synset_key(synset, key);
    size_t size = synset->gloss.size + 1;
    for (uint32_t i = 0; i < synset->word_count; ++i)
        size += net->words[synset->first_word + i].size + 2;
    char *const text = malloc(size), *at = text;
    if (!text)
        return ENGRAM_ERROR_MEMORY;
    for (uint32_t i = 0; i < synset->word_count; ++i) {
        const struct span word = net->words[synset->first_word + i];
        if (i > 0)
            *at++ = ';', *at++ = ' ';
        for (size_t c = 0; c < word.size; ++c)
            *at++ = (char)(word.text[c] == '_' ? ' ' : word.text[c]);
    }
    *at++ = '\n';
    memcpy(at, synset->gloss.text, synset->gloss.size);
    at += synset->gloss.size;

    float strength = 0.0f;
    uint64_t age = 0;
    first_strength(synset, importer->most_tags, &strength, &age);
    const engram_vector vectors = {.type = ENGRAM_TYPE_F32, .data = vector, .dim = EMBED_DIM};
    const engram_memory memory = {
        .size = sizeof memory, .fields = ENGRAM_MEMORY_CREATED | ENGRAM_MEMORY_STRENGTH,
        .key = {key, strlen(key)}, .text = {text, (uint64_t)(at - text)},
        .kind = {kinds[synset->part], strlen(kinds[synset->part])}, .vectors = &vectors, .vector_count = 1,
        .created = options->now - (int64_t)age * 1000000000, .strength = strength,
    };
    const engram_status status = engram_remember(importer->store->space, &memory, options, NULL, error);
    free(text);
    return status;
}

/* The ids of the synsets: they were remembered first, in their order. */
static engram_status read_ids(struct importer *importer, engram_error_detail *error)
{
    const size_t count = importer->database.net.synset_count;
    importer->ids = malloc((count + 1) * sizeof *importer->ids);
    if (!importer->ids)
        return ENGRAM_ERROR_MEMORY;
    uint64_t after = 0;
    for (size_t read = 0; read < count;) {
        engram_listing *listing = NULL;
        const engram_status status =
            engram_iterate(importer->store->space, NULL, after, 10000, 0, &listing, error);
        if (status != ENGRAM_OK)
            return status;
        for (uint64_t i = 0; i < listing->count && read < count; ++i)
            importer->ids[read++] = listing->records[i]->id;
        after = listing->next;
        engram_listing_free(&listing);
        if (after == 0 && read < count)
            return ENGRAM_ERROR_DAMAGED;
    }
    return ENGRAM_OK;
}

static engram_status add_link(struct importer *importer, size_t number, const engram_write_options *options,
                              engram_error_detail *error)
{
    if (!importer->ids) {
        const engram_status status = read_ids(importer, error);
        if (status != ENGRAM_OK)
            return status;
    }
    const struct association *association = &importer->associations.items[number];
    const char *type = association_type(association);
    const engram_link_input link = {
        .size = sizeof link, .weight = association->weight, .source = importer->ids[association->source],
        .target = importer->ids[association->target], .type = {type, strlen(type)},
    };
    return engram_link(importer->store->space, &link, options, error);
}

static engram_status add_word(struct importer *importer, size_t number, const engram_write_options *options,
                              engram_error_detail *error)
{
    struct fault fault;
    struct lexicon *lexicon = &importer->lexicon;
    const struct span word = lexicon->words[number];
    char key[256];
    memcpy(key, WORD_KEY_PREFIX, 2);
    memcpy(key + 2, word.text, word.size);
    if (!lexicon_write_word(lexicon, &importer->database.net, &importer->embedding, number, &fault))
        return ENGRAM_ERROR_MEMORY;
    const engram_memory memory = {
        .size = sizeof memory, .key = {key, word.size + 2}, .kind = {"word", 4},
        .metadata = {lexicon->text, lexicon->size},
    };
    return engram_remember(importer->store->space, &memory, options, NULL, error);
}

static engram_status add_lexicon(struct importer *importer, const engram_write_options *options,
                                 engram_error_detail *error)
{
    struct fault fault;
    if (!lexicon_write_all(&importer->lexicon, &importer->database.net, &fault))
        return ENGRAM_ERROR_MEMORY;
    const engram_memory memory = {
        .size = sizeof memory, .key = {LEXICON_KEY, sizeof LEXICON_KEY - 1}, .kind = {"lexicon", 7},
        .metadata = {importer->lexicon.text, importer->lexicon.size},
    };
    return engram_remember(importer->store->space, &memory, options, NULL, error);
}

/* What comes next after what the file holds; no other writer can change that while the batch is open. */
static engram_status fill_batch(struct importer *importer, const engram_space_info *info, engram_batch *batch,
                                engram_error_detail *error)
{
    const uint64_t synsets = importer->database.net.synset_count, words = importer->lexicon.count;
    const uint64_t links = importer->associations.count;
    const engram_write_options options = {.size = sizeof options, .now = importer->now, .batch = batch};
    engram_status status = ENGRAM_OK;
    if (info->memories < synsets)
        for (uint64_t i = info->memories; status == ENGRAM_OK && i < synsets && i < info->memories + BATCH; ++i)
            status = add_synset(importer, i, &options, error);
    else if (info->links < links)
        for (uint64_t i = info->links; status == ENGRAM_OK && i < links && i < info->links + 4 * BATCH; ++i)
            status = add_link(importer, i, &options, error);
    else if (info->memories - synsets < words)
        for (uint64_t i = info->memories - synsets, end = i + BATCH; status == ENGRAM_OK && i < words && i < end; ++i)
            status = add_word(importer, i, &options, error);
    else if (info->memories - synsets == words)
        status = add_lexicon(importer, &options, error);
    else
        importer->is_done = true;
    return status;
}

static engram_status import_batch(struct importer *importer, engram_error_detail *error)
{
    engram_space *const space = importer->store->space;
    engram_batch *batch = NULL;
    engram_space_info info = {.size = sizeof info};
    engram_status status = engram_space_describe(space, &info, error);
    importer->now = importer->now != 0 ? importer->now : info.changed;
    const engram_write_options options = {.size = sizeof options, .now = importer->now};
    if (status == ENGRAM_OK)
        status = engram_batch_begin(space, &options, &batch, error);
    if (status != ENGRAM_OK)
        return status;
    status = engram_space_describe(space, &info, error);
    if (status == ENGRAM_OK) {
        show_progress(importer, &info);
        status = fill_batch(importer, &info, batch, error);
    }
    if (status == ENGRAM_OK && !importer->is_done)
        return engram_batch_commit(space, &batch, error);
    engram_batch_cancel(space, &batch);
    return status;
}

static enum import_result import_all(struct importer *importer, const char *directory, struct fault *fault)
{
    if (!database_load(&importer->database, directory, fault))
        return IMPORT_NO_WORDNET;
    const struct wordnet *net = &importer->database.net;
    importer->most_tags = most_tags(net);
    if (!lexicon_collect(&importer->lexicon, net, fault))
        return IMPORT_NO_WORDNET;
    if (!embed_build(&importer->embedding, net, fault))
        return IMPORT_FAILED;
    if (!associations_collect(&importer->associations, net, importer->embedding.mentions)) {
        (void)fault_memory(fault);
        return IMPORT_FAILED;
    }
    while (!importer->is_done) {
        engram_error_detail error = {.size = sizeof error};
        const engram_status status = import_batch(importer, &error);
        if (status == ENGRAM_OK)
            continue;
        if (status == ENGRAM_ERROR_TEXT) {
            (void)fault_set(fault, "WordNet in %s is damaged: %s", directory, error.sentence);
            return IMPORT_NO_WORDNET;
        }
        if (error.sentence[0])
            (void)store_fault(importer->store, &error, fault);
        else if (status == ENGRAM_ERROR_MEMORY)
            (void)fault_memory(fault);
        else
            (void)fault_set(fault, "%s holds the beginning of another WordNet; remove it, or name another with --file.",
                            importer->store->path);
        return IMPORT_FAILED;
    }
    return IMPORT_DONE;
}

enum import_result import_wordnet(struct store *store, const char *directory, struct fault *fault)
{
    struct importer importer = {.store = store, .shows_progress = isatty(STDERR_FILENO) != 0};
    if (importer.shows_progress)
        fputs("reading WordNet ...", stderr);
    const enum import_result result = import_all(&importer, directory, fault);
    if (importer.shows_progress)
        fputs("\r\033[K", stderr);
    free(importer.ids);
    associations_free(&importer.associations);
    lexicon_free(&importer.lexicon);
    embed_free(&importer.embedding);
    database_free(&importer.database);
    return result;
}
