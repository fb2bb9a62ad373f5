// SPDX-License-Identifier: MIT OR Apache-2.0
// A review in FSRS, over lanes: see reference/fsrs.inl. Counts are multiples of ENGRAM_DECAY_STEP.

namespace {

ENGRAM_INLINE f64w bounded(const f64w &x, double low, double high) {
    return f64_min(f64_max(x, wide_set(low)), wide_set(high));
}

ENGRAM_INLINE f64w power_of_two(double factor, const f64w &x) { return exp2_any(f64_mul(wide_set(factor), x)); }
ENGRAM_INLINE f64w inverse_power(double factor, const f64w &x) {
    return exp2_any(negated(f64_mul(wide_set(factor), x)));
}

uint64_t fsrs(const engram_fsrs_job *given_job, size_t count) {
    const engram_fsrs_job job = *given_job;
    const f64w one = wide_set(1.0), zero = wide_set(0.0);
    uint64_t later = 0;
    for (size_t n = 0; n < count; n += wide_rows) {
        const f64w given = wide_load_f32(job.stability + n);
        const f64w s = bounded(given, ENGRAM_FSRS_S_MIN, ENGRAM_FSRS_S_MAX);
        const f64w d = bounded(wide_load_f32(job.difficulty + n), ENGRAM_FSRS_D_MIN, ENGRAM_FSRS_D_MAX);
        const f64w t = f64_mul(since(job, n, later), wide_set(job.days));

        const f64w curve = log2_normal(f64_fma(t, f64_div(wide_set(job.factor), s), one));
        const f64w unlike = exp2_minus_1(f64_mul(wide_set(job.decay), curve));
        const f64w lost = f64_div(unlike, f64_add(one, unlike));
        const f64w log_s = log2_normal(s);

        f64w ease = f64_mul(wide_load_f64(job.success + n), f64_sub(wide_set(11.0), d));
        ease = f64_mul(ease, inverse_power(job.w9, log_s));
        const f64w good = f64_fma(s, f64_mul(ease, exp2_minus_1(f64_mul(wide_set(job.w10), lost))), s);
        const f64w harm = f64_mul(wide_set(job.w11), inverse_power(job.w12, log2_normal(d)));
        const f64w grown = exp2_minus_1(f64_mul(wide_set(job.w13), log2_normal(f64_add(s, one))));
        const f64w again = f64_mul(f64_mul(harm, grown), power_of_two(job.w14, lost));
        const f64w bound = f64_mul(s, wide_set(job.relearn));
        const f64w soon = f64_mul(wide_load_f64(job.short_term + n), inverse_power(job.w19, log_s));

        f64w next = f64_select_less(zero, wide_load_f64(job.is_again + n), f64_min(again, bound), good);
        next = f64_select_less(t, wide_set(job.same_day), f64_mul(s, f64_max(soon, wide_load_f64(job.least + n))), next);
        const f64w damped = f64_fma(wide_set(-job.damping_slope), d, wide_set(job.damping));
        const f64w moved = f64_fma(wide_load_f64(job.delta + n), damped, d);
        f64w next_d = f64_fma(wide_set(job.w7), f64_sub(wide_set(job.target), moved), moved);
        next = f64_select_less(zero, given, next, wide_load_f64(job.initial_stability + n));
        next_d = f64_select_less(zero, given, next_d, wide_load_f64(job.initial_difficulty + n));
        next = bounded(next, ENGRAM_FSRS_S_MIN, ENGRAM_FSRS_S_MAX);
        next_d = bounded(next_d, ENGRAM_FSRS_D_MIN, ENGRAM_FSRS_D_MAX);
        f32_store(job.out_stability + n, wide_low(next));
        f32_store(job.out_stability + n + f32_lanes, wide_high(next));
        f32_store(job.out_difficulty + n, wide_low(next_d));
        f32_store(job.out_difficulty + n + f32_lanes, wide_high(next_d));
    }
    return later;
}

} // namespace
