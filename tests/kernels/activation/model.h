/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_ACTIVATION_MODEL_H
#define ENGRAM_TESTS_ACTIVATION_MODEL_H

/*
 * The rule of a spread, straight from the comment of engram_spread_options: dense arrays, all nodes in every hop, edges
 * in the order of the canonical chain, single precision with fmaf. Slow, and without any of the library's shortcuts.
 */

#include <math.h>

#include "support/check.h"

typedef struct model_graph {
    uint32_t nodes;
    uint64_t edges;
    uint64_t *offsets;
    uint32_t *targets;
    float *weights;
    uint8_t *types; /* null: all 0 */
    engram_csr csr;
} model_graph;

static inline model_graph model_graph_new(uint32_t nodes, uint64_t edges, int typed) {
    model_graph g = {nodes, edges, calloc(nodes + 1, 8), calloc(edges + 1, 4), calloc(edges + 1, 4),
                     typed ? calloc(edges + 1, 1) : NULL, {0}};
    assert_true(g.offsets != NULL && g.targets != NULL && g.weights != NULL && (!typed || g.types != NULL));
    g.csr = (engram_csr){sizeof g.csr, nodes, edges, g.offsets, g.targets, g.weights, g.types, ENGRAM_OFFSETS_U64, 0};
    return g;
}

static inline void model_graph_free(model_graph g) {
    free(g.offsets), free(g.targets), free(g.weights), free(g.types);
}

/* Random, with hubs on both sides, self loops and duplicates. */
static inline model_graph model_graph_random(rng *r, uint32_t nodes, uint64_t edges, int typed, float low, float high) {
    model_graph g = model_graph_new(nodes, edges, typed);
    for (uint64_t e = 0; e < edges; ++e) {
        const uint32_t s = (uint32_t)(rng_below(r, 4) ? rng_below(r, nodes) : rng_below(r, nodes / 10 + 1));
        ++g.offsets[s + 1];
        g.targets[e] = (uint32_t)(rng_below(r, 3) ? rng_below(r, nodes) : rng_below(r, nodes / 20 + 1));
        g.weights[e] = rng_float(r, low, high);
        if (typed) g.types[e] = (uint8_t)rng_below(r, 5);
    }
    for (uint32_t s = 0; s < nodes; ++s) g.offsets[s + 1] += g.offsets[s];
    return g;
}

typedef struct model_spread {
    float *value, *next, *travel, *arrivals, *suppressed;
    uint32_t *last_sent; /* hop + 1 */
    uint64_t edges;
    uint32_t hops;
    int truncated, converged, capped;
} model_spread;

static inline int model_before(const float *v, uint32_t a, uint32_t b) { /* a ranks before b: NaN last */
    if (v[a] != v[a] || v[b] != v[b]) return v[a] == v[a] || (v[b] != v[b] && a < b);
    return v[a] != v[b] ? v[a] > v[b] : a < b;
}

static inline void model_inhibit(const engram_spread_options *o, uint32_t n, float *v) {
    if (o->inhibition != ENGRAM_INHIBIT_TOP_SUM && o->inhibition != ENGRAM_INHIBIT_TOP_MEAN) return;
    uint32_t *rank = malloc(n * sizeof *rank);
    float *old = malloc(n * sizeof *old);
    assert_true(rank != NULL && old != NULL);
    memcpy(old, v, n * sizeof *old);
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; ++i) { /* insertion: ranks of all active numbers */
        if (v[i] == 0.0f || v[i] != v[i]) continue;
        uint32_t at = count++;
        for (; at > 0 && model_before(old, i, rank[at - 1]); --at) rank[at] = rank[at - 1];
        rank[at] = i;
    }
    const uint32_t top = count < o->inhibition_count ? count : o->inhibition_count;
    double mean = 0.0;
    for (uint32_t k = 0; k < top; ++k) mean += (double)old[rank[k]];
    mean /= top > 0 ? (double)top : 1.0;
    for (uint32_t k = 0; k < count; ++k) {
        const uint32_t i = rank[k];
        double above = 0.0;
        if (o->inhibition == ENGRAM_INHIBIT_TOP_SUM) {
            for (uint32_t j = 0; j < top; ++j)
                if (old[rank[j]] > old[i]) above += (double)old[rank[j]] - (double)old[i];
        } else if (k >= top && mean > (double)old[i]) above = mean - (double)old[i];
        if (above == 0.0) continue;
        const double less = (double)old[i] - (double)o->inhibition_strength * above;
        /* A strength of 0 holds nobody back, not even below infinity, where the product is no number. */
        v[i] = less > 0.0 ? (float)less : less == less ? 0.0f : v[i];
    }
    free(rank), free(old);
}

static inline void model_squash(const engram_spread_options *o, uint32_t n, float *v) {
    float m = 0.0f;
    for (uint32_t i = 0; i < n; ++i) m = v[i] > m ? v[i] : m;
    for (uint32_t i = 0; i < n; ++i) {
        if (v[i] == 0.0f) continue;
        if (o->squash == ENGRAM_SQUASH_CLAMP) v[i] = v[i] > o->limit ? o->limit : v[i] < -o->limit ? -o->limit : v[i];
        if (o->squash == ENGRAM_SQUASH_DIVIDE && m > o->limit) v[i] = v[i] / (m / o->limit);
        if (o->squash == ENGRAM_SQUASH_SIGMOID)
            v[i] = (float)(1.0 / (1.0 + exp(-(double)o->sigmoid_gain * ((double)v[i] - (double)o->sigmoid_centre))));
    }
}

static inline void model_drop_below(float least, uint32_t n, float *v) {
    for (uint32_t i = 0; i < n; ++i)
        if (fabsf(v[i]) < least) v[i] = 0.0f;
}

static inline int model_cap(uint32_t cap, uint32_t n, float *v) {
    if (cap == 0) return 0;
    float *old = malloc(n * sizeof *old);
    assert_non_null(old);
    memcpy(old, v, n * sizeof *old);
    int dropped = 0;
    for (uint32_t i = 0; i < n; ++i) {
        uint32_t before = 0;
        for (uint32_t j = 0; j < n && old[i] != 0.0f; ++j)
            before += j != i && old[j] != 0.0f && model_before(old, j, i);
        if (before >= cap) v[i] = 0.0f, dropped = 1;
    }
    free(old);
    return dropped;
}

static inline float model_merge(const engram_spread_options *o, float v, float x, float w) {
    const float sum = fmaf(x, w, v), c = x * w;
    switch (o->merge) {
    case ENGRAM_MERGE_SUM: return sum;
    case ENGRAM_MERGE_CLAMPED_SUM: return sum > o->limit ? o->limit : sum;
    case ENGRAM_MERGE_MAX: return c > v ? c : v;
    default: return fmaf(c, 1.0f - v, v);
    }
}

static inline float model_retained(const engram_spread_options *o, float v) {
    if (o->retain == ENGRAM_RETAIN_REPLACE || (o->retain == ENGRAM_RETAIN_RETENTION && o->retention == 0.0f))
        return 0.0f;
    return o->retain == ENGRAM_RETAIN_RETENTION ? o->retention * v : v;
}

/* Type by type: degree and sum over the edges of s that share a denominator with an edge of this type. */
static inline void model_class(const engram_spread_options *o, const model_graph *g, uint32_t s, unsigned type,
                               uint64_t *degree, double *sum) {
    const int suppressive = (o->suppressive_types >> type & 1u) != 0;
    *degree = 0, *sum = 0.0;
    for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e) {
        const unsigned other = g->types != NULL ? g->types[e] : 0;
        if ((o->type_mask >> other & 1u) == 0) continue;
        if (suppressive ? other != type : (o->suppressive_types >> other & 1u) != 0) continue;
        ++*degree;
        *sum += o->normaliser == ENGRAM_NORMALISE_FAN ? fmax((double)g->weights[e], 0.0) : fabs((double)g->weights[e]);
    }
}

static inline void model_send(const engram_spread_options *o, const model_graph *g, model_spread *m, uint32_t s,
                              float a, float k, float *into) {
    const float all = (o->node_factors != NULL ? a * o->node_factors[s] : a) * k;
    for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e) {
        const unsigned type = g->types != NULL ? g->types[e] : 0;
        const uint32_t t = g->targets[e];
        if ((o->type_mask >> type & 1u) == 0) continue;
        if (o->inhibition == ENGRAM_INHIBIT_CEILING && m->value[t] >= o->ceiling) continue;
        uint64_t degree;
        double sum;
        model_class(o, g, s, type, &degree, &sum);
        float w = g->weights[e], x = all;
        switch (o->normaliser) {
        case ENGRAM_NORMALISE_OUT_DEGREE: x = all / (float)degree; break;
        case ENGRAM_NORMALISE_SQRT_DEGREE: x = all / sqrtf((float)degree); break;
        case ENGRAM_NORMALISE_SQRT_ONE_DEGREE: x = all / sqrtf(1.0f + (float)degree); break;
        case ENGRAM_NORMALISE_WEIGHT_SUM:
            x = sum > 0.0 ? all / (float)sum : 0.0f;
            if (sum > 0.0 && (sum < 0x1p-64 || sum > 0x1p64)) x = (float)((double)all * ((double)w / sum)), w = 1.0f;
            break;
        case ENGRAM_NORMALISE_FAN:
            if (!(w > 0.0f)) continue;
            w = (float)((double)o->fan_strength - log(((double)o->fan_base + sum) / (double)w));
            break;
        default: break;
        }
        if (o->type_factors != NULL) w = w * o->type_factors[type];
        if (x == 0.0f || fabsf(x * w) < o->edge_threshold) continue;
        if ((o->suppressive_types >> type & 1u) != 0) m->suppressed[t] = fmaf(x, w, m->suppressed[t]);
        else into[t] = model_merge(o, into[t], x, w);
    }
}

static inline int model_differ(float x, float y) { return x != y && (x == x || y == y); }

/* a is read and written: node_count values. */
static inline model_spread model_run(const engram_spread_options *o, const model_graph *g, float *a) {
    const uint32_t n = g->nodes;
    const int arrivals = o->senders == ENGRAM_SENDERS_ARRIVALS;
    const int direct = !arrivals && o->retain != ENGRAM_RETAIN_MAX;
    model_spread m = {a, calloc(n, 4), calloc(n, 4), calloc(n, 4), calloc(n, 4), calloc(n, 4), 0, 0, 0, 0, 0};
    float *travel = m.travel;
    for (uint32_t i = 0; i < n; ++i) a[i] += 0.0f;
    model_drop_below(o->node_threshold, n, a);
    memcpy(travel, a, n * sizeof *a);
    float before = 1.0f;
    uint64_t still = 0; /* hops in a row that changed nothing */
    for (uint32_t hop = 1; hop <= o->hops; ++hop) {
        const float *from = arrivals ? travel : a;
        float decay = o->decay == ENGRAM_DECAY_PER_HOP ? o->hop_factor : 1.0f;
        if (o->decay == ENGRAM_DECAY_FROM_SOURCE) {
            decay = hop <= o->decay_count && before > 0.0f ? o->decay_table[hop - 1] / before : 0.0f;
            before = hop <= o->decay_count ? o->decay_table[hop - 1] : 0.0f;
        }
        int any = 0;
        for (uint32_t i = 0; i < n; ++i) any |= from[i] != 0.0f;
        if (!any) {
            m.converged = 1;
            break;
        }
        memset(m.suppressed, 0, n * 4), memset(m.arrivals, 0, n * 4);
        for (uint32_t i = 0; i < n; ++i) m.next[i] = direct ? model_retained(o, a[i]) : 0.0f;
        for (uint32_t s = 0; s < n; ++s) {
            if (from[s] == 0.0f) continue;
            if (o->refractory_hops != 0 && m.last_sent[s] != 0 && hop - (m.last_sent[s] - 1) <= o->refractory_hops)
                continue;
            m.last_sent[s] = hop + 1;
            for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e)
                m.edges += o->type_mask >> (g->types != NULL ? g->types[e] : 0) & 1u;
            model_send(o, g, &m, s, from[s], o->gain * decay, direct ? m.next : m.arrivals);
        }
        double change = 0.0;
        int is_still = 1;
        for (uint32_t i = 0; i < n; ++i) {
            float x = m.next[i];
            const float c = m.arrivals[i];
            if (!direct) {
                x = model_retained(o, a[i]);
                if (c != 0.0f && o->retain == ENGRAM_RETAIN_MAX) x = c > x ? c : x;
                else if (c != 0.0f)
                    x = o->merge == ENGRAM_MERGE_SUM             ? x + c
                        : o->merge == ENGRAM_MERGE_CLAMPED_SUM   ? (x + c > o->limit ? o->limit : x + c)
                        : o->merge == ENGRAM_MERGE_PROBABILISTIC ? fmaf(c, 1.0f - x, x)
                                                                 : (c > x ? c : x);
            }
            x += 0.0f;
            if (m.suppressed[i] != 0.0f) {
                x -= m.suppressed[i];
                if (!(x > 0.0f) && x == x) x = 0.0f;
            }
            m.next[i] = x;
        }
        if (o->flags & ENGRAM_SPREAD_INHIBIT_EACH) model_inhibit(o, n, m.next);
        if (o->flags & ENGRAM_SPREAD_SQUASH_EACH) model_squash(o, n, m.next);
        model_drop_below(o->node_threshold, n, m.next);
        m.capped |= model_cap(o->node_cap, n, m.next);
        for (uint32_t i = 0; i < n; ++i) {
            const double d = model_differ(m.next[i], a[i]) ? fabs((double)m.next[i] - (double)a[i]) : 0.0;
            if (o->convergence == ENGRAM_CONVERGE_L1) change += d;
            else if (d > change || d != d) change = d; /* a change that is no number is no convergence */
            const float on = m.next[i] != 0.0f ? m.arrivals[i] : 0.0f;
            is_still = is_still && !model_differ(m.next[i], a[i]) && !(arrivals && model_differ(on, travel[i]));
            a[i] = m.next[i];
            travel[i] = on;
        }
        m.hops = hop;
        still = is_still ? still + 1 : 0;
        const uint64_t factors = o->decay == ENGRAM_DECAY_FROM_SOURCE ? o->decay_count : 0;
        if ((o->convergence != ENGRAM_CONVERGE_NONE && change < (double)o->tolerance) ||
            (still > o->refractory_hops && hop > factors + o->refractory_hops)) { /* nothing will change any more */
            m.converged = 1;
            break;
        }
    }
    if (!(m.hops != 0 && (o->flags & ENGRAM_SPREAD_INHIBIT_EACH))) model_inhibit(o, n, a);
    model_drop_below(o->gate, n, a);
    if (!(m.hops != 0 && (o->flags & ENGRAM_SPREAD_SQUASH_EACH))) model_squash(o, n, a);
    for (uint32_t i = 0; i < n; ++i) a[i] += 0.0f;
    for (uint32_t i = 0; i < n; ++i)
        if (a[i] != a[i]) a[i] = bits_float(0x7FC00000u);
    free(m.next), free(m.travel), free(m.arrivals), free(m.suppressed), free(m.last_sent);
    m.next = m.travel = m.arrivals = m.suppressed = NULL;
    m.last_sent = NULL;
    return m;
}

#endif
