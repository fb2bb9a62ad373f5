/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_MEMORY_H
#define ENGRAM_MEMORY_H

/*
 * Memories: remembering, changing, strengthening, forgetting and reading them.
 *
 * Each operation is whole or absent and has one entry in the journal; several become one by a batch. A memory that is
 * changed gets a new version, and the old one stays readable as the past.
 */

#include "engram/space.h"

ENGRAM_BEGIN

/* A vector of one model. Since: 0.1.0 */
typedef struct engram_vector {
    engram_text model; /* its name; none: the first model of the space */
    engram_type type;  /* f32, whatever is stored, or the type that is stored; 0: f32 */
    float scale;       /* i8: the vector is scale * codes, > 0; 0 stands for 1. Others: 0 */
    const void *data;  /* dim elements, finite, aligned for their type */
    uint64_t dim;      /* as the model's */
} engram_vector;

/*
 * Bits of engram_memory.fields: which of the numbers and, for engram_update(), which of the texts count. Since: 0.1.0
 */
enum {
    ENGRAM_MEMORY_CREATED = 1,    /* created; without: the operation's now */
    ENGRAM_MEMORY_VALID_FROM = 2, /* valid_from; without: always */
    ENGRAM_MEMORY_VALID_TO = 4,   /* valid_to; without: for ever */
    ENGRAM_MEMORY_IMPORTANCE = 8, /* importance; without: 1 */
    ENGRAM_MEMORY_STRENGTH = 16,  /* strength; without: 0.5 */
    ENGRAM_MEMORY_KEY = 32,       /* update: the key, or none to take it away */
    ENGRAM_MEMORY_TEXT = 64,      /* update: the text */
    ENGRAM_MEMORY_KIND = 128,     /* update: the kind, or none */
    ENGRAM_MEMORY_TAGS = 256,     /* update: the tags, all of them */
    ENGRAM_MEMORY_METADATA = 512, /* update: the metadata, or none */
    ENGRAM_MEMORY_VECTORS = 1024  /* update: the vectors of the models that are named; others stay */
};

/*
 * What to remember, or what to change. All zero is an empty memory; set size to sizeof(engram_memory). A number other
 * than 0 without its bit in `fields` is refused. Since: 0.1.0
 */
typedef struct engram_memory {
    uint32_t size;                /* sizeof(engram_memory) */
    uint32_t fields;              /* ENGRAM_MEMORY_ bits */
    engram_text key;              /* a name of the caller's, 1 to 4,096 bytes, of one memory at a time */
    engram_text text;             /* below 2^29 bytes; what words are looked for in */
    engram_text kind;             /* such as "episode", 1 to 255 bytes */
    engram_text metadata;         /* a JSON object, below 2^24 bytes */
    const engram_text *tags;      /* 1 to 255 bytes each; those given twice count once */
    uint64_t tag_count;           /* at most 1,024 */
    const engram_vector *vectors; /* at most one of each model */
    uint64_t vector_count;        /* at most 63 */
    int64_t created;              /* when it happened, in nanoseconds since 1970 */
    int64_t valid_from;           /* from when it holds */
    int64_t valid_to;             /* until when, exclusive; after valid_from */
    float importance;             /* factor of its score, 0 to 1,000; 1 is ordinary */
    float strength;               /* how well it is remembered when new, 0 to 1 */
} engram_memory;

/* Several operations as one. Opaque; for one thread at a time. Since: 0.1.0 */
typedef struct engram_batch engram_batch;

/*
 * How an operation is done; null for all defaults. Set size to sizeof(engram_write_options). Since: 0.1.0
 */
typedef struct engram_write_options {
    uint32_t size;        /* sizeof(engram_write_options) */
    uint32_t flags;       /* 0 */
    int64_t now;          /* when, in nanoseconds since 1970; 0: the clock. The journal never goes back: its entry gets
                             the time of the one before if that is later */
    uint64_t busy_ns;     /* nanoseconds to wait for another writer; 0: as the space was opened */
    engram_batch *batch;  /* the operation becomes part of this batch; null: it is one by itself */
} engram_write_options;

/*
 * Remembers. With a key that a memory has, that memory gets a new version with exactly the fields given (what is not
 * given is none), its id, links and, unless given, strength staying; otherwise it is a new memory.
 *
 *   memory   a text, a vector or a key at least
 *   options  may be null
 *   id       out, may be null: the memory's
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_ARGUMENT (a number out of range, NaN or infinity in a vector, valid_to not after valid_from,
 * nothing to remember; the sentence says which), ENGRAM_ERROR_TEXT (not UTF-8, a zero byte, too long, empty, metadata
 * that is no JSON object), ENGRAM_ERROR_MODEL (no such model, another dimension or type), ENGRAM_ERROR_ENUM,
 * ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_READ_ONLY, ENGRAM_ERROR_FULL, ENGRAM_ERROR_HANDLE (a batch of another space),
 * and those of engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_remember(engram_space *space, const engram_memory *memory,
                                         const engram_write_options *options, uint64_t *id, engram_error_detail *error);

/*
 * Gives a memory a new version in which the fields of memory->fields are new and all others as before.
 *
 *   memory   the new values
 *   options  may be null
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND for an id that is no memory, ENGRAM_ERROR_EXISTS for a key that another memory has,
 * ENGRAM_ERROR_ARGUMENT also where fields is 0, and those of engram_remember(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_update(engram_space *space, uint64_t id, const engram_memory *memory,
                                       const engram_write_options *options, engram_error_detail *error);

/*
 * Strengthens memories that were of use: the strength w of each becomes, in f32 with fused steps,
 *     w + min(g, 1) * (1 - w),  g = rate * (1 + 1.5 * (1 - R))
 * where R is the value of the space's curve at the time since its last use (engram_reinforce_spaced(), spacing 2.5);
 * its last use becomes now, and its count of uses grows by one. All in one entry of the journal.
 *
 *   ids      id_count ids, each once; null only when id_count is 0, which does nothing
 *   rate     0 to 1; 0.2 is usual
 *   options  may be null
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND for an id that is no memory, with its index; ENGRAM_ERROR_ARGUMENT for a rate out of
 * range, an id given twice, or more than 65,536 ids; and those of engram_forget(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_reinforce(engram_space *space, const uint64_t *ids, uint64_t id_count, float rate,
                                          const engram_write_options *options, engram_error_detail *error);

/*
 * Forgets: the memory and its links are no longer found or recalled. The past keeps them, and their bytes stay in the
 * file.
 *
 *   options  may be null
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND, ENGRAM_ERROR_ARGUMENT for a time out of range, ENGRAM_ERROR_READ_ONLY,
 * ENGRAM_ERROR_FULL, ENGRAM_ERROR_HANDLE, and those of engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_forget(engram_space *space, uint64_t id, const engram_write_options *options,
                                       engram_error_detail *error);

/*
 * Begins a batch: operations that name it in their options are done together at engram_batch_commit(), one after the
 * other in the journal, or not at all. Other writers wait from here to the commit, so a batch is for work that is
 * ready. Reading calls do not see it before. An operation that is refused for its arguments leaves the batch as it
 * was; after any other failure the commit fails. While it is open, operations on this handle that do not name it wait
 * like those of other handles.
 *
 *   options  may be null; its now and busy_ns count, its batch must be null
 *   batch    out; untouched on an error
 *   error    may be null
 *
 * Errors: those of engram_forget(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_batch_begin(engram_space *space, const engram_write_options *options,
                                            engram_batch **batch, engram_error_detail *error);

/*
 * Makes all operations of the batch at once, ends it and sets *batch to null, also on an error: then none of them is
 * made.
 *
 *   error  may be null
 *
 * Errors: what made an operation of the batch fail, and those of engram_forget(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_batch_commit(engram_space *space, engram_batch **batch, engram_error_detail *error);

/*
 * Ends the batch without making any of its operations, and sets *batch to null. Null, and a pointer to null, are fine.
 * Since: 0.1.0
 */
ENGRAM_API void engram_batch_cancel(engram_space *space, engram_batch **batch);

/* A memory as it is kept. Its size says which fields this library fills. Since: 0.1.0 */
typedef struct engram_record {
    uint32_t size;                /* sizeof(engram_record), of the library */
    uint32_t fields;              /* ENGRAM_MEMORY_VALID_FROM and VALID_TO where there are such times */
    uint64_t id;                  /* of the memory */
    uint64_t version;             /* grows with every change of the memory */
    engram_text key;              /* none: no key */
    engram_text text;             /* empty: no text */
    engram_text kind;             /* none: no kind */
    engram_text metadata;         /* JSON; none: no metadata */
    const engram_text *tags;      /* tag_count of them, in the order of their bytes */
    uint64_t tag_count;           /* tags */
    const engram_vector *vectors; /* as stored, where they were asked for */
    uint64_t vector_count;        /* vectors */
    int64_t created;              /* nanoseconds since 1970, as the times below */
    int64_t valid_from;           /* with its bit in fields */
    int64_t valid_to;             /* with its bit in fields */
    int64_t last_used;            /* when it was last of use; created where it never was */
    uint64_t uses;                /* how often it was reinforced */
    uint64_t born;                /* number of the journal's entry that made this version */
    float importance;             /* factor of its score, 0 to 1,000 */
    float strength;               /* as of its last use, 0 to 1 */
} engram_record;

/* Memories in one block: engram_listing_free() gives it back. Since: 0.1.0 */
typedef struct engram_listing {
    uint32_t size;                       /* sizeof(engram_listing), of the library */
    uint32_t reserved;                   /* 0 */
    uint64_t count;                      /* records */
    const engram_record *const *records; /* count pointers; null for an id of engram_get_many() that is no memory */
    uint64_t next;                       /* engram_iterate(): where to go on; 0: that was all */
    uint64_t journal;                    /* number of the last operation that it shows */
} engram_listing;

/* Gives a listing back and sets *listing to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_listing_free(engram_listing **listing);

/* Bits of the flags of reading calls. Since: 0.1.0 */
enum {
    ENGRAM_READ_VECTORS = 1 /* the vectors too */
};

/*
 * Reads one memory: a listing with one record.
 *
 *   flags    ENGRAM_READ_ bits
 *   listing  out; untouched on an error
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND, ENGRAM_ERROR_ARGUMENT for an unknown flag, and those of engram_space_describe().
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_get(engram_space *space, uint64_t id, uint32_t flags, engram_listing **listing,
                                    engram_error_detail *error);

/*
 * Reads the memory that has a key, as engram_get() does by id.
 *
 *   key      1 to 4,096 bytes
 *   flags    ENGRAM_READ_ bits
 *   listing  out; untouched on an error
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_TEXT, and those of engram_get(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_get_key(engram_space *space, engram_text key, uint32_t flags, engram_listing **listing,
                                        engram_error_detail *error);

/*
 * Reads memories as of one moment: record i is the one of ids[i], null where there is none.
 *
 *   ids      count ids, in any order; may repeat
 *   flags    ENGRAM_READ_ bits
 *   listing  out; untouched on an error
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_ARGUMENT for an unknown flag, ENGRAM_ERROR_OVERFLOW, and those of engram_space_describe().
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_get_many(engram_space *space, const uint64_t *ids, uint64_t count, uint32_t flags,
                                         engram_listing **listing, engram_error_detail *error);

/*
 * The id of the memory with a key.
 *
 *   id     out; untouched on an error
 *   error  may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND, ENGRAM_ERROR_TEXT for a key that no memory can have, and those of
 * engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_find_key(engram_space *space, engram_text key, uint64_t *id,
                                         engram_error_detail *error);

/* Bits of engram_filter.flags. Since: 0.1.0 */
enum {
    ENGRAM_FILTER_SINCE = 1,    /* since counts */
    ENGRAM_FILTER_UNTIL = 2,    /* until counts */
    ENGRAM_FILTER_VALID_AT = 4, /* valid_at counts */
    ENGRAM_FILTER_IDS = 8,      /* ids count, were it none */
    ENGRAM_FILTER_KEYS = 16     /* keys count, were it none */
};

/* What a parameter is bound to. Since: 0.1.0 */
typedef uint32_t engram_value_kind;
enum {
    ENGRAM_VALUE_NULL = 0,    /* NULL */
    ENGRAM_VALUE_INTEGER = 1, /* integer */
    ENGRAM_VALUE_REAL = 2,    /* real */
    ENGRAM_VALUE_TEXT = 3     /* text */
};

/* A value for a parameter of engram_filter.where; what is not of its kind is 0. Since: 0.1.0 */
typedef struct engram_parameter {
    engram_text name;       /* without its sign: "who" for :who, @who or $who; none: for ?N, N its place in the list */
    engram_value_kind kind; /* ENGRAM_VALUE_ */
    uint32_t reserved;      /* 0 */
    int64_t integer;        /* such as a time in nanoseconds since 1970 */
    double real;            /* finite */
    engram_text text;       /* at most 65,536 bytes */
} engram_parameter;

/*
 * Which memories count; all conditions must hold. All zero is every memory; set size to sizeof(engram_filter). A
 * condition without its bit in `flags` must be 0. An id, key, kind or tag that no memory has is met by none.
 *
 * `where` is over the columns of a memory, and JSON of its metadata such as metadata ->> '$.session', with functions
 * that have no effects. Refused are a query, a comment, a semicolon, other tables and columns, and parentheses more
 * than 64 deep; docs/filters.md lists what there is. What it is true of is kept, and only looked at again for what is
 * new. Since: 0.1.0
 */
typedef struct engram_filter {
    uint32_t size;            /* sizeof(engram_filter) */
    uint32_t flags;           /* ENGRAM_FILTER_ bits */
    const engram_text *kinds; /* of one of these kinds; null: of any, or of none */
    uint64_t kind_count;      /* kinds */
    const engram_text *tags;  /* with all of these tags */
    uint64_t tag_count;       /* tags */
    int64_t since;            /* created at or after, in nanoseconds since 1970 */
    int64_t until;            /* created before */
    int64_t valid_at;         /* valid_from <= it < valid_to */
    const uint64_t *ids;      /* one of these, or of keys where both are given */
    uint64_t id_count;        /* ids */
    const engram_text *keys;  /* with one of these keys */
    uint64_t key_count;       /* keys */
    const uint64_t *exclude;  /* none of these ids */
    uint64_t exclude_count;   /* ids to exclude */
    engram_text where;        /* an SQL expression that is true of them, 1 to 16,384 bytes; none: all */
    const engram_parameter *parameters; /* of where: each has one value, each value one parameter */
    uint64_t parameter_count; /* at most 256 */
} engram_filter;

/*
 * Reads memories in ascending order of id: those that the filter admits, from the first id above `after` on. What is
 * remembered between two calls comes later, so that no memory is seen twice or left out.
 *
 *   filter   null for all
 *   after    0 to begin, then the `next` of the listing before
 *   limit    records at most, 1 to 1,000,000
 *   flags    ENGRAM_READ_ bits
 *   listing  out; untouched on an error
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ARGUMENT (limit, flags, contradictory times, an expression that is none or
 * does what it may not, a parameter without a value), ENGRAM_ERROR_TEXT, and those of engram_space_describe().
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_iterate(engram_space *space, const engram_filter *filter, uint64_t after,
                                        uint64_t limit, uint32_t flags, engram_listing **listing,
                                        engram_error_detail *error);

/*
 * How many memories the filter admits.
 *
 *   filter  null for all
 *   count   out; untouched on an error
 *   error   may be null
 *
 * Errors: as engram_iterate(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_count(engram_space *space, const engram_filter *filter, uint64_t *count,
                                      engram_error_detail *error);

ENGRAM_END

#endif
