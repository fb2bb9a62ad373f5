/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SPACE_FURNISHED_H
#define ENGRAM_TESTS_SPACE_FURNISHED_H

/* A space with something of everything, for tests of what keeps spaces safe. */

#include "engram/safety.h"
#include "space/support.h"

static uint64_t kettle, tea, cup;

/* Three memories, one of them changed and one forgotten, links, strengths, vectors of two models. */
static inline void furnish(engram_space *space) {
    const float east[2] = {1, 0}, north[2] = {0, 1}, third[3] = {1, 2, 3};
    const engram_vector two[] = {{.data = east, .dim = 2}, {.model = text_of("other"), .data = third, .dim = 3}};
    const engram_vector one = {.data = north, .dim = 2};
    engram_memory memory = {.size = sizeof memory,
                            .key = text_of("kettle"),
                            .text = text_of("the blue kettle boils"),
                            .vectors = two,
                            .vector_count = 2};
    must(engram_remember(space, &memory, NULL, &kettle, &why));
    memory = (engram_memory){.size = sizeof memory, .text = text_of("tea"), .vectors = &one, .vector_count = 1};
    must(engram_remember(space, &memory, NULL, &tea, &why));
    cup = remember_text(space, "a cup");
    const uint64_t gone = remember_text(space, "gone");
    link_two(space, kettle, tea, "makes", 1.0f);
    link_two(space, tea, cup, "fills", 2.0f);
    must(engram_reinforce(space, &tea, 1, 0.5f, NULL, &why));
    memory = (engram_memory){.size = sizeof memory, .fields = ENGRAM_MEMORY_TEXT, .text = text_of("the kettle")};
    must(engram_update(space, kettle, &memory, NULL, &why));
    must(engram_forget(space, gone, NULL, &why));
    /* Enough for the index of words to have some, and some to wait for it. */
    char text[32];
    for (int i = 0; i < 150; ++i) {
        snprintf(text, sizeof text, "filler number %d", i);
        remember_text(space, text);
    }
}

/* name null: in memory. */
static inline engram_space *furnished(const char *name) {
    const engram_model models[] = {
        {.size = sizeof models[0], .type = ENGRAM_TYPE_F32, .dim = 2},
        {.size = sizeof models[0], .type = ENGRAM_TYPE_F16, .dim = 3, .name = text_of("other")}};
    const engram_space_options options = {.size = sizeof options,
                                          .flags = name != NULL ? ENGRAM_SPACE_CREATE : ENGRAM_SPACE_MEMORY,
                                          .sync = ENGRAM_SYNC_NONE,
                                          .models = models,
                                          .model_count = 2};
    engram_space *space = NULL;
    must(engram_space_open(name != NULL ? text_of(path_of(name)) : (engram_text){NULL, 0}, &options, &space, &why));
    furnish(space);
    return space;
}

static inline engram_report *check_path(const char *path, uint32_t level) {
    const engram_check_options options = {.size = sizeof options, .level = level, .path = text_of(path)};
    engram_report *report = NULL;
    must(engram_check(NULL, &options, &report, &why));
    return report;
}

static inline void run_command(const char *format, ...) {
    char command[1600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    if (system(command) != 0) fail_msg("%s", command);
}

#endif
