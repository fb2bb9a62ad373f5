/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ACTIVATION_H
#define ENGRAM_ACTIVATION_H

/*
 * What a cue brings to mind: activation that spreads along the edges of a graph.
 *
 * A node's new value is one chain of fused multiply-adds, over its incoming edges in ascending source order (edges of
 * one source in their stored order), so it does not depend on the instruction set, on the schedule or on how the work
 * is split. docs/numerics/activation.md defines every bit.
 */

#include "engram/common.h"
#include "engram/graph.h"

ENGRAM_BEGIN

/* How what arrives at one node in one hop becomes one value; c is sent value * weight. Since: 0.1.0 */
typedef uint32_t engram_spread_merge;
enum {
    ENGRAM_MERGE_SUM = 0,          /* v + c, fused */
    ENGRAM_MERGE_CLAMPED_SUM = 1,  /* min(limit, v + c), fused, edge by edge */
    ENGRAM_MERGE_MAX = 2,          /* max(v, c) */
    ENGRAM_MERGE_PROBABILISTIC = 3 /* 1 - (1 - v)(1 - c) = v + c(1 - v): independent causes, for values in [0, 1] */
};

/* What becomes of the value a node had before the hop. Since: 0.1.0 */
typedef uint32_t engram_spread_retain;
enum {
    ENGRAM_RETAIN_KEEP = 0,      /* it stays; what arrives is merged into it */
    ENGRAM_RETAIN_REPLACE = 1,   /* it is gone */
    ENGRAM_RETAIN_RETENTION = 2, /* retention * it stays; what arrives is merged into that */
    ENGRAM_RETAIN_MAX = 3        /* the larger of it and of what arrives, merged by itself */
};

/* Who sends in a hop, and what. Since: 0.1.0 */
typedef uint32_t engram_spread_senders;
enum {
    ENGRAM_SENDERS_ACTIVE = 0,  /* every active node sends its value, again in every hop */
    ENGRAM_SENDERS_ARRIVALS = 1 /* a node sends on what arrived in the hop before, once: walks are counted once */
};

/* How what is sent fades with the distance. Since: 0.1.0 */
typedef uint32_t engram_spread_decay;
enum {
    ENGRAM_DECAY_NONE = 0,       /* not at all */
    ENGRAM_DECAY_PER_HOP = 1,    /* times hop_factor in every hop */
    ENGRAM_DECAY_FROM_SOURCE = 2 /* decay_table[h - 1] in all after h hops: hop h multiplies by a ratio of entries */
};

/* What a sender's value is divided by. The degree counts the edges that carry in the call: excitatory edges together,
 * each suppressive type by itself, edges outside type_mask not at all. Since: 0.1.0 */
typedef uint32_t engram_spread_normaliser;
enum {
    ENGRAM_NORMALISE_NONE = 0,            /* nothing */
    ENGRAM_NORMALISE_OUT_DEGREE = 1,      /* degree */
    ENGRAM_NORMALISE_SQRT_DEGREE = 2,     /* sqrt(degree) */
    ENGRAM_NORMALISE_SQRT_ONE_DEGREE = 3, /* sqrt(1 + degree) */
    ENGRAM_NORMALISE_WEIGHT_SUM = 4,      /* sum of |weight| of those edges: column-stochastic; 0 sends nothing */
    ENGRAM_NORMALISE_FAN = 5              /* the weight becomes fan_strength - ln(fan / weight), fan = fan_base + sum of
                                             the weights; a weight <= 0 carries nothing (ACT-R) */
};

/* Competition between nodes. Since: 0.1.0 */
typedef uint32_t engram_spread_inhibition;
enum {
    ENGRAM_INHIBIT_NONE = 0,     /* nobody holds anybody back */
    ENGRAM_INHIBIT_CEILING = 1,  /* a node at or above ceiling before the hop receives nothing in it */
    ENGRAM_INHIBIT_TOP_SUM = 2,  /* x - strength * sum of (k - x) over the k > x among the inhibition_count largest */
    ENGRAM_INHIBIT_TOP_MEAN = 3  /* the inhibition_count largest stay; others: x - strength * (their mean - x) */
};

/* The last shaping of values. Since: 0.1.0 */
typedef uint32_t engram_spread_squash;
enum {
    ENGRAM_SQUASH_NONE = 0,   /* values stay as they are */
    ENGRAM_SQUASH_CLAMP = 1,  /* to [-limit, limit] */
    ENGRAM_SQUASH_DIVIDE = 2, /* m = largest value, NaN ignored; if m > limit every value is divided by m / limit */
    ENGRAM_SQUASH_SIGMOID = 3 /* 1 / (1 + exp(-sigmoid_gain * (x - sigmoid_centre))), of active nodes only */
};

/* What a spread watches for to stop before its last hop. Since: 0.1.0 */
typedef uint32_t engram_spread_convergence;
enum {
    ENGRAM_CONVERGE_NONE = 0,   /* nothing; a hop with nothing left to send ends any spread */
    ENGRAM_CONVERGE_L1 = 1,     /* sum of |change| < tolerance */
    ENGRAM_CONVERGE_LARGEST = 2 /* largest |change| < tolerance */
};

/* Bits of engram_spread_options.flags. Since: 0.1.0 */
enum {
    ENGRAM_SPREAD_EXPLAIN = 1,      /* fill hop, predecessor and seed of each result */
    ENGRAM_SPREAD_INHIBIT_EACH = 2, /* TOP_SUM or TOP_MEAN after every hop, not only after the last */
    ENGRAM_SPREAD_SQUASH_EACH = 4,  /* squash after every hop, not only after the last */
    ENGRAM_SPREAD_DROP_SEEDS = 8    /* leave the seeds out of the results */
};

/*
 * The rule of a spread. Fill it with engram_spread_preset(), then change fields. A number that no chosen option reads, such
 * as ceiling without INHIBIT_CEILING, is not looked at; flags, tables and masks that could do nothing are refused. One hop:
 *  1. senders (see above), but those within refractory_hops of their last sending: x = (a * k) / normaliser, where
 *     k = gain * decay and a, if node_factors is given, is a * node_factors[s] first
 *  2. each edge whose type is in type_mask carries x * weight (weight * type_factors[type] if given), unless
 *     |x * weight| < edge_threshold; to targets below the ceiling only
 *  3. what arrives is merged, into what the node retains; what suppressive types carry is summed by itself and
 *     taken away at the end, down to 0
 *  4. INHIBIT_EACH, SQUASH_EACH, then values with |v| < node_threshold become 0, then only the node_cap largest stay
 * After the last hop: inhibition, gate (|v| < gate becomes 0), squash. Where ARRIVALS send, 4 acts on the values, and
 * a node that it silences sends nothing on. Since: 0.1.0
 */
typedef struct engram_spread_options {
    uint32_t size; /* sizeof(engram_spread_options) */
    engram_spread_merge merge;
    engram_spread_retain retain;
    engram_spread_senders senders;
    engram_spread_decay decay;
    engram_spread_normaliser normaliser;
    engram_spread_inhibition inhibition;
    engram_spread_squash squash;
    engram_spread_convergence convergence;
    uint32_t flags;             /* ENGRAM_SPREAD_ bits */
    uint32_t hops;              /* at most this many; 0 returns the seeds, shaped as after the last hop */
    uint32_t node_cap;          /* nodes that stay active after a hop; 0: all */
    uint32_t refractory_hops;   /* hops a node is silent after sending; 0: none */
    uint32_t inhibition_count;  /* M of the top-M inhibitions, 1 to 256 */
    uint64_t edge_budget;       /* edges that carry, in the whole call; 0: no limit. See engram_spread_info.truncated */
    uint64_t type_mask;         /* bit t: edges of type t carry; not 0 */
    uint64_t suppressive_types; /* bit t: edges of type t take away */
    float gain;                 /* of everything sent; not 0 */
    float hop_factor;           /* PER_HOP; not 0 */
    float retention;            /* RETENTION */
    float edge_threshold;       /* >= 0 */
    float node_threshold;       /* >= 0; seeds below it are dropped too */
    float gate;                 /* >= 0 */
    float limit;                /* > 0; of CLAMPED_SUM, CLAMP and DIVIDE */
    float ceiling;              /* CEILING */
    float inhibition_strength;  /* TOP_SUM, TOP_MEAN; >= 0 */
    float sigmoid_gain;         /* SIGMOID */
    float sigmoid_centre;       /* SIGMOID */
    float fan_strength;         /* FAN: S */
    float fan_base;             /* FAN; >= 0 */
    float tolerance;            /* convergence; > 0 */
    uint32_t decay_count;       /* entries of decay_table, 1 or more with FROM_SOURCE; nothing is sent after the last one */
    const float *decay_table;   /* FROM_SOURCE: factors >= 0, for 1, 2, ... hops; not copied. Else null */
    const float *type_factors;  /* 64 factors, or null; not copied */
    const float *node_factors;  /* a factor for each node, or null; not copied */
} engram_spread_options;

/*
 * Named rules. Each is the formula its authors gave or meant; docs/activation.md lists defaults, and where a published
 * program does something else. Presets of curves (decay.h) have other values: one kind passed for the other is
 * ENGRAM_ERROR_ENUM. Since: 0.1.0
 */
typedef uint32_t engram_spread_preset_id;
enum {
    ENGRAM_SPREAD_PRESET_PLAIN = 0,   /* sum, keep, active senders, 3 hops, no shaping: the options to start from */
    ENGRAM_SPREAD_PRESET_ENGRAM_ZIG = 1, /* the CSR rule of the original kernel: as PLAIN, divided by the largest if
                                            above 1 */
    ENGRAM_SPREAD_PRESET_SPROINK = 2, /* floop: max-merge, 0.85 * 0.7 / out-degree, top-7 mean inhibition, sigmoid */
    ENGRAM_SPREAD_PRESET_SYNAPSE = 3, /* fan-divided sum with retention, top-7 sum inhibition, gate, sigmoid */
    ENGRAM_SPREAD_PRESET_ZEPH = 4,    /* clamped sum within a hop, max across hops, ceiling 0.8, 50 nodes */
    ENGRAM_SPREAD_PRESET_SHODH = 5,   /* sum / sqrt(1 + degree) of arrivals, rescaled to at most 2 */
    ENGRAM_SPREAD_PRESET_SPREADR = 6, /* retention 0.5, the rest in proportion to the weights, 10 steps */
    ENGRAM_SPREAD_PRESET_ACTR = 7     /* one hop of S - ln(fan), S = 1.6; seeds are the sources' attention weights */
};

/*
 * Fills *options with a named rule, its size included. Set options->size first, to sizeof(engram_spread_options).
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM. Since: 0.1.0
 */
ENGRAM_API engram_status engram_spread_preset(engram_spread_preset_id preset, engram_spread_options *options);

/*
 * Memory for spreading, one for each thread that spreads, used for any number of calls on any graphs of up to
 * node_count nodes. Between calls it costs nothing to be large: a call clears what it touched. Opaque.
 * engram_workspace_size() tells the bytes: about 61 for each node. Since: 0.1.0
 */
typedef struct engram_workspace engram_workspace;

/* The bytes engram_workspace_create() takes for node_count nodes. Since: 0.1.0 */
ENGRAM_API uint64_t engram_workspace_size(uint32_t node_count);

/*
 * Makes a workspace for graphs of up to node_count nodes.
 *
 *   allocator  may be null: the C library's. Copied: its context must outlive the workspace
 *   workspace  out; untouched on an error
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_MEMORY. Since: 0.1.0
 */
ENGRAM_API engram_status engram_workspace_create(uint32_t node_count, const engram_allocator *allocator,
                                                 engram_workspace **workspace);

/* Gives the memory back and sets *workspace to null. Null is fine. Since: 0.1.0 */
ENGRAM_API void engram_workspace_destroy(engram_workspace **workspace);

/* Where activation begins. Set size to sizeof(engram_seeds). Since: 0.1.0 */
typedef struct engram_seeds {
    uint32_t size;       /* sizeof(engram_seeds) */
    uint32_t reserved;   /* 0 */
    uint64_t count;      /* seeds; 0 begins nowhere */
    const uint32_t *ids; /* count node ids, in any order; a repeated one adds up, in the order given */
    const float *values; /* their activations, finite; null: 1 for each */
} engram_seeds;

/* One activated node. Since: 0.1.0 */
typedef struct engram_activated {
    uint32_t id;          /* the node */
    float activation;     /* its value, never 0 or NaN */
    uint32_t hop;         /* EXPLAIN: the hop of its best arrival, the largest single |contribution|; 0 for a seed that
                             began with a value: not 0, nor below node_threshold */
    uint32_t predecessor; /* EXPLAIN: the source of that arrival; ENGRAM_NO_NODE for a seed. Following predecessors
                             always ends at a seed: an arrival that would close a circle does not count, nor,
                             in place of an earlier one, an arrival from more than 63 steps from its seed */
    uint32_t seed;        /* EXPLAIN: the seed where that ends */
} engram_activated;

/* What a spread did. Set size to sizeof(engram_spread_info). Since: 0.1.0 */
typedef struct engram_spread_info {
    uint32_t size;           /* sizeof(engram_spread_info) */
    uint32_t hops;           /* hops done */
    uint64_t edges;          /* edges that carry of all senders: those whose types are in type_mask, whatever they carried */
    uint64_t active;         /* nodes with a value other than 0 at the end, before capacity; the true count */
    uint64_t nan_count;      /* nodes that ended as NaN: counted, never returned */
    uint32_t truncated;      /* 1: the edge budget ended the spread, or cut its last hop. See below */
    uint32_t capped;         /* 1: node_cap dropped nodes */
    uint32_t converged;      /* 1: the change fell below the tolerance, nothing was left to send, or nothing can change any
                                more: a hop has changed nothing, and later ones are like it */
    uint32_t reserved;       /* 0 */
    double change;           /* convergence on: of the last hop, in its norm; NaN where a value became NaN */
} engram_spread_info;

/*
 * Spreads from a few seeds. Work and memory traffic grow with the edges touched, not with the graph.
 *
 *   options    null stands for ENGRAM_SPREAD_PRESET_PLAIN
 *   seeds      where it begins
 *   results    out: the capacity strongest, by activation descending, then id ascending; null when capacity is 0
 *   count      out: how many were written
 *   info       out, may be null
 *
 * Weights with row sums above 1 may grow without bound over many hops; infinities then spread as arithmetic has it, and
 * NaN is counted in info. Always ends: after options->hops, and before where nothing can change any more.
 *
 * An edge budget buys edges that carry. In a hop for whose edges it does not suffice, senders buy in order of |value|, then id
 * (NaN last): all their edges where so many are left, else half of what is left, rounded up, the first in their stored order.
 * What remains after the last sender goes to those that were cut, in the same order. Edges that were not bought carry nothing;
 * no hop follows, and no hop begins where nothing is left to buy with. An edge costs 1 whatever it comes to carry, and a
 * degree counts all edges, bought or not.
 * Errors, with outputs untouched: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT (a
 * seed that is no node, a value that is not finite, an option out of range, a workspace smaller than the graph).
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_spread_sparse(const engram_graph *graph, const engram_spread_options *options,
                                              engram_workspace *workspace, const engram_seeds *seeds,
                                              engram_activated *results, uint64_t capacity, uint64_t *count,
                                              engram_spread_info *info);

/*
 * The way to a node in the last call on a workspace, which was engram_spread_sparse() with ENGRAM_SPREAD_EXPLAIN: the nodes
 * from its seed to it, each the predecessor of the next. It is there for every node that something arrived at, whatever
 * became of it and of those on the way: dropped seeds, what the capacity or node_cap left out, values that were replaced.
 *
 *   workspace  as that call left it: the next call on it ends the ways
 *   path       out: the first of them, the seed in front; null when capacity is 0
 *   capacity   nodes that there is room for
 *   length     out: how many there are, which may be more than capacity; 1 for a seed, 0 where nothing arrived
 *
 * O(length). Errors, with outputs untouched: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT,
 * ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_ARGUMENT for a node that the workspace is too small for, and after another call than
 * such a one. Since: 0.1.0
 */
ENGRAM_API engram_status engram_spread_path(const engram_workspace *workspace, uint32_t node, uint32_t *path,
                                            uint64_t capacity, uint64_t *length);

/*
 * The same from and to an array of all nodes: activations[i] is what node i starts with, and ends with. Equal, bit for
 * bit, to engram_spread_sparse() seeded with the non-zero entries. -0 comes out as +0, NaN as 0x7FC00000. EXPLAIN and
 * DROP_SEEDS are not for this call (ENGRAM_ERROR_ARGUMENT).
 *
 *   activations  node_count floats, finite on entry; must not overlap decay_table or the factor arrays
 *   executor     may be null; hops that pull are cut into its tasks (docs/activation.md lists which). The result does
 *                not depend on it
 *
 * Errors, with outputs untouched: those of engram_spread_sparse(), such as ENGRAM_ERROR_STRUCT and ENGRAM_ERROR_ENUM, and
 * ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_spread_dense(const engram_graph *graph, const engram_spread_options *options,
                                             engram_workspace *workspace, const engram_executor *executor,
                                             float *activations, engram_spread_info *info);

/* Where the rank of nodes goes that have no edge to send it along. Since: 0.1.0 */
typedef uint32_t engram_dangling;
enum {
    ENGRAM_DANGLING_SEEDS = 0, /* back to the seeds, by their shares */
    ENGRAM_DANGLING_ALL = 1    /* to all nodes alike */
};

/* Options of personalised PageRank; null, and 0 in a field, stand for the defaults. Since: 0.1.0 */
typedef struct engram_pagerank_options {
    uint32_t size;             /* sizeof(engram_pagerank_options) */
    uint32_t max_iterations;   /* power iteration; 0: 100 */
    float damping;             /* d, the chance to go on: above 0 and below 1; 0: 0.85 */
    float tolerance;           /* power iteration: stop when the L1 change is below; > 0; 0: 1e-6 */
    float epsilon;             /* forward push: a node is pushed while its residual > epsilon * out-degree; > 0; 0: 1e-6 */
    engram_dangling dangling;  /* where the rank of nodes without out-edges goes */
    uint64_t settle;           /* power iteration: stop as soon as this many best nodes and their order are certain; 0: do not */
    uint64_t edge_budget;      /* forward push: edges touched; 0: no limit */
    engram_activated *residuals; /* forward push, out: the largest residuals, by size descending, then id; may be null */
    uint64_t residual_capacity;  /* residuals that there is room for */
} engram_pagerank_options;

/* What a PageRank did. Set size to sizeof(engram_pagerank_info). Since: 0.1.0 */
typedef struct engram_pagerank_info {
    uint32_t size;       /* sizeof(engram_pagerank_info) */
    uint32_t iterations; /* power iterations; forward push: 0 */
    uint64_t edges;      /* edges touched */
    uint64_t pushes;     /* forward push: residuals pushed, of a node or of what came back, with repetition */
    uint64_t active;     /* nodes with a rank above 0 */
    uint32_t truncated;  /* 1: max_iterations or the edge budget ended it */
    uint32_t settled;    /* 1: the best were certain before the tolerance was met */
    double error;        /* the ranks are no further than this from the exact ones, in L1, all rounding included; at most 2 */
    uint64_t residuals;  /* forward push: nodes with a residual, before residual_capacity */
    double waiting;      /* forward push: rank that came back and nobody got yet, from 0 to 1 */
} engram_pagerank_info;

/*
 * Personalised PageRank by power iteration: r = (1 - d) p + d (W' r + lost q), where p is the seeds' share, W has each
 * row divided by its sum, lost is the rank of nodes without out-edges, and q is p or, with DANGLING_ALL, 1 / node_count for each.
 * Sums are in double, ranks are rounded to floats at the end; they sum to 1 within that rounding.
 *
 *   executor  may be null
 *   seeds     as for engram_spread_sparse; values >= 0 with a sum above 0
 *   ranks     out: node_count floats
 *   info      may be null
 *
 * Weights must not be negative: ENGRAM_ERROR_GRAPH; engram_graph_info.negative_edges counts those that are. Work: edges of
 * the graph for each iteration. info->error is (d * change + what an iteration rounds) / (1 - d).
 * Source: Page et al., 1999; Haveliwala, 2002. Errors, with outputs untouched: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT,
 * ENGRAM_ERROR_ENUM, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP, ENGRAM_ERROR_GRAPH;
 * ENGRAM_ERROR_ARGUMENT for a seed that is no node, a value or an option out of range, and a workspace smaller than the graph.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_pagerank_power(const engram_graph *graph, const engram_pagerank_options *options,
                                               engram_workspace *workspace, const engram_executor *executor,
                                               const engram_seeds *seeds, float *ranks, engram_pagerank_info *info);

/*
 * The same by forward push: mass moves from the seeds until every residual is at most epsilon * out-degree, where a node
 * without out-edges counts as one with a single edge, and what such nodes give back as the residual of a node with an edge
 * to each that gets it. Work is bounded by 2 / (epsilon (1 - d)) edges, whatever the size of the graph; nodes go in order of
 * arrival. As d nears 1 that becomes hours: set edge_budget there.
 *
 *   results   out: the capacity highest, by rank descending, then id ascending; null when capacity is 0. hop, predecessor and
 *             seed are not filled (ENGRAM_NO_NODE)
 *   capacity  results that there is room for
 *   count     out: how many were written
 *
 * Every rank is a lower bound of the exact one, and none is off by more than info->error, which is what is missing of 1, all
 * rounding included. Other arguments and errors as engram_pagerank_power().
 * Source: Andersen, Chung and Lang, 2006. Since: 0.1.0
 */
ENGRAM_API engram_status engram_pagerank_push(const engram_graph *graph, const engram_pagerank_options *options,
                                              engram_workspace *workspace, const engram_seeds *seeds,
                                              engram_activated *results, uint64_t capacity, uint64_t *count,
                                              engram_pagerank_info *info);

/*
 * One-off: spreads on a view for a number of steps, in place, by the CSR rule of the original Engram kernel. In each
 * step, from the values a of the step before:
 *     b[t] = a[t] + sum over edges s -> t with a[s] != 0 of a[s] * weight
 *     m = max over b, NaN ignored;  if m > 1, every b is divided by m
 * Nodes keep their activation, there is no decay per hop, types are not looked at.
 *
 *   activations  node_count floats, read and written; must not overlap the graph
 *   steps        0 leaves everything as it is
 *
 * The view is validated first. Scratch: node_count floats from the arena of the calling thread, given back at the end.
 * Non-finite activations spread as arithmetic has it; a NaN comes out as 0x7FC00000.
 * Errors: those of engram_csr_validate; ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_MEMORY when the arena is exhausted and its
 * overflow strategy is error_return. Since: 0.1.0
 */
ENGRAM_API engram_status engram_activation_spread(const engram_csr *graph, uint32_t steps, float *activations);

ENGRAM_END

#endif
