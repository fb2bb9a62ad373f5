/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Faults that were, by kind: what no elements, a forgotten flag or field, or a pointer off its alignment did. */

#include "similarity_support.h"

/* Rows of no elements may number anything: no loop runs over nothing, no counter wraps. */
static void rows_without_elements_take_no_time(void **state) {
    (void)state;
    enum { K = 5 };
    const uint64_t many = UINT64_MAX - 7;
    const float scale[2] = {2.0f, NAN};
    static uint64_t scratch[4096];
    for_each_level(level)
        for (size_t c = 0; c < COMBINATIONS; ++c)
            for (uint32_t tasks = 0; tasks <= 7; tasks += 7) {
                const engram_type type = combinations[c].type;
                const engram_rows rows = rows_of(type, NULL, many, 0, 0, NULL);
                const engram_rows queries = rows_of(type, NULL, 2, 0, 0, scale); /* of i8, the second is NaN */
                const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
                const engram_topk_options o = {.size = sizeof o, .executor = &executor, .scratch = scratch, .scratch_bytes = sizeof scratch,
                                               .flags = ENGRAM_TOPK_RANGE, .first = 3, .count = many - 3, .id_base = 1};
                engram_hit hits[2 * K];
                engram_topk_counts counts[2];
                assert_int_equal(engram_similarity_topk(combinations[c].metric, &queries, &rows, K, &o, hits, counts), ENGRAM_OK);
                for (uint64_t q = 0; q < 2; ++q) {
                    const uint64_t nan = type == ENGRAM_TYPE_I8 && q == 1 ? many - 3 : 0;
                    assert_true(counts[q].scored == many - 3 && counts[q].rescored == many - 3 && counts[q].nan == nan);
                    assert_int_equal(counts[q].found, nan != 0 ? 0 : K);
                    for (uint64_t i = 0; i < counts[q].found; ++i)
                        assert_true(hits[q * K + i].id == 4 + i && float_bits(hits[q * K + i].score) == 0);
                }
                engram_topk_options above = {.size = sizeof above, .flags = ENGRAM_TOPK_THRESHOLD,
                                             .threshold = is_distance(combinations[c].metric) ? -1.0f : 1.0f};
                assert_int_equal(engram_similarity_topk(combinations[c].metric, &queries, &rows, K, &above, hits, counts), ENGRAM_OK);
                assert_true(counts[0].found == 0 && counts[0].scored == many);
            }
    engram_hit hits[3];
    engram_topk_counts counts[1];
    const float query[1] = {0};
    const uint64_t filter[2] = {UINT64_C(1) << 63 | 4, 1};
    const engram_rows few = rows_of(ENGRAM_TYPE_F32, NULL, 65, 0, 0, NULL), queries = rows_of(ENGRAM_TYPE_F32, query, 1, 0, 0, NULL);
    const engram_topk_options thin = {.size = sizeof thin, .flags = ENGRAM_TOPK_RANGE, .first = 3, .count = 62, .filter = filter, .filter_bits = 65, .id_base = 100};
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_L2_SQUARED, &queries, &few, 3, &thin, hits, counts), ENGRAM_OK);
    assert_true(counts[0].found == 2 && counts[0].scored == 2 && hits[0].id == 163 && hits[1].id == 164);
    const engram_rows floats = rows_of(ENGRAM_TYPE_F32, NULL, many, 0, 0, NULL), bits = rows_of(ENGRAM_TYPE_F16, NULL, many, 0, 0, NULL);
    assert_int_equal(engram_rows_convert(&floats, ENGRAM_TYPE_BITS, NULL, 0, NULL), ENGRAM_OK);
    assert_int_equal(engram_rows_convert(&bits, ENGRAM_TYPE_F32, NULL, 0, NULL), ENGRAM_OK);
}

static _Alignas(8) float v[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
enum { COS = ENGRAM_METRIC_COSINE };
#define IS(status, call) assert_int_equal(call, status)

/* A field set beside the flag or the pointer that makes it count is named, not ignored. */
static void options_without_their_flag_are_named(void **state) {
    (void)state;
    engram_hit hits[4];
    engram_topk_counts counts;
    const engram_rows q = rows_of(ENGRAM_TYPE_F32, v, 1, 0, 4, NULL), m = rows_of(ENGRAM_TYPE_F32, v, 4, 0, 4, NULL);
    const struct {
        engram_status status;
        const char *field;
        engram_topk_options o;
    } cases[] = {
        {ENGRAM_ERROR_ARGUMENT, "options.threshold", {.size = sizeof(engram_topk_options), .threshold = 0.5f}},
        {ENGRAM_ERROR_ARGUMENT, "options.threshold", {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_RANGE, .count = 4, .threshold = NAN}},
        {ENGRAM_ERROR_ARGUMENT, "options.first", {.size = sizeof(engram_topk_options), .first = 1}},
        {ENGRAM_ERROR_ARGUMENT, "options.count", {.size = sizeof(engram_topk_options), .flags = ENGRAM_TOPK_THRESHOLD, .count = 2}},
        {ENGRAM_ERROR_NULL, "options.filter", {.size = sizeof(engram_topk_options), .filter_bits = 64}},
        {ENGRAM_ERROR_NULL, "options.ids", {.size = sizeof(engram_topk_options), .id_type = ENGRAM_IDS_U32, .id_count = 1}},
        {ENGRAM_ERROR_NULL, "options.scratch", {.size = sizeof(engram_topk_options), .scratch_bytes = 64}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        IS(cases[i].status, engram_similarity_topk(COS, &q, &m, 2, &cases[i].o, hits, &counts));
        assert_memory_equal(engram_status_argument(), cases[i].field, strlen(cases[i].field));
    }
}

/* What was forgotten is named by its field. */
static void a_field_left_zero_is_named(void **state) {
    (void)state;
    float out[4];
    engram_rows untyped = rows_of(0, v, 2, 0, 4, NULL);
    const engram_rows m = rows_of(ENGRAM_TYPE_F32, v, 2, 0, 4, NULL);
#define NAMED(status, field, call) IS(status, call), assert_memory_equal(engram_status_argument(), field, sizeof field - 1)
    NAMED(ENGRAM_ERROR_ENUM, "rows.type", engram_similarity_many(COS, v, &untyped, 0, 2, out));
    NAMED(ENGRAM_ERROR_ENUM, "queries.type", engram_similarity_block(COS, &untyped, &m, 0, NULL, out));
    NAMED(ENGRAM_ERROR_ENUM, "metric", engram_similarity_many(0, v, &m, 0, 2, out));
    NAMED(ENGRAM_ERROR_ENUM, "type", engram_similarity_pair(COS, 0, v, v, 4, out));
    NAMED(ENGRAM_ERROR_ENUM, "type", engram_rows_convert(&m, 0, out, 0, NULL));
    NAMED(ENGRAM_ERROR_ENUM, "id_type", engram_similarity_gather(COS, v, &m, 0, v, 1, out));
    untyped.size = 0;
    NAMED(ENGRAM_ERROR_STRUCT, "rows.size", engram_similarity_many(COS, v, &untyped, 0, 2, out));
    engram_codes codes = {.size = sizeof codes, .count = 2, .dim = 4};
    NAMED(ENGRAM_ERROR_NULL, "codes.data", engram_codes_build(&m, 0, 2, &codes));
}

/* The calls without a status answer with NaN, off their alignment as well. */
static void misaligned_pairs_are_nan(void **state) {
    (void)state;
    const char *bytes = (const char *)v;
    const float *off = (const float *)(const void *)(bytes + 2); /* read by nobody */
    assert_int_equal(float_bits(engram_cosine_f32(v, off, 4)), 0x7FC00000);
    assert_int_equal(float_bits(engram_dot_f32(off, v, 4)), 0x7FC00000);
    assert_int_equal(float_bits(engram_l2_squared_f32(off, off, 4)), 0x7FC00000);
    assert_true(engram_dot_f32(off, v, 0) == 0.0f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_elements_take_no_time),
        cmocka_unit_test(options_without_their_flag_are_named),
        cmocka_unit_test(a_field_left_zero_is_named),
        cmocka_unit_test(misaligned_pairs_are_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
