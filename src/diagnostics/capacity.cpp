// SPDX-License-Identifier: MIT OR Apache-2.0
// Memory of a plan, from the layouts the functions take. No constants but the bookkeeping per thread.

#include "arena/pool.h"
#include "base/refusal.h"
#include "diagnostics/report.h"
#include "kernels/activation/workspace.h"
#include "metrics/count.h"

namespace {

// Products and sums that remember having passed 2^63.
struct amount {
    uint64_t value = 0;
    bool fits = true;

    amount times(uint64_t n) const {
        amount result = *this;
        result.fits = fits && !__builtin_mul_overflow(value, n, &result.value) && result.value <= INT64_MAX;
        return result;
    }
    amount plus(uint64_t n) const {
        amount result = *this;
        result.fits = fits && !__builtin_add_overflow(value, n, &result.value) && result.value <= INT64_MAX;
        return result;
    }
    amount plus(amount other) const {
        amount result = plus(other.value);
        result.fits = result.fits && other.fits;
        return result;
    }
};

amount of(uint64_t n) { return {n, n <= INT64_MAX}; }

} // namespace

engram_status engram_capacity_compute(const engram_capacity_plan *plan, engram_capacity *capacity) {
    const uint64_t bits = plan->bits;
    const uint64_t pool = plan->arena_bytes != 0 ? plan->arena_bytes : engram_arena_config_get().bytes;
    const struct {
        bool holds;
        const char *argument;
    } facts[] = {
        {plan->rows == 0 || bits == 32 || bits == 16 || bits == 8 || bits == 1, "plan.bits: 32, 16, 8 or 1"},
        {plan->codes <= 1, "plan.codes: 0 or 1"},
        {plan->prepared <= 2, "plan.prepared: 0, 1 or 2"},
        {plan->typed <= 1, "plan.typed: 0 or 1"},
        {plan->reserved == 0, "plan.reserved: 0"},
        {plan->nodes <= UINT32_MAX, "plan.nodes: below 2^32"},
        {pool >= ENGRAM_ARENA_MIN_BYTES && pool <= ENGRAM_ARENA_MAX_BYTES, "plan.arena_bytes: 0, or from 65536 to 1073741824"},
    };
    for (const auto &fact : facts)
        if (!fact.holds) return engram_refuse(ENGRAM_ERROR_ARGUMENT, fact.argument);

    const amount row_bits = of(plan->dim).times(bits).plus(7);
    const amount row = {row_bits.value / 8, row_bits.fits};
    const amount vectors = row.times(plan->rows);
    const amount per_row = of(plan->rows).times(4);
    const amount norms = plan->codes != 0 ? per_row : amount{};
    const amount scales = bits == 8 ? per_row : amount{};
    const amount codes = plan->codes != 0 ? of(plan->dim).plus(8).times(plan->rows) : amount{};
    const bool has_graph = plan->nodes != 0 || plan->edges != 0;
    const amount offsets = of(plan->nodes).plus(1).times(8);
    const amount arcs = of(plan->edges).times(8), types = of(plan->edges).times(plan->typed);
    const amount graph = has_graph ? offsets.plus(arcs).plus(types) : amount{};
    // By source as above. By target: 16 rows to a slice of 8 bytes, 8 bytes a row for its place and what is there, 8 bytes an
    // edge.
    const amount by_target = of((plan->nodes + 15) / 16).times(8 + 16 * 8).plus(arcs);
    const amount prepared = !has_graph || plan->prepared == 0 ? amount{}
                            : plan->prepared == 2             ? graph
                                                              : graph.plus(by_target);
    const amount workspaces =
        of(engram_workspace_bytes(static_cast<uint32_t>(plan->nodes))).times(plan->workspaces);
    const uint64_t scratch = plan->nodes * 4;
    const amount strengths = of(plan->strengths).times(12);
    // Per thread: pool, arena struct, counters.
    const amount arenas = of(pool).plus(sizeof(engram_pool)).plus(sizeof(engram_counts)).times(plan->threads);
    const amount beside = of(scratch > pool ? scratch : 0).times(plan->threads);
    const amount stored = vectors.plus(scales).plus(norms).plus(codes).plus(graph).plus(prepared).plus(strengths);
    const amount total = stored.plus(workspaces).plus(arenas).plus(beside);
    if (!total.fits) return engram_refuse(ENGRAM_ERROR_OVERFLOW, "plan");

    capacity->vectors = vectors.value;
    capacity->norms = norms.value;
    capacity->graph = graph.value;
    capacity->spreading_scratch = scratch;
    capacity->strengths = strengths.value;
    capacity->arenas = arenas.value;
    constexpr uint64_t step = ENGRAM_ARENA_MIN_BYTES;
    capacity->arena_wanted = scratch != 0 ? (scratch + step - 1) / step * step : step;
    capacity->total = total.value;
    capacity->scales = scales.value;
    capacity->codes = codes.value;
    capacity->prepared = prepared.value;
    capacity->workspaces = workspaces.value;
    return ENGRAM_OK;
}
