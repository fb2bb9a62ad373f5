// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/check.h"
#include "check/rows.hpp"
#include "engram/compat.h"

namespace {

constexpr size_t row_count = 5;
constexpr size_t most = 97;

// Around the 32 lanes of the canonical sum, and through several rounds of it.
constexpr size_t dims[] = {1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 97};

uint64_t cosine(float factor, const float *odd, size_t odd_count) {
    float query[most], rows[row_count * most], scores[row_count];
    uint64_t digest = ENGRAM_DIGEST_BEGIN, seed = 1;
    for (const size_t dim : dims) {
        for (size_t i = 0; i < dim; ++i) query[i] = engram_check_float(&seed);
        for (size_t i = 0; i < row_count * dim; ++i) rows[i] = factor * engram_check_float(&seed);
        for (size_t i = 0; i < odd_count; ++i) rows[i * dim + engram_check_next(&seed) % dim] = odd[i];
        engram_rows matrix = {};
        matrix.size = sizeof matrix;
        matrix.type = ENGRAM_TYPE_F32;
        matrix.data = rows;
        matrix.count = row_count;
        matrix.dim = dim;
        const engram_status status =
            engram_similarity_many(ENGRAM_METRIC_COSINE, query, &matrix, 0, row_count, scores);
        digest = engram_digest_status(digest, status);
        digest = engram_digest(digest, scores, sizeof scores, sizeof *scores);
    }
    return digest;
}

uint64_t plain() { return cosine(1.0f, nullptr, 0); }
uint64_t tiny() { return cosine(0x1p-120f, nullptr, 0); }
uint64_t huge() { return cosine(0x1p120f, nullptr, 0); }

uint64_t odd_values() {
    constexpr float values[] = {__builtin_nanf(""), __builtin_inff(), -__builtin_inff(), 0.0f, 0x1p-149f};
    return cosine(1.0f, values, row_count);
}

uint64_t drop_in() {
    float query[most], rows[row_count * most], scores[row_count];
    uint64_t digest = ENGRAM_DIGEST_BEGIN, seed = 2;
    for (const size_t dim : dims) {
        for (size_t i = 0; i < dim; ++i) query[i] = engram_check_float(&seed);
        for (size_t i = 0; i < row_count * dim; ++i) rows[i] = engram_check_float(&seed);
        for (size_t i = 0; i < dim; ++i) rows[i] *= 0x1p-60f; // squared norm below the drop-in's threshold
        engram_vector_similarity(query, rows, scores, dim, row_count);
        const engram_status status = engram_last_status();
        digest = engram_digest_status(digest, status);
        digest = engram_digest(digest, scores, sizeof scores, sizeof *scores);
    }
    return digest;
}

// Around the registers of the narrower types: 64 bytes of i8, 512 bits, and the remainders after them.
constexpr size_t narrow_dims[] = {1, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200};
constexpr size_t bit_dims[] = {1, 7, 8, 9, 63, 64, 65, 127, 129, 511, 512, 513, 768, 1000};
constexpr size_t longest_row = 400; // bytes: 200 halves

constexpr bool is_half(engram_type type) { return type == ENGRAM_TYPE_F16 || type == ENGRAM_TYPE_BF16; }

// Elements of the type in `bytes` bytes: halves with magnitudes around 1, any pattern of the others.
void fill_bytes(uint64_t *seed, engram_type type, void *out, size_t bytes) {
    auto *at = static_cast<uint8_t *>(out);
    for (size_t i = 0; i < bytes; ++i) at[i] = static_cast<uint8_t>(engram_check_next(seed) >> 56);
    if (!is_half(type)) return;
    for (size_t i = 0; i < bytes; i += 2) {
        const uint16_t any = static_cast<uint16_t>(at[i] | at[i + 1] << 8);
        const uint16_t half = type == ENGRAM_TYPE_F16 ? static_cast<uint16_t>((any & 0x8FFF) | 0x3000)  // 2^-3 to 2^0
                                                      : static_cast<uint16_t>((any & 0x80FF) | 0x3F00); // 2^-1 and 2^0
        memcpy(at + i, &half, sizeof half);
    }
}

// Every metric of a type, one query against a few rows; i8 with scales.
template <size_t n>
uint64_t type_digest(engram_type type, const size_t (&dimensions)[n], engram_metric first, engram_metric last,
                     uint64_t seed) {
    alignas(8) uint8_t query[longest_row], rows[row_count * longest_row];
    float scores[row_count], scales[row_count];
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    for (const size_t dim : dimensions) {
        const size_t bytes = type == ENGRAM_TYPE_BITS ? (dim + 7) / 8 : type == ENGRAM_TYPE_I8 ? dim : 2 * dim;
        fill_bytes(&seed, type, query, bytes);
        fill_bytes(&seed, type, rows, row_count * bytes);
        fill_floats(&seed, scales, row_count);
        for (float &scale : scales) scale = scale < 0.0f ? -scale : scale; // none is negative: that would be refused
        const engram_rows m = matrix_of(type, rows, row_count, dim, type == ENGRAM_TYPE_I8 ? scales : nullptr);
        for (engram_metric metric = first; metric <= last; ++metric) {
            const engram_status status = engram_similarity_many(metric, query, &m, 0, row_count, scores);
            digest = engram_digest_status(digest, status);
            digest = engram_digest(digest, scores, sizeof scores, sizeof *scores);
        }
    }
    return digest;
}

uint64_t halves() { return type_digest(ENGRAM_TYPE_F16, narrow_dims, ENGRAM_METRIC_COSINE, ENGRAM_METRIC_L2_SQUARED, 3); }
uint64_t brain() { return type_digest(ENGRAM_TYPE_BF16, narrow_dims, ENGRAM_METRIC_COSINE, ENGRAM_METRIC_L2_SQUARED, 4); }
uint64_t bytes() { return type_digest(ENGRAM_TYPE_I8, narrow_dims, ENGRAM_METRIC_COSINE, ENGRAM_METRIC_L2_SQUARED, 5); }
uint64_t bits() { return type_digest(ENGRAM_TYPE_BITS, bit_dims, ENGRAM_METRIC_HAMMING, ENGRAM_METRIC_JACCARD, 6); }

// A metric of f32 alone: scores that share nothing with the cosine's.
uint64_t sums(engram_metric metric, uint64_t seed) {
    float query[most], rows[row_count * most], scores[row_count];
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    for (const size_t dim : dims) {
        fill_floats(&seed, query, dim);
        fill_floats(&seed, rows, row_count * dim);
        const engram_rows m = matrix_of(ENGRAM_TYPE_F32, rows, row_count, dim, nullptr);
        const engram_status status = engram_similarity_many(metric, query, &m, 0, row_count, scores);
        digest = engram_digest_status(digest, status);
        digest = engram_digest(digest, scores, sizeof scores, sizeof *scores);
    }
    return digest;
}

uint64_t dot() { return sums(ENGRAM_METRIC_DOT, 7); }
uint64_t l2() { return sums(ENGRAM_METRIC_L2_SQUARED, 8); }

// Full and short register tiles, and a remainder after the 32 lanes.
uint64_t tiles() {
    constexpr size_t queries = 7, rows = 7, dim = 41;
    alignas(4) uint8_t data[(queries + rows) * dim * 4];
    float scores[queries * rows];
    uint64_t digest = ENGRAM_DIGEST_BEGIN, seed = 9;
    for (engram_type type = ENGRAM_TYPE_F32; type <= ENGRAM_TYPE_BF16; ++type) {
        const size_t size = type == ENGRAM_TYPE_F32 ? 4 : 2;
        if (size == 2) fill_bytes(&seed, type, data, (queries + rows) * dim * 2);
        else
            for (size_t i = 0; i < (queries + rows) * dim; ++i) {
                const float x = engram_check_float(&seed);
                memcpy(data + i * sizeof x, &x, sizeof x);
            }
        const engram_rows q = matrix_of(type, data, queries, dim, nullptr);
        const engram_rows m = matrix_of(type, data + queries * dim * size, rows, dim, nullptr);
        for (engram_metric metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric) {
            const engram_status status = engram_similarity_block(metric, &q, &m, 0, nullptr, scores);
            digest = engram_digest_status(digest, status);
            digest = engram_digest(digest, scores, sizeof scores, sizeof *scores);
        }
    }
    return digest;
}

// The best few of some rows under a filter, with both biases; through codes too.
uint64_t selection(bool with_codes) {
    constexpr size_t queries = 2, rows = 40, dim = 67, k = 6;
    float data[(queries + rows) * dim], multiply[rows], add[rows], scales[rows], errors[rows], norms[rows];
    int8_t codes[rows * dim];
    engram_hit hits[queries * k];
    engram_topk_counts counts[queries];
    uint64_t digest = ENGRAM_DIGEST_BEGIN, seed = 10;
    fill_floats(&seed, data, (queries + rows) * dim);
    fill_floats(&seed, multiply, rows);
    fill_floats(&seed, add, rows);
    const uint64_t filter = engram_check_next(&seed) | engram_check_next(&seed);
    const engram_rows q = matrix_of(ENGRAM_TYPE_F32, data, queries, dim, nullptr);
    const engram_rows m = matrix_of(ENGRAM_TYPE_F32, data + queries * dim, rows, dim, nullptr);
    engram_topk_options options = {};
    options.size = sizeof options;
    options.filter = &filter;
    options.filter_bits = 64;
    options.multiply = multiply;
    options.add = add;
    const engram_codes c = {sizeof c, 0, codes, rows, 0, dim, scales, errors, norms};
    if (with_codes) {
        if (engram_codes_build(&m, 0, rows, &c) != ENGRAM_OK) return 0;
        digest = engram_digest(digest, codes, sizeof codes, sizeof *codes);
        digest = engram_digest(digest, scales, sizeof scales, sizeof *scales);
        digest = engram_digest(digest, errors, sizeof errors, sizeof *errors);
    }
    for (engram_metric metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric) {
        memset(hits, 0, sizeof hits);
        memset(counts, 0, sizeof counts);
        const engram_status status =
            with_codes ? engram_similarity_topk_codes(metric, &q, &m, &c, k, &options, hits, counts)
                       : engram_similarity_topk(metric, &q, &m, k, &options, hits, counts);
        digest = engram_digest_status(digest, status);
        for (const engram_hit &hit : hits) {
            digest = engram_digest(digest, &hit.id, sizeof hit.id, sizeof hit.id);
            digest = engram_digest(digest, &hit.score, sizeof hit - sizeof hit.id, sizeof hit.score);
        }
        digest = engram_digest(digest, counts, sizeof counts, sizeof counts->found);
    }
    return digest;
}

uint64_t best() { return selection(false); }
uint64_t best_by_codes() { return selection(true); }

// From f32 to every type and back, with values at the edges of the halves.
uint64_t conversions() {
    constexpr size_t rows = 3, dim = 77;
    constexpr float edges[] = {__builtin_nanf(""), -__builtin_inff(), 65519.0f, 65520.0f, 0x1p-24f, 0x1.8p-25f, 0x1p-149f,
                               -0.0f, 0x1.fffffep127f, 0x1.01p0f, 0x1.03p0f};
    float in[rows * dim], back[rows * dim], scales[rows];
    alignas(8) uint8_t out[rows * dim * 2];
    uint64_t digest = ENGRAM_DIGEST_BEGIN, seed = 11;
    fill_floats(&seed, in, rows * dim);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; ++i) in[2 * dim + 5 * i] = edges[i];
    const engram_rows source = matrix_of(ENGRAM_TYPE_F32, in, rows, dim, nullptr);
    for (engram_type type = ENGRAM_TYPE_F16; type <= ENGRAM_TYPE_BITS; ++type) {
        memset(out, 0, sizeof out);
        memset(back, 0, sizeof back);
        const bool is_i8 = type == ENGRAM_TYPE_I8;
        engram_status status = engram_rows_convert(&source, type, out, 0, is_i8 ? scales : nullptr);
        digest = engram_digest_status(digest, status);
        digest = engram_digest(digest, out, sizeof out, is_half(type) ? 2 : 1);
        if (type == ENGRAM_TYPE_BITS) continue;
        const engram_rows stored = matrix_of(type, out, rows, dim, is_i8 ? scales : nullptr);
        status = engram_rows_convert(&stored, ENGRAM_TYPE_F32, back, 0, nullptr);
        digest = engram_digest_status(digest, status);
        digest = engram_digest(digest, back, sizeof back, sizeof *back);
    }
    return digest;
}

constexpr engram_check all[] = {
    {"cosine, 1 to 97 dimensions", plain, 0xB7C0DAB0067A331F},
    {"cosine of tiny rows", tiny, 0xB7C0DAB0067A331F},
    {"cosine of huge rows", huge, 0xB7C0DAB0067A331F},
    {"cosine with NaN, infinity and denormals", odd_values, 0x85708C3C22501D15},
    {"dot product", dot, 0x20AD8BED392CE8BC},
    {"squared L2", l2, 0x97C08EF4BBC6A446},
    {"f16", halves, 0x1C061F7E24808623},
    {"bf16", brain, 0xD51B47935EB497FA},
    {"i8 with scales", bytes, 0x337D582911BFA923},
    {"hamming and jaccard", bits, 0x08E8F1DDA9BDDACC},
    {"many against many", tiles, 0x9BC84B6169E6D6C9},
    {"top-k with filter and bias", best, 0x8265FC85096BDCC5},
    {"top-k through codes", best_by_codes, 0xD7FA125A94F36757},
    {"conversions", conversions, 0xFC1B671D0B28DF22},
    {"drop-in similarity", drop_in, 0x38ECF4050DF9CBA0},
};

engram_checks checks() { return {all, sizeof all / sizeof *all}; }

} // namespace

const struct engram_family engram_similarity_family = {ENGRAM_INDEX_similarity, engram_similarity_publish, checks};
