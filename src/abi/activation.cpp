// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/activation.h"

#include "abi/activation_check.hpp"
#include "abi/spread_options.h"
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

// The arrays of options, which are not copied.
pieces<3> pieces_of(const engram_spread_options &o, uint64_t nodes) {
    return {{{o.decay_table, o.decay_count, sizeof *o.decay_table, "options.decay_table"},
             {o.type_factors, 64, sizeof *o.type_factors, "options.type_factors"},
             {o.node_factors, nodes, sizeof *o.node_factors, "options.node_factors"}}};
}

engram_status check_dense(const engram_graph *graph, const engram_spread_options &o, const float *activations,
                          const engram_spread_info *info) {
    ENGRAM_REQUIRE((o.flags & (ENGRAM_SPREAD_EXPLAIN | ENGRAM_SPREAD_DROP_SEEDS)) == 0, ENGRAM_ERROR_ARGUMENT,
                   "options.flags: EXPLAIN and DROP_SEEDS are for engram_spread_sparse()");
    pieces<2> out;
    ENGRAM_REFUSE(check_array({activations, graph->node_count, sizeof *activations, "activations"}, info, out));
    ENGRAM_REFUSE(check_apart(out, pieces_of(o, graph->node_count)));
    ENGRAM_REQUIRE(are_finite(activations, graph->node_count), ENGRAM_ERROR_ARGUMENT, "activations: finite");
    return ENGRAM_OK;
}

engram_status check_one_off(const engram_csr *given, engram_csr &csr, const float *activations) {
    ENGRAM_REFUSE(engram_check_csr(given, &csr));
    const struct engram_csr_fault first = engram_csr_first_fault(&csr);
    ENGRAM_REQUIRE(first.text == nullptr, ENGRAM_ERROR_GRAPH, first.text);
    const struct engram_piece out = {activations, csr.node_count, sizeof *activations, "activations"};
    ENGRAM_REFUSE(engram_check_piece(out));
    const uint32_t width = csr.offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    ENGRAM_REFUSE(engram_check_apart(out, {csr.offsets, uint64_t{csr.node_count} + 1, width, "csr.offsets"}));
    ENGRAM_REFUSE(engram_check_apart(out, {csr.targets, csr.edge_count, sizeof *csr.targets, "csr.targets"}));
    return engram_check_apart(out, {csr.weights, csr.edge_count, sizeof *csr.weights, "csr.weights"});
}

} // namespace

engram_status engram_spread_preset(engram_spread_preset_id preset, engram_spread_options *options) {
    ENGRAM_REFUSE(engram_check_out(options, alignof(engram_spread_options), "options"));
    engram_spread_options all;
    ENGRAM_REFUSE(engram_check_out_struct(options, sizeof all, alignof(engram_spread_options), 8, "options.size"));
    ENGRAM_REQUIRE(engram_options_preset(preset, &all), ENGRAM_ERROR_ENUM, "preset: one of ENGRAM_SPREAD_PRESET_");
    engram_write_struct(options, &all);
    return ENGRAM_OK;
}

uint64_t engram_workspace_size(uint32_t node_count) { return engram_workspace_bytes(node_count); }

engram_status engram_workspace_create(uint32_t node_count, const engram_allocator *allocator,
                                      engram_workspace **workspace) {
    ENGRAM_REFUSE(engram_check_out(workspace, sizeof *workspace, "workspace"));
    ENGRAM_REFUSE(engram_check_allocator(allocator));
    ENGRAM_REQUIRE(engram_bytes_fit(engram_workspace_bytes(node_count), 1), ENGRAM_ERROR_OVERFLOW, "node_count");
    const engram_allocator memory = engram_allocator_or_default(allocator);
    return engram_unnamed(engram_workspace_make(node_count, &memory, workspace));
}

void engram_workspace_destroy(engram_workspace **workspace) {
    if (workspace == nullptr) return;
    engram_workspace_free(*workspace);
    *workspace = nullptr;
}

engram_status engram_spread_sparse(const engram_graph *graph, const engram_spread_options *options,
                                   engram_workspace *workspace, const engram_seeds *seeds, engram_activated *results,
                                   uint64_t capacity, uint64_t *count, engram_spread_info *info) {
    return told(info, [&](engram_spread_info &done) -> engram_status {
        engram_spread_options o;
        engram_seeds from;
        pieces<3> out;
        ENGRAM_REFUSE(check_handles(graph, workspace));
        ENGRAM_REFUSE(engram_check_spread_options(graph, options, &o));
        ENGRAM_REFUSE(check_seeds(graph, seeds, from));
        ENGRAM_REFUSE(check_results(results, capacity, count, info, out));
        ENGRAM_REFUSE(check_apart(out, pieces_of(from)));
        ENGRAM_REFUSE(check_apart(out, pieces_of(o, graph->node_count)));
        engram_prepared_sparse(graph, &o, workspace, &from, results, capacity, count, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_spread_path(const engram_workspace *workspace, uint32_t node, uint32_t *path, uint64_t capacity,
                                 uint64_t *length) {
    ENGRAM_REQUIRE(workspace != nullptr, ENGRAM_ERROR_NULL, "workspace");
    ENGRAM_REQUIRE(engram_has_ways(workspace), ENGRAM_ERROR_ARGUMENT,
                   "workspace: its last call engram_spread_sparse() with ENGRAM_SPREAD_EXPLAIN");
    ENGRAM_REQUIRE(node < workspace->capacity, ENGRAM_ERROR_ARGUMENT, "node: below the workspace's node_count");
    const struct engram_piece of_path = {path, capacity, sizeof *path, "path"};
    ENGRAM_REFUSE(engram_check_piece(of_path));
    ENGRAM_REFUSE(engram_check_out(length, sizeof *length, "length"));
    ENGRAM_REFUSE(engram_check_apart(of_path, {length, 1, sizeof *length, "length"}));
    *length = engram_way_to(workspace, node, path, capacity);
    return ENGRAM_OK;
}

engram_status engram_spread_dense(const engram_graph *graph, const engram_spread_options *options,
                                  engram_workspace *workspace, const engram_executor *executor, float *activations,
                                  engram_spread_info *info) {
    return told(info, [&](engram_spread_info &done) -> engram_status {
        engram_spread_options o;
        ENGRAM_REFUSE(check_handles(graph, workspace));
        ENGRAM_REFUSE(engram_check_spread_options(graph, options, &o));
        ENGRAM_REFUSE(engram_check_executor(executor));
        ENGRAM_REFUSE(check_dense(graph, o, activations, info));
        engram_prepared_dense(graph, &o, workspace, executor, activations, &done);
        return ENGRAM_OK;
    });
}

engram_status engram_activation_spread(const engram_csr *graph, uint32_t steps, float *activations) {
    const auto work = [&] { return engram_work{graph->edge_count * steps, graph->edge_count * steps * 8}; };
    return engram_counted(engram_activation_family, work, [&]() -> engram_status {
        engram_csr csr;
        ENGRAM_REFUSE(check_one_off(graph, csr, activations));
        return csr.node_count == 0 ? ENGRAM_OK : engram_unnamed(engram_spread_csr(&csr, steps, activations));
    });
}
