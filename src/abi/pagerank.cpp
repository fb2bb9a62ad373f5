// SPDX-License-Identifier: MIT OR Apache-2.0
#include "abi/activation_check.hpp"
#include "kernels/activation/pagerank.h"

namespace {

engram_status check_pagerank(const engram_pagerank_options *given, engram_pagerank_options *o) {
    *o = {};
    o->size = sizeof *o;
    if (given != nullptr)
        ENGRAM_REFUSE(engram_read_struct(o, sizeof *o, alignof(engram_pagerank_options), 8, given, "options.size"));
    if (o->max_iterations == 0) o->max_iterations = 100;
    if (o->damping == 0.0f) o->damping = 0.85f;
    if (o->tolerance == 0.0f) o->tolerance = 1e-6f;
    if (o->epsilon == 0.0f) o->epsilon = 1e-6f;
    if (o->residuals == nullptr) o->residual_capacity = 0;
    ENGRAM_REQUIRE(o->damping > 0.0f && o->damping < 1.0f, ENGRAM_ERROR_ARGUMENT,
                   "options.damping: above 0 and below 1; 0 stands for 0.85");
    ENGRAM_REQUIRE(o->tolerance > 0.0f && is_finite(o->tolerance), ENGRAM_ERROR_ARGUMENT,
                   "options.tolerance: above 0, finite; 0 stands for 1e-6");
    ENGRAM_REQUIRE(o->epsilon > 0.0f && is_finite(o->epsilon), ENGRAM_ERROR_ARGUMENT,
                   "options.epsilon: above 0, finite; 0 stands for 1e-6");
    ENGRAM_REQUIRE(o->dangling <= ENGRAM_DANGLING_ALL, ENGRAM_ERROR_ENUM, "options.dangling");
    return ENGRAM_OK;
}

// Shares need values that are not negative, with something to share.
engram_status check_shares(const engram_graph *graph, const engram_seeds *given, engram_seeds &from) {
    ENGRAM_REFUSE(check_seeds(graph, given, from));
    ENGRAM_REQUIRE(graph->negative_count == 0, ENGRAM_ERROR_GRAPH, "graph: without negative weights");
    bool has_value = from.values == nullptr && from.count != 0;
    for (uint64_t i = 0; from.values != nullptr && i < from.count; ++i) {
        ENGRAM_REQUIRE(from.values[i] >= 0.0f, ENGRAM_ERROR_ARGUMENT, "seeds.values: not negative");
        has_value |= from.values[i] > 0.0f;
    }
    ENGRAM_REQUIRE(has_value, ENGRAM_ERROR_ARGUMENT, "seeds: one or more, with a value above 0");
    return ENGRAM_OK;
}

engram_status check_residuals(const engram_pagerank_options &o, const pieces<3> &found, pieces<4> &out) {
    constexpr uint32_t words = sizeof *o.residuals / sizeof(uint32_t);
    ENGRAM_REQUIRE(engram_bytes_fit(o.residual_capacity, sizeof *o.residuals), ENGRAM_ERROR_OVERFLOW, "options.residuals");
    out = {{found.all[0], found.all[1], found.all[2],
            {o.residuals, o.residual_capacity * words, sizeof(uint32_t), "options.residuals"}}};
    return engram_check_piece(out.all[3]);
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
        pieces<3> found;
        pieces<4> out;
        ENGRAM_REFUSE(check_handles(graph, workspace));
        ENGRAM_REFUSE(check_pagerank(options, &o));
        ENGRAM_REFUSE(check_shares(graph, seeds, from));
        ENGRAM_REFUSE(check_results(results, capacity, count, info, found));
        ENGRAM_REFUSE(check_residuals(o, found, out));
        ENGRAM_REFUSE(check_apart(out, pieces_of(from)));
        engram_prepared_pagerank_push(graph, &o, workspace, &from, results, capacity, count, &done);
        return ENGRAM_OK;
    });
}
