/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Scores of every type and metric: equal bits on every level and in every shape of call, outputs untouched on errors. */

#include "input.h"
#include "kernels/similarity/similarity_support.h"

enum { QUERIES = 3, ROWS = 9, OUTPUTS = 4 };

typedef struct scoring {
    engram_metric metric;
    engram_type type;
    engram_rows queries, rows;
    uint64_t first, count, id_count;
    uint32_t ids[12];
    uint32_t tasks;
} scoring;

typedef struct outcome {
    engram_status status[OUTPUTS];
    float *scores[OUTPUTS]; /* many, gather, block, pairs of query 0 */
    size_t counts[OUTPUTS];
} outcome;

static void *take_matrix(input *in, engram_type type, uint64_t rows, uint64_t stride, uint64_t dim) {
    const size_t bytes = rows == 0 ? 0 : (size_t)((rows - 1) * stride) * element_bytes(type) + bytes_of_row(type, dim);
    uint8_t *data = fuzz_memory(bytes); /* 0xA5 between rows: whoever reads it shows */
    const uint8_t kind = take_u8(in);
    rng r = {take_u16(in)};
    for (uint64_t i = 0; i < rows; ++i) {
        uint8_t *row = data + i * stride * element_bytes(type);
        if (type == ENGRAM_TYPE_F32) take_floats(in, (float *)(void *)row, dim);
        else if (kind % 3 == 0) fill_row(&r, type, row, dim);
        else
            for (size_t b = 0; b < bytes_of_row(type, dim); ++b) row[b] = kind % 3 == 1 ? take_u8(in) : (uint8_t)rng_next(&r);
    }
    return data;
}

static float *take_scales(input *in, uint64_t rows) {
    if (take_below(in, 2) == 0) return NULL;
    float *scales = fuzz_memory(rows * 4);
    for (uint64_t i = 0; i < rows; ++i) scales[i] = fabsf(take_float(in));
    return scales;
}

static void score(const scoring *s, outcome *o) {
    const engram_executor executor = {sizeof executor, s->tasks, NULL, run_backwards};
    o->status[0] = engram_similarity_many(s->metric, s->queries.data, &s->rows, s->first, s->count, o->scores[0]);
    o->status[1] = engram_similarity_gather(s->metric, s->queries.data, &s->rows, ENGRAM_IDS_U32, s->ids, s->id_count, o->scores[1]);
    o->status[2] = engram_similarity_block(s->metric, &s->queries, &s->rows, 0, s->tasks != 0 ? &executor : NULL, o->scores[2]);
    for (uint64_t i = 0; i < s->rows.count; ++i)
        o->status[3] = engram_similarity_pair(s->metric, s->type, s->queries.data,
                                              (const char *)s->rows.data + i * s->rows.stride * element_bytes(s->type),
                                              s->rows.dim, o->scores[3] + i);
}

/* One pair has one score, whatever the call: rows without scales are comparable with the single pairs. */
static void check_shapes(const scoring *s, const outcome *o, engram_level level) {
    if (s->queries.count == 0 || s->queries.scales != NULL || s->rows.scales != NULL) return;
    for (uint64_t i = 0; i < s->count && o->status[0] == ENGRAM_OK; ++i)
        fuzz_same(o->scores[0] + i, o->scores[3] + s->first + i, 4, level, "many and pair");
    for (uint64_t i = 0; i < s->id_count && o->status[1] == ENGRAM_OK; ++i)
        fuzz_same(o->scores[1] + i, o->scores[3] + s->ids[i], 4, level, "gather and pair");
    if (o->status[2] == ENGRAM_OK) fuzz_same(o->scores[2], o->scores[3], s->rows.count * 4, level, "block and pair");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    const combination c = combinations[take_below(&in, COMBINATIONS)];
    scoring s = {.metric = c.metric, .type = c.type, .tasks = take_below(&in, 4)};
    const uint64_t dim = take_below(&in, take_rarely(&in, 8) ? 1100 : 140), row = c.type == ENGRAM_TYPE_BITS ? (dim + 7) / 8 : dim;
    const uint64_t stride = row + take_below(&in, 3), queries = 1 + take_below(&in, QUERIES), rows = take_below(&in, ROWS);
    void *query_data = take_matrix(&in, c.type, queries, stride, dim), *row_data = take_matrix(&in, c.type, rows, stride, dim);
    float *query_scales = c.type == ENGRAM_TYPE_I8 ? take_scales(&in, queries) : NULL;
    float *row_scales = c.type == ENGRAM_TYPE_I8 ? take_scales(&in, rows) : NULL;
    s.queries = rows_of(c.type, query_data, queries, stride, dim, query_scales);
    s.rows = rows_of(c.type, row_data, rows, stride, dim, row_scales);
    s.first = take_below(&in, ROWS), s.count = take_below(&in, ROWS); /* may leave the matrix: refused */
    s.id_count = take_below(&in, 12);
    for (uint64_t i = 0; i < s.id_count; ++i) s.ids[i] = take_below(&in, ROWS);
    switch (take_below(&in, 24)) { /* something that is refused */
    case 23: s.metric = take_u8(&in); break;
    case 22: s.rows.size = take_u8(&in); break;
    case 21: s.rows.type = take_u8(&in) | 8u; break; /* no type: another would read more */
    case 20: s.rows.count = UINT64_MAX - take_u8(&in), s.rows.stride = take_u64(&in); break;
    default: break;
    }
    const int is_spoilt = s.metric != c.metric || s.rows.size != sizeof s.rows || s.rows.type != c.type || s.rows.count != rows;
    const size_t counts[OUTPUTS] = {s.count, s.id_count, (size_t)(queries * rows), rows};
    outcome expected = {0};
    for_each_level(level) {
        outcome o = {0};
        for (int i = 0; i < OUTPUTS; ++i) o.scores[i] = fuzz_memory((o.counts[i] = counts[i]) * 4);
        if (!is_spoilt) score(&s, &o);
        else o.status[0] = engram_similarity_many(s.metric, s.queries.data, &s.rows, s.first, s.count < rows ? s.count : 0, o.scores[0]);
        for (int i = 0; i < OUTPUTS; ++i)
            if (o.status[i] != ENGRAM_OK) fuzz_untouched(o.scores[i], counts[i] * 4, "scores");
        if (!is_spoilt) check_shapes(&s, &o, level);
        if (level == ENGRAM_LEVEL_SCALAR) {
            expected = o;
            continue;
        }
        for (int i = 0; i < OUTPUTS; ++i) {
            fuzz_check(o.status[i] == expected.status[i], "a status differs on %s", engram_level_name(level));
            fuzz_same(o.scores[i], expected.scores[i], counts[i] * 4, level, "scores");
            free(o.scores[i]);
        }
    }
    for (int i = 0; i < OUTPUTS; ++i) free(expected.scores[i]);
    free(query_data), free(row_data), free(query_scales), free(row_scales);
    return 0;
}
