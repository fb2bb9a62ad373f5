/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Conversions in both directions and codes: equal bits on every level, gaps left alone, the bounds of the header held. */

#include "input.h"
#include "kernels/similarity/similarity_support.h"

enum { ROWS = 6 };

/* Types of a row to another and back; the bits of every step. */
typedef struct step {
    engram_status status;
    uint8_t *data;
    float *scales;
    size_t bytes;
} step;

static step convert(const engram_rows *rows, engram_type type, uint64_t gap) {
    const uint64_t row = type == ENGRAM_TYPE_BITS ? (rows->dim + 7) / 8 : rows->dim;
    step s = {.bytes = rows->count == 0 ? 0 : ((rows->count - 1) * (row + gap) + row) * element_bytes(type)};
    s.data = fuzz_memory(s.bytes), s.scales = fuzz_memory(rows->count * 4);
    s.status = engram_rows_convert(rows, type, s.data, row + gap, type == ENGRAM_TYPE_I8 ? s.scales : NULL);
    for (uint64_t i = 0; i + 1 < rows->count; ++i)
        fuzz_untouched(s.data + (i * (row + gap) + row) * element_bytes(type), gap * element_bytes(type), "a gap");
    return s;
}

static void step_free(step s) { free(s.data), free(s.scales); }

/* |element - scale * code| <= 0.50001 * scale for rows of numbers; -128 never occurs. */
static void check_i8(const engram_rows *rows, const step *s, uint64_t gap) {
    for (uint64_t i = 0; i < rows->count; ++i) {
        const double scale = (double)s->scales[i];
        for (uint64_t j = 0; j < rows->dim; ++j) {
            const int code = ((const int8_t *)s->data)[i * (rows->dim + gap) + j];
            fuzz_check(code != -128, "a code is -128");
            if (scale != scale) fuzz_check(code == 0, "a row without a scale has a code");
            if (!(scale > 0x1p-120)) continue; /* steps of denormals are wider than the bound */
            const double x = (double)((const float *)rows->data)[i * rows->stride + j];
            fuzz_check(fabs(x - scale * code) <= 0.50001 * scale, "%a became %d * %a", x, code, scale);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    const engram_type type = 2 + take_below(&in, 4);
    const uint64_t dim = take_below(&in, 200), count = take_below(&in, ROWS), stride = dim + take_below(&in, 3), gap = take_below(&in, 3);
    const size_t elements = count == 0 ? 0 : (size_t)((count - 1) * stride + dim);
    float *matrix = fuzz_memory(elements * 4);
    for (uint64_t i = 0; i < count; ++i) take_floats(&in, matrix + i * stride, dim);
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, matrix, count, stride, dim, NULL);
    /* The way back begins from any bits, not only from those that a conversion gives. */
    const uint64_t row = type == ENGRAM_TYPE_BITS ? (dim + 7) / 8 : dim;
    const size_t foreign_bytes = (size_t)(count * row) * element_bytes(type);
    uint8_t *foreign = fuzz_memory(foreign_bytes);
    float *scales = fuzz_memory(count * 4);
    rng r = {take_u16(&in)};
    for (size_t i = 0; i < foreign_bytes; ++i) foreign[i] = take_below(&in, 2) != 0 ? take_u8(&in) : (uint8_t)rng_next(&r);
    take_floats(&in, scales, count);
    const engram_rows back_rows = rows_of(type, foreign, count, 0, dim, type == ENGRAM_TYPE_I8 && take_below(&in, 2) ? scales : NULL);
    step there = {0}, back = {0};
    uint8_t *codes[2] = {fuzz_memory(count * dim), fuzz_memory(count * dim)};
    float *proof[2] = {fuzz_memory(3 * count * 4), fuzz_memory(3 * count * 4)};
    for_each_level(level) {
        const int is_first = level == ENGRAM_LEVEL_SCALAR;
        step s = convert(&rows, type, gap), t = convert(&back_rows, ENGRAM_TYPE_F32, gap);
        fuzz_check(s.status == ENGRAM_OK, "no conversion: %s", engram_status_name(s.status));
        if (type == ENGRAM_TYPE_I8) check_i8(&rows, &s, gap);
        float *p = proof[!is_first];
        fuzz_check(engram_codes_build(&rows, 0, count, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, (int8_t *)codes[!is_first], rows.count, 0, rows.dim, p, p + count, p + 2 * count}) == ENGRAM_OK, "no codes");
        if (is_first) {
            there = s, back = t;
            continue;
        }
        fuzz_check(t.status == back.status, "a status differs");
        fuzz_same(s.data, there.data, s.bytes, level, "from f32");
        fuzz_same(s.scales, there.scales, count * 4, level, "scales");
        fuzz_same(t.data, back.data, t.bytes, level, "to f32");
        fuzz_same(codes[1], codes[0], count * dim, level, "codes");
        fuzz_same(proof[1], proof[0], 3 * count * 4, level, "what a proof needs");
        step_free(s), step_free(t);
    }
    step_free(there), step_free(back);
    free(matrix), free(foreign), free(scales), free(codes[0]), free(codes[1]), free(proof[0]), free(proof[1]);
    return 0;
}
