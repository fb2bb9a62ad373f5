/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool fault_set(struct fault *fault, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(fault->sentence, sizeof fault->sentence, format, arguments);
    va_end(arguments);
    return false;
}

bool fault_memory(struct fault *fault)
{
    return fault_set(fault, "There is not enough memory; the program needs about 500 MB.");
}

void *grow(void *items, size_t *capacity, size_t wanted, size_t item_size)
{
    if (wanted <= *capacity)
        return items;
    size_t next = *capacity < 64 ? 64 : *capacity * 2;
    if (next < wanted)
        next = wanted;
    if (next > SIZE_MAX / item_size)
        return NULL;
    void *moved = realloc(items, next * item_size);
    if (moved)
        *capacity = next;
    return moved;
}

/* FNV-1a, closed with a mixer because its high bits alone are poor. */
uint64_t hash_bytes(const char *text, size_t size, uint64_t seed)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ seed;
    for (size_t i = 0; i < size; ++i)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    return hash_mix(hash);
}

/* The finaliser of SplitMix64. */
uint64_t hash_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
}

bool span_equal(struct span a, struct span b)
{
    return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

/* Not tolower(): the result must not depend on the locale. */
char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}
