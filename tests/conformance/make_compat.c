/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The drop-in symbols, with the values that their originals answer in a way of their own. */

#include "make.h"

void make_compat(void) {
    static const unsigned dims[] = {0, 1, 31, 32, 33, 96};
    for (size_t d = 0; d < sizeof dims / sizeof dims[0]; ++d)
        for (unsigned n = 0; n <= 5; n += 5) {
            begin("engram_vector_similarity", "dim%u/candidates%u", dims[d], n);
            in_uniform("query", dims[d], -1, 1);
            in_uniform("candidates", n * dims[d], -1, 1);
            in("query_len u64 %u", dims[d]);
            in("num_candidates u64 %u", n);
            record();
        }
    begin("engram_vector_similarity", "special"); /* tiny, huge, zero, NaN, infinite, itself, opposite, at the guard */
    in("query f32 3f800000 40000000");
    in("candidates f32 00000001 00000001 7f7fffff 7f7fffff 00000000 80000000 7fc00000 3f800000 7f800000 00000000 3f800000 "
       "40000000 bf800000 c0000000 26901d7d 00000000 26901d7e 00000000");
    in("query_len u64 2");
    in("num_candidates u64 9");
    record();
    static const char *const activations[] = {"@uniform 970 10 00000000 3f800000", "@uniform 971 10 bf800000 3f800000",
                                              "@bits 972 10 ffffffff", "@fill 10 00000000"};
    for (unsigned a = 0; a < 4; ++a)
        for (unsigned edges = 0; edges <= 31; edges += edges == 0 ? 3 : edges == 3 ? 27 : 1)
            for (unsigned iterations = 0; iterations <= 3; iterations += 1 + iterations) {
                begin("engram_spread_activation", "activations%u/edges%u/iterations%u", a, edges, iterations);
                in("adjacency u32 @below %u %u 12", (unsigned)next_seed(), edges); /* 10 and 11 are no nodes */
                in_uniform("weights", edges, a == 1 ? -1 : 0, 1);
                in("activations f32 %s", activations[a]);
                in("iterations u32 %u", iterations);
                record();
            }
    for (unsigned n = 0; n <= 97; n += 97) {
        begin("engram_apply_decay", "random/%u", n);
        in("strengths f32 @bits %u %u ffffffff", (unsigned)next_seed(), n);
        in("ages_seconds u64 @bits %u %u ffffff", (unsigned)next_seed(), n);
        record();
    }
    begin("engram_apply_decay", "special");
    in("strengths f32 @fill 12 3f800000");
    in("ages_seconds u64 0 1 59889 59890 86399 86400 86401 604800 7516192 8986000 8986880 18446744073709551615");
    record();
}
