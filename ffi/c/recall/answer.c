/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"

#include "select.h"

#include <engram/common.h>

#include <stdlib.h>
#include <string.h>

/* What resembles the cue at least this much belongs to the first list, even where that list is too short for it. */
#define ALIKE 0.4f
/* Of what is active, so many are looked at to find a list that is not all reached by one way. */
#define CANDIDATES 400
/* The fading list looks at this many memories of either kind that are next in line, and at nothing less like the cue
 * than this. */
#define FRINGE 60
#define UNRELATED 0.2f

bool answerer_make(struct answerer *answerer, const struct wordnet *net, const struct embedding *embedding,
                   struct memory *memory, struct fault *fault)
{
    const size_t count = net->synset_count;
    *answerer = (struct answerer){.net = net, .embedding = embedding, .memory = memory};
    answerer->similarity = malloc(count * sizeof(float));
    answerer->activation = malloc(count * sizeof(float));
    answerer->weighed = malloc(count * sizeof(float));
    answerer->predecessors = malloc(count * sizeof(uint32_t));
    answerer->left_out = malloc(count);
    if (answerer->similarity && answerer->activation && answerer->weighed && answerer->predecessors &&
        answerer->left_out)
        return true;
    answerer_free(answerer);
    return fault_memory(fault);
}

void answerer_free(struct answerer *answerer)
{
    free(answerer->similarity);
    free(answerer->activation);
    free(answerer->weighed);
    free(answerer->predecessors);
    free(answerer->left_out);
    memset(answerer, 0, sizeof *answerer);
}

/* The cue as a vector: its words; its meanings, in proportion to how likely they are; what their glosses speak of. */
static void cue_vector(const struct answerer *answerer, const struct cue *cue, float *vector)
{
    float words[EMBED_DIM] = {0};
    memset(vector, 0, EMBED_DIM * sizeof *vector);
    embed_add_text(answerer->embedding, (struct span){cue->text, strlen(cue->text)}, 1.0f, words);
    embed_add_unit(words, 0.2f, vector);
    for (size_t i = 0; i < cue->sense_count; ++i) {
        const struct cue_sense *sense = &cue->senses[i];
        const struct mentions *mentions = &answerer->embedding->mentions[sense->synset];
        embed_add_unit(answerer->embedding->rows + (size_t)sense->synset * EMBED_DIM, sense->weight, vector);
        for (uint32_t m = 0; m < mentions->count; ++m)
            embed_add_unit(answerer->embedding->rows + (size_t)mentions->synsets[m] * EMBED_DIM,
                           0.15f * sense->weight, vector);
    }
}

static void take(const struct ranked *ranked, size_t count, struct list *list)
{
    for (size_t i = 0; i < count; ++i)
        list->findings[i] = (struct finding){.synset = ranked[i].id, .score = ranked[i].score};
    list->size = count;
}

static bool find_resembling(struct answerer *answerer, const struct cue *cue, size_t length, struct list *list,
                            struct fault *fault)
{
    const double start = now_ms();
    float vector[EMBED_DIM];
    cue_vector(answerer, cue, vector);
    const engram_status status =
        engram_similarity_many(ENGRAM_METRIC_COSINE, vector, &answerer->embedding->matrix, 0,
                               answerer->embedding->matrix.count, answerer->similarity);
    if (status != ENGRAM_OK)
        return fault_set(fault, "The similarity search failed: %s", engram_status_text(status));
    struct ranked best[LIST_LIMIT];
    const size_t count =
        select_best(answerer->similarity, answerer->memory->count, answerer->left_out, 0.0f, length, best);
    take(best, count, list);
    list->ms = now_ms() - start;
    return true;
}

static void trace_path(const struct answerer *answerer, struct finding *finding)
{
    uint32_t back[HOPS + 1];
    uint32_t size = 0;
    for (uint32_t id = finding->synset; size < HOPS + 1; id = answerer->predecessors[id]) {
        back[size++] = id;
        if (answerer->predecessors[id] == id)
            break;
    }
    for (uint32_t i = 0; i < size; ++i)
        finding->path[i] = back[size - 1 - i];
    finding->path_size = size;
}

/* Copies what comes first, as long as no single way leads to more than half of the list. All the senses of the cue
 * are one way. */
static void take_diverse(const struct answerer *answerer, const struct ranked *ranked, size_t count, size_t length,
                         struct list *list)
{
    uint32_t ways[LIST_LIMIT];
    list->size = 0;
    for (size_t i = 0; i < count && list->size < length; ++i) {
        const uint32_t before = answerer->predecessors[ranked[i].id];
        const uint32_t way = answerer->predecessors[before] == before ? SYNSET_NONE : before;
        size_t used = 0;
        for (size_t j = 0; j < list->size; ++j)
            used += ways[j] == way;
        if (used >= (length + 1) / 2)
            continue;
        ways[list->size] = way;
        list->findings[list->size++] = (struct finding){.synset = ranked[i].id, .score = ranked[i].score};
    }
}

/* Activation ranks by association alone; a strong memory comes to mind before a weak one that is as close. */
static bool find_reminding(struct answerer *answerer, const struct cue *cue, size_t length, struct list *list,
                           engram_spread_info *spread, struct fault *fault)
{
    const double start = now_ms();
    if (!spread_with_paths(answerer->memory, cue, answerer->activation, answerer->predecessors, spread, fault))
        return false;
    float *scores = answerer->weighed;
    for (size_t id = 0; id < answerer->memory->count; ++id) {
        const bool alike = answerer->similarity[id] >= ALIKE;
        scores[id] = alike ? 0.0f : answerer->activation[id] * (0.5f + 0.5f * answerer->memory->current[id]);
    }
    struct ranked best[CANDIDATES];
    const size_t count =
        select_best(scores, answerer->memory->count, answerer->left_out, 0.0f, CANDIDATES, best);
    take_diverse(answerer, best, count, length, list);
    for (size_t i = 0; i < list->size; ++i)
        trace_path(answerer, &list->findings[i]);
    list->ms = now_ms() - start;
    return true;
}

/* Of the associated memories that did not make the lists, those that lost most of their strength. */
static bool find_faded(struct answerer *answerer, size_t length, struct list *list, struct fault *fault)
{
    const double start = now_ms();
    struct memory *memory = answerer->memory;
    if (!memory_decay(memory, fault))
        return false;
    struct ranked fringe[2 * FRINGE];
    size_t count = select_best(answerer->similarity, memory->count, answerer->left_out, 0.0f, FRINGE, fringe);
    for (size_t i = 0; i < count; ++i)
        answerer->left_out[fringe[i].id] = 1;
    for (size_t id = 0; id < memory->count; ++id)
        answerer->left_out[id] |= !(answerer->similarity[id] >= UNRELATED);
    count += select_best(answerer->activation, memory->count, answerer->left_out, 0.0f, FRINGE, fringe + count);

    float lost[2 * FRINGE];
    const uint8_t none[2 * FRINGE] = {0};
    for (size_t i = 0; i < count; ++i)
        lost[i] = memory->strengths[fringe[i].id] - memory->current[fringe[i].id];
    struct ranked best[LIST_LIMIT];
    const size_t found = select_best(lost, count, none, 0.0f, length, best);
    take(best, found, list);
    for (size_t i = 0; i < list->size; ++i) {
        struct finding *finding = &list->findings[i];
        finding->synset = fringe[finding->synset].id;
        finding->before = memory->strengths[finding->synset];
        finding->after = memory->current[finding->synset];
        finding->age = memory->ages[finding->synset];
    }
    list->ms = now_ms() - start;
    return true;
}

static void leave_out(struct answerer *answerer, const struct list *list)
{
    for (size_t i = 0; i < list->size; ++i)
        answerer->left_out[list->findings[i].synset] = 1;
}

static void strengthen(struct answerer *answerer, const struct list *list)
{
    for (size_t i = 0; i < list->size; ++i)
        memory_strengthen(answerer->memory, list->findings[i].synset);
}

bool answer_cue(struct answerer *answerer, const struct cue *cue, size_t length, struct answer *answer,
                struct fault *fault)
{
    memset(answer, 0, sizeof *answer);
    memset(answerer->left_out, 0, answerer->memory->count);
    for (size_t i = 0; i < cue->sense_count; ++i)
        answerer->left_out[cue->senses[i].synset] = 1;
    if (!find_resembling(answerer, cue, length, &answer->resembling, fault))
        return false;
    leave_out(answerer, &answer->resembling);
    if (!find_reminding(answerer, cue, length, &answer->reminding, &answer->spread, fault))
        return false;
    leave_out(answerer, &answer->reminding);
    if (!find_faded(answerer, length, &answer->faded, fault))
        return false;

    for (size_t i = 0; i < cue->sense_count; ++i)
        memory_strengthen(answerer->memory, cue->senses[i].synset);
    strengthen(answerer, &answer->resembling);
    strengthen(answerer, &answer->reminding);
    return true;
}
