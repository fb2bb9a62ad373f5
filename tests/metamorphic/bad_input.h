/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_BAD_INPUT_H
#define ENGRAM_TESTS_BAD_INPUT_H

/*
 * Every computing call as a list of slots: a pointer, a count, a size or an enumeration each, with a value that makes the
 * call succeed. The test then spoils one slot at a time and knows by its role what has to come of it.
 */

#include <stdbool.h>

#include "support/check.h"

enum role {
    IN,    /* an input array: null is ENGRAM_ERROR_NULL */
    MAY,   /* an input that may be null */
    OUT,   /* an output: null is an error too, and it stays as it was on every error */
    INTO,  /* an output that may be the input named by `value`, exactly */
    SPARE, /* an output that may be null */
    COUNT, /* elements: 2^62 of them overflow; 0 is fine */
    SIZE,  /* the size field of a struct; a null pointer in place of the struct is ENGRAM_ERROR_NULL */
    CHOICE, /* the same of a struct that may be null */
    THERE, /* a struct without a size, or an array of pointers: null is ENGRAM_ERROR_NULL */
    ENUM   /* 0x7F is not among its values, nor what lies around their ends where these are told */
};

/* What the array is filled with. */
enum fill { HALVES, ONES, SMALL, SMALL32, RAMP, BYTES, ZEROS, NOTHING };

typedef struct slot {
    const char *name;
    enum role role;
    uint64_t value; /* of a count, size or enumeration; of INTO the index of its input */
    unsigned bytes; /* that the call reads or writes at the pointer; of an enumeration its ends, last * 256 + first */
    enum fill fill;
} slot;

/* In the place of a size: the struct is not there. */
#define ABSENT (UINT64_C(1) << 40)
#define GIVEN(i, structure) (a[i] == ABSENT ? NULL : (structure))
#define ENUM_OF(name, good, first, last) {name, ENUM, good, (last) * 256 + (first), NOTHING}

enum { SLOT_LIMIT = 22, ROWS = 16 };

typedef struct entry {
    const char *name;
    engram_status (*call)(const uint64_t *a); /* a[i] is the value of slot i, pointers included */
    slot slots[SLOT_LIMIT];                   /* ends with a null name */
    bool minds_alignment;                     /* documented to refuse a pointer off its element's alignment */
    bool has_offsets; /* a graph whose offsets are there whatever the number of edges */
    bool reads_first; /* outputs may lie over inputs: overlap is none of its errors, and the result is the same */
} entry;

extern const entry similarity_entries[], lists_entries[], decay_entries[], activation_entries[];

static inline void run_serially(void *context, uint32_t count, engram_task *task, void *task_context) {
    (void)context;
    for (uint32_t i = 0; i < count; ++i) task(task_context, i);
}

/* The pointer in a slot. */
#define POINTER(type, i) ((type)(uintptr_t)a[i])

#endif
