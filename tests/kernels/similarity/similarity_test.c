/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_similarity_many: equal bits on every level, stated accuracy, every edge value, every refusal. */

#include <float.h>
#include <math.h>

#include "engram/compat.h"
#include "support/check.h"
#include "support/guard.h"

enum { MAX_DIM = 1030, ROWS = 5 };

static engram_rows matrix(const float *data, uint64_t count, uint64_t dim, uint64_t stride) {
    return (engram_rows){sizeof(engram_rows), ENGRAM_TYPE_F32, data, count, stride, dim, NULL};
}

static void cosine(const float *query, const float *rows, size_t dim, size_t stride, size_t count, float *scores) {
    const engram_rows m = matrix(rows, count, dim, stride);
    assert_int_equal(engram_similarity_many(ENGRAM_METRIC_COSINE, query, &m, 0, count, scores), ENGRAM_OK);
}

/* Dimensions 0 to 130, and each side of the multiples of 32 up to 1,024. */
static size_t next_dim(size_t dim) {
    if (dim < 130) return dim + 1;
    return (dim + 1) % 32 <= 1 || (dim + 1) % 32 == 31 ? dim + 1 : dim + 30 - dim % 32;
}

static void levels_agree(enum guard_side side, size_t misalign) {
    rng r = rng_seeded("levels_agree");
    for (size_t dim = 0; dim <= 1026; dim = next_dim(dim)) {
        const size_t stride = dim + dim % 3;
        const size_t span = dim == 0 ? 0 : (ROWS - 1) * stride + dim;
        guarded query = guard_new(dim * 4 + misalign, side), rows = guard_new(span * 4 + misalign, side);
        guarded out = guard_new(ROWS * 4 + misalign, side);
        const size_t shift = side == GUARD_BEFORE ? misalign : 0;
        float *q = (float *)(void *)((char *)query.data + shift), *m = (float *)(void *)((char *)rows.data + shift);
        float *s = (float *)(void *)((char *)out.data + shift), expected[ROWS], compat[ROWS];
        for (size_t i = 0; i < dim; ++i) q[i] = rng_float(&r, -1, 1);
        for (size_t i = 0; i < span; ++i) m[i] = rng_float(&r, -1, 1);
        for_each_level(level) {
            cosine(q, m, dim, stride, ROWS, s);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected, s, sizeof expected);
            assert_same_bits(s, expected, ROWS, "cosine, dim %zu, level %s", dim, engram_level_name(level));
            if (stride != dim) continue;
            engram_vector_similarity(q, m, s, dim, ROWS);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(compat, s, sizeof compat);
            assert_same_bits(s, compat, ROWS, "drop-in, dim %zu, level %s", dim, engram_level_name(level));
            assert_same_bits(s, expected, ROWS, "drop-in against new call, dim %zu", dim);
        }
        guard_free(query), guard_free(rows), guard_free(out);
    }
}

static void levels_agree_before_a_guard(void **state) { (void)state, levels_agree(GUARD_AFTER, 0); }
static void levels_agree_behind_a_guard(void **state) { (void)state, levels_agree(GUARD_BEFORE, 0); }
static void levels_agree_unaligned(void **state) { (void)state, levels_agree(GUARD_BEFORE, 4); }

/* A pair has one score wherever it stands: alone, in a batch, behind a stride, at any alignment. */
static void call_shape_does_not_show(void **state) {
    (void)state;
    rng r = rng_seeded("call_shape");
    enum { N = 37, DIM = 83, STRIDE = 90 };
    static float q[DIM], rows[N * STRIDE], batch[N], alone;
    static float moved[DIM + 16];
    rng_fill(&r, q, DIM, -1, 1);
    rng_fill(&r, rows, N * STRIDE, -1, 1);
    for_each_level(level) {
        cosine(q, rows, DIM, STRIDE, N, batch);
        const engram_rows m = matrix(rows, N, DIM, STRIDE);
        for (size_t i = 0; i < N; ++i) {
            assert_int_equal(engram_similarity_many(ENGRAM_METRIC_COSINE, q, &m, i, 1, &alone), ENGRAM_OK);
            assert_same_bits(&alone, batch + i, 1, "range of one row");
            memcpy(moved + i % 16, rows + i * STRIDE, DIM * sizeof(float));
            cosine(q, moved + i % 16, DIM, DIM, 1, &alone);
            assert_same_bits(&alone, batch + i, 1, "moved row");
            cosine(rows + i * STRIDE, q, DIM, DIM, 1, &alone);
            assert_same_bits(&alone, batch + i, 1, "roles swapped");
        }
    }
}

static double oracle(const float *a, const float *b, size_t dim) {
    long double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < dim; ++i) {
        ab += (long double)a[i] * b[i];
        aa += (long double)a[i] * a[i];
        bb += (long double)b[i] * b[i];
    }
    return (double)(ab / sqrtl(aa * bb));
}

static void accuracy_holds_at_any_magnitude(void **state) {
    (void)state;
    rng r = rng_seeded("accuracy");
    static float a[4096], b[4096];
    const float scales[] = {1.0f, 1e-20f, 1e-30f, 1e-38f, 1e-42f, 1e15f, 1e30f, 3e38f};
    const size_t dims[] = {1, 3, 31, 384, 768, 1536, 4096};
    double worst = 0;
    for (size_t d = 0; d < sizeof dims / sizeof *dims; ++d)
        for (size_t i = 0; i < 8; ++i)
            for (size_t j = 0; j < 8; ++j) {
                rng_fill(&r, a, dims[d], -scales[i], scales[i]);
                rng_fill(&r, b, dims[d], -scales[j], scales[j]);
                const double expected = oracle(a, b, dims[d]);
                float scalar = 0;
                for_each_level(level) {
                    float score;
                    cosine(a, b, dims[d], 0, 1, &score);
                    if (level == ENGRAM_LEVEL_SCALAR) scalar = score;
                    assert_same_bits(&score, &scalar, 1, "scales %g and %g", (double)scales[i], (double)scales[j]);
                    const double error = fabs((double)score - expected);
                    if (error > worst) worst = error;
                }
            }
    print_message("worst cosine error: %.2e (promised 1e-6)\n", worst);
    assert_true(worst < 1e-6);
}

static void edge_values(void **state) {
    (void)state;
    enum { DIM = 45 };
    float plain[DIM], other[DIM], score;
    for (size_t i = 0; i < DIM; ++i) plain[i] = (float)i - 20.0f;
    const float values[] = {0.0f, -0.0f, 1e-45f, 1e-30f, 1e30f, FLT_MAX};
    const float not_finite[] = {NAN, INFINITY, -INFINITY};
    for_each_level(level) {
        for (size_t i = 0; i < 6; ++i) {
            memcpy(other, plain, sizeof other);
            for (size_t j = 0; j < DIM; ++j) other[j] = values[i];
            cosine(other, other, DIM, 0, 1, &score);
            assert_true(score == (values[i] == 0.0f ? 0.0f : 1.0f));
            cosine(plain, other, DIM, 0, 1, &score);
            assert_true(values[i] == 0.0f ? float_bits(score) == 0 : score > 0.0f && score < 1.0f);
        }
        for (size_t i = 0; i < 3; ++i)
            for (size_t lane = 0; lane < DIM; ++lane) {
                memcpy(other, plain, sizeof other);
                other[lane] = not_finite[i];
                cosine(plain, other, DIM, 0, 1, &score);
                assert_int_equal(float_bits(score), 0x7FC00000);
                cosine(other, plain, DIM, 0, 1, &score);
                assert_int_equal(float_bits(score), 0x7FC00000);
            }
    }
}

static void refusals(void **state) {
    (void)state;
    float v[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, out[4] = {7, 7, 7, 7};
    const engram_rows good = matrix(v, 4, 4, 4);
    engram_rows m;
    const engram_metric cos = ENGRAM_METRIC_COSINE;
#define REFUSED(status, metric, query, rows, first, count, scores) \
    assert_int_equal(engram_similarity_many(metric, query, rows, first, count, scores), status)
    for_each_level(level) {
        REFUSED(ENGRAM_ERROR_ARGUMENT, cos, v, &good, 0, 5, out);
        REFUSED(ENGRAM_ERROR_ARGUMENT, cos, v, &good, 5, 0, out);
        REFUSED(ENGRAM_ERROR_ARGUMENT, cos, v, &good, UINT64_MAX, 2, out);
        m = good, m.stride = 3;
        REFUSED(ENGRAM_ERROR_STRIDE, cos, v, &m, 0, 1, out);
        m = good, m.stride = UINT64_MAX / 2;
        REFUSED(ENGRAM_ERROR_OVERFLOW, cos, v, &m, 0, 1, out);
        m = good, m.dim = m.stride = (uint64_t)PTRDIFF_MAX / 4, m.count = 2;
        REFUSED(ENGRAM_ERROR_OVERFLOW, cos, v, &m, 0, 1, out);
        m = matrix(NULL, UINT64_MAX, 0, 0);
        REFUSED(ENGRAM_ERROR_OVERFLOW, cos, v, &m, 0, UINT64_MAX, out);
        for (size_t i = 0; i < 4; ++i) assert_true(out[i] == 7.0f);
        m = matrix(NULL, 0, 4, 0);
        REFUSED(ENGRAM_OK, cos, NULL, &m, 0, 0, NULL);
        assert_true(v[15] == 16.0f);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_agree_before_a_guard), cmocka_unit_test(levels_agree_behind_a_guard),
        cmocka_unit_test(levels_agree_unaligned),      cmocka_unit_test(call_shape_does_not_show),
        cmocka_unit_test(accuracy_holds_at_any_magnitude), cmocka_unit_test(edge_values),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
