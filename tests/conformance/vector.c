/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "vector.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void conformance_stop(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

static void append(vector *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void append(vector *v, const char *format, ...) {
    for (;;) {
        va_list arguments;
        va_start(arguments, format);
        const size_t room = v->text_room - v->text_used;
        const size_t wanted = (size_t)vsnprintf(v->text == NULL ? NULL : v->text + v->text_used, room, format, arguments);
        va_end(arguments);
        if (wanted < room) {
            v->text_used += wanted;
            return;
        }
        v->text_room = 2 * (v->text_room + wanted) + 4096;
        v->text = realloc(v->text, v->text_room);
        if (v->text == NULL) conformance_stop("no memory");
    }
}

void vector_clear(vector *v) {
    for (size_t i = 0; i < v->in_count; ++i) free(v->in[i].data);
    for (size_t i = 0; i < v->out_count; ++i) free(v->out[i].data);
    for (size_t i = 0; i < v->fresh_count; ++i) free(v->fresh[i]);
    free(v->text);
    const bool recording = v->recording;
    const engram_executor *executor = v->executor;
    *v = (vector){.recording = recording, .executor = executor};
}

/* Elements are exactly as many bytes as the array holds, so that a checker of memory sees one read too many. */
static void read_values(field *f, const char *text) {
    if (strncmp(text, "null", 4) == 0) {
        f->is_null = true;
        return;
    }
    if (sscanf(text, "@fnv1a64 %zu %" SCNx64, &f->count, &f->digest) == 2) {
        f->is_digest = true;
        return;
    }
    if (text[0] == '@') {
        if (!recipe_expand(f, text)) conformance_stop("no such recipe: %s", text);
        return;
    }
    const size_t bytes = f->width / 8;
    const int base = f->kind == 'x' || f->kind == 'f' ? 16 : 10;
    f->data = malloc(strlen(text) / 2 * bytes + bytes);
    if (f->data == NULL) conformance_stop("no memory");
    for (char *end;; text = end) {
        const uint64_t value =
            f->kind == 'i' ? (uint64_t)strtoll(text, &end, base) : (uint64_t)strtoull(text, &end, base);
        if (end == text) break;
        value_store(f->data, f->count++, f->width, value);
    }
    void *exact = realloc(f->data, f->count * bytes + (f->count == 0));
    if (exact != NULL) f->data = exact;
}

void vector_line(vector *v, const char *line) {
    char role[8], name[NAME_ROOM], kind;
    unsigned width;
    int used = 0;
    if (sscanf(line, "call %63s %63s", v->call, v->name) == 2) {
        append(v, "%s\n", line);
    } else if (sscanf(line, "status %63s", v->status) == 1) {
        v->has_status = true;
    } else if (sscanf(line, "%7s %63s %c%u%n", role, name, &kind, &width, &used) == 4) {
        if (strchr("uixf", kind) == NULL || (width != 8 && width != 16 && width != 32 && width != 64))
            conformance_stop("no such type: %s", line);
        const bool is_in = strcmp(role, "in") == 0;
        if (!is_in && strcmp(role, "out") != 0) conformance_stop("neither in nor out: %s", line);
        size_t *count = is_in ? &v->in_count : &v->out_count;
        for (size_t i = 0; i < *count; ++i)
            if (strcmp((is_in ? v->in : v->out)[i].name, name) == 0) {
                if (!v->recording) conformance_stop("%s: %s twice", v->name, name);
                return; /* a maker sets what is special first; the usual line after it gives way */
            }
        if (*count == FIELD_LIMIT) conformance_stop("too many fields: %s", v->name);
        field *f = (is_in ? v->in : v->out) + (*count)++;
        memcpy(f->name, name, sizeof name);
        f->kind = kind, f->width = width;
        const char *values = line + used;
        while (*values == ' ') ++values;
        read_values(f, values);
        if (is_in) append(v, "%s\n", line);
    } else {
        conformance_stop("not a line of a vector: %s", line);
    }
}

bool vector_read(vector *v, FILE *file, size_t *line_number) {
    static char *line;
    static size_t room;
    vector_clear(v);
    for (;;) {
        const ssize_t length = getline(&line, &room, file);
        if (length <= 0) return v->call[0] != 0;
        ++*line_number;
        while (line[strcspn(line, "\r\n")] != 0) line[strcspn(line, "\r\n")] = 0;
        if (line[0] == '#') continue;
        if (line[0] != 0) vector_line(v, line);
        else if (v->call[0] != 0) return true;
    }
}

static const field *find(const field *fields, size_t count, const char *name) {
    for (size_t i = 0; i < count; ++i)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

bool vector_has(const vector *v, const char *name) {
    const size_t length = strlen(name);
    for (size_t i = 0; i < v->in_count; ++i)
        if (strncmp(v->in[i].name, name, length) == 0 && (v->in[i].name[length] == 0 || v->in[i].name[length] == '.'))
            return !v->in[i].is_null;
    return false;
}

const void *vector_get(const vector *v, const char *name) {
    const field *f = find(v->in, v->in_count, name);
    return f == NULL || f->is_null ? NULL : f->data;
}

size_t vector_count(const vector *v, const char *name) {
    const field *f = find(v->in, v->in_count, name);
    return f == NULL ? 0 : f->count;
}

uint64_t vector_number(const vector *v, const char *name) {
    const field *f = find(v->in, v->in_count, name);
    return f != NULL && f->count == 1 ? value_load(f->data, 0, f->width) : 0;
}

float vector_f32(const vector *v, const char *name) {
    const uint32_t bits = (uint32_t)vector_number(v, name);
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double vector_f64(const vector *v, const char *name) {
    const uint64_t bits = vector_number(v, name);
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

uint32_t vector_size(const vector *v, const char *name, size_t whole) {
    return find(v->in, v->in_count, name) == NULL ? (uint32_t)whole : (uint32_t)vector_number(v, name);
}

void vector_differs(vector *v, const char *format, ...) {
    if (v->fault[0] != 0) return; /* the first difference is the one to look at */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(v->fault, sizeof v->fault, format, arguments);
    va_end(arguments);
}

void *vector_fresh(vector *v, size_t bytes) {
    void *data = malloc(bytes + (bytes == 0));
    if (data == NULL || v->fresh_count == FIELD_LIMIT) conformance_stop("no memory");
    memset(data, 0xA5, bytes);
    v->fresh[v->fresh_count] = data;
    v->fresh_bytes[v->fresh_count++] = bytes;
    return data;
}

bool vector_outcome(vector *v, engram_status status) {
    const char *name = engram_status_name(status);
    if (v->recording) append(v, "status %s\n", name);
    else if (!v->has_status || strcmp(name, v->status) != 0)
        vector_differs(v, "status is %s, expected %s", name, v->has_status ? v->status : "none");
    if (status == ENGRAM_OK) return true;
    for (size_t i = 0; i < v->fresh_count; ++i)
        for (size_t b = 0; b < v->fresh_bytes[i]; ++b)
            if (((unsigned char *)v->fresh[i])[b] != 0xA5) vector_differs(v, "an output was written before the error");
    return false;
}

static void print_value(vector *v, const field *f, size_t i) {
    const uint64_t value = value_load(f->data, i, f->width);
    if (f->kind == 'u') append(v, " %" PRIu64, value);
    else if (f->kind == 'i') append(v, " %" PRId64, (int64_t)(value << (64 - f->width)) >> (64 - f->width));
    else append(v, " %0*" PRIx64, (int)f->width / 4, value);
}

static void compare(vector *v, const field *got, bool is_digest) {
    const field *expected = find(v->out, v->out_count, got->name);
    if (expected == NULL || expected->kind != got->kind || expected->width != got->width) {
        vector_differs(v, "%s: not among the expected outputs, or of another type", got->name);
        return;
    }
    ++v->emitted;
    if (expected->count != got->count) {
        vector_differs(v, "%s: %zu values, expected %zu", got->name, got->count, expected->count);
        return;
    }
    if (is_digest || expected->is_digest) {
        const uint64_t digest = fnv1a64(got->data, got->count, got->width);
        if (!expected->is_digest || digest != expected->digest)
            vector_differs(v, "%s: digest %016" PRIx64 ", expected %016" PRIx64, got->name, digest, expected->digest);
        return;
    }
    for (size_t i = 0; i < got->count; ++i) {
        const uint64_t x = value_load(got->data, i, got->width), y = value_load(expected->data, i, got->width);
        if (x == y) continue;
        vector_differs(v, "%s[%zu] is %0*" PRIx64 ", expected %0*" PRIx64 " (hexadecimal)", got->name, i,
                       (int)got->width / 4, x, (int)got->width / 4, y);
    }
}

static void emit(vector *v, const char *name, const char *kind, const void *data, size_t count, bool is_digest) {
    field f = {.kind = kind[0], .width = (unsigned)strtoul(kind + 1, NULL, 10), .count = count};
    snprintf(f.name, sizeof f.name, "%s", name);
    f.data = malloc(count * f.width / 8 + 1);
    if (f.data == NULL) conformance_stop("no memory");
    if (count > 0) memcpy(f.data, data, count * f.width / 8);
    if (v->recording) {
        append(v, "out %s %s", name, kind);
        if (is_digest) append(v, " @fnv1a64 %zu %016" PRIx64, count, fnv1a64(f.data, count, f.width));
        for (size_t i = 0; i < count && !is_digest; ++i) print_value(v, &f, i);
        append(v, "\n");
    } else {
        compare(v, &f, is_digest);
    }
    free(f.data);
}

void vector_emit(vector *v, const char *name, const char *kind, const void *data, size_t count) {
    emit(v, name, kind, data, count, false);
}

void vector_emit_digest(vector *v, const char *name, const char *kind, const void *data, size_t count) {
    emit(v, name, kind, data, count, true);
}

void vector_emit_number(vector *v, const char *name, const char *kind, uint64_t value) {
    uint64_t cut = 0;
    value_store(&cut, 0, (unsigned)strtoul(kind + 1, NULL, 10), value);
    emit(v, name, kind, &cut, 1, false);
}

void vector_emit_f64(vector *v, const char *name, double value) { emit(v, name, "f64", &value, 1, false); }

void vector_finish(vector *v) {
    if (!v->recording && v->emitted != v->out_count)
        vector_differs(v, "%zu outputs, expected %zu", v->emitted, v->out_count);
}
