/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_DIAGNOSTICS_H
#define ENGRAM_DIAGNOSTICS_H

/*
 * What the library is, what it chose and why, whether it still computes what it should, and how much memory work will
 * take. docs/operations/ has the pages for people on call.
 */

#include "engram/cpu.h"

ENGRAM_BEGIN

/* A rare event. Since: 0.1.0 */
typedef uint32_t engram_event;
enum {
    ENGRAM_EVENT_LEVEL_CHOSEN = 1,      /* a family settled on a level, or was moved to one */
    ENGRAM_EVENT_ARENA_OVERFLOW = 2,    /* an arena overflowed: its 1st, 2nd, 4th, 8th ... time */
    ENGRAM_EVENT_SETTING_REFUSED = 3,   /* a value of the environment was refused */
    ENGRAM_EVENT_SELF_CHECK_FAILED = 4, /* a level computed wrongly and was disabled */
    ENGRAM_EVENT_SELF_CHECK_PASSED = 5  /* a self-check found nothing */
};

/*
 * Told about each event: one sentence without a line end, valid during the call. It may be called on any thread that
 * uses the library, on several at once; events that arise inside it are dropped. Since: 0.1.0
 */
typedef void engram_log(void *context, engram_event event, const char *message);

/*
 * Sets the function that hears of events, null for none, which is how the library starts. A call that is under way on
 * another thread may still reach the old one: keep its context alive. Since: 0.1.0
 */
ENGRAM_API void engram_log_set(engram_log *log, void *context);

/* What a self-check found. Set size to sizeof(engram_self_check_result). Since: 0.1.0 */
typedef struct engram_self_check_result {
    uint32_t size;         /* sizeof(engram_self_check_result) */
    uint32_t checks;       /* vectors run: checks of a family times its levels */
    uint32_t failures;     /* of these, wrong */
    uint32_t failed_level; /* the first that failed, an engram_level; 0 when none did */
    uint32_t failed_family; /* its family, an ENGRAM_FAMILY_ value; 0 when none did */
    uint32_t reserved;
    const char *failed_check; /* its name, static text; null when none did */
} engram_self_check_result;

/*
 * Runs built-in inputs through the public functions of the given families on every level of this machine, and compares
 * the results, bit for bit, with those of the scalar reference that are built in as constants. A level that disagrees
 * is disabled for its family until the process ends: the next best takes over from the next call on,
 * engram_level_reason() says so, and a log event and a metric tell. The scalar reference cannot be disabled.
 * Other threads keep computing on their level meanwhile. About two milliseconds. With ENGRAM_SELF_CHECK=1 in the
 * environment each family checks itself at its first use.
 *
 *   families  the bitwise or of ENGRAM_FAMILY_ values (engram/cpu.h)
 *   result    may be null; filled also when a check failed
 *
 * Errors: ENGRAM_ERROR_CHECK when a level disagreed; ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit;
 * ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_BUSY when called from within a self-check. Since: 0.1.0
 */
ENGRAM_API engram_status engram_self_check(engram_families families, engram_self_check_result *result);

/* How diagnostics are written. Since: 0.1.0 */
typedef uint32_t engram_format;
enum {
    ENGRAM_FORMAT_TEXT = 1, /* for people: one fact per line */
    ENGRAM_FORMAT_JSON = 2  /* for programs: one object */
};

/*
 * Writes version, build, compiler, processor, levels built, supported, chosen and why, arena configuration with the
 * source of each value, and metrics: all that a bug report needs, and nothing of the user's data.
 *
 *   buffer, capacity  where to; null with 0 to ask for the size
 *   needed            bytes with the ending zero; may be null
 *
 * Errors: ENGRAM_ERROR_BUFFER when capacity is too small: buffer then holds a cut text that ends with a zero;
 * ENGRAM_ERROR_NULL; ENGRAM_ERROR_ENUM. Metrics may grow between two calls: leave some room. Since: 0.1.0
 */
ENGRAM_API engram_status engram_diagnostics_write(engram_format format, char *buffer, size_t capacity, size_t *needed);

/* What is to be stored and used. Set size to sizeof(engram_capacity_plan); 0 leaves a part out. Since: 0.1.0 */
typedef struct engram_capacity_plan {
    uint32_t size;        /* sizeof(engram_capacity_plan) */
    uint32_t bits;        /* of one vector element: 32, 16, 8 or 1 */
    uint64_t rows;        /* vectors */
    uint64_t dim;         /* elements of one */
    uint64_t nodes;       /* of the graph, below 2^32 */
    uint64_t edges;       /* of the graph */
    uint64_t strengths;   /* memories that decay */
    uint64_t threads;     /* that call the library */
    uint64_t arena_bytes; /* pool of each; 0 for the configuration in force */
    uint32_t codes;       /* 1: i8 codes beside the rows, as from engram_codes_build() */
    uint32_t prepared;    /* 1: the graph is also prepared by engram_graph_create(), 2: the same with no_pull */
    uint32_t typed;       /* 1: its edges have types */
    uint32_t reserved;    /* 0 */
    uint64_t workspaces;  /* of engram_workspace_create(), each for all nodes */
} engram_capacity_plan;

/* Bytes. Set size to sizeof(engram_capacity). Since: 0.1.0 */
typedef struct engram_capacity {
    uint32_t size;              /* sizeof(engram_capacity) */
    uint32_t reserved;
    uint64_t vectors;           /* rows * ceil(dim * bits / 8) */
    uint64_t norms;             /* rows * 4, with codes: their norms */
    uint64_t graph;             /* the caller's: (nodes + 1) * 8 offsets + edges * (4 target + 4 weight + 1 if typed) */
    uint64_t spreading_scratch; /* nodes * 4, in the arena of each thread that spreads without a workspace */
    uint64_t strengths;         /* strengths * (4 value + 8 age) */
    uint64_t arenas;            /* threads * (pool + bookkeeping); resident only as far as it was touched */
    uint64_t arena_wanted;      /* pool in which that scratch fits, rounded up to 64 KiB */
    uint64_t total;             /* all of it but arena_wanted; scratch counts within the arenas, and beside them for
                                   each thread where it does not fit */
    uint64_t scales;            /* rows * 4 where bits is 8 */
    uint64_t codes;             /* rows * (dim codes + 4 scale + 4 error) */
    uint64_t prepared;          /* the prepared graph: nodes * 8 + edges * 8, typed + edges, by target + nodes * 8.5 +
                                   edges * 8. Padding is left out: engram_graph_size() knows it */
    uint64_t workspaces;        /* workspaces * engram_workspace_size(nodes) */
} engram_capacity;

/*
 * Memory that a plan takes, in the layouts of this library's functions.
 * Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ARGUMENT for other bits, 2^32 nodes or more, an unknown
 * choice of codes, prepared or typed, or an arena size out of range; ENGRAM_ERROR_OVERFLOW when a number passes 2^63. Since: 0.1.0
 */
ENGRAM_API engram_status engram_capacity_estimate(const engram_capacity_plan *plan, engram_capacity *capacity);

ENGRAM_END

#endif
