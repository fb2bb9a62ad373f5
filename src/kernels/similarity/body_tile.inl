// SPDX-License-Identifier: MIT OR Apache-2.0
// All pairs of a few queries and rows in registers. Included by body.inl.

namespace {

// Loops over a tile carry an unroll pragma: GCC otherwise keeps their arrays in memory.
//
// The shape is the level's: simd/contract.hpp. Lanes are independent until the fold, so the order within a pair is the
// canonical one.
static_assert(ENGRAM_PANEL_ROWS % tile_rows == 0);

template <class T>
ENGRAM_INLINE f32v part_of(const typename T::element *p, size_t lane, size_t n) {
    return n == f32_lanes ? T::load(p + lane) : n != 0 ? T::load_part(p + lane, n) : f32_zero();
}

template <class T, class M, size_t queries>
ENGRAM_INLINE void register_tile(const typename T::element *const (&q)[queries],
                                 const typename T::element *const (&r)[tile_rows], size_t dim,
                                 f32v (&sum)[queries][tile_rows][parts]) {
    const size_t whole = dim / block * block;
#pragma GCC unroll 1
    for (size_t j = 0; j < parts; j += tile_parts) {
        f32v acc[queries][tile_rows][tile_parts];
#pragma GCC unroll 8
        for (size_t m = 0; m < queries; ++m)
#pragma GCC unroll 8
            for (size_t n = 0; n < tile_rows; ++n)
#pragma GCC unroll 8
                for (size_t p = 0; p < tile_parts; ++p) acc[m][n][p] = f32_zero();
        for (size_t i = j * f32_lanes; i < whole; i += block) {
            f32v row[tile_rows][tile_parts];
#pragma GCC unroll 8
            for (size_t n = 0; n < tile_rows; ++n)
#pragma GCC unroll 8
                for (size_t p = 0; p < tile_parts; ++p) row[n][p] = f32_keep(T::load(r[n] + i + p * f32_lanes));
#pragma GCC unroll 8
            for (size_t m = 0; m < queries; ++m)
#pragma GCC unroll 8
                for (size_t p = 0; p < tile_parts; ++p) {
                    const f32v query = f32_keep(T::load(q[m] + i + p * f32_lanes));
#pragma GCC unroll 8
                    for (size_t n = 0; n < tile_rows; ++n) acc[m][n][p] = M::add_part(query, row[n][p], acc[m][n][p]);
                }
        }
        // The padding is added in every lane, as the reference does: it turns a sum of -0 into +0.
        if (whole < dim) {
#pragma GCC unroll 8
            for (size_t p = 0; p < tile_parts; ++p) {
                const size_t lane = (j + p) * f32_lanes, i = whole + lane;
                const size_t left = dim <= i ? 0 : dim - i < f32_lanes ? dim - i : f32_lanes;
#pragma GCC unroll 8
                for (size_t n = 0; n < tile_rows; ++n) {
                    const f32v row = part_of<T>(r[n] + whole, lane, left);
#pragma GCC unroll 8
                    for (size_t m = 0; m < queries; ++m)
                        acc[m][n][p] = M::add_part(part_of<T>(q[m] + whole, lane, left), row, acc[m][n][p]);
                }
            }
        }
#pragma GCC unroll 8
        for (size_t m = 0; m < queries; ++m)
#pragma GCC unroll 8
            for (size_t n = 0; n < tile_rows; ++n)
#pragma GCC unroll 8
                for (size_t p = 0; p < tile_parts; ++p) sum[m][n][j + p] = acc[m][n][p];
    }
}

ENGRAM_INLINE void fold_all(const f32v (*sums)[parts], size_t count, float *out) {
    size_t n = 0;
#pragma GCC unroll 8
    for (; n + 4 <= count; n += 4) f32_fold_four(sums[n], sums[n + 1], sums[n + 2], sums[n + 3], out + n);
    for (; n < count; ++n) out[n] = f32_fold(sums[n]);
}

// The next panel comes from memory while this one is computed: a slice per register tile, into the second level.
struct fetcher {
    const char *at, *end;
    size_t step;

    ENGRAM_INLINE fetcher of(const struct engram_tile *t) {
        const size_t tiles = (t->query_count + tile_queries - 1) / tile_queries * ((t->row_count + tile_rows - 1) / tile_rows);
        return {t->next, t->next + t->next_bytes, t->next_bytes / (tiles != 0 ? tiles : 1) + 64};
    }
    __attribute__((always_inline)) void slice() {
        const char *stop = static_cast<size_t>(end - at) < step ? end : at + step;
        for (; at < stop; at += 64) __builtin_prefetch(at, 0, 2);
        if (at > end) at = end;
    }
};

template <class T, class M, size_t queries>
void tile_queries_by_rows(const struct engram_tile *t, size_t m, fetcher &fetch) {
    using element = typename T::element;
    const element *q[queries];
    for (size_t a = 0; a < queries; ++a) q[a] = static_cast<const element *>(t->queries[m + a]);
    for (size_t n = 0; n < t->row_count; n += tile_rows) {
        fetch.slice();
        const size_t rows = t->row_count - n < tile_rows ? t->row_count - n : tile_rows;
        // A short tile repeats its last row and drops the repeats.
        const element *r[tile_rows];
        for (size_t b = 0; b < tile_rows; ++b)
            r[b] = static_cast<const element *>(t->rows[n + (b < rows ? b : rows - 1)]);
        f32v sum[queries][tile_rows][parts];
        register_tile<T, M, queries>(q, r, t->dim, sum);
        float folded[queries * tile_rows];
        fold_all(&sum[0][0], queries * tile_rows, folded);
        for (size_t a = 0; a < queries; ++a)
            for (size_t b = 0; b < rows; ++b) t->sums[(m + a) * t->sums_stride + n + b] = folded[a * tile_rows + b];
    }
}

template <class T, class M>
void tile(const struct engram_tile *t) {
    fetcher fetch = fetcher::of(t);
    size_t m = 0;
    for (; m + tile_queries <= t->query_count; m += tile_queries) tile_queries_by_rows<T, M, tile_queries>(t, m, fetch);
    for (; m + 2 <= t->query_count; m += 2) tile_queries_by_rows<T, M, 2>(t, m, fetch);
    for (; m < t->query_count; ++m) tile_queries_by_rows<T, M, 1>(t, m, fetch);
}

template <class T>
void inverse_norms(const void *const *vectors, size_t count, size_t dim, double *inverse) {
    for (size_t i = 0; i < count; ++i)
        inverse[i] = engram_inverse_norm(squared_norm<T>(static_cast<const typename T::element *>(vectors[i]), dim));
}

void bias(const float *multiply, const float *add, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    if (ids != nullptr) {
        for (size_t i = 0; i < count; ++i) {
            if (multiply != nullptr && add != nullptr)
                scores[i] = engram_fma_f32(scores[i], multiply[ids[i]], add[ids[i]]);
            else if (multiply != nullptr) scores[i] = scores[i] * multiply[ids[i]];
            else if (add != nullptr) scores[i] = scores[i] + add[ids[i]];
        }
        return;
    }
    const float *m = multiply != nullptr ? multiply + first : nullptr, *a = add != nullptr ? add + first : nullptr;
    if (m != nullptr && a != nullptr)
        for (size_t i = 0; i < count; ++i) scores[i] = engram_fma_f32(scores[i], m[i], a[i]);
    else if (m != nullptr)
        for (size_t i = 0; i < count; ++i) scores[i] = scores[i] * m[i];
    else if (a != nullptr)
        for (size_t i = 0; i < count; ++i) scores[i] = scores[i] + a[i];
}

} // namespace
