// SPDX-License-Identifier: MIT OR Apache-2.0
// Reinforcement, row by row, in f32. A comparison with NaN is false: clamped() then gives the lower bound.

namespace {

float clamped(float x, float low, float high) {
    x = x > low ? x : low;
    return x < high ? x : high;
}

void gains(const engram_gains_job *given, size_t count) {
    const engram_gains_job job = *given;
    for (size_t n = 0; n < count; ++n) {
        const float w = job.weights[n], x = job.x != nullptr ? job.x[n] : 1.0f;
        float g = engram_fma_f32(job.slope, x, job.base);
        g = g < 1.0f ? g : 1.0f;
        const float next = clamped(engram_fma_f32(g, 1.0f - w, w), job.low, job.high);
        job.out[n] = w != w || x != x ? engram_f32_bits(ENGRAM_NAN_BITS) : next;
    }
}

void oja(const engram_oja_job *given, size_t count) {
    const engram_oja_job job = *given;
    for (size_t n = 0; n < count; ++n) {
        const float w = job.weights[n], a = job.a[n], b = job.b[n];
        const float change = engram_fma_f32(-(b * b), w, a * b);
        const float next = clamped(engram_fma_f32(job.rate, change, w), job.low, job.high);
        const float kept = w != w ? engram_f32_bits(ENGRAM_NAN_BITS) : next;
        job.out[n] = a >= job.threshold && b >= job.threshold ? kept : w;
    }
}

} // namespace
