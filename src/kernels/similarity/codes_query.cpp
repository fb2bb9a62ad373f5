// SPDX-License-Identifier: MIT OR Apache-2.0
// A query before codes in blocks: its tables, and what bounds the score of a row.
//
// Let R be the rotation, y = R x / |x| of a row x with signs s, f its factor and w = f s - y. Then for a query q with p = R q
//     q.x / |x| = p.y = f (p.s) - p.w,                 p.w <= |q| |w|                             (Cauchy-Schwarz)
// which is the proof: reach = 1. Over rotations p.w has the mean 0, for w is at right angles to y, and is in size like one
// element of a vector of length |q| |w| that points anywhere in dim - 1 dimensions: a normal variable of deviation
// |q| |w| / sqrt(dim - 1), whose tail is lighter. reach = z / sqrt(dim - 1) leaves out a share of rotations.
//
// Tables. The four elements of p in a group add up to v(c) for code c, from -m to m; a byte holds (v + m) / step, rounded, so
// a sum of bytes S stands for p.s = step S - sum(m), to within step / 2 a group: `base` takes the upper end.
//
// Roundings. p and y are computed, so off by e |q| and e (rotation.hpp), which moves f (p.s) by e |q| f sqrt(dim), at most
// e |q| (1 + |w| + e), p.w by e |q| |w|, and p.y by e |q|. What is left is the arithmetic in f32: step, two fused steps, a
// product with the norm and their constants, each below 2^-23 of |q| (1 + |w|) times 1.51 (f times the largest sum, with the
// roundings of the tables); twelve such are below 2^-19. Each metric adds what its computed score may differ from the true
// one, as in code_limits.hpp. kappa there: gamma, three roundings more, and those of norms and squares here.

#include <float.h>

#include "kernels/similarity/codes_blocks.hpp"
#include "kernels/similarity/rotation.hpp"
#include "kernels/similarity/score.h"

namespace {

// Upper and lower ends of a double as a float.
float above(double x) { return static_cast<float>(x + __builtin_fabs(x) * 0x1p-22); }
float below(double x) { return static_cast<float>(x - __builtin_fabs(x) * 0x1p-22); }

// The sum of the magnitudes of a group.
double spread_of(const float *p, size_t dim, size_t g) {
    double sum = 0.0;
    for (size_t i = 4 * g; i < 4 * g + 4 && i < dim; ++i) sum += __builtin_fabs(static_cast<double>(p[i]));
    return sum;
}

// Returns sum(m), and the number of groups whose bytes are rounded.
double fill_tables(const float *p, size_t dim, size_t groups, double step, uint8_t *tables, size_t *rounded) {
    double all = 0.0;
    *rounded = 0;
    for (size_t g = 0; g < groups; ++g, tables += 16) {
        const double m = spread_of(p, dim, g), steps = 1.0 / step;
        all += m;
        *rounded += m > 0.0;
        double plus[4] = {0.0, 0.0, 0.0, 0.0};
        for (size_t i = 0; i < 4 && 4 * g + i < dim; ++i) plus[i] = static_cast<double>(p[4 * g + i]);
        for (uint32_t c = 0; c < 16; ++c) {
            double v = m;
            for (uint32_t i = 0; i < 4; ++i) v += (c >> i & 1) != 0 ? plus[i] : -plus[i];
            const double scaled = v * steps + 0.5;
            tables[c] = static_cast<uint8_t>(scaled < 255.0 ? scaled > 0.0 ? scaled : 0.0 : 255.0);
        }
    }
    return all;
}

// z of the upper tail 2^-(i + 1) of a standard normal, rounded up to a thousandth.
constexpr double tail[64] = {
    0.000, 0.675, 1.151, 1.535, 1.863, 2.154, 2.418, 2.661, 2.886, 3.098, 3.298, 3.488, 3.669, 3.842, 4.009, 4.170,
    4.325, 4.476, 4.622, 4.764, 4.901, 5.036, 5.167, 5.295, 5.420, 5.543, 5.663, 5.781, 5.896, 6.010, 6.121, 6.231,
    6.338, 6.444, 6.549, 6.652, 6.753, 6.853, 6.951, 7.048, 7.144, 7.239, 7.332, 7.424, 7.516, 7.606, 7.695, 7.783,
    7.870, 7.957, 8.042, 8.126, 8.210, 8.293, 8.375, 8.456, 8.537, 8.616, 8.695, 8.774, 8.852, 8.929, 9.005, 9.081};

} // namespace

double engram_codes_reach(double probability, uint64_t dim) {
    size_t i = 0;
    for (double p = 0.5; i < 64 && p > probability; p *= 0.5) ++i;
    if (i == 64 || dim < 2) return 1.0;
    const double reach = tail[i] / __builtin_sqrt(static_cast<double>(dim - 1));
    return reach < 1.0 ? reach : 1.0;
}

int engram_codes_query(const struct engram_similarity_ops *ops, engram_metric metric, const void *vector,
                       const struct engram_code_blocks *codes, double reach, float *scratch, uint8_t *tables,
                       struct engram_block_query *out) {
    const auto dim = static_cast<size_t>(codes->dim);
    engram_codes_widen(ops, codes->type, vector, dim, scratch);
    const double squares = ops->vector_sums(scratch, dim).squares;
    if (!engram_codes_is_plain(squares)) return 0;
    ops->rotate(scratch, dim, codes->seed);
    double widest = 0.0;
    for (size_t g = 0; g < codes->groups; ++g) {
        const double m = spread_of(scratch, dim, g);
        widest = m > widest ? m : widest;
    }
    const double step = static_cast<double>(above(2.0 * widest / 255.0));
    size_t rounded;
    const double all = fill_tables(scratch, dim, codes->groups, step, tables, &rounded);
    const double base = 0.5001 * step * static_cast<double>(rounded) - all;

    const double norm = __builtin_sqrt(squares) * (1.0 + 0x1p-40);
    const double unit = metric == ENGRAM_METRIC_COSINE ? 1.0 / norm : 1.0; // of what the tables hold
    const double length = norm * unit, error = engram_rotation_error(dim);
    const double gamma = (static_cast<double>((dim + 31) / 32 + 5) + 2.0) * 0x1.03p-24;
    const double underflow = static_cast<double>(dim + 32) * 0x1p-148;
    double slack = (2.02 * error + 0x1p-19) * length;
    out->square = out->last = 0.0f;
    if (metric == ENGRAM_METRIC_COSINE) {
        slack += 4.0 * gamma + 0x1p-19;
    } else if (metric == ENGRAM_METRIC_DOT) {
        slack += gamma * length;
        out->last = above(underflow);
    } else {
        const double kappa = gamma + 0x1p-18;
        slack += kappa * length;
        out->square = below(1.0 - kappa);
        out->last = below(norm * norm * (1.0 - kappa) - underflow);
    }
    out->tables = tables;
    out->groups = codes->groups;
    out->step = static_cast<float>(step * unit);
    out->base = above(base * unit);
    out->reach = above((reach + error * 1.01 + 0x1p-19) * length);
    out->slack = above(slack);
    return 1;
}
