/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_HISTORY_H
#define ENGRAM_HISTORY_H

/*
 * History: a space as it was.
 *
 * Every operation has an entry in the journal, and what it replaced stays in the file, so that any moment since the
 * space began can be asked: since the oldest entry that is left, where history was purged. Known time is the order of
 * the journal: what the space had been told by then. Valid time is what memories say of themselves, in valid_from and
 * valid_to.
 */

#include "engram/recall.h"

ENGRAM_BEGIN

/* Bits of engram_moment.flags. Since: 0.1.0 */
enum {
    ENGRAM_MOMENT_NUMBER = 1,  /* number counts; not with TIME */
    ENGRAM_MOMENT_TIME = 2,    /* time counts */
    ENGRAM_MOMENT_VALID_AT = 4 /* valid_at counts */
};

/*
 * A moment of a space: after the entry with a number, or after the last entry that is not later than a time; with
 * neither bit, after the last entry. Set size to sizeof(engram_moment); a number without its bit is 0. Since: 0.1.0
 */
typedef struct engram_moment {
    uint32_t size;    /* sizeof(engram_moment) */
    uint32_t flags;   /* ENGRAM_MOMENT_ bits */
    uint64_t number;  /* of an entry of the journal */
    int64_t time;     /* known by then, in nanoseconds since 1970 */
    int64_t valid_at; /* only memories that hold then: valid_from <= it < valid_to; in nanoseconds since 1970 */
} engram_moment;

/*
 * Opens a space as it was at a moment, to be read only: every reading call answers as it did then, recall to the last
 * bit where it is given the same `now`. It is closed like others, before or after `space`; what is written to the file
 * meanwhile does not change it.
 *
 * With VALID_AT, reading calls and filters leave out memories that do not hold then; a filter with a valid_at of its
 * own takes its place. engram_space_describe() and activation are of all that was known.
 *
 *   moment  null: now
 *   past    out; untouched on an error
 *   error   may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND for a moment before the space began or in history that was purged, and for one that
 * has not come yet; ENGRAM_ERROR_ARGUMENT (flags, a number without its bit); ENGRAM_ERROR_STRUCT; those of
 * engram_space_open() where the file is another by now; and those of engram_space_describe(). Calls on *past also
 * return ENGRAM_ERROR_NOT_FOUND once its moment has been purged. Since: 0.1.0
 */
ENGRAM_API engram_status engram_space_at(engram_space *space, const engram_moment *moment, engram_space **past,
                                         engram_error_detail *error);

/* What a space holds, counted and added up from its rows. Set size to sizeof(engram_state). Since: 0.1.0 */
typedef struct engram_state {
    uint32_t size;     /* sizeof(engram_state) */
    uint32_t reserved; /* 0 */
    uint64_t journal;  /* number of the last operation */
    uint64_t memories; /* that are not forgotten */
    uint64_t links;    /* that are not unlinked */
    uint64_t digest;   /* sum of the hashes of all memories, vectors, strengths and links, modulo 2^64 */
} engram_state;

/*
 * Adds the state up from the file, every row read: what engram_space_describe() says without. They are equal, unless
 * the file is damaged. Two spaces with one digest hold the same, in whatever order it came to be: ids, keys, texts,
 * metadata, times, vectors, strengths and links, not the numbers of versions. Takes about a second for a million
 * memories without vectors.
 *
 *   state  out
 *   error  may be null
 *
 * Errors: ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_DAMAGED for a row that is not what was written, and those of
 * engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_space_state(engram_space *space, engram_state *state, engram_error_detail *error);

ENGRAM_END

#endif
