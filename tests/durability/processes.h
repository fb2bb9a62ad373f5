/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DURABILITY_PROCESSES_H
#define ENGRAM_TESTS_DURABILITY_PROCESSES_H

/* Processes that write by key to one space, and say by whom and as which of its operations. */

#include "durability/reading.h"
#include "support/child.h"

static const char *path;

static inline engram_space *open_it(uint64_t busy_ns) {
    const engram_space_options options = {
        .size = sizeof options, .flags = ENGRAM_SPACE_CREATE, .sync = ENGRAM_SYNC_NONE, .busy_ns = busy_ns};
    engram_space *space = NULL;
    engram_error_detail why = {.size = sizeof why};
    if (engram_space_open(text_of(path), &options, &space, &why) != ENGRAM_OK) dprintf(2, "%s\n", why.sentence);
    child_check(space != NULL);
    return space;
}

static inline const char *key_name(uint32_t key) {
    static char names[4][16];
    static unsigned next;
    char *const name = names[next++ % 4];
    snprintf(name, sizeof names[0], "key %u", key);
    return name;
}

static inline engram_status write_one(engram_space *space, uint32_t me, uint32_t serial, uint32_t key, engram_batch *batch) {
    char text[32];
    snprintf(text, sizeof text, "by %u as %u", me, serial);
    const engram_memory memory = {.size = sizeof memory, .key = text_of(key_name(key)), .text = text_of(text)};
    const engram_write_options how = {.size = sizeof how, .batch = batch};
    return engram_remember(space, &memory, &how, NULL, NULL);
}

#endif
