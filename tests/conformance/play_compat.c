/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The drop-in symbols; their outcome is engram_last_status(). */

#include "engram/compat.h"

#include <stdlib.h>
#include <string.h>

#include "play.h"

static void similarity(vector *v) {
    const size_t candidates = (size_t)vector_number(v, "num_candidates");
    float *scores = vector_fresh(v, candidates * sizeof *scores);
    engram_vector_similarity(vector_get(v, "query"), vector_get(v, "candidates"), scores,
                             (size_t)vector_number(v, "query_len"), candidates);
    if (vector_outcome(v, engram_last_status())) vector_emit(v, "scores", "f32", scores, candidates);
}

/* A copy of an array that the call changes in place. */
static float *copy_of(const vector *v, const char *name, size_t *count) {
    *count = vector_count(v, name);
    float *data = malloc(*count * sizeof *data + (*count == 0));
    if (data == NULL) conformance_stop("no memory");
    if (*count > 0) memcpy(data, vector_get(v, name), *count * sizeof *data);
    return data;
}

static void spread(vector *v) {
    size_t count;
    float *activations = copy_of(v, "activations", &count);
    engram_spread_activation(vector_get(v, "adjacency"), vector_get(v, "weights"), activations, count,
                             vector_count(v, "adjacency"), (uint32_t)vector_number(v, "iterations"));
    if (vector_outcome(v, engram_last_status())) vector_emit(v, "activations", "f32", activations, count);
    free(activations);
}

static void decay(vector *v) {
    size_t count;
    float *strengths = copy_of(v, "strengths", &count);
    engram_apply_decay(strengths, vector_get(v, "ages_seconds"), count);
    if (vector_outcome(v, engram_last_status())) vector_emit(v, "strengths", "f32", strengths, count);
    free(strengths);
}

const player compat_players[] = {{"engram_vector_similarity", similarity},
                                 {"engram_spread_activation", spread},
                                 {"engram_apply_decay", decay},
                                 {NULL, NULL}};
