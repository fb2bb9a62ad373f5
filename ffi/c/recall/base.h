/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_BASE_H
#define RECALL_BASE_H

/* What every file of the program needs: pieces of text, sentences about faults, growing arrays, hashes. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of a larger text; not terminated. */
struct span {
    const char *text;
    size_t size;
};

/* One sentence for people: what went wrong, where, and what to do about it. */
struct fault {
    char sentence[1024];
};

#if defined(__GNUC__)
#define RECALL_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define RECALL_PRINTF(at, first)
#endif

/* Fills in the sentence and returns false, so that a caller can return its result. */
bool fault_set(struct fault *fault, const char *format, ...) RECALL_PRINTF(2, 3);
bool fault_memory(struct fault *fault);

/* Makes room for `wanted` items, at least doubling; null, with the old array intact, when memory runs out. */
void *grow(void *items, size_t *capacity, size_t wanted, size_t item_size);

uint64_t hash_bytes(const char *text, size_t size, uint64_t seed);
uint64_t hash_mix(uint64_t value);

bool span_equal(struct span a, struct span b);
char to_lower(char c);

double now_ms(void);

#endif
