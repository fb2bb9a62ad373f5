// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/base_level.h"

#include "kernels/decay/blocks.hpp"

namespace {

// Seconds and powers of a stretch of times, computed a block at a time as they are asked for in ascending order.
struct powers_stream {
    const struct engram_decay_ops *ops;
    struct engram_powers_job job;
    const uint64_t *times;
    uint64_t total;
    uint64_t begin, end; // what the buffers hold
    uint64_t later;
    uint64_t copy[block];
    double seconds[block], powers[block];
};

void open(powers_stream &stream, const struct engram_decay_ops *ops, const struct engram_base_level_job &job,
          const uint64_t *times, uint64_t total) {
    stream.ops = ops;
    stream.job = {stream.copy, job.now, job.is_stamps, job.unit, -job.decay, stream.seconds, stream.powers};
    stream.times = times;
    stream.total = total;
    stream.begin = stream.end = stream.later = 0;
}

void reach(powers_stream &stream, uint64_t index) {
    if (index < stream.end) return;
    stream.begin = index;
    const size_t rows = stream.total - index < block ? static_cast<size_t>(stream.total - index) : block;
    stream.end = index + rows;
    take(stream.copy, stream.times + index, rows, uint64_t{0}); // as old as the epoch of the clock: never later than now
    stream.later += stream.ops->powers(&stream.job, whole_steps(rows));
}

// The mean of t^-d from t_k to t_n, given both powers.
double mean_power(double from, double from_power, double to, double to_power, double d) {
    const double width = to - from;
    if (!(width > 0.0)) return from_power;
    // Close together, the quotient of differences loses what the powers carry: 4e-11 of relative error over a relative
    // width of 2^-7 is 6e-9. There the trapezoid rule with the first correction of Euler and Maclaurin is better: the
    // next term is at most width^4 / 720 times the fourth derivative d (d+1) (d+2) (d+3) t^(-d-4) < 24 t^(-d-4), 1.3e-10.
    if (width < from * 0x1p-7) {
        const double slope_difference = -d * (to_power / to - from_power / from);
        return 0.5 * (from_power + to_power) - width / 12.0 * slope_difference;
    }
    return (to * to_power - from * from_power) / ((1.0 - d) * width);
}

void store_levels(const struct engram_decay_ops *ops, double *sums, size_t rows, float *levels) {
    float out[block];
    for (size_t i = rows; i < whole_steps(rows); ++i) sums[i] = 1.0;
    ops->logarithms(sums, whole_steps(rows), out);
    std::memcpy(levels, out, rows * sizeof *out);
}

} // namespace

int engram_offsets_are_valid(const uint64_t *offsets, size_t rows, uint64_t *total) {
    if (offsets[0] != 0) return 0;
    int decreases = 0;
    for (size_t i = 0; i < rows; ++i) decreases |= offsets[i + 1] < offsets[i];
    *total = offsets[rows];
    return decreases == 0;
}

uint64_t engram_base_level_sum(const struct engram_decay_ops *ops, const struct engram_base_level_job *job) {
    powers_stream kept, created;
    open(kept, ops, *job, job->times, job->offsets[job->rows]);
    open(created, ops, *job, job->creations, job->rows);
    double sums[block];
    in_blocks(job->rows, [&](size_t first, size_t rows) {
        for (size_t i = 0; i < rows; ++i) {
            const uint64_t begin = job->offsets[first + i], end = job->offsets[first + i + 1];
            double sum = 0.0, oldest = 0.0, oldest_power = 0.0;
            for (uint64_t j = begin; j < end; ++j) {
                reach(kept, j);
                const double power = kept.powers[j - kept.begin], seconds = kept.seconds[j - kept.begin];
                sum += power;
                if (seconds > oldest) oldest = seconds, oldest_power = power;
            }
            if (job->counts != nullptr) {
                reach(created, first + i);
                const double seconds = created.seconds[first + i - created.begin];
                const double power = created.powers[first + i - created.begin];
                const uint64_t count = job->counts[first + i], missing = count > end - begin ? count - (end - begin) : 0;
                if (missing != 0) sum += static_cast<double>(missing) * mean_power(oldest, oldest_power, seconds, power, job->decay);
            }
            sums[i] = sum;
        }
        store_levels(ops, sums, rows, job->levels + first);
    });
    return kept.later + created.later;
}

uint64_t engram_base_level_even(const struct engram_decay_ops *ops, const struct engram_base_level_job *job) {
    powers_stream created;
    open(created, ops, *job, job->creations, job->rows);
    double sums[block];
    in_blocks(job->rows, [&](size_t first, size_t rows) {
        reach(created, first);
        for (size_t i = 0; i < rows; ++i)
            sums[i] = static_cast<double>(job->counts[first + i]) / (1.0 - job->decay) * created.powers[i];
        store_levels(ops, sums, rows, job->levels + first);
    });
    return created.later;
}

void engram_exponentials_run(const struct engram_decay_ops *ops, struct engram_exponentials_job job, size_t count) {
    const size_t rest = count % ENGRAM_DECAY_STEP, whole = count - rest;
    if (whole != 0) ops->exponentials(&job, whole);
    if (rest == 0) return;
    float last[ENGRAM_DECAY_STEP], *out = job.out + whole;
    take(last, job.x + whole, rest, 0.0f);
    job.x = job.out = last;
    ops->exponentials(&job, ENGRAM_DECAY_STEP);
    std::memcpy(out, last, rest * sizeof *out);
}
