/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What each call refuses by its values, with which status, and that nothing has been written. Nulls, counts, sizes,
 * enumerations, overlaps and alignment are tests/metamorphic/bad_input_test.c. */

#include "similarity_support.h"

static _Alignas(8) float v[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
enum { COS = ENGRAM_METRIC_COSINE };

#define IS(status, call) assert_int_equal(call, status)

static void pairs_and_gathers(void **state) {
    (void)state;
    float out[4] = {7, 7, 7, 7};
    const uint32_t wrong[2] = {0, 4};
    const engram_rows good = rows_of(ENGRAM_TYPE_F32, v, 4, 0, 4, NULL);
    engram_rows bad;
    for_each_level(level) {
        for (unsigned type = 1; type <= 5; ++type)
            for (unsigned metric = 1; metric <= 5; ++metric)
                if ((type == ENGRAM_TYPE_BITS) != (metric >= ENGRAM_METRIC_HAMMING))
                    IS(ENGRAM_ERROR_METRIC, engram_similarity_pair(metric, type, v, v, 4, out));
        IS(ENGRAM_ERROR_ALIGNMENT, engram_similarity_pair(COS, ENGRAM_TYPE_F16, v, (char *)v + 1, 3, out));

        IS(ENGRAM_ERROR_ARGUMENT, engram_similarity_gather(COS, v, &good, ENGRAM_IDS_U32, wrong, 2, out));
        IS(ENGRAM_OK, engram_similarity_gather(COS, NULL, &good, ENGRAM_IDS_U32, NULL, 0, NULL));

        bad = good, bad.scales = v;
        IS(ENGRAM_ERROR_ARGUMENT, engram_similarity_many(COS, v, &bad, 0, 1, out));
        bad = good, bad.type = ENGRAM_TYPE_BITS;
        IS(ENGRAM_ERROR_METRIC, engram_similarity_many(COS, v, &bad, 0, 1, out));
        bad.stride = 1, bad.dim = 9;
        IS(ENGRAM_ERROR_STRIDE, engram_similarity_many(ENGRAM_METRIC_HAMMING, v, &bad, 0, 1, out));
        bad.stride = 0, bad.dim = UINT64_MAX, bad.count = UINT64_MAX;
        IS(ENGRAM_ERROR_OVERFLOW, engram_similarity_many(ENGRAM_METRIC_HAMMING, v, &bad, 0, 1, out));
        for (size_t i = 0; i < 4; ++i) assert_true(out[i] == 7.0f);
        bad = good, bad.size = offsetof(engram_rows, scales);
        IS(ENGRAM_OK, engram_similarity_many(COS, v, &bad, 0, 1, out));
        out[0] = 7.0f;
    }
}

static void blocks(void **state) {
    (void)state;
    float out[8] = {7, 7, 7, 7, 7, 7, 7, 7};
    const engram_rows q = rows_of(ENGRAM_TYPE_F32, v, 2, 0, 4, NULL), m = rows_of(ENGRAM_TYPE_F32, v, 4, 0, 4, NULL);
    engram_rows bad;
    engram_executor executor = {sizeof executor, 2, NULL, run_backwards};
    IS(ENGRAM_ERROR_STRIDE, engram_similarity_block(COS, &q, &m, 3, NULL, out));
    IS(ENGRAM_ERROR_OVERFLOW, engram_similarity_block(COS, &q, &m, UINT64_MAX, NULL, out));
    bad = q, bad.dim = 3;
    IS(ENGRAM_ERROR_ARGUMENT, engram_similarity_block(COS, &bad, &m, 0, NULL, out));
    bad = q, bad.type = ENGRAM_TYPE_F16;
    IS(ENGRAM_ERROR_ARGUMENT, engram_similarity_block(COS, &bad, &m, 0, NULL, out));
    executor.size = sizeof executor, executor.run = NULL;
    IS(ENGRAM_ERROR_NULL, engram_similarity_block(COS, &q, &m, 0, &executor, out));
    for (size_t i = 0; i < 8; ++i) assert_true(out[i] == 7.0f);
    bad = q, bad.count = 0;
    IS(ENGRAM_OK, engram_similarity_block(COS, &bad, &m, 0, NULL, NULL));
}

/* Every refusal of a selection, plain and through codes. */
static void selections(void **state) {
    (void)state;
    engram_hit hits[8];
    engram_topk_counts counts[2];
    memset(hits, 0x55, sizeof hits), memset(counts, 0x55, sizeof counts);
    int8_t code_data[16];
    float scales[4], errors[4], norms[4];
    const engram_rows q = rows_of(ENGRAM_TYPE_F32, v, 2, 0, 4, NULL), m = rows_of(ENGRAM_TYPE_F32, v, 4, 0, 4, NULL);
    IS(ENGRAM_OK, engram_codes_build(&m, 0, 4, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, code_data, m.count, 0, m.dim, scales, errors, norms}));
    const engram_codes codes = {sizeof codes, 0, code_data, 4, 0, 4, scales, errors, norms};
    const uint32_t ids[2] = {0, 4};
    const uint64_t filter[1] = {15};
    _Alignas(8) char workspace[512];
    const engram_executor broken = {3, 2, NULL, run_backwards};
    const struct {
        engram_status status;
        engram_topk_options o;
    } options[] = {
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .flags = 4}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_THRESHOLD, .threshold = NAN}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_RANGE, .first = 5}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_RANGE, .first = 1, .count = 4}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_RANGE, .first = 1, .count = UINT64_MAX}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_RANGE, .ids = ids, .id_count = 1, .id_type = ENGRAM_IDS_U32}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .ids = ids, .id_count = 2, .id_type = ENGRAM_IDS_U32}},
        {ENGRAM_ERROR_ENUM, {.size = sizeof(engram_topk_options), .ids = ids, .id_count = 1}},
        {ENGRAM_ERROR_NULL, {.size = sizeof(engram_topk_options), .id_count = 1, .id_type = ENGRAM_IDS_U32}},
        {ENGRAM_ERROR_OVERFLOW, {.size = sizeof(engram_topk_options), .ids = ids, .id_count = UINT64_MAX, .id_type = ENGRAM_IDS_U32}},
        {ENGRAM_ERROR_ALIGNMENT, {.size = sizeof(engram_topk_options), .ids = (const char *)ids + 2, .id_count = 1, .id_type = ENGRAM_IDS_U32}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .filter = filter, .filter_bits = 3}},
        {ENGRAM_ERROR_ARGUMENT, {.size = sizeof(engram_topk_options), .id_base = UINT64_MAX - 3}},
        {ENGRAM_ERROR_STRUCT, {.size = sizeof(engram_topk_options), .executor = &broken}},
        {ENGRAM_ERROR_OVERLAP, {.size = sizeof(engram_topk_options), .scratch = hits, .scratch_bytes = 8}},
        {ENGRAM_ERROR_OVERLAP, {.size = sizeof(engram_topk_options), .scratch = v, .scratch_bytes = 8}},
        {ENGRAM_ERROR_OVERFLOW, {.size = sizeof(engram_topk_options), .scratch = workspace, .scratch_bytes = UINT64_MAX}},
    };
    /* A byte for each row fits, a float for each does not. */
    const engram_rows bit = rows_of(ENGRAM_TYPE_BITS, v, 1, 0, 8, NULL), bits = rows_of(ENGRAM_TYPE_BITS, v, UINT64_MAX / 4, 0, 8, NULL);
    const engram_topk_options multiplied = {.size = sizeof multiplied, .flags = ENGRAM_TOPK_RANGE, .count = 1, .multiply = v};
    const engram_topk_options added = {.size = sizeof added, .flags = ENGRAM_TOPK_RANGE, .count = 1, .add = v};
    for_each_level(level) {
        IS(ENGRAM_ERROR_OVERFLOW, engram_similarity_topk(ENGRAM_METRIC_HAMMING, &bit, &bits, 2, &multiplied, hits, counts));
        IS(ENGRAM_ERROR_OVERFLOW, engram_similarity_topk(ENGRAM_METRIC_HAMMING, &bit, &bits, 2, &added, hits, counts));
        for (size_t i = 0; i < sizeof options / sizeof *options; ++i) {
            IS(options[i].status, engram_similarity_topk(COS, &q, &m, 2, &options[i].o, hits, counts));
            IS(options[i].status, engram_similarity_topk_codes(COS, &q, &m, &codes, 2, &options[i].o, hits, counts));
        }
        for (uint32_t size = 0; size <= sizeof(engram_topk_options) + 16; ++size) { /* of callers built with an older header */
            const engram_topk_options older = {.size = size};
            engram_hit some[4];
            engram_topk_counts of[2];
            const int known = size >= 8 && size <= sizeof older && size % 8 == 0;
            IS(known ? ENGRAM_OK : ENGRAM_ERROR_STRUCT, engram_similarity_topk(COS, &q, &m, 2, &older, some, of));
        }
        IS(ENGRAM_ERROR_METRIC, engram_similarity_topk(ENGRAM_METRIC_HAMMING, &q, &m, 2, NULL, hits, counts));
        engram_codes c = codes;
        c = codes, c.count = 3;
        IS(ENGRAM_ERROR_ARGUMENT, engram_similarity_topk_codes(COS, &q, &m, &c, 2, NULL, hits, counts));
        c = codes, c.dim = 3;
        IS(ENGRAM_ERROR_ARGUMENT, engram_similarity_topk_codes(COS, &q, &m, &c, 2, NULL, hits, counts));
        c = codes, c.stride = 3;
        IS(ENGRAM_ERROR_STRIDE, engram_similarity_topk_codes(COS, &q, &m, &c, 2, NULL, hits, counts));
        engram_rows halves = m;
        halves.type = ENGRAM_TYPE_F16;
        IS(ENGRAM_ERROR_METRIC, engram_similarity_topk_codes(COS, &halves, &halves, &codes, 2, NULL, hits, counts));

        IS(ENGRAM_ERROR_METRIC, engram_codes_build(&halves, 0, 4, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, code_data, halves.count, 0, halves.dim, scales, errors, norms}));
        IS(ENGRAM_ERROR_ARGUMENT, engram_codes_build(&m, 1, 4, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, code_data, m.count, 0, m.dim, scales, errors, norms}));
        IS(ENGRAM_ERROR_STRIDE, engram_codes_build(&m, 0, 4, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, code_data, m.count, 3, m.dim, scales, errors, norms}));
        IS(ENGRAM_ERROR_OVERFLOW, engram_codes_build(&m, 0, 4, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, code_data, m.count, UINT64_MAX / 2, m.dim, scales, errors, norms}));
        for (size_t i = 0; i < sizeof hits; ++i) assert_int_equal(((char *)hits)[i], 0x55);
        for (size_t i = 0; i < sizeof counts; ++i) assert_int_equal(((char *)counts)[i], 0x55);
        assert_true(v[2] == 3.0f && v[15] == 16.0f);
    }
    /* A struct from an older header: the fields it lacks have their defaults. */
    engram_topk_options old = {.size = 16, .flags = ENGRAM_TOPK_THRESHOLD, .threshold = 2.0f, .id_base = 99};
    IS(ENGRAM_OK, engram_similarity_topk(COS, &q, &m, 2, &old, hits, counts));
    assert_int_equal(counts[0].found, 0);
    old.threshold = -2.0f;
    IS(ENGRAM_OK, engram_similarity_topk(COS, &q, &m, 2, &old, hits, counts));
    assert_true(counts[0].found == 2 && hits[0].id == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_and_gathers), cmocka_unit_test(blocks),
        cmocka_unit_test(selections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
