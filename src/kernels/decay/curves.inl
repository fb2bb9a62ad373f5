// SPDX-License-Identifier: MIT OR Apache-2.0
// Forgetting curves over lanes: one loop, the formula chosen at compile time, all options by branches that every row
// of a batch takes the same way.

#include <cstring>

namespace {

// Of any job with times: the ages they stand for.
template <typename Job> ENGRAM_INLINE f64w since(const Job &job, size_t n, uint64_t &later) {
    return job.is_stamps != 0 ? wide_since(job.times + n, job.now, later) : wide_from_u64(job.times + n);
}

ENGRAM_INLINE f64w speed_of(const engram_decay_job &job, size_t n) {
    if (job.scales == nullptr) return wide_set(job.speed);
    const f64w constant = wide_set(job.constant), scale = wide_load_f32(job.scales + n);
    return job.is_rate != 0 ? f64_mul(constant, scale) : f64_div(constant, scale);
}

ENGRAM_INLINE f64w exponent_of(const engram_decay_job &job, size_t n) {
    return job.exponents == nullptr ? wide_set(job.exponent) : wide_load_f32(job.exponents + n);
}

ENGRAM_INLINE f64w negated(f64w x) { return f64_sub(wide_set(0.0), x); }

// The exponent with its sign turned, which changes no bit of a product but its sign.
ENGRAM_INLINE f64w slope_of(const engram_decay_job &job, size_t n) {
    return job.exponents == nullptr ? wide_set(-job.exponent) : negated(wide_load_f32(job.exponents + n));
}

// The formula of engram_decay_form, for wide_rows rows.
template <uint32_t form> ENGRAM_INLINE f64w retention(const engram_decay_job &job, size_t n, uint64_t &later) {
    const f64w one = wide_set(1.0);
    const f64w t = since(job, n, later);
    const f64w v = speed_of(job, n);
    if constexpr (form == ENGRAM_DECAY_EXPONENTIAL) {
        return exp2_below(negated(f64_mul(t, v)));
    } else if constexpr (form == ENGRAM_DECAY_POWER) {
        return exp2_below(f64_mul(slope_of(job, n), log2_normal(f64_fma(t, v, one))));
    } else if constexpr (form == ENGRAM_DECAY_RATIO) {
        return exp2_below(f64_mul(slope_of(job, n), log2_normal(f64_max(f64_mul(t, v), one))));
    } else if constexpr (form == ENGRAM_DECAY_HYBRID) {
        const f64w x = f64_mul(t, wide_set(job.late_inverse));
        const f64w tail = f64_fma(exponent_of(job, n), log2_normal(f64_max(x, one)), f64_mul(wide_set(job.late), v));
        return exp2_below(negated(f64_select_less(x, one, f64_mul(t, v), tail)));
    } else if constexpr (form == ENGRAM_DECAY_STRETCHED) {
        const f64w zero = wide_set(0.0), x = f64_mul(t, v);
        const f64w z = exp2_any(f64_mul(exponent_of(job, n), log2_normal(f64_select_less(zero, x, x, one))));
        return exp2_below(f64_mul(wide_set(-ENGRAM_LOG2_E), f64_select_less(zero, x, z, zero)));
    } else if constexpr (form == ENGRAM_DECAY_LINEAR) {
        const f64w inverse = job.scales == nullptr ? wide_set(job.late_inverse) : f64_div(one, v);
        return f64_mul(f64_max(f64_sub(v, t), wide_set(0.0)), inverse);
    } else if constexpr (form == ENGRAM_DECAY_HYPERBOLIC) {
        return f64_div(one, f64_fma(t, v, one));
    } else if constexpr (form == ENGRAM_DECAY_TWO_COMPONENT) {
        const f64w seldom = f64_mul(t, v);
        const f64w often = f64_mul(exponent_of(job, n), log2_normal(f64_fma(t, wide_set(job.late), one)));
        return exp2_below(
            negated(f64_select_less(wide_load_u32(job.accesses + n), wide_set(job.threshold), seldom, often)));
    } else {
        const f64w slow = exp2_below(negated(f64_mul(t, wide_set(job.late))));
        return f64_min(f64_fma(wide_set(job.weight), slow, exp2_below(negated(f64_mul(t, v)))), one);
    }
}

template <uint32_t form> ENGRAM_INLINE f64w above_asymptote(const engram_decay_job &job, size_t n, uint64_t &later) {
    const f64w r = retention<form>(job, n, later);
    return job.asymptote == 0.0 ? r : f64_fma(r, wide_set(1.0 - job.asymptote), wide_set(job.asymptote));
}

// What the factors of one f32 register still need.
ENGRAM_INLINE f32v finish(const engram_decay_job &job, f32v x, size_t n, uint64_t pins) {
    x = f32_max_or(x, f32_set(job.floor));
    if (pins != 0) x = f32_one_where(x, pins);
    if (job.strengths != nullptr) x = f32_mul(f32_load(job.strengths + n), x);
    if (job.scores != nullptr) x = f32_mul(f32_load(job.scores + n), x);
    return x;
}

template <uint32_t form>
ENGRAM_INLINE void step(const engram_decay_job &job, size_t n, uint64_t pins, uint64_t &later) {
    const f64w factors = above_asymptote<form>(job, n, later);
    f32v low = finish(job, wide_low(factors), n, pins);
    f32v high = finish(job, wide_high(factors), n + f32_lanes, pins >> f32_lanes);
    f32_canonical_nans(low, high);
    f32_store(job.out + n, low);
    f32_store(job.out + n + f32_lanes, high);
}

// n is a multiple of wide_rows, which divides 64.
ENGRAM_INLINE uint64_t pins_from(const engram_decay_job &job, size_t n) {
    return job.pins == nullptr ? 0 : job.pins[n / 64] >> (n % 64);
}

template <typename T> ENGRAM_INLINE const T *padded(const T *from, T (&to)[wide_rows], size_t n, size_t rest, T pad) {
    if (from == nullptr) return nullptr;
    for (size_t i = 0; i < wide_rows; ++i) to[i] = pad;
    std::memcpy(to, from + n, rest * sizeof(T));
    return to;
}

template <uint32_t form> uint64_t rows(const engram_decay_job *job, size_t count) {
    const engram_decay_job whole = *job;
    uint64_t later = 0;
    size_t n = 0;
    for (; n + wide_rows <= count; n += wide_rows) step<form>(whole, n, pins_from(whole, n), later);
    if (n < count) {
        const size_t rest = count - n;
        uint64_t times[wide_rows];
        float strengths[wide_rows], scores[wide_rows], scales[wide_rows], exponents[wide_rows], out[wide_rows];
        uint32_t accesses[wide_rows];
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
ENGRAM_INLINE void exponential_step(const float *strengths, const uint64_t *ages, const f64w &rate, float *out) {
    const f64w factors = exp2_below(f64_mul(wide_from_u64(ages), rate));
    f32v low = f32_mul(f32_load(strengths), wide_low(factors));
    f32v high = f32_mul(f32_load(strengths + f32_lanes), wide_high(factors));
    f32_canonical_nans(low, high);
    f32_store(out, low);
    f32_store(out + f32_lanes, high);
}

// Fewer rows than that, where they are: copies of a few rows would take longer than the rows.
ENGRAM_INLINE void exponential_part(const float *strengths, const uint64_t *ages, size_t n, const f64w &rate, float *out) {
    const size_t n_low = wide_share(n, 0, f32_lanes), n_high = wide_share(n, f32_lanes, f32_lanes);
    const f64w factors = exp2_below(f64_mul(wide_from_u64_part(ages, n), rate));
    f32v low = f32_mul(f32_load_part(strengths, n_low), wide_low(factors));
    f32v high = f32_mul(f32_load_part(strengths + f32_lanes, n_high), wide_high(factors));
    f32_canonical_nans(low, high);
    f32_store_part(out, low, n_low);
    f32_store_part(out + f32_lanes, high, n_high);
}

void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    const f64w rates = wide_set(rate);
    size_t n = 0;
    for (; n + wide_rows <= count; n += wide_rows) exponential_step(strengths + n, ages + n, rates, out + n);
    if (n < count) exponential_part(strengths + n, ages + n, count - n, rates, out + n);
}

} // namespace
