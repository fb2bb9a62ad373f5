/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SPACE_SUPPORT_H
#define ENGRAM_TESTS_SPACE_SUPPORT_H

/* What tests of the engine share: a folder of their own, spaces in it, and calls that have to succeed. */

#include <sys/stat.h>
#include <unistd.h>

#include "engram/recall.h"
#include "support/check.h"

static inline engram_text text_of(const char *words) { return (engram_text){words, words != NULL ? strlen(words) : 0}; }

static inline int text_is(engram_text text, const char *words) {
    return text.bytes == strlen(words) && (text.bytes == 0 || memcmp(text.data, words, (size_t)text.bytes) == 0);
}

/* A folder that is new in every process; files in it are removed by folder_remove(). */
static char folder_path[256];
static inline const char *folder(void) {
    if (folder_path[0] == '\0') {
        const char *base = getenv("TMPDIR");
        snprintf(folder_path, sizeof folder_path, "%s/engram-test-XXXXXX", base != NULL ? base : "/tmp");
        assert_non_null(mkdtemp(folder_path));
    }
    return folder_path;
}
static inline void folder_remove(void) {
    if (folder_path[0] == '\0') return;
    char command[320];
    snprintf(command, sizeof command, "rm -rf '%s'", folder_path);
    assert_int_equal(system(command), 0);
    folder_path[0] = '\0';
}
static inline int group_end(void **state) {
    (void)state;
    folder_remove();
    return 0;
}

/* A path in the folder; each of eight is overwritten in turn. */
static inline const char *path_of(const char *name) {
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder(), name);
    return path;
}

#define must(call)                                                                                                \
    do {                                                                                                          \
        engram_error_detail why = {.size = sizeof why};                                                           \
        const engram_status got = (call);                                                                         \
        if (got != ENGRAM_OK) {                                                                                   \
            print_error("%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call, engram_status_name(got), why.sentence); \
            fail();                                                                                               \
        }                                                                                                         \
    } while (0)

/* Fails unless the call is refused with the status, naming the argument, with a sentence. null: no argument named. */
#define must_refuse(call, expected, which)                                                                        \
    do {                                                                                                          \
        engram_error_detail why = {.size = sizeof why};                                                           \
        const engram_status got = (call);                                                                         \
        if (got != (expected) || why.status != (expected) || why.sentence[0] == '\0' ||                           \
            strcmp(why.argument, (which) != NULL ? (which) : "") != 0) {                                          \
            print_error("%s:%d: %s: %s, argument '%s': %s\n", __FILE__, __LINE__, #call, engram_status_name(got), \
                        why.argument, why.sentence);                                                              \
            fail();                                                                                               \
        }                                                                                                         \
    } while (0)

static inline engram_space *space_with(const char *path, uint32_t flags, engram_type type, uint64_t dim) {
    const engram_model model = {.size = sizeof model, .type = type, .dim = dim};
    const engram_space_options options = {
        .size = sizeof options, .flags = flags, .sync = ENGRAM_SYNC_NONE, .models = &model, .model_count = dim != 0};
    engram_space *space = NULL;
    must(engram_space_open(text_of(path), &options, &space, &why));
    return space;
}

/* A new space in a file, of vectors of f32 with `dim` elements; 0: without a model. */
static inline engram_space *space_new(const char *name, uint64_t dim) {
    return space_with(path_of(name), ENGRAM_SPACE_CREATE | ENGRAM_SPACE_EXCLUSIVE, ENGRAM_TYPE_F32, dim);
}
static inline engram_space *space_again(const char *name) { return space_with(path_of(name), 0, 0, 0); }

static inline void space_end(engram_space **space) { must(engram_space_close(space, &why)); }

static inline uint64_t remember_text(engram_space *space, const char *text) {
    const engram_memory memory = {.size = sizeof memory, .text = text_of(text)};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    return id;
}

static inline uint64_t remember_key(engram_space *space, const char *key, const char *text) {
    const engram_memory memory = {.size = sizeof memory, .key = text_of(key), .text = text_of(text)};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    return id;
}

static inline engram_space_info describe(engram_space *space) {
    engram_space_info info = {.size = sizeof info};
    must(engram_space_describe(space, &info, &why));
    return info;
}

static inline void link_two(engram_space *space, uint64_t source, uint64_t target, const char *type, float weight) {
    const engram_link_input link = {
        .size = sizeof link, .weight = weight, .source = source, .target = target, .type = text_of(type)};
    must(engram_link(space, &link, NULL, &why));
}

#endif
