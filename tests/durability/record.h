/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DURABILITY_RECORD_H
#define ENGRAM_TESTS_DURABILITY_RECORD_H

/* What a run has asked of the disk, in order: files made and removed, bytes written, files cut, syncs. */

#include <stddef.h>
#include <stdint.h>

enum record_kind {
    RECORD_MAKE,   /* a file that was not there; its name is on the disk after the next sync of the folder */
    RECORD_REMOVE,
    RECORD_WRITE,
    RECORD_CUT,    /* to `at` bytes */
    RECORD_SYNC,
    RECORD_FOLDER, /* a sync of the folder */
    RECORD_DONE    /* the operation that brought the history to `at` was acknowledged */
};

/* Names a space's files by what is added to its path: "" "-wal" "-journal". */
enum { RECORD_NAMES = 3 };
const char *record_name(uint32_t name);

struct record_event {
    enum record_kind kind;
    uint32_t name;
    uint64_t at;         /* offset; bytes that stay; number of the operation */
    uint64_t bytes;
    unsigned char *data; /* of a write */
};

struct record {
    struct record_event *events;
    size_t count, room;
};

/* Files of the space at `path` are recorded into *record from here on; null: no more. */
void record_begin(struct record *record, const char *path);
void record_done(uint64_t operation);
void record_free(struct record *record);

/* For the VFS. */
int record_wants(const char *path, uint32_t *name);
void record_add(enum record_kind kind, uint32_t name, uint64_t at, const void *data, uint64_t bytes);

#endif
