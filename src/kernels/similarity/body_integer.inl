// SPDX-License-Identifier: MIT OR Apache-2.0
// Exact integer sums: i8 products and counts of bits. Included by body.inl.

namespace {

struct i8_sums {
    int64_t qr, rr;
};

template <bool with_pair, bool with_norm>
ENGRAM_INLINE i8_sums i8_chunk_sums(const int8_t *q, const int8_t *r, size_t dim) {
    i32v pair = i32_zero();
    i8_square square = i8_square_zero();
    size_t i = 0;
    for (; i + i8_lanes <= dim; i += i8_lanes) {
        const i8v row = i8_load(r + i);
        if (with_pair) pair = i8_dot_add(pair, i8_load(q + i), row);
        if (with_norm) i8_square_add(square, row);
    }
    if (i < dim) {
        const i8v row = i8_load_part(r + i, dim - i);
        if (with_pair) pair = i8_dot_add(pair, i8_load_part(q + i, dim - i), row);
        if (with_norm) i8_square_add(square, row);
    }
    return {with_pair ? i32_sum(pair) : 0, with_norm ? i32_sum(i8_square_lanes(square)) : 0};
}

template <bool with_pair, bool with_norm>
ENGRAM_INLINE i8_sums i8_all_sums(const int8_t *q, const int8_t *r, size_t dim) {
    if (ENGRAM_LIKELY(dim <= i8_chunk)) return i8_chunk_sums<with_pair, with_norm>(q, r, dim);
    i8_sums total = {0, 0};
    for (size_t i = 0; i < dim; i += i8_chunk) {
        const size_t n = dim - i < i8_chunk ? dim - i : i8_chunk;
        const i8_sums part = i8_chunk_sums<with_pair, with_norm>(q + i, r + i, n);
        total.qr += part.qr;
        total.rr += part.rr;
    }
    return total;
}

// What i8_dot_add counts too much.
ENGRAM_INLINE int64_t i8_excess(const int8_t *query, size_t dim) {
    if (i8_bias == 0) return 0;
    constexpr uint8_t all[8] = {255, 255, 255, 255, 255, 255, 255, 255};
    static_assert(i8_lanes / 8 <= sizeof all);
    int64_t sum = 0;
    for (size_t from = 0; from < dim; from += i8_chunk) {
        const size_t end = dim - from < i8_chunk ? dim : from + i8_chunk;
        i32v lanes = i32_zero();
        size_t i = from;
        for (; i + i8_lanes <= end; i += i8_lanes) lanes = i8_masked_add(lanes, i8_load(query + i), all);
        if (i < end) lanes = i8_masked_add(lanes, i8_load_part(query + i, end - i), all);
        sum += i32_sum(lanes);
    }
    return i8_bias * sum;
}

// A scan that leaves the prefetching to the processor reaches half of what memory gives. Each line asks for the one a few whole
// rows after it, so that gaps are passed over; further ahead, lines drop out of the first-level cache before their turn. What
// is read once need not push anything out of the other caches.
constexpr size_t cache_line = 64, stream_bytes = 6144;
ENGRAM_INLINE void prefetch_once(const int8_t *line, size_t ahead) {
    __builtin_prefetch(reinterpret_cast<const void *>(reinterpret_cast<uintptr_t>(line) + ahead), 0, 0);
}

// Four rows share the folding of their sums. They are read one after the other: from beyond the second-level cache, four
// streams in lock-step take twice as long as one. `ahead` bytes after each line lies the one to ask for with it.
template <bool with_norm>
ENGRAM_INLINE void i8_four_sums(const int8_t *q, const int8_t *const (&rows)[4], size_t dim, size_t ahead, int32_t (&qr)[4],
                                int32_t (&rr)[4]) {
    static_assert(cache_line % i8_lanes == 0);
    i32v pair[4];
    i8_square square[4];
#pragma GCC unroll 4
    for (size_t w = 0; w < 4; ++w) {
        i32v sum = i32_zero();
        i8_square squares = i8_square_zero();
        const auto add = [&](i8v query, i8v row) __attribute__((always_inline)) {
            sum = i8_dot_add(sum, query, row);
            if (with_norm) i8_square_add(squares, row);
        };
        size_t i = 0;
        for (; i + cache_line <= dim; i += cache_line) {
            prefetch_once(rows[w] + i, ahead);
#pragma GCC unroll 4
            for (size_t j = 0; j < cache_line; j += i8_lanes) add(i8_load(q + i + j), i8_load(rows[w] + i + j));
        }
        for (; i + i8_lanes <= dim; i += i8_lanes) add(i8_load(q + i), i8_load(rows[w] + i));
        if (i < dim) add(i8_load_part(q + i, dim - i), i8_load_part(rows[w] + i, dim - i));
        pair[w] = sum, square[w] = squares;
    }
    i32_sum_four(pair, qr);
    if (!with_norm) return;
    const i32v lanes[4] = {i8_square_lanes(square[0]), i8_square_lanes(square[1]), i8_square_lanes(square[2]),
                           i8_square_lanes(square[3])};
    i32_sum_four(lanes, rr);
}

// finish(i, n, qr, rr): the exact sums of rows i to i + n - 1, in batches whose scores a compiler can vectorise.
constexpr size_t i8_batch = 32;

template <bool with_norm, class Finish>
ENGRAM_INLINE void i8_each(const int8_t *query, size_t dim, const row_picker<int8_t> &rows, size_t count,
                           const Finish &finish) {
    const int64_t excess = i8_excess(query, dim);
    const size_t ahead = rows.stride != 0 ? (stream_bytes / rows.stride + 1) * rows.stride : 0;
    double qr[i8_batch], rr[i8_batch];
    for (size_t begin = 0; begin < count; begin += i8_batch) {
        const size_t n = count - begin < i8_batch ? count - begin : i8_batch;
        size_t i = 0;
        for (; i + 4 <= n && dim <= i8_chunk; i += 4) {
            const size_t at = begin + i;
            const int8_t *const four[4] = {rows.at(at), rows.at(at + 1), rows.at(at + 2), rows.at(at + 3)};
            if (rows.ids != nullptr)
                for (size_t w = 4; w < 8 && at + w < count; ++w) prefetch_row(rows.at(at + w), dim);
            int32_t pair[4], square[4] = {0, 0, 0, 0};
            i8_four_sums<with_norm>(query, four, dim, ahead, pair, square);
#pragma GCC unroll 4
            for (size_t w = 0; w < 4; ++w) {
                qr[i + w] = static_cast<double>(pair[w] - excess);
                rr[i + w] = square[w];
            }
        }
        for (; i < n; ++i) {
            const i8_sums x = i8_all_sums<true, with_norm>(query, rows.at(begin + i), dim);
            qr[i] = static_cast<double>(x.qr - excess);
            rr[i] = static_cast<double>(x.rr);
        }
        finish(begin, n, qr, rr);
    }
}

// The scales of a batch of rows.
struct i8_scales {
    float of[i8_batch];

    __attribute__((always_inline)) i8_scales(const struct engram_scan *s, const row_picker<int8_t> &rows, size_t begin,
                                             size_t n) {
        for (size_t i = 0; i < n; ++i) of[i] = s->scales != nullptr ? s->scales[rows.number(begin + i)] : 1.0f;
    }
};

// All scales are 1.
ENGRAM_INLINE bool i8_is_plain(const struct engram_scan *s) { return s->scales == nullptr && s->query_scale == 1.0f; }

// engram_i8_cosine for n rows; vectors of zeros afterwards.
ENGRAM_INLINE void i8_cosines(const double *qr, double query_inverse, const double *rr, size_t n, float *scores) {
    size_t i = 0;
    for (; i + f32_lanes <= n; i += f32_lanes) {
        f64v half[2];
        for (size_t j = 0; j < 2; ++j) {
            const size_t at = i + j * f64_lanes;
            const f64v row_inverse = f64_div(f64_set(1.0), f64_sqrt(f64_load(rr + at)));
            half[j] = f64_clamp_unit(f64_mul(f64_load(qr + at), f64_mul(f64_set(query_inverse), row_inverse)));
        }
        f32_store(scores + i, f32_from_f64(half[0], half[1]));
    }
    for (; i < n; ++i) scores[i] = engram_i8_cosine(qr[i], query_inverse, rr[i]);
    for (size_t j = 0; j < n; ++j)
        if (rr[j] == 0.0 || query_inverse == 0.0) scores[j] = 0.0f;
}

void i8_cosine_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const auto rows = row_picker<int8_t>::of(s, ids, first);
    const double query_inverse = engram_i8_inverse_norm(i8_all_sums<false, true>(query, query, s->dim).rr);
    i8_each<true>(query, s->dim, rows, count, [=](size_t begin, size_t n, const double *qr, const double *rr) {
        i8_cosines(qr, query_inverse, rr, n, scores + begin);
        if (i8_is_plain(s)) return;
        const i8_scales scale(s, rows, begin, n);
        for (size_t i = 0; i < n; ++i)
            scores[begin + i] = engram_i8_cosine_scaled(scores[begin + i], s->query_scale, scale.of[i]);
    });
}

void i8_dot_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto rows = row_picker<int8_t>::of(s, ids, first);
    i8_each<false>(static_cast<const int8_t *>(s->query), s->dim, rows, count,
                   [=](size_t begin, size_t n, const double *qr, const double *) {
                       const i8_scales scale(s, rows, begin, n);
                       for (size_t i = 0; i < n; ++i) scores[begin + i] = engram_i8_dot(qr[i], s->query_scale, scale.of[i]);
                   });
}

void i8_l2_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const auto rows = row_picker<int8_t>::of(s, ids, first);
    const double qq = static_cast<double>(i8_all_sums<false, true>(query, query, s->dim).rr);
    i8_each<true>(query, s->dim, rows, count, [=](size_t begin, size_t n, const double *qr, const double *rr) {
        if (i8_is_plain(s)) { // what engram_i8_l2 comes to then
            for (size_t i = 0; i < n; ++i) scores[begin + i] = static_cast<float>(qq + rr[i] - 2.0 * qr[i]);
            return;
        }
        const i8_scales scale(s, rows, begin, n);
        for (size_t i = 0; i < n; ++i) scores[begin + i] = engram_i8_l2(qr[i], qq, rr[i], s->query_scale, scale.of[i]);
    });
}

void i8_dots(const int8_t *query, const int8_t *rows, size_t dim, size_t stride, const uint64_t *ids, uint64_t first,
             size_t count, double *sums) {
    i8_each<false>(query, dim, {rows, stride, ids, first}, count,
                   [=](size_t begin, size_t n, const double *qr, const double *) {
                       for (size_t i = 0; i < n; ++i) sums[begin + i] = qr[i];
                   });
}

// The query where the bit of the row is set, twice, less the whole query. Bits past the row are 0.
void sign_dots(const int8_t *query, const uint8_t *rows, size_t dim, size_t stride, const uint64_t *ids, uint64_t first,
               size_t count, double *sums) {
    int64_t whole = 0;
    for (size_t j = 0; j < dim; ++j) whole += query[j];
    for (size_t i = 0; i < count; ++i) {
        const uint8_t *row = rows + (ids != nullptr ? ids[i] : first + i) * stride;
        int64_t set = 0;
        for (size_t from = 0; from < dim; from += i8_chunk) {
            const size_t left = dim - from < i8_chunk ? dim - from : i8_chunk;
            i32v lanes = i32_zero();
            size_t j = 0;
            for (; j + i8_lanes <= left; j += i8_lanes)
                lanes = i8_masked_add(lanes, i8_load(query + from + j), row + (from + j) / 8);
            set += i32_sum(lanes);
            for (; j < left; ++j)
                if ((row[(from + j) / 8] >> j % 8 & 1) != 0) set += query[from + j];
        }
        sums[i] = static_cast<double>(2 * set - whole);
    }
}

template <engram_metric metric>
void code_limits(const struct engram_code_query *query, const struct engram_code_rows *rows, size_t count, double *products) {
    engram_code_limits<metric>(query, rows, count, products);
}

ENGRAM_INLINE uint64_t word_at(const uint8_t *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

// The last word of a row of bits: n < 64 bits, the unused ones cleared, no byte beyond them read.
ENGRAM_INLINE uint64_t word_part(const uint8_t *p, size_t n) {
    uint64_t word = 0;
    for (size_t byte = 0; byte * 8 < n; ++byte) word |= static_cast<uint64_t>(p[byte]) << 8 * byte;
    return word & ((uint64_t{1} << n) - 1);
}

ENGRAM_INLINE uint64_t count_bits(uint64_t x) { return static_cast<uint64_t>(__builtin_popcountll(x)); }

// From 2,048 bits on, registers of bytes; below, a population count per word is as fast and has no sum to fold.
ENGRAM_INLINE uint64_t bits_differing(const uint8_t *a, const uint8_t *b, size_t bits) {
    uint64_t count = 0;
    size_t i = bits >= 2048 ? bits / 512 * 64 : 0;
    if (i != 0) count = bits_count_xor(a, b, i);
    for (; i * 8 + 64 <= bits; i += 8) count += count_bits(word_at(a + i) ^ word_at(b + i));
    const size_t left = bits - i * 8;
    return left == 0 ? count : count + count_bits(word_part(a + i, left) ^ word_part(b + i, left));
}

// Of as many rows as make whole fours; how many that were. A template, so that a level without the operation need not name it.
template <class Byte>
ENGRAM_INLINE size_t hamming_fours(const Byte *query, const row_picker<Byte> &rows, size_t dim, size_t count, float *scores) {
    const size_t whole = dim / 8, left = dim % 8;
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const Byte *const four[4] = {rows.at(i), rows.at(i + 1), rows.at(i + 2), rows.at(i + 3)};
        uint64_t differing[4];
        bits_count_xor_four(query, four, whole, differing);
#pragma GCC unroll 4
        for (size_t w = 0; w < 4; ++w) {
            if (left != 0) differing[w] += count_bits((query[whole] ^ four[w][whole]) & ((1u << left) - 1u));
            scores[i + w] = static_cast<float>(static_cast<int64_t>(differing[w]));
        }
    }
    return i;
}

void hamming_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const uint8_t *>(s->query);
    const auto rows = row_picker<uint8_t>::of(s, ids, first);
    size_t i = 0;
    if constexpr (has_bits_four) i = hamming_fours(query, rows, s->dim, count, scores);
    for (; i < count; ++i)
        scores[i] = static_cast<float>(static_cast<int64_t>(bits_differing(query, rows.at(i), s->dim)));
}

void jaccard_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const uint8_t *>(s->query);
    const auto rows = row_picker<uint8_t>::of(s, ids, first);
    const size_t whole = s->dim / 64 * 8, left = s->dim % 64;
    for (size_t i = 0; i < count; ++i) {
        const uint8_t *row = rows.at(i);
        uint64_t common = 0, both = 0;
        for (size_t at = 0; at < whole; at += 8) {
            const uint64_t q = word_at(query + at), r = word_at(row + at);
            common += count_bits(q & r);
            both += count_bits(q | r);
        }
        if (left != 0) {
            const uint64_t q = word_part(query + whole, left), r = word_part(row + whole, left);
            common += count_bits(q & r);
            both += count_bits(q | r);
        }
        scores[i] = engram_jaccard(common, both);
    }
}

} // namespace
