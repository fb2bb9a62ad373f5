// SPDX-License-Identifier: MIT OR Apache-2.0
// One query against rows of f32, f16 or bf16. Included by body.inl.

namespace {

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
#pragma GCC unroll 8
        for (size_t j = 0; j < parts; ++j) f32_store(out + i + j * f32_lanes, x.part[j]);
    }
    if (i < dim) {
        const f32x32 x = T::block_of_part(query + i, dim - i);
#pragma GCC unroll 8
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
    __attribute__((always_inline)) uint64_t number(size_t i) const { return ids != nullptr ? ids[i] : first + i; }
    __attribute__((always_inline)) const Element *at(size_t i) const { return base + number(i) * stride; }
};

// A row chosen by id lies anywhere: its first lines are asked for one row ahead, the hardware fetches the rest.
template <class Element>
ENGRAM_INLINE void prefetch_row(const Element *row, size_t dim) {
    const char *p = reinterpret_cast<const char *>(row);
    const size_t bytes = dim * sizeof(Element);
    for (size_t at = 0; at < bytes && at < 16 * 64; at += 64) __builtin_prefetch(p + at);
}

// What a pair, and a row alone, add to their lanes; `width` rows in lock-step. Two blocks a turn: the fewer instructions a
// row takes, the further ahead a processor looks for the lines it will need.
template <class Q, class T, class M, size_t width, bool with_norm>
ENGRAM_INLINE void lanes_of(const typename Q::element *query, const typename T::element *const *rows, size_t dim,
                            f32x32 *pair, f32x32 *norm) {
    f32x32 qr[width], rr[width];
#pragma GCC unroll 4
    for (size_t w = 0; w < width; ++w) qr[w] = rr[w] = block_zero();
    const auto add = [&](size_t w, const f32x32 &q, const f32x32 &r) __attribute__((always_inline)) {
        qr[w] = M::add(q, r, qr[w]);
        if (with_norm) rr[w] = block_fma(r, r, rr[w]);
    };
    const size_t even = dim / (2 * block) * (2 * block);
    for (size_t i = 0; i < even; i += 2 * block) {
#pragma GCC unroll 2
        for (size_t j = 0; j < 2 * block; j += block) {
            const f32x32 q = width == 1 ? Q::block_once(query + i + j) : Q::block_of(query + i + j);
#pragma GCC unroll 4
            for (size_t w = 0; w < width; ++w) add(w, q, T::block_of(rows[w] + i + j));
        }
    }
    for (size_t i = even; ENGRAM_UNLIKELY(i < dim); i += block) {
        const size_t left = dim - i;
        const f32x32 q = left >= block ? Q::block_of(query + i) : Q::block_of_part(query + i, left);
#pragma GCC unroll 4
        for (size_t w = 0; w < width; ++w)
            add(w, q, left >= block ? T::block_of(rows[w] + i) : T::block_of_part(rows[w] + i, left));
    }
#pragma GCC unroll 4
    for (size_t w = 0; w < width; ++w) {
        pair[w] = qr[w];
        if (with_norm) norm[w] = rr[w];
    }
}

// engram_cosine_quotient() of n products and squared norms, whole registers of them; whether any is NaN: of a norm that is
// not plain.
ENGRAM_INLINE bool quotients(double query_inverse, const float *norm, size_t n, float *pair) {
    const f64v q = f64_set(query_inverse), one = f64_set(1.0);
    int32_t any_nan = 0;
    for (size_t i = 0; i < n; i += f32_lanes) {
        const f32v dot = f32_load(pair + i);
        const f32v squared = f32_within_or_nan(f32_load(norm + i), ENGRAM_NORM_LEAST, ENGRAM_NORM_MOST);
        const f64v low = f64_mul(q, f64_div(one, f64_sqrt(f64_low(squared))));
        const f64v high = f64_mul(q, f64_div(one, f64_sqrt(f64_high(squared))));
        const f32v score = f32_from_f64(f64_clamp_unit(f64_mul(f64_low(dot), low)),
                                        f64_clamp_unit(f64_mul(f64_high(dot), high)));
        f32_store(pair + i, score);
        any_nan |= f32_any_nan(score);
    }
    return any_nan != 0;
}

template <class T>
__attribute__((noinline)) void mend_cosines(const struct engram_scan *s, const row_picker<typename T::element> &rows,
                                            size_t begin, size_t n, float *scores) {
    for (size_t i = 0; i < n; ++i)
        if (scores[i] != scores[i])
            scores[i] = engram_cosine_unusual(T::type, s->query, rows.at(begin + i), s->dim, s->rule);
}

// Rows are taken in batches, whose square roots and divisions are done in registers of several. Sums stay in registers
// to the end of their row: lanes that wait in memory for those of other rows cost more, by stores and by loads of rows
// that share the low bits of their addresses, than folding them together would save.
constexpr size_t float_batch = 32;

template <class Q, class T, class M, size_t width, bool with_norm>
ENGRAM_INLINE void scan_all(const struct engram_scan *s, const typename Q::element *query, double query_inverse,
                            const row_picker<typename T::element> &rows, size_t count, float *scores) {
    alignas(64) float pair[float_batch + width], norm[float_batch + width];
    for (size_t i = 0; i < float_batch; ++i) pair[i] = norm[i] = 1.0f;
    for (size_t begin = 0; begin < count; begin += float_batch) {
        const size_t n = count - begin < float_batch ? count - begin : float_batch;
        for (size_t i = 0; i < n; i += width) {
            const typename T::element *row[width];
#pragma GCC unroll 2
            for (size_t w = 0; w < width; ++w) {
                const size_t at = begin + i + w;
                row[w] = rows.at(w == 0 || at < count ? at : count - 1); // after the last row comes the last again
                if (ENGRAM_UNLIKELY(rows.ids != nullptr) && at + width < count) prefetch_row(rows.at(at + width), s->dim);
            }
            f32x32 qr[width], rr[width];
            lanes_of<Q, T, M, width, with_norm>(query, row, s->dim, qr, rr);
#pragma GCC unroll 2
            for (size_t w = 0; w < width; ++w) {
                pair[i + w] = T::sum(qr[w]);
                if (with_norm) norm[i + w] = T::sum(rr[w]);
            }
        }
        if (with_norm) {
            if (ENGRAM_UNLIKELY(quotients(query_inverse, norm, n, pair))) mend_cosines<T>(s, rows, begin, n, pair);
        } else {
            for (size_t i = 0; i < n; i += f32_lanes) f32_store(pair + i, f32_canonical_nan(f32_load(pair + i)));
        }
        size_t i = 0;
        for (; i + f32_lanes <= n; i += f32_lanes) f32_store(scores + begin + i, f32_load(pair + i));
        for (; i < n; ++i) scores[begin + i] = pair[i];
    }
}

// Two rows in lock-step halve the loads of the query and double the chains of additions, which pays while rows come from
// the second-level cache and registers are so wide that a row has but two chains. From further away one row, one stream, is
// faster.
template <class Q, class T, class M, bool with_norm>
ENGRAM_INLINE void scan_from(const struct engram_scan *s, const typename Q::element *query, double query_inverse,
                             const row_picker<typename T::element> &rows, size_t count, float *scores) {
    if (scan_rows != 1 && s->is_cached) scan_all<Q, T, M, scan_rows, with_norm>(s, query, query_inverse, rows, count, scores);
    else scan_all<Q, T, M, 1, with_norm>(s, query, query_inverse, rows, count, scores);
}

constexpr bool is_f32(f32 *) { return true; }
constexpr bool is_f32(void *) { return false; }

// The query is widened once, and brought to an aligned address. For a few rows that costs more than it gives.
template <class T, class M, bool with_norm>
__attribute__((noinline)) void scan_float(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count,
                                          float *scores) {
    const auto *query = static_cast<const typename T::element *>(s->query);
    const auto rows = row_picker<typename T::element>::of(s, ids, first);
    const double query_inverse = with_norm ? engram_inverse_norm(squared_norm<T>(query, s->dim)) : 0.0;
    query_buffer buffer;
    if constexpr (is_f32(static_cast<T *>(nullptr))) {
        if (count >= 8 && s->dim <= query_capacity && reinterpret_cast<uintptr_t>(query) % sizeof(f32v) != 0) {
            query_widen<T>(query, s->dim, buffer.data);
            query = buffer.data;
        }
        scan_from<T, T, M, with_norm>(s, query, query_inverse, rows, count, scores);
    } else if (s->dim <= query_capacity && count >= 4) {
        query_widen<T>(query, s->dim, buffer.data);
        scan_from<widened, T, M, with_norm>(s, buffer.data, query_inverse, rows, count, scores);
    } else {
        scan_all<T, T, M, 1, with_norm>(s, query, query_inverse, rows, count, scores);
    }
}

template <class T>
void cosine_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    using element = typename T::element;
    if (count != 1) return scan_float<T, product, true>(s, ids, first, count, scores);
    scores[0] = cosine_pair<T>(s, static_cast<const element *>(s->query), row_picker<element>::of(s, ids, first).at(0));
}

template <class T, class M>
ENGRAM_INLINE void sum_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    using element = typename T::element;
    if (count != 1) return scan_float<T, M, false>(s, ids, first, count, scores);
    scores[0] = sum_pair<T, M>(s, static_cast<const element *>(s->query), row_picker<element>::of(s, ids, first).at(0));
}

template <class T>
void dot_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    sum_scan<T, product>(s, ids, first, count, scores);
}

template <class T>
void l2_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    sum_scan<T, difference>(s, ids, first, count, scores);
}

void cosine_f32_many(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                     enum engram_cosine_rule rule, float *scores) {
    const struct engram_scan s = {query, rows, dim, stride, 1.0f, nullptr, rule, count * stride <= ENGRAM_CACHED_BYTES / sizeof(float)};
    cosine_scan<f32>(&s, nullptr, 0, count, scores);
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

} // namespace
