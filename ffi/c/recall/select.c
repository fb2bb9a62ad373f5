/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "select.h"

#include <engram/common.h>

#include <stdlib.h>

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

bool spread_with_paths(const struct memory *memory, const struct cue *cue, float *activations, uint32_t *predecessors,
                       engram_spread_info *info, struct fault *fault)
{
    uint32_t *ids = malloc(cue->sense_count * sizeof *ids);
    float *values = malloc(cue->sense_count * sizeof *values);
    if (!ids || !values) {
        free(ids);
        free(values);
        return fault_memory(fault);
    }
    for (size_t i = 0; i < cue->sense_count; ++i) {
        ids[i] = cue->senses[i].synset;
        values[i] = cue->senses[i].weight;
    }
    *info = (engram_spread_info){.size = sizeof *info};
    const engram_seeds seeds = {sizeof seeds, 0, cue->sense_count, ids, values};
    uint64_t reached;
    const engram_status status = engram_spread_sparse(memory->graph, &memory->rule, memory->workspace, &seeds,
                                                      memory->activated, memory->count, &reached, info);
    free(ids);
    free(values);
    if (status != ENGRAM_OK)
        return fault_set(fault, "The spreading failed: %s", engram_status_text(status));

    for (uint32_t id = 0; id < memory->count; ++id) {
        activations[id] = 0.0f;
        predecessors[id] = id;
    }
    for (uint64_t i = 0; i < reached; ++i) {
        const engram_activated *node = &memory->activated[i];
        activations[node->id] = node->activation;
        predecessors[node->id] = node->predecessor == ENGRAM_NO_NODE ? node->id : node->predecessor;
    }
    return true;
}
