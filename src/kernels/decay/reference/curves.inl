// SPDX-License-Identifier: MIT OR Apache-2.0
// Forgetting curves, row by row.

namespace {

double later_one(double x) { return x > 1.0 ? x : 1.0; }

// The formula of engram_decay_form for row n, t units after the last use.
template <typename Rounded> ENGRAM_INLINE double retention(const engram_decay_job &job, size_t n, double t) {
    double v = job.speed;
    if (job.scales != nullptr) v = job.is_rate != 0 ? job.constant * job.scales[n] : job.constant / job.scales[n];
    const double exponent = job.exponents != nullptr ? static_cast<double>(job.exponents[n]) : job.exponent;
    switch (job.form) {
    case ENGRAM_DECAY_EXPONENTIAL: return exp2_of<Rounded>(-(t * v));
    case ENGRAM_DECAY_POWER: return exp2_of<Rounded>(-(exponent * log2_of<Rounded>(Rounded::fma(t, v, 1.0))));
    case ENGRAM_DECAY_RATIO: return exp2_of<Rounded>(-(exponent * log2_of<Rounded>(later_one(t * v))));
    case ENGRAM_DECAY_HYBRID: {
        const double x = t * job.late_inverse;
        if (x < 1.0) return exp2_of<Rounded>(-(t * v));
        return exp2_of<Rounded>(-Rounded::fma(exponent, log2_of<Rounded>(x), job.late * v));
    }
    case ENGRAM_DECAY_STRETCHED: {
        const double x = t * v;
        if (!(x > 0.0)) return 1.0;
        return exp2_of<Rounded>(-ENGRAM_LOG2_E * exp2_of<once>(exponent * log2_of<once>(x)));
    }
    case ENGRAM_DECAY_LINEAR: return (v > t ? v - t : 0.0) * (job.scales != nullptr ? 1.0 / v : job.late_inverse);
    case ENGRAM_DECAY_HYPERBOLIC: return 1.0 / Rounded::fma(t, v, 1.0);
    case ENGRAM_DECAY_TWO_COMPONENT:
        if (static_cast<double>(job.accesses[n]) < job.threshold) return exp2_of<Rounded>(-(t * v));
        return exp2_of<Rounded>(-(exponent * log2_of<Rounded>(Rounded::fma(t, job.late, 1.0))));
    default: {
        const double slow = exp2_of<Rounded>(-(t * job.late)), sum = Rounded::fma(job.weight, slow, exp2_of<Rounded>(-(t * v)));
        return sum < 1.0 ? sum : 1.0;
    }
    }
}

template <typename Rounded> ENGRAM_INLINE double above_asymptote(const engram_decay_job &job, size_t n, double t) {
    const double r = retention<Rounded>(job, n, t);
    return job.asymptote != 0.0 ? Rounded::fma(r, 1.0 - job.asymptote, job.asymptote) : r;
}

// What the definition gives as a float, from arithmetic of two roundings that is within `doubt` of it, relative: where all
// numbers that near have one float it is that one, and elsewhere the definition is asked.
template <typename Near, typename Exact> ENGRAM_INLINE float settled(double doubt, Near near, Exact exact) {
#if defined(__FP_FAST_FMA)
    (void)doubt, (void)near;
    return static_cast<float>(exact());
#else
    const double r = near();
    if (doubt == 0.0) return static_cast<float>(r);
    const float x = static_cast<float>(r - r * doubt);
    return ENGRAM_LIKELY(x == static_cast<float>(r + r * doubt)) ? x : static_cast<float>(exact());
#endif
}

// docs/numerics/decay.md derives both. Where a logarithm comes before the power, y may fall on the other side of a whole
// number, and p(1) is 4.3e-11 off there.
constexpr double doubt_of_power = 0x1p-46, doubt_of_logarithm = 0x1p-34;

double doubt_of(const engram_decay_job &job) {
    switch (job.form) {
    case ENGRAM_DECAY_POWER: case ENGRAM_DECAY_RATIO: case ENGRAM_DECAY_HYBRID: case ENGRAM_DECAY_TWO_COMPONENT:
        return doubt_of_logarithm;
    case ENGRAM_DECAY_LINEAR: return job.asymptote != 0.0 ? doubt_of_power : 0.0; // no step with two roundings
    default: return doubt_of_power;
    }
}

// The age that a time stands for; a timestamp later than now has age 0 and is counted.
double age_of(uint64_t time, uint32_t is_stamps, uint64_t now, uint64_t &later) {
    if (is_stamps == 0) return static_cast<double>(time);
    later += time > now;
    return time > now ? 0.0 : static_cast<double>(now - time);
}

uint64_t rows(const engram_decay_job *given, size_t count) {
    const engram_decay_job job = *given;
    const double doubt = doubt_of(job);
    uint64_t later = 0;
    for (size_t n = 0; n < count; ++n) {
        const double t = age_of(job.times[n], job.is_stamps, job.now, later);
        float x = settled(doubt, [&] { return above_asymptote<twice>(job, n, t); },
                          [&] { return above_asymptote<once>(job, n, t); });
        if (x < job.floor) x = job.floor;
        if (job.pins != nullptr && (job.pins[n / 64] >> (n % 64) & 1u) != 0) x = 1.0f;
        if (job.strengths != nullptr) x = job.strengths[n] * x;
        if (job.scores != nullptr) x = job.scores[n] * x;
        job.out[n] = engram_canonical_nan(x);
    }
    return later;
}

#if !defined(__FP_FAST_FMA)
// Two rows at once in the registers that every baseline has, with arithmetic of two roundings and without a branch.
using f64_pair = double __attribute__((vector_size(16)));
using f32_pair = float __attribute__((vector_size(8)));
using u64_pair = uint64_t __attribute__((vector_size(16)));

// As doubles, rounded once: the halves become 2^52 + low and 2^84 + high * 2^32 by their bits; taking 2^84 + 2^52 from the
// second is exact, so only the last addition rounds.
ENGRAM_INLINE f64_pair pair_of(const uint64_t *p) {
    u64_pair x;
    __builtin_memcpy(&x, p, sizeof x);
    const auto low = reinterpret_cast<f64_pair>((x & 0xFFFFFFFFu) | 0x4330000000000000u);
    const auto high = reinterpret_cast<f64_pair>((x >> 32) | 0x4530000000000000u);
    return (high - 0x1.00000001p84) + low;
}

// 2^y, y <= 0 and no NaN. At 1.5 * 2^52 doubles are whole, and the low bits are those of n, which go to the exponent. n is the
// floor of y, or where y is whole, the number before, and p(1) is taken for p(0).
ENGRAM_INLINE f64_pair exp2_near(f64_pair y) {
    const f64_pair least = {-ENGRAM_EXP2_LIMIT, -ENGRAM_EXP2_LIMIT};
    y = y < least ? least : y;
    const f64_pair shifted = (y - 0.5) + 0x1.8p52, r = y - (shifted - 0x1.8p52), p = r * exp2_part<twice>(r) + 1.0;
    return reinterpret_cast<f64_pair>(reinterpret_cast<u64_pair>(p) + (reinterpret_cast<u64_pair>(shifted) << 52));
}

// Two rows by numbers below and above each factor: where both products are the same number, it is the definition's. False
// where they are not, nothing written.
ENGRAM_INLINE bool exponential_pair(const float *strengths, const uint64_t *ages, double rate, float *out) {
    const f64_pair r = exp2_near(pair_of(ages) * rate), doubt = r * doubt_of_logarithm;
    f32_pair strength;
    __builtin_memcpy(&strength, strengths, sizeof strength);
    const f32_pair low = strength * __builtin_convertvector(r - doubt, f32_pair);
    const f32_pair high = strength * __builtin_convertvector(r + doubt, f32_pair);
    const auto is_same = low == high;
    uint64_t bits;
    __builtin_memcpy(&bits, &is_same, sizeof bits);
    if (bits != UINT64_MAX) return false;
    __builtin_memcpy(out, &low, sizeof low);
    return true;
}
#endif

void exponential_row(const float *strengths, const uint64_t *ages, double rate, float *out) {
    const double y = static_cast<double>(*ages) * rate;
    const float factor = settled(doubt_of_power, [&] { return exp2_of<twice>(y); }, [&] { return exp2_of<once>(y); });
    *out = engram_canonical_nan(*strengths * factor);
}

void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    size_t n = 0;
#if !defined(__FP_FAST_FMA)
    for (; n + 2 <= count; n += 2) {
        if (ENGRAM_LIKELY(exponential_pair(strengths + n, ages + n, rate, out + n))) continue;
        exponential_row(strengths + n, ages + n, rate, out + n);
        exponential_row(strengths + n + 1, ages + n + 1, rate, out + n + 1);
    }
#endif
    for (; n < count; ++n) exponential_row(strengths + n, ages + n, rate, out + n);
}

} // namespace
