/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Conversions against arithmetic in double, and codes against the bounds they are kept for. */

#include "dd.h"
#include "vectors.h"

enum { DIM, ROWS, KIND, GAP };

static _Alignas(8) unsigned char data[ROWS_MOST * DIM_MOST * 4], out[ROWS_MOST * (DIM_MOST + 4) * 4];
static float row_scales[ROWS_MOST], scales[ROWS_MOST], errors[ROWS_MOST], norms[ROWS_MOST];
static engram_rows rows;
static engram_status status;
static size_t step; /* bytes between rows of out */

static void draw(const member *m, rng *r, uint64_t *d) {
    (void)m;
    draw_matrix(r, &d[DIM], &d[ROWS], &d[KIND]);
    d[GAP] = rng_below(r, 4);
}

static void make(const member *m, const trial *t) {
    const size_t dim = (size_t)t->dials[DIM], row = bytes_of_row(m->a, dim);
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        make_row(t->seed, (enum kind)t->dials[KIND], m->a, QUERIES_MOST + i, dim, data + i * row);
        row_scales[i] = kind_scale(t->seed, (enum kind)t->dials[KIND], i);
        if (m->a == ENGRAM_TYPE_F16 || m->a == ENGRAM_TYPE_BF16) /* every bit pattern */
            for (size_t j = 0; j < dim; j += 3)
                ((uint16_t *)(void *)(data + i * row))[j] = (uint16_t)noise(t->seed, 9300 + i, j);
    }
    rows = rows_of(m->a, data, t->dials[ROWS], 0, dim, row_scales);
    step = bytes_of_row(m->b, dim) + (size_t)t->dials[GAP] * element_bytes(m->b);
}

static void run(const member *m, const trial *t, record *into) {
    memset(out, 0xA5, sizeof out), memset(scales, 0xA5, sizeof scales);
    memset(errors, 0xA5, sizeof errors), memset(norms, 0xA5, sizeof norms);
    status = m->c != 0 ? engram_codes_build(&rows, 0, rows.count, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, (int8_t *)out, rows.count, step, rows.dim, scales, errors, norms})
                       : engram_rows_convert(&rows, m->b, out, step / element_bytes(m->b), scales);
    record_status(into, status);
    record_put(into, out, (size_t)t->dials[ROWS] * step + 64);
    record_put(into, scales, sizeof scales), record_put(into, errors, sizeof errors), record_put(into, norms, sizeof norms);
}

static double value_of(const member *m, size_t i, size_t j) {
    return element_value(m->a, data + i * bytes_of_row(m->a, (size_t)rows.dim), j);
}

/* The largest magnitude of a row, and whether all of it is finite. */
static double largest_of(const member *m, size_t i, bool *finite) {
    double largest = 0;
    *finite = true;
    for (size_t j = 0; j < rows.dim; ++j) {
        const double x = value_of(m, i, j);
        *finite = *finite && isfinite(x);
        largest = fmax(largest, fabs(x));
    }
    return largest;
}

static void judge_to_i8(const member *m, size_t i, verdict *v) {
    const int8_t *codes = (const int8_t *)out + i * step;
    bool finite;
    const double largest = largest_of(m, i, &finite), scale = (double)scales[i];
    if (!finite) judge_bits(v, scales[i], bits_float(0x7FC00000u), "scale", i);
    else if (largest == 0) judge_bits(v, scales[i], 0.0f, "scale", i);
    else if (127 * scale < largest && isinf((float)(127 * (double)nextafterf(scales[i], INFINITY)))) ++v->judged;
    else if (!(127 * scale >= largest) || (scales[i] > 0x1p-149f && 127 * (double)nextafterf(scales[i], 0) >= largest))
        judge_wrong(v, "scale %zu is %a for %a", i, scale, largest);
    for (size_t j = 0; j < rows.dim; ++j) {
        if (!finite || largest == 0) {
            if (codes[j] != 0) judge_wrong(v, "code %zu of row %zu is not 0", j, i);
        } else if (codes[j] == -128) judge_wrong(v, "code -128 in row %zu", i);
        else {
            const double rest = fabs(value_of(m, i, j) - scale * codes[j]) / scale; /* in steps */
            ++v->judged;
            if (rest / 0.50001 > v->share) v->share = rest / 0.50001;
            if (!(rest <= 0.50001)) judge_wrong(v, "code %zu of row %zu is %g steps off", j, i, rest);
        }
    }
}

static void judge(const member *m, const trial *t, verdict *v) {
    if (status != ENGRAM_OK) judge_wrong(v, "status %s", engram_status_name(status));
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        const unsigned char *row = out + i * step;
        if (m->b == ENGRAM_TYPE_I8) judge_to_i8(m, i, v);
        for (size_t j = 0; j < rows.dim && m->b != ENGRAM_TYPE_I8; ++j) {
            const double x = value_of(m, i, j);
            if (m->b == ENGRAM_TYPE_F32) {
                const float expected = (float)(m->a == ENGRAM_TYPE_I8 ? x * (double)row_scales[i] : x);
                judge_bits(v, ((const float *)(const void *)row)[j], x != x ? bits_float(0x7FC00000u) : expected, "element", j);
            } else if (m->b == ENGRAM_TYPE_BITS) {
                ++v->judged;
                if ((row[j / 8] >> j % 8 & 1) != (x > 0)) judge_wrong(v, "bit %zu of row %zu", j, i);
            } else {
                const uint16_t got = ((const uint16_t *)(const void *)row)[j];
                const uint16_t expected = m->b == ENGRAM_TYPE_F16 ? f16_of((float)x) : bf16_of((float)x);
                ++v->judged;
                if (got != expected) judge_wrong(v, "element %zu is %04x, expected %04x for %a", j, got, expected, x);
            }
        }
        for (size_t b = bytes_of_row(m->b, (size_t)rows.dim); b < step; ++b)
            if (row[b] != 0xA5) judge_wrong(v, "the gap after row %zu is written", i);
    }
    if (out[t->dials[ROWS] * step] != 0xA5) judge_wrong(v, "written past the end");
}

/* errors[i] bounds the norm of the rest, norms[i] is the norm to 2^-20; rows out of the plain range say +inf. */
static void judge_codes(const member *m, const trial *t, verdict *v) {
    if (status != ENGRAM_OK) judge_wrong(v, "status %s", engram_status_name(status));
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        dd squares = {0, 0}, rest = {0, 0};
        bool finite;
        largest_of(m, i, &finite);
        for (size_t j = 0; j < rows.dim && finite; ++j) {
            const double x = value_of(m, i, j);
            const dd d = dd_two_sum(x, -(double)scales[i] * ((const int8_t *)out)[i * step + j]); /* 31 bits: exact */
            squares = dd_add_double(squares, x * x), rest = dd_add(rest, dd_square(d));
        }
        const double norm = sqrt(dd_value(squares)), off = sqrt(dd_value(rest)), square = dd_value(squares);
        const bool plain = finite && square > 0x1.01p-80 && square < 0x1.fcp119;
        if (isinf(errors[i])) {
            if (plain) judge_wrong(v, "row %zu of norm %g has no bound", i, norm);
            ++v->passed_over;
            continue;
        }
        if (!finite || !(off <= (double)errors[i])) judge_wrong(v, "row %zu is %a off, its bound is %a", i, off, (double)errors[i]);
        judge_value(v, norms[i], norm, 0x1p-20 * norm, ulp_at(norm), "norm", i);
    }
}

void add_conversions(members *list) {
    static const char *const types[] = {"", "f32", "f16", "bf16", "i8", "bits"};
    member like = {.promise = "the exact bits", .dials = {"dim", "rows", "kind", "gap"},
                   .draw = draw, .make = make, .run = run, .judge = judge};
    for (uint32_t type = ENGRAM_TYPE_F16; type <= ENGRAM_TYPE_BITS; ++type) {
        like.a = ENGRAM_TYPE_F32, like.b = type;
        like.promise = type == ENGRAM_TYPE_I8 ? "0.50001 steps of the scale" : "the exact bits";
        member_add(list, &like, "convert/f32/%s", types[type]);
        if (type == ENGRAM_TYPE_BITS) continue;
        like.a = type, like.b = ENGRAM_TYPE_F32, like.promise = "the exact bits";
        member_add(list, &like, "convert/%s/f32", types[type]);
    }
    like.a = ENGRAM_TYPE_F32, like.b = ENGRAM_TYPE_I8, like.c = 1;
    like.promise = "2^-20 of the norm", like.judge = judge_codes;
    member_add(list, &like, "codes_build");
}
