/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_GUARDED_HEAP_H
#define ENGRAM_TESTS_GUARDED_HEAP_H

/*
 * Included before everything when the players of the conformance vectors are built for `surroundings`: every buffer of a
 * vector then comes from pages of its own, between two that fault on any access. The place changes only between vectors.
 */

#include <stdlib.h>
#include <string.h>

enum heap_place {
    HEAP_END,   /* the end of the buffer touches the page after it */
    HEAP_BEGIN, /* its begin touches the page before it */
    HEAP_SHIFT, /* it begins heap_shift bytes, below 64, past a border of 64 */
    HEAP_PLAIN  /* the C library's, where addresses are not the point */
};
extern enum heap_place heap_place;
extern size_t heap_shift;

void *guarded_malloc(size_t bytes);
void *guarded_calloc(size_t count, size_t bytes);
void *guarded_realloc(void *old, size_t bytes);
void guarded_free(void *memory);
void guarded_protect(void *memory); /* read only from now on */

#define malloc guarded_malloc
#define calloc guarded_calloc
#define realloc guarded_realloc
#define free guarded_free

#endif
