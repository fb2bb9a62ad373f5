/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_ANSWER_H
#define RECALL_ANSWER_H

/* The three lists that answer a cue. */

#include "cue.h"

#define LIST_LIMIT 50
#define HOPS 2
#define SECONDS_PER_DAY 86400u

struct finding {
    uint64_t id;
    float score;
    uint64_t path[HOPS + 1]; /* from a sense of the cue to the synset; only of what came to mind */
    uint32_t path_size;
    float before, after; /* strength when last met, and now; only of what has faded */
    uint64_t age;        /* seconds */
};

struct list {
    struct finding findings[LIST_LIMIT];
    size_t size;
    double ms;
};

struct answer {
    struct list resembling, reminding, faded;
    uint64_t edges, active; /* links that activation looked at, memories that it reached */
    bool truncated;         /* it reached the limit of links */
    double remembering_ms;  /* what strengthening took */
    uint64_t *ids;          /* of all that is shown, in ascending order */
    engram_listing *records;
};

/* Lists of at most `length` findings each, as of `now`. With `strengthens` the cue, what resembles it and what it brought to
 * mind become stronger, in the file. */
bool answer_cue(struct answer *answer, const struct store *store, const struct cue *cue, size_t length, int64_t now,
                bool strengthens, struct fault *fault);
void answer_free(struct answer *answer);

/* The memory of something that the answer shows. */
const engram_record *answer_record(const struct answer *answer, uint64_t id);

#endif
