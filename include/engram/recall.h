/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_RECALL_H
#define ENGRAM_RECALL_H

/*
 * Recall: what a cue brings to mind.
 *
 * A cue is a vector, words, memories to begin from, or any of them together. Each finds candidates (a leg),
 * activation spreads from the best of these over the links, and every candidate gets one score.
 */

#include "engram/link.h"

ENGRAM_BEGIN

/*
 * How much each term counts. Set size to sizeof(engram_recall_weights). With weights w and terms as in engram_recalled,
 *
 *     score = (w.similarity * similarity + w.lexical * lexical + w.activation * activation) * B
 *     B = (1 - w.retention * (1 - retention)) * importance^w.importance * (1 - w.recency * (1 - recency))
 *
 * Since: 0.1.0
 */
typedef struct engram_recall_weights {
    uint32_t size;    /* sizeof(engram_recall_weights) */
    float similarity; /* 0 to 1,000; default 1; 0 leaves the leg of the vector out */
    float lexical;    /* 0 to 1,000; default 1; 0 leaves the leg of the words out */
    float activation; /* 0 to 1,000; default 0.5; 0: nothing spreads */
    float retention;  /* 0 to 1; default 0.25 */
    float importance; /* 0 or 1; default 1 */
    float recency;    /* 0 to 1; default 0 */
} engram_recall_weights;

/* Bits of engram_recall_options.flags. Since: 0.1.0 */
enum {
    ENGRAM_RECALL_EXPLAIN = 1, /* the path of each hit's activation; changes no score */
    ENGRAM_RECALL_NO_TEXTS = 2 /* ids, keys and terms alone */
};

/*
 * A cue, and what may answer it. At least one of text, vector, seeds and seed_keys; set size to
 * sizeof(engram_recall_options). Since: 0.1.0
 */
typedef struct engram_recall_options {
    uint32_t size;                        /* sizeof(engram_recall_options) */
    uint32_t flags;                       /* ENGRAM_RECALL_ bits */
    uint64_t k;                           /* hits at most, 1 to 1,000,000; 0: 10 */
    engram_text text;                     /* words to look for; any text below 2^20 bytes, none of it is an operator */
    const engram_vector *vector;          /* of one model; null: none */
    engram_metric metric;                 /* of the vector; 0: the model's */
    uint32_t hops;                        /* steps of activation, 1 to 8; 0: 2 */
    const uint64_t *seeds;                /* ids of memories from which activation starts at 1 */
    uint64_t seed_count;                  /* ids */
    const engram_text *seed_keys;         /* more of them, by key */
    uint64_t seed_key_count;              /* keys */
    const engram_filter *filter;          /* what may be a hit; activation passes through the others; null: all */
    const engram_recall_weights *weights; /* null: the defaults */
    uint64_t candidates;                  /* of each leg, at least k; 0: 4 k, and 64 at least */
    int64_t now;                          /* for retention and recency, in nanoseconds since 1970; 0: the clock */
    uint64_t recency_ns;                  /* nanoseconds in which recency halves; 0: 7 days */
    uint64_t deadline_ns;                 /* nanoseconds that the call may take; 0: as long as it takes */
} engram_recall_options;

/* One step of a path: along a link to the next memory. Since: 0.1.0 */
typedef struct engram_step {
    uint64_t id;       /* the memory reached; of the first step, the one where activation began */
    engram_text type;  /* of the link that led here; none for the first step */
    uint32_t backward; /* 1: the link was followed from its target to its source */
    float weight;      /* of the link, above 0; 0 for the first step */
} engram_step;

/* One hit. Since: 0.1.0 */
typedef struct engram_recalled {
    uint32_t size;            /* sizeof(engram_recalled), of the library */
    float score;              /* the formula of engram_recall_weights */
    uint64_t id;              /* of the memory */
    uint64_t version;         /* of the memory */
    engram_text key;          /* none: no key */
    engram_text text;         /* empty: no text */
    engram_text kind;         /* none: no kind */
    engram_text metadata;     /* JSON; none: no metadata */
    int64_t created;          /* nanoseconds since 1970 */
    float similarity;         /* cosine, dot product, or 1 / (1 + squared L2), with the cue's vector; 0 without */
    float lexical;            /* BM25 of the cue's words over the best BM25 of any memory, 0 to 1 */
    float activation;         /* what arrived over links, over the most that arrived anywhere, 0 to 1 */
    float retention;          /* strength * curve(now - last use), 0 to 1 */
    float importance;         /* as remembered, 0 to 1,000 */
    float recency;            /* 2^-((now - created) / recency_ns), 0 to 1 */
    uint32_t similarity_rank; /* in the leg of the vector, from 1; 0: not in it */
    uint32_t lexical_rank;    /* in the leg of the words */
    uint32_t activation_rank; /* among the activated */
    uint32_t step_count;      /* steps of the path; 0 where nothing arrived, or no path was asked for */
    const engram_step *steps; /* from the memory where activation began to this one */
} engram_recalled;

/* Bits of engram_answer.flags. Since: 0.1.0 */
enum {
    ENGRAM_ANSWER_CUT = 1,  /* the deadline, or the budget of links, ended a leg early: the best of what was seen */
    ENGRAM_ANSWER_OLDER = 2 /* the deadline did not allow catching up: `journal` is behind the file */
};

/* An answer in one block: engram_answer_free() gives it back. Since: 0.1.0 */
typedef struct engram_answer {
    uint32_t size;                      /* sizeof(engram_answer), of the library */
    uint32_t flags;                     /* ENGRAM_ANSWER_ bits */
    uint64_t count;                     /* hits: k, or fewer where fewer qualify */
    const engram_recalled *const *hits; /* by score descending, then id ascending */
    uint64_t journal;                   /* number of the last operation that it takes account of */
    int64_t now;                        /* the time of retention and recency, in nanoseconds since 1970 */
    uint64_t admitted;                  /* memories that the filter admits */
    uint64_t left_by_filter;            /* memories that it does not */
    uint64_t without_vector;            /* admitted memories without a vector of the cue's model; 0 without a vector */
    uint64_t scored;                    /* vectors scored */
    uint64_t words;                     /* words of the cue that were looked for */
    uint64_t words_left_out;            /* words of the cue that were not: too common, or beyond the budget */
    uint64_t matched;                   /* texts with one of the words, before the filter */
    uint64_t edges;                     /* links that activation looked at, both directions counted */
    uint64_t activated;                 /* memories that it reached */
} engram_answer;

/*
 * Answers a cue: the k memories with the highest score among the candidates of the legs. With a vector alone, weights
 * of lexical and activation at 0, the answer is the exact top-k of all memories that the filter admits. Ties go to
 * the smaller id. The same file at the same entry of the journal gives the same answer to the same options, to the
 * last bit, on every machine.
 *
 *   options  the cue
 *   answer   out; untouched on an error
 *   error    may be null
 *
 * Errors: ENGRAM_ERROR_ARGUMENT (no cue, a number out of range, NaN or infinity in the vector, a filter that
 * contradicts itself), ENGRAM_ERROR_TEXT, ENGRAM_ERROR_MODEL (no such model, another dimension or type),
 * ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_NOT_FOUND (a seed that is no memory,
 * with its index), ENGRAM_ERROR_DEADLINE (the deadline passed before anything could be answered), ENGRAM_ERROR_BUSY
 * (calls that take long hold too many older states), and those of engram_space_describe(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_recall(engram_space *space, const engram_recall_options *options,
                                       engram_answer **answer, engram_error_detail *error);

/* Gives an answer back and sets *answer to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_answer_free(engram_answer **answer);

ENGRAM_END

#endif
