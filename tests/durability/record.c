/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "durability/record.h"

#include <stdlib.h>
#include <string.h>

static struct record *current;
static char space_path[1024];

const char *record_name(uint32_t name) {
    static const char *const names[RECORD_NAMES] = {"", "-wal", "-journal"};
    return names[name];
}

void record_begin(struct record *record, const char *path) {
    current = record;
    if (record == NULL) return;
    *record = (struct record){0};
    strncpy(space_path, path, sizeof space_path - 1);
}

int record_wants(const char *path, uint32_t *name) {
    const size_t length = strlen(space_path);
    if (current == NULL || path == NULL || strncmp(path, space_path, length) != 0) return 0;
    for (uint32_t i = 0; i < RECORD_NAMES; ++i)
        if (strcmp(path + length, record_name(i)) == 0) {
            *name = i;
            return 1;
        }
    return 0;
}

void record_add(enum record_kind kind, uint32_t name, uint64_t at, const void *data, uint64_t bytes) {
    if (current == NULL) return;
    if (current->count == current->room) {
        current->room = current->room != 0 ? 2 * current->room : 1024;
        current->events = realloc(current->events, current->room * sizeof *current->events);
        if (current->events == NULL) abort();
    }
    unsigned char *copy = NULL;
    if (data != NULL) {
        copy = malloc((size_t)bytes);
        if (copy == NULL) abort();
        memcpy(copy, data, (size_t)bytes);
    }
    current->events[current->count++] = (struct record_event){kind, name, at, bytes, copy};
}

void record_done(uint64_t operation) { record_add(RECORD_DONE, 0, operation, NULL, 0); }

void record_free(struct record *record) {
    for (size_t i = 0; i < record->count; ++i) free(record->events[i].data);
    free(record->events);
    *record = (struct record){0};
}
