/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the calls on lists refuse by their values, with which status and argument, and that nothing has been written. Nulls,
 * counts, sizes, overlaps and alignment are tests/metamorphic/bad_input_test.c. */

#include "engram/diagnostics.h"
#include "engram/lists.h"
#include "similarity_support.h"

enum { N = 6, DIM = 4, L = 2, L2 = ENGRAM_METRIC_L2_SQUARED };
static float v[N * DIM] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24};
static float centroids[L * DIM] = {1, 2, 3, 4, 20, 20, 20, 20};
static uint64_t memory[1000];

/* The last refusal named this argument, or field. */
static void refused(engram_status expected, const char *name, engram_status actual) {
    assert_int_equal(actual, expected);
    assert_int_equal(strncmp(engram_status_argument(), name, strlen(name)), 0);
}

static engram_lists_options options(void) {
    return (engram_lists_options){.size = sizeof(engram_lists_options), .scratch = memory, .scratch_bytes = sizeof memory};
}

static void learning(void **state) {
    (void)state;
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, v, N, 0, DIM, NULL), codes = rows_of(ENGRAM_TYPE_I8, v, N, 0, DIM, NULL);
    float out[L * DIM];
    memset(out, 0x55, sizeof out);
    engram_lists_options o = options();
    refused(ENGRAM_ERROR_METRIC, "metric", engram_lists_learn(ENGRAM_METRIC_HAMMING, &rows, L, &o, out));
    refused(ENGRAM_ERROR_ENUM, "metric", engram_lists_learn(9, &rows, L, &o, out));
    refused(ENGRAM_ERROR_METRIC, "rows.type", engram_lists_learn(L2, &codes, L, &o, out));
    refused(ENGRAM_ERROR_ARGUMENT, "lists", engram_lists_learn(L2, &rows, 0, &o, out));
    refused(ENGRAM_ERROR_ARGUMENT, "lists", engram_lists_learn(L2, &rows, N + 1, &o, out));
    o.sample = 1;
    refused(ENGRAM_ERROR_ARGUMENT, "options.sample", engram_lists_learn(L2, &rows, L, &o, out));
    o = options(), o.cap = 3;
    refused(ENGRAM_ERROR_ARGUMENT, "options.cap", engram_lists_learn(L2, &rows, L, &o, out));
    o = options(), o.border = 2.0f;
    refused(ENGRAM_ERROR_ARGUMENT, "options.border", engram_lists_learn(L2, &rows, L, &o, out));
    o = options(), o.reserved = 1;
    refused(ENGRAM_ERROR_ARGUMENT, "options.reserved", engram_lists_learn(L2, &rows, L, &o, out));
    o = options(), o.scratch_bytes = engram_lists_scratch(N, DIM, L, 1) - 1;
    refused(ENGRAM_ERROR_MEMORY, "options.scratch", engram_lists_learn(L2, &rows, L, &o, out));
    refused(ENGRAM_ERROR_NULL, "options.scratch", engram_lists_learn(L2, &rows, L, NULL, out));
    for (size_t i = 0; i < sizeof out; ++i) assert_int_equal(((unsigned char *)out)[i], 0x55);
    ++o.scratch_bytes;
    assert_int_equal(engram_lists_learn(L2, &rows, L, &o, out), ENGRAM_OK);
    assert_true(engram_lists_scratch(UINT64_MAX / 8, DIM, L, 1) == UINT64_MAX && engram_lists_scratch(N, UINT64_MAX / 8, L, 1) == UINT64_MAX);
    assert_true(engram_lists_scratch(N, DIM, UINT64_MAX, 1) == UINT64_MAX);
}

static void assigning(void **state) {
    (void)state;
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, v, N, 0, DIM, NULL);
    const engram_rows good = rows_of(ENGRAM_TYPE_F32, centroids, L, 0, DIM, NULL);
    engram_rows bad = good;
    uint32_t homes[N], seconds[N];
    memset(homes, 0x55, sizeof homes), memset(seconds, 0x55, sizeof seconds);
    engram_lists_options o = options();
    bad.type = ENGRAM_TYPE_F16;
    refused(ENGRAM_ERROR_ARGUMENT, "centroids.type", engram_lists_assign(L2, &rows, &bad, &o, homes, seconds));
    bad = good, bad.dim = 3;
    refused(ENGRAM_ERROR_ARGUMENT, "centroids.dim", engram_lists_assign(L2, &rows, &bad, &o, homes, seconds));
    bad = good, bad.count = 0;
    refused(ENGRAM_ERROR_ARGUMENT, "centroids.count", engram_lists_assign(L2, &rows, &bad, &o, homes, seconds));
    const float borders[] = {0.5f, -1.0f, NAN, INFINITY};
    for (size_t i = 0; i < 4; ++i) {
        o.border = borders[i];
        refused(ENGRAM_ERROR_ARGUMENT, "options.border", engram_lists_assign(L2, &rows, &good, &o, homes, seconds));
    }
    o = options(), o.cap = 2;
    refused(ENGRAM_ERROR_ARGUMENT, "options.cap", engram_lists_assign(L2, &rows, &good, &o, homes, seconds));
    o = options(), o.rounds = 1;
    refused(ENGRAM_ERROR_ARGUMENT, "options.rounds", engram_lists_assign(L2, &rows, &good, &o, homes, seconds));
    o = options(), o.sample = 3;
    refused(ENGRAM_ERROR_ARGUMENT, "options.sample", engram_lists_assign(L2, &rows, &good, &o, homes, seconds));
    o = options(), o.seed = 3;
    refused(ENGRAM_ERROR_ARGUMENT, "options.seed", engram_lists_assign(L2, &rows, &good, &o, homes, seconds));
    o = options(), o.border = 1.0f;
    refused(ENGRAM_ERROR_NULL, "seconds", engram_lists_assign(L2, &rows, &good, &o, homes, NULL));
    for (size_t i = 0; i < N; ++i) assert_true(homes[i] == 0x55555555u && seconds[i] == 0x55555555u);
}

static void filling(void **state) {
    (void)state;
    uint64_t offsets[2 * L + 1] = {7, 7, 7, 7, 7}, placed = 7;
    uint32_t ids[2 * N] = {7}, homes[3] = {0, 1, 1}, seconds[3] = {ENGRAM_LISTS_NONE, 0, ENGRAM_LISTS_NONE};
    homes[1] = L;
    refused(ENGRAM_ERROR_ARGUMENT, "homes", engram_lists_fill(homes, seconds, 3, L, offsets, ids, 6, &placed));
    homes[1] = 1, seconds[1] = L;
    refused(ENGRAM_ERROR_ARGUMENT, "seconds", engram_lists_fill(homes, seconds, 3, L, offsets, ids, 6, &placed));
    seconds[1] = 1;
    refused(ENGRAM_ERROR_ARGUMENT, "seconds", engram_lists_fill(homes, seconds, 3, L, offsets, ids, 6, &placed));
    seconds[1] = 0;
    refused(ENGRAM_ERROR_ARGUMENT, "id_count", engram_lists_fill(homes, seconds, 3, L, offsets, ids, 3, &placed));
    refused(ENGRAM_ERROR_ARGUMENT, "count", engram_lists_fill(homes, seconds, UINT32_MAX, L, offsets, ids, 3, &placed));
    refused(ENGRAM_ERROR_ARGUMENT, "lists", engram_lists_fill(homes, seconds, 3, UINT32_MAX, offsets, ids, 3, &placed));
    assert_true(offsets[0] == 7 && ids[0] == 7 && placed == 7);
    assert_int_equal(engram_lists_fill(homes, seconds, 3, L, offsets, ids, 4, &placed), ENGRAM_OK);
    const uint64_t expected[] = {0, 1, 2, 4, 4};
    const uint32_t members[] = {0, 1, 1, 2};
    assert_memory_equal(offsets, expected, sizeof expected);
    assert_memory_equal(ids, members, sizeof members);
    assert_int_equal(placed, 4);
    assert_int_equal(engram_lists_fill(NULL, NULL, 0, 0, offsets, NULL, 0, &placed), ENGRAM_OK);
    assert_true(offsets[0] == 0 && placed == 0);
}

static void selecting(void **state) {
    (void)state;
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, v, N, 0, DIM, NULL), q = rows_of(ENGRAM_TYPE_F32, v, 1, 0, DIM, NULL);
    uint64_t offsets[2 * L + 1] = {0, 3, 4, 7, 7};
    uint32_t ids[7] = {0, 1, 2, 3, 3, 4, 5}, homes[N] = {0, 0, 0, 1, 1, 1};
    engram_lists good = {sizeof good, 0, rows_of(ENGRAM_TYPE_F32, centroids, L, 0, DIM, NULL), offsets, ids, 7, homes}, bad = good;
    engram_topk_options o = {.size = sizeof o, .scratch = memory, .scratch_bytes = sizeof memory};
    engram_hit hits[N];
    engram_topk_counts counts;
    memset(hits, 0x55, sizeof hits), memset(&counts, 0x55, sizeof counts);
    refused(ENGRAM_ERROR_ARGUMENT, "probes", engram_lists_topk(L2, &q, &rows, NULL, &good, 0, N, &o, hits, &counts));
    bad.reserved = 1;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.reserved", engram_lists_topk(L2, &q, &rows, NULL, &bad, L, N, &o, hits, &counts));
    bad = good, bad.centroids.type = ENGRAM_TYPE_BF16;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.centroids.type", engram_lists_topk(L2, &q, &rows, NULL, &bad, L, N, &o, hits, &counts));
    bad = good, bad.centroids.dim = 3;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.centroids.dim", engram_lists_topk(L2, &q, &rows, NULL, &bad, L, N, &o, hits, &counts));
    bad = good, bad.centroids.count = 0;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.centroids.count", engram_lists_topk(L2, &q, &rows, NULL, &bad, L, N, &o, hits, &counts));
    bad = good, bad.id_count = 6;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.offsets", engram_lists_topk(L2, &q, &rows, NULL, &bad, L, N, &o, hits, &counts));
    bad = good, bad.homes = NULL;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.homes", engram_lists_topk(L2, &q, &rows, NULL, &bad, L, N, &o, hits, &counts));
    homes[3] = L;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.homes", engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts));
    homes[3] = 1, ids[6] = N;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.ids", engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts));
    ids[6] = 5, offsets[1] = 5;
    refused(ENGRAM_ERROR_ARGUMENT, "lists.offsets", engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts));
    offsets[1] = 3, o.flags = ENGRAM_TOPK_RANGE;
    refused(ENGRAM_ERROR_ARGUMENT, "options.flags", engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts));
    o.flags = 0, o.ids = ids, o.id_count = 1, o.id_type = ENGRAM_IDS_U32;
    refused(ENGRAM_ERROR_ARGUMENT, "options.ids", engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts));
    o = (engram_topk_options){.size = sizeof o, .scratch = memory, .scratch_bytes = engram_lists_topk_scratch(1, L, L, 1) - 1};
    refused(ENGRAM_ERROR_MEMORY, "options.scratch", engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts));
    assert_true(hits[0].id == 0x5555555555555555u && counts.found == 0x5555555555555555u);
    ++o.scratch_bytes;
    assert_int_equal(engram_lists_topk(L2, &q, &rows, NULL, &good, L, N, &o, hits, &counts), ENGRAM_OK);
    assert_true(counts.found == N && counts.scored == N && hits[0].id == 0 && hits[0].score == 0.0f);
    assert_true(engram_lists_topk_scratch(UINT64_MAX / 4, L, L, 1) == UINT64_MAX && engram_lists_topk_scratch(1, 1, UINT64_MAX, 1) == UINT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(learning), cmocka_unit_test(assigning), cmocka_unit_test(filling),
                                       cmocka_unit_test(selecting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
