/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the calls of engram/codes.h refuse, with which status, and that nothing has been written then. */

#include "similarity_blocks.h"

static blocks w;

#define IS(status, call) assert_int_equal(call, status)

static engram_hit hits[4];
static engram_codes_counts counts[1];

static engram_status select_from(const engram_rows *rows, const void *codes, uint64_t bytes, const engram_accuracy_options *a,
                                 uint64_t scratch_bytes) {
    const engram_topk_options o = {.size = sizeof o, .scratch = w.scratch, .scratch_bytes = scratch_bytes};
    memset(hits, 0x5A, sizeof hits);
    memset(counts, 0x5A, sizeof counts);
    const engram_status status = engram_topk_codes(ENGRAM_METRIC_DOT, &w.queries, rows, codes, bytes, NULL, 4, a, &o, hits, counts);
    const unsigned char *const byte = (const unsigned char *)hits, *const of_count = (const unsigned char *)counts;
    for (size_t i = 0; status != ENGRAM_OK && i < sizeof hits; ++i) assert_int_equal(byte[i], 0x5A);
    for (size_t i = 0; status != ENGRAM_OK && i < sizeof counts; ++i) assert_int_equal(of_count[i], 0x5A);
    return status;
}

static void prepare(uint64_t count, uint64_t dim) {
    rng r = rng_seeded("refusals");
    fill(&r, &w, UNIFORM, ENGRAM_TYPE_F32, count, dim, 1);
    rng_fill(&r, w.f32, count * dim, -1, 1);
    encode(&w, 11);
}

static void codes_of_other_rows(void **state) {
    (void)state;
    prepare(70, 40);
    const uint64_t all = engram_codes_bytes(40, 70), scratch = sizeof w.scratch;
    IS(ENGRAM_OK, select_from(&w.rows, w.codes, all, NULL, scratch));
    IS(ENGRAM_ERROR_ARGUMENT, select_from(&w.rows, w.codes, all - 1, NULL, scratch)); /* truncated */
    IS(ENGRAM_ERROR_ARGUMENT, select_from(&w.rows, w.codes, 63, NULL, scratch));
    IS(ENGRAM_ERROR_ALIGNMENT, select_from(&w.rows, w.codes + 8, all, NULL, scratch));
    IS(ENGRAM_ERROR_NULL, select_from(&w.rows, NULL, all, NULL, scratch));
    IS(ENGRAM_ERROR_MEMORY, select_from(&w.rows, w.codes, all, NULL, engram_topk_codes_scratch(40, 1, 4, NULL, 1) - 1));
    engram_rows other = w.rows;
    other.count = 69;
    IS(ENGRAM_ERROR_ARGUMENT, select_from(&other, w.codes, all, NULL, scratch));
    /* Every byte of the header is under its check. */
    for (size_t i = 0; i < 64; ++i) {
        w.codes[i] ^= 0x10;
        IS(ENGRAM_ERROR_ARGUMENT, select_from(&w.rows, w.codes, all, NULL, scratch));
        w.codes[i] ^= 0x10;
    }
    /* The first and the last row answer for the rest. */
    const size_t ends[] = {0, 69};
    for (size_t i = 0; i < 2; ++i) {
        w.f32[ends[i] * 40 + 3] += 0.5f;
        IS(ENGRAM_ERROR_ARGUMENT, select_from(&w.rows, w.codes, all, NULL, scratch));
        w.f32[ends[i] * 40 + 3] -= 0.5f;
    }
    encode(&w, 11);
    static _Alignas(64) uint8_t of_seed[sizeof w.codes];
    memcpy(of_seed, w.codes, sizeof of_seed);
    encode(&w, 12);
    memcpy(w.codes, of_seed, 64); /* the header of one seed before the blocks of another */
    IS(ENGRAM_ERROR_ARGUMENT, select_from(&w.rows, w.codes, all, NULL, scratch));
}

static void accuracies(void **state) {
    (void)state;
    prepare(70, 40);
    const struct {
        engram_accuracy_options a;
        engram_status status;
    } all[] = {
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, 0, 0}, ENGRAM_OK},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, 0.999, 0}, ENGRAM_OK},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, DBL_MIN, 0}, ENGRAM_OK},
        {{8, ENGRAM_ACCURACY_EXACT, 0, 0}, ENGRAM_OK},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_FIXED, 0, 4}, ENGRAM_OK},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, 1, 0}, ENGRAM_ERROR_ARGUMENT},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, -0.1, 0}, ENGRAM_ERROR_ARGUMENT},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, (double)NAN, 0}, ENGRAM_ERROR_ARGUMENT},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_NEAR, 0, 10}, ENGRAM_ERROR_ARGUMENT},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_EXACT, 0.5, 0}, ENGRAM_ERROR_ARGUMENT},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_FIXED, 0, 3}, ENGRAM_ERROR_ARGUMENT},
        {{sizeof(engram_accuracy_options), ENGRAM_ACCURACY_FIXED, 0, UINT64_MAX}, ENGRAM_ERROR_MEMORY},
        {{sizeof(engram_accuracy_options), 3, 0, 0}, ENGRAM_ERROR_ENUM},
        {{4, ENGRAM_ACCURACY_NEAR, 0, 0}, ENGRAM_ERROR_STRUCT},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; ++i)
        IS(all[i].status, select_from(&w.rows, w.codes, sizeof w.codes, &all[i].a, sizeof w.scratch));
}

static void making_them(void **state) {
    (void)state;
    prepare(70, 40);
    engram_codes_shape shape = {.size = sizeof shape, .type = ENGRAM_TYPE_F32, .dim = 40};
    static _Alignas(64) uint8_t codes[sizeof w.codes];
    IS(ENGRAM_ERROR_NULL, engram_codes_begin(NULL, codes, sizeof codes));
    IS(ENGRAM_ERROR_NULL, engram_codes_begin(&shape, NULL, sizeof codes));
    IS(ENGRAM_ERROR_ALIGNMENT, engram_codes_begin(&shape, codes + 8, sizeof codes - 8));
    IS(ENGRAM_ERROR_MEMORY, engram_codes_begin(&shape, codes, 63));
    shape.dim = 0;
    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_begin(&shape, codes, sizeof codes));
    shape.dim = 65537;
    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_begin(&shape, codes, sizeof codes));
    shape.dim = 40, shape.type = ENGRAM_TYPE_I8;
    IS(ENGRAM_ERROR_METRIC, engram_codes_begin(&shape, codes, sizeof codes));
    shape.type = 9;
    IS(ENGRAM_ERROR_ENUM, engram_codes_begin(&shape, codes, sizeof codes));
    shape.type = ENGRAM_TYPE_F32, shape.size = 8;
    IS(ENGRAM_ERROR_STRUCT, engram_codes_begin(&shape, codes, sizeof codes));
    for (size_t i = 0; i < sizeof codes; ++i) assert_int_equal(codes[i], 0);
    shape.size = sizeof shape;

    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_describe(codes, sizeof codes, &shape)); /* no header */
    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_encode(&w.rows, 0, NULL, w.scratch, sizeof w.scratch, codes, sizeof codes));
    IS(ENGRAM_OK, engram_codes_begin(&shape, codes, sizeof codes));
    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_encode(&w.rows, 1, NULL, w.scratch, sizeof w.scratch, codes, sizeof codes));
    IS(ENGRAM_ERROR_MEMORY, engram_codes_encode(&w.rows, 0, NULL, w.scratch, engram_codes_encode_scratch(40, 1) - 1, codes, sizeof codes));
    IS(ENGRAM_ERROR_MEMORY, engram_codes_encode(&w.rows, 0, NULL, w.scratch, sizeof w.scratch, codes, engram_codes_bytes(40, 70) - 1));
    IS(ENGRAM_ERROR_OVERLAP, engram_codes_encode(&w.rows, 0, NULL, w.f32, sizeof w.f32, codes, sizeof codes));
    engram_rows other = w.rows;
    other.type = ENGRAM_TYPE_F16;
    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_encode(&other, 0, NULL, w.scratch, sizeof w.scratch, codes, sizeof codes));
    other = w.rows, other.dim = 39;
    IS(ENGRAM_ERROR_ARGUMENT, engram_codes_encode(&other, 0, NULL, w.scratch, sizeof w.scratch, codes, sizeof codes));
    for (size_t i = 64; i < sizeof codes; ++i) assert_int_equal(codes[i], 0);
    other = w.rows, other.count = 0, other.data = NULL;
    IS(ENGRAM_OK, engram_codes_encode(&other, 0, NULL, w.scratch, sizeof w.scratch, codes, sizeof codes));

    assert_true(engram_codes_bytes(0, 1) == UINT64_MAX && engram_codes_bytes(65537, 1) == UINT64_MAX);
    assert_true(engram_codes_bytes(768, UINT64_MAX) == UINT64_MAX && engram_codes_bytes(768, 32) == 64 + 32 * 108);
    assert_true(engram_codes_encode_scratch(0, 1) == UINT64_MAX && engram_topk_codes_scratch(65537, 1, 1, NULL, 1) == UINT64_MAX);
    assert_true(engram_topk_codes_scratch(64, UINT64_MAX, UINT64_MAX, NULL, 7) == UINT64_MAX);
}

/* Damaged blocks under a good header: any bits give a selection of whatever rows, and no access beyond them. */
static void damaged_blocks(void **state) {
    (void)state;
    rng r = rng_seeded("damaged");
    prepare(70, 40);
    const uint64_t all = engram_codes_bytes(40, 70);
    for_each_level(level)
        for (int round = 0; round < 200; ++round) {
            encode(&w, 11);
            for (int i = 0; i < 20; ++i) {
                const uint64_t at = 64 + rng_below(&r, all - 64);
                w.codes[at] = (uint8_t)rng_next(&r);
            }
            const engram_status status = select_from(&w.rows, w.codes, all, NULL, sizeof w.scratch);
            assert_true(status == ENGRAM_OK || status == ENGRAM_ERROR_ARGUMENT);
            for (uint64_t i = 0; status == ENGRAM_OK && i < counts[0].found; ++i) assert_true(hits[i].id < 70);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_other_rows),
        cmocka_unit_test(accuracies),
        cmocka_unit_test(making_them),
        cmocka_unit_test(damaged_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
