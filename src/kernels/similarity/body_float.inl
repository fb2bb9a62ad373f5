// SPDX-License-Identifier: MIT OR Apache-2.0
// Vectors of f32, f16 or bf16, and single pairs of them. Included by body.inl.

namespace {

// An element type: how one register, a part of one, or a block of 32 lanes is read as floats, and how the lanes of a
// block are summed.
template <class T>
struct in_order {
    template <class Element>
    ENGRAM_INLINE f32x32 block_of(const Element *p) {
        f32x32 x;
#pragma GCC unroll 8
        for (size_t j = 0; j < parts; ++j) x.part[j] = f32_keep(T::load(p + j * f32_lanes));
        return x;
    }
    // The same for a single use: an instruction may read it from memory.
    template <class Element>
    ENGRAM_INLINE f32x32 block_once(const Element *p) {
        f32x32 x;
#pragma GCC unroll 8
        for (size_t j = 0; j < parts; ++j) x.part[j] = T::load(p + j * f32_lanes);
        return x;
    }
    // The first n < 32 elements, zeros after them; no element beyond is read.
    template <class Element>
    ENGRAM_INLINE f32x32 block_of_part(const Element *p, size_t n) {
        f32x32 x = block_zero();
#pragma GCC unroll 8
        for (size_t j = 0; j < parts; ++j) {
            const size_t at = j * f32_lanes;
            if (at + f32_lanes <= n) x.part[j] = T::load(p + at);
            else if (at < n) x.part[j] = T::load_part(p + at, n - at);
        }
        return x;
    }
    ENGRAM_INLINE float sum(const f32x32 &x) { return block_sum(x); }
    ENGRAM_INLINE void sum_four(const f32x32 (&x)[4], float *out) {
        f32_fold_four(x[0].part, x[1].part, x[2].part, x[3].part, out);
    }
};

struct f32 : in_order<f32> {
    using element = float;
    static constexpr engram_type type = ENGRAM_TYPE_F32;
    ENGRAM_INLINE f32v load(const float *p) { return f32_load(p); }
    ENGRAM_INLINE f32v load_part(const float *p, size_t n) { return f32_load_part(p, n); }
};

struct f16 : in_order<f16> {
    using element = uint16_t;
    static constexpr engram_type type = ENGRAM_TYPE_F16;
    ENGRAM_INLINE f32v load(const uint16_t *p) { return f32_load_f16(p); }
    ENGRAM_INLINE f32v load_part(const uint16_t *p, size_t n) { return f32_load_f16_part(p, n); }
};

// A block of bfloat16 holds its 16 even lanes first, then its 16 odd ones. Halving keeps even and odd lanes apart until
// the last step, lane 0 + lane 1: so the two halves are folded alone and added, the canonical order by bits.
struct bf16 {
    using element = uint16_t;
    static constexpr engram_type type = ENGRAM_TYPE_BF16;
    ENGRAM_INLINE f32v load(const uint16_t *p) { return f32_load_bf16(p); }
    ENGRAM_INLINE f32v load_part(const uint16_t *p, size_t n) { return f32_load_bf16_part(p, n); }
    ENGRAM_INLINE f32x32 block_of(const uint16_t *p) {
        f32x32 x;
#pragma GCC unroll 8
        for (size_t j = 0; j < parts / 2; ++j)
            f32_load_bf16_even_odd(p + j * 2 * f32_lanes, &x.part[j], &x.part[parts / 2 + j]);
        return x;
    }
    ENGRAM_INLINE f32x32 block_once(const uint16_t *p) { return block_of(p); }
    ENGRAM_INLINE f32x32 block_of_part(const uint16_t *p, size_t n) {
        f32x32 x = block_zero();
#pragma GCC unroll 8
        for (size_t j = 0; j < parts / 2; ++j) {
            const size_t at = j * 2 * f32_lanes, left = n > at ? n - at : 0, here = left < 2 * f32_lanes ? left : 2 * f32_lanes;
            if (here != 0) f32_load_bf16_even_odd_part(p + at, here, &x.part[j], &x.part[parts / 2 + j]);
        }
        return x;
    }
    ENGRAM_INLINE float sum(const f32x32 &x) { return f32_fold_16(x.part) + f32_fold_16(x.part + parts / 2); }
    ENGRAM_INLINE void sum_four(const f32x32 (&x)[4], float *out) {
        float even[4], odd[4];
        f32_fold_halves_four(x[0].part, x[1].part, x[2].part, x[3].part, even);
        f32_fold_halves_four(x[0].part + parts / 2, x[1].part + parts / 2, x[2].part + parts / 2,
                             x[3].part + parts / 2, odd);
        for (size_t i = 0; i < 4; ++i) out[i] = even[i] + odd[i];
    }
};

// A query that has been widened into a buffer, in the block order of its type, padded to whole blocks.
struct widened {
    using element = float;
    ENGRAM_INLINE f32x32 block_of(const float *p) { return f32::block_of(p); }
    ENGRAM_INLINE f32x32 block_once(const float *p) { return f32::block_once(p); }
    ENGRAM_INLINE f32x32 block_of_part(const float *p, size_t) { return f32::block_of(p); }
};

// What a pair adds to its lanes.
struct product {
    ENGRAM_INLINE f32x32 add(const f32x32 &q, const f32x32 &r, const f32x32 &sum) { return block_fma(q, r, sum); }
    ENGRAM_INLINE f32v add_part(f32v q, f32v r, f32v sum) { return f32_fma(q, r, sum); }
};
struct difference {
    ENGRAM_INLINE f32x32 add(const f32x32 &q, const f32x32 &r, const f32x32 &sum) {
        const f32x32 d = block_sub(q, r);
        return block_fma(d, d, sum);
    }
    ENGRAM_INLINE f32v add_part(f32v q, f32v r, f32v sum) {
        const f32v d = f32_sub(q, r);
        return f32_fma(d, d, sum);
    }
};

template <class T>
float squared_norm(const typename T::element *x, size_t dim) {
    f32x32 sum = block_zero();
    size_t i = 0;
    for (; i + block <= dim; i += block) {
        const f32x32 part = T::block_of(x + i);
        sum = block_fma(part, part, sum);
    }
    if (i < dim) {
        const f32x32 part = T::block_of_part(x + i, dim - i);
        sum = block_fma(part, part, sum);
    }
    return T::sum(sum);
}

// A cosine alone: both norms in the same pass, and the three sums in one fold.
template <class T>
ENGRAM_INLINE float cosine_pair(const struct engram_scan *s, const typename T::element *query,
                                const typename T::element *row) {
    f32x32 lanes[4] = {block_zero(), block_zero(), block_zero(), block_zero()};
    const auto add = [&](const f32x32 &q, const f32x32 &r) __attribute__((always_inline)) {
        lanes[0] = block_fma(q, r, lanes[0]);
        lanes[1] = block_fma(q, q, lanes[1]);
        lanes[2] = block_fma(r, r, lanes[2]);
    };
    size_t i = 0;
    for (; i + 2 * block <= s->dim; i += 2 * block) {
        add(T::block_of(query + i), T::block_of(row + i));
        add(T::block_of(query + i + block), T::block_of(row + i + block));
    }
    for (; i < s->dim; i += block) {
        const size_t left = s->dim - i;
        if (left >= block) add(T::block_of(query + i), T::block_of(row + i));
        else add(T::block_of_part(query + i, left), T::block_of_part(row + i, left));
    }
    float sums[4];
    T::sum_four(lanes, sums);
    const float score = engram_cosine_quotient(sums[0], engram_inverse_norm(sums[1]), engram_inverse_norm(sums[2]));
    return ENGRAM_LIKELY(score == score) ? score : engram_cosine_unusual(T::type, query, row, s->dim, s->rule);
}

// A product or a difference alone.
template <class T, class M>
ENGRAM_INLINE float sum_pair(const struct engram_scan *s, const typename T::element *query,
                             const typename T::element *row) {
    f32x32 lanes = block_zero();
    size_t i = 0;
    for (; i + 2 * block <= s->dim; i += 2 * block) {
        lanes = M::add(T::block_once(query + i), T::block_once(row + i), lanes);
        lanes = M::add(T::block_once(query + i + block), T::block_once(row + i + block), lanes);
    }
    for (; i < s->dim; i += block) {
        const size_t left = s->dim - i;
        if (left >= block) lanes = M::add(T::block_once(query + i), T::block_once(row + i), lanes);
        else lanes = M::add(T::block_of_part(query + i, left), T::block_of_part(row + i, left), lanes);
    }
    return engram_canonical_nan(T::sum(lanes));
}

} // namespace
