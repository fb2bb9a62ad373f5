/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Loops over calls of the library, as a C program makes them: what the loops in main.rs are compared with. Structs are
 * filled before the loop, as Rust makes its views there.
 */

#include "engram/engram.h"

uint64_t loop_api_version(uint64_t count);
float loop_cosine(uint64_t count, const float *a, const float *b, size_t dim);
float loop_many(uint64_t count, const float *query, const float *data, uint64_t dim, float *score);
float loop_decay(uint64_t count, float *strength, const uint64_t *age);
uint64_t loop_topk(uint64_t count, const float *query, const float *data, uint64_t dim, uint64_t rows, uint64_t k,
                   engram_hit *hits);

uint64_t loop_api_version(uint64_t count) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < count; ++i) sum += engram_api_version();
    return sum;
}

float loop_cosine(uint64_t count, const float *a, const float *b, size_t dim) {
    float sum = 0;
    for (uint64_t i = 0; i < count; ++i) sum += engram_cosine_f32(a, b, dim);
    return sum;
}

float loop_many(uint64_t count, const float *query, const float *data, uint64_t dim, float *score) {
    float sum = 0;
    const engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F32, .data = data, .count = 1, .dim = dim};
    for (uint64_t i = 0; i < count; ++i) {
        if (engram_similarity_many(ENGRAM_METRIC_COSINE, query, &rows, 0, 1, score) != ENGRAM_OK) return -1;
        sum += *score;
    }
    return sum;
}

float loop_decay(uint64_t count, float *strength, const uint64_t *age) {
    float sum = 0;
    const engram_curve curve = {.size = sizeof curve, .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, .scale = 86400.0};
    for (uint64_t i = 0; i < count; ++i) {
        *strength = 1;
        if (engram_decay_apply(&curve, strength, age, 1, strength) != ENGRAM_OK) return -1;
        sum += *strength;
    }
    return sum;
}

uint64_t loop_topk(uint64_t count, const float *query, const float *data, uint64_t dim, uint64_t rows, uint64_t k,
                   engram_hit *hits) {
    uint64_t sum = 0;
    const engram_rows queries = {.size = sizeof queries, .type = ENGRAM_TYPE_F32, .data = query,
                                 .count = 1, .dim = dim};
    const engram_rows matrix = {.size = sizeof matrix, .type = ENGRAM_TYPE_F32, .data = data,
                                 .count = rows, .dim = dim};
    for (uint64_t i = 0; i < count; ++i) {
        engram_topk_counts counts;
        engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &matrix, k, NULL, hits, &counts);
        sum += hits[0].id;
    }
    return sum;
}
