/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The peer: exp of SLEEF, 1.0 ULP, 16 lanes at a time; ages as u64, as ours takes them. */
#include <immintrin.h>
#include <sleef.h>
#include <stddef.h>
#include <stdint.h>

void peer_sleef(float *strengths, const uint64_t *ages, size_t count);
void peer_sleef(float *strengths, const uint64_t *ages, size_t count) {
    const __m512 rate = _mm512_set1_ps(-1.0f / 86400.0f);
    for (size_t i = 0; i + 16 <= count; i += 16) {
        const __m256 low = _mm512_cvtepu64_ps(_mm512_loadu_si512(ages + i));
        const __m256 high = _mm512_cvtepu64_ps(_mm512_loadu_si512(ages + i + 8));
        const __m512 age = _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
        const __m512 kept = Sleef_expf16_u10avx512f(_mm512_mul_ps(age, rate));
        _mm512_storeu_ps(strengths + i, _mm512_mul_ps(_mm512_loadu_ps(strengths + i), kept));
    }
}
