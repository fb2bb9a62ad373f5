// SPDX-License-Identifier: MIT OR Apache-2.0
// Rotation, and bounds of rows from codes in blocks. Included by reference.cpp.

namespace {

void rotate(float *x, size_t dim, uint64_t seed) {
    const size_t n = engram_rotation_span(dim);
    engram_rotation_steps(dim, n, [=](size_t first, uint32_t step) {
        engram_rotation_transform(x + first, n, seed, step, engram_rotation_scale(n));
    });
}

struct engram_vector_sums vector_sums(const float *x, size_t dim) {
    double magnitudes[8] = {}, squares[8] = {};
    for (size_t i = 0; i < dim; ++i) {
        const double v = static_cast<double>(x[i]);
        magnitudes[i % 8] += std::fabs(v);
        squares[i % 8] += v * v;
    }
    return {engram_eight_lanes(magnitudes), engram_eight_lanes(squares)};
}

uint32_t table_sum(const struct engram_block_query *q, const uint8_t *codes, size_t row) {
    uint32_t sum = 0;
    for (size_t g = 0; g < q->groups; ++g) {
        const uint8_t pair = codes[16 * g + row % 16];
        sum += q->tables[16 * g + (row < 16 ? pair & 15 : pair >> 4)];
    }
    return sum;
}

template <engram_metric metric>
void block_bounds(const struct engram_block_query *q, const uint8_t *blocks, size_t count, float bar, float *bounds,
                  uint32_t *masks) {
    constexpr bool is_distance = engram_metric_traits[ENGRAM_METRIC_INDEX(metric)].is_distance;
    for (size_t b = 0; b < count; ++b) {
        const uint8_t *block = blocks + b * (16 * q->groups + sizeof(struct engram_block_factors));
        struct engram_block_factors factors;
        memcpy(&factors, block + 16 * q->groups, sizeof factors);
        masks[b] = 0;
        for (size_t r = 0; r < 32; ++r) {
            const float sum = static_cast<float>(table_sum(q, block, r)), norm = factors.norm[r];
            float u = engram_fma_f32(factors.f[r], engram_fma_f32(q->step, sum, q->base), q->slack);
            u = engram_fma_f32(factors.length[r], q->reach, u);
            if (metric == ENGRAM_METRIC_L2_SQUARED) u = engram_fma_f32(-2.0f, u, norm * q->square);
            if (metric != ENGRAM_METRIC_COSINE) u = engram_fma_f32(norm, u, q->last);
            bounds[32 * b + r] = u;
            const float below = is_distance ? u - bar : bar - u;
            masks[b] |= uint32_t{!(below > 0.0f)} << r;
        }
    }
}

} // namespace
