// SPDX-License-Identifier: MIT OR Apache-2.0
// Selection: scores of a chunk of rows, bias, threshold, heap, while the scores are in L1.

#include "kernels/similarity/topk.h"

#include "base/check.h"
#include "kernels/similarity/candidates.h"
#include "kernels/similarity/panel.h"
#include "kernels/similarity/score.h"
#include "kernels/similarity/selection.hpp"

namespace {

// Whether one of 16 scores needs a look: it reaches the bound, or it is NaN.
template <bool ascending>
bool any_of_16(const float *scores, float bound) {
    int32_t seen = 0;
    for (size_t i = 0; i < 16; ++i) seen |= ascending ? !(scores[i] > bound) : !(scores[i] < bound);
    return seen != 0;
}

template <bool ascending>
void select_chunk(const struct engram_topk_job *job, const struct engram_chunk &chunk, const float *scores,
                  float threshold, struct engram_selection *selection, engram_topk_counts *counts) {
    float bound = engram_selection_bound(selection, threshold);
    for (size_t i = 0; i < chunk.count;) {
        if (i + 16 <= chunk.count && !any_of_16<ascending>(scores + i, bound)) {
            i += 16;
            continue;
        }
        const size_t end = i + 16 < chunk.count ? i + 16 : chunk.count;
        for (; i < end; ++i) {
            const float score = scores[i];
            if (score != score) ++counts->nan;
            else if (ascending ? score <= bound : score >= bound) {
                engram_selection_offer(selection, job->options.id_base + engram_chunk_row(&chunk, i), score);
                bound = engram_selection_bound(selection, threshold);
            }
        }
    }
}

void take_chunk(const struct engram_topk_job *job, const struct engram_chunk &chunk, float *scores, float threshold,
                struct engram_selection *selection, engram_topk_counts *counts) {
    if (job->options.multiply != nullptr || job->options.add != nullptr)
        job->ops->bias(job->options.multiply, job->options.add, chunk.ids, chunk.first, chunk.count, scores);
    counts->scored += chunk.count;
    counts->rescored += chunk.count;
    if (selection->ascending) select_chunk<true>(job, chunk, scores, threshold, selection, counts);
    else select_chunk<false>(job, chunk, scores, threshold, selection, counts);
}

// A few queries over positions [begin, end): one query as a stream of rows, several over panels of rows.
constexpr uint64_t group = 64;

struct group_state {
    struct engram_selection selection[group];
    engram_topk_counts *counts;
};

void scan_panels(const struct engram_topk_job *job, uint64_t query, uint64_t query_count, uint64_t begin, uint64_t end,
                 group_state *state) {
    struct engram_panel_queries queries;
    engram_panel_queries_set(&queries, job->ops, job->metric, &job->queries, query, query_count);
    const size_t limit = engram_panel_rows(job->rows.type, job->rows.dim);
    struct engram_candidates candidates = engram_candidates_of(job, begin, end);
    struct engram_chunk chunk;
    float scores[ENGRAM_PANEL_QUERIES * ENGRAM_PANEL_ROWS];
    const float threshold = engram_topk_bound(job);
    while (engram_candidates_next(&candidates, limit, &chunk) != 0) {
        engram_panel_scores(&queries, &job->rows, chunk.ids, chunk.first, chunk.count, scores, ENGRAM_PANEL_ROWS);
        for (uint64_t m = 0; m < query_count; ++m)
            take_chunk(job, chunk, scores + m * ENGRAM_PANEL_ROWS, threshold, &state->selection[m], &state->counts[m]);
    }
}

// Rows of no elements take no memory, so that there may be any number of them. With nothing of their own beside them all
// score the same: one score tells of them all, and the first are the best.
bool are_alike(const struct engram_topk_job *job) {
    const engram_topk_options &o = job->options;
    return job->rows.dim == 0 && job->rows.scales == nullptr && o.ids == nullptr && o.filter == nullptr &&
           o.multiply == nullptr && o.add == nullptr;
}

void take_alike(const struct engram_topk_job *job, uint64_t query, uint64_t begin, uint64_t end,
                struct engram_selection *selection, engram_topk_counts *counts) {
    if (begin == end) return;
    const struct engram_scan s = engram_scan_of(&job->queries, query, &job->rows);
    float score;
    job->ops->scan[ENGRAM_TYPE_INDEX(job->rows.type)][ENGRAM_METRIC_INDEX(job->metric)](&s, nullptr, begin, 1, &score);
    counts->scored = counts->rescored = end - begin;
    const float bound = engram_topk_bound(job);
    if (score != score) counts->nan = end - begin;
    else if (selection->ascending ? score <= bound : score >= bound)
        for (uint64_t row = begin; row < end && row - begin < job->k; ++row)
            engram_selection_offer(selection, job->options.id_base + row, score);
}

void select_part(const struct engram_topk_job *job, uint64_t query, uint64_t query_count, uint64_t begin, uint64_t end,
                 engram_hit *hits, engram_topk_counts *counts) {
    static_assert(group == ENGRAM_PANEL_QUERIES);
    for (uint64_t done = 0; done < query_count; done += group) {
        const uint64_t here = query_count - done < group ? query_count - done : group;
        group_state state;
        state.counts = counts + done;
        for (uint64_t m = 0; m < here; ++m) {
            state.selection[m] = {hits != nullptr ? hits + (done + m) * job->k : nullptr, job->k, 0,
                                  engram_metric_is_distance(job->metric)};
            state.counts[m] = {0, 0, 0, 0};
        }
        if (are_alike(job)) {
            for (uint64_t m = 0; m < here; ++m)
                take_alike(job, query + done + m, begin, end, &state.selection[m], &state.counts[m]);
        } else if (job->codes != nullptr) {
            for (uint64_t m = 0; m < here; ++m) {
                if (!engram_codes_select(job, query + done + m, begin, end, &state.selection[m], state.counts + m))
                    engram_scan_select(job, query + done + m, begin, end, &state.selection[m], state.counts + m);
            }
        } else if (here == 1) {
            engram_scan_select(job, query + done, begin, end, &state.selection[0], state.counts);
        } else {
            scan_panels(job, query + done, here, begin, end, &state);
        }
        for (uint64_t m = 0; m < here; ++m) {
            engram_selection_sort(&state.selection[m]);
            state.counts[m].found = state.selection[m].found;
        }
    }
}

struct task_context {
    const struct engram_topk_job *job;
    uint32_t tasks;
    bool by_rows;
    engram_hit *hits; // by rows: tasks * queries * k, in the scratch memory
    engram_topk_counts *counts;
};

void run_task(void *context, uint32_t i) {
    const auto *c = static_cast<const task_context *>(context);
    const struct engram_topk_job *job = c->job;
    if (i >= c->tasks) return;
    const uint64_t n = job->queries.count;
    if (c->by_rows) {
        select_part(job, 0, n, job->first + engram_share(job->count, i, c->tasks),
                    job->first + engram_share(job->count, i + 1, c->tasks),
                    c->hits != nullptr ? c->hits + i * n * job->k : nullptr, c->counts + i * n);
        return;
    }
    const uint64_t begin = engram_share(n, i, c->tasks), end = engram_share(n, i + 1, c->tasks);
    if (begin == end) return;
    select_part(job, begin, end - begin, job->first, job->first + job->count,
                c->hits != nullptr ? c->hits + begin * job->k : nullptr, c->counts + begin);
}

} // namespace

void engram_scan_select(const struct engram_topk_job *job, uint64_t query, uint64_t begin, uint64_t end,
                        struct engram_selection *selection, engram_topk_counts *counts) {
    engram_scan_fn *scan = job->ops->scan[ENGRAM_TYPE_INDEX(job->rows.type)][ENGRAM_METRIC_INDEX(job->metric)];
    const struct engram_scan s = engram_scan_of(&job->queries, query, &job->rows);
    struct engram_candidates candidates = engram_candidates_of(job, begin, end);
    struct engram_chunk chunk;
    float scores[ENGRAM_CHUNK_ROWS];
    const float threshold = engram_topk_bound(job);
    while (engram_candidates_next(&candidates, ENGRAM_CHUNK_ROWS, &chunk) != 0) {
        scan(&s, chunk.ids, chunk.first, chunk.count, scores);
        take_chunk(job, chunk, scores, threshold, selection, counts);
    }
}

uint64_t engram_topk_scratch_bytes(uint64_t query_count, uint64_t k, uint32_t task_count) {
    if (task_count <= 1) return 0;
    uint64_t bytes;
    if (__builtin_mul_overflow(k, sizeof(engram_hit), &bytes) ||
        __builtin_add_overflow(bytes, sizeof(engram_topk_counts), &bytes) ||
        __builtin_mul_overflow(bytes, query_count, &bytes) || __builtin_mul_overflow(bytes, uint64_t{task_count}, &bytes))
        return UINT64_MAX;
    return bytes;
}

void engram_topk_run(const struct engram_topk_job *job, engram_hit *hits, engram_topk_counts *counts) {
    const engram_executor *executor = job->options.executor;
    const uint32_t tasks = executor != nullptr && executor->task_count > 1 ? executor->task_count : 1;
    const uint64_t n = job->queries.count;
    if (tasks == 1) {
        select_part(job, 0, n, job->first, job->first + job->count, hits, counts);
        return;
    }
    const uint64_t needed = engram_topk_scratch_bytes(n, job->k, tasks);
    if (job->options.scratch == nullptr || job->options.scratch_bytes < needed) {
        task_context c = {job, tasks, false, hits, counts};
        executor->run(executor->context, tasks, run_task, &c);
        return;
    }
    task_context c = {job, tasks, true, static_cast<engram_hit *>(job->options.scratch), nullptr};
    c.counts = reinterpret_cast<engram_topk_counts *>(c.hits + tasks * n * job->k);
    executor->run(executor->context, tasks, run_task, &c);
    for (uint64_t m = 0; m < n; ++m) {
        struct engram_selection s = {hits != nullptr ? hits + m * job->k : nullptr, job->k, 0,
                                     engram_metric_is_distance(job->metric)};
        engram_topk_counts sum = {0, 0, 0, 0};
        for (uint32_t t = 0; t < tasks; ++t) {
            const engram_topk_counts &part = c.counts[t * n + m];
            for (uint64_t i = 0; i < part.found; ++i) {
                const engram_hit &hit = c.hits[(t * n + m) * job->k + i];
                engram_selection_offer(&s, hit.id, hit.score);
            }
            sum.scored += part.scored;
            sum.nan += part.nan;
            sum.rescored += part.rescored;
        }
        engram_selection_sort(&s);
        sum.found = s.found;
        counts[m] = sum;
    }
}
