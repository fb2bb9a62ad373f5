/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_SAFETY_H
#define ENGRAM_SAFETY_H

/*
 * Safety: backups and what is made of them, whether a file is what was written, and erasing with a receipt.
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

/* Takes so many bytes; anything but 0 ends the call with ENGRAM_ERROR_IO. Since: 0.1.0 */
typedef int (*engram_write)(void *context, const void *data, uint64_t bytes);

/* Gives up to so many bytes: how many, 0 at the end, below 0 where it cannot. Since: 0.1.0 */
typedef int64_t (*engram_read)(void *context, void *data, uint64_t bytes);

/* What a backup holds. Set size to sizeof(engram_backup_info). Since: 0.1.0 */
typedef struct engram_backup_info {
    uint32_t size;     /* sizeof(engram_backup_info) */
    uint32_t reserved; /* 0 */
    uint64_t since;    /* the entry of the journal after which it begins; 0: it is a full one */
    uint64_t journal;  /* the entry with which it ends */
    int64_t time;      /* of that entry, in nanoseconds since 1970 */
    uint64_t digest;   /* of the state then */
    uint64_t memories; /* not forgotten then */
    uint64_t bytes;    /* written */
} engram_backup_info;

/* Bits of engram_backup_options.flags. Since: 0.1.0 */
enum {
    ENGRAM_BACKUP_INCREMENT = 1 /* what the space has been told since the entry `since`, as rows; since 0: all of it */
};

/* Where a backup goes. Set size to sizeof(engram_backup_options). Since: 0.1.0 */
typedef struct engram_backup_options {
    uint32_t size;            /* sizeof(engram_backup_options) */
    uint32_t flags;           /* ENGRAM_BACKUP_ bits */
    uint64_t since;           /* with INCREMENT; what a backup before told as its `journal` */
    engram_text path;         /* a file that is not there, in a folder that is */
    engram_write write;       /* or a function, so that a caller may encrypt or send it; the bytes are those of an increment */
    void *write_context;      /* of write */
    engram_progress progress; /* may be null */
    void *context;            /* of progress */
} engram_backup_options;

/*
 * Writes a backup of a space as of one moment, while others read and write. A full one to a path is a space itself,
 * page for page, the past included: it may be opened, checked and queried. An increment is a stream of
 * rows with checksums (docs/format.md), as is a full one that goes to a function.
 *
 * The space is told of it, unless it is read only, so that a receipt (engram_erase()) can name it. The file has its name
 * it is whole and on the disk; until then it is called NAME.partial.
 *
 *   options  where to
 *   info     out, may be null
 *   error    may be null
 *
 * The log of the space grows for as long as the copy takes. Errors: ENGRAM_ERROR_EXISTS for a path that is taken, be
 * it the space's own; ENGRAM_ERROR_FULL; ENGRAM_ERROR_IO where there is no folder, and what the system or `write`
 * refuses; ENGRAM_ERROR_ARGUMENT (flags, a `since` that has not come yet, path and write at once); ENGRAM_ERROR_TEXT
 * for the path; ENGRAM_ERROR_NOT_FOUND for a `since` whose entry was purged; and those of engram_space_describe().
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_backup(engram_space *space, const engram_backup_options *options,
                                       engram_backup_info *info, engram_error_detail *error);

/* A backup to restore from. Set size to sizeof(engram_source). Since: 0.1.0 */
typedef struct engram_source {
    uint32_t size;     /* sizeof(engram_source) */
    uint32_t reserved; /* 0 */
    engram_text path;  /* of the file */
    engram_read read;  /* or a function that gives its bytes */
    void *context;     /* of read */
} engram_source;

/* What to put together, and where. Set size to sizeof(engram_restore_options). Since: 0.1.0 */
typedef struct engram_restore_options {
    uint32_t size;                /* sizeof(engram_restore_options) */
    uint32_t flags;               /* 0 */
    const engram_source *sources; /* a full backup, then increments, each beginning where the one before ends */
    uint64_t source_count;        /* at least 1 */
    engram_text into;             /* a file that is not there, in a folder that is */
    engram_progress progress;     /* may be null */
    void *context;                /* of progress */
} engram_restore_options;

/*
 * Makes a space in a new file out of a full backup and any number of increments. Every row of it is checked against
 * its checksum, the journal against its chain and the state against its digest before the file takes its name.
 *
 *   options  what, and where to
 *   info     out, may be null: what the file holds
 *   error    may be null; its index is the source at fault
 *
 * Nothing is ever restored over a file. Errors: ENGRAM_ERROR_EXISTS for a path that is taken; ENGRAM_ERROR_ARGUMENT
 * for an increment that is missing, doubled, out of order or of another space, the sentence saying which;
 * ENGRAM_ERROR_DAMAGED for a source or a result that is not what was written; ENGRAM_ERROR_FORMAT for a file that is
 * no backup; ENGRAM_ERROR_NOT_FOUND for one that is not there; ENGRAM_ERROR_FULL, ENGRAM_ERROR_IO, ENGRAM_ERROR_TEXT,
 * ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_NULL, ENGRAM_ERROR_INTERRUPTED, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_STORE.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_restore(const engram_restore_options *options, engram_backup_info *info,
                                        engram_error_detail *error);

/* A backup that the space was told of. Since: 0.1.0 */
typedef struct engram_known_backup {
    uint32_t size;     /* sizeof(engram_known_backup), of the library */
    uint32_t reserved; /* 0 */
    engram_text name;  /* its path as it was given; empty: it went through a function */
    uint64_t since;    /* the entry after which it begins; 0: it is a full one */
    uint64_t journal;  /* the entry with which it ends */
    int64_t time;      /* of that entry, in nanoseconds since 1970 */
} engram_known_backup;

/* What was erased of one memory. Since: 0.1.0 */
typedef struct engram_erased {
    uint32_t size;     /* sizeof(engram_erased), of the library */
    uint32_t is_again; /* 1: it was erased before, and this is what went then */
    uint64_t id;       /* of the memory */
    uint64_t versions; /* of it, with their texts, keys, kinds, tags and metadata */
    uint64_t vectors;  /* of them */
    uint64_t links;    /* from and to it, and their past */
    uint64_t entries;  /* of the journal that lost their body and salt */
    uint64_t journal;  /* number of the entry that says so */
    int64_t time;      /* of that entry, in nanoseconds since 1970 */
} engram_erased;

/* Bits of engram_receipt.remains: where bytes may still lie until engram_erase() is called again. Since: 0.1.0 */
enum {
    ENGRAM_REMAINS_WORDS = 1, /* parts of the index of words that were not merged */
    ENGRAM_REMAINS_PAGES = 2, /* free room in pages of the file */
    ENGRAM_REMAINS_LOG = 4    /* the log beside the file: somebody reads from it */
};

/* What engram_erase() did, in one block: engram_receipt_free() gives it back. Since: 0.1.0 */
typedef struct engram_receipt {
    uint32_t size;                             /* sizeof(engram_receipt), of the library */
    uint32_t remains;                          /* ENGRAM_REMAINS_ bits */
    uint64_t count;                            /* memories */
    const engram_erased *const *erased;        /* count pointers, in the order of the ids */
    uint64_t digest_before;                    /* of the state */
    uint64_t digest;                           /* of the state after it */
    uint64_t backup_count;                     /* backups that were made while the file held any of it */
    const engram_known_backup *const *backups; /* backup_count pointers: what still holds it */
} engram_receipt;

/* Gives a receipt back and sets *receipt to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_receipt_free(engram_receipt **receipt);

/* Bits of the flags of engram_erase(). Since: 0.1.0 */
enum {
    ENGRAM_ERASE_DRY_RUN = 1, /* only say what would go */
    ENGRAM_ERASE_LATER = 2    /* leave what takes long; calling without ids does it */
};

/*
 * Erases memories, forgotten ones too: every version with its text, vectors, strength and links, its words in the
 * index, and the bodies and salts of its entries in the journal, all in one transaction; then the index is merged, the
 * file is made anew without what is free, and its log is emptied. Ids stay in the journal, with a digest of each body
 * that tells nothing without its salt. The past is from then on as if the memory had not been.
 *
 *   ids      id_count ids, each once; none: only what was left for later
 *   flags    ENGRAM_ERASE_ bits
 *   options  may be null; its batch must be null
 *   receipt  out; untouched on an error. Asked again for a memory that is erased, it says what went then
 *   error    may be null
 *
 * Making the file anew takes as long as copying it, twice; with LATER the call takes milliseconds, and the receipt says what
 * remains. Other files are not touched: the receipt names the backups that the space was told of. Errors:
 * ENGRAM_ERROR_NOT_FOUND for an id that is no memory and never was, ENGRAM_ERROR_ARGUMENT (flags, a batch, an id
 * given twice, more than 65,536), ENGRAM_ERROR_DAMAGED for a version that cannot be read, and those of
 * engram_forget(); then nothing is erased. Since: 0.1.0
 */
ENGRAM_API engram_status engram_erase(engram_space *space, const uint64_t *ids, uint64_t id_count, uint32_t flags,
                                      const engram_write_options *options, engram_receipt **receipt,
                                      engram_error_detail *error);

ENGRAM_END

#endif
