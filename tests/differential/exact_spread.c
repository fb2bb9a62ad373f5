/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The rule of engram_spread_options in double. Every number is a pair: its value, and a bound of how far it moves when
 * each number it is made of moves by its own size (first order). Continuous steps carry the pair on; steps that decide
 * say how near the decision was.
 */

#include "graphs.h"

typedef struct pair {
    double v, m;
} pair;

static const engram_spread_options *o;
static const engram_csr *g;
static bool undecided;
static uint32_t n;

static bool less(double x, double m, double limit) { /* x < limit, and whether that is certain */
    if (fabs(x - limit) <= 1e-4 * (m + fabs(limit))) undecided = true;
    return x < limit;
}

/* A value that cancelled to about nothing: whether the node is active hangs on its last bits. */
static void mind_zero(pair x) {
    const bool matters = o->squash == ENGRAM_SQUASH_SIGMOID || o->refractory_hops != 0 || o->suppressive_types != 0;
    if (matters && x.m > 0 && fabs(x.v) <= fmax(1e-5 * x.m, 0x1p-100)) undecided = true;
}

/* Beyond the range of single precision nothing can be said. */
static pair settled(double v, double m) {
    if (!(m < 1e30)) undecided = true;
    return (pair){v, fmax(m, fabs(v))};
}

static pair merge(pair into, pair c) {
    switch (o->merge) {
    case ENGRAM_MERGE_SUM: return settled(into.v + c.v, into.m + c.m);
    case ENGRAM_MERGE_CLAMPED_SUM: return settled(fmin((double)o->limit, into.v + c.v), into.m + c.m);
    case ENGRAM_MERGE_MAX: return settled(fmax(into.v, c.v), fmax(into.m, c.m));
    default:
        return settled(into.v + c.v * (1 - into.v), fabs(1 - c.v) * into.m + fabs(1 - into.v) * c.m + fabs(c.v));
    }
}

static pair retained(pair x) {
    const double keep = o->retain == ENGRAM_RETAIN_REPLACE ? 0 : o->retain == ENGRAM_RETAIN_RETENTION ? (double)o->retention : 1;
    return (pair){keep * x.v, fabs(keep) * x.m};
}

static bool carries(uint64_t e) { return (o->type_mask >> (g->types != NULL ? g->types[e] : 0) & 1) != 0; }
static unsigned type_of(uint64_t e) { return g->types != NULL ? g->types[e] : 0; }
static bool suppresses(unsigned type) { return (o->suppressive_types >> type & 1) != 0; }

/* Over the edges of s that share a denominator with an edge of this type. */
static double total(const uint64_t *offsets, uint32_t s, unsigned type, bool weights) {
    double sum = 0;
    for (uint64_t e = offsets[s]; e < offsets[s + 1]; ++e) {
        const unsigned other = type_of(e);
        if (!carries(e) || (suppresses(type) ? other != type : suppresses(other))) continue;
        const double w = (double)g->weights[e];
        sum += !weights ? 1 : o->normaliser == ENGRAM_NORMALISE_FAN ? fmax(w, 0) : fabs(w);
    }
    return sum;
}

static void send(uint32_t s, pair a, double k, const pair *before, pair *into, pair *taken) {
    const uint64_t *offsets = g->offsets;
    const double factor = (o->node_factors != NULL ? (double)o->node_factors[s] : 1) * k;
    for (uint64_t e = offsets[s]; e < offsets[s + 1]; ++e) {
        const unsigned type = type_of(e);
        const uint32_t t = g->targets[e];
        if (!carries(e)) continue;
        if (o->inhibition == ENGRAM_INHIBIT_CEILING && !less(before[t].v, before[t].m, (double)o->ceiling)) continue;
        const double degree = total(offsets, s, type, false), sum = total(offsets, s, type, true);
        double w = (double)g->weights[e], wm = fabs(w), d = 1;
        switch (o->normaliser) {
        case ENGRAM_NORMALISE_OUT_DEGREE: d = degree; break;
        case ENGRAM_NORMALISE_SQRT_DEGREE: d = sqrt(degree); break;
        case ENGRAM_NORMALISE_SQRT_ONE_DEGREE: d = sqrt(1 + degree); break;
        case ENGRAM_NORMALISE_WEIGHT_SUM: d = sum > 0 ? sum : INFINITY; break;
        case ENGRAM_NORMALISE_FAN: {
            if (!(w > 0)) continue;
            const double l = log(((double)o->fan_base + sum) / w);
            w = (double)o->fan_strength - l, wm = fabs((double)o->fan_strength) + fabs(l);
            break;
        }
        default: break;
        }
        const double tf = o->type_factors != NULL ? (double)o->type_factors[type] : 1;
        const pair c = {a.v * factor / d * w * tf, a.m * fabs(factor / d * tf) * wm};
        if (a.v * factor == 0 || isinf(d)) continue; /* a weight of 0 does carry: it makes 0 of a negative maximum */
        if (o->edge_threshold > 0 && less(fabs(c.v), c.m, (double)o->edge_threshold)) continue;
        if (suppresses(type)) taken[t] = settled(taken[t].v + c.v, taken[t].m + c.m);
        else into[t] = merge(into[t], c);
    }
}

/* Nodes other than 0, the largest first. */
static uint32_t rank_all(const pair *a, uint32_t *rank) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; ++i) {
        if (a[i].v == 0) continue;
        uint32_t at = count++;
        for (; at > 0 && a[rank[at - 1]].v < a[i].v; --at) rank[at] = rank[at - 1];
        rank[at] = i;
    }
    return count;
}

/* Equal values are told apart by id in both precisions, if they are equal for the same reason: from the same edges. */
static void mind_border(const pair *a, const uint32_t *rank, uint32_t count, uint32_t at) {
    if (at == 0 || at >= count) return;
    const pair x = a[rank[at - 1]], y = a[rank[at]];
    if (x.v - y.v <= 1e-4 * (x.m + y.m)) undecided = true;
}

static void inhibit(pair *a) {
    if (o->inhibition != ENGRAM_INHIBIT_TOP_SUM && o->inhibition != ENGRAM_INHIBIT_TOP_MEAN) return;
    uint32_t rank[NODES_MOST];
    pair old[NODES_MOST];
    memcpy(old, a, n * sizeof *old);
    const uint32_t count = rank_all(a, rank), top = count < o->inhibition_count ? count : o->inhibition_count;
    const double strength = (double)o->inhibition_strength;
    double mean = 0, most = 0;
    for (uint32_t k = 0; k < top; ++k) mean += old[rank[k]].v / top, most += old[rank[k]].m;
    if (o->inhibition == ENGRAM_INHIBIT_TOP_MEAN) mind_border(old, rank, count, top);
    for (uint32_t k = 0; k < count; ++k) {
        const pair x = old[rank[k]];
        double above = 0;
        if (o->inhibition == ENGRAM_INHIBIT_TOP_SUM)
            for (uint32_t j = 0; j < top; ++j) above += fmax(old[rank[j]].v - x.v, 0);
        else if (k >= top) above = fmax(mean - x.v, 0);
        /* A value below 0 becomes 0 as soon as another is above it at all. */
        if (x.v < 0 && above <= 1e-4 * (most + x.m)) undecided = true;
        if (above == 0) continue;
        const pair y = {x.v - strength * above, x.m + strength * (most + top * x.m)};
        mind_zero(y);
        a[rank[k]] = (pair){fmax(y.v, 0), y.m};
    }
}

static void squash(pair *a) {
    pair m = {0, 0};
    for (uint32_t i = 0; i < n; ++i)
        if (a[i].v > m.v) m = a[i];
    const double limit = (double)o->limit;
    for (uint32_t i = 0; i < n; ++i) {
        pair *x = &a[i];
        if (o->squash == ENGRAM_SQUASH_CLAMP) x->v = fmax(-limit, fmin(limit, x->v));
        if (o->squash == ENGRAM_SQUASH_DIVIDE && m.v > limit)
            *x = settled(x->v * limit / m.v, x->m * limit / m.v + fabs(x->v) * limit / m.v * m.m / m.v);
        if (o->squash == ENGRAM_SQUASH_SIGMOID && x->v != 0) {
            mind_zero(*x);
            const double gain = (double)o->sigmoid_gain;
            if (fabs(gain) * x->m > 1e5) undecided = true; /* the error reaches beyond the straight part */
            const double y = 1 / (1 + exp(-gain * (x->v - (double)o->sigmoid_centre)));
            if (y < 0x1p-100) undecided = true; /* in single precision 0, which is not active */
            *x = settled(y, fabs(gain) * y * (1 - y) * (x->m + fabs((double)o->sigmoid_centre)) + y);
        }
    }
}

static void drop_below(pair *a, double least) {
    for (uint32_t i = 0; i < n && least > 0; ++i)
        if (a[i].v != 0 && less(fabs(a[i].v), a[i].m, least)) a[i] = (pair){0, 0};
}

static void cap(pair *a) {
    uint32_t rank[NODES_MOST];
    if (o->node_cap == 0) return;
    const uint32_t count = rank_all(a, rank);
    mind_border(a, rank, count, o->node_cap);
    for (uint32_t k = o->node_cap; k < count; ++k) a[rank[k]] = (pair){0, 0};
}

/* One hop; false when there was nothing to send, or the change fell below the tolerance. */
static bool hop(uint32_t h, double decay, pair *a, pair *travel, uint32_t *last_sent) {
    const bool arrivals = o->senders == ENGRAM_SENDERS_ARRIVALS, direct = !arrivals && o->retain != ENGRAM_RETAIN_MAX;
    pair next[NODES_MOST] = {{0, 0}}, came[NODES_MOST] = {{0, 0}}, taken[NODES_MOST] = {{0, 0}};
    const pair *from = arrivals ? travel : a;
    bool any = false;
    for (uint32_t i = 0; i < n; ++i) {
        any = any || from[i].v != 0;
        if (direct) next[i] = retained(a[i]);
    }
    if (!any) return false;
    for (uint32_t s = 0; s < n; ++s) {
        mind_zero(from[s]);
        if (from[s].v == 0) continue;
        if (o->refractory_hops != 0 && last_sent[s] != 0 && h - (last_sent[s] - 1) <= o->refractory_hops) continue;
        last_sent[s] = h + 1;
        send(s, from[s], (double)o->gain * decay, a, direct ? next : came, taken);
    }
    double change = 0, doubt = 0;
    for (uint32_t i = 0; i < n; ++i) {
        if (!direct) {
            next[i] = retained(a[i]);
            /* Arrivals of 0 change nothing; a sum that only about cancels is another matter. */
            if (o->merge != ENGRAM_MERGE_MAX && came[i].m > 0 && fabs(came[i].v) <= 1e-5 * came[i].m) undecided = true;
            if (came[i].v != 0 && o->retain == ENGRAM_RETAIN_MAX)
                next[i] = settled(fmax(next[i].v, came[i].v), fmax(next[i].m, came[i].m));
            else if (came[i].v != 0) next[i] = merge(next[i], came[i]);
        }
        if (taken[i].m != 0) {
            mind_zero(taken[i]);
            const pair x = {next[i].v - taken[i].v, next[i].m + taken[i].m};
            mind_zero(x);
            next[i] = (pair){fmax(x.v, 0), x.m};
        }
    }
    if (o->flags & ENGRAM_SPREAD_INHIBIT_EACH) inhibit(next);
    if (o->flags & ENGRAM_SPREAD_SQUASH_EACH) squash(next);
    drop_below(next, (double)o->node_threshold);
    cap(next);
    for (uint32_t i = 0; i < n; ++i) {
        const double d = fabs(next[i].v - a[i].v);
        change = o->convergence == ENGRAM_CONVERGE_L1 ? change + d : fmax(change, d), doubt += next[i].m + a[i].m;
        a[i] = next[i];
        travel[i] = a[i].v != 0 ? came[i] : (pair){0, 0};
    }
    return o->convergence == ENGRAM_CONVERGE_NONE || !less(change, 1e-2 * doubt, (double)o->tolerance);
}

void spread_exactly(const engram_spread_options *options, const engram_csr *graph, exact_spread *x) {
    pair a[NODES_MOST] = {{0, 0}}, travel[NODES_MOST];
    uint32_t last_sent[NODES_MOST] = {0}, hops = 0;
    o = options, g = graph, n = graph->node_count, undecided = false;
    for (uint32_t i = 0; i < n; ++i) a[i] = (pair){x->value[i], fabs(x->value[i])};
    drop_below(a, (double)o->node_threshold);
    memcpy(travel, a, sizeof travel);
    double before = 1;
    for (uint32_t h = 1; h <= o->hops; ++h) {
        double decay = o->decay == ENGRAM_DECAY_PER_HOP ? (double)o->hop_factor : 1;
        if (o->decay == ENGRAM_DECAY_FROM_SOURCE) {
            const double now = h <= o->decay_count ? (double)o->decay_table[h - 1] : 0;
            decay = before > 0 ? now / before : 0, before = now;
        }
        bool any = false;
        for (uint32_t i = 0; i < n; ++i) any = any || (o->senders == ENGRAM_SENDERS_ARRIVALS ? travel : a)[i].v != 0;
        if (any) hops = h;
        if (!hop(h, decay, a, travel, last_sent)) break;
    }
    if (!(hops != 0 && (o->flags & ENGRAM_SPREAD_INHIBIT_EACH))) inhibit(a);
    drop_below(a, (double)o->gate);
    if (!(hops != 0 && (o->flags & ENGRAM_SPREAD_SQUASH_EACH))) squash(a);
    for (uint32_t i = 0; i < n; ++i) x->value[i] = a[i].v, x->condition[i] = a[i].m;
    x->undecided = undecided;
}
