// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/check.h"
#include "engram/compat.h"
#include "engram/similarity.h"

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
        digest = engram_digest(digest, &status, sizeof status);
        digest = engram_digest(digest, scores, sizeof scores);
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
        digest = engram_digest(digest, &status, sizeof status);
        digest = engram_digest(digest, scores, sizeof scores);
    }
    return digest;
}

constexpr engram_check all[] = {
    {"cosine, 1 to 97 dimensions", plain, 0xB7C0DAB0067A331F},
    {"cosine of tiny rows", tiny, 0xB7C0DAB0067A331F},
    {"cosine of huge rows", huge, 0xB7C0DAB0067A331F},
    {"cosine with NaN, infinity and denormals", odd_values, 0x85708C3C22501D15},
    {"drop-in similarity", drop_in, 0x38ECF4050DF9CBA0},
};

} // namespace

struct engram_checks engram_similarity_checks(void) { return {all, sizeof all / sizeof *all}; }
