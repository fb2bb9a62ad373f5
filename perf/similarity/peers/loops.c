/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What compare.py times beside the library: a loop over a peer's pair function, and plain loops for a compiler to
 * vectorise with -Ofast. Built by compare.py. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Pair functions of SimSIMD and NumKong: two vectors, their length, a result of up to 8 bytes. */
typedef void pair_function(const void *, const void *, uint64_t, void *);

void loop_peer(pair_function *f, const char *query, const char *rows, uint64_t count, uint64_t row_bytes, uint64_t dim,
               double *out) {
    for (uint64_t i = 0; i < count; ++i) f(query, rows + i * row_bytes, dim, out + i);
}

/* The same pair again and again: `count` calls over `distinct` rows. */
void loop_peer_pairs(pair_function *f, const char *query, const char *rows, uint64_t count, uint64_t distinct,
                     uint64_t row_bytes, uint64_t dim, double *out) {
    for (uint64_t i = 0; i < count; ++i) f(query, rows + i % distinct * row_bytes, dim, out + i % distinct);
}

typedef float engram_pair(const float *, const float *, size_t);
void loop_engram_pairs(engram_pair *f, const float *query, const float *rows, uint64_t count, uint64_t distinct,
                       uint64_t dim, float *out) {
    for (uint64_t i = 0; i < count; ++i) out[i % distinct] = f(query, rows + i % distinct * dim, dim);
}

void plain_dot(const float *query, const float *rows, uint64_t count, uint64_t dim, float *out) {
    for (uint64_t i = 0; i < count; ++i) {
        float sum = 0;
        for (uint64_t j = 0; j < dim; ++j) sum += query[j] * rows[i * dim + j];
        out[i] = sum;
    }
}

void plain_cosine(const float *query, const float *rows, uint64_t count, uint64_t dim, float *out) {
    float qq = 0;
    for (uint64_t j = 0; j < dim; ++j) qq += query[j] * query[j];
    for (uint64_t i = 0; i < count; ++i) {
        float qr = 0, rr = 0;
        for (uint64_t j = 0; j < dim; ++j) {
            qr += query[j] * rows[i * dim + j];
            rr += rows[i * dim + j] * rows[i * dim + j];
        }
        out[i] = qr / sqrtf(qq * rr);
    }
}
