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
 * metadata, times, vectors, strengths and links, not the numbers of versions.
 *
 *   state  out
 *   error  may be null
 *
 * Errors: ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_DAMAGED for a row that is not what was written, and those of
 * engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_space_state(engram_space *space, engram_state *state, engram_error_detail *error);

/* What an entry of the journal did. Since: 0.1.0 */
typedef uint32_t engram_operation;
enum {
    ENGRAM_OPERATION_CREATE = 1,    /* the space began */
    ENGRAM_OPERATION_REMEMBER = 2,  /* a memory, or a new version by its key */
    ENGRAM_OPERATION_UPDATE = 3,    /* a new version */
    ENGRAM_OPERATION_FORGET = 4,    /* a memory and its links ended */
    ENGRAM_OPERATION_LINK = 5,      /* a link, or its new weight */
    ENGRAM_OPERATION_UNLINK = 6,    /* a link ended */
    ENGRAM_OPERATION_REINFORCE = 7, /* memories were of use */
    ENGRAM_OPERATION_UNDO = 8,      /* entries before were undone */
    ENGRAM_OPERATION_PURGE = 9,     /* history was cut */
    ENGRAM_OPERATION_ERASE = 10     /* memories were erased, their past too */
};

/*
 * One entry of the journal, as far as the file still tells. Fields that an operation does not have are 0.
 * Since: 0.1.0
 */
typedef struct engram_change {
    uint32_t size;              /* sizeof(engram_change), of the library */
    engram_operation operation; /* what it did */
    uint64_t number;            /* of the entry */
    int64_t time;               /* nanoseconds since 1970; never before that of the entry before */
    uint64_t id;                /* the memory; of a link its source; 0 for several or none */
    uint64_t version;           /* REMEMBER, UPDATE: the version made; FORGET: the one that ended */
    uint64_t before;            /* REMEMBER, UPDATE: the version that it took the place of; 0: a new memory */
    uint64_t target;            /* LINK, UNLINK; 0 where the link has been purged or erased */
    engram_text type;           /* LINK, UNLINK */
    float weight;               /* LINK, UNLINK */
    float rate;                 /* REINFORCE */
    const uint64_t *ids;        /* REINFORCE: the memories; UNDO: those that it put back */
    uint64_t id_count;          /* ids */
    uint64_t first;             /* UNDO: the first entry undone; PURGE: the oldest entry that is left */
    uint64_t last;              /* UNDO: the last entry undone */
} engram_change;

/* Entries in one block: engram_feed_free() gives it back. Since: 0.1.0 */
typedef struct engram_feed {
    uint32_t size;                       /* sizeof(engram_feed), of the library */
    uint32_t reserved;                   /* 0 */
    uint64_t count;                      /* entries */
    const engram_change *const *changes; /* count pointers, in the order of the journal */
    uint64_t next;                       /* the number to go on after; 0: that was all */
    uint64_t oldest;                     /* the oldest entry that is left: 1, unless history was purged */
    uint64_t journal;                    /* number of the last entry */
} engram_feed;

/*
 * The entries after one: what another copy has to do to be equal, or an index outside to follow.
 *
 *   number  of the entry after which to begin; 0: from the first on
 *   limit   entries at most, 1 to 1,000,000
 *   feed    out; untouched on an error
 *   error   may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND for a number that has not come yet, or after which history was purged;
 * ENGRAM_ERROR_ARGUMENT for a limit out of range; and those of engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_changes_since(engram_space *space, uint64_t number, uint64_t limit, engram_feed **feed,
                                              engram_error_detail *error);

/* Gives a feed back and sets *feed to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_feed_free(engram_feed **feed);

/* A version of a memory. Since: 0.1.0 */
typedef struct engram_life_version {
    uint32_t size;               /* sizeof(engram_life_version), of the library */
    uint32_t reserved;           /* 0 */
    const engram_record *record; /* what it held; strength and uses are the last ones of the memory */
    uint64_t died;               /* number of the entry that ended it; 0: it stands */
    int64_t born_time;           /* time of the entry record->born, in nanoseconds since 1970; 0: that was purged */
    int64_t died_time;           /* time of the entry died; 0: it stands, or that was purged */
} engram_life_version;

/* A change of a memory's strength. Since: 0.1.0 */
typedef struct engram_use {
    uint64_t number;            /* of the entry */
    int64_t time;               /* of the entry, in nanoseconds since 1970 */
    engram_operation operation; /* REINFORCE; REMEMBER or UPDATE where a strength was given; UNDO */
    float rate;                 /* of REINFORCE */
    float strength;             /* that it came to, 0 to 1 */
    uint32_t reserved;          /* 0 */
} engram_use;

/* The life of a memory in one block: engram_life_free() gives it back. Since: 0.1.0 */
typedef struct engram_life {
    uint32_t size;                              /* sizeof(engram_life), of the library */
    uint32_t reserved;                          /* 0 */
    uint64_t id;                                /* of the memory */
    uint64_t version_count;                     /* versions that are left, the present one among them */
    const engram_life_version *const *versions; /* version_count pointers, the oldest first */
    uint64_t use_count;                         /* uses since the oldest entry */
    const engram_use *uses;                     /* use_count of them, in the order of the journal */
    uint64_t oldest;                            /* the oldest entry that is left: 1, unless history was purged */
    uint64_t journal;                           /* number of the last entry */
} engram_life;

/*
 * All that is known of a memory, forgotten or not: its versions and uses. Reads the whole journal for the uses.
 *
 *   id     0: the memory that has the key, or had it last
 *   key    of a memory, where id is 0; otherwise none
 *   flags  ENGRAM_READ_ bits
 *   life   out; untouched on an error
 *   error  may be null
 *
 * Errors: ENGRAM_ERROR_NOT_FOUND, ENGRAM_ERROR_ARGUMENT (a flag, an id and a key), ENGRAM_ERROR_TEXT, and those of
 * engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_history(engram_space *space, uint64_t id, engram_text key, uint32_t flags,
                                        engram_life **life, engram_error_detail *error);

/* Gives a life back and sets *life to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_life_free(engram_life **life);

/* How two moments differ in one memory or link. Since: 0.1.0 */
typedef uint32_t engram_difference_kind;
enum {
    ENGRAM_DIFFERENCE_NEW = 1,      /* a memory that was not there */
    ENGRAM_DIFFERENCE_CHANGED = 2,  /* a memory that holds something else, or has another strength */
    ENGRAM_DIFFERENCE_GONE = 3,     /* a memory that is no longer there */
    ENGRAM_DIFFERENCE_LINKED = 4,   /* a link that was not there */
    ENGRAM_DIFFERENCE_RELINKED = 5, /* a link with another weight */
    ENGRAM_DIFFERENCE_UNLINKED = 6  /* a link that is no longer there */
};

/* One difference from moment a to moment b. Fields that it does not have are 0. Since: 0.1.0 */
typedef struct engram_difference {
    uint32_t size;               /* sizeof(engram_difference), of the library */
    engram_difference_kind kind; /* what it is */
    uint64_t id;                 /* the memory; of a link its source */
    uint64_t before;             /* its version at a; 0: none */
    uint64_t after;              /* its version at b; 0: none */
    uint32_t fields;             /* CHANGED: ENGRAM_MEMORY_ bits of what differs */
    float strength_before;       /* at a, 0 to 1 */
    float strength_after;        /* at b, 0 to 1 */
    float weight_before;         /* of the link at a, above 0 */
    float weight_after;          /* of the link at b, above 0 */
    uint32_t reserved;           /* 0 */
    uint64_t target;             /* of the link */
    engram_text type;            /* of the link */
} engram_difference;

/* Differences in one block: engram_differences_free() gives it back. Since: 0.1.0 */
typedef struct engram_differences {
    uint32_t size;                               /* sizeof(engram_differences), of the library */
    uint32_t reserved;                           /* 0 */
    uint64_t count;                              /* differences */
    const engram_difference *const *differences; /* count pointers: memories by id, then links by source and target */
    uint64_t from;                               /* number of the entry that a means */
    uint64_t to;                                 /* number of the entry that b means */
} engram_differences;

/*
 * What is different at b from what was at a; b may lie before a. What came and went between them is not seen.
 *
 *   a, b         moments without VALID_AT; null: now
 *   differences  out; untouched on an error
 *   error        may be null
 *
 * Errors: those of engram_space_at(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_diff(engram_space *space, const engram_moment *a, const engram_moment *b,
                                     engram_differences **differences, engram_error_detail *error);

/* Gives differences back and sets *differences to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_differences_free(engram_differences **differences);

/*
 * Undoes entries: the memories, strengths and links that they changed become again what they were before the first of
 * them, as new versions, in one entry; history keeps everything, and an undo can be undone. Where nothing came after
 * them, the digest of the state is the one from before.
 *
 *   first    number of an entry, 2 at least
 *   last     number of an entry, not before first
 *   options  may be null; its batch must be null
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_ARGUMENT where a later entry has changed the same memory, strength or link, or builds on a
 * memory that would go (the sentence names the entry: undo it first), or last lies before first; ENGRAM_ERROR_EXISTS
 * where a memory would get back a key that another has by now; ENGRAM_ERROR_NOT_FOUND for entries that have not come
 * yet or whose history was purged; and those of engram_forget(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_undo(engram_space *space, uint64_t first, uint64_t last,
                                     const engram_write_options *options, engram_error_detail *error);

/*
 * Makes a new file with the space as it was at a moment, its history up to then included: as if nothing had come
 * after. Its journal, numbers and digest are those of the space, its identity is its own. The file is made under
 * another name in the same folder, compared with the space, synced, and then gets its name: it is whole or not there.
 * Others may write meanwhile.
 *
 *   moment  without VALID_AT; null: now
 *   path    of a file that is not there
 *   error   may be null
 *
 * Errors: ENGRAM_ERROR_EXISTS where there is a file, those of engram_space_at() for the moment and of
 * engram_space_open() for the path, ENGRAM_ERROR_DAMAGED, ENGRAM_ERROR_FULL and ENGRAM_ERROR_IO. Since: 0.1.0
 */
ENGRAM_API engram_status engram_fork(engram_space *space, const engram_moment *moment, engram_text path,
                                     engram_error_detail *error);

/* Bits of the flags of engram_purge(). Since: 0.1.0 */
enum {
    ENGRAM_PURGE_DRY_RUN = 1 /* only count what would go */
};

/* What a purge removed, or would remove. Set size to sizeof(engram_purged). Since: 0.1.0 */
typedef struct engram_purged {
    uint32_t size;     /* sizeof(engram_purged) */
    uint32_t reserved; /* 0 */
    uint64_t oldest;   /* number of the oldest entry from now on: moments before it can no longer be asked */
    int64_t time;      /* of that entry, in nanoseconds since 1970 */
    uint64_t entries;  /* entries of the journal that went */
    uint64_t versions; /* versions of memories that went */
    uint64_t links;    /* versions of links that went */
    uint64_t vectors;  /* vectors that went */
} engram_purged;

/*
 * Cuts history: what had ended by a moment is removed from the file, and that moment becomes the oldest that can be
 * asked. What is alive, and every moment from it on, stays; scores of words in those moments are from then on computed
 * from the texts that are left. The chain of the journal is verifiable from the oldest entry on. There is no way back.
 *
 *   before   without VALID_AT; the entry that it means stays
 *   flags    ENGRAM_PURGE_ bits
 *   options  may be null; its batch must be null
 *   purged   out, may be null
 *   error    may be null
 *
 * Errors: those of engram_space_at() for the moment, and those of engram_forget(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_purge(engram_space *space, const engram_moment *before, uint32_t flags,
                                      const engram_write_options *options, engram_purged *purged,
                                      engram_error_detail *error);

ENGRAM_END

#endif
