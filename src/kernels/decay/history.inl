// SPDX-License-Identifier: MIT OR Apache-2.0
// What base levels are made of, over lanes: see reference/history.inl. Counts are multiples of ENGRAM_DECAY_STEP.

namespace {

static_assert(ENGRAM_DECAY_STEP % wide_rows == 0, "a step is made of whole registers");

uint64_t powers(const engram_powers_job *job, size_t count) {
    uint64_t later = 0;
    for (size_t n = 0; n < count; n += wide_rows) {
        const f64w seconds = f64_mul(f64_max(since(*job, n, later), wide_set(1.0)), wide_set(job->unit));
        wide_store_f64(job->seconds + n, seconds);
        wide_store_f64(job->powers + n, exp2_any(f64_mul(wide_set(job->exponent), log2_normal(seconds))));
    }
    return later;
}

void logarithms(const double *x, size_t count, float *out) {
    const f64w zero = wide_set(0.0), lowest = wide_set(-__builtin_inf());
    for (size_t n = 0; n < count; n += wide_rows) {
        const f64w value = wide_load_f64(x + n);
        const f64w ln = f64_select_less(zero, value, f64_mul(log2_normal(value), wide_set(ENGRAM_LN_2)), lowest);
        f32_store(out + n, wide_low(ln));
        f32_store(out + n + f32_lanes, wide_high(ln));
    }
}

void exponentials(const engram_exponentials_job *job, size_t count) {
    const f64w slope = wide_set(job->slope), center = wide_set(job->center);
    for (size_t n = 0; n < count; n += wide_rows) {
        const f64w power = exp2_any(f64_mul(slope, f64_sub(wide_load_f32(job->x + n), center)));
        f64w y = f64_fma(wide_set(job->scale), power, wide_set(job->offset));
        if (job->is_reciprocal != 0) y = f64_div(wide_set(1.0), y);
        const f32v low = f32_nan_or(f32_load(job->x + n), wide_low(y));
        const f32v high = f32_nan_or(f32_load(job->x + n + f32_lanes), wide_high(y));
        f32_store(job->out + n, low);
        f32_store(job->out + n + f32_lanes, high);
    }
}

} // namespace
