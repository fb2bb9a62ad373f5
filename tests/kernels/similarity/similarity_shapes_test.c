/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A pair has one score, by its bits: on every level, in every type and metric, through every call. */

#include "similarity_support.h"
#include "support/guard.h"

enum { ROWS = 15, QUERIES = 7 };

/* Pair, many, gather and block at every level against the scalar pair; buffers end or begin at a guard page. */
static void one_shape(rng *r, combination c, size_t dim, enum guard_side side) {
    const size_t row = bytes_of_row(c.type, dim), gap = dim % 3, element = element_bytes(c.type);
    const size_t stride = row / element + gap, step = stride * element;
    const size_t span = dim == 0 ? 0 : (ROWS - 1) * step + row, query_span = dim == 0 ? 0 : (QUERIES - 1) * step + row;
    guarded data = guard_new(span, side), queries = guard_new(query_span, side);
    guarded out = guard_new(ROWS * sizeof(float), side);
    for (size_t i = 0; i < ROWS && dim != 0; ++i) fill_row(r, c.type, (char *)data.data + i * step, dim);
    for (size_t i = 0; i < QUERIES && dim != 0; ++i) fill_row(r, c.type, (char *)queries.data + i * step, dim);
    const engram_rows m = rows_of(c.type, data.data, ROWS, stride, dim, NULL);
    const engram_rows q = rows_of(c.type, queries.data, QUERIES, stride, dim, NULL);
    uint64_t ids[ROWS];
    uint32_t short_ids[ROWS];
    for (size_t i = 0; i < ROWS; ++i) short_ids[i] = (uint32_t)(ids[i] = rng_below(r, ROWS));
    float expected[QUERIES][ROWS], block[QUERIES][ROWS + 1], *scores = out.data;
    for_each_level(level) {
        const char *name = engram_level_name(level);
        for (size_t i = 0; i < QUERIES; ++i) {
            const char *query = (const char *)queries.data + i * step;
            for (size_t j = 0; j < ROWS; ++j) {
                float score;
                assert_int_equal(engram_similarity_pair(c.metric, c.type, query, (const char *)data.data + j * step, dim,
                                                        &score), ENGRAM_OK);
                if (level == ENGRAM_LEVEL_SCALAR) expected[i][j] = score;
                assert_same_bits(&score, &expected[i][j], 1, "pair: metric %u type %u dim %zu %s", c.metric, c.type, dim,
                                 name);
            }
            assert_int_equal(engram_similarity_many(c.metric, query, &m, 0, ROWS, scores), ENGRAM_OK);
            assert_same_bits(scores, expected[i], ROWS, "many: metric %u type %u dim %zu %s", c.metric, c.type, dim, name);
            assert_int_equal(engram_similarity_many(c.metric, query, &m, 3, 2, scores), ENGRAM_OK);
            assert_same_bits(scores, expected[i] + 3, 2, "range: metric %u type %u dim %zu", c.metric, c.type, dim);
            for (int wide = 0; wide < 2; ++wide) {
                assert_int_equal(engram_similarity_gather(c.metric, query, &m, wide ? ENGRAM_IDS_U64 : ENGRAM_IDS_U32,
                                                          wide ? (const void *)ids : short_ids, ROWS, scores), ENGRAM_OK);
                for (size_t j = 0; j < ROWS; ++j)
                    assert_same_bits(scores + j, &expected[i][ids[j]], 1, "gather: metric %u type %u dim %zu %s",
                                     c.metric, c.type, dim, name);
            }
        }
        for (uint64_t n = 1; n <= QUERIES; ++n) {
            engram_rows some = q;
            some.count = n;
            uint32_t runs = 0;
            const engram_executor executor = {sizeof executor, (uint32_t)n, &runs, run_backwards};
            for (size_t i = 0; i < QUERIES; ++i) block[i][ROWS] = 7.0f;
            assert_int_equal(engram_similarity_block(c.metric, &some, &m, ROWS + 1, &executor, &block[0][0]), ENGRAM_OK);
            assert_int_equal(runs, n > 1);
            for (size_t i = 0; i < n; ++i) {
                assert_same_bits(block[i], expected[i], ROWS, "block of %u: metric %u type %u dim %zu %s", (unsigned)n,
                                 c.metric, c.type, dim, name);
                assert_true(block[i][ROWS] == 7.0f);
            }
        }
    }
    guard_free(data), guard_free(queries), guard_free(out);
}

static void every_shape(enum guard_side side) {
    rng r = rng_seeded("every_shape");
    static const size_t dims[] = {0,  1,  2,  3,  4,  5,  7,   8,   9,   12,  15,  16,  17,  20,  24,  28,   31,  32,
                                  33, 40, 47, 48, 49, 56, 63,  64,  65,  72,  80,  95,  96,  97,  100, 127,  128, 129,
                                  160, 191, 192, 193, 255, 256, 257, 384, 511, 512, 513, 768, 1023, 1025, 2047, 2049, 2600};
    for (size_t d = 0; d < sizeof dims / sizeof *dims; ++d)
        for (size_t c = 0; c < COMBINATIONS; ++c) one_shape(&r, combinations[c], dims[d], side);
}

static void shapes_before_a_guard(void **state) { (void)state, every_shape(GUARD_AFTER); }
static void shapes_behind_a_guard(void **state) { (void)state, every_shape(GUARD_BEFORE); }

/* Lengths at which buffers and integer blocks change: the query buffer at 4,096 and i8 blocks of 65,536, with the
 * extreme codes that would overflow 32 bits. */
static void long_vectors(void **state) {
    (void)state;
    enum { LONGEST = 200001, COUNT = 5 };
    rng r = rng_seeded("long_vectors");
    void *data = malloc((size_t)LONGEST * 4 * COUNT);
    const size_t dims[] = {4095, 4096, 4097, 65535, 65536, 65537, 131072, LONGEST};
    for (size_t c = 0; c < COMBINATIONS; ++c)
        for (size_t d = 0; d < sizeof dims / sizeof *dims; ++d) {
            const size_t dim = dims[d], row = bytes_of_row(combinations[c].type, dim);
            if (combinations[c].type != ENGRAM_TYPE_I8 && dim > 4097 && dim != 65537) continue;
            for (size_t i = 0; i < COUNT; ++i) fill_row(&r, combinations[c].type, (char *)data + i * row, dim);
            if (combinations[c].type == ENGRAM_TYPE_I8) {
                memset(data, -128, dim * 2);
                memset((int8_t *)data + 2 * dim, 127, dim);
            }
            const engram_rows m = rows_of(combinations[c].type, data, COUNT, 0, dim, NULL);
            float scores[COUNT], expected[COUNT];
            for_each_level(level) {
                assert_int_equal(engram_similarity_many(combinations[c].metric, data, &m, 0, COUNT, scores), ENGRAM_OK);
                if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected, scores, sizeof scores);
                assert_same_bits(scores, expected, COUNT, "metric %u type %u dim %zu %s", combinations[c].metric,
                                 combinations[c].type, dim, engram_level_name(level));
            }
            if (combinations[c].type == ENGRAM_TYPE_I8 && combinations[c].metric == ENGRAM_METRIC_DOT) {
                assert_true(scores[1] == (float)((double)dim * 16384));
                assert_true(scores[2] == (float)((double)dim * -16256));
            }
        }
    free(data);
}

/* f32 rows at any byte offset that floats allow. */
static void alignment_does_not_show(void **state) {
    (void)state;
    enum { DIM = 99, N = 6 };
    rng r = rng_seeded("alignment");
    float source[N * DIM], expected[N];
    _Alignas(64) float moved[N * DIM + 16], query[DIM + 16];
    rng_fill(&r, source, N * DIM, -1, 1);
    for (unsigned metric = 1; metric <= 3; ++metric)
        for_each_level(level)
            for (size_t shift = 0; shift < 16; ++shift) {
                memcpy(moved + shift, source, sizeof source);
                memcpy(query + 15 - shift, source, DIM * sizeof(float));
                const engram_rows m = rows_of(ENGRAM_TYPE_F32, moved + shift, N, 0, DIM, NULL);
                float scores[N];
                assert_int_equal(engram_similarity_many(metric, query + 15 - shift, &m, 0, N, scores), ENGRAM_OK);
                if (level == ENGRAM_LEVEL_SCALAR && shift == 0) memcpy(expected, scores, sizeof expected);
                assert_same_bits(scores, expected, N, "metric %u shifted by %zu floats", metric, shift);
            }
}

/* Both sides of the size from which rows are read in lock-step, and the typed pairs. */
static void large_matrices_and_typed_pairs(void **state) {
    (void)state;
    enum { DIM = 512, N = 4200 }; /* 8.4 MiB; 4 rows of it below */
    rng r = rng_seeded("large");
    float *data = malloc(sizeof(float) * N * DIM), *scores = malloc(sizeof(float) * N);
    rng_fill(&r, data, (size_t)N * DIM, -1, 1);
    const engram_rows m = rows_of(ENGRAM_TYPE_F32, data, N, 0, DIM, NULL);
    for_each_level(level) {
        for (unsigned metric = 1; metric <= 3; ++metric) {
            assert_int_equal(engram_similarity_many(metric, data, &m, 0, N, scores), ENGRAM_OK);
            for (size_t i = 0; i < N; i += 97) {
                float (*const typed[])(const float *, const float *, size_t) = {engram_cosine_f32, engram_dot_f32,
                                                                                engram_l2_squared_f32};
                const float alone = typed[metric - 1](data, data + i * DIM, DIM);
                assert_same_bits(scores + i, &alone, 1, "metric %u row %zu", metric, i);
                assert_int_equal(float_bits(typed[metric - 1](NULL, data, 3)), 0x7FC00000);
                assert_int_equal(float_bits(typed[metric - 1](data, NULL, 3)), 0x7FC00000);
                assert_int_equal(float_bits(typed[metric - 1](NULL, NULL, 0)), 0);
            }
        }
        assert_true(engram_cosine_f32(data, data, DIM) == 1.0f && engram_l2_squared_f32(data, data, DIM) == 0.0f);
    }
    free(data), free(scores);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_before_a_guard),   cmocka_unit_test(shapes_behind_a_guard),
        cmocka_unit_test(long_vectors),            cmocka_unit_test(alignment_does_not_show),
        cmocka_unit_test(large_matrices_and_typed_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
