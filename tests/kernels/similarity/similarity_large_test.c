/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Rows and elements beyond 2^31 and 2^32. The matrices are address space without memory: all zeros but for the few rows
 * that are written, so that an index cut to 32 bits reads zeros and scores wrong.
 */

#include <sys/mman.h>

#include "similarity_support.h"

#if UINTPTR_MAX == UINT32_MAX
int main(void) {
    puts("addresses have 32 bits: there are no rows beyond 2^31 elements");
    return 77;
}
#else

#define FAR_ROW (UINT64_C(1) << 32)
enum { BEYOND = 300, MARKS = 3, DIM = 3 };
static const uint64_t marks[MARKS] = {FAR_ROW - 7, FAR_ROW + 3, FAR_ROW + BEYOND - 1};
static const uint64_t rows_in_all = FAR_ROW + BEYOND;

static void *reserve(uint64_t bytes) {
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        print_message("no address space for %llu bytes\n", (unsigned long long)bytes);
        skip();
    }
    return p;
}

/* Row marks[i] has the value i + 1 in its first element. */
static void mark(engram_type type, void *data, uint64_t i) {
    const uint64_t at = marks[i] * (type == ENGRAM_TYPE_BITS ? 1 : DIM);
    static const uint16_t f16[MARKS] = {0x3C00, 0x4000, 0x4200}, bf16[MARKS] = {0x3F80, 0x4000, 0x4040};
    switch (type) {
    case ENGRAM_TYPE_F32: ((float *)data)[at] = (float)(i + 1); break;
    case ENGRAM_TYPE_F16: ((uint16_t *)data)[at] = f16[i]; break;
    case ENGRAM_TYPE_BF16: ((uint16_t *)data)[at] = bf16[i]; break;
    case ENGRAM_TYPE_I8: ((int8_t *)data)[at] = (int8_t)(i + 1); break;
    default: ((uint8_t *)data)[at] = (uint8_t)((1u << (i + 1)) - 1); break;
    }
}

static void rows_beyond_32_bits(void **state) {
    (void)state;
    uint64_t *filter = reserve(rows_in_all / 8 + 64);
    for (uint64_t i = 0; i < MARKS; ++i) filter[marks[i] / 64] |= UINT64_C(1) << marks[i] % 64;
    for (engram_type type = ENGRAM_TYPE_F32; type <= ENGRAM_TYPE_BITS; ++type) {
        const int is_bits = type == ENGRAM_TYPE_BITS;
        const uint64_t dim = is_bits ? 8 : DIM, bytes = rows_in_all * bytes_of_row(type, dim);
        void *data = reserve(bytes);
        for (uint64_t i = 0; i < MARKS; ++i) mark(type, data, i);
        const engram_metric metric = is_bits ? ENGRAM_METRIC_JACCARD : ENGRAM_METRIC_DOT;
        const engram_rows rows = rows_of(type, data, rows_in_all, 0, dim, NULL);
        /* The query is the last marked row: scores 3, 6, 9 for products, 1/3, 2/3, 1 for sets. */
        const void *query = (const char *)data + marks[2] * bytes_of_row(type, dim);
        const engram_rows queries = rows_of(type, query, 1, 0, dim, NULL);
        for_each_level(level) {
            float scores[BEYOND + 50];
            const uint64_t first = FAR_ROW - 50;
            assert_int_equal(engram_similarity_many(metric, query, &rows, first, BEYOND + 50, scores), ENGRAM_OK);
            for (uint64_t i = 0; i < BEYOND + 50; ++i) {
                float expected = 0;
                for (uint64_t m = 0; m < MARKS; ++m)
                    if (first + i == marks[m]) expected = is_bits ? (float)((double)(m + 1) / 3) : (float)(3 * (m + 1));
                assert_true(scores[i] == expected);
            }
            float gathered[MARKS];
            assert_int_equal(engram_similarity_gather(metric, query, &rows, ENGRAM_IDS_U64, marks, MARKS, gathered), ENGRAM_OK);
            for (uint64_t m = 0; m < MARKS; ++m) assert_true(gathered[m] == scores[marks[m] - first]);
            const engram_topk_options options[3] = {
                {.size = sizeof *options, .flags = ENGRAM_TOPK_RANGE, .first = first, .count = BEYOND + 50},
                {.size = sizeof *options, .id_type = ENGRAM_IDS_U64, .ids = marks, .id_count = MARKS},
                {.size = sizeof *options, .flags = ENGRAM_TOPK_RANGE, .first = first, .count = BEYOND + 50,
                 .filter = filter, .filter_bits = rows_in_all, .id_base = FAR_ROW}};
            for (int o = 0; o < 3; ++o) {
                engram_hit hits[MARKS];
                engram_topk_counts counts;
                assert_int_equal(engram_similarity_topk(metric, &queries, &rows, MARKS, &options[o], hits, &counts), ENGRAM_OK);
                for (uint64_t m = 0; m < MARKS; ++m)
                    assert_true(hits[m].id == marks[MARKS - 1 - m] + options[o].id_base && hits[m].score == gathered[MARKS - 1 - m]);
            }
        }
        munmap(data, bytes);
    }
    munmap(filter, rows_in_all / 8 + 64);
}

/* Codes of rows beyond 2^32, built and used there; the side data is as long as the matrix. */
static void codes_beyond_32_bits(void **state) {
    (void)state;
    const uint64_t floats = rows_in_all * sizeof(float);
    float *data = reserve(rows_in_all * DIM * sizeof *data), *scales = reserve(floats), *errors = reserve(floats),
          *norms = reserve(floats);
    int8_t *codes = reserve(rows_in_all * DIM);
    const uint64_t first = FAR_ROW - 10, count = BEYOND + 10;
    for (uint64_t i = 0; i < count; ++i)
        for (size_t j = 0; j < DIM; ++j) data[(first + i) * DIM + j] = 1.0f + (float)((i * 7 + j * 3) % 11);
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, data, rows_in_all, 0, DIM, NULL);
    const engram_rows queries = rows_of(ENGRAM_TYPE_F32, data + marks[1] * DIM, 1, 0, DIM, NULL);
    const engram_topk_options o = {.size = sizeof o, .flags = ENGRAM_TOPK_RANGE, .first = first, .count = count};
    for_each_level(level)
        for (engram_code_kind kind = ENGRAM_CODES_I8; kind <= ENGRAM_CODES_SIGNS; ++kind) {
            const engram_codes c = {sizeof c, kind, codes, rows_in_all, 0, DIM, scales, errors, norms};
            assert_int_equal(engram_codes_build(&rows, first, count, &c), ENGRAM_OK);
            engram_hit expected[5], hits[5];
            engram_topk_counts counts;
            assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_DOT, &queries, &rows, 5, &o, expected, &counts), ENGRAM_OK);
            assert_int_equal(engram_similarity_topk_codes(ENGRAM_METRIC_DOT, &queries, &rows, &c, 5, &o, hits, &counts), ENGRAM_OK);
            assert_same_hits(hits, expected, 5, "far codes");
            if (kind == ENGRAM_CODES_I8) assert_true(counts.rescored < count);
        }
    munmap(data, rows_in_all * DIM * sizeof *data), munmap(codes, rows_in_all * DIM);
    munmap(scales, floats), munmap(errors, floats), munmap(norms, floats);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_beyond_32_bits),
        cmocka_unit_test(codes_beyond_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
