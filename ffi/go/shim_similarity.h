/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_SIMILARITY_H
#define ENGRAM_GO_SHIM_SIMILARITY_H

static inline engram_rows go_rows(engram_type type, const uint8_t *data, uint64_t count, uint64_t stride, uint64_t dim,
                                  const float *scales) {
    engram_rows rows;
    memset(&rows, 0, sizeof rows);
    rows.size = sizeof rows, rows.type = type, rows.data = data;
    rows.count = count, rows.stride = stride, rows.dim = dim, rows.scales = scales;
    return rows;
}

static inline go_outcome go_similarity_many(engram_metric metric, engram_type type, uint64_t dim, const uint8_t *query,
                                            const uint8_t *data, uint64_t count, uint64_t stride, const float *scales,
                                            float *scores) {
    const engram_rows rows = go_rows(type, data, count, stride, dim, scales);
    return go_told(engram_similarity_many(metric, query, &rows, 0, count, scores));
}

static inline go_outcome go_similarity_gather(engram_metric metric, engram_type type, uint64_t dim, const uint8_t *query,
                                              const uint8_t *data, uint64_t count, uint64_t stride, const float *scales,
                                              engram_id_type id_type, const uint8_t *ids, uint64_t id_count,
                                              float *scores) {
    const engram_rows rows = go_rows(type, data, count, stride, dim, scales);
    return go_told(engram_similarity_gather(metric, query, &rows, id_type, ids, id_count, scores));
}

static inline go_outcome go_similarity_block(engram_metric metric, engram_type type, uint64_t dim,
                                             const uint8_t *query_data, uint64_t query_count, uint64_t query_stride,
                                             const float *query_scales, const uint8_t *data, uint64_t count,
                                             uint64_t stride, const float *scales, float *scores) {
    const engram_rows queries = go_rows(type, query_data, query_count, query_stride, dim, query_scales);
    const engram_rows rows = go_rows(type, data, count, stride, dim, scales);
    return go_told(engram_similarity_block(metric, &queries, &rows, 0, NULL, scores));
}

static inline go_outcome go_rows_convert(engram_type type, uint64_t dim, const uint8_t *data, uint64_t count,
                                         uint64_t stride, const float *scales, engram_type out_type, uint8_t *out,
                                         float *out_scales) {
    const engram_rows rows = go_rows(type, data, count, stride, dim, scales);
    return go_told(engram_rows_convert(&rows, out_type, out, 0, out_scales));
}

static inline go_outcome go_codes_build(engram_code_kind kind, uint64_t dim, const uint8_t *data, uint64_t count,
                                        uint64_t stride, int8_t *codes, float *scales, float *errors, float *norms) {
    const engram_rows rows = go_rows(ENGRAM_TYPE_F32, data, count, stride, dim, NULL);
    const engram_codes made = {sizeof made, kind, codes, count, 0, dim, scales, errors, norms};
    return go_told(engram_codes_build(&rows, 0, count, &made));
}

/* The numbers of a selection; its buffers are arguments of their own. */
typedef struct go_topk_numbers {
    engram_metric metric;
    engram_type type;
    uint64_t dim, k;
    uint64_t query_count, query_stride, count, stride;
    uint64_t range_first, range_count, id_count, filter_bits, id_base;
    uint32_t flags;
    engram_id_type id_type;
    engram_code_kind code_kind;
    float threshold;
} go_topk_numbers;

static inline go_outcome go_similarity_topk(go_topk_numbers n, const uint8_t *query_data, const float *query_scales,
                                            const uint8_t *data, const float *scales, int8_t *code_data,
                                            float *code_scales, float *code_errors,
                                            float *code_norms, const uint8_t *ids, const uint64_t *filter,
                                            const float *multiply, const float *add, engram_hit *hits,
                                            engram_topk_counts *counts) {
    const engram_rows queries = go_rows(n.type, query_data, n.query_count, n.query_stride, n.dim, query_scales);
    const engram_rows rows = go_rows(n.type, data, n.count, n.stride, n.dim, scales);
    engram_topk_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options, options.flags = n.flags, options.threshold = n.threshold;
    options.first = n.range_first, options.count = n.range_count;
    options.ids = ids, options.id_type = n.id_type, options.id_count = n.id_count;
    options.filter = filter, options.filter_bits = n.filter_bits;
    options.multiply = multiply, options.add = add, options.id_base = n.id_base;
    if (code_scales == NULL) return go_told(engram_similarity_topk(n.metric, &queries, &rows, n.k, &options, hits, counts));
    engram_codes codes;
    memset(&codes, 0, sizeof codes);
    codes.size = sizeof codes, codes.kind = n.code_kind, codes.data = code_data, codes.count = n.count, codes.dim = n.dim;
    codes.scales = code_scales, codes.errors = code_errors, codes.norms = code_norms;
    return go_told(engram_similarity_topk_codes(n.metric, &queries, &rows, &codes, n.k, &options, hits, counts));
}

static inline go_outcome go_topk_merge(engram_metric metric, const engram_hit *list, uint64_t count, uint64_t k,
                                       engram_hit *hits, uint64_t *found) {
    return go_told(engram_topk_merge(metric, &list, &count, 1, k, hits, found));
}

/* Lists one after the other in hits; at most GO_RANKINGS of them. */
enum { GO_RANKINGS = 64 };
static inline go_outcome go_rank_fusion(const engram_hit *lists, const uint64_t *counts, const float *weights,
                                        uint32_t list_count, engram_fusion method, double constant,
                                        double first_bonus, double podium_bonus, uint64_t k, engram_hit *hits,
                                        uint64_t *found, uint8_t *workspace, uint64_t workspace_bytes) {
    engram_ranking rankings[GO_RANKINGS];
    memset(rankings, 0, sizeof rankings);
    if (list_count > GO_RANKINGS) return (go_outcome){ENGRAM_ERROR_ARGUMENT, NULL};
    for (uint32_t l = 0; l < list_count; ++l) {
        rankings[l].hits = counts[l] != 0 ? lists : NULL;
        rankings[l].count = counts[l], rankings[l].weight = weights[l];
        lists += counts[l];
    }
    engram_fusion_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options, options.method = method, options.constant = constant;
    options.first_bonus = first_bonus, options.podium_bonus = podium_bonus;
    return go_told(engram_rank_fusion(rankings, list_count, &options, k, hits, found, workspace, workspace_bytes));
}

#endif
