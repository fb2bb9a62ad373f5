/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A program that uses the installed library: one call of each family, old and new, checked to the bit. It is C11 and
 * C++17 at once, and every consumer test builds it: by hand, pkg-config, Meson, CMake, as C++, statically, with musl.
 */

#include <stdio.h>
#include <string.h>

#include "engram/compat.h"
#include "engram/engram.h"

static int faults;

static void expect(const char *what, engram_status status, float value, unsigned expected) {
    unsigned bits;
    memcpy(&bits, &value, sizeof bits);
    if (status == ENGRAM_OK && bits == expected) return;
    printf("%s: %s, got %08x, expected %08x\n", what, engram_status_text(status), bits, expected);
    ++faults;
}

int main(void) {
    /* What resembles (1, 2, 3): cosine 10/14 for the first row, -1 for the second. */
    const float query[3] = {1, 2, 3}, data[6] = {3, 2, 1, -1, -2, -3};
    float scores[2];
    engram_rows rows = {sizeof rows, ENGRAM_TYPE_F32, data, 2, 0, 3};
    engram_status status = engram_similarity_many(ENGRAM_METRIC_COSINE, query, &rows, 0, 2, scores);
    expect("engram_similarity_many", status, scores[0], 0x3F36DB6E);
    expect("engram_similarity_many", status, scores[1], 0xBF800000);
    engram_vector_similarity(query, data, scores, 3, 2);
    expect("engram_vector_similarity", engram_last_status(), scores[0], 0x3F36DB6E);

    /* What node 0 brings to mind over 0 -> 1 (0.5) and 1 -> 2 (0.25) in two steps: node 2 gets 0.125. */
    const uint64_t offsets[4] = {0, 1, 2, 2};
    const uint32_t targets[2] = {1, 2};
    const float weights[2] = {0.5f, 0.25f};
    float activations[3] = {1, 0, 0}, again[3] = {1, 0, 0};
    engram_csr graph;
    memset(&graph, 0, sizeof graph);
    graph.size = sizeof graph, graph.node_count = 3, graph.edge_count = 2;
    graph.offsets = offsets, graph.targets = targets, graph.weights = weights;
    status = engram_activation_spread(&graph, 2, activations);
    expect("engram_activation_spread", status, activations[2], 0x3E000000);
    engram_spread_activation(targets, weights, again, 3, 2, 2);
    expect("engram_spread_activation", engram_last_status(), again[2], 0x3E000000);

    /* What is left after a day: 1/e under a tau of a day, a half under a half-life of a day. */
    float strengths[1] = {1}, left[1];
    const uint64_t ages[1] = {86400};
    engram_curve curve = {sizeof curve, ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, 86400.0};
    status = engram_decay_apply(&curve, strengths, ages, 1, left);
    expect("engram_decay_apply", status, left[0], 0x3F000000);
    engram_apply_decay(strengths, ages, 1);
    expect("engram_apply_decay", engram_last_status(), strengths[0], 0x3EBC5AB2);

    printf("engram-kernels %s on %s: %s\n", engram_version(),
           engram_level_name(engram_level_active(ENGRAM_FAMILY_SIMILARITY)), faults == 0 ? "right" : "wrong");
    return faults != 0;
}
