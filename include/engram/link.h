/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_LINK_H
#define ENGRAM_LINK_H

/*
 * Links between memories: what activation spreads along.
 *
 * A link goes from one memory to another, has a type and a weight, and there is one of each type between two memories
 * in each direction. Forgetting a memory takes its links with it.
 */

#include "engram/memory.h"

ENGRAM_BEGIN

/* A link to make. Set size to sizeof(engram_link_input). Since: 0.1.0 */
typedef struct engram_link_input {
    uint32_t size;       /* sizeof(engram_link_input) */
    float weight;        /* above 0, at most 1,000; 0 stands for 1 */
    uint64_t source;     /* id of the memory that it leaves */
    uint64_t target;     /* id of the memory that it reaches; not the source */
    engram_text type;    /* 1 to 255 bytes; none stands for "related". A space has at most 32 types */
} engram_link_input;

/*
 * Links two memories. Where there is such a link already, it gets the weight, as a new version.
 *
 *   link     what to link
 *   options  may be null
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND where one end is no memory (the detail says which), ENGRAM_ERROR_ARGUMENT (a weight
 * out of range, a link to itself, a 33rd type), ENGRAM_ERROR_TEXT, and those of engram_forget(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_link(engram_space *space, const engram_link_input *link,
                                     const engram_write_options *options, engram_error_detail *error);

/*
 * Takes a link away; its weight is not looked at. The past keeps it.
 *
 *   link     source, target and type say which
 *   options  may be null
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND where there is no such link, and those of engram_link(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_unlink(engram_space *space, const engram_link_input *link,
                                       const engram_write_options *options, engram_error_detail *error);

/* A link as it is kept. Since: 0.1.0 */
typedef struct engram_link_record {
    uint32_t size;    /* sizeof(engram_link_record), of the library */
    float weight;     /* above 0, at most 1,000 */
    uint64_t source;  /* the memory that it leaves */
    uint64_t target;  /* the memory that it reaches */
    engram_text type; /* its name */
    int64_t created;  /* when it was made or got its weight, in nanoseconds since 1970 */
    uint64_t born;    /* number of the journal's entry that did */
} engram_link_record;

/* Links in one block: engram_links_free() gives it back. Since: 0.1.0 */
typedef struct engram_links {
    uint32_t size;                          /* sizeof(engram_links), of the library */
    uint32_t reserved;                      /* 0 */
    uint64_t count;                         /* links */
    const engram_link_record *const *links; /* count pointers: by source, then target, then the order of the types */
    uint64_t journal;                       /* number of the last operation that it shows */
} engram_links;

/* Which links of a memory. Since: 0.1.0 */
typedef uint32_t engram_direction;
enum {
    ENGRAM_DIRECTION_OUT = 1, /* those that leave it */
    ENGRAM_DIRECTION_IN = 2,  /* those that reach it */
    ENGRAM_DIRECTION_BOTH = 3 /* both */
};

/*
 * The links of a memory.
 *
 *   direction  which
 *   links      out; untouched on an error
 *   error      may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND for an id that is no memory, ENGRAM_ERROR_ENUM, and those of engram_space_describe().
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_links_of(engram_space *space, uint64_t id, engram_direction direction,
                                         engram_links **links, engram_error_detail *error);

/* Gives links back and sets *links to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_links_free(engram_links **links);

ENGRAM_END

#endif
