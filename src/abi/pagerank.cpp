// SPDX-License-Identifier: MIT OR Apache-2.0
#include "abi/activation_check.hpp"
#include "kernels/activation/pagerank.h"

namespace {

engram_status check_pagerank(const engram_pagerank_options *given, engram_pagerank_options *known) {
    *known = {sizeof *known, 100, 0.85f, 1e-6f, 1e-6f, 0, 0};
    if (given != nullptr)
        ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, alignof(engram_pagerank_options), 8, given, "options.size"));
    const bool good = known->damping >= 0.0f && known->damping < 1.0f && known->tolerance > 0.0f &&
                      is_finite(known->tolerance) && known->epsilon > 0.0f && is_finite(known->epsilon);
    return good ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

// Shares need values that are not negative, with something to share.
engram_status check_shares(const engram_graph *graph, const float *values, uint32_t count) {
    if (graph->negative_count != 0) return ENGRAM_ERROR_GRAPH;
    double sum = values == nullptr ? static_cast<double>(count) : 0.0;
    for (uint32_t i = 0; values != nullptr && i < count; ++i) {
        if (values[i] < 0.0f) return ENGRAM_ERROR_ARGUMENT;
        sum += static_cast<double>(values[i]);
    }
    return sum > 0.0 ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

engram_status check_ranked(const engram_graph *graph, const uint32_t *seeds, const float *values, uint32_t count) {
    const engram_status status = check_seeds(graph, seeds, values, count);
    return status != ENGRAM_OK ? status : check_shares(graph, values, count);
}

} // namespace

engram_status engram_pagerank_power(const engram_graph *graph, const engram_pagerank_options *options,
                                    engram_workspace *workspace, const engram_executor *executor,
                                    const uint32_t *seeds, const float *values, uint32_t seed_count, float *ranks,
                                    engram_pagerank_info *info) {
    return told(info, [&](engram_pagerank_info *done) {
        engram_pagerank_options o;
        engram_status status =
            first_of(check_handles(graph, workspace), check_pagerank(options, &o), engram_check_executor(executor),
                     check_info(info), ranks != nullptr ? ENGRAM_OK : ENGRAM_ERROR_NULL);
        if (status == ENGRAM_OK) status = check_ranked(graph, seeds, values, seed_count);
        const uint64_t seed_bytes = uint64_t{seed_count} * 4;
        if (status == ENGRAM_OK && overlaps(ranks, uint64_t{graph->node_count} * sizeof(float),
                                            piece{seeds, seed_bytes}, piece{values, seed_bytes}))
            status = ENGRAM_ERROR_OVERLAP;
        if (status == ENGRAM_OK)
            engram_prepared_pagerank_power(graph, &o, workspace, executor, seeds, values, seed_count, ranks, done);
        return status;
    });
}

engram_status engram_pagerank_push(const engram_graph *graph, const engram_pagerank_options *options,
                                   engram_workspace *workspace, const uint32_t *seeds, const float *values,
                                   uint32_t seed_count, engram_activated *results, uint32_t capacity, uint32_t *count,
                                   engram_pagerank_info *info) {
    return told(info, [&](engram_pagerank_info *done) {
        engram_pagerank_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_pagerank(options, &o),
                                        check_results(results, capacity, count), check_info(info));
        if (status == ENGRAM_OK) status = check_ranked(graph, seeds, values, seed_count);
        if (status == ENGRAM_OK)
            engram_prepared_pagerank_push(graph, &o, workspace, seeds, values, seed_count, results, capacity, count, done);
        return status;
    });
}
