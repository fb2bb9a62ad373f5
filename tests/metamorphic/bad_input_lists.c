/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The slots of the calls on lists. Rows have two elements of f32, so that the scratch memory fits into an area. */

#include "bad_input.h"
#include "engram/lists.h"

enum { NARROW = 2, NARROW_MATRIX = ROWS * NARROW * 4, LIST = ROWS * 4, PLACES = 2 * ROWS, BEGINS = (2 * ROWS + 1) * 8, SCRATCH = 2032 };

static engram_rows matrix_at(const uint64_t *a, size_t first, uint64_t count, uint64_t dim) {
    return (engram_rows){(uint32_t)a[first], (engram_type)a[first + 1], POINTER(const void *, first + 2), count, 0, dim, NULL};
}
#define MATRIX_OF(name, span)                                                                                    \
    {name ".size", SIZE, sizeof(engram_rows), 0, NOTHING}, ENUM_OF(name ".type", ENGRAM_TYPE_F32, 1, 5), {name ".data", IN, 0, span, HALVES}

static engram_lists_options options_at(const uint64_t *a, size_t first) {
    return (engram_lists_options){.size = (uint32_t)a[first], .scratch = POINTER(void *, first + 1), .scratch_bytes = SCRATCH};
}
#define OPTIONS_SLOTS {"options.size", SIZE, sizeof(engram_lists_options), 0, NOTHING}, {"scratch", OUT, 0, SCRATCH, BYTES}

static engram_status learn(const uint64_t *a) {
    const engram_rows m = matrix_at(a, 1, ROWS, NARROW);
    const engram_lists_options o = options_at(a, 4);
    return engram_lists_learn((engram_metric)a[0], GIVEN(1, &m), 4, GIVEN(4, &o), POINTER(float *, 6));
}
static engram_status assign(const uint64_t *a) {
    const engram_rows m = matrix_at(a, 1, a[11], NARROW), c = matrix_at(a, 4, ROWS, NARROW);
    engram_lists_options o = options_at(a, 7);
    o.border = 1.5f;
    return engram_lists_assign((engram_metric)a[0], GIVEN(1, &m), GIVEN(4, &c), GIVEN(7, &o), POINTER(uint32_t *, 9), POINTER(uint32_t *, 10));
}
static engram_status fill_lists(const uint64_t *a) {
    return engram_lists_fill(POINTER(const uint32_t *, 0), NULL, a[1], ROWS, POINTER(uint64_t *, 2), POINTER(uint32_t *, 3), PLACES, POINTER(uint64_t *, 4));
}
static engram_status topk(const uint64_t *a) {
    const engram_rows q = matrix_at(a, 1, a[4], NARROW), m = matrix_at(a, 5, ROWS, NARROW);
    const engram_lists lists = {(uint32_t)a[8], 0, {sizeof(engram_rows), (engram_type)a[9], POINTER(const void *, 10), ROWS, 0, NARROW, NULL},
                                POINTER(const uint64_t *, 11), POINTER(const uint32_t *, 12), PLACES, POINTER(const uint32_t *, 13)};
    const engram_topk_options o = {.size = (uint32_t)a[14], .scratch = POINTER(void *, 15), .scratch_bytes = SCRATCH};
    return engram_lists_topk((engram_metric)a[0], GIVEN(1, &q), GIVEN(5, &m), NULL, GIVEN(8, &lists), 2, a[16], GIVEN(14, &o),
                             POINTER(engram_hit *, 17), POINTER(engram_topk_counts *, 18));
}

const entry lists_entries[] = {
    {"engram_lists_learn", learn, {ENUM_OF("metric", 1, 1, 5), MATRIX_OF("rows", NARROW_MATRIX), OPTIONS_SLOTS,
        {"centroids", OUT, 0, 4 * NARROW * 4, NOTHING}}, true, false, false},
    {"engram_lists_assign", assign, {ENUM_OF("metric", 1, 1, 5), MATRIX_OF("rows", NARROW_MATRIX), MATRIX_OF("centroids", NARROW_MATRIX),
        OPTIONS_SLOTS, {"homes", OUT, 0, LIST, NOTHING}, {"seconds", OUT, 0, LIST, NOTHING}, {"rows.count", COUNT, ROWS, 0, NOTHING}}, true, false, false},
    {"engram_lists_fill", fill_lists, {{"homes", IN, 0, LIST, SMALL32}, {"count", COUNT, ROWS, 0, NOTHING}, {"begins", OUT, 0, BEGINS, NOTHING},
        {"ids", OUT, 0, PLACES * 4, NOTHING}, {"placed", OUT, 0, 8, NOTHING}}, true, false, false},
    {"engram_lists_topk", topk, {ENUM_OF("metric", 1, 1, 5), MATRIX_OF("queries", 3 * NARROW * 4), {"queries.count", COUNT, 3, 0, NOTHING},
        MATRIX_OF("rows", NARROW_MATRIX), {"lists.size", SIZE, sizeof(engram_lists), 0, NOTHING},
        ENUM_OF("centroids.type", ENGRAM_TYPE_F32, 1, 5), {"centroids.data", IN, 0, NARROW_MATRIX, HALVES}, {"begins", IN, 0, BEGINS, ZEROS}, {"ids", IN, 0, PLACES * 4, SMALL32}, {"homes", MAY, 0, LIST, SMALL32},
        {"options.size", SIZE, sizeof(engram_topk_options), 0, NOTHING}, {"scratch", OUT, 0, SCRATCH, BYTES}, {"k", COUNT, 3, 0, NOTHING},
        {"hits", OUT, 0, 3 * 3 * 16, NOTHING}, {"counts", OUT, 0, 3 * 32, NOTHING}}, true, false, false},
    {NULL, NULL, {{NULL, IN, 0, 0, NOTHING}}, false, false, false}};
