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
engram_status check_shares(const engram_graph *graph, const engram_seeds *given, engram_seeds &from) {
    ENGRAM_REFUSE(check_seeds(graph, given, from));
    ENGRAM_REQUIRE(graph->negative_count == 0, ENGRAM_ERROR_GRAPH, "graph: without negative weights");
    double sum = from.values == nullptr ? static_cast<double>(from.count) : 0.0;
    for (uint64_t i = 0; from.values != nullptr && i < from.count; ++i) {
        ENGRAM_REQUIRE(from.values[i] >= 0.0f, ENGRAM_ERROR_ARGUMENT, "seeds.values: not negative");
        sum += static_cast<double>(from.values[i]);
    }
    ENGRAM_REQUIRE(sum > 0.0, ENGRAM_ERROR_ARGUMENT, "seeds.values: with a sum above 0");
    return ENGRAM_OK;
}

} // namespace

engram_status engram_pagerank_power(const engram_graph *graph, const engram_pagerank_options *options,
                                    engram_workspace *workspace, const engram_executor *executor,
                                    const engram_seeds *seeds, float *ranks, engram_pagerank_info *info) {
    return told(info, [&](engram_pagerank_info &done) -> engram_status {
        engram_pagerank_options o;
        engram_seeds from;
        pieces<2> out;
        ENGRAM_REFUSE(check_handles(graph, workspace));
        ENGRAM_REFUSE(check_pagerank(options, &o));
        ENGRAM_REFUSE(engram_check_executor(executor));
        ENGRAM_REFUSE(check_shares(graph, seeds, from));
        ENGRAM_REFUSE(check_array({ranks, graph->node_count, sizeof *ranks, "ranks"}, info, out));
        ENGRAM_REFUSE(check_apart(out, pieces_of(from)));
        engram_prepared_pagerank_power(graph, &o, workspace, executor, &from, ranks, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_pagerank_push(const engram_graph *graph, const engram_pagerank_options *options,
                                   engram_workspace *workspace, const engram_seeds *seeds, engram_activated *results,
                                   uint64_t capacity, uint64_t *count, engram_pagerank_info *info) {
    return told(info, [&](engram_pagerank_info &done) -> engram_status {
        engram_pagerank_options o;
        engram_seeds from;
        pieces<3> out;
        ENGRAM_REFUSE(check_handles(graph, workspace));
        ENGRAM_REFUSE(check_pagerank(options, &o));
        ENGRAM_REFUSE(check_shares(graph, seeds, from));
        ENGRAM_REFUSE(check_results(results, capacity, count, info, out));
        ENGRAM_REFUSE(check_apart(out, pieces_of(from)));
        engram_prepared_pagerank_push(graph, &o, workspace, &from, results, capacity, count, &done);
        return ENGRAM_OK;
    });
}
