// SPDX-License-Identifier: MIT OR Apache-2.0
// Forgetting curves over lanes: one loop, the formula chosen at compile time, all options by branches that every row
// of a batch takes the same way.

#include <cstring>

namespace {

ENGRAM_INLINE f64v since(const engram_decay_job &job, size_t n, uint64_t &later) {
    return job.is_stamps != 0 ? f64_since(job.times + n, job.now, later) : f64_from_u64(job.times + n);
}

ENGRAM_INLINE f64v speed_of(const engram_decay_job &job, size_t n) {
    if (job.scales == nullptr) return f64_set(job.speed);
    const f64v constant = f64_set(job.constant), scale = f64_load_f32(job.scales + n);
    return job.is_rate != 0 ? f64_mul(constant, scale) : f64_div(constant, scale);
}

ENGRAM_INLINE f64v exponent_of(const engram_decay_job &job, size_t n) {
    return job.exponents == nullptr ? f64_set(job.exponent) : f64_load_f32(job.exponents + n);
}

ENGRAM_INLINE f64v negated(f64v x) { return f64_sub(f64_set(0.0), x); }

// The formula of engram_decay_form, for one register of rows.
template <uint32_t form> ENGRAM_INLINE f64v retention(const engram_decay_job &job, size_t n, uint64_t &later) {
    const f64v one = f64_set(1.0);
    const f64v t = since(job, n, later);
    const f64v v = speed_of(job, n);
    if constexpr (form == ENGRAM_DECAY_EXPONENTIAL) {
        return exp2_below(negated(f64_mul(t, v)));
    } else if constexpr (form == ENGRAM_DECAY_POWER) {
        return exp2_below(negated(f64_mul(exponent_of(job, n), log2_normal(f64_fma(t, v, one)))));
    } else if constexpr (form == ENGRAM_DECAY_RATIO) {
        return exp2_below(negated(f64_mul(exponent_of(job, n), log2_normal(f64_max(f64_mul(t, v), one)))));
    } else if constexpr (form == ENGRAM_DECAY_HYBRID) {
        const f64v x = f64_mul(t, f64_set(job.late_inverse));
        const f64v tail = f64_fma(exponent_of(job, n), log2_normal(f64_max(x, one)), f64_mul(f64_set(job.late), v));
        return exp2_below(negated(f64_select_less(x, one, f64_mul(t, v), tail)));
    } else if constexpr (form == ENGRAM_DECAY_STRETCHED) {
        const f64v zero = f64_set(0.0), x = f64_mul(t, v);
        const f64v z = exp2_any(f64_mul(exponent_of(job, n), log2_normal(f64_select_less(zero, x, x, one))));
        return exp2_below(f64_mul(f64_set(-ENGRAM_LOG2_E), f64_select_less(zero, x, z, zero)));
    } else if constexpr (form == ENGRAM_DECAY_LINEAR) {
        return f64_max(f64_fma(negated(t), v, one), f64_set(0.0));
    } else if constexpr (form == ENGRAM_DECAY_HYPERBOLIC) {
        return f64_div(one, f64_fma(t, v, one));
    } else if constexpr (form == ENGRAM_DECAY_TWO_COMPONENT) {
        const f64v seldom = f64_mul(t, v);
        const f64v often = f64_mul(exponent_of(job, n), log2_normal(f64_fma(t, f64_set(job.late), one)));
        return exp2_below(
            negated(f64_select_less(f64_load_u32(job.accesses + n), f64_set(job.threshold), seldom, often)));
    } else {
        const f64v slow = exp2_below(negated(f64_mul(t, f64_set(job.late))));
        return f64_min(f64_fma(f64_set(job.weight), slow, exp2_below(negated(f64_mul(t, v)))), one);
    }
}

template <uint32_t form> ENGRAM_INLINE f64v above_asymptote(const engram_decay_job &job, size_t n, uint64_t &later) {
    const f64v r = retention<form>(job, n, later);
    return job.asymptote == 0.0 ? r : f64_fma(r, f64_set(1.0 - job.asymptote), f64_set(job.asymptote));
}

template <uint32_t form>
ENGRAM_INLINE void step(const engram_decay_job &job, size_t n, uint64_t pins, uint64_t &later) {
    const f64v low = above_asymptote<form>(job, n, later);
    const f64v high = above_asymptote<form>(job, n + f64_lanes, later);
    f32v x = f32_max_or(f32_from_f64(low, high), f32_set(job.floor));
    if (pins != 0) x = f32_one_where(x, pins);
    if (job.strengths != nullptr) x = f32_mul(f32_load(job.strengths + n), x);
    if (job.scores != nullptr) x = f32_mul(f32_load(job.scores + n), x);
    f32_store(job.out + n, f32_canonical_nan(x));
}

// n is a multiple of the lanes, which divide 64.
ENGRAM_INLINE uint64_t pins_from(const engram_decay_job &job, size_t n) {
    return job.pins == nullptr ? 0 : job.pins[n / 64] >> (n % 64);
}

template <typename T> ENGRAM_INLINE const T *padded(const T *from, T (&to)[f32_lanes], size_t n, size_t rest, T pad) {
    if (from == nullptr) return nullptr;
    for (size_t i = 0; i < f32_lanes; ++i) to[i] = pad;
    std::memcpy(to, from + n, rest * sizeof(T));
    return to;
}

template <uint32_t form> uint64_t rows(const engram_decay_job *job, size_t count) {
    const engram_decay_job whole = *job;
    uint64_t later = 0;
    size_t n = 0;
    for (; n + f32_lanes <= count; n += f32_lanes) step<form>(whole, n, pins_from(whole, n), later);
    if (n < count) {
        const size_t rest = count - n;
        uint64_t times[f32_lanes];
        float strengths[f32_lanes], scores[f32_lanes], scales[f32_lanes], exponents[f32_lanes], out[f32_lanes];
        uint32_t accesses[f32_lanes];
        engram_decay_job last = whole;
        last.times = padded(whole.times, times, n, rest, uint64_t{0});
        last.strengths = padded(whole.strengths, strengths, n, rest, 0.0f);
        last.scores = padded(whole.scores, scores, n, rest, 0.0f);
        last.scales = padded(whole.scales, scales, n, rest, 1.0f);
        last.exponents = padded(whole.exponents, exponents, n, rest, 1.0f);
        last.accesses = padded(whole.accesses, accesses, n, rest, 0u);
        last.out = out;
        step<form>(last, 0, pins_from(whole, n), later);
        std::memcpy(whole.out + n, out, rest * sizeof *out);
    }
    return later;
}

// The plain exponential by itself: the drop-in call, and most calls.
ENGRAM_INLINE void exponential_step(const float *strengths, const uint64_t *ages, f64v rate, float *out) {
    const f64v low = exp2_below(f64_mul(f64_from_u64(ages), rate));
    const f64v high = exp2_below(f64_mul(f64_from_u64(ages + f64_lanes), rate));
    f32_store(out, f32_canonical_nan(f32_mul(f32_load(strengths), f32_from_f64(low, high))));
}

void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    const f64v rates = f64_set(rate);
    size_t n = 0;
    for (; n + f32_lanes <= count; n += f32_lanes) exponential_step(strengths + n, ages + n, rates, out + n);
    if (n < count) {
        const size_t rest = count - n;
        float strength[f32_lanes] = {};
        uint64_t age[f32_lanes] = {};
        std::memcpy(strength, strengths + n, rest * sizeof *strength);
        std::memcpy(age, ages + n, rest * sizeof *age);
        exponential_step(strength, age, rates, strength);
        std::memcpy(out + n, strength, rest * sizeof *strength);
    }
}

} // namespace
