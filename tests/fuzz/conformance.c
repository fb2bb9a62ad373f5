/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The reader of conformance vectors on any text: it takes a line or refuses it with a sentence, and reads and writes
 * nothing outside its arrays. It ends the program where it refuses; here that is a jump back (meson.build renames exit).
 */

#include <setjmp.h>

#include "conformance/vector.h"
#include "input.h"

_Noreturn void fuzz_exit(int code);

static jmp_buf refused;
void fuzz_exit(int code) {
    fuzz_check(code == 2, "the reader ends with %d", code);
    longjmp(refused, 1);
}

static void check_field(const field *f) {
    if (f->is_null || f->is_digest) return;
    const uint8_t *bytes = f->data;
    unsigned sum = 0;
    for (size_t i = 0; i < f->count * f->width / 8; ++i) sum += bytes[i]; /* all of it can be read */
    __asm__ volatile("" : : "r"(sum));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static vector v;
    static FILE *silence;
    if (silence == NULL) silence = fopen("/dev/null", "w");
    char *text = fuzz_memory(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    FILE *file = fmemopen(text, size + (size == 0), "r");
    fuzz_check(file != NULL, "no file");
    FILE *const errors = stderr;
    stderr = silence;
    size_t line = 0;
    if (setjmp(refused) == 0)
        while (vector_read(&v, file, &line)) {
            for (size_t i = 0; i < v.in_count; ++i) check_field(&v.in[i]);
            for (size_t i = 0; i < v.out_count; ++i) check_field(&v.out[i]);
            (void)vector_has(&v, "graph");
            (void)vector_number(&v, "count");
            (void)vector_f32(&v, "rate");
            vector_finish(&v);
        }
    stderr = errors;
    vector_clear(&v);
    fclose(file);
    free(text);
    return 0;
}
