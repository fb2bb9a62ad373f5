// SPDX-License-Identifier: MIT OR Apache-2.0
// A hop cut into tasks: by source for what nodes send, by target for the pull. Every task owns what it writes, so the
// cut cannot show.

#include "kernels/activation/spread.h"

namespace {

struct slice_tasks {
    const struct engram_graph *graph;
    engram_slice_work *work;
    void *context;
    uint32_t count;
};

// The first slice whose blocks begin at or after this share; slices are counted in, as empty ones cost too.
uint32_t slice_at(const struct engram_graph *graph, uint32_t share, uint32_t count) {
    if (share == count) return graph->slice_count;
    const uint64_t all = graph->slice_begin[graph->slice_count] + graph->slice_count;
    const uint64_t wanted = all / count * share;
    uint32_t low = 0, high = graph->slice_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (graph->slice_begin[middle] + middle < wanted) low = middle + 1;
        else high = middle;
    }
    return low;
}

void slice_task(void *context, uint32_t index) {
    const auto *t = static_cast<const slice_tasks *>(context);
    const struct engram_graph *graph = t->graph;
    const auto row_at = [=](uint64_t share) { return static_cast<uint32_t>(graph->long_count * share / t->count); };
    t->work(t->context, slice_at(graph, index, t->count), slice_at(graph, index + 1, t->count), row_at(index),
            row_at(uint64_t{index} + 1));
}

struct pulling {
    const struct engram_activation_ops *table;
    const struct engram_pull *pull;
};

void pull_slices(void *context, uint32_t first, uint32_t last, uint32_t first_long, uint32_t last_long) {
    const auto *p = static_cast<const pulling *>(context);
    p->table->pull(p->pull, first, last, first_long, last_long);
}

struct send_tasks {
    const struct engram_activation_ops *table;
    const struct engram_step *step;
    float *sent;
    uint32_t count;
};

void send_task(void *context, uint32_t index) {
    const auto *t = static_cast<const send_tasks *>(context);
    const uint64_t nodes = t->step->graph->node_count;
    t->table->send(t->step, t->sent, static_cast<uint32_t>(nodes * index / t->count),
                   static_cast<uint32_t>(nodes * (uint64_t{index} + 1) / t->count));
}

void run_tasks(const engram_executor *executor, uint32_t count, void (*task)(void *, uint32_t), void *context) {
    if (count == 1) task(context, 0);
    else executor->run(executor->context, count, task, context);
}

uint32_t tasks_of(const engram_executor *executor) {
    return executor == nullptr || executor->task_count == 0 ? 1 : executor->task_count;
}

} // namespace

void engram_send_everywhere(const struct engram_activation_ops *table, const struct engram_step *step, float *sent,
                            const engram_executor *executor) {
    send_tasks tasks = {table, step, sent, tasks_of(executor)};
    run_tasks(executor, tasks.count, send_task, &tasks);
}

void engram_run_slices(const struct engram_graph *graph, const engram_executor *executor, engram_slice_work *work,
                       void *context) {
    slice_tasks tasks = {graph, work, context, tasks_of(executor)};
    run_tasks(executor, tasks.count, slice_task, &tasks);
}

void engram_pull_everywhere(const struct engram_activation_ops *table, const struct engram_pull *pull,
                            const engram_executor *executor) {
    pulling p = {table, pull};
    engram_run_slices(pull->graph, executor, pull_slices, &p);
}
