/* SPDX-License-Identifier: MIT OR Apache-2.0 */

/* The two lookup tables, synsets by offset and lemmas by spelling, and the pointers resolved through the first. */

#include "wordnet.h"

#include <stdlib.h>
#include <string.h>

static uint64_t synset_hash(uint32_t part, uint32_t offset)
{
    return hash_mix((uint64_t)part << 32 | offset);
}

static uint64_t lemma_hash(uint32_t part, struct span text)
{
    return hash_bytes(text.text, text.size, part);
}

/* A power of two at least twice the items, so that probing ends soon. */
static uint32_t *make_slots(size_t items, size_t *slot_count)
{
    size_t count = 64;
    while (count < items * 2)
        count *= 2;
    *slot_count = count;
    return calloc(count, sizeof(uint32_t));
}

uint32_t wordnet_synset_at(const struct wordnet *net, enum part part, uint32_t offset)
{
    if (!net->synset_slots)
        return SYNSET_NONE;
    const size_t mask = net->synset_slot_count - 1;
    for (size_t slot = synset_hash(part, offset) & mask; net->synset_slots[slot] != 0; slot = (slot + 1) & mask) {
        const uint32_t id = net->synset_slots[slot] - 1;
        if (net->synsets[id].offset == offset && net->synsets[id].part == part)
            return id;
    }
    return SYNSET_NONE;
}

static bool fill_synset_slots(struct wordnet *net, const char *const names[PART_COUNT], struct fault *fault)
{
    free(net->synset_slots);
    net->synset_slots = make_slots(net->synset_count, &net->synset_slot_count);
    if (!net->synset_slots)
        return fault_memory(fault);
    const size_t mask = net->synset_slot_count - 1;
    for (size_t id = 0; id < net->synset_count; ++id) {
        const struct synset *synset = &net->synsets[id];
        if (wordnet_synset_at(net, (enum part)synset->part, synset->offset) != SYNSET_NONE)
            return fault_set(fault, "%s, line %u: the synset %08u occurs twice; the file is damaged.",
                             names[synset->part], synset->line, synset->offset);
        size_t slot = synset_hash(synset->part, synset->offset) & mask;
        while (net->synset_slots[slot] != 0)
            slot = (slot + 1) & mask;
        net->synset_slots[slot] = (uint32_t)id + 1;
    }
    return true;
}

bool wordnet_link(struct wordnet *net, const char *const names[PART_COUNT], struct fault *fault)
{
    if (!fill_synset_slots(net, names, fault))
        return false;
    for (size_t id = 0; id < net->synset_count; ++id) {
        const struct synset *synset = &net->synsets[id];
        for (uint32_t i = 0; i < synset->pointer_count; ++i) {
            struct pointer *pointer = &net->pointers[synset->first_pointer + i];
            const uint32_t target = wordnet_synset_at(net, (enum part)pointer->part, pointer->target);
            if (target == SYNSET_NONE)
                return fault_set(fault,
                                 "%s, line %u: it points to the synset %08u, which %s does not have; one of the two "
                                 "files is truncated or of another version.",
                                 names[synset->part], synset->line, pointer->target, names[pointer->part]);
            pointer->target = target;
        }
    }
    return true;
}

const struct lemma *wordnet_find(const struct wordnet *net, enum part part, struct span text)
{
    if (!net->lemma_slots)
        return NULL;
    const size_t mask = net->lemma_slot_count - 1;
    for (size_t slot = lemma_hash(part, text) & mask; net->lemma_slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct lemma *lemma = &net->lemmas[net->lemma_slots[slot] - 1];
        if (lemma->part == part && span_equal(lemma->text, text))
            return lemma;
    }
    return NULL;
}

bool wordnet_index_lemmas(struct wordnet *net, const char *const names[PART_COUNT], struct fault *fault)
{
    /* A file cut between two lines shows only by the synsets that no word leads to any more. */
    for (size_t id = 0; id < net->synset_count; ++id) {
        const struct synset *synset = &net->synsets[id];
        if (!synset->indexed)
            return fault_set(fault, "%s: no word leads to the synset %08u of the same part of speech; the file is "
                                    "truncated or of another version.",
                             names[synset->part], synset->offset);
    }
    free(net->lemma_slots);
    net->lemma_slots = make_slots(net->lemma_count, &net->lemma_slot_count);
    if (!net->lemma_slots)
        return fault_memory(fault);
    const size_t mask = net->lemma_slot_count - 1;
    for (size_t id = 0; id < net->lemma_count; ++id) {
        size_t slot = lemma_hash(net->lemmas[id].part, net->lemmas[id].text) & mask;
        while (net->lemma_slots[slot] != 0)
            slot = (slot + 1) & mask;
        net->lemma_slots[slot] = (uint32_t)id + 1;
    }
    return true;
}

void wordnet_free(struct wordnet *net)
{
    free(net->synsets);
    free(net->words);
    free(net->pointers);
    free(net->lemmas);
    free(net->senses);
    free(net->exceptions);
    free(net->synset_slots);
    free(net->lemma_slots);
    memset(net, 0, sizeof *net);
}
