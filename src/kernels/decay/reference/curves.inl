// SPDX-License-Identifier: MIT OR Apache-2.0
// Forgetting curves, row by row.

namespace {

double later_one(double x) { return x > 1.0 ? x : 1.0; }

// The formula of engram_decay_form for row n, t units after the last use.
double retention(const engram_decay_job &job, size_t n, double t) {
    double v = job.speed;
    if (job.scales != nullptr) v = job.is_rate != 0 ? job.constant * job.scales[n] : job.constant / job.scales[n];
    const double exponent = job.exponents != nullptr ? static_cast<double>(job.exponents[n]) : job.exponent;
    switch (job.form) {
    case ENGRAM_DECAY_EXPONENTIAL: return engram_exp2_f64(-(t * v));
    case ENGRAM_DECAY_POWER: return engram_exp2_f64(-(exponent * engram_log2_f64(engram_fma_f64(t, v, 1.0))));
    case ENGRAM_DECAY_RATIO: return engram_exp2_f64(-(exponent * engram_log2_f64(later_one(t * v))));
    case ENGRAM_DECAY_HYBRID: {
        const double x = t * job.late_inverse;
        if (x < 1.0) return engram_exp2_f64(-(t * v));
        return engram_exp2_f64(-engram_fma_f64(exponent, engram_log2_f64(x), job.late * v));
    }
    case ENGRAM_DECAY_STRETCHED: {
        const double x = t * v;
        if (!(x > 0.0)) return 1.0;
        return engram_exp2_f64(-ENGRAM_LOG2_E * engram_exp2_f64(exponent * engram_log2_f64(x)));
    }
    case ENGRAM_DECAY_LINEAR: return (v > t ? v - t : 0.0) * (job.scales != nullptr ? 1.0 / v : job.late_inverse);
    case ENGRAM_DECAY_HYPERBOLIC: return 1.0 / engram_fma_f64(t, v, 1.0);
    case ENGRAM_DECAY_TWO_COMPONENT:
        if (static_cast<double>(job.accesses[n]) < job.threshold) return engram_exp2_f64(-(t * v));
        return engram_exp2_f64(-(exponent * engram_log2_f64(engram_fma_f64(t, job.late, 1.0))));
    default: {
        const double sum = engram_fma_f64(job.weight, engram_exp2_f64(-(t * job.late)), engram_exp2_f64(-(t * v)));
        return sum < 1.0 ? sum : 1.0;
    }
    }
}

// The age behind a time; a timestamp later than now has age 0 and is counted.
double age_of(uint64_t time, uint32_t is_stamps, uint64_t now, uint64_t &later) {
    if (is_stamps == 0) return static_cast<double>(time);
    later += time > now;
    return time > now ? 0.0 : static_cast<double>(now - time);
}

uint64_t rows(const engram_decay_job *job, size_t count) {
    uint64_t later = 0;
    for (size_t n = 0; n < count; ++n) {
        double r = retention(*job, n, age_of(job->times[n], job->is_stamps, job->now, later));
        if (job->asymptote != 0.0) r = engram_fma_f64(r, 1.0 - job->asymptote, job->asymptote);
        float x = static_cast<float>(r);
        if (x < job->floor) x = job->floor;
        if (job->pins != nullptr && (job->pins[n / 64] >> (n % 64) & 1u) != 0) x = 1.0f;
        if (job->strengths != nullptr) x = job->strengths[n] * x;
        if (job->scores != nullptr) x = job->scores[n] * x;
        job->out[n] = engram_canonical_nan(x);
    }
    return later;
}

void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    for (size_t n = 0; n < count; ++n) {
        const float factor = static_cast<float>(engram_exp2_f64(static_cast<double>(ages[n]) * rate));
        out[n] = engram_canonical_nan(strengths[n] * factor);
    }
}

} // namespace
