/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SCENARIO_H
#define ENGRAM_TESTS_SCENARIO_H

/*
 * What the scenarios share: lines that set what was measured beside what is asked, seeded vectors and graphs, and the
 * same sums in double. Everything is done through the public headers.
 */

#include "support/check.h"

/* The width of every vector of the scenarios. */
enum { DIM = 768 };

/* "  what   asked: ...   measured: ..." */
void tell(const char *what, const char *asked, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* DIM uniform values in [-1, 1), divided by their norm. */
void make_embedding(uint64_t seed, float *out);
/* base + a uniform value in [-noise, noise) for each element, divided by the norm. */
void make_similar(const float *base, float noise, uint64_t seed, float *out);
/* A standard normal value (Box and Muller). */
double rng_normal(rng *r);

/* Memory that a test cannot do without; give it to free(). */
void *room_for(size_t count, size_t bytes);

engram_rows rows_of(const float *data, uint64_t count);
/* The scores of every row, on the level that runs. */
void score_rows(const float *query, const float *data, uint64_t count, float *scores);
/* The oracle: the cosine in double. Its own error, below 768 * 2^-53 relative, is far from the 1e-6 it judges. */
double cosine_exact(const float *a, const float *b, size_t dim);

/* A graph as a list of edges. */
typedef struct net {
    uint32_t nodes;
    size_t count, room;
    engram_edge *edges;
} net;
net net_of(uint32_t nodes);
void net_free(net *n);
void net_arc(net *n, uint32_t source, uint32_t target, float weight);
void net_join(net *n, uint32_t a, uint32_t b, float weight); /* an edge each way */
net net_chain(uint32_t nodes, float weight);
net net_random(uint32_t nodes, double probability, uint64_t seed); /* weights in [0.5, 1) */
/* Joins i and j where both scores are above 0 and their product is above `least`, with the root of the product. */
void net_join_products(net *n, const uint32_t *ids, const float *scores, size_t count, float least);

/* A rule filled with a preset. */
engram_spread_options rule_of(engram_spread_preset_id preset, uint32_t hops);
/* Spreads over a prepared graph of these edges. */
void net_spread_by(const net *n, const engram_spread_options *rule, float *activations);
/* The rule of the original kernel: values add up, nodes keep theirs, divided by the largest above 1. */
void net_spread(const net *n, uint32_t hops, float *activations);
/* The same rule in double. */
void net_spread_exact(const net *n, uint32_t hops, double *activations);

/* strengths[i] * the factor of a curve at ages[i]. */
void decay_by(engram_curve_preset_id preset, const float *strengths, const uint64_t *ages, size_t count, float *out);

/* Ids by score descending, then id ascending. */
void rank(const float *scores, size_t count, uint32_t *ids);

/* Processor time of the calling thread in milliseconds: other programs do not lengthen it by waiting. */
double thread_ms(void);

#endif
