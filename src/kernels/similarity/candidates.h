/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_CANDIDATES_H
#define ENGRAM_KERNELS_SIMILARITY_CANDIDATES_H

/* The rows a selection looks at, in chunks: a range or an id list, thinned by a bitmap. C-clean. */

#include "kernels/similarity/topk.h"

struct engram_chunk {
    const uint64_t *ids; /* null: rows first, first + 1, ... */
    uint64_t first;
    size_t count;
    uint64_t buffer[ENGRAM_CHUNK_ROWS];
};

struct engram_candidates {
    const void *list;
    engram_id_type id_type;
    const uint64_t *filter;
    uint64_t at, end;
};

ENGRAM_INLINE struct engram_candidates engram_candidates_of(const struct engram_topk_job *job, uint64_t begin,
                                                            uint64_t end) {
    const struct engram_candidates c = {job->options.ids, job->options.id_type, job->options.filter, begin, end};
    return c;
}

ENGRAM_INLINE uint64_t engram_list_id(engram_id_type type, const void *list, uint64_t i) {
    return type == ENGRAM_IDS_U32 ? ((const uint32_t *)list)[i] : ((const uint64_t *)list)[i];
}

/* The next chunk of at most limit rows; 0 at the end. */
ENGRAM_INLINE size_t engram_candidates_next(struct engram_candidates *c, size_t limit, struct engram_chunk *chunk) {
    chunk->ids = NULL;
    chunk->first = 0;
    chunk->count = 0;
    if (c->list == NULL && c->filter == NULL) {
        const uint64_t left = c->end - c->at;
        chunk->first = c->at;
        chunk->count = left < limit ? (size_t)left : limit;
        c->at += chunk->count;
        return chunk->count;
    }
    chunk->ids = chunk->buffer;
    while (c->at < c->end && chunk->count < limit) {
        if (c->list == NULL) {
            /* The set bits of one word, from c->at on. */
            uint64_t word = c->filter[c->at / 64] >> c->at % 64;
            if (word == 0) {
                c->at = (c->at / 64 + 1) * 64;
                continue;
            }
            c->at += (uint64_t)__builtin_ctzll(word);
            if (c->at >= c->end) break;
            chunk->buffer[chunk->count++] = c->at++;
            continue;
        }
        const uint64_t id = engram_list_id(c->id_type, c->list, c->at++);
        if (c->filter == NULL || (c->filter[id / 64] >> id % 64 & 1u) != 0) chunk->buffer[chunk->count++] = id;
    }
    /* Neighbours all the way are a range: nothing to look up, and the hardware sees a stream. */
    if (chunk->count != 0 && c->list == NULL && chunk->buffer[chunk->count - 1] - chunk->buffer[0] == chunk->count - 1) {
        chunk->ids = NULL;
        chunk->first = chunk->buffer[0];
    }
    return chunk->count;
}

ENGRAM_INLINE uint64_t engram_chunk_row(const struct engram_chunk *chunk, size_t i) {
    return chunk->ids != NULL ? chunk->ids[i] : chunk->first + i;
}

#endif
