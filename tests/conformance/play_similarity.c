/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Scores, conversions and codes. */

#include "play.h"

engram_rows read_rows(const vector *v, const char *prefix) {
    return (engram_rows){.size = vector_size(v, dotted(prefix, "size"), sizeof(engram_rows)),
                         .type = (engram_type)vector_number(v, dotted(prefix, "type")),
                         .data = vector_get(v, dotted(prefix, "data")),
                         .count = vector_number(v, dotted(prefix, "count")),
                         .stride = vector_number(v, dotted(prefix, "stride")),
                         .dim = vector_number(v, dotted(prefix, "dim")),
                         .scales = vector_get(v, dotted(prefix, "scales"))};
}

static void pair(vector *v) {
    float *score = vector_fresh(v, sizeof *score);
    const engram_status status =
        engram_similarity_pair((engram_metric)vector_number(v, "metric"), (engram_type)vector_number(v, "type"),
                               vector_get(v, "a"), vector_get(v, "b"), vector_number(v, "dim"), score);
    if (vector_outcome(v, status)) vector_emit(v, "score", "f32", score, 1);
}

static void plain(vector *v, float (*function)(const float *, const float *, size_t)) {
    const float score = function(vector_get(v, "a"), vector_get(v, "b"), (size_t)vector_number(v, "dim"));
    vector_emit(v, "score", "f32", &score, 1);
}

static void cosine(vector *v) { plain(v, engram_cosine_f32); }
static void dot(vector *v) { plain(v, engram_dot_f32); }
static void l2_squared(vector *v) { plain(v, engram_l2_squared_f32); }

static void many(vector *v) {
    const engram_rows rows = read_rows(v, "rows");
    const size_t count = (size_t)vector_number(v, "count");
    float *scores = vector_fresh(v, count * sizeof *scores);
    const engram_status status = engram_similarity_many((engram_metric)vector_number(v, "metric"), vector_get(v, "query"),
                                                        &rows, vector_number(v, "first"), count, scores);
    if (vector_outcome(v, status)) vector_emit(v, "scores", "f32", scores, count);
}

static void gather(vector *v) {
    const engram_rows rows = read_rows(v, "rows");
    const size_t count = vector_count(v, "ids");
    float *scores = vector_fresh(v, count * sizeof *scores);
    const engram_status status =
        engram_similarity_gather((engram_metric)vector_number(v, "metric"), vector_get(v, "query"), &rows,
                                 (engram_id_type)vector_number(v, "id_type"), vector_get(v, "ids"), count, scores);
    if (vector_outcome(v, status)) vector_emit(v, "scores", "f32", scores, count);
}

static void block(vector *v) {
    const engram_rows queries = read_rows(v, "queries"), rows = read_rows(v, "rows");
    const size_t stride = (size_t)vector_number(v, "score_stride");
    const size_t step = stride != 0 ? stride : (size_t)rows.count, count = (size_t)queries.count * step;
    float *scores = vector_fresh(v, count * sizeof *scores);
    const engram_status status = engram_similarity_block((engram_metric)vector_number(v, "metric"), &queries, &rows,
                                                         stride, v->executor, scores);
    if (!vector_outcome(v, status)) return;
    for (size_t m = 1; m < queries.count; ++m) /* the rows of scores moved together; gaps are not an outcome */
        for (size_t n = 0; n < rows.count; ++n) scores[m * (size_t)rows.count + n] = scores[m * step + n];
    vector_emit(v, "scores", "f32", scores, (size_t)(queries.count * rows.count));
}

/* Bytes of one element and its kind in the files; bits are counted in bytes by the caller. */
static const char *kind_of(engram_type type, size_t *bytes) {
    *bytes = type == ENGRAM_TYPE_F32 ? 4 : type == ENGRAM_TYPE_F16 || type == ENGRAM_TYPE_BF16 ? 2 : 1;
    return type == ENGRAM_TYPE_F32 ? "f32" : type == ENGRAM_TYPE_I8 ? "i8" : type == ENGRAM_TYPE_BITS ? "x8" : "x16";
}

static void convert(vector *v) {
    const engram_rows rows = read_rows(v, "rows");
    const engram_type type = (engram_type)vector_number(v, "type");
    size_t bytes;
    const char *kind = kind_of(type, &bytes);
    const size_t row = (size_t)(type == ENGRAM_TYPE_BITS ? (rows.dim + 7) / 8 : rows.dim);
    const size_t stride = (size_t)vector_number(v, "out_stride"), step = stride != 0 ? stride : row;
    char *out = vector_fresh(v, (size_t)rows.count * step * bytes);
    float *scales = type == ENGRAM_TYPE_I8 ? vector_fresh(v, (size_t)rows.count * sizeof *scales) : NULL;
    if (!vector_outcome(v, engram_rows_convert(&rows, type, out, stride, scales))) return;
    const size_t count = (size_t)rows.count * step;
    /* Gaps are not written, so they show as 0xA5. Large outcomes are kept as a digest. */
    if (count > 4096) vector_emit_digest(v, "out", kind, out, count);
    else vector_emit(v, "out", kind, out, count);
    if (scales != NULL) vector_emit(v, "scales", "f32", scales, (size_t)rows.count);
}

static void codes(vector *v) {
    const int signs = vector_number(v, "kind") == ENGRAM_CODES_SIGNS;
    const engram_rows rows = read_rows(v, "rows");
    const size_t count = (size_t)vector_number(v, "count"), stride = (size_t)vector_number(v, "stride");
    const size_t step = stride != 0 ? stride : (size_t)(signs ? (rows.dim + 7) / 8 : rows.dim);
    const size_t first = (size_t)vector_number(v, "first"), all = first + count > rows.count ? first + count : (size_t)rows.count;
    float *const proof = vector_fresh(v, 3 * all * sizeof *proof);
    const engram_codes made = {sizeof made, signs ? ENGRAM_CODES_SIGNS : ENGRAM_CODES_I8, vector_fresh(v, all * step), rows.count, stride,
                                rows.dim, proof, proof + all, proof + 2 * all};
    const engram_status status = engram_codes_build(&rows, first, count, &made);
    const int8_t *data = made.data + first * step; /* the vectors have the rows that were asked for */
    const float *scales = made.scales + first, *errors = made.errors + first, *norms = made.norms + first;
    if (!vector_outcome(v, status)) return;
    vector_emit(v, "data", "i8", data, count * step);
    vector_emit(v, "scales", "f32", scales, count);
    vector_emit(v, "errors", "f32", errors, count);
    vector_emit(v, "norms", "f32", norms, count);
}

const player similarity_players[] = {{"engram_similarity_pair", pair},
                                     {"engram_cosine_f32", cosine},
                                     {"engram_dot_f32", dot},
                                     {"engram_l2_squared_f32", l2_squared},
                                     {"engram_similarity_many", many},
                                     {"engram_similarity_gather", gather},
                                     {"engram_similarity_block", block},
                                     {"engram_rows_convert", convert},
                                     {"engram_codes_build", codes},
                                     {NULL, NULL}};
