/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"

#include "associations.h"

#include <engram/common.h>

#include <stdlib.h>
#include <string.h>

/* What resembles the cue at least this much belongs to the first list, even where that list is too short for it. */
#define ALIKE 0.4f
/* So many are looked at: of what is like the cue, and of what is active to find a list not all reached by one way. */
#define CANDIDATES 400
/* The fading list looks at so many of those that resemble the cue and were not shown, at nothing less like it than this. */
#define FRINGE 120
#define UNRELATED 0.2f
/* Activation starts at the meanings at least this likely, compared with the most likely one. */
#define LIKELY 0.1f
#define REINFORCEMENT 0.2f
#define MENTION_SHARE 0.15f

/* Length 1, so that the scale of the codes does not matter. */
static void add_vector(const engram_record *record, float scale, float *vector)
{
    if (!record || record->vector_count == 0 || record->vectors[0].dim != EMBED_DIM)
        return;
    const int8_t *codes = record->vectors[0].data;
    float row[EMBED_DIM];
    for (size_t i = 0; i < EMBED_DIM; ++i)
        row[i] = (float)codes[i];
    embed_add_unit(row, scale, vector);
}

/* What the gloss of a sense speaks of. */
static bool add_mentions(const struct store *store, const struct cue_sense *sense, float *vector, struct fault *fault)
{
    engram_error_detail error = {.size = sizeof error};
    engram_links *links = NULL;
    engram_listing *listing = NULL;
    uint64_t ids[MENTION_LIMIT], count = 0;
    engram_status status = engram_links_of(store->space, sense->id, ENGRAM_DIRECTION_OUT, &links, &error);
    for (uint64_t i = 0; status == ENGRAM_OK && i < links->count && count < MENTION_LIMIT; ++i)
        if (span_equal(span_of(links->links[i]->type), (struct span){MENTIONS_TYPE, sizeof MENTIONS_TYPE - 1}))
            ids[count++] = links->links[i]->target;
    engram_links_free(&links);
    if (status == ENGRAM_OK && count > 0)
        status = engram_get_many(store->space, ids, count, ENGRAM_READ_VECTORS, &listing, &error);
    if (status != ENGRAM_OK)
        return store_fault(store, &error, fault);
    for (uint64_t i = 0; i < count; ++i)
        add_vector(listing->records[i], MENTION_SHARE * sense->weight, vector);
    engram_listing_free(&listing);
    return true;
}

/* The cue as a vector: its words; its meanings, in proportion to how likely they are; what their glosses speak of. */
static bool cue_vector(const struct store *store, const struct cue *cue, float *vector, struct fault *fault)
{
    memset(vector, 0, EMBED_DIM * sizeof *vector);
    embed_add_unit(cue->words, 0.2f, vector);
    for (size_t i = 0; i < cue->sense_count; ++i) {
        add_vector(cue->records->records[i], cue->senses[i].weight, vector);
        if (!add_mentions(store, &cue->senses[i], vector, fault))
            return false;
    }
    return true;
}

/* Ids that may not be hits: the senses, then others. */
struct ids {
    uint64_t *items;
    size_t count;
};

static bool holds(const struct ids *ids, uint64_t id)
{
    for (size_t i = 0; i < ids->count; ++i)
        if (ids->items[i] == id)
            return true;
    return false;
}

static bool ask(const struct store *store, engram_recall_options *options, const struct ids *left_out,
                const engram_recall_weights *weights, int64_t now, engram_answer **answer, struct fault *fault)
{
    const engram_filter filter = {.size = sizeof filter, .exclude = left_out->items, .exclude_count = left_out->count};
    engram_error_detail error = {.size = sizeof error};
    options->size = sizeof *options;
    options->flags |= ENGRAM_RECALL_NO_TEXTS;
    options->k = options->candidates = CANDIDATES;
    options->filter = &filter;
    options->weights = weights;
    options->now = now;
    if (engram_recall(store->space, options, answer, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    return true;
}

static bool find_alike(const struct store *store, const struct cue *cue, const struct ids *left_out, int64_t now,
                       engram_answer **alike, struct fault *fault)
{
    float vector[EMBED_DIM];
    if (!cue_vector(store, cue, vector, fault))
        return false;
    const engram_vector sought = {.type = ENGRAM_TYPE_F32, .data = vector, .dim = EMBED_DIM};
    const engram_recall_weights weights = {.size = sizeof weights, .similarity = 1.0f};
    engram_recall_options options = {.vector = &sought};
    return ask(store, &options, left_out, &weights, now, alike, fault);
}

/* What association alone leads to. */
static bool find_active(const struct store *store, const struct cue *cue, const struct ids *left_out, int64_t now,
                        engram_answer **active, struct fault *fault)
{
    uint64_t *seeds = malloc(cue->sense_count * sizeof *seeds);
    if (!seeds)
        return fault_memory(fault);
    size_t count = 0;
    for (size_t i = 0; i < cue->sense_count; ++i)
        if (cue->senses[i].weight >= LIKELY * cue->senses[0].weight)
            seeds[count++] = cue->senses[i].id;
    const engram_recall_weights weights = {.size = sizeof weights, .activation = 1.0f};
    const engram_recall_activation activation = {.size = sizeof activation, .hops = HOPS};
    engram_recall_options options = {
        .flags = ENGRAM_RECALL_EXPLAIN, .activation = &activation, .seeds = seeds, .seed_count = count,
    };
    const bool asked = ask(store, &options, left_out, &weights, now, active, fault);
    free(seeds);
    return asked;
}

static void take_alike(const engram_answer *alike, size_t length, struct list *list)
{
    for (; list->size < length && list->size < alike->count && alike->hits[list->size]->similarity > 0.0f; ++list->size)
        list->findings[list->size] =
            (struct finding){.id = alike->hits[list->size]->id, .score = alike->hits[list->size]->similarity};
}

struct reminder {
    const engram_recalled *hit;
    float score;
};

static int by_score(const void *left, const void *right)
{
    const struct reminder *a = left, *b = right;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    return a->hit->id < b->hit->id ? -1 : a->hit->id > b->hit->id;
}

/* A strong memory comes to mind before a weak one that is as close: its activation, 1 for the most active, counts for
 * half without retention. Takes what comes first, as long as no single way leads to more than half of the list. All the
 * senses of the cue are one way. */
static void take_diverse(const engram_answer *active, size_t length, struct list *list)
{
    struct reminder reminders[CANDIDATES];
    const uint64_t count = active->count < CANDIDATES ? active->count : CANDIDATES;
    for (uint64_t i = 0; i < count; ++i) {
        const engram_recalled *hit = active->hits[i];
        const float close = hit->activation / active->hits[0]->activation;
        reminders[i] = (struct reminder){hit, close * (0.5f + 0.5f * hit->retention)};
    }
    qsort(reminders, count, sizeof *reminders, by_score);
    uint64_t ways[LIST_LIMIT];
    for (uint64_t i = 0; i < count && list->size < length; ++i) {
        const engram_recalled *hit = reminders[i].hit;
        if (hit->step_count < 2 || hit->step_count > HOPS + 1)
            continue;
        const uint64_t way = hit->step_count == 2 ? 0 : hit->steps[hit->step_count - 2].id;
        size_t used = 0;
        for (size_t j = 0; j < list->size; ++j)
            used += ways[j] == way;
        if (used >= (length + 1) / 2)
            continue;
        struct finding *finding = &list->findings[list->size];
        *finding = (struct finding){.id = hit->id, .score = reminders[i].score, .path_size = hit->step_count};
        for (uint32_t step = 0; step < hit->step_count; ++step)
            finding->path[step] = hit->steps[step].id;
        ways[list->size++] = way;
    }
}

static bool measure_fading(const engram_listing *fringe, const engram_curve *curve, int64_t now,
                           struct finding findings[FRINGE], struct fault *fault)
{
    float strengths[FRINGE], left[FRINGE];
    uint64_t ages[FRINGE];
    for (uint64_t i = 0; i < fringe->count; ++i) {
        const engram_record *record = fringe->records[i];
        const int64_t age = record && now > record->last_used ? (now - record->last_used) / 1000000000 : 0;
        strengths[i] = record ? record->strength : 0.0f;
        ages[i] = (uint64_t)age;
    }
    const engram_status status = engram_decay_apply(curve, strengths, ages, fringe->count, left);
    if (status != ENGRAM_OK)
        return fault_set(fault, "The decay of the memories failed: %s", engram_status_text(status));
    for (uint64_t i = 0; i < fringe->count; ++i) {
        findings[i].score = strengths[i] - left[i];
        findings[i].before = strengths[i];
        findings[i].after = left[i];
        findings[i].age = ages[i];
    }
    return true;
}

static int by_loss(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Of what is like the cue and did not make the lists, those that lost most of their strength. */
static bool find_faded(const struct store *store, const engram_answer *alike, const struct ids *shown, size_t length,
                       int64_t now, struct list *list, struct fault *fault)
{
    uint64_t ids[FRINGE], count = 0;
    struct finding findings[FRINGE];
    for (uint64_t i = 0; i < alike->count && count < FRINGE && alike->hits[i]->similarity >= UNRELATED; ++i)
        if (!holds(shown, alike->hits[i]->id)) {
            findings[count] = (struct finding){.id = alike->hits[i]->id};
            ids[count++] = alike->hits[i]->id;
        }
    engram_error_detail error = {.size = sizeof error};
    engram_space_info info = {.size = sizeof info};
    engram_listing *fringe = NULL;
    if (engram_space_describe(store->space, &info, &error) != ENGRAM_OK ||
        engram_get_many(store->space, ids, count, 0, &fringe, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    const bool measured = measure_fading(fringe, &info.curve, now, findings, fault);
    engram_listing_free(&fringe);
    if (!measured)
        return false;
    qsort(findings, count, sizeof *findings, by_loss);
    for (; list->size < length && list->size < count && findings[list->size].score > 0.0f; ++list->size)
        list->findings[list->size] = findings[list->size];
    return true;
}

static void add_list(struct ids *ids, const struct list *list)
{
    for (size_t i = 0; i < list->size; ++i)
        if (!holds(ids, list->findings[i].id))
            ids->items[ids->count++] = list->findings[i].id;
}

static int by_id(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* The texts of all that is shown, at once. */
static bool read_records(struct answer *answer, const struct store *store, struct ids *shown, struct fault *fault)
{
    add_list(shown, &answer->faded);
    for (size_t i = 0; i < answer->reminding.size; ++i)
        for (uint32_t step = 0; step < answer->reminding.findings[i].path_size; ++step)
            if (!holds(shown, answer->reminding.findings[i].path[step]))
                shown->items[shown->count++] = answer->reminding.findings[i].path[step];
    qsort(shown->items, shown->count, sizeof *shown->items, by_id);
    engram_error_detail error = {.size = sizeof error};
    if (engram_get_many(store->space, shown->items, shown->count, 0, &answer->records, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    for (size_t i = 0; i < shown->count; ++i)
        if (!answer->records->records[i])
            return fault_set(fault, "%s: something of the answer was forgotten just now; ask again.", store->path);
    return true;
}

static bool strengthen(const struct store *store, const struct ids *ids, int64_t now, struct fault *fault)
{
    engram_error_detail error = {.size = sizeof error};
    const engram_write_options options = {.size = sizeof options, .now = now};
    if (engram_reinforce(store->space, ids->items, ids->count, REINFORCEMENT, &options, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    return true;
}

static bool fill(struct answer *answer, const struct store *store, const struct cue *cue, size_t length, int64_t now,
                 bool strengthens, engram_answer **alike, engram_answer **active, struct fault *fault)
{
    struct ids shown = {answer->ids, 0};
    for (size_t i = 0; i < cue->sense_count; ++i)
        shown.items[shown.count++] = cue->senses[i].id;
    double start = now_ms(), end;
    if (!find_alike(store, cue, &shown, now, alike, fault))
        return false;
    take_alike(*alike, length, &answer->resembling);
    answer->resembling.ms = (end = now_ms()) - start;

    start = end;
    struct ids left_out = shown;
    for (uint64_t i = 0; i < (*alike)->count; ++i)
        if (i < answer->resembling.size || (*alike)->hits[i]->similarity >= ALIKE)
            left_out.items[left_out.count++] = (*alike)->hits[i]->id;
    if (!find_active(store, cue, &left_out, now, active, fault))
        return false;
    take_diverse(*active, length, &answer->reminding);
    answer->edges = (*active)->edges;
    answer->active = (*active)->activated;
    answer->truncated = ((*active)->flags & ENGRAM_ANSWER_CUT) != 0;
    answer->reminding.ms = (end = now_ms()) - start;

    start = end;
    add_list(&shown, &answer->resembling);
    add_list(&shown, &answer->reminding);
    if (!find_faded(store, *alike, &shown, length, now, &answer->faded, fault))
        return false;
    answer->faded.ms = (end = now_ms()) - start;

    start = end;
    if (strengthens && !strengthen(store, &shown, now, fault))
        return false;
    answer->remembering_ms = now_ms() - start;
    return read_records(answer, store, &shown, fault);
}

bool answer_cue(struct answer *answer, const struct store *store, const struct cue *cue, size_t length, int64_t now,
                bool strengthens, struct fault *fault)
{
    memset(answer, 0, sizeof *answer);
    answer->ids = malloc((cue->sense_count + CANDIDATES + (HOPS + 4) * LIST_LIMIT) * sizeof *answer->ids);
    if (!answer->ids)
        return fault_memory(fault);
    engram_answer *alike = NULL, *active = NULL;
    const bool filled = fill(answer, store, cue, length, now, strengthens, &alike, &active, fault);
    engram_answer_free(&alike);
    engram_answer_free(&active);
    if (!filled)
        answer_free(answer);
    return filled;
}

void answer_free(struct answer *answer)
{
    engram_listing_free(&answer->records);
    free(answer->ids);
    answer->ids = NULL;
}

const engram_record *answer_record(const struct answer *answer, uint64_t id)
{
    const uint64_t *found =
        bsearch(&id, answer->ids, (size_t)answer->records->count, sizeof *answer->ids, by_id);
    return answer->records->records[found - answer->ids];
}
