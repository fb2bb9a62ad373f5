/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_COMMON_H
#define ENGRAM_COMMON_H

/* What every other header needs: linkage, the export macro, status codes, and the hooks a caller may pass in. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ENGRAM_BEGIN extern "C" {
#define ENGRAM_END }
#else
#define ENGRAM_BEGIN
#define ENGRAM_END
#endif

/* Define ENGRAM_API before including any header to fold the archive into a shared library of your own. */
#ifndef ENGRAM_API
#if defined(__GNUC__)
#define ENGRAM_API __attribute__((visibility("default")))
#else
#define ENGRAM_API
#endif
#endif

ENGRAM_BEGIN

/*
 * Outcome of a call that can fail. 0 is success, negative values are errors, and a value never changes its meaning.
 * On any error the outputs are untouched unless the function says otherwise. Since: 0.1.0
 */
typedef int32_t engram_status;
enum {
    ENGRAM_OK = 0,              /* success */
    ENGRAM_ERROR_NULL = -1,     /* a pointer is null although its count is not 0 */
    ENGRAM_ERROR_OVERFLOW = -2, /* a size product does not fit the address space */
    ENGRAM_ERROR_ARGUMENT = -3, /* a number is outside its documented range */
    ENGRAM_ERROR_OVERLAP = -4,  /* an output overlaps an input in a way the function does not allow */
    ENGRAM_ERROR_STRIDE = -5,   /* a stride is smaller than the row it steps over */
    ENGRAM_ERROR_MEMORY = -6,   /* scratch memory ran out and the overflow strategy forbids more */
    ENGRAM_ERROR_GRAPH = -7,    /* a graph, or its image, is inconsistent, or the call takes none like it */
    ENGRAM_ERROR_LEVEL = -8,    /* this machine or this build lacks the instruction-set level */
    ENGRAM_ERROR_STRUCT = -9,   /* an option struct has a size this version does not know */
    ENGRAM_ERROR_ENUM = -10,    /* an enumeration has a value this version does not know */
    ENGRAM_ERROR_METRIC = -11,  /* a metric or a conversion is not defined for the element type */
    ENGRAM_ERROR_ALIGNMENT = -12, /* a pointer is not aligned for its element type */
    ENGRAM_ERROR_OFFSETS = -13, /* offsets of ragged rows do not begin at 0, or decrease */
    ENGRAM_ERROR_BUFFER = -14,  /* the caller's buffer is too small for the text; the size needed is returned */
    ENGRAM_ERROR_MARK = -15,    /* an arena mark that a reset or a rewind has ended, or of another arena */
    ENGRAM_ERROR_HANDLE = -16,  /* a handle that has been destroyed, or belongs to another thread */
    ENGRAM_ERROR_BUSY = -17,    /* the arena is in the middle of a call: from its allocator hook or a signal handler */
    ENGRAM_ERROR_CHECK = -18,   /* the self-check found a level that disagrees with the reference */
    /* of the engine (space.h, memory.h, link.h, recall.h) */
    ENGRAM_ERROR_NOT_FOUND = -19,   /* no memory, link, file or model of that name */
    ENGRAM_ERROR_EXISTS = -20,      /* a file or a key is there already */
    ENGRAM_ERROR_FORMAT = -21,      /* the file is not a space, or one of a newer format */
    ENGRAM_ERROR_DAMAGED = -22,     /* what is read is not what was written */
    ENGRAM_ERROR_READ_ONLY = -23,   /* the space can only be read */
    ENGRAM_ERROR_FULL = -24,        /* the disk is full */
    ENGRAM_ERROR_IO = -25,          /* the system refused to open, read, write or sync a file */
    ENGRAM_ERROR_LOCKED = -26,      /* another writer held the space for longer than the call would wait */
    ENGRAM_ERROR_INTERRUPTED = -27, /* engram_space_interrupt() ended the call */
    ENGRAM_ERROR_DEADLINE = -28,    /* the deadline passed */
    ENGRAM_ERROR_TEXT = -29,        /* a text is not UTF-8, has a zero byte, or is too short or too long */
    ENGRAM_ERROR_MODEL = -30,       /* a model of embeddings that the space lacks, or a vector of another dimension or type */
    ENGRAM_ERROR_FORKED = -31,      /* the handle belongs to the parent process */
    ENGRAM_ERROR_STORE = -32        /* SQLite said what was not foreseen */
};

/*
 * A sentence for people: what is wrong with the call and what to do. Static text, never null, also for a value
 * that is no status. Since: 0.1.0
 */
ENGRAM_API const char *engram_status_text(engram_status status);

/*
 * The name of the constant, such as "ENGRAM_ERROR_NULL"; "unknown status" for a value that is none. Since: 0.1.0
 */
ENGRAM_API const char *engram_status_name(engram_status status);

/*
 * What the last refused call of the calling thread refused: the argument or field by its name, and where it is a number
 * what it may be, such as "options.damping: from 0 up to but not including 1". Static text; null before the first
 * refusal, and where the refusal is about nothing that has a name. A call that succeeds leaves it alone: ask right after a
 * call that failed. The calls of engram/space.h and its sisters have engram_error_detail instead. Since: 0.1.0
 */
ENGRAM_API const char *engram_status_argument(void);

/*
 * Lets the caller's threads drive a call: rayon, a Go pool, pthreads, or a plain loop. The library hands over a number
 * of independent tasks; run() must call task(task_context, i) once for every i in [0, task_count), on any threads, in
 * any order, and return when all are done. Results do not depend on how. Where a function takes an executor, null
 * means: on the calling thread. Set size to sizeof(engram_executor). Since: 0.1.0
 */
typedef void engram_task(void *task_context, uint32_t index);
typedef struct engram_executor {
    uint32_t size;       /* sizeof(engram_executor) */
    uint32_t task_count; /* tasks to cut the work into, such as the number of threads; 0 counts as 1 */
    void *context;       /* handed to run() */
    void (*run)(void *context, uint32_t task_count, engram_task *task, void *task_context);
} engram_executor;

/*
 * Where handles take their memory from. Null stands for the C library's. allocate() returns null when there is no
 * memory, which the calling function reports as ENGRAM_ERROR_MEMORY; release() gets the same size and alignment back.
 * Set size to sizeof(engram_allocator). Since: 0.1.0
 */
typedef struct engram_allocator {
    uint32_t size;  /* sizeof(engram_allocator) */
    uint32_t flags; /* 0 */
    void *context;  /* handed to both functions */
    void *(*allocate)(void *context, size_t bytes, size_t align);
    void (*release)(void *context, void *memory, size_t bytes, size_t align);
} engram_allocator;

ENGRAM_END

#endif
