// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/reinforce.h"

#include "kernels/decay/blocks.hpp"

void engram_gains_run(const struct engram_decay_ops *ops, struct engram_gains_job job, size_t count) {
    const size_t rest = count % ENGRAM_DECAY_STEP, whole = count - rest;
    if (whole != 0) ops->gains(&job, whole);
    if (rest == 0) return;
    float last[ENGRAM_DECAY_STEP], x[ENGRAM_DECAY_STEP], *out = job.out + whole;
    take(last, job.weights + whole, rest, 0.0f);
    if (job.x != nullptr) take(x, job.x + whole, rest, 1.0f), job.x = x;
    job.weights = job.out = last;
    ops->gains(&job, ENGRAM_DECAY_STEP);
    std::memcpy(out, last, rest * sizeof *out);
}

uint64_t engram_oja_run(const struct engram_decay_ops *ops, struct engram_oja_job job, const uint32_t *sources,
                        const uint32_t *targets, size_t count, const float *activations) {
    const float *weights = job.weights;
    float *out = job.out;
    float w[block], a[block] = {}, b[block] = {};
    job.weights = job.out = w;
    job.a = a;
    job.b = b;
    uint64_t updated = 0;
    in_blocks(count, [&](size_t n, size_t rows) {
        take(w, weights + n, rows, 0.0f);
        for (size_t i = 0; i < rows; ++i) {
            a[i] = activations[sources[n + i]];
            b[i] = activations[targets[n + i]];
            updated += static_cast<uint64_t>((a[i] >= job.threshold) & (b[i] >= job.threshold));
        }
        ops->oja(&job, whole_steps(rows));
        std::memcpy(out + n, w, rows * sizeof *w);
    });
    return updated;
}

int engram_indices_are_below(const uint32_t *indices, size_t count, uint64_t nodes) {
    int is_beyond = 0;
    for (size_t i = 0; i < count; ++i) is_beyond |= indices[i] >= nodes;
    return is_beyond == 0;
}
