/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "wordnet_memory.h"

#include "associations.h"

#include <engram/common.h>

#include <stdlib.h>
#include <string.h>

#define SPREAD_BUDGET 4000000u

/* Each association is an edge either way. */
static bool build_graph(struct memory *memory, const struct wordnet *net, const struct mentions *mentions)
{
    struct associations found;
    if (!associations_collect(&found, net, mentions))
        return false;
    const size_t nodes = memory->count, edges = 2 * found.count;
    uint64_t *offsets = calloc(nodes + 2, sizeof *offsets);
    uint32_t *targets = malloc((edges + 1) * sizeof *targets);
    float *weights = malloc((edges + 1) * sizeof *weights);
    bool enough = offsets && targets && weights;
    for (size_t i = 0; enough && i < found.count; ++i) {
        ++offsets[found.items[i].source + 2];
        ++offsets[found.items[i].target + 2];
    }
    for (size_t id = 1; enough && id <= nodes; ++id)
        offsets[id + 1] += offsets[id];
    for (size_t i = 0; enough && i < edges; ++i) { /* offsets[id + 1] becomes the end of node id */
        const struct association *item = &found.items[i / 2];
        const uint32_t source = i % 2 == 0 ? item->source : item->target;
        const uint64_t at = offsets[source + 1]++;
        targets[at] = i % 2 == 0 ? item->target : item->source;
        weights[at] = item->weight;
    }
    memory->rule = (engram_spread_options){.size = sizeof memory->rule};
    if (enough) {
        const engram_csr rows = {
            .size = sizeof rows, .node_count = (uint32_t)nodes, .edge_count = edges,
            .offsets = offsets, .targets = targets, .weights = weights,
        };
        const engram_graph_options options = {.size = sizeof options, .no_pull = 1};
        enough = engram_graph_create(&rows, &options, NULL, &memory->graph) == ENGRAM_OK &&
                 engram_workspace_create((uint32_t)nodes, NULL, &memory->workspace) == ENGRAM_OK &&
                 engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &memory->rule) == ENGRAM_OK;
    }
    memory->rule.hops = HOPS;
    memory->rule.edge_budget = SPREAD_BUDGET;
    memory->rule.flags |= ENGRAM_SPREAD_EXPLAIN;
    free(offsets);
    free(targets);
    free(weights);
    associations_free(&found);
    return enough;
}

static bool build_strengths(struct memory *memory, const struct wordnet *net)
{
    memory->strengths = malloc(memory->count * sizeof *memory->strengths);
    memory->current = malloc(memory->count * sizeof *memory->current);
    memory->ages = malloc(memory->count * sizeof *memory->ages);
    if (!memory->strengths || !memory->current || !memory->ages)
        return false;
    const uint32_t most = most_tags(net);
    for (size_t id = 0; id < memory->count; ++id)
        first_strength(&net->synsets[id], most, &memory->strengths[id], &memory->ages[id]);
    return true;
}

bool memory_build(struct memory *memory, const struct wordnet *net, const struct mentions *mentions,
                  double half_life_days, struct fault *fault)
{
    memset(memory, 0, sizeof *memory);
    memory->count = net->synset_count;
    memory->curve = (engram_curve){
        .size = sizeof memory->curve,
        .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE,
        .scale = half_life_days * 86400.0,
    };
    if (!build_strengths(memory, net) || !build_graph(memory, net, mentions)) {
        memory_free(memory);
        return fault_memory(fault);
    }
    const engram_status status =
        engram_decay_apply(&memory->curve, memory->strengths, memory->ages, memory->count, memory->current);
    return status == ENGRAM_OK ||
           fault_set(fault, "The decay of the memories failed: %s", engram_status_text(status));
}

void memory_free(struct memory *memory)
{
    engram_graph_destroy(&memory->graph);
    engram_workspace_destroy(&memory->workspace);
    free(memory->strengths);
    free(memory->ages);
    free(memory->current);
    memset(memory, 0, sizeof *memory);
}
