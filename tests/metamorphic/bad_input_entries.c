/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The slots of every call of similarity and decay. Rows have 16 elements of f32 unless it says otherwise. */

#include "bad_input.h"
#include "engram/compat.h"
#include "support/decay_calls.h"

enum { DIM = 16, MATRIX = ROWS * DIM * 4, LIST = ROWS * 4, LONGS = ROWS * 8 };

/* ---- similarity ---- */

static engram_rows rows_at(const uint64_t *a, size_t first) {
    return (engram_rows){(uint32_t)a[first], (engram_type)a[first + 1], POINTER(const void *, first + 2), a[first + 3], 0, DIM, NULL};
}
#define MATRIX_SLOTS(name)                                                                                    \
    {name ".size", SIZE, sizeof(engram_rows), 0, NOTHING}, ENUM_OF(name ".type", ENGRAM_TYPE_F32, 1, 5), \
        {name ".data", IN, 0, MATRIX, HALVES}, {name ".count", COUNT, ROWS, 0, NOTHING}

static engram_status pair(const uint64_t *a) {
    return engram_similarity_pair((engram_metric)a[0], (engram_type)a[1], POINTER(const void *, 2), POINTER(const void *, 3), a[4], POINTER(float *, 5));
}
static engram_status many(const uint64_t *a) {
    const engram_rows m = rows_at(a, 2);
    return engram_similarity_many((engram_metric)a[0], POINTER(const void *, 1), GIVEN(2, &m), 0, m.count, POINTER(float *, 6));
}
static engram_status gather(const uint64_t *a) {
    const engram_rows m = rows_at(a, 2);
    return engram_similarity_gather((engram_metric)a[0], POINTER(const void *, 1), GIVEN(2, &m), (engram_id_type)a[6], POINTER(const void *, 7), a[8], POINTER(float *, 9));
}
static engram_status block(const uint64_t *a) {
    const engram_rows q = rows_at(a, 1), m = rows_at(a, 5);
    const engram_executor executor = {(uint32_t)a[9], 2, NULL, run_serially};
    return engram_similarity_block((engram_metric)a[0], GIVEN(1, &q), GIVEN(5, &m), 0, GIVEN(9, &executor), POINTER(float *, 10));
}
static engram_status topk(const uint64_t *a) {
    const engram_rows q = rows_at(a, 1), m = rows_at(a, 5);
    const engram_topk_options o = {.size = (uint32_t)a[9], .filter = POINTER(const uint64_t *, 10), .filter_bits = a[10] != 0 ? 64 : 0,
                                   .multiply = POINTER(const float *, 11), .add = POINTER(const float *, 12)};
    return engram_similarity_topk((engram_metric)a[0], GIVEN(1, &q), GIVEN(5, &m), a[13], GIVEN(9, &o), POINTER(engram_hit *, 14), POINTER(engram_topk_counts *, 15));
}
static engram_status topk_codes(const uint64_t *a) {
    const engram_rows q = rows_at(a, 1), m = rows_at(a, 5);
    const engram_codes c = {(uint32_t)a[9], (engram_code_kind)a[16], POINTER(int8_t *, 10), a[8], 0, DIM, POINTER(float *, 11),
                            POINTER(float *, 12), POINTER(float *, 13)};
    return engram_similarity_topk_codes((engram_metric)a[0], GIVEN(1, &q), GIVEN(5, &m), GIVEN(9, &c), 3, NULL, POINTER(engram_hit *, 14), POINTER(engram_topk_counts *, 15));
}
static engram_status build(const uint64_t *a, engram_code_kind kind) {
    const engram_rows m = rows_at(a, 0);
    const engram_codes c = {sizeof c, kind, POINTER(int8_t *, 4), m.count, 0, m.dim, POINTER(float *, 5), POINTER(float *, 6), POINTER(float *, 7)};
    return engram_codes_build(GIVEN(0, &m), 0, m.count, &c);
}
static engram_status codes_build(const uint64_t *a) { return build(a, ENGRAM_CODES_I8); }
static engram_status codes_build_signs(const uint64_t *a) { return build(a, ENGRAM_CODES_SIGNS); }
static engram_status rotate(const uint64_t *a) {
    const engram_rows m = rows_at(a, 0);
    return engram_rotate(GIVEN(0, &m), 7, POINTER(float *, 4));
}
/* Codes of rows of HALVES: what is spoilt here are the other arguments; similarity_blocks_refusals_test spoils the codes. */
static engram_status topk_blocks(const uint64_t *a) {
    static _Alignas(64) char codes[64 + 64 + 384];
    static uint64_t scratch[16384];
    const engram_codes_shape shape = {.size = sizeof shape, .type = ENGRAM_TYPE_F32, .dim = DIM};
    const engram_rows q = rows_at(a, 1), m = rows_at(a, 5);
    const engram_rows all = {sizeof all, ENGRAM_TYPE_F32, POINTER(const void *, 7), ROWS, 0, DIM, NULL};
    if (engram_codes_begin(&shape, codes, sizeof codes) != ENGRAM_OK) return ENGRAM_ERROR_CHECK;
    (void)engram_codes_encode(&all, 0, NULL, scratch, sizeof scratch, codes, sizeof codes);
    const engram_accuracy_options exact = {(uint32_t)a[9], (engram_accuracy)a[12], 0, a[12] == ENGRAM_ACCURACY_FIXED ? 3 : 0};
    const engram_topk_options o = {.size = sizeof o, .scratch = scratch, .scratch_bytes = sizeof scratch};
    return engram_topk_codes((engram_metric)a[0], GIVEN(1, &q), GIVEN(5, &m), codes, sizeof codes, NULL, 3, GIVEN(9, &exact), &o,
                             POINTER(engram_hit *, 10), POINTER(engram_codes_counts *, 11));
}
static engram_status convert(const uint64_t *a) {
    const engram_rows m = rows_at(a, 0);
    return engram_rows_convert(GIVEN(0, &m), (engram_type)a[4], POINTER(void *, 5), 0, POINTER(float *, 6));
}
static engram_status merge(const uint64_t *a) {
    const engram_hit *const lists[] = {POINTER(const engram_hit *, 1)};
    return engram_topk_merge((engram_metric)a[0], GIVEN(5, lists), GIVEN(6, &a[2]), 1, a[7], POINTER(engram_hit *, 3), POINTER(uint64_t *, 4));
}
static engram_status fuse(const uint64_t *a) {
    const engram_ranking ranking = {POINTER(const engram_hit *, 0), a[1], 1, 0};
    const engram_fusion_options o = {(uint32_t)a[2], (engram_fusion)a[3], 60, 0, 0};
    return engram_rank_fusion(GIVEN(7, &ranking), a[8], GIVEN(2, &o), a[9], POINTER(engram_hit *, 4), POINTER(uint64_t *, 5), POINTER(void *, 6), 32 * ROWS);
}
static engram_status compat_similarity(const uint64_t *a) {
    engram_vector_similarity(POINTER(const float *, 0), POINTER(const float *, 1), POINTER(float *, 2), DIM, a[3]);
    return engram_last_status();
}

const entry similarity_entries[] = {
    {"engram_similarity_pair", pair, {ENUM_OF("metric", 1, 1, 5), ENUM_OF("type", 1, 1, 5), {"a", IN, 0, 64, HALVES},
        {"b", IN, 0, 64, ONES}, {"dim", COUNT, DIM, 0, NOTHING}, {"score", OUT, 0, 4, NOTHING}}, true, false, false},
    {"engram_similarity_many", many, {ENUM_OF("metric", 1, 1, 5), {"query", IN, 0, 64, HALVES}, MATRIX_SLOTS("rows"),
        {"scores", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_similarity_gather", gather, {ENUM_OF("metric", 1, 1, 5), {"query", IN, 0, 64, HALVES}, MATRIX_SLOTS("rows"),
        ENUM_OF("id_type", ENGRAM_IDS_U32, 1, 2), {"ids", IN, 0, LIST, SMALL32}, {"count", COUNT, ROWS, 0, NOTHING},
        {"scores", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_similarity_block", block, {ENUM_OF("metric", 1, 1, 5), MATRIX_SLOTS("queries"), MATRIX_SLOTS("rows"),
        {"executor.size", CHOICE, sizeof(engram_executor), 0, NOTHING}, {"scores", OUT, 0, ROWS * ROWS * 4, NOTHING}}, true, false, false},
    {"engram_similarity_topk", topk, {ENUM_OF("metric", 1, 1, 5), MATRIX_SLOTS("queries"), MATRIX_SLOTS("rows"),
        {"options.size", CHOICE, sizeof(engram_topk_options), 0, NOTHING}, {"filter", MAY, 0, 8, RAMP}, {"multiply", MAY, 0, LIST, HALVES},
        {"add", MAY, 0, LIST, HALVES}, {"k", COUNT, 3, 0, NOTHING}, {"hits", OUT, 0, ROWS * 3 * 16, NOTHING}, {"counts", OUT, 0, ROWS * 32, NOTHING}}, true, false, false},
    {"engram_similarity_topk_codes", topk_codes, {ENUM_OF("metric", 1, 1, 5), MATRIX_SLOTS("queries"), MATRIX_SLOTS("rows"),
        {"codes.size", SIZE, sizeof(engram_codes), 0, NOTHING}, {"codes.data", IN, 0, ROWS * DIM, BYTES}, {"codes.scales", IN, 0, LIST, HALVES},
        {"codes.errors", IN, 0, LIST, ONES}, {"codes.norms", IN, 0, LIST, ONES}, {"hits", OUT, 0, ROWS * 3 * 16, NOTHING},
        {"counts", OUT, 0, ROWS * 32, NOTHING}, ENUM_OF("codes.kind", ENGRAM_CODES_I8, 0, 1)}, true, false, false},
    {"engram_codes_build", codes_build, {MATRIX_SLOTS("rows"), {"data", OUT, 0, ROWS * DIM, NOTHING}, {"scales", OUT, 0, LIST, NOTHING},
        {"errors", OUT, 0, LIST, NOTHING}, {"norms", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_codes_build, signs", codes_build_signs, {MATRIX_SLOTS("rows"), {"data", OUT, 0, ROWS * DIM / 8, BYTES}, {"scales", OUT, 0, LIST, NOTHING},
        {"errors", OUT, 0, LIST, NOTHING}, {"norms", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_rotate", rotate, {MATRIX_SLOTS("rows"), {"out", OUT, 0, MATRIX, NOTHING}}, true, false, false},
    {"engram_topk_codes", topk_blocks, {ENUM_OF("metric", 1, 1, 5), MATRIX_SLOTS("queries"), MATRIX_SLOTS("rows"),
        {"accuracy.size", CHOICE, sizeof(engram_accuracy_options), 0, NOTHING}, {"hits", OUT, 0, ROWS * 3 * 16, NOTHING},
        {"counts", OUT, 0, ROWS * 40, NOTHING}, ENUM_OF("accuracy", ENGRAM_ACCURACY_EXACT, 0, 2)}, true, false, false},
    {"engram_rows_convert", convert, {MATRIX_SLOTS("rows"), ENUM_OF("type", ENGRAM_TYPE_I8, 1, 5), {"out", OUT, 0, ROWS * DIM, NOTHING},
        {"scales", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_topk_merge", merge, {ENUM_OF("metric", 1, 1, 5), {"list", IN, 0, ROWS * 16, SMALL}, {"count", COUNT, ROWS, 0, NOTHING},
        {"hits", OUT, 0, 64, NOTHING}, {"found", OUT, 0, 8, NOTHING}, {"lists", THERE, 1, 0, NOTHING}, {"counts", THERE, 1, 0, NOTHING},
        {"k", COUNT, 4, 0, NOTHING}}, true, false, false},
    {"engram_rank_fusion", fuse, {{"hits", IN, 0, ROWS * 16, SMALL}, {"count", COUNT, ROWS, 0, NOTHING},
        {"options.size", CHOICE, sizeof(engram_fusion_options), 0, NOTHING}, ENUM_OF("method", 1, 1, 3), {"out", OUT, 0, 64, NOTHING},
        {"found", OUT, 0, 8, NOTHING}, {"workspace", OUT, 0, 32 * ROWS, NOTHING}, {"lists", THERE, 1, 0, NOTHING}, {"list_count", COUNT, 1, 0, NOTHING},
        {"k", COUNT, 4, 0, NOTHING}}, true, false, false},
    {"engram_vector_similarity", compat_similarity, {{"query", IN, 0, 64, HALVES}, {"candidates", IN, 0, MATRIX, HALVES},
        {"scores", OUT, 0, LIST, NOTHING}, {"num_candidates", COUNT, ROWS, 0, NOTHING}}, false, false, false},
    {NULL, NULL, {{NULL, IN, 0, 0, NOTHING}}, false, false, false}};

/* ---- decay ---- */

static engram_curve curve_at(const uint64_t *a, size_t first) {
    return (engram_curve){.size = (uint32_t)a[first], .form = (engram_curve_form)a[first + 1], .scale = 100, .exponent = 0.5,
                          .late = 100, .threshold = 3};
}
static engram_times times_at(const uint64_t *a, size_t first) {
    return (engram_times){(uint32_t)a[first], (engram_time_unit)a[first + 1], POINTER(const uint64_t *, first + 2), (engram_time_kind)a[first + 3], 0, 0};
}
static engram_decay_options options_at(const uint64_t *a, size_t first) {
    return (engram_decay_options){(uint32_t)a[first], 0, POINTER(const float *, first + 1), POINTER(const float *, first + 4),
                                  POINTER(const uint32_t *, first + 2), POINTER(const uint64_t *, first + 3)};
}
#define CURVE_SLOTS {"curve.size", SIZE, sizeof(engram_curve), 0, NOTHING}, ENUM_OF("curve.form", ENGRAM_CURVE_TWO_COMPONENT, 1, 11)
#define TIMES_SLOTS                                                                                            \
    {"times.size", SIZE, sizeof(engram_times), 0, NOTHING}, ENUM_OF("times.unit", 0, 0, 3),               \
        {"times.values", IN, 0, LONGS, SMALL}, ENUM_OF("times.kind", 0, 0, 1)
#define OPTION_SLOTS                                                                                                       \
    {"options.size", SIZE, sizeof(engram_decay_options), 0, NOTHING}, {"scales", MAY, 0, LIST, ONES}, {"accesses", IN, 0, LIST, SMALL32}, \
        {"pins", MAY, 0, 8, RAMP}, {"exponents", MAY, 0, LIST, HALVES}

static engram_status apply(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    return engram_decay_apply(GIVEN(0, &c), POINTER(const float *, 2), POINTER(const uint64_t *, 3), a[4], POINTER(float *, 5));
}
/* curve 0-1, times 2-5, options 6-10, strengths 11, count 12, then the outputs */
static engram_status batch(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    const engram_times t = times_at(a, 2);
    const engram_decay_options o = options_at(a, 6);
    return engram_decay_batch(GIVEN(0, &c), GIVEN(2, &t), GIVEN(6, &o), POINTER(const float *, 11), a[12], POINTER(float *, 13), NULL);
}
static engram_status factors(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    const engram_times t = times_at(a, 2);
    const engram_decay_options o = options_at(a, 6);
    return engram_decay_factors(GIVEN(0, &c), GIVEN(2, &t), GIVEN(6, &o), a[11], POINTER(float *, 12), NULL);
}
static engram_status decayed_scores(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    const engram_times t = times_at(a, 2);
    const engram_decay_options o = options_at(a, 6);
    return engram_decay_scores(GIVEN(0, &c), GIVEN(2, &t), GIVEN(6, &o), POINTER(const float *, 11), POINTER(const float *, 12), a[13], POINTER(float *, 14), NULL);
}
static engram_status suppressed(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    const engram_times t = times_at(a, 2);
    const engram_decay_options o = options_at(a, 6);
    engram_suppressed_rows found = {(uint32_t)a[13], 0, POINTER(engram_suppressed *, 14), ROWS, 0};
    return engram_decay_suppressed(GIVEN(0, &c), GIVEN(2, &t), GIVEN(6, &o), POINTER(const float *, 11), a[12], 0.49f, GIVEN(13, &found));
}
static engram_status ages_at(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    const engram_decay_options o = options_at(a, 3);
    return engram_decay_ages_at(GIVEN(0, &c), (engram_time_unit)a[2], GIVEN(3, &o), POINTER(const float *, 8), a[9], 0.1f, POINTER(uint64_t *, 10));
}
static engram_status next(const uint64_t *a) {
    const engram_curve c = curve_at(a, 0);
    const engram_times t = times_at(a, 2);
    const engram_decay_options o = options_at(a, 6);
    return engram_decay_next(GIVEN(0, &c), GIVEN(2, &t), GIVEN(6, &o), POINTER(const float *, 11), a[12], 0.1f, POINTER(uint64_t *, 13), POINTER(uint64_t *, 14));
}
static engram_status level_exact(const uint64_t *a) {
    const engram_times t = times_at(a, 2);
    return engram_base_level_exact(POINTER(const uint64_t *, 0), a[1], GIVEN(2, &t), 0.5, POINTER(float *, 6), NULL);
}
static engram_status level_recent(const uint64_t *a) {
    const engram_times t = times_at(a, 2);
    return engram_base_level_recent(POINTER(const uint64_t *, 0), a[1], GIVEN(2, &t), POINTER(const uint64_t *, 6), POINTER(const uint64_t *, 7), 0.5, POINTER(float *, 8), NULL);
}
static engram_status level_optimized(const uint64_t *a) {
    const engram_times t = times_at(a, 0);
    return engram_base_level_optimized(GIVEN(0, &t), POINTER(const uint64_t *, 4), a[5], 0.5, POINTER(float *, 6), NULL);
}
static engram_status probability(const uint64_t *a) { return engram_retrieval_probability(POINTER(const float *, 0), a[1], 0, 0.25, POINTER(float *, 2)); }
static engram_status latency(const uint64_t *a) { return engram_retrieval_latency(POINTER(const float *, 0), a[1], 1, 1, POINTER(float *, 2)); }
static engram_fsrs fsrs_at(const uint64_t *a) {
    engram_fsrs f;
    engram_fsrs_default(ENGRAM_FSRS_6, &f);
    f.size = (uint32_t)a[0], f.version = (engram_fsrs_version)a[1];
    return f;
}
static engram_status retrievability(const uint64_t *a) {
    const engram_fsrs f = fsrs_at(a);
    const engram_times t = times_at(a, 2);
    return engram_fsrs_retrievability(GIVEN(0, &f), GIVEN(2, &t), POINTER(const float *, 6), a[7], POINTER(float *, 8), NULL);
}
static engram_status interval(const uint64_t *a) {
    const engram_fsrs f = fsrs_at(a);
    return engram_fsrs_interval(GIVEN(0, &f), 0.9, 365, POINTER(const float *, 2), a[3], POINTER(float *, 4));
}
static engram_status review(const uint64_t *a) {
    const engram_fsrs f = fsrs_at(a);
    const engram_times t = times_at(a, 2);
    return call_review(GIVEN(0, &f), GIVEN(2, &t), POINTER(const uint8_t *, 6), POINTER(const float *, 7), POINTER(const float *, 8), a[9], POINTER(float *, 10), POINTER(float *, 11), NULL);
}
static const engram_bounds bounds = {0, 1};
static engram_status saturating(const uint64_t *a) { return engram_reinforce_saturating(POINTER(const float *, 0), POINTER(const float *, 1), a[2], 0.5f, bounds, POINTER(float *, 3)); }
static engram_status spaced(const uint64_t *a) { return engram_reinforce_spaced(POINTER(const float *, 0), POINTER(const float *, 1), a[2], 0.5f, 2, bounds, POINTER(float *, 3)); }
static engram_status oja(const uint64_t *a) {
    return call_oja(POINTER(const float *, 0), POINTER(const uint32_t *, 1), POINTER(const uint32_t *, 2), a[3], POINTER(const float *, 4), ROWS, 0.5f, 0.1f, bounds, POINTER(float *, 5), POINTER(uint64_t *, 6));
}
static engram_status compat_decay(const uint64_t *a) {
    engram_apply_decay(POINTER(float *, 0), POINTER(const uint64_t *, 1), a[2]);
    return engram_last_status();
}

#define FSRS_SLOTS {"fsrs.size", SIZE, sizeof(engram_fsrs), 0, NOTHING}, ENUM_OF("version", ENGRAM_FSRS_6, 45, 60)

const entry decay_entries[] = {
    {"engram_decay_apply", apply, {{"curve.size", SIZE, sizeof(engram_curve), 0, NOTHING}, ENUM_OF("curve.form", 1, 1, 11), {"strengths", IN, 0, LIST, HALVES}, {"ages", IN, 0, LONGS, SMALL}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 2, LIST, NOTHING}}, true, false, false},
    {"engram_decay_batch", batch, {CURVE_SLOTS, TIMES_SLOTS, OPTION_SLOTS, {"strengths", IN, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 11, LIST, NOTHING}}, true, false, false},
    {"engram_decay_factors", factors, {CURVE_SLOTS, TIMES_SLOTS, OPTION_SLOTS, {"count", COUNT, ROWS, 0, NOTHING}, {"factors", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_decay_scores", decayed_scores, {CURVE_SLOTS, TIMES_SLOTS, OPTION_SLOTS, {"strengths", MAY, 0, LIST, HALVES}, {"scores", IN, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 12, LIST, NOTHING}}, true, false, false},
    {"engram_decay_suppressed", suppressed, {CURVE_SLOTS, TIMES_SLOTS, OPTION_SLOTS, {"strengths", IN, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"found.size", SIZE, sizeof(engram_suppressed_rows), 0, NOTHING}, {"found.rows", OUT, 0, ROWS * 16, NOTHING}}, true, false, false},
    {"engram_decay_ages_at", ages_at, {CURVE_SLOTS, ENUM_OF("unit", 0, 0, 3), OPTION_SLOTS, {"strengths", MAY, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"ages", OUT, 0, LONGS, NOTHING}}, true, false, false},
    {"engram_decay_next", next, {CURVE_SLOTS, TIMES_SLOTS, OPTION_SLOTS, {"strengths", MAY, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"row", OUT, 0, 8, NOTHING}, {"left", OUT, 0, 8, NOTHING}}, true, false, false},
    {"engram_base_level_exact", level_exact, {{"offsets", IN, 0, LONGS + 8, RAMP}, {"rows", COUNT, ROWS, 0, NOTHING}, TIMES_SLOTS, {"levels", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_base_level_recent", level_recent, {{"offsets", IN, 0, LONGS + 8, RAMP}, {"rows", COUNT, ROWS, 0, NOTHING}, TIMES_SLOTS, {"counts", IN, 0, LONGS, SMALL}, {"creations", IN, 0, LONGS, SMALL}, {"levels", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_base_level_optimized", level_optimized, {TIMES_SLOTS, {"counts", IN, 0, LONGS, SMALL}, {"rows", COUNT, ROWS, 0, NOTHING}, {"levels", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_retrieval_probability", probability, {{"levels", IN, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 0, LIST, NOTHING}}, true, false, false},
    {"engram_retrieval_latency", latency, {{"levels", IN, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 0, LIST, NOTHING}}, true, false, false},
    {"engram_fsrs_retrievability", retrievability, {FSRS_SLOTS, TIMES_SLOTS, {"stabilities", IN, 0, LIST, ONES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 6, LIST, NOTHING}}, true, false, false},
    {"engram_fsrs_interval", interval, {FSRS_SLOTS, {"stabilities", IN, 0, LIST, ONES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 2, LIST, NOTHING}}, true, false, false},
    {"engram_fsrs_review", review, {FSRS_SLOTS, TIMES_SLOTS, {"grades", IN, 0, ROWS, BYTES}, {"stabilities", IN, 0, LIST, ONES}, {"difficulties", IN, 0, LIST, ONES}, {"count", COUNT, ROWS, 0, NOTHING},
        {"out_stabilities", INTO, 7, LIST, NOTHING}, {"out_difficulties", INTO, 8, LIST, NOTHING}}, true, false, false},
    {"engram_reinforce_saturating", saturating, {{"weights", IN, 0, LIST, HALVES}, {"gains", MAY, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 0, LIST, NOTHING}}, true, false, false},
    {"engram_reinforce_spaced", spaced, {{"weights", IN, 0, LIST, HALVES}, {"retentions", IN, 0, LIST, HALVES}, {"count", COUNT, ROWS, 0, NOTHING}, {"out", INTO, 0, LIST, NOTHING}}, true, false, false},
    {"engram_reinforce_oja", oja, {{"weights", IN, 0, LIST, HALVES}, {"sources", IN, 0, LIST, SMALL32}, {"targets", IN, 0, LIST, SMALL32}, {"count", COUNT, ROWS, 0, NOTHING}, {"activations", IN, 0, LIST, HALVES},
        {"out", INTO, 0, LIST, NOTHING}, {"updated", SPARE, 0, 8, NOTHING}}, true, false, false},
    {"engram_apply_decay", compat_decay, {{"strengths", OUT, 0, LIST, NOTHING}, {"ages", IN, 0, LONGS, SMALL}, {"num_memories", COUNT, ROWS, 0, NOTHING}}, false, false, false},
    {NULL, NULL, {{NULL, IN, 0, 0, NOTHING}}, false, false, false}};
