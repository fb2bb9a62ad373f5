/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The edge table of docs/numerics/similarity.md, row by row, on every level and through every shape. */

#include <fenv.h>
#include <float.h>

#include "similarity_support.h"

#define DIM 45

/* The score of one pair, the same through pair, many, gather and block, and as a top-k. */
static float score_of(combination c, const void *a, const void *b, size_t dim) {
    float pair, other;
    assert_int_equal(engram_similarity_pair(c.metric, c.type, a, b, dim, &pair), ENGRAM_OK);
    const engram_rows q = rows_of(c.type, a, 1, 0, dim, NULL), m = rows_of(c.type, b, 1, 0, dim, NULL);
    assert_int_equal(engram_similarity_many(c.metric, a, &m, 0, 1, &other), ENGRAM_OK);
    assert_same_bits(&other, &pair, 1, "many");
    assert_int_equal(engram_similarity_block(c.metric, &q, &m, 0, NULL, &other), ENGRAM_OK);
    assert_same_bits(&other, &pair, 1, "block");
    const uint32_t id = 0;
    assert_int_equal(engram_similarity_gather(c.metric, a, &m, ENGRAM_IDS_U32, &id, 1, &other), ENGRAM_OK);
    assert_same_bits(&other, &pair, 1, "gather");
    engram_hit hit;
    engram_topk_counts counts;
    assert_int_equal(engram_similarity_topk(c.metric, &q, &m, 1, NULL, &hit, &counts), ENGRAM_OK);
    assert_int_equal(counts.nan, pair != pair);
    assert_int_equal(counts.found, pair == pair);
    if (pair == pair) assert_same_bits(&hit.score, &pair, 1, "topk");
    return pair;
}

static const combination cosine = {ENGRAM_METRIC_COSINE, ENGRAM_TYPE_F32};
static const combination dot = {ENGRAM_METRIC_DOT, ENGRAM_TYPE_F32};
static const combination l2 = {ENGRAM_METRIC_L2_SQUARED, ENGRAM_TYPE_F32};

static void fill(float *x, float value) {
    for (size_t i = 0; i < DIM; ++i) x[i] = value;
}

static void f32_edges(void **state) {
    (void)state;
    float zero[DIM], minus_zero[DIM], plain[DIM], x[DIM];
    fill(zero, 0.0f), fill(minus_zero, -0.0f);
    for (size_t i = 0; i < DIM; ++i) plain[i] = (float)i - 20.0f;
    const float sizes[] = {1e-45f, 1e-38f, 1e-30f, 1.0f, 1e19f, 1e30f, FLT_MAX};
    for_each_level(level) {
        assert_int_equal(float_bits(score_of(cosine, zero, plain, DIM)), 0);
        assert_int_equal(float_bits(score_of(cosine, plain, minus_zero, DIM)), 0);
        assert_int_equal(float_bits(score_of(cosine, zero, zero, DIM)), 0);
        assert_int_equal(float_bits(score_of(cosine, plain, plain, 0)), 0);
        assert_true(score_of(dot, minus_zero, plain, DIM) == 0.0f && score_of(l2, zero, minus_zero, DIM) == 0.0f);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
            fill(x, sizes[i]);
            assert_true(score_of(cosine, x, x, DIM) == 1.0f);
            float negative[DIM];
            fill(negative, -sizes[i]);
            assert_true(score_of(cosine, x, negative, DIM) == -1.0f);
            assert_true(score_of(l2, x, x, DIM) == 0.0f);
        }
        fill(x, FLT_MAX);
        assert_true(score_of(dot, x, x, DIM) == INFINITY);
        float negative[DIM];
        fill(negative, -FLT_MAX);
        assert_true(score_of(l2, x, negative, DIM) == INFINITY);
        /* +inf and -inf in two lanes of one sum. */
        x[0] = -FLT_MAX;
        fill(negative, FLT_MAX);
        assert_int_equal(float_bits(score_of(dot, x, negative, DIM)), 0x7FC00000);
        fill(x, 1e-30f);
        assert_true(score_of(dot, x, x, DIM) == 0.0f);
    }
}

/* NaN of both kinds and both infinities in each lane, on either side. */
static void not_finite(void **state) {
    (void)state;
    float plain[DIM], x[DIM];
    for (size_t i = 0; i < DIM; ++i) plain[i] = (float)i - 20.5f;
    const float values[] = {NAN, -NAN, bits_float(0x7F800001), INFINITY, -INFINITY};
    for_each_level(level)
        for (size_t v = 0; v < 5; ++v)
            for (size_t lane = 0; lane < DIM; ++lane) {
                memcpy(x, plain, sizeof x);
                memcpy(&x[lane], &values[v], sizeof(float));
                assert_int_equal(float_bits(score_of(cosine, plain, x, DIM)), 0x7FC00000);
                assert_int_equal(float_bits(score_of(cosine, x, plain, DIM)), 0x7FC00000);
                const float sum = score_of(dot, x, plain, DIM), distance = score_of(l2, plain, x, DIM);
                if (v < 3) {
                    assert_int_equal(float_bits(sum), 0x7FC00000);
                    assert_int_equal(float_bits(distance), 0x7FC00000);
                } else {
                    assert_true(isinf(sum) && (sum > 0) == ((values[v] > 0) == (plain[lane] > 0)));
                    assert_true(distance == INFINITY);
                }
            }
}

static void half_edges(void **state) {
    (void)state;
    static const struct {
        engram_type type;
        uint16_t one, least, most, infinity, nan;
    } halves[] = {{ENGRAM_TYPE_F16, 0x3C00, 0x0001, 0x7BFF, 0x7C00, 0x7C01},
                  {ENGRAM_TYPE_BF16, 0x3F80, 0x0001, 0x7F7F, 0x7F80, 0x7F81}};
    for (int h = 0; h < 2; ++h) {
        const combination c = {ENGRAM_METRIC_COSINE, halves[h].type};
        uint16_t x[DIM], y[DIM];
        const uint16_t sizes[] = {halves[h].one, halves[h].least, halves[h].most};
        for_each_level(level) {
            for (int s = 0; s < 3; ++s) {
                for (size_t i = 0; i < DIM; ++i) x[i] = sizes[s], y[i] = sizes[s] | 0x8000;
                assert_true(score_of(c, x, x, DIM) == 1.0f && score_of(c, x, y, DIM) == -1.0f);
                memset(y, 0, sizeof y);
                y[3] = 0x8000;
                assert_int_equal(float_bits(score_of(c, x, y, DIM)), 0);
                memcpy(y, x, sizeof y);
                y[DIM - 1] = halves[h].nan;
                assert_int_equal(float_bits(score_of(c, x, y, DIM)), 0x7FC00000);
                assert_int_equal(float_bits(score_of((combination){ENGRAM_METRIC_DOT, c.type}, y, x, DIM)), 0x7FC00000);
                y[DIM - 1] = halves[h].infinity;
                assert_int_equal(float_bits(score_of(c, y, x, DIM)), 0x7FC00000);
                assert_true(score_of((combination){ENGRAM_METRIC_L2_SQUARED, c.type}, y, x, DIM) == INFINITY);
            }
        }
    }
}

/* i8 with -128 on both sides, zeros, scales; against integers. */
static void i8_edges(void **state) {
    (void)state;
    const combination c = {ENGRAM_METRIC_COSINE, ENGRAM_TYPE_I8};
    int8_t low[DIM], high[DIM], zero[DIM] = {0};
    memset(low, -128, DIM), memset(high, 127, DIM);
    for_each_level(level) {
        assert_true(score_of(c, low, low, DIM) == 1.0f && score_of(c, low, high, DIM) == -1.0f);
        assert_int_equal(float_bits(score_of(c, zero, low, DIM)), 0);
        assert_int_equal(float_bits(score_of(c, zero, zero, DIM)), 0);
        assert_true(score_of((combination){ENGRAM_METRIC_DOT, c.type}, low, low, DIM) == 16384.0f * DIM);
        assert_true(score_of((combination){ENGRAM_METRIC_DOT, c.type}, low, high, DIM) == -16256.0f * DIM);
        assert_true(score_of((combination){ENGRAM_METRIC_L2_SQUARED, c.type}, low, high, DIM) == 65025.0f * DIM);
        const float scales[2] = {0.5f, NAN}, query_scale[1] = {0.25f};
        int8_t both[2 * DIM];
        memcpy(both, low, DIM), memcpy(both + DIM, high, DIM);
        const engram_rows m = rows_of(ENGRAM_TYPE_I8, both, 2, 0, DIM, scales);
        const engram_rows q = rows_of(ENGRAM_TYPE_I8, low, 1, 0, DIM, query_scale);
        float scores[2];
        assert_int_equal(engram_similarity_block(ENGRAM_METRIC_DOT, &q, &m, 0, NULL, scores), ENGRAM_OK);
        assert_true(scores[0] == 16384.0f * DIM * 0.125f);
        assert_int_equal(float_bits(scores[1]), 0x7FC00000);
        assert_int_equal(engram_similarity_block(ENGRAM_METRIC_L2_SQUARED, &q, &m, 0, NULL, scores), ENGRAM_OK);
        assert_true(scores[0] == 32.0f * 32.0f * DIM); /* -32 against -64 */
        assert_int_equal(engram_similarity_block(ENGRAM_METRIC_COSINE, &q, &m, 0, NULL, scores), ENGRAM_OK);
        assert_true(scores[0] == 1.0f);
        assert_int_equal(float_bits(scores[1]), 0x7FC00000); /* a row whose scale is NaN is NaN */
    }
}

static void bit_edges(void **state) {
    (void)state;
    const combination hamming = {ENGRAM_METRIC_HAMMING, ENGRAM_TYPE_BITS}, jaccard = {ENGRAM_METRIC_JACCARD, ENGRAM_TYPE_BITS};
    uint8_t none[9] = {0}, all[9], one[9] = {1};
    memset(all, 0xFF, sizeof all);
    for_each_level(level)
        for (size_t dim = 0; dim <= 72; ++dim) {
            /* Bits after the last are set in `all` and clear in `none`: they must not count. */
            assert_true(score_of(hamming, all, none, dim) == (float)dim);
            assert_true(score_of(hamming, all, all, dim) == 0.0f);
            assert_int_equal(float_bits(score_of(jaccard, none, none, dim)), 0);
            assert_true(score_of(jaccard, all, all, dim) == (dim != 0 ? 1.0f : 0.0f));
            assert_true(score_of(jaccard, all, one, dim) == (dim != 0 ? 1.0f / (float)dim : 0.0f));
        }
}

/* The caller's control word is left as it was, and flushing of denormals does not touch ordinary scores. */
static void environment_is_preserved(void **state) {
    (void)state;
    skip_under_valgrind("no flush to zero");
    float a[DIM], b[DIM];
    for (size_t i = 0; i < DIM; ++i) a[i] = (float)i - 20.5f, b[i] = 1.0f / (float)(i + 1);
    for_each_level(level) {
        const float before = score_of(cosine, a, b, DIM);
        assert_int_equal(fesetround(FE_UPWARD), 0);
        float ignored;
        assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_COSINE, ENGRAM_TYPE_F32, a, b, DIM, &ignored), ENGRAM_OK);
        const int mode = fegetround();
        assert_int_equal(fesetround(FE_TONEAREST), 0);
        assert_int_equal(mode, FE_UPWARD);
#if defined(__SSE__)
        const unsigned csr = __builtin_ia32_stmxcsr();
        __builtin_ia32_ldmxcsr(csr | 0x8040);
        const float flushed = score_of(cosine, a, b, DIM);
        const unsigned kept = __builtin_ia32_stmxcsr();
        __builtin_ia32_ldmxcsr(csr);
        assert_int_equal(kept & 0x8040, 0x8040);
        assert_same_bits(&flushed, &before, 1, "FTZ and DAZ set");
#else
        (void)before;
#endif
    }
}

/* Cosine is symmetric, dot and L2 are, and powers of two scale out, by bits. */
static void metamorphic(void **state) {
    (void)state;
    rng r = rng_seeded("metamorphic");
    float a[DIM], b[DIM], scaled[DIM], padded[DIM + 60];
    for (int round = 0; round < 100; ++round) {
        rng_fill(&r, a, DIM, -1, 1), rng_fill(&r, b, DIM, -1, 1);
        for (size_t i = 0; i < DIM; ++i) scaled[i] = b[i] * 0x1p20f;
        for_each_level(level) {
            const combination all[3] = {cosine, dot, l2};
            for (int c = 0; c < 3; ++c) {
                const float there = score_of(all[c], a, b, DIM), back = score_of(all[c], b, a, DIM);
                assert_same_bits(&there, &back, 1, "swapped");
                /* Zeros past the end change nothing. */
                memset(padded, 0, sizeof padded);
                memcpy(padded, a, sizeof a);
                float other[DIM + 60] = {0};
                memcpy(other, b, sizeof b);
                const float longer = score_of(all[c], padded, other, DIM + 60);
                assert_same_bits(&longer, &there, 1, "padded with zeros");
            }
            const float plain = score_of(cosine, a, b, DIM), larger = score_of(cosine, a, scaled, DIM);
            assert_same_bits(&larger, &plain, 1, "scaled by 2^20");
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f32_edges),  cmocka_unit_test(not_finite), cmocka_unit_test(half_edges),
        cmocka_unit_test(i8_edges),   cmocka_unit_test(bit_edges),  cmocka_unit_test(environment_is_preserved),
        cmocka_unit_test(metamorphic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
