// SPDX-License-Identifier: MIT OR Apache-2.0
// What base levels are made of: powers of presentation times, logarithms, and the exponentials read from a level.

namespace {

uint64_t powers(const engram_powers_job *job, size_t count) {
    uint64_t later = 0;
    for (size_t n = 0; n < count; ++n) {
        const double age = age_of(job->times[n], job->is_stamps, job->now, later);
        job->seconds[n] = later_one(age) * job->unit;
        job->powers[n] = exp2_of(job->exponent * log2_of(job->seconds[n]));
    }
    return later;
}

void logarithms(const double *x, size_t count, float *out) {
    for (size_t n = 0; n < count; ++n)
        out[n] = x[n] > 0.0 ? static_cast<float>(log2_of(x[n]) * ENGRAM_LN_2) : -__builtin_inff();
}

void exponentials(const engram_exponentials_job *job, size_t count) {
    for (size_t n = 0; n < count; ++n) {
        const double x = static_cast<double>(job->x[n]);
        const double power = exp2_of(job->slope * (x - job->center));
        const double y = once::fma(job->scale, power, job->offset);
        job->out[n] = x != x ? engram_f32_bits(ENGRAM_NAN_BITS) : static_cast<float>(job->is_reciprocal != 0 ? 1.0 / y : y);
    }
}

} // namespace
