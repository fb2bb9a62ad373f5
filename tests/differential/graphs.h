/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DIFFERENTIAL_GRAPHS_H
#define ENGRAM_TESTS_DIFFERENTIAL_GRAPHS_H

/* Generated graphs, and the rule of a spread in double with what it can be held to. */

#include "differential.h"

enum { NODES_MOST = 112, EDGES_MOST = 8192 };

enum graph_shape { SHAPE_RANDOM, SHAPE_CHAIN, SHAPE_STAR, SHAPE_CYCLE, SHAPE_COMPLETE, SHAPE_ISOLATED, GRAPH_SHAPES };
enum weight_kind {
    WEIGHTS_PART,     /* in (0, 1) */
    WEIGHTS_SIGNED,   /* in (-1, 1), some 0 */
    WEIGHTS_WIDE,     /* magnitudes over 2^20 */
    WEIGHTS_ONE,      /* all 1: ties */
    WEIGHT_KINDS
};

typedef struct graph_arrays {
    uint64_t offsets[NODES_MOST + 1];
    uint32_t targets[EDGES_MOST];
    float weights[EDGES_MOST];
    uint8_t types[EDGES_MOST];
    engram_csr csr;
} graph_arrays;

enum { GRAPH_SHAPE, GRAPH_NODES, GRAPH_PERCENT, GRAPH_HOPS, GRAPH_SEEDS, GRAPH_WEIGHTS }; /* the dials */

/*
 * Sizes as in the original's tests: random graphs of 10-99 nodes with 5-30 % of the edges and 1-9 hops, chains of 2-99
 * and 1-19, stars of 3-49 and 1-9; and, four times as often, smaller ones.
 */
static inline void draw_graph(rng *r, uint64_t *d) {
    const bool small = rng_below(r, 5) != 0;
    d[GRAPH_SHAPE] = rng_below(r, 3) == 0 ? rng_below(r, GRAPH_SHAPES) : (uint64_t)SHAPE_RANDOM;
    d[GRAPH_HOPS] = small ? rng_below(r, 5) : 1 + rng_below(r, d[GRAPH_SHAPE] == SHAPE_CHAIN ? 19 : 9);
    switch (d[GRAPH_SHAPE]) {
    case SHAPE_CHAIN: d[GRAPH_NODES] = 2 + rng_below(r, small ? 10 : 98); break;
    case SHAPE_STAR: d[GRAPH_NODES] = 3 + rng_below(r, small ? 10 : 47); break;
    case SHAPE_COMPLETE: d[GRAPH_NODES] = 1 + rng_below(r, small ? 6 : 40); break;
    default: d[GRAPH_NODES] = small ? rng_below(r, 24) : 10 + rng_below(r, 90); break;
    }
    d[GRAPH_PERCENT] = small ? rng_below(r, 60) : 5 + rng_below(r, 26);
    d[GRAPH_SEEDS] = rng_below(r, 6), d[GRAPH_WEIGHTS] = rng_below(r, WEIGHT_KINDS);
}

static inline float weight_of(const trial *t, uint64_t s, uint64_t e) {
    const float w = noise_float(t->seed, 20 + s, e, 0, 1);
    const uint64_t x = noise(t->seed, 300 + s, e);
    switch (t->dials[GRAPH_WEIGHTS]) {
    case WEIGHTS_SIGNED: return x % 16 == 0 ? 0.0f : 2 * w - 1;
    case WEIGHTS_WIDE: return ldexpf(w, (int)(x % 21) - 16);
    case WEIGHTS_ONE: return 1.0f;
    default: return w;
    }
}

/* Whether there is an edge, and how many beside each other; self loops and repeated edges among them. */
static inline unsigned edges_between(const trial *t, uint64_t s, uint64_t u) {
    const uint64_t n = t->dials[GRAPH_NODES], x = noise(t->seed, 500 + s, u);
    switch (t->dials[GRAPH_SHAPE]) {
    case SHAPE_CHAIN: return u == s + 1;
    case SHAPE_STAR: return (s == 0) != (u == 0);
    case SHAPE_CYCLE: return u == (s + 1) % n;
    case SHAPE_COMPLETE: return s != u;
    case SHAPE_ISOLATED: return 0;
    default: return x % 100 >= t->dials[GRAPH_PERCENT] ? 0 : x / 128 % 32 == 0 ? 2 : 1;
    }
}

static inline void make_graph(const trial *t, bool typed, graph_arrays *g) {
    const uint32_t n = (uint32_t)t->dials[GRAPH_NODES];
    uint64_t edges = 0;
    for (uint32_t s = 0; s < n; ++s) {
        g->offsets[s] = edges;
        for (uint32_t u = 0; u < n; ++u)
            for (unsigned i = edges_between(t, s, u); i > 0 && edges < EDGES_MOST; --i, ++edges) {
                g->targets[edges] = u;
                g->weights[edges] = weight_of(t, s, u * 2 + i);
                g->types[edges] = (uint8_t)noise_below(t->seed, 700 + s, u * 2 + i, 5);
            }
    }
    g->offsets[n] = edges;
    g->csr = (engram_csr){sizeof g->csr, n, edges, g->offsets, g->targets, g->weights, typed ? g->types : NULL,
                          ENGRAM_OFFSETS_U64, 0};
}

/*
 * A spread in double. value[] begins with what the nodes begin with. condition[i] is the sum of the magnitudes behind
 * value[i]: the error to expect is a small multiple of it. undecided: somewhere a yes or no (a threshold, a rank) hung
 * on less than 1e-4 of the values compared, so that single precision may rightly decide otherwise.
 */
typedef struct exact_spread {
    double value[NODES_MOST], condition[NODES_MOST];
    bool undecided;
} exact_spread;

void spread_exactly(const engram_spread_options *o, const engram_csr *g, exact_spread *x);

#endif
