// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/activation.h"

#include "abi/handles.h"
#include "kernels/activation/core.h"
#include "kernels/activation/spread.h"
#include "metrics/count.h"

namespace {

bool is_finite(float x) { return x - x == 0.0f; }

bool overlaps_view(const void *memory, uint64_t bytes, const engram_csr &csr) {
    const uint64_t width = csr.offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    return engram_overlap(memory, bytes, csr.offsets, (uint64_t{csr.node_count} + 1) * width) ||
           engram_overlap(memory, bytes, csr.targets, csr.edge_count * sizeof(uint32_t)) ||
           engram_overlap(memory, bytes, csr.weights, csr.edge_count * sizeof(float));
}

engram_status check_options(const engram_spread_options *given, engram_spread_options *known) {
    engram_options_preset(ENGRAM_PRESET_PLAIN, known);
    if (given == nullptr) return ENGRAM_OK;
    if (!engram_struct_read(known, sizeof *known, 8, given)) return ENGRAM_ERROR_STRUCT;
    return engram_options_check(known);
}

engram_status check_seeds(const engram_graph *graph, const uint32_t *seeds, const float *values, uint32_t count) {
    if (seeds == nullptr && count != 0) return ENGRAM_ERROR_NULL;
    for (uint32_t i = 0; i < count; ++i)
        if (seeds[i] >= graph->node_count || (values != nullptr && !is_finite(values[i]))) return ENGRAM_ERROR_ARGUMENT;
    return ENGRAM_OK;
}

engram_status check_handles(const engram_graph *graph, const engram_workspace *workspace) {
    if (graph == nullptr || workspace == nullptr) return ENGRAM_ERROR_NULL;
    return workspace->capacity >= graph->node_count ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

engram_status check_results(const engram_activated *results, uint32_t capacity, const uint32_t *count) {
    return count == nullptr || (results == nullptr && capacity != 0) ? ENGRAM_ERROR_NULL : ENGRAM_OK;
}

template <typename Info> engram_status check_info(const Info *info) {
    return info == nullptr || engram_struct_fits(info, sizeof *info, 8) ? ENGRAM_OK : ENGRAM_ERROR_STRUCT;
}

engram_status first_of(engram_status a, engram_status b) { return a != ENGRAM_OK ? a : b; }

engram_status check_pagerank(const engram_pagerank_options *given, engram_pagerank_options *known) {
    *known = {sizeof *known, 100, 0.85f, 1e-6f, 1e-6f, 0, 0};
    if (given != nullptr && !engram_struct_read(known, sizeof *known, 8, given)) return ENGRAM_ERROR_STRUCT;
    const bool good = known->damping >= 0.0f && known->damping < 1.0f && known->tolerance > 0.0f &&
                      is_finite(known->tolerance) && known->epsilon > 0.0f && is_finite(known->epsilon);
    return good ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

// Shares need values that are not negative, with something to share.
engram_status check_shares(const engram_graph *graph, const float *values, uint32_t count) {
    if (graph->has_negative) return ENGRAM_ERROR_GRAPH;
    double sum = values == nullptr ? static_cast<double>(count) : 0.0;
    for (uint32_t i = 0; values != nullptr && i < count; ++i) {
        if (values[i] < 0.0f) return ENGRAM_ERROR_ARGUMENT;
        sum += static_cast<double>(values[i]);
    }
    return sum > 0.0 ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

} // namespace

engram_status engram_spread_preset(engram_spread_preset_id preset, engram_spread_options *options) {
    if (options == nullptr) return ENGRAM_ERROR_NULL;
    engram_spread_options all;
    if (!engram_struct_fits(options, sizeof all, 8)) return ENGRAM_ERROR_STRUCT;
    const engram_status status = engram_options_preset(preset, &all);
    if (status == ENGRAM_OK) engram_struct_write(options, &all);
    return status;
}

uint64_t engram_workspace_size(uint32_t node_count) { return engram_workspace_bytes(node_count); }

engram_status engram_workspace_create(uint32_t node_count, const engram_allocator *allocator,
                                      engram_workspace **workspace) {
    if (workspace == nullptr) return ENGRAM_ERROR_NULL;
    const engram_status status = engram_allocator_check(allocator);
    if (status != ENGRAM_OK) return status;
    if (!engram_bytes_fit(engram_workspace_bytes(node_count), 1)) return ENGRAM_ERROR_OVERFLOW;
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_workspace_make(node_count, &memory, workspace);
}

void engram_workspace_destroy(engram_workspace **workspace) {
    if (workspace == nullptr) return;
    engram_workspace_free(*workspace);
    *workspace = nullptr;
}

engram_status engram_spread_sparse(const engram_graph *graph, const engram_spread_options *options,
                                   engram_workspace *workspace, const uint32_t *seeds, const float *values,
                                   uint32_t seed_count, engram_activated *results, uint32_t capacity, uint32_t *count,
                                   engram_spread_info *info) {
    engram_spread_info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(ENGRAM_COUNT_ACTIVATION, work, [&]() -> engram_status {
        engram_spread_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_options(options, &o));
        status = first_of(first_of(status, check_results(results, capacity, count)), check_info(info));
        if (status != ENGRAM_OK) return status;
        status = check_seeds(graph, seeds, values, seed_count);
        if (status != ENGRAM_OK) return status;
        engram_core_sparse(graph, &o, workspace, seeds, values, seed_count, results, capacity, count, &done);
        if (info != nullptr) engram_struct_write(info, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_spread_dense(const engram_graph *graph, const engram_spread_options *options,
                                  engram_workspace *workspace, const engram_executor *executor, float *activations,
                                  engram_spread_info *info) {
    engram_spread_info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(ENGRAM_COUNT_ACTIVATION, work, [&]() -> engram_status {
        engram_spread_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_options(options, &o));
        status = first_of(first_of(status, engram_executor_check(executor)), check_info(info));
        if (status != ENGRAM_OK) return status;
        if (activations == nullptr && graph->node_count != 0) return ENGRAM_ERROR_NULL;
        if ((o.flags & (ENGRAM_SPREAD_EXPLAIN | ENGRAM_SPREAD_DROP_SEEDS)) != 0) return ENGRAM_ERROR_ARGUMENT;
        const uint64_t bytes = uint64_t{graph->node_count} * sizeof(float);
        if (engram_overlap(activations, bytes, o.decay_table, o.decay_table != nullptr ? o.decay_count * 4u : 0) ||
            engram_overlap(activations, bytes, o.type_factors, o.type_factors != nullptr ? 64 * 4 : 0) ||
            engram_overlap(activations, bytes, o.node_factors, o.node_factors != nullptr ? bytes : 0))
            return ENGRAM_ERROR_OVERLAP;
        for (uint32_t i = 0; i < graph->node_count; ++i)
            if (!is_finite(activations[i])) return ENGRAM_ERROR_ARGUMENT;
        engram_core_dense(graph, &o, workspace, executor, activations, &done);
        if (info != nullptr) engram_struct_write(info, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_pagerank_power(const engram_graph *graph, const engram_pagerank_options *options,
                                    engram_workspace *workspace, const engram_executor *executor,
                                    const uint32_t *seeds, const float *values, uint32_t seed_count, float *ranks,
                                    engram_pagerank_info *info) {
    engram_pagerank_info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(ENGRAM_COUNT_ACTIVATION, work, [&]() -> engram_status {
        engram_pagerank_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_pagerank(options, &o));
        status = first_of(first_of(status, engram_executor_check(executor)), check_info(info));
        if (status != ENGRAM_OK) return status;
        if (ranks == nullptr) return ENGRAM_ERROR_NULL;
        status = check_seeds(graph, seeds, values, seed_count);
        if (status == ENGRAM_OK) status = check_shares(graph, values, seed_count);
        if (status != ENGRAM_OK) return status;
        const uint64_t bytes = uint64_t{graph->node_count} * sizeof(float);
        if (engram_overlap(ranks, bytes, seeds, uint64_t{seed_count} * 4) ||
            engram_overlap(ranks, bytes, values, values != nullptr ? uint64_t{seed_count} * 4 : 0))
            return ENGRAM_ERROR_OVERLAP;
        engram_core_pagerank_power(graph, &o, workspace, executor, seeds, values, seed_count, ranks, &done);
        if (info != nullptr) engram_struct_write(info, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_pagerank_push(const engram_graph *graph, const engram_pagerank_options *options,
                                   engram_workspace *workspace, const uint32_t *seeds, const float *values,
                                   uint32_t seed_count, engram_activated *results, uint32_t capacity, uint32_t *count,
                                   engram_pagerank_info *info) {
    engram_pagerank_info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(ENGRAM_COUNT_ACTIVATION, work, [&]() -> engram_status {
        engram_pagerank_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_pagerank(options, &o));
        status = first_of(first_of(status, check_results(results, capacity, count)), check_info(info));
        if (status != ENGRAM_OK) return status;
        status = check_seeds(graph, seeds, values, seed_count);
        if (status == ENGRAM_OK) status = check_shares(graph, values, seed_count);
        if (status != ENGRAM_OK) return status;
        engram_core_pagerank_push(graph, &o, workspace, seeds, values, seed_count, results, capacity, count, &done);
        if (info != nullptr) engram_struct_write(info, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_activation_spread(const engram_csr *graph, uint32_t steps, float *activations) {
    const auto work = [&] { return engram_work{graph->edge_count * steps, graph->edge_count * steps * 8}; };
    return engram_counted(ENGRAM_COUNT_ACTIVATION, work, [&]() -> engram_status {
        engram_csr csr;
        engram_status status = engram_csr_check(graph, &csr);
        if (status == ENGRAM_OK) status = engram_csr_validate(graph, nullptr, nullptr);
        if (status != ENGRAM_OK) return status;
        if (csr.node_count == 0) return ENGRAM_OK;
        if (activations == nullptr) return ENGRAM_ERROR_NULL;
        if (overlaps_view(activations, csr.node_count * sizeof(float), csr)) return ENGRAM_ERROR_OVERLAP;
        return engram_spread_csr(&csr, steps, activations);
    });
}
