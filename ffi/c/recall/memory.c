/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "memory.h"

#include <engram/common.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_AGE_DAYS 365.0
#define REINFORCEMENT 0.4f
#define FAN_OFFSET 8
#define FAN_IN_POWER 0.8f
#define GAIN 30.0f

float memory_relation_weight(enum relation relation)
{
    static const float weights[RELATION_COUNT] = {
        [RELATION_ANTONYM] = 0.8f,
        [RELATION_HYPERNYM] = 0.9f,
        [RELATION_INSTANCE_HYPERNYM] = 0.5f,
        [RELATION_HYPONYM] = 0.5f,
        [RELATION_INSTANCE_HYPONYM] = 0.2f,
        [RELATION_MEMBER_HOLONYM] = 0.3f,
        [RELATION_SUBSTANCE_HOLONYM] = 0.8f,
        [RELATION_PART_HOLONYM] = 0.8f,
        [RELATION_MEMBER_MERONYM] = 0.3f,
        [RELATION_SUBSTANCE_MERONYM] = 0.8f,
        [RELATION_PART_MERONYM] = 0.8f,
        [RELATION_ATTRIBUTE] = 0.6f,
        [RELATION_DERIVATION] = 0.6f,
        [RELATION_TOPIC] = 0.5f,
        [RELATION_REGION] = 0.3f,
        [RELATION_USAGE] = 0.1f,
        [RELATION_TOPIC_MEMBER] = 0.5f,
        [RELATION_REGION_MEMBER] = 0.3f,
        [RELATION_USAGE_MEMBER] = 0.1f,
        [RELATION_ENTAILMENT] = 0.9f,
        [RELATION_CAUSE] = 0.9f,
        [RELATION_ALSO_SEE] = 0.7f,
        [RELATION_VERB_GROUP] = 0.5f,
        [RELATION_SIMILAR] = 0.7f,
        [RELATION_PARTICIPLE] = 0.5f,
        [RELATION_PERTAINYM] = 0.6f,
    };
    return weights[relation];
}

struct edge {
    uint32_t target;
    float weight;
};

static int by_target(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;
    if (a->target != b->target)
        return a->target < b->target ? -1 : 1;
    return a->weight > b->weight ? -1 : a->weight < b->weight;
}

/* What a gloss speaks of, and what speaks of it. */
#define MENTION_WEIGHT 0.4f
#define MENTIONED_WEIGHT 0.25f

/* Two synsets joined more than once keep the strongest edge; none leads from a synset to itself. */
static size_t merge_edges(struct edge *edges, size_t count, uint32_t self)
{
    qsort(edges, count, sizeof *edges, by_target);
    size_t kept = 0;
    for (size_t i = 0; i < count; ++i)
        if (edges[i].target != self && (kept == 0 || edges[kept - 1].target != edges[i].target))
            edges[kept++] = edges[i];
    return kept;
}

/* Every edge, grouped by source, before merging; `offsets` says where each group begins. */
static struct edge *collect_edges(const struct wordnet *net, const struct mentions *mentions, uint64_t *offsets)
{
    const size_t count = net->synset_count;
    memset(offsets, 0, (count + 1) * sizeof *offsets);
    for (size_t id = 0; id < count; ++id) {
        offsets[id + 1] += net->synsets[id].pointer_count + mentions[id].count;
        for (uint32_t i = 0; i < mentions[id].count; ++i)
            ++offsets[mentions[id].synsets[i] + 1];
    }
    for (size_t id = 0; id < count; ++id)
        offsets[id + 1] += offsets[id];
    struct edge *edges = malloc((offsets[count] + 1) * sizeof *edges);
    uint64_t *next = malloc((count + 1) * sizeof *next);
    if (!edges || !next) {
        free(edges);
        free(next);
        return NULL;
    }
    memcpy(next, offsets, (count + 1) * sizeof *next);
    for (uint32_t id = 0; id < count; ++id) {
        const struct synset *synset = &net->synsets[id];
        for (uint32_t i = 0; i < synset->pointer_count; ++i) {
            const struct pointer *pointer = &net->pointers[synset->first_pointer + i];
            edges[next[id]++] =
                (struct edge){pointer->target, memory_relation_weight((enum relation)pointer->relation)};
        }
        for (uint32_t i = 0; i < mentions[id].count; ++i) {
            const uint32_t other = mentions[id].synsets[i];
            edges[next[id]++] = (struct edge){other, MENTION_WEIGHT};
            edges[next[other]++] = (struct edge){id, MENTIONED_WEIGHT};
        }
    }
    free(next);
    return edges;
}

/* Hubs are damped at both ends: a source shares out what it has over its edges, and a target that everything leads to
 * says little. Powers below 1, and the constant, keep large families from starving and leaves from winning. A familiar
 * target is reached more easily than one that the corpora never mention. */
static void damp_hubs(const struct memory *memory, const uint64_t *offsets, const uint32_t *targets,
                      const uint32_t *fan_in, float *weights)
{
    for (size_t source = 0; source < memory->count; ++source) {
        const uint64_t first = offsets[source], end = offsets[source + 1];
        const float shared = GAIN / sqrtf((float)(end - first));
        for (uint64_t edge = first; edge < end; ++edge) {
            const float shunned = powf((float)(fan_in[targets[edge]] + FAN_OFFSET), FAN_IN_POWER);
            weights[edge] *= shared * memory->strengths[targets[edge]] / shunned;
        }
    }
}

/* The prepared graph copies the rows, so they live only here. */
static engram_status prepare(struct memory *memory, struct edge *edges, uint64_t *offsets, uint32_t *targets,
                             float *weights, uint32_t *fan_in)
{
    uint64_t at = 0;
    for (uint32_t id = 0; id < memory->count; ++id) {
        struct edge *own = edges + offsets[id];
        const size_t kept = merge_edges(own, offsets[id + 1] - offsets[id], id);
        offsets[id] = at;
        for (size_t i = 0; i < kept; ++i, ++at) {
            targets[at] = own[i].target;
            weights[at] = own[i].weight;
            ++fan_in[own[i].target];
        }
    }
    offsets[memory->count] = at;
    damp_hubs(memory, offsets, targets, fan_in, weights);
    const engram_csr rows = {
        .size = sizeof rows, .node_count = (uint32_t)memory->count, .edge_count = at,
        .offsets = offsets, .targets = targets, .weights = weights,
    };
    const engram_graph_options options = {.size = sizeof options, .no_pull = 1}; /* answers touch a part of it */
    return engram_graph_create(&rows, &options, NULL, &memory->graph);
}

static bool build_graph(struct memory *memory, const struct wordnet *net, const struct mentions *mentions)
{
    const size_t count = net->synset_count;
    uint64_t *offsets = malloc((count + 1) * sizeof *offsets);
    uint32_t *fan_in = calloc(count + 1, sizeof *fan_in);
    struct edge *edges = offsets ? collect_edges(net, mentions, offsets) : NULL;
    const size_t most = edges ? offsets[count] + 1 : 1;
    uint32_t *targets = malloc(most * sizeof *targets);
    float *weights = malloc(most * sizeof *weights);
    memory->activated = malloc((count + 1) * sizeof *memory->activated);
    memory->rule = (engram_spread_options){.size = sizeof memory->rule};
    const bool enough = edges && fan_in && targets && weights && memory->activated &&
                        prepare(memory, edges, offsets, targets, weights, fan_in) == ENGRAM_OK &&
                        engram_workspace_create((uint32_t)count, NULL, &memory->workspace) == ENGRAM_OK &&
                        engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &memory->rule) == ENGRAM_OK;
    memory->rule.hops = HOPS;
    memory->rule.edge_budget = SPREAD_BUDGET;
    memory->rule.flags |= ENGRAM_SPREAD_EXPLAIN;
    free(offsets);
    free(targets);
    free(weights);
    free(edges);
    free(fan_in);
    return enough;
}

/* Often tagged means strong and recently met; the spread of ages comes from the identity of the synset. */
static bool build_strengths(struct memory *memory, const struct wordnet *net, uint32_t days)
{
    memory->strengths = malloc(net->synset_count * sizeof *memory->strengths);
    memory->current = malloc(net->synset_count * sizeof *memory->current);
    memory->ages = malloc(net->synset_count * sizeof *memory->ages);
    if (!memory->strengths || !memory->current || !memory->ages)
        return false;
    uint32_t most = 1;
    for (size_t id = 0; id < net->synset_count; ++id)
        if (net->synsets[id].tags > most)
            most = net->synsets[id].tags;
    const double scale = log1p((double)most);
    for (size_t id = 0; id < net->synset_count; ++id) {
        const struct synset *synset = &net->synsets[id];
        const double strength = 0.1 + 0.9 * log1p((double)synset->tags) / scale;
        const uint64_t bits = hash_mix((uint64_t)synset->part << 32 | synset->offset);
        const double chance = (double)(bits >> 11) * 0x1p-53;
        const double rareness = 1.0 - strength;
        const double age = LONGEST_AGE_DAYS * rareness * rareness * (0.25 + 0.75 * chance) + (double)days;
        memory->strengths[id] = (float)strength;
        memory->ages[id] = (uint64_t)(age * SECONDS_PER_DAY);
    }
    return true;
}

bool memory_build(struct memory *memory, const struct wordnet *net, const struct mentions *mentions, uint32_t days,
                  double half_life_days, struct fault *fault)
{
    const double start = now_ms();
    memset(memory, 0, sizeof *memory);
    memory->count = net->synset_count;
    memory->curve = (engram_curve){
        .size = sizeof memory->curve,
        .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE,
        .scale = half_life_days * SECONDS_PER_DAY,
    };
    if (!build_strengths(memory, net, days) || !build_graph(memory, net, mentions)) {
        memory_free(memory);
        return fault_memory(fault);
    }
    memory->ms = now_ms() - start;
    return memory_decay(memory, fault);
}

void memory_free(struct memory *memory)
{
    engram_graph_destroy(&memory->graph);
    engram_workspace_destroy(&memory->workspace);
    free(memory->activated);
    free(memory->strengths);
    free(memory->ages);
    free(memory->current);
    memset(memory, 0, sizeof *memory);
}

bool memory_decay(struct memory *memory, struct fault *fault)
{
    const engram_status status =
        engram_decay_apply(&memory->curve, memory->strengths, memory->ages, memory->count, memory->current);
    return status == ENGRAM_OK ||
           fault_set(fault, "The decay of the memories failed: %s", engram_status_text(status));
}

void memory_strengthen(struct memory *memory, uint32_t id)
{
    const float now = memory->current[id];
    memory->strengths[id] = now + REINFORCEMENT * (1.0f - now);
    memory->current[id] = memory->strengths[id];
    memory->ages[id] = 0;
}
