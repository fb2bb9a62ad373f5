/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PERF_GRAPHS_H
#define ENGRAM_PERF_GRAPHS_H

/*
 * The graphs of the timing drivers, ours and the peers': made from a seed, ids shuffled, so that no order helps anyone.
 *   uniform  every edge joins two nodes at random
 *   power    sources at random, targets with a power law: node ranked i is hit with chance ~ i^-0.6
 *   rmat     both ends by recursive quadrants 0.57 0.19 0.19 0.05 (Chakrabarti, Zhan and Faloutsos, 2004)
 *   wordnet  the synsets of WordNet 3.0 and their pointers, in the order of its files, as many as there are
 * Weights are uniform in (0, 2 / mean degree). C and C++.
 */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct perf_graph {
    uint32_t nodes;
    uint64_t edges;
    uint64_t *offsets;
    uint32_t *targets;
    float *weights;
} perf_graph;

static inline uint64_t perf_random(uint64_t *state) { /* splitmix64 */
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}
static inline double perf_unit(uint64_t *state) { return (double)(perf_random(state) >> 11) * 0x1p-53; }

static inline void *perf_take(uint64_t bytes) {
    void *memory = malloc(bytes + 64);
    if (memory == NULL) {
        fprintf(stderr, "no memory for the graph\n");
        exit(1);
    }
    return memory;
}

static inline uint32_t perf_quadrants(uint64_t *state, uint32_t nodes, uint32_t *other) {
    uint32_t s, t;
    do {
        s = t = 0;
        for (uint64_t bit = 1; bit < nodes; bit *= 2) {
            const double u = perf_unit(state);
            s = s * 2 + (u >= 0.76);
            t = t * 2 + ((u >= 0.57 && u < 0.76) || u >= 0.95);
        }
    } while (s >= nodes || t >= nodes);
    *other = t;
    return s;
}

#include "activation/wordnet.h"

static inline void perf_draw_edges(const char *kind, perf_graph *g, uint64_t *seed, uint32_t *from, uint32_t *to) {
    uint32_t *name = (uint32_t *)perf_take((uint64_t)g->nodes * 4);
    for (uint32_t i = 0; i < g->nodes; ++i) name[i] = i;
    for (uint32_t i = g->nodes; i > 1; --i) {
        const uint32_t j = (uint32_t)(perf_random(seed) % i), swap = name[i - 1];
        name[i - 1] = name[j], name[j] = swap;
    }
    for (uint64_t e = 0; e < g->edges; ++e) {
        uint32_t s = (uint32_t)(perf_random(seed) % g->nodes), t = 0;
        if (strcmp(kind, "rmat") == 0) s = perf_quadrants(seed, g->nodes, &t);
        else if (strcmp(kind, "power") == 0) /* inverse of the cumulative i^0.4 */
            t = (uint32_t)((double)g->nodes * pow(perf_unit(seed), 2.5));
        else t = (uint32_t)(perf_random(seed) % g->nodes);
        from[e] = name[s], to[e] = name[t < g->nodes ? t : g->nodes - 1];
    }
    free(name);
}

static inline int perf_is_graph(const char *kind) {
    return strcmp(kind, "uniform") == 0 || strcmp(kind, "power") == 0 || strcmp(kind, "rmat") == 0 ||
           strcmp(kind, "wordnet") == 0;
}

static inline perf_graph perf_graph_new(const char *kind, uint32_t nodes, uint32_t degree, uint64_t seed) {
    perf_graph g = {nodes, (uint64_t)nodes * degree, NULL, NULL, NULL};
    uint32_t *from, *to;
    if (strcmp(kind, "wordnet") == 0) g.edges = perf_wordnet_edges(&g.nodes, &from, &to);
    else {
        from = (uint32_t *)perf_take(g.edges * 4), to = (uint32_t *)perf_take(g.edges * 4);
        perf_draw_edges(kind, &g, &seed, from, to);
    }
    g.offsets = (uint64_t *)perf_take(((uint64_t)g.nodes + 1) * 8);
    g.targets = (uint32_t *)perf_take(g.edges * 4);
    g.weights = (float *)perf_take(g.edges * 4);
    memset(g.offsets, 0, ((uint64_t)g.nodes + 1) * 8);
    for (uint64_t e = 0; e < g.edges; ++e) ++g.offsets[from[e] + 1];
    for (uint32_t i = 0; i < g.nodes; ++i) g.offsets[i + 1] += g.offsets[i];
    uint64_t *next = (uint64_t *)perf_take((uint64_t)g.nodes * 8);
    memcpy(next, g.offsets, (uint64_t)g.nodes * 8);
    const double mean = (double)g.edges / (double)g.nodes;
    for (uint64_t e = 0; e < g.edges; ++e) {
        const uint64_t at = next[from[e]]++;
        g.targets[at] = to[e];
        g.weights[at] = (float)(perf_unit(&seed) * 2.0 / mean);
    }
    free(from), free(to), free(next);
    return g;
}

static inline void perf_graph_free(perf_graph g) { free(g.offsets), free(g.targets), free(g.weights); }

#endif
