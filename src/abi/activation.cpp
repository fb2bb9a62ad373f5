// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/activation.h"

#include "abi/handles.h"
#include "base/fma.h"
#include "kernels/activation/core.h"
#include "kernels/activation/spread.h"
#include "metrics/count.h"

namespace {

bool is_finite(float x) { return x - x == 0.0f; }

// Infinities and NaN have the largest exponent: one maximum answers for all values, without a branch on each.
bool are_finite(const float *values, uint32_t count) {
    int32_t most = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const auto size = static_cast<int32_t>(engram_bits_f32(values[i]) & 0x7FFFFFFFu);
        most = size > most ? size : most;
    }
    return most < 0x7F800000;
}

// The first that is not good. All have been made by then: none may rely on another.
engram_status first_of(engram_status only) { return only; }
template <typename... Rest> engram_status first_of(engram_status first, Rest... rest) {
    return first != ENGRAM_OK ? first : first_of(rest...);
}

// Input that may be left out, and must not be where results go.
struct piece {
    const void *memory;
    uint64_t bytes;
};
template <typename... Pieces> bool overlaps(const void *out, uint64_t bytes, Pieces... pieces) {
    return ((pieces.memory != nullptr && engram_overlap(out, bytes, pieces.memory, pieces.bytes)) || ...);
}

bool overlaps_view(const void *out, uint64_t bytes, const engram_csr &csr) {
    const uint64_t width = csr.offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    return overlaps(out, bytes, piece{csr.offsets, (uint64_t{csr.node_count} + 1) * width},
                    piece{csr.targets, csr.edge_count * 4}, piece{csr.weights, csr.edge_count * 4});
}

engram_status check_options(const engram_spread_options *given, engram_spread_options *known) {
    engram_options_preset(ENGRAM_PRESET_PLAIN, known);
    if (given == nullptr) return ENGRAM_OK;
    if (!engram_struct_read(known, sizeof *known, alignof(engram_spread_options), 8, given)) return ENGRAM_ERROR_STRUCT;
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
    return info == nullptr || engram_struct_fits(info, sizeof *info, alignof(Info), 8) ? ENGRAM_OK : ENGRAM_ERROR_STRUCT;
}

engram_status check_pagerank(const engram_pagerank_options *given, engram_pagerank_options *known) {
    *known = {sizeof *known, 100, 0.85f, 1e-6f, 1e-6f, 0, 0};
    if (given != nullptr && !engram_struct_read(known, sizeof *known, alignof(engram_pagerank_options), 8, given)) return ENGRAM_ERROR_STRUCT;
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

engram_status check_ranked(const engram_graph *graph, const uint32_t *seeds, const float *values, uint32_t count) {
    const engram_status status = check_seeds(graph, seeds, values, count);
    return status != ENGRAM_OK ? status : check_shares(graph, values, count);
}

engram_status check_dense(const engram_graph *graph, const engram_spread_options &o, const float *activations) {
    const uint64_t bytes = uint64_t{graph->node_count} * sizeof(float);
    if (activations == nullptr && graph->node_count != 0) return ENGRAM_ERROR_NULL;
    if ((o.flags & (ENGRAM_SPREAD_EXPLAIN | ENGRAM_SPREAD_DROP_SEEDS)) != 0) return ENGRAM_ERROR_ARGUMENT;
    if (overlaps(activations, bytes, piece{o.decay_table, o.decay_count * uint64_t{4}}, piece{o.type_factors, 64 * 4},
                 piece{o.node_factors, bytes}))
        return ENGRAM_ERROR_OVERLAP;
    return are_finite(activations, graph->node_count) ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

// A call that counts and tells what it did: call(done) fills done, which info, when given, gets on success.
template <typename Info, typename Call> engram_status told(Info *info, Call call) {
    Info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(ENGRAM_COUNT_ACTIVATION, work, [&]() -> engram_status {
        const engram_status status = call(&done);
        if (status == ENGRAM_OK && info != nullptr) engram_struct_write(info, &done);
        return status;
    });
}

} // namespace

engram_status engram_spread_preset(engram_spread_preset_id preset, engram_spread_options *options) {
    if (options == nullptr) return ENGRAM_ERROR_NULL;
    engram_spread_options all;
    if (!engram_struct_fits(options, sizeof all, alignof(engram_spread_options), 8)) return ENGRAM_ERROR_STRUCT;
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
    return told(info, [&](engram_spread_info *done) {
        engram_spread_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_options(options, &o),
                                        check_results(results, capacity, count), check_info(info));
        if (status == ENGRAM_OK) status = check_seeds(graph, seeds, values, seed_count);
        if (status == ENGRAM_OK)
            engram_core_sparse(graph, &o, workspace, seeds, values, seed_count, results, capacity, count, done);
        return status;
    });
}

engram_status engram_spread_dense(const engram_graph *graph, const engram_spread_options *options,
                                  engram_workspace *workspace, const engram_executor *executor, float *activations,
                                  engram_spread_info *info) {
    return told(info, [&](engram_spread_info *done) {
        engram_spread_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_options(options, &o),
                                        engram_executor_check(executor), check_info(info));
        if (status == ENGRAM_OK) status = check_dense(graph, o, activations);
        if (status == ENGRAM_OK) engram_core_dense(graph, &o, workspace, executor, activations, done);
        return status;
    });
}

engram_status engram_pagerank_power(const engram_graph *graph, const engram_pagerank_options *options,
                                    engram_workspace *workspace, const engram_executor *executor,
                                    const uint32_t *seeds, const float *values, uint32_t seed_count, float *ranks,
                                    engram_pagerank_info *info) {
    return told(info, [&](engram_pagerank_info *done) {
        engram_pagerank_options o;
        engram_status status =
            first_of(check_handles(graph, workspace), check_pagerank(options, &o), engram_executor_check(executor),
                     check_info(info), ranks != nullptr ? ENGRAM_OK : ENGRAM_ERROR_NULL);
        if (status == ENGRAM_OK) status = check_ranked(graph, seeds, values, seed_count);
        const uint64_t seed_bytes = uint64_t{seed_count} * 4;
        if (status == ENGRAM_OK && overlaps(ranks, uint64_t{graph->node_count} * sizeof(float),
                                            piece{seeds, seed_bytes}, piece{values, seed_bytes}))
            status = ENGRAM_ERROR_OVERLAP;
        if (status == ENGRAM_OK)
            engram_core_pagerank_power(graph, &o, workspace, executor, seeds, values, seed_count, ranks, done);
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
            engram_core_pagerank_push(graph, &o, workspace, seeds, values, seed_count, results, capacity, count, done);
        return status;
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
