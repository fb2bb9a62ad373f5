// SPDX-License-Identifier: MIT OR Apache-2.0
// One query against rows of f32, f16 or bf16. Included by body.inl.

namespace {

// An element type: how one register, a part of one, or a block of 32 lanes is read as floats, and how the lanes of a
// block are summed.
template <class T>
struct in_order {
    template <class Element>
    ENGRAM_INLINE f32x32 block_of(const Element *p) {
        f32x32 x;
        for (size_t j = 0; j < parts; ++j) x.part[j] = f32_keep(T::load(p + j * f32_lanes));
        return x;
    }
    // The first n < 32 elements, zeros behind them; no element beyond is read.
    template <class Element>
    ENGRAM_INLINE f32x32 block_of_part(const Element *p, size_t n) {
        f32x32 x = block_zero();
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
    ENGRAM_INLINE f32v load_part(const uint16_t *p, size_t n) {
        uint16_t padded[f32_lanes] = {};
        for (size_t i = 0; i < n; ++i) padded[i] = p[i];
        return load(padded);
    }
};

// A block of bfloat16 holds its 16 even lanes first, then its 16 odd ones. Halving keeps even and odd lanes apart until
// the last step, lane 0 + lane 1: so the two halves are folded alone and added, the canonical order by bits.
struct bf16 {
    using element = uint16_t;
    static constexpr engram_type type = ENGRAM_TYPE_BF16;
    ENGRAM_INLINE f32v load(const uint16_t *p) { return f32_load_bf16(p); }
    ENGRAM_INLINE f32v load_part(const uint16_t *p, size_t n) {
        uint16_t padded[f32_lanes] = {};
        for (size_t i = 0; i < n; ++i) padded[i] = p[i];
        return load(padded);
    }
    ENGRAM_INLINE f32x32 block_of(const uint16_t *p) {
        f32x32 x;
        for (size_t j = 0; j < parts / 2; ++j)
            f32_load_bf16_even_odd(p + j * 2 * f32_lanes, &x.part[j], &x.part[parts / 2 + j]);
        return x;
    }
    ENGRAM_INLINE f32x32 block_of_part(const uint16_t *p, size_t n) {
        uint16_t padded[block] = {};
        for (size_t i = 0; i < n; ++i) padded[i] = p[i];
        return block_of(padded);
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
    ENGRAM_INLINE f32x32 block_of_part(const float *p, size_t) { return f32::block_of(p); }
};

ENGRAM_INLINE f32x32 block_sub(const f32x32 &a, const f32x32 &b) {
    f32x32 x;
    for (size_t j = 0; j < parts; ++j) x.part[j] = f32_sub(a.part[j], b.part[j]);
    return x;
}

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

// The query widened once, at an aligned address: rows may straddle cache lines, the query then does not. A query
// too long for the buffer is read where it is. The values are the same.
constexpr size_t query_capacity = 4096;
struct query_buffer {
    alignas(64) float data[query_capacity];
};

template <class T>
ENGRAM_INLINE void query_widen(const typename T::element *query, size_t dim, float *out) {
    size_t i = 0;
    for (; i + block <= dim; i += block) {
        const f32x32 x = T::block_of(query + i);
        for (size_t j = 0; j < parts; ++j) f32_store(out + i + j * f32_lanes, x.part[j]);
    }
    if (i < dim) {
        const f32x32 x = T::block_of_part(query + i, dim - i);
        for (size_t j = 0; j < parts; ++j) f32_store(out + i + j * f32_lanes, x.part[j]);
    }
}

// Rows of a scan, by address.
template <class Element>
struct row_picker {
    const Element *base;
    size_t stride;
    const uint64_t *ids;
    uint64_t first;

    ENGRAM_INLINE row_picker of(const struct engram_scan *s, const uint64_t *ids, uint64_t first) {
        return {static_cast<const Element *>(s->rows), s->stride, ids, first};
    }
    __attribute__((always_inline)) const Element *at(size_t i) const {
        return base + (ids != nullptr ? ids[i] : first + i) * stride;
    }
};

// A row chosen by id lies anywhere: its first lines are asked for one row ahead, the hardware fetches the rest.
template <class Element>
ENGRAM_INLINE void prefetch_row(const Element *row, size_t dim) {
    const char *p = reinterpret_cast<const char *>(row);
    const size_t bytes = dim * sizeof(Element);
    for (size_t at = 0; at < bytes && at < 16 * 64; at += 64) __builtin_prefetch(p + at);
}

// The lanes of one query with `width` rows in lock-step. A cosine by AVX-512 has 4 chains of additions, as many as the
// latency of one, so any gap shows: two rows fill it while they come from the second-level cache. From further away, and
// with the more chains of narrower registers, one row, one stream, is faster.
template <class Q, class T, class M, size_t width, bool with_norm>
ENGRAM_INLINE void lanes_of(const typename Q::element *query, const typename T::element *const *rows, size_t dim,
                            f32x32 *pair, f32x32 *norm) {
    f32x32 qr[width], rr[width];
#pragma GCC unroll 4
    for (size_t w = 0; w < width; ++w) qr[w] = rr[w] = block_zero();
    size_t i = 0;
    for (; i + block <= dim; i += block) {
        const f32x32 q = Q::block_of(query + i);
#pragma GCC unroll 4
        for (size_t w = 0; w < width; ++w) {
            const f32x32 r = T::block_of(rows[w] + i);
            qr[w] = M::add(q, r, qr[w]);
            if (with_norm) rr[w] = block_fma(r, r, rr[w]);
        }
    }
    if (i < dim) {
        const f32x32 q = Q::block_of_part(query + i, dim - i);
#pragma GCC unroll 4
        for (size_t w = 0; w < width; ++w) {
            const f32x32 r = T::block_of_part(rows[w] + i, dim - i);
            qr[w] = M::add(q, r, qr[w]);
            if (with_norm) rr[w] = block_fma(r, r, rr[w]);
        }
    }
#pragma GCC unroll 4
    for (size_t w = 0; w < width; ++w) {
        pair[w] = qr[w];
        if (with_norm) norm[w] = rr[w];
    }
}

// engram_cosine_quotient() for n rows; NaN where a norm is not plain, for the caller to mend.
void cosines(double query_inverse, const double *row_inverse, size_t count, float *scores) {
    const f64v q = f64_set(query_inverse);
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) {
        const f32v dot = f32_load(scores + i);
        const f64v low = f64_mul(f64_low(dot), f64_mul(q, f64_load(row_inverse + i)));
        const f64v high = f64_mul(f64_high(dot), f64_mul(q, f64_load(row_inverse + i + f64_lanes)));
        f32_store(scores + i, f32_from_f64(f64_clamp_unit(low), f64_clamp_unit(high)));
    }
    for (; i < count; ++i) scores[i] = engram_cosine_quotient(scores[i], query_inverse, row_inverse[i]);
}

// inverse[i] = engram_inverse_norm(squared[i]), squared padded to a whole register of floats.
ENGRAM_INLINE void inverses(const float *squared, size_t count, double *inverse) {
    for (size_t i = 0; i < count; i += f32_lanes) {
        const f32v x = f32_load(squared + i);
        f64_store(inverse + i, f64_div(f64_set(1.0), f64_sqrt(f64_low(x))));
        f64_store(inverse + i + f64_lanes, f64_div(f64_set(1.0), f64_sqrt(f64_high(x))));
    }
    int32_t odd = 0;
    for (size_t i = 0; i < count; ++i) odd |= !engram_norm_is_plain(squared[i]);
    if (ENGRAM_LIKELY(odd == 0)) return;
    for (size_t i = 0; i < count; ++i) inverse[i] = engram_inverse_norm(squared[i]);
}

// Rows are taken in batches: the square roots and divisions of a batch are done together, in registers, where one at
// the end of each row would hold up the rows behind it; and four sums share the additions of their folds.
constexpr size_t float_batch = 32;

template <class Q, class T, class M, size_t width, bool with_norm>
ENGRAM_INLINE void scan_all(const struct engram_scan *s, const typename Q::element *query, double query_inverse,
                            const row_picker<typename T::element> &rows, size_t count, float *scores) {
    using element = typename T::element;
    constexpr size_t step = with_norm ? 2 : 4; // rows to a fold of four sums
    static_assert(step % width == 0 && float_batch % step == 0);
    for (size_t begin = 0; begin < count; begin += float_batch) {
        const size_t n = count - begin < float_batch ? count - begin : float_batch;
        float pair[float_batch], norm[float_batch];
        for (size_t i = 0; i < n; i += step) {
            // The last group repeats its last row instead of reading beyond it.
            f32x32 lanes[4];
            for (size_t g = 0; g < step; g += width) {
                const element *row[width];
                for (size_t w = 0; w < width; ++w) {
                    const size_t at = begin + (i + g + w < n ? i + g + w : n - 1);
                    row[w] = rows.at(at);
                    if (rows.ids != nullptr && at + width < count) prefetch_row(rows.at(at + width), s->dim);
                }
                if (g != 0 && i + g >= n) break;
                lanes_of<Q, T, M, width, with_norm>(query, row, s->dim, lanes + g, lanes + (with_norm ? 2 : 0) + g);
            }
            if (i + step > n)
                for (size_t g = n - i; g < step; ++g) {
                    lanes[g] = lanes[0];
                    if (with_norm) lanes[2 + g] = lanes[2];
                }
            float four[4];
            T::sum_four(lanes, four);
            for (size_t g = 0; g < step; ++g) {
                pair[i + g] = four[g];
                if (with_norm) norm[i + g] = four[2 + g];
            }
        }
        if (with_norm) {
            double inverse[float_batch];
            for (size_t i = n; i % f32_lanes != 0; ++i) norm[i] = 1.0f;
            inverses(norm, n, inverse);
            cosines(query_inverse, inverse, n, pair);
        }
        int32_t any_nan = 0;
        for (size_t i = 0; i < n; ++i) {
            any_nan |= pair[i] != pair[i];
            scores[begin + i] = pair[i];
        }
        if (ENGRAM_LIKELY(any_nan == 0)) continue;
        for (size_t i = 0; i < n; ++i)
            if (pair[i] != pair[i])
                scores[begin + i] =
                    with_norm ? engram_cosine_unusual(T::type, s->query, rows.at(begin + i), s->dim, s->rule)
                              : engram_f32_bits(ENGRAM_NAN_BITS);
    }
}

// Below 4 rows a copy of the query costs more than it gives.
template <class T, class M, bool with_norm>
ENGRAM_INLINE void scan_float(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count,
                              float *scores) {
    const auto *query = static_cast<const typename T::element *>(s->query);
    const auto rows = row_picker<typename T::element>::of(s, ids, first);
    const double query_inverse = with_norm ? engram_inverse_norm(squared_norm<T>(query, s->dim)) : 0.0;
    if (s->dim <= query_capacity && count >= 4) {
        query_buffer buffer;
        query_widen<T>(query, s->dim, buffer.data);
        if (parts == 2 && s->is_cached)
            scan_all<widened, T, M, 2, with_norm>(s, buffer.data, query_inverse, rows, count, scores);
        else scan_all<widened, T, M, 1, with_norm>(s, buffer.data, query_inverse, rows, count, scores);
    } else {
        scan_all<T, T, M, 1, with_norm>(s, query, query_inverse, rows, count, scores);
    }
}

// A cosine alone: both norms in the same pass.
template <class T>
ENGRAM_INLINE float cosine_pair(const struct engram_scan *s, const typename T::element *query,
                                const typename T::element *row) {
    f32x32 qr = block_zero(), qq = block_zero(), rr = block_zero();
    size_t i = 0;
    for (; i + block <= s->dim; i += block) {
        const f32x32 q = T::block_of(query + i), r = T::block_of(row + i);
        qr = block_fma(q, r, qr);
        qq = block_fma(q, q, qq);
        rr = block_fma(r, r, rr);
    }
    if (i < s->dim) {
        const f32x32 q = T::block_of_part(query + i, s->dim - i), r = T::block_of_part(row + i, s->dim - i);
        qr = block_fma(q, r, qr);
        qq = block_fma(q, q, qq);
        rr = block_fma(r, r, rr);
    }
    const float score =
        engram_cosine_quotient(T::sum(qr), engram_inverse_norm(T::sum(qq)), engram_inverse_norm(T::sum(rr)));
    return ENGRAM_LIKELY(score == score) ? score : engram_cosine_unusual(T::type, query, row, s->dim, s->rule);
}

template <class T>
void cosine_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    using element = typename T::element;
    if (count == 1) {
        const element *row = row_picker<element>::of(s, ids, first).at(0);
        scores[0] = cosine_pair<T>(s, static_cast<const element *>(s->query), row);
        return;
    }
    scan_float<T, product, true>(s, ids, first, count, scores);
}

// One row of a product or a difference.
template <class T, class M>
ENGRAM_INLINE float sum_pair(const struct engram_scan *s, const typename T::element *row) {
    f32x32 lanes, none;
    lanes_of<T, T, M, 1, false>(static_cast<const typename T::element *>(s->query), &row, s->dim, &lanes, &none);
    return engram_canonical_nan(T::sum(lanes));
}

template <class T>
void dot_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    if (count == 1) scores[0] = sum_pair<T, product>(s, row_picker<typename T::element>::of(s, ids, first).at(0));
    else scan_float<T, product, false>(s, ids, first, count, scores);
}

template <class T>
void l2_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    if (count == 1) scores[0] = sum_pair<T, difference>(s, row_picker<typename T::element>::of(s, ids, first).at(0));
    else scan_float<T, difference, false>(s, ids, first, count, scores);
}

void cosine_f32_many(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                     enum engram_cosine_rule rule, float *scores) {
    const struct engram_scan s = {query, rows, dim, stride, 1.0f, nullptr, rule, count * stride <= ENGRAM_CACHED_BYTES / 4};
    cosine_scan<f32>(&s, nullptr, 0, count, scores);
}

} // namespace
