/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_METRICS_TEXT_H
#define ENGRAM_METRICS_TEXT_H

/* Text into a caller's buffer, without stdio and its locale. Counts on when the buffer is full. C-clean. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/common.h"

struct engram_text {
    char *buffer;
    size_t capacity, used;
};

ENGRAM_INLINE void engram_text_char(struct engram_text *t, char c) {
    if (t->used + 1 < t->capacity) t->buffer[t->used] = c;
    ++t->used;
}

ENGRAM_INLINE void engram_text_add(struct engram_text *t, const char *s) {
    for (; *s != '\0'; ++s) engram_text_char(t, *s);
}

/* A string in double quotes with what JSON and Prometheus labels escape; control characters become spaces. */
ENGRAM_INLINE void engram_text_quoted(struct engram_text *t, const char *s) {
    engram_text_char(t, '"');
    for (; *s != '\0'; ++s) {
        if (*s == '"' || *s == '\\') engram_text_char(t, '\\');
        engram_text_char(t, (unsigned char)*s < 32 || (unsigned char)*s > 126 ? ' ' : *s);
    }
    engram_text_char(t, '"');
}

ENGRAM_INLINE void engram_text_digits(struct engram_text *t, uint64_t n, int at_least) {
    char digits[20];
    int count = 0;
    do digits[count++] = (char)('0' + n % 10);
    while ((n /= 10) != 0 || count < at_least);
    while (count > 0) engram_text_char(t, digits[--count]);
}

ENGRAM_INLINE void engram_text_number(struct engram_text *t, uint64_t n) { engram_text_digits(t, n, 1); }

/* Nanoseconds as seconds, exactly, without trailing zeros. */
ENGRAM_INLINE void engram_text_seconds(struct engram_text *t, uint64_t ns) {
    engram_text_number(t, ns / 1000000000u);
    uint64_t rest = ns % 1000000000u;
    int digits = 9;
    if (rest == 0) return;
    for (; rest % 10 == 0; rest /= 10) --digits;
    engram_text_char(t, '.');
    engram_text_digits(t, rest, digits);
}

/* Ends the text; the status of the call that wrote it. */
ENGRAM_INLINE engram_status engram_text_end(struct engram_text *t, size_t *needed) {
    if (t->capacity != 0) t->buffer[t->used < t->capacity ? t->used : t->capacity - 1] = '\0';
    if (needed != NULL) *needed = t->used + 1;
    return t->used < t->capacity ? ENGRAM_OK : ENGRAM_ERROR_BUFFER;
}

#endif
