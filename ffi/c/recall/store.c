/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "store.h"

#include "embed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_NAME "wordnet-3.0.engram"
#define SPACE_NAME "WordNet 3.0"
#define MODEL_NAME "random indexing"
#define HALF_LIFE_SECONDS (30.0 * 86400.0)

engram_text text_of(struct span span)
{
    return (engram_text){span.text, span.size};
}

struct span span_of(engram_text text)
{
    return (struct span){text.data ? text.data : "", (size_t)text.bytes};
}

bool store_fault(const struct store *store, const engram_error_detail *error, struct fault *fault)
{
    const size_t size = strlen(error->sentence);
    const char last = size > 0 ? error->sentence[size - 1] : '.';
    return fault_set(fault, "%s: %s%s", store->path ? store->path : "the space", error->sentence,
                     last == '.' || last == '?' ? "" : ".");
}

static bool make_folder(const char *path, struct fault *fault)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    return fault_set(fault, "The folder %s cannot be made (%s); name a file with --file.", path, strerror(errno));
}

/* $XDG_CACHE_HOME/engram, else ~/.cache/engram, else here. */
static bool usual_path(struct store *store, struct fault *fault)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const bool has_cache = cache && *cache == '/', has_home = home && *home == '/';
    const char *base = has_cache ? cache : has_home ? home : ".";
    const size_t room = strlen(base) + sizeof "/.cache/engram/" FILE_NAME;
    char *path = store->path = malloc(room);
    if (!path)
        return fault_memory(fault);
    int size = snprintf(path, room, "%s%s", base, has_home && !has_cache ? "/.cache" : "");
    if (!make_folder(path, fault))
        return false;
    if (has_cache || has_home) {
        size += snprintf(path + size, room - (size_t)size, "/engram");
        if (!make_folder(path, fault))
            return false;
    }
    (void)snprintf(path + size, room - (size_t)size, "/" FILE_NAME);
    return true;
}

static bool open_space(struct store *store, uint32_t flags, engram_status *status, struct fault *fault)
{
    const engram_model model = {
        .size = sizeof model, .type = ENGRAM_TYPE_I8, .metric = ENGRAM_METRIC_COSINE, .dim = EMBED_DIM,
        .name = {MODEL_NAME, sizeof MODEL_NAME - 1},
    };
    const engram_curve curve = {
        .size = sizeof curve, .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, .scale = HALF_LIFE_SECONDS,
    };
    const engram_space_options options = {
        .size = sizeof options, .flags = flags, .sync = ENGRAM_SYNC_INTERVAL, .busy_ns = UINT64_C(60000000000),
        .models = &model, .model_count = 1, .curve = &curve, .name = {SPACE_NAME, sizeof SPACE_NAME - 1},
    };
    engram_error_detail error = {.size = sizeof error};
    const engram_text path = {store->path, strlen(store->path)};
    *status = engram_space_open(path, &options, &store->space, &error);
    return *status == ENGRAM_OK || store_fault(store, &error, fault);
}

/* What the program keeps for itself may be of a version of the library with another format: what is in it is in WordNet,
 * but for what was recalled, so it is kept aside. */
static bool set_aside(const struct store *store, struct fault *fault)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    const size_t room = strlen(store->path) + sizeof ".old-wal";
    char *from = malloc(room), *to = malloc(room);
    bool is_done = from && to;
    for (size_t i = 0; is_done && i < sizeof ends / sizeof *ends; ++i) {
        (void)snprintf(from, room, "%s%s", store->path, ends[i]);
        (void)snprintf(to, room, "%s.old%s", store->path, ends[i]);
        (void)remove(to);
        is_done = rename(from, to) == 0 || (i > 0 && errno == ENOENT);
    }
    if (is_done)
        fprintf(stderr, "recall: %s has another format: it is kept as %s.old, and made anew\n", store->path, store->path);
    else
        (void)fault_set(fault, "%s has another format and cannot be renamed; remove it.", store->path);
    free(from), free(to);
    return is_done;
}

bool store_find_import(struct store *store, struct fault *fault)
{
    engram_error_detail error = {.size = sizeof error};
    uint64_t id = 0;
    engram_listing *listing = NULL;
    engram_status status =
        engram_find_key(store->space, (engram_text){LEXICON_KEY, sizeof LEXICON_KEY - 1}, &id, &error);
    store->imported = 0;
    if (status == ENGRAM_ERROR_NOT_FOUND)
        return true;
    if (status == ENGRAM_OK)
        status = engram_get(store->space, id, 0, &listing, &error);
    if (status != ENGRAM_OK)
        return store_fault(store, &error, fault);
    store->imported = listing->records[0]->created;
    engram_listing_free(&listing);
    return true;
}

bool store_open(struct store *store, const char *path, struct fault *fault)
{
    if (!path) {
        if (!usual_path(store, fault))
            return false;
    } else if (!(store->path = strdup(path)))
        return fault_memory(fault);
    engram_status status;
    if (!open_space(store, ENGRAM_SPACE_CREATE, &status, fault) &&
        (path || status != ENGRAM_ERROR_FORMAT || !set_aside(store, fault) ||
         !open_space(store, ENGRAM_SPACE_CREATE, &status, fault)))
        return false;
    engram_error_detail error = {.size = sizeof error};
    engram_space_info info = {.size = sizeof info};
    if (engram_space_describe(store->space, &info, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    if (!span_equal(span_of(info.name), (struct span){SPACE_NAME, sizeof SPACE_NAME - 1}))
        return fault_set(fault, "%s is a space, but not one of this program; name another file with --file.", path);
    return store_find_import(store, fault);
}

bool store_load(struct store *store, struct fault *fault)
{
    engram_error_detail error = {.size = sizeof error};
    if (engram_space_close(&store->space, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    engram_status status;
    return open_space(store, ENGRAM_SPACE_LOAD, &status, fault);
}

void store_close(struct store *store)
{
    (void)engram_space_close(&store->space, NULL);
    free(store->path);
    store->path = NULL;
}

bool next_word(struct span *words, struct span *word)
{
    if (words->size == 0)
        return false;
    size_t size = 0;
    while (size < words->size && words->text[size] != ';')
        ++size;
    *word = (struct span){words->text, size};
    const size_t skipped = words->size - size < 2 ? words->size : size + 2;
    *words = (struct span){words->text + skipped, words->size - skipped};
    return true;
}

struct span words_of(const engram_record *record)
{
    struct span text = span_of(record->text);
    const char *end = text.size > 0 ? memchr(text.text, '\n', text.size) : NULL;
    if (end)
        text.size = (size_t)(end - text.text);
    return text.size > 0 ? text : span_of(record->key);
}

struct span gloss_of(const engram_record *record)
{
    const struct span text = span_of(record->text);
    const char *end = text.size > 0 ? memchr(text.text, '\n', text.size) : NULL;
    return end ? (struct span){end + 1, text.size - (size_t)(end + 1 - text.text)} : (struct span){"", 0};
}

struct span object_named(struct span metadata, const char *name)
{
    const size_t size = strlen(name);
    for (size_t at = 0; at + size + 4 <= metadata.size; ++at)
        if (metadata.text[at] == '"' && memcmp(metadata.text + at + 1, name, size) == 0 &&
            memcmp(metadata.text + at + 1 + size, "\":{", 3) == 0)
            return (struct span){metadata.text + at + size + 4, metadata.size - at - size - 4};
    return (struct span){"", 0};
}

bool next_pair(struct span *object, struct span *name, double *number)
{
    const char *at = object->text, *const end = at + object->size;
    while (at < end && (*at == '{' || *at == ','))
        ++at;
    if (at == end || *at != '"')
        return false;
    const char *const first = ++at;
    while (at < end && *at != '"')
        ++at;
    *name = (struct span){first, (size_t)(at - first)};
    if (end - at < 3 || at[1] != ':')
        return false;
    char digits[32];
    size_t size = 0;
    for (at += 2; at < end && *at != ',' && *at != '}' && size < sizeof digits - 1; ++at)
        digits[size++] = *at;
    digits[size] = '\0';
    *number = strtod(digits, NULL);
    *object = (struct span){at, (size_t)(end - at)};
    return true;
}
