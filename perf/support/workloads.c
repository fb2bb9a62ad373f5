/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "support/bench.h"

/*
 * The benchmarks of the Engram memory engine, whose kernels these began as: names, sizes, seeds and iterations as its
 * plans and sources give them, so that figures can be laid side by side. Edge probabilities p have become degrees
 * p * nodes, rounded; the graphs come from our generator. Of its decay curves the forms count here, not the rates: no
 * time depends on a rate. Its benchmark of neighbour lookup has no counterpart: the library holds no editable graph.
 */
#define SIMILAR(name, flags) {"similarity", name, flags}
#define SPREAD(name, flags) {"activation", name, "--op dropin --type uniform " flags}
#define DECAY(name, flags) {"decay", name, flags}
static const struct {
    const char *family, *name, *flags;
} workloads[] = {
    SIMILAR("vector_similarity_768d_1000c", "--rows 1000 --seed 0xDEADBEEF --iters 100"),
    SIMILAR("vector_similarity_100", "--rows 100 --seed 0x5EED"),
    SIMILAR("vector_similarity_500", "--rows 500 --seed 0x5EED"),
    SIMILAR("vector_similarity_1000", "--rows 1000 --seed 0x5EED"),
    SIMILAR("vector_similarity_5000", "--rows 5000 --seed 0x5EED"),
    SIMILAR("cosine_similarity_768d", "--op cosine_pair --rows 1 --repeat 100 --iters 1000"),
    SIMILAR("single_384d", "--op cosine_pair --rows 1 --repeat 100 --dim 384 --iters 1000"),
    SIMILAR("single_768d", "--op cosine_pair --rows 1 --repeat 100 --dim 768 --iters 1000"),
    SIMILAR("single_1536d", "--op cosine_pair --rows 1 --repeat 100 --dim 1536 --iters 1000"),
    SIMILAR("384d_10c", "--dim 384 --rows 10"),
    SIMILAR("384d_100c", "--dim 384 --rows 100"),
    SIMILAR("384d_1000c", "--dim 384 --rows 1000"),
    SIMILAR("768d_10c", "--dim 768 --rows 10"),
    SIMILAR("768d_100c", "--dim 768 --rows 100"),
    SIMILAR("768d_1000c", "--dim 768 --rows 1000"),
    SIMILAR("1536d_10c", "--dim 1536 --rows 10"),
    SIMILAR("1536d_100c", "--dim 1536 --rows 100"),
    SIMILAR("1536d_1000c", "--dim 1536 --rows 1000"),
    SIMILAR("cache_cold_768d_1000c", "--rows 1000 --cold --iters 50"),
    SIMILAR("zero_query_768d_100c", "--rows 100 --data zero"),
    SIMILAR("sparse_768d_100c", "--rows 100 --data sparse"),
    SPREAD("spreading_activation_1000n_100i", "--rows 1000 --dim 5 --steps 100 --seed 0x05EEDA55 --iters 100"),
    SPREAD("small_100n_500e", "--rows 100 --dim 5 --steps 5 --seed 0xBA5E"),
    SPREAD("medium_500n_2500e", "--rows 500 --dim 5 --steps 5 --seed 0xBA5E"),
    SPREAD("large_1000n_5000e", "--rows 1000 --dim 5 --steps 5 --seed 0xBA5E"),
    SPREAD("depth_3", "--rows 1000 --dim 5 --steps 3 --seed 0xBA5E"),
    SPREAD("depth_5", "--rows 1000 --dim 5 --steps 5 --seed 0xBA5E"),
    SPREAD("depth_7", "--rows 1000 --dim 5 --steps 7 --seed 0xBA5E"),
    SPREAD("depth_10", "--rows 1000 --dim 5 --steps 10 --seed 0xBA5E"),
    SPREAD("100n_degree5", "--rows 100 --dim 5"),
    SPREAD("100n_degree10", "--rows 100 --dim 10"),
    SPREAD("100n_degree20", "--rows 100 --dim 20"),
    SPREAD("1000n_degree5", "--rows 1000 --dim 5"),
    SPREAD("1000n_degree10", "--rows 1000 --dim 10"),
    SPREAD("1000n_degree20", "--rows 1000 --dim 20"),
    SPREAD("10000n_degree5", "--rows 10000 --dim 5"),
    SPREAD("10000n_degree10", "--rows 10000 --dim 10"),
    SPREAD("10000n_degree20", "--rows 10000 --dim 20"),
    SPREAD("sparse_100n", "--rows 100 --dim 10 --seed 0xBEEF"),
    SPREAD("sparse_500n", "--rows 500 --dim 25 --seed 0xBEEF"),
    SPREAD("sparse_1000n", "--rows 1000 --dim 30 --seed 0xBEEF"),
    SPREAD("dense_100n", "--rows 100 --dim 30 --seed 0xBEEF"),
    SPREAD("dense_500n", "--rows 500 --dim 100 --seed 0xBEEF"),
    SPREAD("scaling_5i", "--rows 1000 --dim 30 --steps 5 --seed 0xCAFE"),
    SPREAD("scaling_10i", "--rows 1000 --dim 30 --steps 10 --seed 0xCAFE"),
    SPREAD("scaling_20i", "--rows 1000 --dim 30 --steps 20 --seed 0xCAFE"),
    SPREAD("scaling_50i", "--rows 1000 --dim 30 --steps 50 --seed 0xCAFE"),
    DECAY("decay_calculation_10000m", "--op dropin --rows 10000 --seed 0xDECA7 --iters 100"),
    DECAY("decay_10k_memories", "--op dropin --rows 10000"),
    DECAY("exponential_0.3", "--op exponential --rows 100"),
    DECAY("power_law_0.5", "--op power --rows 100"),
    DECAY("linear_0.1", "--op linear --rows 100"),
    DECAY("random_100", "--op dropin --rows 100 --seed 12345"),
    DECAY("random_1000", "--op dropin --rows 1000 --seed 12345"),
    DECAY("random_10000", "--op dropin --rows 10000 --seed 12345"),
    DECAY("uniform_10000", "--op dropin_uniform --rows 10000"),
    DECAY("linear_10000", "--op dropin_linear --rows 10000"),
    DECAY("exponential_10000", "--op dropin_doubling --rows 10000"),
    DECAY("mixed_10000", "--op dropin_mixed --rows 10000"),
    DECAY("cache_cold_100000", "--op dropin --rows 100000 --cold --iters 50"),
    DECAY("zero_ages_10000", "--op dropin_zero --rows 10000"),
    DECAY("zero_strengths_10000", "--op dropin_zero_strengths --rows 10000"),
    DECAY("ancient_10000", "--op dropin_ancient --rows 10000"),
    DECAY("small_batches", "--op dropin --rows 16 --iters 1000"),
    {"arena", "allocation_64", "--op fast --dim 64"},
    {"arena", "allocation_3072", "--op fast --dim 3072"},
    {"arena", "allocation_malloc_3072", "--op malloc --dim 3072"},
};

const char *bench_workload(const char *family, const char *name) {
    for (size_t i = 0; i < sizeof workloads / sizeof *workloads; ++i)
        if (strcmp(workloads[i].family, family) == 0 && strcmp(workloads[i].name, name) == 0) return workloads[i].flags;
    return NULL;
}

void bench_workloads_print(const char *family) {
    for (size_t i = 0; i < sizeof workloads / sizeof *workloads; ++i)
        if (strcmp(workloads[i].family, family) == 0) puts(workloads[i].name);
}
