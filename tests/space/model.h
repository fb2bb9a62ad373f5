/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SPACE_MODEL_H
#define ENGRAM_TESTS_SPACE_MODEL_H

/*
 * A space as lists and loops: what histories of operations are compared with. Each step is drawn from a seed, done to
 * a space and to the model, and both must say the same, refusals included.
 */

#include "space/support.h"

enum {
    MODEL_DIM = 8,
    MODEL_MEMORIES = 1 << 15,
    MODEL_LINKS = 1 << 15,
    MODEL_KEYS = 40,
    MODEL_KINDS = 4,
    MODEL_TAGS = 5,
    MODEL_TYPES = 3
};

struct model_memory {
    uint64_t id, version, uses;
    int is_alive, key, kind; /* key, kind: which, from 1; 0 none */
    uint32_t tags;           /* bit i: tag i */
    int64_t created, valid_from, valid_to, last_used;
    uint32_t bounds;         /* ENGRAM_MEMORY_VALID_FROM and VALID_TO */
    float importance;
    double strength;
    int has_strength;        /* one was given, or it was reinforced: a new version keeps it */
    int number, metadata;    /* the text is "text <number> of <word>"; {"n": metadata}, 0 for none */
    int has_vector;
    float vector[MODEL_DIM];
};

struct model_link {
    uint64_t source, target;
    int type;
    float weight;
};

struct model {
    uint64_t random;
    const uint8_t *drawn; /* numbers are drawn from these bytes first, and then from random: for fuzzing */
    size_t drawn_left;
    int64_t now; /* rises by a while every step */
    uint64_t count, link_count, steps, versions;
    struct model_memory memories[MODEL_MEMORIES]; /* in the order of their ids */
    struct model_link links[MODEL_LINKS];
};

uint32_t model_random(struct model *model, uint32_t below);
/* Shared with child processes. */
struct model *model_new(uint64_t seed);
void model_free(struct model *model);

/* One random operation on the space, by itself or in the batch. */
void model_step(struct model *model, engram_space *space, engram_batch *batch);
/* Everything that can be read, compared. */
void model_compare(const struct model *model, engram_space *space);
/* A few things that can be read, by random choice: cheap enough for every step. */
void model_glance(struct model *model, engram_space *space);

#endif
