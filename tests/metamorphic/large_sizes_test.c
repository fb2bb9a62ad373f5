/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Sizes at which 32 bits end, over mappings of zero pages that take no memory: elements beyond 2^31, rows beyond 2^32,
 * bytes beyond 2^32.
 */

#include <sys/mman.h>

#include "kernels/similarity/similarity_support.h"

static unsigned char *zeros;
static const size_t mapped = (1ull << 32) + (1ull << 21);

static int make_zeros(void **state) {
    (void)state;
    zeros = sizeof(size_t) < 8 ? MAP_FAILED : mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return 0;
}

static void need_zeros(void) {
    if (zeros != MAP_FAILED) return;
    print_message("skipped: 4 GiB of address space cannot be mapped\n");
    skip();
}

/* Bits: 2^31 + 33 in one vector, the last one alone differs. */
static void elements_beyond_31_bits(void **state) {
    (void)state;
    need_zeros();
    const uint64_t dim = (1ull << 31) + 33;
    zeros[dim / 8] = 1u << (dim - 1) % 8;
    for_each_level(level) {
        float score = -1;
        assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_HAMMING, ENGRAM_TYPE_BITS, zeros, zeros + (1ull << 29), dim, &score), ENGRAM_OK);
        assert_true(score == 1.0f);
    }
    zeros[dim / 8] = 0;
}

/* Rows 2^32 - 1 and 2^32 of a matrix of bits, by range, by id and by selection. */
static void rows_beyond_32_bits(void **state) {
    (void)state;
    need_zeros();
    const uint64_t count = (1ull << 32) + 2, last = 1ull << 32;
    zeros[last - 1] = 1, zeros[last] = 3;
    const unsigned char query = 3;
    const engram_rows m = rows_of(ENGRAM_TYPE_BITS, zeros, count, 1, 8, NULL), q = rows_of(ENGRAM_TYPE_BITS, &query, 1, 1, 8, NULL);
    const uint64_t ids[] = {last, 0, last - 1};
    for_each_level(level) {
        float scores[3];
        engram_hit hits[2];
        engram_topk_counts counts;
        assert_int_equal(engram_similarity_many(ENGRAM_METRIC_HAMMING, &query, &m, last - 1, 3, scores), ENGRAM_OK);
        assert_true(scores[0] == 1 && scores[1] == 0 && scores[2] == 2);
        assert_int_equal(engram_similarity_gather(ENGRAM_METRIC_HAMMING, &query, &m, ENGRAM_IDS_U64, ids, 3, scores), ENGRAM_OK);
        assert_true(scores[0] == 0 && scores[1] == 2 && scores[2] == 1);
        const engram_topk_options range = {.size = sizeof range, .flags = ENGRAM_TOPK_RANGE, .first = last - 2, .count = 4};
        assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_HAMMING, &q, &m, 2, &range, hits, &counts), ENGRAM_OK);
        assert_true(counts.found == 2 && hits[0].id == last && hits[1].id == last - 1);
    }
    zeros[last - 1] = zeros[last] = 0;
}

/* The last row of an i8 matrix that ends beyond 4 GiB; a stride that makes it so. */
static void bytes_beyond_32_bits(void **state) {
    (void)state;
    need_zeros();
    enum { DIM = 65 };
    const uint64_t stride = 1ull << 20, count = (1ull << 12) + 1;
    signed char *row = (signed char *)zeros + (count - 1) * stride, query[DIM];
    memset(row, -128, DIM), memset(query, -128, DIM);
    const engram_rows m = rows_of(ENGRAM_TYPE_I8, zeros, count, stride, DIM, NULL);
    for_each_level(level) {
        float scores[2];
        const uint32_t ids[] = {(uint32_t)count - 1, 1};
        assert_int_equal(engram_similarity_many(ENGRAM_METRIC_DOT, query, &m, count - 2, 2, scores), ENGRAM_OK);
        assert_true(scores[0] == 0 && scores[1] == (float)(DIM * 16384));
        assert_int_equal(engram_similarity_gather(ENGRAM_METRIC_DOT, query, &m, ENGRAM_IDS_U32, ids, 2, scores), ENGRAM_OK);
        assert_true(scores[0] == (float)(DIM * 16384) && scores[1] == 0);
    }
    memset(row, 0, DIM);
}

/* i8 sums of 2^31 + 33 times 0, and of 2^20 + 1 times (-128)^2, which is beyond 2^31: the sum is not 32 bits wide. */
static void sums_beyond_32_bits(void **state) {
    (void)state;
    need_zeros();
    const uint64_t dim = (1ull << 20) + 1;
    memset(zeros, -128, dim);
    for_each_level(level) {
        float score = -1;
        assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_DOT, ENGRAM_TYPE_I8, zeros, zeros, dim, &score), ENGRAM_OK);
        assert_true(score == (float)((double)dim * 16384));
        assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_L2_SQUARED, ENGRAM_TYPE_I8, zeros, zeros + (1 << 21), dim, &score), ENGRAM_OK);
        assert_true(score == (float)((double)dim * 16384));
    }
    memset(zeros, 0, dim);
    const uint64_t long_dim = (1ull << 31) + 33;
    zeros[long_dim - 1] = 2;
    for_each_level(level) {
        float score = -1;
        if (level == ENGRAM_LEVEL_SCALAR) continue; /* seconds, for the same loop of 64-bit counters */
        assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_DOT, ENGRAM_TYPE_I8, zeros, zeros, long_dim, &score), ENGRAM_OK);
        assert_true(score == 4);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_beyond_31_bits),
        cmocka_unit_test(rows_beyond_32_bits),
        cmocka_unit_test(bytes_beyond_32_bits),
        cmocka_unit_test(sums_beyond_32_bits),
    };
    return cmocka_run_group_tests(tests, make_zeros, NULL);
}
