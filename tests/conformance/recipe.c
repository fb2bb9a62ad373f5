/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Arrays by rule, so that the files stay small. docs/conformance.md defines each. */

#include <stdlib.h>
#include <string.h>

#include "vector.h"

enum { COUNT_LIMIT = 1 << 24 }; /* far above any vector's */

static uint64_t next(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static float from_bits(uint64_t bits) {
    const uint32_t narrow = (uint32_t)bits;
    float x;
    memcpy(&x, &narrow, sizeof x);
    return x;
}

/* Where the low bytes of a 64-bit value lie: at its begin, or on a big-endian machine at its end. */
static char *low_bytes(uint64_t *value, size_t bytes) {
    const uint16_t one = 1;
    return (char *)value + (*(const unsigned char *)&one == 1 ? 0 : sizeof *value - bytes);
}

void value_store(void *data, size_t i, unsigned width, uint64_t value) {
    memcpy((char *)data + i * (width / 8), low_bytes(&value, width / 8), width / 8);
}

uint64_t value_load(const void *data, size_t i, unsigned width) {
    uint64_t value = 0;
    memcpy(low_bytes(&value, width / 8), (const char *)data + i * (width / 8), width / 8);
    return value;
}

static void store(field *f, size_t i, uint64_t value) { value_store(f->data, i, f->width, value); }

bool recipe_expand(field *f, const char *text) {
    char name[16];
    int used = 0;
    if (sscanf(text, "@%15s%n", name, &used) != 1) return false;
    const int is_hex = f->kind == 'x' || f->kind == 'f' ? 16 : 10;
    char *rest = (char *)text + used;
    const bool is_seeded = strcmp(name, "bits") == 0 || strcmp(name, "below") == 0 || strcmp(name, "uniform") == 0;
    uint64_t state = is_seeded ? strtoull(rest, &rest, 10) : 0;
    f->count = (size_t)strtoull(rest, &rest, 10);
    if (f->count > COUNT_LIMIT) conformance_stop("too many values: %s", text);
    f->data = malloc(f->count * f->width / 8 + 1);
    if (f->data == NULL) conformance_stop("no memory");
    if (strcmp(name, "fill") == 0) {
        const uint64_t value = strtoull(rest, NULL, is_hex);
        for (size_t i = 0; i < f->count; ++i) store(f, i, value);
    } else if (strcmp(name, "ramp") == 0) {
        const uint64_t first = strtoull(rest, &rest, is_hex), step = strtoull(rest, NULL, is_hex);
        for (size_t i = 0; i < f->count; ++i) store(f, i, first + i * step);
    } else if (strcmp(name, "bits") == 0) {
        const uint64_t mask = strtoull(rest, NULL, 16);
        for (size_t i = 0; i < f->count; ++i) store(f, i, next(&state) & mask);
    } else if (strcmp(name, "below") == 0) {
        const uint64_t range = strtoull(rest, NULL, 10);
        if (range == 0) return false;
        for (size_t i = 0; i < f->count; ++i) store(f, i, next(&state) % range);
    } else if (strcmp(name, "uniform") == 0 && f->kind == 'f' && f->width == 32) {
        const float low = from_bits(strtoull(rest, &rest, 16)), high = from_bits(strtoull(rest, NULL, 16));
        const float span = high - low;
        for (size_t i = 0; i < f->count; ++i) {
            const float part = span * ((float)(next(&state) >> 40) * 0x1p-24f);
            const float value = low + part;
            memcpy((char *)f->data + 4 * i, &value, 4);
        }
    } else {
        return false;
    }
    return true;
}

uint64_t fnv1a64(const void *data, size_t count, unsigned width) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < count; ++i) {
        const uint64_t value = value_load(data, i, width);
        for (unsigned shift = 0; shift < width; shift += 8) hash = (hash ^ (value >> shift & 0xFF)) * 0x100000001B3u;
    }
    return hash;
}
