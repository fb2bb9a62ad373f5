/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_FUZZ_GRAPHS_H
#define ENGRAM_TESTS_FUZZ_GRAPHS_H

/* Graphs, seeds and rules out of bytes, for every target that spreads. */

#include "input.h"
#include "kernels/activation/model.h"

enum { FUZZ_NODES = 40, FUZZ_EDGES = 120 };

/* A number that options and weights accept. */
static inline float take_finite(input *in) {
    const float x = take_float(in);
    return x - x == 0.0f ? x : 1.0f;
}

/* Edges grouped by source, each source's targets in any order; from the input, or random from a seed in it. */
static inline model_graph take_graph(input *in) {
    const uint32_t nodes = 1 + take_below(in, FUZZ_NODES), edges = take_below(in, FUZZ_EDGES);
    const uint8_t kind = take_u8(in);
    rng r = {take_u16(in)};
    if (kind & 1u) return model_graph_random(&r, nodes, edges, kind >> 1 & 1u, kind & 4u ? -1.0f : 0.0f, kind & 8u ? 0.25f : 2.0f);
    model_graph g = model_graph_new(nodes, edges, kind >> 1 & 1u);
    for (uint64_t e = 0; e < edges; ++e) {
        ++g.offsets[take_below(in, nodes) + 1];
        g.targets[e] = take_below(in, nodes);
        g.weights[e] = take_finite(in);
        if (g.types != NULL) g.types[e] = (uint8_t)take_below(in, 64);
    }
    for (uint32_t s = 0; s < nodes; ++s) g.offsets[s + 1] += g.offsets[s];
    return g;
}

typedef struct rule {
    engram_spread_options options;
    float table[6], type_factors[64], node_factors[FUZZ_NODES];
} fuzz_rule;

/* A preset, or every field from the input; now and then one out of range, which a call has to refuse. */
static inline void take_rule(input *in, fuzz_rule *r) {
    engram_spread_options *o = &r->options;
    *o = (engram_spread_options){.size = sizeof *o};
    assert_int_equal(engram_spread_preset(take_below(in, 8), o), ENGRAM_OK);
    const uint8_t choice = take_u8(in);
    o->hops = take_below(in, 6);
    if (choice < 32) return;
    o->merge = take_below(in, 4), o->retain = take_below(in, 4), o->senders = take_below(in, 2);
    o->decay = take_below(in, 3), o->normaliser = take_below(in, 6), o->inhibition = take_below(in, 4);
    o->squash = take_below(in, 4), o->convergence = take_below(in, 3);
    o->flags = take_below(in, 4) << 1;
    o->node_cap = take_below(in, 2) ? take_below(in, FUZZ_NODES) : 0;
    o->refractory_hops = take_below(in, 2) ? take_below(in, 4) : 0;
    o->inhibition_count = 1 + take_below(in, 256);
    if (take_rarely(in, 4)) o->edge_budget = take_u8(in);
    if (choice & 1u) o->type_mask = take_u64(in);
    if (choice & 2u) o->suppressive_types = take_u64(in);
    float *fields[] = {&o->gain, &o->hop_factor, &o->retention, &o->edge_threshold, &o->node_threshold, &o->gate, &o->limit,
                       &o->ceiling, &o->inhibition_strength, &o->sigmoid_gain, &o->sigmoid_centre, &o->fan_strength,
                       &o->fan_base, &o->tolerance};
    if (choice & 4u)
        for (size_t i = 0; i < sizeof fields / sizeof *fields; ++i) *fields[i] = take_float(in);
    o->limit = fabsf(o->limit) > 0.0f ? fabsf(o->limit) : 1.0f; /* most inputs should be accepted */
    o->tolerance = fabsf(o->tolerance) > 0.0f ? fabsf(o->tolerance) : 1.0f;
    o->edge_threshold = fabsf(o->edge_threshold), o->node_threshold = fabsf(o->node_threshold), o->gate = fabsf(o->gate);
    o->inhibition_strength = fabsf(o->inhibition_strength), o->fan_base = fabsf(o->fan_base);
    const uint32_t entries = take_below(in, 7);
    for (int i = 0; i < 6; ++i) r->table[i] = fabsf(take_finite(in));
    if (o->decay == ENGRAM_DECAY_FROM_SOURCE) o->decay_count = entries, o->decay_table = r->table;
    if (o->inhibition < ENGRAM_INHIBIT_TOP_SUM) o->flags &= ~(uint32_t)ENGRAM_SPREAD_INHIBIT_EACH;
    if (o->squash == ENGRAM_SQUASH_NONE) o->flags &= ~(uint32_t)ENGRAM_SPREAD_SQUASH_EACH;
    if (choice & 8u) {
        for (int i = 0; i < 64; ++i) r->type_factors[i] = i < 5 ? take_finite(in) : 0.5f;
        o->type_factors = r->type_factors;
    }
    if (choice & 16u) {
        for (int i = 0; i < FUZZ_NODES; ++i) r->node_factors[i] = i < 8 ? take_finite(in) : 1.5f;
        o->node_factors = r->node_factors;
    }
    switch (take_below(in, 32)) {
    case 31: o->merge = take_u8(in); break;
    case 30: o->size = take_u8(in); break;
    case 29: o->limit = -1.0f; break;
    case 28: o->inhibition_count = take_u32(in); break;
    default: break;
    }
}

/* Tasks from the last to the first. */
static inline void fuzz_backwards(void *context, uint32_t count, engram_task *task, void *task_context) {
    (void)context;
    for (uint32_t i = count; i-- > 0;) task(task_context, i);
}

#endif
