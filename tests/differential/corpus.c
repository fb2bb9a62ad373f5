/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Keeps the corpus: cases in the format of the conformance vectors (docs/conformance.md), written by hand but for their
 * outcome, each under comment lines that say why it is there.
 *     differential_corpus --check FILE ...     every case has its reason and the outcome the scalar level gives
 *     differential_corpus --update FILE ...    writes the outcomes anew; the reasons and inputs stay
 */

#include <stdlib.h>
#include <string.h>

#include "play.h"

enum { CASES_LEAST = 40 };

typedef struct text {
    char *bytes;
    size_t used, room;
} text;

static void append(text *t, const char *bytes, size_t count) {
    if (t->used + count + 1 > t->room) {
        t->room = 2 * (t->used + count) + 4096;
        t->bytes = realloc(t->bytes, t->room);
        if (t->bytes == NULL) conformance_stop("no memory");
    }
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count, t->bytes[t->used] = 0;
}

static text read_all(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) conformance_stop("%s: cannot be read", path);
    text t = {0};
    char part[4096];
    append(&t, "", 0);
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;) append(&t, part, got);
    fclose(file);
    return t;
}

/* The file with the outcomes of today; *cases counts them. */
static text recorded(const char *path, const text *old, size_t *cases) {
    static vector v;
    text fresh = {0};
    bool has_reason = false;
    append(&fresh, "", 0);
    for (const char *line = old->bytes; *line != 0;) {
        const size_t length = strcspn(line, "\n");
        char *copy = strndup(line, length);
        if (copy == NULL) conformance_stop("no memory");
        if (copy[0] == '#') {
            append(&fresh, copy, length), append(&fresh, "\n", 1);
            has_reason = true;
        } else if (strncmp(copy, "call ", 5) == 0 || strncmp(copy, "in ", 3) == 0) {
            v.recording = true;
            vector_line(&v, copy);
        }
        free(copy);
        line += length + (line[length] == '\n');
        if (v.call[0] != 0 && (*line == 0 || *line == '\n')) {
            if (!has_reason) conformance_stop("%s: %s has no reason", path, v.name);
            play(&v);
            append(&fresh, v.text, v.text_used);
            vector_clear(&v);
            has_reason = false, ++*cases;
        }
        if (*line == '\n') append(&fresh, "\n", 1), ++line, has_reason = false;
    }
    return fresh;
}

int main(int count, char **arguments) {
    const bool update = count > 1 && strcmp(arguments[1], "--update") == 0;
    if (count < 3 || (!update && strcmp(arguments[1], "--check") != 0))
        conformance_stop("usage: differential_corpus --check|--update FILE ...");
    if (engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR) != ENGRAM_OK) conformance_stop("no scalar level");
    size_t cases = 0;
    int verdict = 0;
    for (int i = 2; i < count; ++i) {
        text old = read_all(arguments[i]), fresh = recorded(arguments[i], &old, &cases);
        if (strcmp(old.bytes, fresh.bytes) != 0 && update) {
            FILE *file = fopen(arguments[i], "w");
            if (file == NULL || fwrite(fresh.bytes, 1, fresh.used, file) != fresh.used || fclose(file) != 0)
                conformance_stop("%s: cannot be written", arguments[i]);
        } else if (strcmp(old.bytes, fresh.bytes) != 0) {
            fprintf(stderr, "%s is not what --update writes\n", arguments[i]);
            verdict = 1;
        }
        free(old.bytes), free(fresh.bytes);
    }
    printf("%zu cases\n", cases);
    if (cases < CASES_LEAST) conformance_stop("fewer than %d cases", CASES_LEAST);
    return verdict;
}
