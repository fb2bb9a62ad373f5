// SPDX-License-Identifier: MIT OR Apache-2.0
// Reinforcement over lanes: see reference/reinforce.inl. Counts are multiples of ENGRAM_DECAY_STEP.

namespace {

ENGRAM_INLINE f32v clamped(f32v x, float low, float high) {
    return f32_min_or(f32_max_or(x, f32_set(low)), f32_set(high));
}

void gains(const engram_gains_job *job, size_t count) {
    const f32v one = f32_set(1.0f);
    for (size_t n = 0; n < count; n += f32_lanes) {
        const f32v w = f32_load(job->weights + n), x = job->x != nullptr ? f32_load(job->x + n) : one;
        const f32v g = f32_min_or(f32_fma(f32_set(job->slope), x, f32_set(job->base)), one);
        const f32v next = clamped(f32_fma(g, f32_sub(one, w), w), job->low, job->high);
        f32_store(job->out + n, f32_nan_or(w, f32_nan_or(x, next)));
    }
}

void oja(const engram_oja_job *job, size_t count) {
    const f32v threshold = f32_set(job->threshold);
    for (size_t n = 0; n < count; n += f32_lanes) {
        const f32v w = f32_load(job->weights + n), a = f32_load(job->a + n), b = f32_load(job->b + n);
        const f32v change = f32_fma(f32_sub(f32_set(-0.0f), f32_mul(b, b)), w, f32_mul(a, b));
        const f32v next = f32_nan_or(w, clamped(f32_fma(f32_set(job->rate), change, w), job->low, job->high));
        f32_store(job->out + n, f32_select_reaches(a, threshold, f32_select_reaches(b, threshold, next, w), w));
    }
}

} // namespace
