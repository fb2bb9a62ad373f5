// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/reinforce.h"

#include <cstring>

namespace {

constexpr size_t block = 512;
static_assert(block % ENGRAM_DECAY_STEP == 0, "blocks are whole steps");

size_t whole_steps(size_t n) { return (n + ENGRAM_DECAY_STEP - 1) / ENGRAM_DECAY_STEP * ENGRAM_DECAY_STEP; }

} // namespace

void engram_gains_run(struct engram_gains_job job, size_t count) {
    const float *weights = job.weights, *x = job.x;
    float *out = job.out;
    float w[block] = {}, factor[block];
    for (size_t i = 0; i < block; ++i) factor[i] = 1.0f;
    job.weights = job.out = w;
    job.x = factor;
    for (size_t n = 0; n < count; n += block) {
        const size_t rows = count - n < block ? count - n : block;
        std::memcpy(w, weights + n, rows * sizeof *w);
        if (x != nullptr) std::memcpy(factor, x + n, rows * sizeof *factor);
        engram_decay_active()->gains(&job, whole_steps(rows));
        std::memcpy(out + n, w, rows * sizeof *w);
    }
}

size_t engram_oja_run(struct engram_oja_job job, const uint32_t *sources, const uint32_t *targets, size_t count,
                      const float *activations) {
    const float *weights = job.weights;
    float *out = job.out;
    float w[block] = {}, a[block] = {}, b[block] = {};
    job.weights = job.out = w;
    job.a = a;
    job.b = b;
    size_t updated = 0;
    for (size_t n = 0; n < count; n += block) {
        const size_t rows = count - n < block ? count - n : block;
        std::memcpy(w, weights + n, rows * sizeof *w);
        for (size_t i = 0; i < rows; ++i) {
            a[i] = activations[sources[n + i]];
            b[i] = activations[targets[n + i]];
            updated += static_cast<size_t>((a[i] >= job.threshold) & (b[i] >= job.threshold));
        }
        engram_decay_active()->oja(&job, whole_steps(rows));
        std::memcpy(out + n, w, rows * sizeof *w);
    }
    return updated;
}

int engram_indices_are_below(const uint32_t *indices, size_t count, size_t nodes) {
    int is_beyond = 0;
    for (size_t i = 0; i < count; ++i) is_beyond |= indices[i] >= nodes;
    return is_beyond == 0;
}
