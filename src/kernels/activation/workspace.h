/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_WORKSPACE_H
#define ENGRAM_KERNELS_ACTIVATION_WORKSPACE_H

/*
 * Memory of one spreading thread. Between calls value, next, travel, arrivals, suppressed and the marks are all zero,
 * and every call leaves them so; origins and last_sent are valid where their epoch is the call's. C-clean.
 */

#include "kernels/activation/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Places after the nodes: positions that no node has, the one that pads, and whole registers. */
#define ENGRAM_WORKSPACE_BEHIND 16

struct engram_last_sent {
    uint32_t epoch, hop;
};

struct engram_workspace {
    uint32_t capacity, epoch;
    uint32_t explained; /* epoch of the call whose origins make ways; another than epoch: there are none */
    uint64_t bytes;
    float *value;      /* of each node, as of the end of the last hop */
    float *next;       /* being made */
    float *travel;     /* ARRIVALS: what the hop before brought */
    float *arrivals;   /* what this hop brings, where it is not merged into next at once */
    float *suppressed; /* what suppressive edges bring */
    uint32_t *active;    /* nodes with a value, ascending */
    uint32_t *touched;   /* nodes a hop deals with, ascending; becomes active */
    uint32_t *travelers; /* ARRIVALS: nodes with something to send on, ascending */
    uint32_t *senders;   /* those of them that may send; also a heap to select in */
    uint64_t *keys;      /* scratch of the selection of results: the memory of travelers and senders */
    struct engram_origin *origins;
    struct engram_last_sent *last_sent;
    struct engram_marks marks;
    uint64_t level_words[3];
    engram_allocator allocator;
};

/* Null pointer and 0 stand in for a workspace that measures only. */
uint64_t engram_workspace_bytes(uint32_t node_count);
engram_status engram_workspace_make(uint32_t node_count, const engram_allocator *allocator,
                                    struct engram_workspace **workspace);
void engram_workspace_free(struct engram_workspace *workspace);

/* A number no entry of origins or last_sent carries. */
uint32_t engram_workspace_epoch(struct engram_workspace *workspace);

/* Marked nodes into list, ascending, and the marks back to zero; how many. */
uint64_t engram_marks_collect(struct engram_workspace *workspace, uint32_t node_count, uint32_t *list);

/*
 * The same memory for work in double, zero where it is so between calls and not told else: zero has node_count + 16 numbers each,
 * pairs two for each node, singles and scratch one. pairs and singles are the memory of origins and last_sent, scratch that
 * of keys.
 */
struct engram_workspace_doubles {
    double *zero[2];
    float *zero_floats;
    double *pairs, *singles, *scratch;
};
struct engram_workspace_doubles engram_workspace_as_doubles(struct engram_workspace *workspace);
/* After work on so many nodes in the first five: all as it was. */
void engram_workspace_clear_doubles(struct engram_workspace *workspace, uint32_t node_count);

ENGRAM_INTERNAL_END

#endif
