// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/activation.h"

#include "abi/activation_check.hpp"
#include "base/fma.h"
#include "kernels/activation/oneoff.h"
#include "kernels/activation/spread.h"

namespace {

// Infinities and NaN have the largest exponent: one maximum answers for all values, without a branch on each.
bool are_finite(const float *values, uint32_t count) {
    int32_t most = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const auto size = static_cast<int32_t>(engram_bits_f32(values[i]) & 0x7FFFFFFFu);
        most = size > most ? size : most;
    }
    return most < 0x7F800000;
}

bool overlaps_view(const void *out, uint64_t bytes, const engram_csr &csr) {
    const uint64_t width = csr.offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    return overlaps(out, bytes, piece{csr.offsets, (uint64_t{csr.node_count} + 1) * width},
                    piece{csr.targets, csr.edge_count * 4}, piece{csr.weights, csr.edge_count * 4});
}

engram_status check_options(const engram_spread_options *given, engram_spread_options *known) {
    engram_options_preset(ENGRAM_PRESET_PLAIN, known);
    if (given == nullptr) return ENGRAM_OK;
    ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, alignof(engram_spread_options), 8, given, "options.size"));
    return engram_options_check(known);
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

} // namespace

engram_status engram_spread_preset(engram_spread_preset_id preset, engram_spread_options *options) {
    if (options == nullptr) return ENGRAM_ERROR_NULL;
    engram_spread_options all;
    ENGRAM_REFUSE(engram_check_out_struct(options, sizeof all, alignof(engram_spread_options), 8, "options.size"));
    const engram_status status = engram_options_preset(preset, &all);
    if (status == ENGRAM_OK) engram_write_struct(options, &all);
    return status;
}

uint64_t engram_workspace_size(uint32_t node_count) { return engram_workspace_bytes(node_count); }

engram_status engram_workspace_create(uint32_t node_count, const engram_allocator *allocator,
                                      engram_workspace **workspace) {
    if (workspace == nullptr) return ENGRAM_ERROR_NULL;
    const engram_status status = engram_check_allocator(allocator);
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
            engram_prepared_sparse(graph, &o, workspace, seeds, values, seed_count, results, capacity, count, done);
        return status;
    });
}

engram_status engram_spread_dense(const engram_graph *graph, const engram_spread_options *options,
                                  engram_workspace *workspace, const engram_executor *executor, float *activations,
                                  engram_spread_info *info) {
    return told(info, [&](engram_spread_info *done) {
        engram_spread_options o;
        engram_status status = first_of(check_handles(graph, workspace), check_options(options, &o),
                                        engram_check_executor(executor), check_info(info));
        if (status == ENGRAM_OK) status = check_dense(graph, o, activations);
        if (status == ENGRAM_OK) engram_prepared_dense(graph, &o, workspace, executor, activations, done);
        return status;
    });
}

engram_status engram_activation_spread(const engram_csr *graph, uint32_t steps, float *activations) {
    const auto work = [&] { return engram_work{graph->edge_count * steps, graph->edge_count * steps * 8}; };
    return engram_counted(engram_activation_family, work, [&]() -> engram_status {
        engram_csr csr;
        engram_status status = engram_check_csr(graph, &csr);
        if (status == ENGRAM_OK) status = engram_csr_validate(graph, nullptr, nullptr);
        if (status != ENGRAM_OK) return status;
        if (csr.node_count == 0) return ENGRAM_OK;
        if (activations == nullptr) return ENGRAM_ERROR_NULL;
        if (overlaps_view(activations, csr.node_count * sizeof(float), csr)) return ENGRAM_ERROR_OVERLAP;
        return engram_spread_csr(&csr, steps, activations);
    });
}
