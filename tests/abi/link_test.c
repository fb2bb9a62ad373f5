/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Linked by check_link.py without Meson: one call of each family, the bits printed. */

#include <stdio.h>
#include <string.h>

#include "engram/compat.h"
#include "engram/engram.h"

int main(void) {
    const float query[3] = {1, 2, 3}, rows[6] = {3, 2, 1, -1, -2, -3};
    float scores[2], activations[3] = {1, 0, 0}, strengths[2] = {1, 2};
    const uint32_t adjacency[2] = {1, 2};
    const float weights[2] = {0.5f, 0.25f};
    const uint64_t ages[2] = {86400, 0};
    engram_vector_similarity(query, rows, scores, 3, 2);
    engram_spread_activation(adjacency, weights, activations, 3, 2, 2);
    engram_apply_decay(strengths, ages, 2);
    const float all[7] = {scores[0],      scores[1],    activations[0], activations[1],
                          activations[2], strengths[0], strengths[1]};
    for (int i = 0; i < 7; ++i) {
        unsigned bits;
        memcpy(&bits, all + i, sizeof bits);
        printf("%08x ", bits);
    }
    printf("%s\n", engram_version());
    return engram_last_status() != ENGRAM_OK || all[2] != 1.0f || all[5] < 0.3678f || all[5] > 0.3680f;
}
