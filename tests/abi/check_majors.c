/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * One half of a program that links two copies of the library, one under a prefix. Compiled twice: with HALF other, after
 * a header that renames every exported function, and with HALF plain, where main() compares the two.
 */

#include <stdio.h>
#include <string.h>

#include "engram/compat.h"
#include "engram/engram.h"

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

/* What one copy says of itself and computes. */
typedef struct answer {
    char version[32];
    float scores[3], strengths[3];
    engram_level before, after;
    size_t resets;
} answer;

void plain_answer(answer *a);
void other_answer(answer *a);

/* Forces the scalar level in this copy only, uses the arena of this copy only. */
void JOIN(HALF, _answer)(answer *a) {
    static const float query[3] = {0.5f, -1.25f, 3.0f}, rows[9] = {1, 2, 3, -4, 5, 6, 0.5f, -1.25f, 3.0f};
    const uint64_t ages[3] = {0, 3600, 86400};
    const uint32_t adjacency[2] = {1, 2};
    float weights[2] = {0.5f, 0.5f}, activations[3] = {1, 0, 0};
    snprintf(a->version, sizeof a->version, "%s", engram_version());
    a->before = engram_level_active(ENGRAM_FAMILY_DECAY);
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR);
    a->after = engram_level_active(ENGRAM_FAMILY_DECAY);
    engram_vector_similarity(query, rows, a->scores, 3, 3);
    for (int i = 0; i < 3; ++i) a->strengths[i] = 1;
    engram_apply_decay(a->strengths, ages, 3);
    engram_spread_activation(adjacency, weights, activations, 3, 2, 1);
    engram_arena_stats(&a->resets, NULL, NULL);
}

#ifdef WITH_MAIN
int main(void) {
    answer plain, other;
    plain_answer(&plain);
    other_answer(&other);
    printf("plain %s, other %s: levels %u %u and %u %u, resets %zu and %zu\n", plain.version, other.version, plain.before,
           plain.after, other.before, other.after, plain.resets, other.resets);
    if (memcmp(plain.scores, other.scores, sizeof plain.scores) != 0) return puts("scores differ"), 1;
    if (memcmp(plain.strengths, other.strengths, sizeof plain.strengths) != 0) return puts("strengths differ"), 1;
    if (plain.scores[2] != 1.0f) return puts("a vector does not resemble itself"), 1;
    if (plain.before != other.before) return puts("forcing a level in one copy reached the other"), 1;
    if (plain.resets != other.resets || plain.resets == 0) return puts("the copies share their arenas"), 1;
    return 0;
}
#endif
