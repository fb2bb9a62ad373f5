/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DURABILITY_DISK_H
#define ENGRAM_TESTS_DURABILITY_DISK_H

/*
 * A disk that loses power: what has been synced is there; of what has not, any part may be, in units of 4,096 or 512
 * bytes, and the last write may be torn at any byte. Names of files made or removed are there after a sync of the
 * folder, and before that up to any moment since the last one.
 */

#include "durability/record.h"
#include "support/check.h"

enum { DISK_FILES = 32 };

struct disk_file {
    unsigned char *data;
    uint64_t bytes, room;
};

struct disk_change { /* not synced */
    const struct record_event *event;
    uint32_t file;
};

struct disk {
    struct disk_file files[DISK_FILES];
    uint32_t count;
    int named[RECORD_NAMES], named_now[RECORD_NAMES]; /* which file has a name, -1 for none: for certain, and if nothing happens */
    struct disk_change *pending;
    size_t pending_count, pending_room;
    struct disk_change names[64]; /* made or removed, not synced */
    size_t name_count;
    uint64_t epoch; /* grows with every sync */
};

/* What survives of what was not synced. */
enum disk_survivors {
    DISK_NOTHING,
    DISK_ALL,
    DISK_TORN,        /* all, the last write torn */
    DISK_LAST,        /* the last write alone */
    DISK_ALL_BUT_ONE, /* unit */
    DISK_FEW,         /* of eight units one, by chance */
    DISK_HALF,
    DISK_MOST,        /* of eight units seven */
    DISK_CHOICES
};

/* Empty, or with the files that are there at path, for certain. */
void disk_begin(struct disk *disk, const char *path);
void disk_end(struct disk *disk);
void disk_follow(struct disk *disk, const struct record_event *event);
int disk_is_dirty(const struct disk *disk);

/* Writes the files of a state to `path`, in the place of those that are there; returns what tells states apart. */
uint64_t disk_write(const struct disk *disk, enum disk_survivors which, uint64_t grain, rng *random, const char *path);

#endif
