/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "select.h"

#include <engram/common.h>

#include <string.h>

size_t select_best(const float *scores, size_t count, const uint8_t *left_out, float floor, size_t k,
                   struct ranked *best)
{
    size_t size = 0;
    float bar = floor;
    for (size_t id = 0; id < count && k > 0; ++id) {
        if (!(scores[id] > bar) || left_out[id])
            continue;
        size_t at = size < k ? size++ : k - 1;
        for (; at > 0 && best[at - 1].score < scores[id]; --at)
            best[at] = best[at - 1];
        best[at] = (struct ranked){(uint32_t)id, scores[id]};
        if (size == k)
            bar = best[k - 1].score;
    }
    return size;
}

/* Gives every node that the last step reached for the first time its best giver. */
static void note_givers(const engram_csr *graph, const float *before, const float *after, float *best,
                        uint32_t *predecessors)
{
    for (uint32_t source = 0; source < graph->node_count; ++source) {
        if (!(before[source] > 0.0f))
            continue;
        for (uint64_t edge = graph->offsets[source]; edge < graph->offsets[source + 1]; ++edge) {
            const uint32_t target = graph->targets[edge];
            const float given = before[source] * graph->weights[edge];
            if (before[target] > 0.0f || !(after[target] > 0.0f) || !(given > best[target]))
                continue;
            best[target] = given;
            predecessors[target] = source;
        }
    }
}

bool spread_with_paths(const engram_csr *graph, const struct cue *cue, uint32_t hops, float *activations,
                       float *scratch[2], uint32_t *predecessors, struct fault *fault)
{
    float *before = scratch[0], *best = scratch[1];
    const size_t bytes = graph->node_count * sizeof(float);
    memset(activations, 0, bytes);
    memset(best, 0, bytes);
    for (uint32_t id = 0; id < graph->node_count; ++id)
        predecessors[id] = id;
    for (size_t i = 0; i < cue->sense_count; ++i)
        activations[cue->senses[i].synset] = cue->senses[i].weight;
    for (uint32_t hop = 0; hop < hops; ++hop) {
        memcpy(before, activations, bytes);
        const engram_status status = engram_activation_spread(graph, 1, activations);
        if (status != ENGRAM_OK)
            return fault_set(fault, "The spreading failed: %s", engram_status_text(status));
        note_givers(graph, before, activations, best, predecessors);
    }
    return true;
}
