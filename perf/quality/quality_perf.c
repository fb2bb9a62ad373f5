/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engram/recall.h"

/*
 * Reads a conversation and cues on standard input, makes a space of the turns and answers each cue with each choice of
 * legs. Numbers are little-endian, a text is u32 bytes and the bytes:
 *
 *     u32 dim, turns, cues
 *     turn: i64 created (ns), u32 follows (1: linked from the turn before), text, text of its metadata, f32[dim]
 *     cue: text, f32[dim]
 *
 * Prints for each cue and choice a line: choice, number of the cue, numbers of the turns from 0, best first, and the
 * best z of the answer. The one argument that it takes has the weights of the choice "all", in the order of engram_recall_weights
 * and with commas between them.
 */

enum { most_hits = 10 };

/* The choices; a null pointer stands for the library's defaults. */
static const engram_recall_weights vector_alone = {.size = sizeof vector_alone, .similarity = 1.0f};
static const engram_recall_weights words_alone = {.size = sizeof words_alone, .lexical = 1.0f};
static const engram_recall_weights both = {.size = sizeof both, .similarity = 1.0f, .lexical = 1.0f};
static engram_recall_weights given = {.size = sizeof given};
static struct {
    const char *name;
    const engram_recall_weights *weights;
} choices[] = {{"vector", &vector_alone}, {"words", &words_alone}, {"vector + words", &both}, {"all", NULL}};

static void die(const char *what, const char *why) {
    fprintf(stderr, "quality_perf: %s: %s\n", what, why);
    exit(1);
}

static void must(engram_status status, const engram_error_detail *detail, const char *what) {
    if (status != ENGRAM_OK) die(what, detail->sentence[0] != '\0' ? detail->sentence : engram_status_text(status));
}

static void take(void *to, size_t bytes) {
    if (fread(to, 1, bytes, stdin) != bytes) die("standard input", "ends early");
}

static uint32_t number(void) {
    uint32_t value = 0;
    take(&value, sizeof value);
    return value;
}

static engram_text text(void) {
    const uint32_t bytes = number();
    char *const data = malloc(bytes + 1);
    if (data == NULL) die("a text", "no memory");
    take(data, bytes);
    return (engram_text){bytes != 0 ? data : NULL, bytes};
}

static void release(engram_text text) { free((char *)(uintptr_t)text.data); }

static engram_space *make(uint32_t dim) {
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F32, .dim = dim};
    const engram_space_options options = {.size = sizeof options,
                                          .flags = ENGRAM_SPACE_CREATE | ENGRAM_SPACE_MEMORY,
                                          .now = 1,
                                          .models = &model,
                                          .model_count = 1};
    engram_error_detail error = {.size = sizeof error};
    engram_space *space = NULL;
    must(engram_space_open((engram_text){NULL, 0}, &options, &space, &error), &error, "making a space");
    return space;
}

/* Remembers the turns; returns the time of the last one. */
static int64_t remember(engram_space *space, uint32_t dim, uint32_t turns, uint64_t *ids, float *elements) {
    engram_error_detail error = {.size = sizeof error};
    engram_write_options how = {.size = sizeof how, .now = 1};
    must(engram_batch_begin(space, &how, &how.batch, &error), &error, "beginning a batch");
    int64_t last = 1;
    for (uint32_t i = 0; i < turns; ++i) {
        const engram_vector vector = {.data = elements, .dim = dim};
        engram_memory memory = {.size = sizeof memory, .fields = ENGRAM_MEMORY_CREATED, .vectors = &vector,
                                .vector_count = 1};
        take(&memory.created, sizeof memory.created);
        const uint32_t follows = number();
        memory.text = text(), memory.metadata = text();
        take(elements, dim * sizeof *elements);
        must(engram_remember(space, &memory, &how, &ids[i], &error), &error, "remembering a turn");
        if (memory.created > last) last = memory.created;
        release(memory.text), release(memory.metadata);
        if (follows == 0 || i == 0) continue;
        const engram_link_input next = {.size = sizeof next, .source = ids[i - 1], .target = ids[i], .type = {"next", 4}};
        must(engram_link(space, &next, &how, &error), &error, "linking a turn");
    }
    must(engram_batch_commit(space, &how.batch, &error), &error, "committing");
    return last;
}

static void answer(engram_space *space, const engram_recall_options *cue, const char *name, uint32_t number,
                   const uint64_t *ids, uint32_t turns) {
    engram_error_detail error = {.size = sizeof error};
    engram_answer *found = NULL;
    must(engram_recall(space, cue, &found, &error), &error, "answering a cue");
    printf("%s\t%u\t", name, number);
    for (uint64_t i = 0; i < found->count; ++i) {
        uint32_t turn = 0;
        while (turn < turns && ids[turn] != found->hits[i]->id) ++turn;
        printf(i == 0 ? "%u" : " %u", turn);
    }
    printf("\t%.9g\n", (double)found->best_z);
    engram_answer_free(&found);
}

/* All fields of the weights behind their size are floats. */
static void take_weights(const char *text) {
    float *const fields = &given.similarity;
    const size_t count = (sizeof given - offsetof(engram_recall_weights, similarity)) / sizeof *fields;
    for (size_t i = 0; i < count; ++i) {
        char *end = NULL;
        fields[i] = strtof(text, &end);
        if (end == text || *end != (i + 1 < count ? ',' : '\0')) die(text, "are not the fields of engram_recall_weights");
        text = end + 1;
    }
    choices[sizeof choices / sizeof *choices - 1].weights = &given;
}

int main(int argc, char **argv) {
    if (argc > 2) die(argv[2], "is an argument too many: perf/quality/run writes the input");
    if (argc == 2) take_weights(argv[1]);
    const uint32_t dim = number(), turns = number(), cues = number();
    if (dim == 0 || dim > 65536 || turns == 0) die("standard input", "is no conversation");
    engram_space *space = make(dim);
    uint64_t *const ids = calloc(turns, sizeof *ids);
    float *const elements = malloc(dim * sizeof *elements);
    if (ids == NULL || elements == NULL) die("a conversation", "no memory");
    const int64_t now = remember(space, dim, turns, ids, elements);
    for (uint32_t i = 0; i < cues; ++i) {
        const engram_vector vector = {.data = elements, .dim = dim};
        engram_recall_options cue = {.size = sizeof cue, .flags = ENGRAM_RECALL_NO_TEXTS, .k = most_hits,
                                     .vector = &vector, .now = now};
        cue.text = text();
        take(elements, dim * sizeof *elements);
        for (size_t c = 0; c < sizeof choices / sizeof *choices; ++c) {
            cue.weights = choices[c].weights;
            answer(space, &cue, choices[c].name, i, ids, turns);
        }
        release(cue.text);
    }
    free(ids), free(elements);
    engram_error_detail error = {.size = sizeof error};
    must(engram_space_close(&space, &error), &error, "closing");
    return 0;
}
