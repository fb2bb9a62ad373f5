// SPDX-License-Identifier: MIT OR Apache-2.0
// Personalised PageRank by power iteration: pulls in double, and an error bound that counts their roundings.

#include <cstring>

#include "base/heap.hpp"
#include "kernels/activation/pagerank.hpp"
#include "kernels/activation/spread.h"

namespace {

struct iteration {
    const struct engram_graph *graph;
    const engram_pagerank_options *o;
    const engram_executor *executor;
    double *rank, *sums, *share, *best; // by node; best is scratch
    double *sent, *next;                // by position where the graph has a layout by target, else by node
    const uint32_t *seeds;
    uint64_t seeded;
    double damping, roundings; // operations that an entry of next is made of, at most
    double change;             // of the last iteration, in L1
};

uint32_t place_of(const iteration &it, uint32_t v) {
    return it.graph->slice_begin != nullptr ? it.graph->position[v] : v;
}

void pull(void *context, uint32_t first, uint32_t last, uint32_t first_long, uint32_t last_long) {
    const auto *it = static_cast<const iteration *>(context);
    const struct engram_graph *graph = it->graph;
    const double *sent = it->sent;
    for (uint32_t s = first; s < last; ++s) {
        double sum[ENGRAM_SLICE_LANES] = {};
        for (uint64_t b = graph->slice_begin[s]; b < graph->slice_begin[s + 1]; ++b) {
            const struct engram_block *block = graph->blocks + b;
            for (uint32_t lane = 0; lane < ENGRAM_SLICE_LANES; ++lane)
                sum[lane] += sent[block->source[lane]] * static_cast<double>(block->weight[lane]);
        }
        std::memcpy(it->next + size_t{s} * ENGRAM_SLICE_LANES, sum, sizeof sum);
    }
    for (uint32_t r = first_long; r < last_long; ++r) {
        double sum = 0.0;
        for (uint64_t e = graph->long_begin[r]; e < graph->long_begin[r + 1]; ++e)
            sum += sent[graph->long_arcs[e].node] * static_cast<double>(graph->long_arcs[e].weight);
        it->next[graph->slice_count * ENGRAM_SLICE_LANES + r] = sum;
    }
}

// next = what is sent along all edges, each target in ascending order of the sources.
void flow(iteration &it) {
    const struct engram_graph *graph = it.graph;
    if (graph->slice_begin != nullptr) {
        engram_run_slices(graph, it.executor, pull, &it);
        return;
    }
    std::memset(it.next, 0, graph->node_count * sizeof *it.next);
    for (uint32_t v = 0; v < graph->node_count; ++v) {
        if (it.sent[v] == 0.0) continue;
        const struct engram_row row = engram_row_of(graph, v);
        for (uint64_t e = 0; e < row.count; ++e)
            it.next[row.arcs[e].node] += it.sent[v] * static_cast<double>(row.arcs[e].weight);
    }
}

// The most edges into one node.
uint64_t longest_column(const iteration &it) {
    const struct engram_graph *graph = it.graph;
    uint64_t longest = 0;
    const auto note = [&](uint64_t length) { longest = length > longest ? length : longest; };
    if (graph->slice_begin != nullptr) {
        for (uint32_t s = 0; s < graph->slice_count; ++s) note(graph->slice_begin[s + 1] - graph->slice_begin[s]);
        for (uint32_t r = 0; r < graph->long_count; ++r) note(graph->long_begin[r + 1] - graph->long_begin[r]);
        return longest;
    }
    for (uint32_t v = 0; v < graph->node_count; ++v) {
        const struct engram_row row = engram_row_of(graph, v);
        for (uint64_t e = 0; e < row.count; ++e) it.next[row.arcs[e].node] += 1.0;
    }
    for (uint32_t v = 0; v < graph->node_count; ++v) {
        note(static_cast<uint64_t>(it.next[v]));
        it.next[v] = 0.0;
    }
    return longest;
}

void begin(iteration &it, uint64_t seed_count) {
    uint64_t longest = 0;
    for (uint32_t v = 0; v < it.graph->node_count; ++v) {
        const struct engram_row row = engram_row_of(it.graph, v);
        it.sums[v] = engram_row_sum(row.arcs, row.count);
        it.rank[v] = it.share[v];
        longest = row.count > longest ? row.count : longest;
    }
    it.roundings = static_cast<double>(longest) + static_cast<double>(longest_column(it)) +
                   2.0 * static_cast<double>(seed_count) + 12.0;
}

void iterate(iteration &it) {
    const uint32_t nodes = it.graph->node_count;
    const bool to_all = it.o->dangling == ENGRAM_DANGLING_ALL;
    long_sum lost;
    for (uint32_t v = 0; v < nodes; ++v) {
        const bool has_edges = it.sums[v] > 0.0;
        it.sent[place_of(it, v)] = has_edges ? it.damping * it.rank[v] / it.sums[v] : 0.0;
        if (!has_edges) lost.add(it.rank[v]);
    }
    flow(it);
    const double back = it.damping * lost.value(), again = (1.0 - it.damping) + (to_all ? 0.0 : back);
    for (uint64_t i = 0; i < it.seeded; ++i) it.next[place_of(it, it.seeds[i])] += again * it.share[it.seeds[i]];
    const double each = to_all ? back / static_cast<double>(nodes) : 0.0;
    it.change = 0.0;
    for (uint32_t v = 0; v < nodes; ++v) {
        const double rank = it.next[place_of(it, v)] + each;
        it.change += __builtin_fabs(rank - it.rank[v]);
        it.rank[v] = rank;
    }
}

// How far the ranks are from the exact ones, in L1: an iteration is a contraction by the damping, and adds what it rounds.
double distance(const iteration &it, double total) {
    const double added = it.damping * it.change + longer_by(it.roundings) * total;
    return added / (1.0 - it.damping) * (1.0 + longer_by(static_cast<double>(it.graph->node_count) + 16.0));
}

double total_of(const iteration &it) {
    double total = 0.0;
    for (uint32_t v = 0; v < it.graph->node_count; ++v) total += it.rank[v];
    return total;
}

// Whether the best ranks are further from each other, and from the rest, than all that is missing could change.
bool is_settled(const iteration &it) {
    const uint32_t nodes = it.graph->node_count;
    if (it.o->settle == 0) return false;
    const double error = distance(it, total_of(it));
    if (error >= 0.5) return false;
    const size_t wanted = it.o->settle < nodes ? static_cast<size_t>(it.o->settle) + 1 : nodes;
    const auto front = [](double a, double b) { return a > b; }; // the lowest of the best
    std::memcpy(it.best, it.rank, wanted * sizeof *it.best);
    make_heap(it.best, wanted, front);
    for (size_t v = wanted; v < nodes; ++v) {
        if (!(it.rank[v] > it.best[0])) continue;
        it.best[0] = it.rank[v];
        sift_down(it.best, 0, wanted, front);
    }
    sort_heap(it.best, wanted, front);
    for (size_t i = 1; i < wanted; ++i)
        if (!(it.best[i - 1] - it.best[i] > 2.0 * error + 0x1p-23 * it.best[i - 1])) return false;
    return true;
}

} // namespace

void engram_prepared_pagerank_power(const struct engram_graph *graph, const engram_pagerank_options *o,
                                    struct engram_workspace *w, const engram_executor *executor,
                                    const engram_seeds *seeds, float *ranks, engram_pagerank_info *info) {
    engram_workspace_epoch(w); // the ways of the call before end
    const uint32_t nodes = graph->node_count;
    const struct engram_workspace_doubles m = engram_workspace_as_doubles(w);
    iteration it = {graph, o, executor, m.scratch, m.pairs, m.singles, m.pairs + nodes, m.zero[0], m.zero[1], w->active, 0,
                    static_cast<double>(o->damping), 0.0, 0.0};
    std::memset(it.share, 0, nodes * sizeof *it.share);
    it.seeded = share_out(w, nodes, seeds, w->active, [&](uint32_t v) -> double & { return it.share[v]; });
    begin(it, seeds->count);
    engram_pagerank_info done = {};
    done.truncated = 1;
    while (done.iterations < o->max_iterations && done.truncated != 0) {
        iterate(it);
        ++done.iterations;
        done.edges += graph->edge_count;
        const bool is_close = it.change < static_cast<double>(o->tolerance);
        done.settled = !is_close && is_settled(it);
        done.truncated = !is_close && done.settled == 0;
    }
    // Rounded to floats once, of which the smallest are 2^-149 apart.
    const double total = total_of(it);
    const double error = distance(it, total) + 0x1p-24 * total * (1.0 + 0x1p-20) + 0x1p-149 * static_cast<double>(nodes);
    done.error = error < 2.0 ? error : 2.0;
    for (uint32_t v = 0; v < nodes; ++v) {
        ranks[v] = static_cast<float>(it.rank[v]);
        done.active += ranks[v] > 0.0f;
    }
    *info = done;
    engram_workspace_clear_doubles(w, nodes);
}
