/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_SAFETY_H
#define ENGRAM_SAFETY_H

/*
 * Safety: whether a file is what was written.
 *
 * Every row carries a checksum, the entries of the journal are chained, and the last of them has the digest of the
 * state: a check computes all of them anew and lists what does not agree. It changes nothing.
 */

#include "engram/memory.h"

ENGRAM_BEGIN

/*
 * Told now and then how far a long call is: done of total, in rows, both estimates that only grow. Called by the
 * thread that made the call; it must not use the space. Anything but 0 ends the call with ENGRAM_ERROR_INTERRUPTED.
 * Since: 0.1.0
 */
typedef int (*engram_progress)(void *context, uint64_t done, uint64_t total);

/* What a finding is about. Since: 0.1.0 */
typedef uint32_t engram_part;
enum {
    ENGRAM_PART_FILE = 1,     /* the database itself: its header, its pages, its tables */
    ENGRAM_PART_SETTINGS = 2, /* settings, models and types of links */
    ENGRAM_PART_JOURNAL = 3,  /* an entry of the journal, or its chain */
    ENGRAM_PART_MEMORY = 4,   /* a version of a memory */
    ENGRAM_PART_VECTOR = 5,   /* a vector, or one that is not there */
    ENGRAM_PART_STRENGTH = 6, /* what use has changed of a memory */
    ENGRAM_PART_LINK = 7,     /* a version of a link */
    ENGRAM_PART_WORDS = 8,    /* the index of words: made of the texts, so nothing is lost with it */
    ENGRAM_PART_STATE = 9     /* all rows agree with themselves, and not with what the journal says of them together */
};

/* One thing that is not as it has to be. Since: 0.1.0 */
typedef struct engram_finding {
    uint32_t size;        /* sizeof(engram_finding), of the library */
    engram_part part;     /* what it is about */
    uint64_t number;      /* of its row: version, entry, link; of a vector 64 * version + model; 0: of none */
    engram_text place;    /* such as "vector 130" */
    engram_text sentence; /* what is wrong */
} engram_finding;

/* What a check has found, in one block: engram_report_free() gives it back. Since: 0.1.0 */
typedef struct engram_report {
    uint32_t size;                         /* sizeof(engram_report), of the library */
    uint32_t level;                        /* that was done */
    uint64_t count;                        /* findings in the list */
    const engram_finding *const *findings; /* count pointers, in the order in which they were met */
    uint64_t found;                        /* all of them; above count where there were more than `most` */
    uint64_t rows;                         /* that were read and agree with their checksums */
    uint64_t bytes;                        /* of the file, and of its log beside it */
    uint64_t journal;                      /* number of the last entry; 0: it could not be read */
    uint64_t digest;                       /* of the state, as the last entry has it */
} engram_report;

/* Gives a report back and sets *report to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_report_free(engram_report **report);

/* How to check. Set size to sizeof(engram_check_options). Since: 0.1.0 */
typedef struct engram_check_options {
    uint32_t size;            /* sizeof(engram_check_options) */
    uint32_t level;           /* 1 to 3, see engram_check(); 0: 2 */
    engram_text path;         /* of the file, where the space is null */
    uint64_t most;            /* findings to keep; 0: 1,000 */
    engram_progress progress; /* may be null */
    void *context;            /* of progress */
} engram_check_options;

/*
 * Checks a space, as of one moment, while others read and write. A level does what those below it do:
 *
 *   1  the header of the database, its tables, settings and models, and the last entry of the journal
 *   2  the checksum of every row, the chain of the journal, and the counts and the digest of the state
 *   3  every page and index (SQLite's integrity_check), the ends of links, one living version of each memory, and
 *      the index of words against the texts
 *
 *   space    the one to check; null: the file options->path, which nobody needs to be able to open as a space
 *   options  may be null where the space is not
 *   report   out; untouched on an error. Damage is no error: report->found says whether there is any
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ARGUMENT (a level, a path beside a space), ENGRAM_ERROR_TEXT for the path,
 * ENGRAM_ERROR_NOT_FOUND for a file that is not there, ENGRAM_ERROR_FORMAT for one that is another application's or
 * of a newer format, ENGRAM_ERROR_INTERRUPTED, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_IO, ENGRAM_ERROR_LOCKED,
 * ENGRAM_ERROR_FORKED, ENGRAM_ERROR_STORE. Since: 0.1.0
 */
ENGRAM_API engram_status engram_check(engram_space *space, const engram_check_options *options, engram_report **report,
                                      engram_error_detail *error);

ENGRAM_END

#endif
