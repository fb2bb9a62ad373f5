/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_SPACE_H
#define ENGRAM_SPACE_H

/*
 * A memory in one file: opening a space, closing it, and what it is.
 *
 * Conventions of space.h, memory.h, link.h, recall.h, history.h and safety.h, beside those of engram.h:
 *  1. A space may be opened by any number of handles, threads and processes at once, and a handle may be used by any
 *     number of threads. Each call sees what was committed before it began. Readers never wait for writers.
 *  2. Every call takes the space first and, last, an engram_error_detail, which may be null.
 *  3. Texts are UTF-8, a pointer and a number of bytes, not ended by a zero; {NULL, 0} is none. What a call gets is
 *     copied; what it returns in bulk is one block, given back by one call.
 *  4. Times are signed nanoseconds since 1970, UTC. An operation takes `now`; where that is 0 the system's clock is
 *     read, once a call. Durations and deadlines are nanoseconds from the beginning of the call; 0 stands for the
 *     default.
 *  5. Ids are 1 to 2^63 - 1 and never used again.
 *  6. After engram_space_close() the handle is gone, and using it is undefined. In a child of fork() every call on a
 *     handle of the parent returns ENGRAM_ERROR_FORKED: open the file again there.
 *  7. SQLite keeps the file. Two copies of SQLite in one process must not open one file: link the one that this
 *     library uses.
 */

#include "engram/common.h"
#include "engram/similarity.h"
#include "engram/decay.h"

ENGRAM_BEGIN

/* Some UTF-8. Null data with 0 bytes is no text at all; a pointer with 0 bytes is an empty one. Since: 0.1.0 */
typedef struct engram_text {
    const char *data; /* not ended by a zero */
    uint64_t bytes;   /* how many */
} engram_text;

/*
 * What went wrong, for people and for logs. Set size to sizeof(engram_error_detail); a call that fails fills the
 * rest, one that succeeds leaves it alone. The texts end with a zero and are cut where they do not fit. Since: 0.1.0
 */
typedef struct engram_error_detail {
    uint32_t size;        /* sizeof(engram_error_detail) */
    engram_status status; /* what the call returned */
    int32_t sqlite_code;  /* SQLite's extended result code; 0 where it was not SQLite that refused */
    int32_t system_code;  /* the system's errno; 0 where there was none */
    uint64_t index;       /* which item of an array is meant; UINT64_MAX for none */
    char argument[64];    /* the argument or field at fault, such as "memory.valid_to"; empty for none */
    char place[128];      /* where in the file, such as "memory 17"; empty for none */
    char sentence[384];   /* what is wrong and what to do */
} engram_error_detail;

/*
 * When what a call has committed is safe from a loss of power. Whatever is chosen survives the end of the process,
 * and a transaction is whole or absent. Since: 0.1.0
 */
typedef uint32_t engram_sync;
enum {
    ENGRAM_SYNC_FULL = 1,     /* before the call returns; the default */
    ENGRAM_SYNC_INTERVAL = 2, /* by the first writing call that begins interval_ns after the last time, and at close */
    ENGRAM_SYNC_NONE = 3      /* when the system likes: for what can be made again */
};

/* How texts are cut into the words that recall looks for; chosen when a space is made. Since: 0.1.0 */
typedef uint32_t engram_words;
enum {
    ENGRAM_WORDS_PORTER = 1, /* English stems of words without diacritics; the default */
    ENGRAM_WORDS_PLAIN = 2,  /* words without diacritics, as they stand */
    ENGRAM_WORDS_TRIGRAM = 3 /* every three characters: for identifiers, and languages without spaces */
};

/*
 * One kind of embedding that the memories of a space may have. Set size to sizeof(engram_model). Since: 0.1.0
 */
typedef struct engram_model {
    uint32_t size;        /* sizeof(engram_model) */
    engram_type type;     /* as stored: f32, f16, bf16 or i8 */
    engram_metric metric; /* cosine, dot or squared L2; 0: cosine */
    uint32_t reserved;    /* 0 */
    uint64_t dim;         /* elements of a vector, 1 to 65536 */
    engram_text name;     /* 1 to 255 bytes; none stands for "default" */
} engram_model;

/* Bits of engram_space_options.flags. Since: 0.1.0 */
enum {
    ENGRAM_SPACE_CREATE = 1,    /* make the file if it does not exist or is empty */
    ENGRAM_SPACE_EXCLUSIVE = 2, /* with CREATE: refuse a file that exists */
    ENGRAM_SPACE_READ_ONLY = 4, /* refuse every operation; not with CREATE */
    ENGRAM_SPACE_MEMORY = 8,    /* no file: the space is gone with its handle. Without a path, made new */
    ENGRAM_SPACE_LOAD = 16      /* make the resident part now, not at the first recall */
};

/*
 * How to open a space. Null, or all zero, opens an existing file. Set size to sizeof(engram_space_options).
 * Since: 0.1.0
 */
typedef struct engram_space_options {
    uint32_t size;              /* sizeof(engram_space_options) */
    uint32_t flags;             /* ENGRAM_SPACE_ bits */
    engram_sync sync;           /* of this handle; 0: full */
    engram_words words;         /* of a new space; of an existing one, what is expected; 0: porter, or any */
    uint64_t busy_ns;           /* nanoseconds to wait for another writer; 0: 5 s */
    uint64_t interval_ns;       /* nanoseconds of SYNC_INTERVAL; 0: 1 s */
    uint64_t cache_bytes;       /* pages a connection keeps, in bytes; 0: 16 MiB */
    int64_t now;                /* when a new space began, in nanoseconds since 1970; 0: the clock */
    const engram_model *models; /* of a new space; an existing one must have them. Each has the size of the first */
    uint64_t model_count;       /* at most 63 */
    const engram_curve *curve;  /* how retention falls in a new space; null: (1 + days)^-0.18, never below 0.1 */
    engram_text name;           /* of a new space, for people; at most 255 bytes */
    engram_text thread;         /* of a new space: the field of metadata that tells which conversation, session or source
                                   a memory is of. A new memory gets a link of type "next" from the newest that was
                                   remembered with the same value. At most 64 of A-Z, a-z, 0-9 and _; none: no such links */
} engram_space_options;

/* An open space. Opaque. Since: 0.1.0 */
typedef struct engram_space engram_space;

/*
 * Opens the space in a file, or makes one.
 *
 *   path     of the file, at most 4,096 bytes and what SQLite takes (512 in Debian); none with ENGRAM_SPACE_MEMORY
 *   options  may be null
 *   space    out; untouched on an error
 *   error    may be null
 *
 * Refused, with the sentence saying which: a folder, a file that is no database, of another application, of a newer
 * format (ENGRAM_ERROR_FORMAT); damaged (ENGRAM_ERROR_DAMAGED); with other models than expected (ENGRAM_ERROR_MODEL);
 * not there (ENGRAM_ERROR_NOT_FOUND); there, with EXCLUSIVE (ENGRAM_ERROR_EXISTS); without permission, or unreadable
 * (ENGRAM_ERROR_IO); held by another beyond busy_ns (ENGRAM_ERROR_LOCKED); on a full disk (ENGRAM_ERROR_FULL). An
 * older format is brought to today's, in one transaction, unless READ_ONLY, which refuses it. Other errors:
 * ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT, ENGRAM_ERROR_TEXT,
 * ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_READ_ONLY, ENGRAM_ERROR_STORE. Since: 0.1.0
 */
ENGRAM_API engram_status engram_space_open(engram_text path, const engram_space_options *options, engram_space **space,
                                           engram_error_detail *error);

/*
 * Closes the handle, whose calls must have ended, and sets *space to null. A batch that was not committed is gone
 * with it. Null, and a pointer to null, are fine. The handle is gone also where a status tells that the last sync
 * failed. Errors: ENGRAM_ERROR_FORKED (nothing is done then), ENGRAM_ERROR_IO, ENGRAM_ERROR_FULL. Since: 0.1.0
 *
 *   space, error  may be null
 */
ENGRAM_API engram_status engram_space_close(engram_space **space, engram_error_detail *error);

/* What a space is and holds. Set size to sizeof(engram_space_info). Since: 0.1.0 */
typedef struct engram_space_info {
    uint32_t size;           /* sizeof(engram_space_info) */
    uint32_t format;         /* of the file */
    engram_words words;      /* how texts are cut */
    engram_sync sync;        /* of this handle */
    uint32_t read_only;      /* 1: opened so, a moment of the past, or made so by a failed sync or a full disk */
    uint32_t model_count;    /* models of embeddings: see engram_space_model() */
    uint64_t memories;       /* memories that are not forgotten */
    uint64_t links;          /* links that are not unlinked */
    uint64_t journal;        /* number of the last operation */
    int64_t changed;         /* its time, in nanoseconds since 1970 */
    uint64_t digest;         /* of all memories, strengths and links, in any order: equal where spaces are */
    uint64_t file_bytes;     /* of the file, and of its log beside it */
    uint64_t resident_bytes; /* of memory that this handle holds for recall; 0 before the first */
    uint64_t resident_rows;  /* memories in it, dead versions included */
    engram_text name;        /* valid until the handle is closed */
    engram_text thread;      /* the field of metadata that makes links; none: no such links. Valid as long */
    engram_curve curve;      /* of retention */
} engram_space_info;

/*
 * Fills *info as of now. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_FORKED,
 * ENGRAM_ERROR_INTERRUPTED, ENGRAM_ERROR_LOCKED, ENGRAM_ERROR_DAMAGED, ENGRAM_ERROR_IO, ENGRAM_ERROR_MEMORY,
 * ENGRAM_ERROR_STORE: what every call on a space may return.
 *
 *   error  may be null
 *
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_space_describe(engram_space *space, engram_space_info *info,
                                               engram_error_detail *error);

/*
 * Fills *model with model number `index`, from 0, in the order in which they were added. Its name is valid until the
 * handle is closed. Errors: ENGRAM_ERROR_NOT_FOUND for an index that is no model, and those of
 * engram_space_describe().
 *
 *   error  may be null
 *
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_space_model(engram_space *space, uint64_t index, engram_model *model,
                                            engram_error_detail *error);

/*
 * Ends what other threads are doing on this handle: their calls return ENGRAM_ERROR_INTERRUPTED, and what they would
 * have changed stays as it was. A call that begins later is not affected, nor is an open batch. May be called from a
 * signal handler. Null is fine. Since: 0.1.0
 */
ENGRAM_API void engram_space_interrupt(engram_space *space);

ENGRAM_END

#endif
