// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims of spreading and of PageRank check alike, and how their calls are counted.

#include "abi/counted.hpp"
#include "abi/graph_check.h"
#include "engram/activation.h"
#include "kernels/activation/workspace.h"

namespace {

inline bool is_finite(float x) { return x - x == 0.0f; }

inline engram_status check_handles(const engram_graph *graph, const engram_workspace *workspace) {
    ENGRAM_REQUIRE(graph != nullptr, ENGRAM_ERROR_NULL, "graph");
    ENGRAM_REQUIRE(workspace != nullptr, ENGRAM_ERROR_NULL, "workspace");
    ENGRAM_REQUIRE(workspace->capacity >= graph->node_count, ENGRAM_ERROR_ARGUMENT,
                   "workspace: for the graph's node_count or more");
    return ENGRAM_OK;
}

// Everything about seeds, which are taken over.
inline engram_status check_seeds(const engram_graph *graph, const engram_seeds *given, engram_seeds &known) {
    ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, "seeds");
    ENGRAM_REFUSE(engram_read_struct(&known, sizeof known, alignof(engram_seeds), sizeof known, given, "seeds.size"));
    ENGRAM_REQUIRE(known.reserved == 0, ENGRAM_ERROR_ARGUMENT, "seeds.reserved: 0");
    ENGRAM_REFUSE(engram_check_piece({known.ids, known.count, sizeof *known.ids, "seeds.ids"}));
    ENGRAM_REFUSE(engram_check_optional({known.values, known.count, sizeof *known.values, "seeds.values"}));
    for (uint64_t i = 0; i < known.count; ++i)
        ENGRAM_REQUIRE(known.ids[i] < graph->node_count, ENGRAM_ERROR_ARGUMENT, "seeds.ids: below the graph's node_count");
    for (uint64_t i = 0; known.values != nullptr && i < known.count; ++i)
        ENGRAM_REQUIRE(is_finite(known.values[i]), ENGRAM_ERROR_ARGUMENT, "seeds.values: finite");
    return ENGRAM_OK;
}

// Arrays that a call reads.
template <size_t count> struct pieces {
    struct engram_piece all[count];
};
inline pieces<2> pieces_of(const engram_seeds &seeds) {
    return {{{seeds.ids, seeds.count, sizeof *seeds.ids, "seeds.ids"},
             {seeds.values, seeds.count, sizeof *seeds.values, "seeds.values"}}};
}

// A report that a call fills in, which may be left out, as a piece of words.
template <typename Info> struct engram_piece info_piece(const Info *info) {
    static_assert(sizeof *info % sizeof(uint64_t) == 0 && alignof(Info) <= sizeof(uint64_t));
    return {info, sizeof *info / sizeof(uint64_t), sizeof(uint64_t), "info"};
}
template <typename Info> engram_status check_info(const Info *info) {
    if (info == nullptr) return ENGRAM_OK;
    ENGRAM_REFUSE(engram_check_piece(info_piece(info)));
    return engram_check_out_struct(info, sizeof *info, alignof(Info), 8, "info.size");
}

// Outputs, which have been checked, share no byte with what the call reads, nor with each other.
template <size_t outputs, size_t inputs>
engram_status check_apart(const pieces<outputs> &out, const pieces<inputs> &in) {
    for (size_t i = 0; i < outputs; ++i) {
        if (out.all[i].memory == nullptr) continue;
        for (const struct engram_piece &other : in.all) ENGRAM_REFUSE(engram_check_apart(out.all[i], other));
        for (size_t j = 0; j < i; ++j) ENGRAM_REFUSE(engram_check_apart(out.all[i], out.all[j]));
    }
    return ENGRAM_OK;
}

// An array for all nodes; a list of results. info has been checked.
template <typename Info> engram_status check_array(struct engram_piece array, const Info *info, pieces<2> &out) {
    out = {{array, info_piece(info)}};
    return engram_check_piece(array);
}
template <typename Info>
engram_status check_results(const engram_activated *results, uint64_t capacity, const uint64_t *count, const Info *info,
                            pieces<3> &out) {
    constexpr uint32_t words = sizeof *results / sizeof(uint32_t);
    ENGRAM_REQUIRE(engram_bytes_fit(capacity, sizeof *results), ENGRAM_ERROR_OVERFLOW, "results");
    out = {{{results, capacity * words, sizeof(uint32_t), "results"}, {count, 1, sizeof *count, "count"}, info_piece(info)}};
    ENGRAM_REFUSE(engram_check_piece(out.all[0]));
    return engram_check_piece(out.all[1]);
}

// A call that counts and tells what it did: call(done) fills done, which info, when given, gets on success.
template <typename Info, typename Call> engram_status told(Info *info, Call call) {
    Info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(engram_activation_family, work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_info(info));
        ENGRAM_REFUSE(call(done));
        if (info != nullptr) engram_write_struct(info, &done);
        return ENGRAM_OK;
    });
}

} // namespace
