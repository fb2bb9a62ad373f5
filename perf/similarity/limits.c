/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "limits.h"

enum { FMA_ROUNDS = 20000, FMA_CHAINS = 16 };

#if defined(__x86_64__)
#include <immintrin.h>

/* Four accumulators: additions have a latency of 3 or 4 cycles, and one of these streams takes 1 load a cycle. */
__attribute__((target("avx512f"))) static float read_512(const float *data, uint64_t count) {
    __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
    uint64_t i = 0;
    for (; i + 64 <= count; i += 64) {
        a = _mm512_add_ps(a, _mm512_loadu_ps(data + i));
        b = _mm512_add_ps(b, _mm512_loadu_ps(data + i + 16));
        c = _mm512_add_ps(c, _mm512_loadu_ps(data + i + 32));
        d = _mm512_add_ps(d, _mm512_loadu_ps(data + i + 48));
    }
    float out[16], sum = 0;
    _mm512_storeu_ps(out, _mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)));
    for (int j = 0; j < 16; ++j) sum += out[j];
    return sum;
}

__attribute__((target("avx2"))) static float read_256(const float *data, uint64_t count) {
    __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
    uint64_t i = 0;
    for (; i + 32 <= count; i += 32) {
        a = _mm256_add_ps(a, _mm256_loadu_ps(data + i));
        b = _mm256_add_ps(b, _mm256_loadu_ps(data + i + 8));
        c = _mm256_add_ps(c, _mm256_loadu_ps(data + i + 16));
        d = _mm256_add_ps(d, _mm256_loadu_ps(data + i + 24));
    }
    float out[8], sum = 0;
    _mm256_storeu_ps(out, _mm256_add_ps(_mm256_add_ps(a, b), _mm256_add_ps(c, d)));
    for (int j = 0; j < 8; ++j) sum += out[j];
    return sum;
}

__attribute__((target("avx512f"))) static float fma_512(void) {
    __m512 x[FMA_CHAINS];
    const __m512 m = _mm512_set1_ps(0.999f), a = _mm512_set1_ps(0.001f);
#pragma GCC unroll 16
    for (int j = 0; j < FMA_CHAINS; ++j) x[j] = _mm512_set1_ps((float)j);
    for (int i = 0; i < FMA_ROUNDS; ++i) {
#pragma GCC unroll 16
        for (int j = 0; j < FMA_CHAINS; ++j) {
            x[j] = _mm512_fmadd_ps(x[j], m, a);
            __asm__ volatile("" : "+v"(x[j]));
        }
    }
#pragma GCC unroll 16
    for (int j = 1; j < FMA_CHAINS; ++j) x[0] = _mm512_add_ps(x[0], x[j]);
    return _mm512_cvtss_f32(x[0]);
}

__attribute__((target("avx2,fma"))) static float fma_256(void) {
    __m256 x[12];
    const __m256 m = _mm256_set1_ps(0.999f), a = _mm256_set1_ps(0.001f);
#pragma GCC unroll 12
    for (int j = 0; j < 12; ++j) x[j] = _mm256_set1_ps((float)j);
    for (int i = 0; i < FMA_ROUNDS; ++i) {
#pragma GCC unroll 12
        for (int j = 0; j < 12; ++j) {
            x[j] = _mm256_fmadd_ps(x[j], m, a);
            __asm__ volatile("" : "+x"(x[j]));
        }
    }
#pragma GCC unroll 12
    for (int j = 1; j < 12; ++j) x[0] = _mm256_add_ps(x[0], x[j]);
    return _mm256_cvtss_f32(x[0]);
}

static int has_512(void) { return __builtin_cpu_supports("avx512f"); }

float limits_read(const float *data, uint64_t count) { return has_512() ? read_512(data, count) : read_256(data, count); }
float limits_fma(void) { return has_512() ? fma_512() : fma_256(); }
uint64_t limits_fma_operations(void) {
    return (uint64_t)FMA_ROUNDS * 2 * (has_512() ? FMA_CHAINS * 16u : 12u * 8u);
}

#else

float limits_read(const float *data, uint64_t count) {
    float sum[64] = {0}, total = 0;
    for (uint64_t i = 0; i + 64 <= count; i += 64)
        for (int j = 0; j < 64; ++j) sum[j] += data[i + (uint64_t)j];
    for (int j = 0; j < 64; ++j) total += sum[j];
    return total;
}

float limits_fma(void) {
    float x[FMA_CHAINS * 4];
    for (int j = 0; j < FMA_CHAINS * 4; ++j) x[j] = (float)j;
    for (int i = 0; i < FMA_ROUNDS; ++i)
        for (int j = 0; j < FMA_CHAINS * 4; ++j) x[j] = __builtin_fmaf(x[j], 0.999f, 0.001f);
    float sum = 0;
    for (int j = 0; j < FMA_CHAINS * 4; ++j) sum += x[j];
    return sum;
}
uint64_t limits_fma_operations(void) { return (uint64_t)FMA_ROUNDS * 2 * FMA_CHAINS * 4; }

#endif
