/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Top-k with every option, top-k by codes and merging, against a selection that ranks every score by counting. */

#include "input.h"
#include "kernels/similarity/similarity_support.h"

enum { ROWS = 40, K = 12, QUERIES = 3 };

/* Which of two hits is better; scores are no NaN. */
static int better(const engram_hit *a, const engram_hit *b, int ascending) {
    if (a->score != b->score) return ascending ? a->score < b->score : a->score > b->score;
    return a->id < b->id;
}

/* The k best by the number of better ones: quadratic, and with nothing to go wrong. */
static uint64_t model_select(const engram_hit *all, uint64_t n, uint64_t k, int ascending, engram_hit *best) {
    uint64_t found = 0;
    for (uint64_t i = 0; i < n; ++i) {
        uint64_t rank = 0;
        for (uint64_t j = 0; j < n; ++j)
            rank += better(&all[j], &all[i], ascending) || (j < i && !better(&all[i], &all[j], ascending));
        if (rank < k) best[rank] = all[i], ++found;
    }
    return found;
}

static void same_hits(const engram_hit *actual, const engram_hit *expected, uint64_t n, engram_level level, const char *what) {
    for (uint64_t i = 0; i < n; ++i)
        fuzz_check(actual[i].id == expected[i].id && float_bits(actual[i].score) == float_bits(expected[i].score) &&
                       actual[i].reserved == 0,
                   "%s: hit %d on %s is %llu %a, expected %llu %a", what, (int)i, engram_level_name(level),
                   (unsigned long long)actual[i].id, (double)actual[i].score, (unsigned long long)expected[i].id,
                   (double)expected[i].score);
}

typedef struct bias {
    float *multiply, *add;
} bias;

static float biased(float s, const bias *b, uint64_t row) {
    const float x = b->multiply != NULL && b->add != NULL ? fmaf(s, b->multiply[row], b->add[row])
                    : b->multiply != NULL                 ? s * b->multiply[row]
                    : b->add != NULL                      ? s + b->add[row]
                                                          : s;
    return x;
}

static uint64_t model_topk(engram_metric metric, const float *query, const engram_rows *rows, uint64_t k,
                           const engram_topk_options *o, const bias *b, engram_hit *best, uint64_t *scored, uint64_t *nan) {
    engram_hit all[ROWS];
    uint64_t n = 0;
    *scored = *nan = 0;
    for (uint64_t row = 0; row < rows->count; ++row) {
        int is_in = (o->flags & ENGRAM_TOPK_RANGE) == 0 || (row >= o->first && row - o->first < o->count);
        if (o->ids != NULL) is_in = 0;
        for (uint64_t i = 0; i < o->id_count; ++i) is_in |= ((const uint32_t *)o->ids)[i] == row;
        if (!is_in || (o->filter != NULL && (o->filter[row / 64] >> row % 64 & 1u) == 0)) continue;
        float s;
        engram_similarity_pair(metric, rows->type, query, (const float *)rows->data + row * rows->dim, rows->dim, &s);
        s = biased(s, b, row);
        ++*scored;
        if (s != s) {
            ++*nan;
            continue;
        }
        const int passes = (o->flags & ENGRAM_TOPK_THRESHOLD) == 0 || (is_distance(metric) ? s <= o->threshold : s >= o->threshold);
        if (passes) all[n++] = (engram_hit){row + o->id_base, s, 0};
    }
    return model_select(all, n, k, is_distance(metric), best);
}

static void check_topk(input *in) {
    static const engram_metric metrics[] = {ENGRAM_METRIC_COSINE, ENGRAM_METRIC_DOT, ENGRAM_METRIC_L2_SQUARED};
    const engram_metric metric = metrics[take_below(in, 3)];
    const uint64_t dim = take_below(in, 70), count = take_below(in, ROWS), queries = 1 + take_below(in, QUERIES), k = take_below(in, K);
    float *matrix = fuzz_memory(count * dim * 4), *cues = fuzz_memory(queries * dim * 4);
    take_floats(in, matrix, count * dim), take_floats(in, cues, queries * dim);
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, matrix, count, 0, dim, NULL), q = rows_of(ENGRAM_TYPE_F32, cues, queries, 0, dim, NULL);
    const uint8_t choice = take_u8(in);
    bias b = {NULL, NULL};
    engram_topk_options o = {.size = sizeof o, .id_type = ENGRAM_IDS_U32};
    if (choice & 1u) take_floats(in, b.multiply = fuzz_memory(count * 4), count);
    if (choice & 2u) take_floats(in, b.add = fuzz_memory(count * 4), count);
    o.multiply = b.multiply, o.add = b.add;
    const uint64_t filter = take_u64(in);
    if (choice & 4u) o.filter = &filter, o.filter_bits = 64;
    uint32_t ids[ROWS];
    if (choice & 8u) {
        for (uint32_t i = 0; i < count; ++i)
            if (take_below(in, 2) != 0) ids[o.id_count++] = (uint32_t)count - 1 - i; /* descending, each once */
        o.ids = ids;
    } else if (choice & 16u) {
        o.flags |= ENGRAM_TOPK_RANGE, o.first = take_below(in, ROWS), o.count = take_below(in, ROWS);
    }
    if (choice & 32u) o.flags |= ENGRAM_TOPK_THRESHOLD, o.threshold = take_float(in);
    if (choice & 64u) o.id_base = take_u64(in);
    const uint32_t tasks = take_below(in, 5);
    const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
    const uint64_t workspace = engram_topk_scratch(queries, k, tasks);
    if (tasks != 0) o.executor = &executor;
    if (choice & 128u && workspace != 0) o.scratch = fuzz_memory(workspace), o.scratch_bytes = workspace;
    const int is_bad = ((o.flags & ENGRAM_TOPK_RANGE) != 0 && (o.first > count || o.count > count - o.first)) ||
                       o.id_base > UINT64_MAX - count || o.threshold != o.threshold;
    int8_t *codes = fuzz_memory(count * dim);
    float *proof = fuzz_memory(3 * count * 4);
    for_each_level(level) {
        engram_hit *hits = fuzz_memory(queries * k * sizeof *hits), *coded = fuzz_memory(queries * k * sizeof *hits);
        engram_topk_counts counts[QUERIES], coded_counts[QUERIES];
        const engram_status status = engram_similarity_topk(metric, &q, &rows, k, &o, hits, counts);
        fuzz_check(status == (is_bad ? ENGRAM_ERROR_ARGUMENT : ENGRAM_OK), "top-k says %s", engram_status_name(status));
        if (is_bad) fuzz_untouched(hits, queries * k * sizeof *hits, "hits");
        fuzz_check(engram_codes_build(&rows, 0, count, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, codes, rows.count, 0, rows.dim, proof, proof + count, proof + 2 * count}) == ENGRAM_OK, "no codes");
        const engram_codes c = {sizeof c, 0, codes, count, 0, dim, proof, proof + count, proof + 2 * count};
        fuzz_check(engram_similarity_topk_codes(metric, &q, &rows, &c, k, &o, coded, coded_counts) == status, "codes change the status");
        for (uint64_t m = 0; m < queries && !is_bad; ++m) {
            engram_hit best[K];
            uint64_t scored, nan;
            const uint64_t found = model_topk(metric, cues + m * dim, &rows, k, &o, &b, best, &scored, &nan);
            fuzz_check(counts[m].found == found && counts[m].scored == scored && counts[m].nan == nan, "counts of query %d differ", (int)m);
            same_hits(hits + m * k, best, found, level, "top-k");
            fuzz_check(coded_counts[m].found == found && coded_counts[m].scored == scored && coded_counts[m].nan == nan &&
                           coded_counts[m].rescored <= scored, "counts by codes differ");
            same_hits(coded + m * k, best, found, level, "top-k by codes");
        }
        free(hits), free(coded);
    }
    free(matrix), free(cues), free(b.multiply), free(b.add), free(o.scratch), free(codes), free(proof);
}

static void check_merge(input *in) {
    engram_hit *lists[4], all[4 * K], best[2 * K];
    uint64_t counts[4], n = 0, found = 99;
    const uint64_t list_count = take_below(in, 5), k = take_below(in, 2 * K);
    const engram_metric metric = 1 + take_below(in, 5);
    for (uint64_t l = 0; l < list_count; ++l) {
        lists[l] = fuzz_memory((counts[l] = take_below(in, K)) * sizeof **lists);
        for (uint64_t i = 0; i < counts[l]; ++i) {
            lists[l][i] = (engram_hit){take_below(in, 20), take_float(in) + 0.0f, 0}; /* -0 and 0 of one id have no order */
            if (lists[l][i].score == lists[l][i].score) all[n++] = lists[l][i];
        }
    }
    engram_hit *hits = fuzz_memory(k * sizeof *hits);
    fuzz_check(engram_topk_merge(metric, (const engram_hit *const *)lists, counts, list_count, k, hits, &found) == ENGRAM_OK, "no merge");
    fuzz_check(found == model_select(all, n, k, is_distance(metric), best), "a merge keeps %d", (int)found);
    same_hits(hits, best, found, ENGRAM_LEVEL_SCALAR, "merge");
    for (uint64_t l = 0; l < list_count; ++l) free(lists[l]);
    free(hits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    if (take_rarely(&in, 4)) check_merge(&in);
    else check_topk(&in);
    return 0;
}
