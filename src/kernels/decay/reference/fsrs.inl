// SPDX-License-Identifier: MIT OR Apache-2.0
// A review in FSRS, row by row. Bounds of the state: the fsrs crate's S_MIN, S_MAX, D_MIN, D_MAX.

namespace {

double bounded(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

uint64_t fsrs(const engram_fsrs_job *job, size_t count) {
    uint64_t later = 0;
    for (size_t n = 0; n < count; ++n) {
        const double given = static_cast<double>(job->stability[n]);
        const double s = bounded(given, ENGRAM_FSRS_S_MIN, ENGRAM_FSRS_S_MAX);
        const double d = bounded(static_cast<double>(job->difficulty[n]), ENGRAM_FSRS_D_MIN, ENGRAM_FSRS_D_MAX);
        const double t = age_of(job->times[n], job->is_stamps, job->now, later) * job->days;

        // What had been forgotten, 1 - R; as x / (1 + x) with x = 1 / R - 1, because 1 - R cancels for a recent review.
        const double curve = log2_of(once::fma(t, job->factor / s, 1.0));
        const double unlike = exp2_minus_1_of(job->decay * curve);
        const double lost = unlike / (1.0 + unlike);
        const double log_s = log2_of(s);

        const double ease = job->success[n] * (11.0 - d) * exp2_of(-(job->w9 * log_s));
        const double good = once::fma(s, ease * exp2_minus_1_of(job->w10 * lost), s);
        const double harm = job->w11 * exp2_of(-(job->w12 * log2_of(d)));
        const double grown = exp2_minus_1_of(job->w13 * log2_of(s + 1.0));
        const double again = harm * grown * exp2_of(job->w14 * lost);
        const double bound = s * job->relearn;
        const double soon = job->short_term[n] * exp2_of(-(job->w19 * log_s));

        double next = good;
        if (job->is_again[n] > 0.0) next = again < bound ? again : bound;
        if (t < job->same_day) next = s * (soon > job->least[n] ? soon : job->least[n]);
        const double moved = once::fma(job->delta[n], once::fma(-job->damping_slope, d, job->damping), d);
        double next_d = once::fma(job->w7, job->target - moved, moved);
        if (!(given > 0.0)) next = job->initial_stability[n], next_d = job->initial_difficulty[n];
        job->out_stability[n] = static_cast<float>(bounded(next, ENGRAM_FSRS_S_MIN, ENGRAM_FSRS_S_MAX));
        job->out_difficulty[n] = static_cast<float>(bounded(next_d, ENGRAM_FSRS_D_MIN, ENGRAM_FSRS_D_MAX));
    }
    return later;
}

} // namespace
