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
 *     score = w.similarity * similarity_z + w.lexical * lexical_z + w.activation * activation
 *           + w.length * length + w.retention * retention + w.importance * ln(importance) + w.recency * recency
 *
 * The first three are in deviations of what memories have that have nothing to do with the cue, so that 0 is what any
 * memory has and 4 is rare; an importance below 1/1,024 counts as 1/1,024. docs/recall.md shows how each comes about.
 * Since: 0.1.0
 */
typedef struct engram_recall_weights {
    uint32_t size;    /* sizeof(engram_recall_weights) */
    float similarity; /* 0 to 1,000; default 1; 0 leaves the leg of the vector out */
    float lexical;    /* 0 to 1,000; default 1; 0 leaves the leg of the words out */
    float activation; /* 0 to 1,000; default 1; 0: nothing spreads */
    float length;     /* 0 to 1,000; default 2; counts with words: of two that have as much of the cue the longer one */
    float retention;  /* 0 to 1,000; default 0.25 */
    float importance; /* 0 to 1,000; default 1 */
    float recency;    /* 0 to 1,000; default 0, which leaves the leg of the newest out */
} engram_recall_weights;

/* How the legs become one score. Since: 0.1.0 */
typedef uint32_t engram_recall_fusion;
enum {
    ENGRAM_RECALL_SUM = 1,  /* the sum of engram_recall_weights; the default */
    ENGRAM_RECALL_RANKS = 2 /* its first three terms become 61 / (60 + rank in the leg), 0 for what is not in it */
};

/* How activation spreads. Since: 0.1.0 */
typedef uint32_t engram_recall_spreading;
enum {
    ENGRAM_RECALL_STEPS = 1,   /* each memory sends what arrived times weight * step / sqrt(its links); the default */
    ENGRAM_RECALL_PAGERANK = 2 /* personalised PageRank by push: each sends in proportion to the weights of its links */
};

/* Bits of engram_recall_activation.flags. Since: 0.1.0 */
enum {
    ENGRAM_RECALL_FORWARD = 1, /* from the source of a link to its target */
    ENGRAM_RECALL_BACKWARD = 2 /* from the target to the source; neither bit: both ways */
};

/*
 * Where activation goes. It begins at the candidates of the legs, each with its part of the score where that is above 0,
 * and at the seeds, each with 1 or, where that is more, with as much as the best candidate. All zero is the default; set
 * size to sizeof(engram_recall_activation). Since: 0.1.0
 */
typedef struct engram_recall_activation {
    uint32_t size;                  /* sizeof(engram_recall_activation) */
    engram_recall_spreading method; /* 0: steps */
    uint32_t flags;                 /* ENGRAM_RECALL_FORWARD, ENGRAM_RECALL_BACKWARD */
    uint32_t hops;                  /* of steps: 1 to 8; 0: 2. 0 for PageRank */
    float step;                     /* of steps: above 0, at most 1; 0: 0.7. 0 for PageRank */
    float damping;                  /* of PageRank, the chance to go on: below 1; 0: 0.5. 0 for steps */
    uint64_t edges;                 /* links to look at, at most, both ways counted; 0: 200,000 */
} engram_recall_activation;

/* Bits of engram_recall_options.flags. Since: 0.1.0 */
enum {
    ENGRAM_RECALL_EXPLAIN = 1,  /* the path of each hit's activation; changes no score */
    ENGRAM_RECALL_NO_TEXTS = 2, /* ids, keys and terms alone */
    ENGRAM_RECALL_FORMS = 4     /* "words in quotes" count as one word, and wor* is any word that begins so */
};

/*
 * What becomes of the best. All zero: nothing. Hits are chosen one after the other, each the best of what is left,
 * until there are k, by
 *
 *     (1 - diversity) * score / best score - diversity * likeness to the hit most like it
 *
 * with scores below 0 as 0, and the cosine of stored vectors as likeness, 0 where it is below or where there is no
 * vector. One whose group is full, or whose text does not fit what is left of text_bytes, is passed over; where that
 * leaves fewer than k, more candidates are asked for. k is at most 1,000. Set size to sizeof(engram_recall_shape).
 * Since: 0.1.0
 */
typedef struct engram_recall_shape {
    uint32_t size;       /* sizeof(engram_recall_shape) */
    float diversity;     /* 0 to 1; 0: by score alone */
    engram_text model;   /* of vectors that tell likeness; none: of the cue's vector, or the first of the space */
    engram_text group;   /* a name in metadata, or a path such as $.a.b: hits with one value are one group; or none */
    uint64_t per_group;  /* hits of one group at most; 0: 1. What has no such value is of no group */
    uint64_t text_bytes; /* sum of the bytes of the hits' texts, at most; 0: no limit. About 4 are a token of English */
} engram_recall_shape;

/* What gives an answer again: the state that it was made from, the time, the options. Since: 0.1.0 */
typedef struct engram_replay {
    uint64_t journal; /* number of the journal's last entry; 0: the answer cannot be given again */
    int64_t now;      /* in nanoseconds since 1970 */
    uint64_t state;   /* digest of the state, as in engram_space_info; 0: of a past state, not compared */
    uint64_t options; /* digest of what the options say, but for deadline_ns, left_out and flags that change no hit */
} engram_replay;

/*
 * A cue, and what may answer it. At least one of text, vector, seeds and seed_keys, or a weight of recency; set size to
 * sizeof(engram_recall_options). Since: 0.1.0
 */
typedef struct engram_recall_options {
    uint32_t size;                        /* sizeof(engram_recall_options) */
    uint32_t flags;                       /* ENGRAM_RECALL_ bits */
    uint64_t k;                           /* hits at most, 1 to 1,000,000; 0: 10 */
    engram_text text;                     /* words to look for; any text below 2^20 bytes, none of it is an operator */
    const engram_vector *vector;          /* of one model; null: none */
    engram_metric metric;                 /* of the vector; 0: the model's */
    engram_recall_fusion fusion;          /* 0: the sum */
    const uint64_t *seeds;                /* ids of memories where activation begins */
    uint64_t seed_count;                  /* ids */
    const engram_text *seed_keys;         /* more of them, by key */
    uint64_t seed_key_count;              /* keys */
    const engram_filter *filter;          /* what may be a hit; activation passes through the others; null: all */
    const engram_recall_weights *weights; /* null: the defaults */
    const engram_recall_activation *activation; /* null: the defaults */
    uint64_t candidates;                  /* of each leg, at least k; 0: 4 k, and 64 at least */
    uint64_t postings;                    /* texts with words of the cue to look at, at most; 0: 20,000 */
    int64_t now;                          /* for retention and recency, in nanoseconds since 1970; 0: the clock */
    uint64_t recency_ns;                  /* nanoseconds in which recency halves; 0: 7 days */
    uint64_t deadline_ns;                 /* nanoseconds that the call may take; 0: as long as it takes */
    float min_z;                          /* an answer whose best z is below it is empty, unless the cue is seeds alone;
                                             0: none is. About 1: few cues from another topic get an answer */
    uint32_t left_out;                    /* of what each limit kept out, how many to list, at most 1,000; each limit
                                             that kept something out costs about one more recall; 0: none */
    uint64_t work;                        /* vectors, texts with words and links to look at, at most, shared by the
                                             legs; of vectors the newest; 0: no limit */
    const engram_recall_shape *shape;     /* diversity, groups, a budget of texts; null: none */
    const engram_replay *replay;          /* of an answer that is wanted again, refused where it would be another; null:
                                             none */
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
    float lexical;            /* BM25 of the cue's words, and what pairs of them add; 0 without one of them */
    float similarity_z;       /* (similarity - background_mean) / background_deviation of the answer; 0 without a vector */
    float lexical_z;          /* lexical / lexical_deviation of the answer, 0 or more */
    float activation;         /* what arrived over links, its own beginning not counted */
    float length;             /* ln(words of its text / mean of all texts), 0 without words in the cue */
    float retention;          /* strength * curve(now - last use), 0 to 1 */
    float importance;         /* as remembered, 0 to 1,000 */
    float recency;            /* 2^-((now - created) / recency_ns), 0 to 1 */
    float z;                  /* (similarity - pairs_mean) / pairs_deviation + 2 * lexical / words_weight, of the answer;
                                 the first is 0 without a vector of both, the second without words */
    uint32_t similarity_rank; /* in the leg of the vector, from 1; 0: not in it */
    uint32_t lexical_rank;    /* in the leg of the words */
    uint32_t activation_rank; /* among the activated */
    uint32_t recency_rank;    /* among the newest */
    uint32_t step_count;      /* steps of the path; 0 where nothing arrived, or no path was asked for */
    uint32_t reserved;        /* 0 */
    const engram_step *steps; /* from the memory where activation began to this one */
} engram_recalled;

/* Bits of engram_answer.flags. Since: 0.1.0 */
enum {
    ENGRAM_ANSWER_CUT = 1,  /* the deadline, or the budget of links or postings, ended a leg early: the best of what
                               was seen */
    ENGRAM_ANSWER_OLDER = 2 /* the deadline did not allow catching up: `journal` is behind the file */
};

/* What kept a memory out of an answer. Since: 0.1.0 */
typedef uint32_t engram_left_reason;
enum {
    ENGRAM_LEFT_BY_FILTER = 1,    /* the filter does not admit it */
    ENGRAM_LEFT_BY_DECAY = 2,     /* it has faded: with retention and recency 1 for all it would be in */
    ENGRAM_LEFT_BY_WORDS = 3,     /* words of the cue beyond `postings` would have led to it */
    ENGRAM_LEFT_BY_BUDGET = 4,    /* it lies beyond `work`, or beyond the links that activation may look at */
    ENGRAM_LEFT_BY_MIN_Z = 5,     /* the best z of the answer is below min_z */
    ENGRAM_LEFT_BY_DIVERSITY = 6, /* it is like a hit */
    ENGRAM_LEFT_BY_GROUP = 7,     /* its group is full */
    ENGRAM_LEFT_BY_TEXT = 8       /* its text does not fit text_bytes */
};

/* A memory that would have been among the hits but for one limit, all others being as they are. Since: 0.1.0 */
typedef struct engram_left_out {
    uint32_t size;                 /* sizeof(engram_left_out), of the library */
    engram_left_reason reason;     /* the limit */
    uint64_t rank;                 /* its place without that limit, from 1 */
    const engram_recalled *memory; /* as it would have been, its score too */
} engram_left_out;

/* How it went: why there are no hits. Since: 0.1.0 */
typedef uint32_t engram_recall_outcome;
enum {
    ENGRAM_RECALL_FOUND = 0,     /* there are hits */
    ENGRAM_RECALL_EMPTY = 1,     /* the space has no memory */
    ENGRAM_RECALL_FILTERED = 2,  /* the filter admits none */
    ENGRAM_RECALL_UNMATCHED = 3, /* no vector, word or link leads from the cue to one that is admitted */
    ENGRAM_RECALL_UNRELATED = 4, /* what was found is below min_z: best_z says how far */
    ENGRAM_RECALL_TOO_LONG = 5   /* no text of what was found fits text_bytes */
};

/* An answer in one block: engram_answer_free() gives it back. Since: 0.1.0 */
typedef struct engram_answer {
    uint32_t size;                      /* sizeof(engram_answer), of the library */
    uint32_t flags;                     /* ENGRAM_ANSWER_ bits */
    uint64_t count;                     /* hits: k, or fewer where fewer qualify */
    const engram_recalled *const *hits; /* by score descending, then id ascending; with a diversity as chosen */
    uint64_t journal;                   /* number of the last operation that it takes account of */
    int64_t now;                        /* the time of retention and recency, in nanoseconds since 1970 */
    uint64_t admitted;                  /* memories that the filter admits */
    uint64_t left_by_filter;            /* memories that it does not */
    uint64_t without_vector;            /* admitted memories without a vector of the cue's model; 0 without a vector */
    uint64_t scored;                    /* vectors scored */
    uint64_t words;                     /* words of the cue that were looked for */
    uint64_t words_left_out;            /* words of the cue that were not: too common, or beyond the budget */
    uint64_t matched;                   /* memories with one of the words, before the filter */
    uint64_t edges;                     /* links that activation looked at, both directions counted */
    uint64_t activated;                 /* memories that it reached */
    engram_recall_outcome outcome;      /* why there are no hits */
    float best_z;                       /* the largest z of a candidate, hit or not; 0 without one */
    engram_text sentence;               /* the outcome for people; empty where there are hits */
    uint64_t below_min_z;               /* candidates that min_z left out: all or none */
    float background_mean;              /* of the similarity of the cue to a sample of all memories */
    float background_deviation;         /* of the same; 1 without a vector */
    uint64_t background_count;          /* memories in the sample */
    float pairs_mean;                   /* of the similarity of memories of the sample to each other; 0 without a vector */
    float pairs_deviation;              /* of the same; 1 without a vector */
    float lexical_deviation;            /* of BM25 among texts that have the words by chance; 1 without words */
    float words_weight;                 /* BM25 of a text of mean length that has each of the words once; 0 without words */
    uint64_t left_out_count;            /* memories that a limit kept out; 0 where they were not asked for */
    const engram_left_out *const *left_out; /* each once, by reason ascending, then rank */
    engram_replay replay;               /* gives this answer again; all 0 where a deadline cut it or it is of an older
                                           state */
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

/*
 * Answers several cues, all of one moment and, where they give none, of one now.
 *
 *   options  count pointers to cues
 *   count    at most 65,536; 0 does nothing
 *   answers  out: count answers; untouched on an error, when none is made
 *   error    may be null; its index is the cue's
 *
 * Errors: as engram_recall(), and ENGRAM_ERROR_ARGUMENT for a count too large. Since: 0.1.0
 */
ENGRAM_API engram_status engram_recall_many(engram_space *space, const engram_recall_options *const *options,
                                            uint64_t count, engram_answer **answers, engram_error_detail *error);

/* A cue that is kept, with all that its options point to. Opaque; any number of threads may run it. Since: 0.1.0 */
typedef struct engram_prepared engram_prepared;

/*
 * Keeps a cue to be used again: everything that the options point to is copied.
 *
 *   options   the cue
 *   prepared  out; untouched on an error. engram_prepared_free() gives it back
 *   error     may be null
 *
 * Errors: those of engram_recall() that can be told without the file. Since: 0.1.0
 */
ENGRAM_API engram_status engram_recall_prepare(engram_space *space, const engram_recall_options *options,
                                               engram_prepared **prepared, engram_error_detail *error);

/*
 * Answers a cue that was prepared, with a vector of its own.
 *
 *   prepared  of the same handle
 *   vector    in place of the one prepared; null: as prepared
 *   answer    out; untouched on an error
 *   error     may be null
 *
 * Errors: as engram_recall(), and ENGRAM_ERROR_HANDLE for a cue of another space. Since: 0.1.0
 */
ENGRAM_API engram_status engram_recall_run(engram_space *space, const engram_prepared *prepared,
                                           const engram_vector *vector, engram_answer **answer,
                                           engram_error_detail *error);

/*
 * Gives a prepared cue back, at any time, and sets *prepared to null. Null, and a pointer to null, are fine.
 * Since: 0.1.0
 */
ENGRAM_API void engram_prepared_free(engram_prepared **prepared);

/* Gives an answer back and sets *answer to null. Null, and a pointer to null, are fine. Since: 0.1.0 */
ENGRAM_API void engram_answer_free(engram_answer **answer);

ENGRAM_END

#endif
