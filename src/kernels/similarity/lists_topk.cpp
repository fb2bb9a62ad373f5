// SPDX-License-Identifier: MIT OR Apache-2.0
// The best rows of the lists nearest to a query: the selection over a list of ids, once for each list.

#include "kernels/similarity/candidates.h"
#include "kernels/similarity/lists.h"
#include "kernels/similarity/selection.hpp"

namespace {

constexpr uint64_t buffered = ENGRAM_CHUNK_ROWS;

// What a task works in: which lists were chosen, and ids that passed.
struct task_memory {
    uint64_t *is_chosen;
    uint32_t *ids;
};

task_memory memory_of(const struct engram_lists_job *job, uint32_t task) {
    const uint64_t lists = job->lists.centroids.count;
    auto *words = reinterpret_cast<uint64_t *>(job->tasks + task * engram_lists_task_bytes(lists));
    return {words, reinterpret_cast<uint32_t *>(words + (lists + 63) / 64)};
}

uint64_t list_at(const struct engram_lists_job *job, uint64_t query, uint64_t i) { return job->choice[query * job->probes + i].id; }

void scan_ids(const struct engram_lists_job *job, uint64_t query, const uint32_t *ids, uint64_t count,
              struct engram_selection *selection, engram_topk_counts *counts) {
    struct engram_topk_job part = job->topk;
    part.options.ids = ids;
    part.options.id_type = ENGRAM_IDS_U32;
    part.options.id_count = count;
    if (part.codes == nullptr || !engram_codes_select(&part, query, 0, count, selection, counts))
        engram_scan_select(&part, query, 0, count, selection, counts);
}

// Rows with their second place here count at home, where that is looked at too.
void scan_seconds(const struct engram_lists_job *job, uint64_t query, const task_memory &memory, uint64_t begin, uint64_t end,
                  struct engram_selection *selection, engram_topk_counts *counts) {
    uint64_t kept = 0;
    for (uint64_t i = begin; i < end; ++i) {
        const uint32_t row = job->lists.ids[i], home = job->lists.homes[row];
        if ((memory.is_chosen[home / 64] >> home % 64 & 1u) == 0) memory.ids[kept++] = row;
        if (kept == buffered || (i + 1 == end && kept != 0)) {
            scan_ids(job, query, memory.ids, kept, selection, counts);
            kept = 0;
        }
    }
}

void select_query(const struct engram_lists_job *job, uint64_t query, const task_memory &memory, engram_hit *hits,
                  engram_topk_counts *counts) {
    const uint64_t chosen = job->chosen[query].found, *offsets = job->lists.offsets;
    for (uint64_t i = 0; i < (job->lists.centroids.count + 63) / 64; ++i) memory.is_chosen[i] = 0;
    for (uint64_t i = 0; i < chosen; ++i) {
        const uint64_t list = list_at(job, query, i);
        memory.is_chosen[list / 64] |= uint64_t{1} << list % 64;
    }
    struct engram_selection selection = {hits != nullptr ? hits + query * job->topk.k : nullptr, job->topk.k, 0,
                                         engram_metric_is_distance(job->topk.metric)};
    engram_topk_counts sum = {0, 0, 0, 0};
    for (uint64_t i = 0; i < chosen; ++i) {
        const uint64_t at = 2 * list_at(job, query, i);
        scan_ids(job, query, job->lists.ids + offsets[at], offsets[at + 1] - offsets[at], &selection, &sum);
        if (offsets[at + 1] != offsets[at + 2]) scan_seconds(job, query, memory, offsets[at + 1], offsets[at + 2], &selection, &sum);
    }
    engram_selection_sort(&selection);
    sum.found = selection.found;
    counts[query] = sum;
}

struct task_context {
    const struct engram_lists_job *job;
    engram_hit *hits;
    engram_topk_counts *counts;
    uint32_t tasks;
};

void topk_task(void *context, uint32_t task) {
    const auto *c = static_cast<const task_context *>(context);
    if (task >= c->tasks) return;
    const task_memory memory = memory_of(c->job, task);
    const uint64_t n = c->job->topk.queries.count, end = engram_share(n, task + 1, c->tasks);
    for (uint64_t query = engram_share(n, task, c->tasks); query < end; ++query)
        select_query(c->job, query, memory, c->hits, c->counts);
}

// What is wrong with the places of one list.
const char *fault_of(const struct engram_lists_job *job, uint64_t list) {
    const engram_lists &lists = job->lists;
    const uint64_t begin = lists.offsets[2 * list], seconds = lists.offsets[2 * list + 1], end = lists.offsets[2 * list + 2];
    if (begin > seconds || seconds > end || end > lists.id_count) return "lists.offsets: never falling, up to id_count";
    if (!engram_ids_below(ENGRAM_IDS_U32, lists.ids + begin, end - begin, job->topk.rows.count)) return "lists.ids: below rows.count";
    if (seconds != end && lists.homes == nullptr) return "lists.homes: where there are second places";
    for (uint64_t i = seconds; i < end; ++i)
        if (lists.homes[lists.ids[i]] >= lists.centroids.count) return "lists.homes: below lists.centroids.count";
    return nullptr;
}

} // namespace

uint64_t engram_lists_task_bytes(uint64_t lists) { return (lists + 63) / 64 * 8 + buffered * sizeof(uint32_t); }

void engram_lists_choose(const struct engram_lists_job *job) {
    struct engram_topk_job choose = job->topk;
    choose.rows = job->lists.centroids;
    choose.codes = nullptr;
    choose.k = job->probes;
    choose.first = 0;
    choose.count = choose.rows.count;
    choose.options = {};
    choose.options.executor = job->topk.options.executor;
    engram_topk_run(&choose, job->choice, job->chosen);
}

const char *engram_lists_fault(const struct engram_lists_job *job) {
    for (uint64_t query = 0; query < job->topk.queries.count; ++query)
        for (uint64_t i = 0; i < job->chosen[query].found; ++i) {
            const char *fault = fault_of(job, list_at(job, query, i));
            if (fault != nullptr) return fault;
        }
    return nullptr;
}

void engram_lists_topk_run(const struct engram_lists_job *job, engram_hit *hits, engram_topk_counts *counts) {
    const engram_executor *executor = job->topk.options.executor;
    const uint32_t tasks = executor != nullptr && executor->task_count > 1 ? executor->task_count : 1;
    task_context c = {job, hits, counts, tasks};
    if (tasks == 1) topk_task(&c, 0);
    else executor->run(executor->context, tasks, topk_task, &c);
}
