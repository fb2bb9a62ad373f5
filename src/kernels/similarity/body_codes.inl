// SPDX-License-Identifier: MIT OR Apache-2.0
// Rotation, and bounds of rows from codes in blocks. Included by body.inl.

namespace {

// Strides within a register: lane l takes x[l] + x[l + h], or x[l - h] - x[l].
template <size_t h>
ENGRAM_INLINE f32v butterfly_within(f32v x) {
    if constexpr (h < f32_lanes) {
        constexpr uint64_t lower = h == 1 ? 0x5555 : h == 2 ? 0x3333 : h == 4 ? 0x0F0F : 0x00FF;
        return f32_fma(x, f32_one_where(f32_set(-1.0f), lower & ((1u << f32_lanes) - 1)), f32_swap<h>(x));
    } else {
        return x;
    }
}

// Stride h and, of registers that are there anyway, 2 h.
ENGRAM_INLINE void butterfly_two(float *x, size_t n, size_t h) {
    for (size_t from = 0; from < n; from += 4 * h)
        for (size_t i = from; i < from + h; i += f32_lanes) {
            const f32v a = f32_load(x + i), b = f32_load(x + i + h), c = f32_load(x + i + 2 * h), d = f32_load(x + i + 3 * h);
            const f32v ab = f32_add(a, b), a_b = f32_sub(a, b), cd = f32_add(c, d), c_d = f32_sub(c, d);
            f32_store(x + i, f32_add(ab, cd));
            f32_store(x + i + h, f32_add(a_b, c_d));
            f32_store(x + i + 2 * h, f32_sub(ab, cd));
            f32_store(x + i + 3 * h, f32_sub(a_b, c_d));
        }
}
ENGRAM_INLINE void butterfly_one(float *x, size_t n, size_t h) {
    for (size_t from = 0; from < n; from += 2 * h)
        for (size_t i = from; i < from + h; i += f32_lanes) {
            const f32v a = f32_load(x + i), b = f32_load(x + i + h);
            f32_store(x + i, f32_add(a, b));
            f32_store(x + i + h, f32_sub(a, b));
        }
}

ENGRAM_INLINE void transform_wide(float *x, size_t n, uint64_t seed, uint32_t step, f32v scale) {
    uint64_t signs = 0;
    for (size_t i = 0; i < n; i += f32_lanes) {
        signs = i % 64 == 0 ? engram_rotation_signs(seed, step, i / 64) : signs >> f32_lanes;
        const f32v flip = f32_one_where(f32_set(-1.0f), ~signs & ((1u << f32_lanes) - 1));
        f32v a = f32_mul(f32_load(x + i), f32_mul(scale, flip));
        a = butterfly_within<8>(butterfly_within<4>(butterfly_within<2>(butterfly_within<1>(a))));
        f32_store(x + i, a);
    }
    size_t h = f32_lanes;
    for (; 2 * h < n; h *= 4) butterfly_two(x, n, h);
    if (h < n) butterfly_one(x, n, h);
}

void rotate(float *x, size_t dim, uint64_t seed) {
    const size_t n = engram_rotation_span(dim);
    const float scale = engram_rotation_scale(n);
    engram_rotation_steps(dim, n, [=](size_t first, uint32_t step) {
        if (n >= f32_lanes) transform_wide(x + first, n, seed, step, f32_set(scale));
        else engram_rotation_transform(x + first, n, seed, step, scale);
    });
}

// Squares of floats are exact in double, so fused and separate steps are equal.
struct engram_vector_sums vector_sums(const float *x, size_t dim) {
    constexpr size_t registers = 8 / f64_lanes;
    f64v magnitude[registers], square[registers];
#pragma GCC unroll 4
    for (size_t j = 0; j < registers; ++j) magnitude[j] = square[j] = f64_set(0.0);
    size_t i = 0;
    for (; i + 8 <= dim; i += 8) {
#pragma GCC unroll 4
        for (size_t j = 0; j < registers; ++j) {
            const f64v v = f64_load_f32(x + i + j * f64_lanes);
            magnitude[j] = f64_add(magnitude[j], f64_max(v, f64_sub(f64_set(0.0), v)));
            square[j] = f64_fma(v, v, square[j]);
        }
    }
    double magnitudes[8], squares[8];
#pragma GCC unroll 4
    for (size_t j = 0; j < registers; ++j) {
        f64_store(magnitudes + j * f64_lanes, magnitude[j]);
        f64_store(squares + j * f64_lanes, square[j]);
    }
    for (size_t l = 0; i + l < dim; ++l) {
        const double v = static_cast<double>(x[i + l]);
        magnitudes[l] += __builtin_fabs(v);
        squares[l] += v * v;
    }
    return {engram_eight_lanes(magnitudes), engram_eight_lanes(squares)};
}

// Far enough ahead for memory, near enough not to be pushed out again: a scan of a million rows takes a third of the time.
constexpr size_t codes_ahead = 8192;

template <engram_metric metric>
void block_bounds(const struct engram_block_query *query, const uint8_t *blocks, size_t count, float bar, float *bounds,
                  uint32_t *masks) {
    constexpr bool is_distance = engram_metric_traits[ENGRAM_METRIC_INDEX(metric)].is_distance;
    const struct engram_block_query q = *query;
    const f32v step = f32_set(q.step), base = f32_set(q.base), reach = f32_set(q.reach), slack = f32_set(q.slack);
    const f32v square = f32_set(q.square), last = f32_set(q.last), bars = f32_set(bar);
    constexpr size_t read = metric == ENGRAM_METRIC_COSINE ? offsetof(engram_block_factors, norm) : sizeof(engram_block_factors);
    for (size_t b = 0; b < count; ++b) {
        const uint8_t *factors = blocks + 16 * q.groups;
        float sums[32], factor[3][32];
        nibble_sums(q.tables, blocks, q.groups, codes_ahead, sums);
        for (size_t i = 0; i < read; i += 64) __builtin_prefetch(factors + i + codes_ahead);
        memcpy(factor, factors, read);
        uint32_t out = 0;
#pragma GCC unroll 8
        for (size_t j = 0; j < 32; j += f32_lanes) {
            f32v u = f32_fma(f32_load(factor[0] + j), f32_fma(step, f32_load(sums + j), base), slack);
            u = f32_fma(f32_load(factor[1] + j), reach, u);
            if constexpr (metric != ENGRAM_METRIC_COSINE) {
                const f32v norm = f32_load(factor[2] + j);
                if (metric == ENGRAM_METRIC_L2_SQUARED) u = f32_fma(f32_set(-2.0f), u, f32_mul(norm, square));
                u = f32_fma(norm, u, last);
            }
            f32_store(bounds + 32 * b + j, u);
            out |= f32_positive(is_distance ? f32_sub(u, bars) : f32_sub(bars, u)) << j;
        }
        masks[b] = ~out;
        blocks = factors + sizeof(struct engram_block_factors);
    }
}

} // namespace
