/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Writes the conformance vectors, from the scalar reference through the public interface.
 *     conformance_generate FOLDER           writes FOLDER/<family>.txt
 *     conformance_generate --check FOLDER   exit 1, with the first line that differs, when they are not what it would write
 */

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "make.h"

static vector current = {.recording = true};
static FILE *output;
static uint64_t seed, state;

static void line(const char *format, va_list arguments) {
    char text[16384];
    if ((size_t)vsnprintf(text, sizeof text, format, arguments) >= sizeof text) conformance_stop("a line too long");
    vector_line(&current, text);
}

void begin(const char *call, const char *format, ...) {
    char name[NAME_ROOM], text[3 * NAME_ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    vector_clear(&current);
    snprintf(text, sizeof text, "call %s %s", call, name);
    vector_line(&current, text);
}

void in(const char *format, ...) {
    char whole[256];
    snprintf(whole, sizeof whole, "in %s", format);
    va_list arguments;
    va_start(arguments, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    line(whole, arguments);
#pragma GCC diagnostic pop
    va_end(arguments);
}

void record(void) {
    play(&current);
    fprintf(output, "%s\n", current.text);
}

void in_number(const char *name, const char *kind, uint64_t value) { in("%s %s %" PRIu64, name, kind, value); }

void in_f32(const char *name, float value) { in_f32s(name, &value, 1); }

void in_f64(const char *name, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    in("%s f64 %016" PRIx64, name, bits);
}

void in_f32s(const char *name, const float *values, size_t count) {
    char text[8192];
    size_t used = 0;
    for (size_t i = 0; i < count; ++i) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        used += (size_t)snprintf(text + used, sizeof text - used, " %08" PRIx32, bits);
        if (used >= sizeof text) conformance_stop("a line too long");
    }
    text[used] = 0;
    in("%s f32%s", name, text);
}

void in_uniform(const char *name, size_t count, float low, float high) {
    uint32_t a, b;
    memcpy(&a, &low, sizeof a), memcpy(&b, &high, sizeof b);
    in("%s f32 @uniform %" PRIu64 " %zu %08" PRIx32 " %08" PRIx32, name, next_seed(), count, a, b);
}

uint64_t next_seed(void) { return ++seed; }

uint64_t draw(uint64_t range) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % range;
}

float bits_float(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 0 when the file at `path` holds `text`; else says where it first differs. */
static int check_file(const char *path, const char *text) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return 1;
    }
    char *have = NULL;
    size_t room = 0, number = 0;
    int differs = 0;
    for (;;) {
        const ssize_t length = getline(&have, &room, file);
        const size_t wanted = strcspn(text, "\n") + (*text != 0);
        if (length <= 0 && *text == 0) break;
        ++number;
        if (length > 0 && (size_t)length == wanted && memcmp(have, text, wanted) == 0) {
            text += wanted;
            continue;
        }
        fprintf(stderr, "%s:%zu: is      %.*s\n%s:%zu: written %.*s\n", path, number, length > 0 ? (int)length - 1 : 0,
                length > 0 ? have : "", path, number, (int)wanted - (wanted > 0), text);
        differs = 1;
        break;
    }
    free(have);
    fclose(file);
    return differs;
}

static const struct {
    const char *name;
    void (*makers[3])(void);
} families[] = {{"similarity", {make_similarity, make_selection, make_signs}},
                {"activation", {make_activation, make_pagerank}},
                {"decay", {make_decay, make_learning}},
                {"compat", {make_compat, NULL}}};

int main(int count, char **arguments) {
    const bool is_check = count == 3 && strcmp(arguments[1], "--check") == 0;
    if (count != 2 && !is_check) conformance_stop("usage: conformance_generate [--check] FOLDER");
    if (engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR) != ENGRAM_OK) conformance_stop("no scalar level");
    int differs = 0;
    for (size_t f = 0; f < sizeof families / sizeof families[0]; ++f) {
        char path[4096], *text = NULL;
        size_t bytes = 0;
        snprintf(path, sizeof path, "%s/%s.txt", arguments[count - 1], families[f].name);
        output = open_memstream(&text, &bytes);
        if (output == NULL) conformance_stop("no memory");
        seed = 1000 * (f + 1), state = f;
        fprintf(output, "# SPDX-License-Identifier: MIT OR Apache-2.0\n"
                        "# Conformance vectors of engram-kernels, format 1, %s. Explained in docs/conformance.md;\n"
                        "# written by conformance_generate, not by hand.\n\n", families[f].name);
        for (size_t m = 0; m < 3; ++m)
            if (families[f].makers[m] != NULL) families[f].makers[m]();
        fclose(output);
        if (is_check) {
            differs |= check_file(path, text);
        } else {
            FILE *file = fopen(path, "w");
            if (file == NULL || fwrite(text, 1, bytes, file) != bytes || fclose(file) != 0)
                conformance_stop("%s: cannot be written", path);
        }
        free(text);
    }
    vector_clear(&current);
    return differs;
}
