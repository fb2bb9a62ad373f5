/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "associations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_AGE_DAYS 365.0
#define SECONDS_PER_DAY 86400.0
#define FAN_OFFSET 8
#define FAN_POWER 0.35f
#define GAIN 8.0f
#define MENTION_WEIGHT 0.4f

/* One name for both directions of a pair: activation follows a link either way. */
static const struct {
    const char *name;
    float weight;
    bool inverse; /* kept from its target to its source */
} relations[RELATION_COUNT + 1] = {
    [RELATION_ANTONYM] = {"antonym", 0.8f, false},
    [RELATION_HYPERNYM] = {"hypernym", 0.7f, false},
    [RELATION_INSTANCE_HYPERNYM] = {"instance_hypernym", 0.3f, false},
    [RELATION_HYPONYM] = {"hypernym", 0.7f, true},
    [RELATION_INSTANCE_HYPONYM] = {"instance_hypernym", 0.3f, true},
    [RELATION_MEMBER_HOLONYM] = {"member_holonym", 0.3f, false},
    [RELATION_SUBSTANCE_HOLONYM] = {"substance_holonym", 0.8f, false},
    [RELATION_PART_HOLONYM] = {"part_holonym", 0.8f, false},
    [RELATION_MEMBER_MERONYM] = {"member_holonym", 0.3f, true},
    [RELATION_SUBSTANCE_MERONYM] = {"substance_holonym", 0.8f, true},
    [RELATION_PART_MERONYM] = {"part_holonym", 0.8f, true},
    [RELATION_ATTRIBUTE] = {"attribute", 0.6f, false},
    [RELATION_DERIVATION] = {"derivation", 0.6f, false},
    [RELATION_TOPIC] = {"topic", 0.5f, false},
    [RELATION_REGION] = {"region", 0.3f, false},
    [RELATION_USAGE] = {"usage", 0.1f, false},
    [RELATION_TOPIC_MEMBER] = {"topic", 0.5f, true},
    [RELATION_REGION_MEMBER] = {"region", 0.3f, true},
    [RELATION_USAGE_MEMBER] = {"usage", 0.1f, true},
    [RELATION_ENTAILMENT] = {"entailment", 0.9f, false},
    [RELATION_CAUSE] = {"cause", 0.9f, false},
    [RELATION_ALSO_SEE] = {"also_see", 0.7f, false},
    [RELATION_VERB_GROUP] = {"verb_group", 0.5f, false},
    [RELATION_SIMILAR] = {"similar", 0.7f, false},
    [RELATION_PARTICIPLE] = {"participle", 0.5f, false},
    [RELATION_PERTAINYM] = {"pertainym", 0.6f, false},
    [RELATION_COUNT] = {MENTIONS_TYPE, MENTION_WEIGHT, false},
};

static uint32_t low_end(const struct association *a) { return a->source < a->target ? a->source : a->target; }
static uint32_t high_end(const struct association *a) { return a->source < a->target ? a->target : a->source; }

/* Pairs together whatever their direction, the pointers before what glosses mention, the strongest first. */
static int by_pair(const void *left, const void *right)
{
    const struct association *a = left, *b = right;
    if (low_end(a) != low_end(b))
        return low_end(a) < low_end(b) ? -1 : 1;
    if (high_end(a) != high_end(b))
        return high_end(a) < high_end(b) ? -1 : 1;
    const bool a_mentions = a->relation == RELATION_COUNT, b_mentions = b->relation == RELATION_COUNT;
    if (a_mentions != b_mentions)
        return a_mentions ? 1 : -1;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    if (a->relation != b->relation)
        return a->relation < b->relation ? -1 : 1;
    return a->source < b->source ? -1 : a->source > b->source;
}

static int by_source(const void *left, const void *right)
{
    const struct association *a = left, *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->target != b->target)
        return a->target < b->target ? -1 : 1;
    return a->relation < b->relation ? -1 : a->relation > b->relation;
}

/* Of the pointers that join two synsets the strongest stays, and of what glosses mention one of each direction. */
static size_t merge(struct association *items, size_t count)
{
    qsort(items, count, sizeof *items, by_pair);
    size_t kept = 0;
    for (size_t i = 0; i < count; ++i) {
        const struct association *item = &items[i], *before = kept > 0 ? &items[kept - 1] : NULL;
        const bool same_pair = before && low_end(before) == low_end(item) && high_end(before) == high_end(item);
        const bool repeats = same_pair && (item->relation != RELATION_COUNT ||
                                           (before->relation == RELATION_COUNT && before->source == item->source));
        if (item->source != item->target && !repeats)
            items[kept++] = *item;
    }
    qsort(items, kept, sizeof *items, by_source);
    return kept;
}

/* A synset that everything leads to says little, so a link is damped by how many each of its ends has. */
static bool damp_hubs(struct associations *associations, size_t synset_count)
{
    uint32_t *fan = calloc(synset_count + 1, sizeof *fan);
    if (!fan)
        return false;
    for (size_t i = 0; i < associations->count; ++i) {
        ++fan[associations->items[i].source];
        ++fan[associations->items[i].target];
    }
    for (size_t i = 0; i < associations->count; ++i) {
        struct association *item = &associations->items[i];
        const float ends = (float)(fan[item->source] + FAN_OFFSET) * (float)(fan[item->target] + FAN_OFFSET);
        item->weight *= GAIN / powf(ends, FAN_POWER);
    }
    free(fan);
    return true;
}

bool associations_collect(struct associations *associations, const struct wordnet *net,
                          const struct mentions *mentions)
{
    *associations = (struct associations){NULL, 0};
    size_t most = net->pointer_count + 1;
    for (size_t id = 0; id < net->synset_count; ++id)
        most += mentions[id].count;
    struct association *items = malloc(most * sizeof *items);
    if (!items)
        return false;
    size_t count = 0;
    for (uint32_t id = 0; id < net->synset_count; ++id) {
        const struct synset *synset = &net->synsets[id];
        for (uint32_t i = 0; i < synset->pointer_count; ++i) {
            const struct pointer *pointer = &net->pointers[synset->first_pointer + i];
            const bool inverse = relations[pointer->relation].inverse;
            items[count++] = (struct association){
                .source = inverse ? pointer->target : id, .target = inverse ? id : pointer->target,
                .weight = relations[pointer->relation].weight, .relation = pointer->relation,
            };
        }
        for (uint32_t i = 0; i < mentions[id].count; ++i)
            items[count++] = (struct association){id, mentions[id].synsets[i], MENTION_WEIGHT, RELATION_COUNT};
    }
    *associations = (struct associations){items, merge(items, count)};
    if (damp_hubs(associations, net->synset_count))
        return true;
    associations_free(associations);
    return false;
}

void associations_free(struct associations *associations)
{
    free(associations->items);
    *associations = (struct associations){NULL, 0};
}

const char *association_type(const struct association *association)
{
    return relations[association->relation].name;
}

uint32_t most_tags(const struct wordnet *net)
{
    uint32_t most = 1;
    for (size_t id = 0; id < net->synset_count; ++id)
        if (net->synsets[id].tags > most)
            most = net->synsets[id].tags;
    return most;
}

void first_strength(const struct synset *synset, uint32_t most, float *strength, uint64_t *age_seconds)
{
    const double usual = 0.1 + 0.9 * log1p((double)synset->tags) / log1p((double)most);
    const uint64_t bits = hash_mix((uint64_t)synset->part << 32 | synset->offset);
    const double chance = (double)(bits >> 11) * 0x1p-53;
    const double rareness = 1.0 - usual;
    *strength = (float)usual;
    *age_seconds = (uint64_t)(LONGEST_AGE_DAYS * rareness * rareness * (0.25 + 0.75 * chance) * SECONDS_PER_DAY);
}
