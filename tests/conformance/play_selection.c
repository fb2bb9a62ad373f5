/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Selections, merged lists and fused rankings. */

#include <stdlib.h>
#include <string.h>

#include "play.h"

static engram_topk_options read_options(const vector *v) {
    return (engram_topk_options){.size = vector_size(v, "options.size", sizeof(engram_topk_options)),
                                 .flags = (uint32_t)vector_number(v, "options.flags"),
                                 .threshold = vector_f32(v, "options.threshold"),
                                 .id_type = (engram_id_type)vector_number(v, "options.id_type"),
                                 .first = vector_number(v, "options.first"),
                                 .count = vector_number(v, "options.count"),
                                 .ids = vector_get(v, "options.ids"),
                                 .id_count = vector_count(v, "options.ids"),
                                 .filter = vector_get(v, "options.filter"),
                                 .filter_bits = vector_number(v, "options.filter_bits"),
                                 .multiply = vector_get(v, "options.multiply"),
                                 .add = vector_get(v, "options.add"),
                                 .id_base = vector_number(v, "options.id_base")};
}

/* Hits as two columns: only those found, query after query. */
static void emit_hits(vector *v, const engram_hit *hits, size_t lists, size_t k, const uint64_t *found) {
    size_t total = 0;
    uint64_t *ids = malloc(lists * k * sizeof *ids + 8);
    float *scores = malloc(lists * k * sizeof *scores + 8);
    if (ids == NULL || scores == NULL) conformance_stop("no memory");
    for (size_t m = 0; m < lists; ++m)
        for (size_t i = 0; i < found[m]; ++i, ++total)
            ids[total] = hits[m * k + i].id, scores[total] = hits[m * k + i].score;
    vector_emit(v, "hits.id", "u64", ids, total);
    vector_emit(v, "hits.score", "f32", scores, total);
    free(ids), free(scores);
}

enum { MOST_QUERIES = 16 };

static void emit_selection(vector *v, const engram_hit *hits, const engram_topk_counts *counts, size_t queries, size_t k,
                           bool with_rescored) {
    uint64_t columns[4][MOST_QUERIES];
    if (queries > MOST_QUERIES) conformance_stop("too many queries: %s", v->name);
    for (size_t m = 0; m < queries; ++m) {
        columns[0][m] = counts[m].found, columns[1][m] = counts[m].scored;
        columns[2][m] = counts[m].nan, columns[3][m] = counts[m].rescored;
    }
    vector_emit(v, "counts.found", "u64", columns[0], queries);
    vector_emit(v, "counts.scored", "u64", columns[1], queries);
    vector_emit(v, "counts.nan", "u64", columns[2], queries);
    if (with_rescored) vector_emit(v, "counts.rescored", "u64", columns[3], queries);
    emit_hits(v, hits, queries, k, columns[0]);
}

/* With an executor, once with and once without the workspace that lets it cut the rows of one query. */
static void topk(vector *v) {
    const engram_rows queries = read_rows(v, "queries"), rows = read_rows(v, "rows");
    engram_topk_options options = read_options(v);
    const bool has_options = vector_has(v, "options");
    const size_t k = (size_t)vector_number(v, "k"), queries_count = (size_t)queries.count;
    engram_hit *hits = vector_fresh(v, queries_count * k * sizeof *hits);
    engram_topk_counts *counts = vector_fresh(v, queries_count * sizeof *counts);
    if (v->executor != NULL) {
        if (!has_options) options = (engram_topk_options){.size = sizeof options};
        options.executor = v->executor;
        options.scratch_bytes = engram_topk_scratch(queries_count, k, v->executor->task_count);
        options.scratch = vector_fresh(v, (size_t)options.scratch_bytes);
    }
    const engram_status status =
        engram_similarity_topk((engram_metric)vector_number(v, "metric"), &queries, &rows, k,
                               has_options || v->executor != NULL ? &options : NULL, hits, counts);
    if (vector_outcome(v, status)) emit_selection(v, hits, counts, queries_count, k, true);
}

static void topk_codes(vector *v) {
    const engram_rows queries = read_rows(v, "queries"), rows = read_rows(v, "rows");
    engram_topk_options options = read_options(v);
    options.executor = v->executor;
    const size_t k = (size_t)vector_number(v, "k"), n = (size_t)rows.count, dim = (size_t)rows.dim;
    const size_t queries_count = (size_t)queries.count;
    int8_t *data = malloc(n * dim + 1);
    float *numbers = malloc(3 * n * sizeof *numbers + 4);
    if (data == NULL || numbers == NULL) conformance_stop("no memory");
    if (engram_codes_build(&rows, 0, n, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, data, rows.count, 0, rows.dim, numbers, numbers + n, numbers + 2 * n}) != ENGRAM_OK)
        conformance_stop("%s: no codes", v->name);
    const engram_codes codes = {.size = sizeof codes, .data = data, .count = n, .dim = dim,
                                .scales = numbers, .errors = numbers + n, .norms = numbers + 2 * n};
    engram_hit *hits = vector_fresh(v, queries_count * k * sizeof *hits);
    engram_topk_counts *counts = vector_fresh(v, queries_count * sizeof *counts);
    const engram_status status = engram_similarity_topk_codes((engram_metric)vector_number(v, "metric"), &queries, &rows,
                                                              &codes, k, &options, hits, counts);
    if (vector_outcome(v, status)) emit_selection(v, hits, counts, queries_count, k, false);
    free(data), free(numbers);
}

/* Lists laid end to end: lists.counts says how long each is. */
static engram_hit *read_hits(const vector *v, const char *prefix, size_t *total) {
    const uint64_t *ids = vector_get(v, dotted(prefix, "id"));
    const float *scores = vector_get(v, dotted(prefix, "score"));
    *total = vector_count(v, dotted(prefix, "id"));
    engram_hit *hits = calloc(*total + 1, sizeof *hits);
    if (hits == NULL) conformance_stop("no memory");
    for (size_t i = 0; i < *total; ++i) hits[i].id = ids[i], hits[i].score = scores[i];
    return hits;
}

enum { MOST_LISTS = 16 };

static void merge(vector *v) {
    size_t total, lists = vector_count(v, "lists.counts");
    engram_hit *all = read_hits(v, "lists", &total);
    const uint64_t *counts = vector_get(v, "lists.counts");
    const engram_hit *begins[MOST_LISTS] = {NULL};
    if (lists > MOST_LISTS) conformance_stop("too many lists: %s", v->name);
    for (size_t l = 0, at = 0; l < lists; at += (size_t)counts[l++]) begins[l] = all + at;
    const size_t k = (size_t)vector_number(v, "k");
    engram_hit *hits = vector_fresh(v, k * sizeof *hits);
    uint64_t *found = vector_fresh(v, sizeof *found);
    const engram_status status =
        engram_topk_merge((engram_metric)vector_number(v, "metric"), begins, counts, lists, k, hits, found);
    if (vector_outcome(v, status)) {
        vector_emit(v, "found", "u64", found, 1);
        emit_hits(v, hits, 1, k, found);
    }
    free(all);
}

static void fusion(vector *v) {
    size_t total, lists = vector_count(v, "lists.counts");
    engram_hit *all = read_hits(v, "lists", &total);
    const uint64_t *counts = vector_get(v, "lists.counts");
    const float *weights = vector_get(v, "lists.weights");
    engram_ranking rankings[MOST_LISTS] = {{NULL, 0, 0, 0}};
    if (lists > MOST_LISTS) conformance_stop("too many lists: %s", v->name);
    for (size_t l = 0, at = 0; l < lists; at += (size_t)counts[l++])
        rankings[l] = (engram_ranking){all + at, counts[l], weights[l], 0};
    const engram_fusion_options options = {.size = vector_size(v, "options.size", sizeof options),
                                           .method = (engram_fusion)vector_number(v, "options.method"),
                                           .constant = vector_f64(v, "options.constant"),
                                           .first_bonus = vector_f64(v, "options.first_bonus"),
                                           .podium_bonus = vector_f64(v, "options.podium_bonus")};
    const size_t k = (size_t)vector_number(v, "k");
    engram_hit *hits = vector_fresh(v, k * sizeof *hits);
    uint64_t *found = vector_fresh(v, sizeof *found);
    const uint64_t bytes = engram_fusion_scratch(total);
    void *workspace = malloc((size_t)bytes + 8);
    const engram_status status = engram_rank_fusion(rankings, lists, vector_has(v, "options") ? &options : NULL, k, hits,
                                                    found, workspace, bytes);
    if (vector_outcome(v, status)) {
        vector_emit(v, "found", "u64", found, 1);
        emit_hits(v, hits, 1, k, found);
    }
    free(all), free(workspace);
}

const player selection_players[] = {{"engram_similarity_topk", topk},
                                    {"engram_similarity_topk_codes", topk_codes},
                                    {"engram_topk_merge", merge},
                                    {"engram_rank_fusion", fusion},
                                    {NULL, NULL}};
