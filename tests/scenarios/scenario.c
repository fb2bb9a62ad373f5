/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "scenario.h"

#include <math.h>
#include <time.h>

void tell(const char *what, const char *asked, const char *format, ...) {
    char measured[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(measured, sizeof measured, format, arguments);
    va_end(arguments);
    print_message("  %-52s asked: %-30s measured: %s\n", what, asked, measured);
}

void *room_for(size_t count, size_t bytes) {
    void *memory = calloc(count > 0 ? count : 1, bytes);
    assert_non_null(memory);
    return memory;
}

static void normalise(float *v) {
    double squares = 0;
    for (size_t i = 0; i < DIM; ++i) squares += (double)v[i] * (double)v[i];
    const double norm = sqrt(squares);
    for (size_t i = 0; i < DIM; ++i) v[i] = (float)((double)v[i] / norm);
}

void make_embedding(uint64_t seed, float *out) {
    rng r = {seed};
    rng_fill(&r, out, DIM, -1.0f, 1.0f);
    normalise(out);
}

void make_similar(const float *base, float noise, uint64_t seed, float *out) {
    /* Apart from make_embedding() of the same seed, whose stream would be the noise times a number. */
    rng r = {seed ^ 0x6E6F697365u};
    for (size_t i = 0; i < DIM; ++i) out[i] = base[i] + rng_float(&r, -noise, noise);
    normalise(out);
}

double rng_normal(rng *r) {
    const double u = ((double)(rng_next(r) >> 11) + 0.5) * 0x1p-53, v = (double)(rng_next(r) >> 11) * 0x1p-53;
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

engram_rows rows_of(const float *data, uint64_t count) {
    return (engram_rows){.size = sizeof(engram_rows), .type = ENGRAM_TYPE_F32, .data = data, .count = count, .dim = DIM};
}

void score_rows(const float *query, const float *data, uint64_t count, float *scores) {
    const engram_rows rows = rows_of(data, count);
    assert_int_equal(engram_similarity_many(ENGRAM_METRIC_COSINE, query, &rows, 0, count, scores), ENGRAM_OK);
}

double cosine_exact(const float *a, const float *b, size_t dim) {
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < dim; ++i) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

net net_of(uint32_t nodes) { return (net){.nodes = nodes}; }

void net_free(net *n) {
    free(n->edges);
    *n = (net){0};
}

void net_arc(net *n, uint32_t source, uint32_t target, float weight) {
    if (n->count == n->room) {
        n->room = n->room == 0 ? 64 : 2 * n->room;
        engram_edge *moved = realloc(n->edges, n->room * sizeof *moved);
        assert_non_null(moved);
        n->edges = moved;
    }
    n->edges[n->count++] = (engram_edge){source, target, weight, 0};
}

void net_join(net *n, uint32_t a, uint32_t b, float weight) {
    net_arc(n, a, b, weight);
    net_arc(n, b, a, weight);
}

net net_chain(uint32_t nodes, float weight) {
    net n = net_of(nodes);
    for (uint32_t i = 0; i + 1 < nodes; ++i) net_arc(&n, i, i + 1, weight);
    return n;
}

net net_random(uint32_t nodes, double probability, uint64_t seed) {
    net n = net_of(nodes);
    rng r = {seed};
    for (uint32_t s = 0; s < nodes; ++s)
        for (uint32_t t = 0; t < nodes; ++t)
            if (s != t && (double)(rng_next(&r) >> 11) * 0x1p-53 < probability)
                net_arc(&n, s, t, rng_float(&r, 0.5f, 1.0f));
    return n;
}

void net_join_products(net *n, const uint32_t *ids, const float *scores, size_t count, float least) {
    for (size_t i = 0; i < count; ++i)
        for (size_t j = i + 1; j < count; ++j) {
            const float a = scores[ids[i]], b = scores[ids[j]];
            if (a > 0 && b > 0 && a * b > least) net_join(n, ids[i], ids[j], sqrtf(a * b));
        }
}

engram_spread_options rule_of(engram_spread_preset_id preset, uint32_t hops) {
    engram_spread_options rule = {.size = sizeof rule};
    assert_int_equal(engram_spread_preset(preset, &rule), ENGRAM_OK);
    rule.hops = hops;
    return rule;
}

void net_spread_by(const net *n, const engram_spread_options *rule, float *activations) {
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    assert_int_equal(engram_graph_create_from_edges(n->nodes, n->edges, n->count, NULL, NULL, &graph, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(n->nodes, NULL, &workspace), ENGRAM_OK);
    assert_int_equal(engram_spread_dense(graph, rule, workspace, NULL, activations, NULL), ENGRAM_OK);
    engram_workspace_destroy(&workspace);
    engram_graph_destroy(&graph);
}

void net_spread(const net *n, uint32_t hops, float *activations) {
    const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, hops);
    net_spread_by(n, &rule, activations);
}

void net_spread_exact(const net *n, uint32_t hops, double *activations) {
    double *before = room_for(n->nodes, sizeof *before);
    for (uint32_t hop = 0; hop < hops; ++hop) {
        memcpy(before, activations, n->nodes * sizeof *before);
        for (size_t e = 0; e < n->count; ++e)
            activations[n->edges[e].target] += before[n->edges[e].source] * (double)n->edges[e].weight;
        double largest = 0;
        for (uint32_t i = 0; i < n->nodes; ++i) largest = fmax(largest, activations[i]);
        if (largest > 1)
            for (uint32_t i = 0; i < n->nodes; ++i) activations[i] /= largest;
    }
    free(before);
}

void decay_by(engram_curve_preset_id preset, const float *strengths, const uint64_t *ages, size_t count, float *out) {
    engram_curve curve = {.size = sizeof curve};
    assert_int_equal(engram_curve_preset(preset, &curve), ENGRAM_OK);
    assert_int_equal(engram_decay_apply(&curve, strengths, ages, count, out), ENGRAM_OK);
}

struct scored {
    float score;
    uint32_t id;
};

static int best_first(const void *left, const void *right) {
    const struct scored *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

void rank(const float *scores, size_t count, uint32_t *ids) {
    struct scored *all = room_for(count, sizeof *all);
    for (size_t i = 0; i < count; ++i) all[i] = (struct scored){scores[i], (uint32_t)i};
    qsort(all, count, sizeof *all, best_first);
    for (size_t i = 0; i < count; ++i) ids[i] = all[i].id;
    free(all);
}

double thread_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}
