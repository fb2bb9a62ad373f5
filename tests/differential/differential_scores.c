/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Scores through every call, in every metric and type, against double-double sums and exact integers. */

#include "dd.h"
#include "engram/compat.h"
#include "vectors.h"

enum shape { SHAPE_PAIR, SHAPE_MANY, SHAPE_GATHER, SHAPE_BLOCK, SHAPE_TYPED, SHAPE_COMPAT };
enum { DIM, ROWS, KIND, GAP, QUERIES, TASKS };

static _Alignas(8) unsigned char query_data[QUERIES_MOST * (DIM_MOST + 8) * 4], row_data[ROWS_MOST * (DIM_MOST + 8) * 4];
static float query_scales[QUERIES_MOST], row_scales[ROWS_MOST];
static uint64_t ids[ROWS_MOST];
static engram_rows queries, rows;
static float scores[QUERIES_MOST * ROWS_MOST];
static engram_status status;

static void draw(const member *m, rng *r, uint64_t *d) {
    draw_matrix(r, &d[DIM], &d[ROWS], &d[KIND]);
    d[GAP] = rng_below(r, 4);
    d[QUERIES] = m->c == SHAPE_BLOCK ? rng_below(r, QUERIES_MOST + 1) : 1;
    d[TASKS] = m->c == SHAPE_BLOCK ? rng_below(r, 5) : 0;
}

static void make(const member *m, const trial *t) {
    const size_t dim = (size_t)t->dials[DIM], element = element_bytes(m->b);
    const size_t row = bytes_of_row(m->b, dim), step = row + (size_t)t->dials[GAP] * element;
    const bool is_compat = m->c == SHAPE_COMPAT, is_block = m->c == SHAPE_BLOCK;
    for (size_t i = 0; i < (is_block ? t->dials[QUERIES] : 1); ++i)
        make_row(t->seed, (enum kind)t->dials[KIND], m->b, i, dim, query_data + i * step);
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        make_row(t->seed, (enum kind)t->dials[KIND], m->b, QUERIES_MOST + i, dim, row_data + i * (is_compat ? row : step));
        ids[i] = noise_below(t->seed, 9000, i, t->dials[ROWS]);
        row_scales[i] = kind_scale(t->seed, (enum kind)t->dials[KIND], i);
    }
    for (size_t i = 0; i < QUERIES_MOST; ++i) query_scales[i] = kind_scale(t->seed, (enum kind)t->dials[KIND], 1000 + i);
    const bool scaled = m->b == ENGRAM_TYPE_I8 && noise_below(t->seed, 9001, 0, 4) != 0;
    if (noise_below(t->seed, 9001, 1, 4) == 0) /* equal scales take another formula of L2 */
        for (size_t i = 0; i < ROWS_MOST; ++i) row_scales[i] = query_scales[i % QUERIES_MOST] = 0.03125f;
    rows = rows_of(m->b, row_data, t->dials[ROWS], step / element, dim, scaled ? row_scales : NULL);
    queries = rows_of(m->b, query_data, t->dials[QUERIES], step / element, dim, scaled && is_block ? query_scales : NULL);
}

static void run(const member *m, const trial *t, record *into) {
    const size_t n = (size_t)t->dials[ROWS], dim = (size_t)t->dials[DIM], step = (size_t)rows.stride * element_bytes(m->b);
    const engram_executor executor = {sizeof executor, (uint32_t)t->dials[TASKS], NULL, run_backwards};
    float (*const typed[])(const float *, const float *, size_t) = {engram_cosine_f32, engram_dot_f32,
                                                                    engram_l2_squared_f32};
    memset(scores, 0xA5, sizeof scores);
    status = ENGRAM_OK;
    switch (m->c) {
    case SHAPE_PAIR:
        for (size_t i = 0; i < n && status == ENGRAM_OK; ++i)
            status = engram_similarity_pair(m->a, m->b, query_data, row_data + i * step, dim, &scores[i]);
        break;
    case SHAPE_MANY: status = engram_similarity_many(m->a, query_data, &rows, 0, n, scores); break;
    case SHAPE_GATHER:
        status = engram_similarity_gather(m->a, query_data, &rows, ENGRAM_IDS_U64, ids, n, scores);
        break;
    case SHAPE_BLOCK:
        status = engram_similarity_block(m->a, &queries, &rows, 0, t->dials[TASKS] != 0 ? &executor : NULL, scores);
        break;
    case SHAPE_TYPED:
        for (size_t i = 0; i < n; ++i)
            scores[i] = typed[m->a - 1]((const float *)(const void *)query_data,
                                        (const float *)(const void *)(row_data + i * step), dim);
        break;
    default:
        engram_vector_similarity((const float *)(const void *)query_data, (const float *)(const void *)row_data, scores,
                                 dim, n);
        status = engram_last_status();
        break;
    }
    record_status(into, status);
    record_put(into, scores, sizeof scores);
}

/* Sums over a pair: of the products, of the squares, and of the squared differences. */
typedef struct sums {
    dd qr, qq, rr, l2;
    double magnitude; /* of the products */
    double l2_special; /* what infinities add: infinity, or NaN where they cancel */
    bool has_nan, has_infinity, products_nan, products_up, products_down;
} sums;

static sums sums_of(engram_type type, const void *q, const void *r, size_t dim) {
    sums s = {0};
    for (size_t i = 0; i < dim; ++i) {
        const double x = element_value(type, q, i), y = element_value(type, r, i);
        if (!isfinite(x) || !isfinite(y)) {
            s.has_nan |= x != x || y != y, s.has_infinity |= isinf(x) || isinf(y);
            s.products_nan |= x * y != x * y;
            s.products_up |= x * y == (double)INFINITY, s.products_down |= x * y == -(double)INFINITY;
            s.l2_special += (x - y) * (x - y);
            continue;
        }
        s.qr = dd_add_double(s.qr, x * y), s.qq = dd_add_double(s.qq, x * x), s.rr = dd_add_double(s.rr, y * y);
        s.l2 = dd_add(s.l2, dd_square(dd_two_sum(x, -y)));
        s.magnitude += fabs(x * y);
    }
    return s;
}

/* Roundings on the longest path of a sum over 32 lanes, as docs/numerics/similarity.md counts them. */
static double gamma_of(size_t dim, int more) {
    const double n = ceil((double)dim / 32) + 5 + more;
    return n * 0x1p-24 / (1 - n * 0x1p-24);
}

static void judge_float(const member *m, const sums *s, size_t dim, float got, size_t i, verdict *v) {
    const float nan = bits_float(0x7FC00000u);
    const double qq = dd_value(s->qq), rr = dd_value(s->rr);
    if (m->a == ENGRAM_METRIC_COSINE) {
        const bool compat = m->c == SHAPE_COMPAT;
        if (s->has_nan || s->has_infinity) {
            judge_bits(v, got, compat ? 0.0f : nan, "score", i);
        } else if (qq == 0 || rr == 0) {
            judge_bits(v, got, 0.0f, "score", i);
        } else if (compat && (qq < 1.1e-30 || rr < 1.1e-30 || qq > 3.4e38 || rr > 3.4e38)) {
            /* Squared norms below 1e-30 or beyond a float score 0; around the border either may come out. */
            if ((qq < 0.9e-30 || rr < 0.9e-30 || qq > 3.5e38 || rr > 3.5e38)) judge_bits(v, got, 0.0f, "score", i);
            else ++v->passed_over;
        } else {
            double exact = dd_value(s->qr) / (sqrt(qq) * sqrt(rr));
            exact = exact > 1 ? 1 : exact < -1 ? -1 : exact;
            judge_value(v, got, exact, 1e-6, 0x1p-24, "score", i); /* the spacing below 1 */
            if (fabsf(got) > 1) judge_wrong(v, "score %zu leaves [-1, 1]: %a", i, (double)got);
        }
    } else if (m->a == ENGRAM_METRIC_DOT) {
        const bool mixed = s->products_nan || (s->products_up && s->products_down);
        if (mixed) judge_bits(v, got, nan, "score", i);
        else if (s->magnitude > 0x1p126) ++v->passed_over; /* overflow depends on the order */
        else if (s->products_up || s->products_down)
            judge_bits(v, got, s->products_up ? (float)INFINITY : -(float)INFINITY, "score", i);
        else
            judge_value(v, got, dd_value(s->qr), gamma_of(dim, 0) * s->magnitude + (double)dim * 0x1p-149,
                        ulp_at(s->magnitude), "score", i);
    } else {
        const double exact = dd_value(s->l2) + s->l2_special;
        if (exact != exact || s->has_nan) judge_bits(v, got, nan, "score", i);
        else if (exact > 0x1p129) judge_bits(v, got, (float)INFINITY, "score", i);
        else if (exact > 0x1p127) ++v->passed_over;
        else judge_value(v, got, exact, gamma_of(dim, 2) * exact + (double)dim * 0x1p-149, ulp_at(exact), "score", i);
    }
}

/* i8 and bits: the sums are integers, exact in double, and the score is rounded once. */
static void judge_integer(const member *m, const sums *z, double s, double t, float got, size_t i, verdict *v) {
    const double qr = dd_value(z->qr), qq = dd_value(z->qq), rr = dd_value(z->rr);
    double exact, more = 0;
    switch (m->a) {
    case ENGRAM_METRIC_COSINE: exact = qq == 0 || rr == 0 ? 0 : qr / sqrt(qq * rr); break;
    case ENGRAM_METRIC_DOT: exact = qr * (s * t); break;
    case ENGRAM_METRIC_L2_SQUARED:
        exact = dd_value(dd_add(dd_add(dd_multiply(dd_two_product(s, s), qq), dd_multiply(dd_two_product(t, t), rr)),
                                dd_multiply(dd_two_product(s, t), -2 * qr)));
        if (exact < 0) exact = 0;
        more = 0x1p-50 * (qq * s * s + rr * t * t); /* four roundings in double, of terms that may cancel */
        break;
    case ENGRAM_METRIC_HAMMING: exact = qq + rr - 2 * qr; break;
    default: exact = qq + rr - qr == 0 ? 0 : qr / (qq + rr - qr); break;
    }
    if (fabs(exact) > 0x1.fffffefp127) judge_bits(v, got, exact > 0 ? (float)INFINITY : -(float)INFINITY, "score", i);
    else judge_value(v, got, exact, (0.5 + 0x1p-26) * ulp_at(exact) + more, ulp_at(exact), "score", i);
}

static void judge(const member *m, const trial *t, verdict *v) {
    const size_t n = (size_t)t->dials[ROWS], dim = (size_t)t->dials[DIM], step = (size_t)rows.stride * element_bytes(m->b);
    const size_t row_step = m->c == SHAPE_COMPAT ? bytes_of_row(m->b, dim) : step;
    if (status != ENGRAM_OK) judge_wrong(v, "status %s", engram_status_name(status));
    for (size_t q = 0; q < t->dials[QUERIES] && q < (m->c == SHAPE_BLOCK ? QUERIES_MOST : 1); ++q)
        for (size_t i = 0; i < n; ++i) {
            const size_t row = m->c == SHAPE_GATHER ? (size_t)ids[i] : i;
            const unsigned char *query = query_data + q * step;
            const sums s = sums_of(m->b, query, row_data + row * row_step, dim);
            const double query_scale = queries.scales != NULL ? (double)query_scales[q] : 1;
            const double row_scale = rows.scales != NULL && m->c != SHAPE_PAIR ? (double)row_scales[row] : 1;
            const float got = scores[q * n + i];
            if (m->b == ENGRAM_TYPE_I8 || m->b == ENGRAM_TYPE_BITS)
                judge_integer(m, &s, query_scale, row_scale, got, q * n + i, v);
            else judge_float(m, &s, dim, got, q * n + i, v);
        }
    if (float_bits(scores[QUERIES_MOST * ROWS_MOST - 1]) != 0xA5A5A5A5u) judge_wrong(v, "written past the end");
}

void add_scores(members *list) {
    static const char *const shapes[] = {"pair", "many", "gather", "block", "typed", "compat"};
    static const char *const metrics[] = {"", "cosine", "dot", "l2", "hamming", "jaccard"};
    static const char *const types[] = {"", "f32", "f16", "bf16", "i8", "bits"};
    for (uint32_t shape = SHAPE_PAIR; shape <= SHAPE_COMPAT; ++shape)
        for (size_t c = 0; c < COMBINATIONS; ++c) {
            const engram_metric metric = combinations[c].metric;
            const engram_type type = combinations[c].type;
            if (shape >= SHAPE_TYPED && type != ENGRAM_TYPE_F32) continue;
            if (shape == SHAPE_COMPAT && metric != ENGRAM_METRIC_COSINE) continue;
            const bool is_float = type <= ENGRAM_TYPE_BF16;
            const char *promise = !is_float                          ? "half an ULP, and 2^-26"
                                  : metric == ENGRAM_METRIC_COSINE ? "1e-6 absolute"
                                  : metric == ENGRAM_METRIC_DOT    ? "n u sum |q r|, n = dim / 32 + 5"
                                                                   : "(n + 2) u sum (q - r)^2";
            const member like = {.promise = promise, .dials = {"dim", "rows", "kind", "gap", "queries", "tasks"},
                                 .draw = draw, .make = make, .run = run, .judge = judge,
                                 .a = metric, .b = type, .c = shape};
            member_add(list, &like, "%s/%s/%s", shapes[shape], metrics[metric], types[type]);
        }
}
