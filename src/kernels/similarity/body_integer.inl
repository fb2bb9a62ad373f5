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
        if (with_norm) square = i8_square_add(square, row);
    }
    if (i < dim) {
        const i8v row = i8_load_part(r + i, dim - i);
        if (with_pair) pair = i8_dot_add(pair, i8_load_part(q + i, dim - i), row);
        if (with_norm) square = i8_square_add(square, row);
    }
    return {with_pair ? i32_sum(pair) : 0, with_norm ? i8_square_sum(square) : 0};
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
    int64_t sum = 0;
    if (i8_bias != 0)
        for (size_t i = 0; i < dim; ++i) sum += query[i];
    return i8_bias * sum;
}

void i8_cosine_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const auto rows = row_picker<int8_t>::of(s, ids, first);
    const int64_t excess = i8_excess(query, s->dim);
    const double query_inverse = engram_i8_inverse_norm(i8_all_sums<false, true>(query, query, s->dim).rr);
    for (size_t i = 0; i < count; ++i) {
        if (ids != nullptr && i + 1 < count) prefetch_row(rows.at(i + 1), s->dim);
        const i8_sums x = i8_all_sums<true, true>(query, rows.at(i), s->dim);
        scores[i] = engram_i8_cosine(x.qr - excess, query_inverse, x.rr);
    }
}

void i8_dot_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const auto rows = row_picker<int8_t>::of(s, ids, first);
    const int64_t excess = i8_excess(query, s->dim);
    for (size_t i = 0; i < count; ++i) {
        if (ids != nullptr && i + 1 < count) prefetch_row(rows.at(i + 1), s->dim);
        const i8_sums x = i8_all_sums<true, false>(query, rows.at(i), s->dim);
        const float scale = s->scales != nullptr ? s->scales[ids != nullptr ? ids[i] : first + i] : 1.0f;
        scores[i] = engram_i8_dot(x.qr - excess, s->query_scale, scale);
    }
}

void i8_l2_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const auto rows = row_picker<int8_t>::of(s, ids, first);
    const int64_t excess = i8_excess(query, s->dim);
    const int64_t qq = i8_all_sums<false, true>(query, query, s->dim).rr;
    for (size_t i = 0; i < count; ++i) {
        if (ids != nullptr && i + 1 < count) prefetch_row(rows.at(i + 1), s->dim);
        const i8_sums x = i8_all_sums<true, true>(query, rows.at(i), s->dim);
        const float scale = s->scales != nullptr ? s->scales[ids != nullptr ? ids[i] : first + i] : 1.0f;
        scores[i] = engram_i8_l2(x.qr - excess, qq, x.rr, s->query_scale, scale);
    }
}

void i8_dots(const int8_t *query, const int8_t *rows, size_t dim, size_t stride, const uint64_t *ids, uint64_t first,
             size_t count, int64_t *out) {
    const row_picker<int8_t> picker = {rows, stride, ids, first};
    const int64_t excess = i8_excess(query, dim);
    for (size_t i = 0; i < count; ++i)
        out[i] = i8_all_sums<true, false>(query, picker.at(i), dim).qr - excess;
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

void hamming_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const uint8_t *>(s->query);
    const auto rows = row_picker<uint8_t>::of(s, ids, first);
    for (size_t i = 0; i < count; ++i)
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
