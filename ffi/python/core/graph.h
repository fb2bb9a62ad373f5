/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_GRAPH_H
#define ENGRAM_PYTHON_GRAPH_H

#include "array.h"
#include "arguments.h"

#include "engram/activation.h"

#include <structmember.h>

/*
 * A prepared graph with workspaces for the threads that spread on it: each call takes an idle one, or makes one. All
 * fields change with the interpreter held only.
 */
typedef struct graph_object {
    PyObject_HEAD
    const engram_graph *graph; /* what calls spread on: `own`, or the view of `overlay` */
    engram_graph *own;
    engram_overlay *overlay;   /* an Overlay has this in place of `own`; it holds what it needs of its base */
    uint32_t node_count;
    uint64_t edge_count, bytes;
    engram_workspace **idle;
    size_t idle_count, idle_room;
    size_t users; /* calls under way; close() leaves the freeing to the last of them */
    int closed, is_overlay;
} graph_object;

/* Adds the type to the module. */
int add_graph(PyObject *module);

/* Begins a call: 0 and a workspace, or -1 with ValueError when the graph is closed. */
int graph_enter(graph_object *g, engram_workspace **workspace);
void graph_leave(graph_object *g, engram_workspace *workspace);

/* A Graph over a prepared graph, which it owns from now on, also on failure; the base of an Overlay, or null with TypeError. */
PyObject *graph_over(engram_graph *graph);
graph_object *graph_base(PyObject *object);

/* What an overlay adds: defined in overlay.c and graph.c. */
int add_overlay(PyObject *module);
int graph_open(const graph_object *g); /* 0, or -1 with ValueError when it is closed */
void graph_free(graph_object *g);      /* gives the memory of C back, once no call is under way */
void graph_idle(graph_object *g);      /* gives the idle workspaces back */
int graph_pulls(PyObject *pull, engram_graph_options *options);
extern PyMethodDef graph_common[];     /* what both types can do, ended by an empty entry */
extern PyMemberDef graph_members[];
extern PyGetSetDef graph_attributes[];
PyObject *graph_repr(PyObject *self);
void graph_dealloc(PyObject *self);

/* The methods that read, defined in read.c. */
PyObject *graph_edges(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
PyObject *graph_outgoing(PyObject *self, PyObject *node);
PyObject *graph_incoming(PyObject *self, PyObject *node);
PyObject *graph_changes(PyObject *self, PyObject *none);
PyObject *graph_to_bytes(PyObject *self, PyObject *none);
PyObject *graph_from_bytes(PyObject *type, PyObject *args, PyObject *keywords);

/* The methods that spread, defined in spread.c and pagerank.c. */
PyObject *graph_spread(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
PyObject *graph_spread_dense(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
PyObject *graph_pagerank(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
PyObject *graph_pagerank_push(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
extern const char spread_doc[], spread_dense_doc[], pagerank_doc[], pagerank_push_doc[];
int add_spread_results(PyObject *module);
int add_pagerank_results(PyObject *module);

/* Where activation starts: node ids and values from arrays, which are borrowed, or from short sequences of numbers. */
typedef struct seeds {
    array ids, values;
    uint32_t *own_ids;
    float *own_values;
    const uint32_t *id;
    const float *value; /* null: 1 for each */
    uint32_t count;
} seeds;
int acquire_seeds(PyObject *ids, PyObject *values, seeds *out);
void release_seeds(seeds *s);

/* The three or four arrays of a graph as a view. */
typedef struct csr {
    array offsets, targets, weights, types;
    engram_csr view;
} csr;
int acquire_csr(PyObject *const *four, csr *g);
void release_csr(csr *g);

/* Raises what a refused view has, its fault and the place in the message. */
void raise_graph(engram_status status, const engram_csr *view, const char *function);

#endif
