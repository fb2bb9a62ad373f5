/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "graph.h"

#include "error.h"

#include <stddef.h>
#include <string.h>

static PyTypeObject *graph_type;

void graph_idle(graph_object *g) {
    for (size_t i = 0; i < g->idle_count; ++i) engram_workspace_destroy(&g->idle[i]);
    PyMem_Free(g->idle);
    g->idle = NULL;
    g->idle_count = g->idle_room = 0;
}

void graph_free(graph_object *g) {
    graph_idle(g);
    g->graph = NULL;
    engram_graph_destroy(&g->own);
    engram_overlay_destroy(&g->overlay);
}

int graph_open(const graph_object *g) {
    if (!g->closed && g->graph != NULL) return 0;
    PyErr_SetString(PyExc_ValueError,
                    "the graph is closed: close() was called or its with block has ended, make a new Graph");
    return -1;
}

int graph_enter(graph_object *g, engram_workspace **workspace) {
    if (graph_open(g) != 0) return -1;
    if (g->idle_count > 0) {
        *workspace = g->idle[--g->idle_count];
    } else {
        *workspace = NULL;
        if (check_status(engram_workspace_create(g->node_count, NULL, workspace), "Graph") != 0) return -1;
    }
    ++g->users;
    return 0;
}

void graph_leave(graph_object *g, engram_workspace *workspace) {
    --g->users;
    if (g->closed) {
        engram_workspace_destroy(&workspace);
        if (g->users == 0) graph_free(g);
        return;
    }
    if (g->idle_count == g->idle_room) {
        engram_workspace **more = PyMem_Realloc(g->idle, (g->idle_room + 4) * sizeof(*more));
        if (more == NULL) {
            engram_workspace_destroy(&workspace);
            return;
        }
        g->idle = more;
        g->idle_room += 4;
    }
    g->idle[g->idle_count++] = workspace;
}

static PyObject *new_graph(PyTypeObject *type, engram_graph *graph) {
    allocfunc allocate = (allocfunc)(uintptr_t)PyType_GetSlot(type, Py_tp_alloc);
    graph_object *g = (graph_object *)allocate(type, 0);
    engram_graph_info info = {.size = sizeof info};
    if (g == NULL || check_status(engram_graph_describe(graph, &info), "Graph") != 0) {
        engram_graph_destroy(&graph);
        Py_XDECREF((PyObject *)g);
        return NULL;
    }
    g->graph = g->own = graph;
    g->node_count = info.node_count;
    g->edge_count = info.edge_count;
    g->bytes = info.bytes;
    return (PyObject *)g;
}

PyObject *graph_over(engram_graph *graph) { return new_graph(graph_type, graph); }

graph_object *graph_base(PyObject *object) {
    if (PyObject_TypeCheck(object, graph_type)) return (graph_object *)object;
    PyErr_SetString(PyExc_TypeError, "graph must be a Graph");
    return NULL;
}

static int options_of(PyObject *duplicates, PyObject *pull, engram_graph_options *options) {
    static const choice names[] = {{"keep", ENGRAM_DUPLICATES_KEEP},
                                   {"sum", ENGRAM_DUPLICATES_SUM},
                                   {"reject", ENGRAM_DUPLICATES_REJECT},
                                   {NULL, 0}};
    uint32_t pulls = 1;
    *options = (engram_graph_options){.size = sizeof *options, .duplicates = ENGRAM_DUPLICATES_KEEP};
    if (choose(duplicates, "duplicates", names, &options->duplicates) != 0 || flag(pull, &pulls) != 0) return -1;
    options->no_pull = !pulls;
    return 0;
}

int graph_pulls(PyObject *pull, engram_graph_options *options) { return options_of(NULL, pull, options); }

/* Graph(...): tp_new has a tuple and a dict, so the interpreter's own parser is the shorter way. */
static PyObject *graph_create(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"offsets", "targets", "weights", "types", "pull", NULL};
    PyObject *four[4] = {NULL, NULL, NULL, NULL}, *pull = NULL;
    engram_graph_options options;
    csr view;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OOO|O$O:Graph", names, &four[0], &four[1], &four[2], &four[3],
                                     &pull) ||
        options_of(NULL, pull, &options) != 0 || acquire_csr(four, &view) != 0)
        return NULL;
    engram_graph *graph = NULL;
    BEGIN_KERNEL(view.view.node_count + view.view.edge_count);
    const engram_status status = engram_graph_create(&view.view, &options, NULL, &graph);
    END_KERNEL();
    if (status != ENGRAM_OK) raise_graph(status, &view.view, "Graph");
    release_csr(&view);
    return status == ENGRAM_OK ? new_graph(type, graph) : NULL;
}

static PyObject *create_from_edges(PyTypeObject *type, uint32_t node_count, const array *columns,
                                   const engram_graph_options *options) {
    const int64_t n = columns[0].shape[0];
    engram_edge *edges = PyMem_Calloc((size_t)n + 1, sizeof *edges);
    if (edges == NULL) return PyErr_NoMemory();
    engram_graph *graph = NULL;
    uint64_t position = UINT64_MAX;
    const uint32_t *sources = columns[0].data, *targets = columns[1].data;
    const float *weights = columns[2].data;
    const uint8_t *types = columns[3].data;
    BEGIN_KERNEL(n + node_count);
    for (int64_t i = 0; i < n; ++i)
        edges[i] = (engram_edge){sources[i], targets[i], weights[i], types != NULL ? types[i] : 0};
    const engram_status status =
        engram_graph_create_from_edges(node_count, edges, (uint64_t)n, options, NULL, &graph, &position);
    END_KERNEL();
    PyMem_Free(edges);
    if (status == ENGRAM_ERROR_GRAPH && position != UINT64_MAX)
        raise_status(status, "Graph.from_edges: edge %llu is bad or a duplicate", (unsigned long long)position);
    else
        check_status(status, "Graph.from_edges");
    return status == ENGRAM_OK ? new_graph(type, graph) : NULL;
}

static PyObject *graph_from_edges(PyObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"node_count", "sources", "targets", "weights", "types", "duplicates", "pull", NULL};
    static const char *const labels[] = {"sources", "targets", "weights", "types"};
    PyObject *number, *v[4] = {NULL, NULL, NULL, NULL}, *duplicates = NULL, *pull = NULL, *result = NULL;
    engram_graph_options options;
    uint32_t node_count = 0;
    array columns[4] = {{0}, {0}, {0}, {0}};
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OOOO|O$OO:from_edges", names, &number, &v[0], &v[1], &v[2], &v[3],
                                     &duplicates, &pull) ||
        number_u32(number, "node_count", &node_count) != 0 || options_of(duplicates, pull, &options) != 0)
        return NULL;
    int good = 1;
    for (int i = 0; i < 4 && good; ++i)
        if (i < 3 || given(v[i]))
            good = (i == 2 ? acquire_vector(v[i], labels[i], KIND_F32, 0, &columns[i])
                           : acquire_whole(v[i], labels[i], i < 2 ? KIND_U32 : KIND_U8, &columns[i])) == 0 &&
                   check_length(&columns[i], labels[i], columns[0].shape[0], "sources has") == 0;
    if (good) result = create_from_edges((PyTypeObject *)type, node_count, columns, &options);
    for (int i = 0; i < 4; ++i) release_array(&columns[i]);
    return result;
}

static PyObject *graph_close(PyObject *self, PyObject *none) {
    (void)none;
    graph_object *g = (graph_object *)self;
    g->closed = 1;
    if (g->users == 0) graph_free(g);
    return Py_NewRef(Py_None);
}

static PyObject *graph_with(PyObject *self, PyObject *none) {
    (void)none;
    return graph_open((graph_object *)self) == 0 ? Py_NewRef(self) : NULL;
}

static PyObject *graph_done(PyObject *self, PyObject *args) { return graph_close(self, args); }

void graph_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    graph_free((graph_object *)self);
    ((freefunc)(uintptr_t)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF((PyObject *)type);
}

static PyObject *graph_closed(PyObject *self, void *none) {
    (void)none;
    return PyBool_FromLong(((graph_object *)self)->closed);
}

PyObject *graph_repr(PyObject *self) {
    const graph_object *g = (graph_object *)self;
    return PyUnicode_FromFormat("<engram_kernels.%s: %u nodes, %llu edges%s>", g->is_overlay ? "Overlay" : "Graph",
                                g->node_count, (unsigned long long)g->edge_count, g->closed ? ", closed" : "");
}

#define METHOD(name, function, doc) \
    { name, (PyCFunction)(void (*)(void))function, METH_FASTCALL | METH_KEYWORDS, doc }

PyMethodDef graph_common[] = {
    METHOD("spread", graph_spread, spread_doc),
    METHOD("spread_dense", graph_spread_dense, spread_dense_doc),
    METHOD("pagerank", graph_pagerank, pagerank_doc),
    METHOD("pagerank_push", graph_pagerank_push, pagerank_push_doc),
    METHOD("edges", graph_edges,
           "edges($self, /, first=0, count=None)\n--\n\n"
           "The edges out of `count` nodes from `first` on, all unless told: arrays (sources, targets, weights, types)."),
    {"outgoing", graph_outgoing, METH_O,
     "outgoing($self, node, /)\n--\n\nThe edges out of a node, in their order: arrays (targets, weights, types)."},
    {"incoming", graph_incoming, METH_O,
     "incoming($self, node, /)\n--\n\nThe edges into a node, by source ascending: arrays (sources, weights, types)."},
    {"changes", graph_changes, METH_NOARGS,
     "changes($self, /)\n--\n\nThe sources whose edges an Overlay, or a snapshot of one, changes, ascending: uint32."},
    {"to_bytes", graph_to_bytes, METH_NOARGS,
     "to_bytes($self, /)\n--\n\n"
     "Nodes and edges as bytes to store or send, the same on every machine; Graph.from_bytes() reads them."},
    {"close", graph_close, METH_NOARGS,
     "close($self, /)\n--\n\nFrees it, after calls that are under way in other threads. Twice is fine."},
    {"__enter__", graph_with, METH_NOARGS, "__enter__($self, /)\n--\n\nThe object itself."},
    {"__exit__", graph_done, METH_VARARGS, "__exit__($self, /, *args)\n--\n\nCloses it."},
    {NULL, NULL, 0, NULL},
};

enum { COMMON = sizeof graph_common / sizeof graph_common[0] };
static PyMethodDef methods[2 + COMMON] = {
    {"from_edges", (PyCFunction)(void (*)(void))graph_from_edges, METH_CLASS | METH_VARARGS | METH_KEYWORDS,
     "from_edges($type, /, node_count, sources, targets, weights, types=None, *, duplicates='keep', pull=True)\n--\n\n"
     "A graph from edges in any order. duplicates: 'keep', 'sum' or 'reject'."},
    {"from_bytes", (PyCFunction)(void (*)(void))graph_from_bytes, METH_CLASS | METH_VARARGS | METH_KEYWORDS,
     "from_bytes($type, /, image, *, pull=True)\n--\n\n"
     "A graph from what to_bytes() gave, here or elsewhere; all of it is checked."},
};

PyMemberDef graph_members[] = {
    {"node_count", T_UINT, offsetof(graph_object, node_count), READONLY, "nodes"},
    {"edge_count", T_ULONGLONG, offsetof(graph_object, edge_count), READONLY, "edges"},
    {"nbytes", T_ULONGLONG, offsetof(graph_object, bytes), READONLY, "bytes the prepared graph holds"},
    {NULL, 0, 0, 0, NULL},
};

PyGetSetDef graph_attributes[] = {
    {"closed", graph_closed, NULL, "whether close() was called", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const char graph_doc[] =
    "Graph(offsets, targets, weights, types=None, *, pull=True)\n--\n\n"
    "A prepared graph from compressed sparse rows, such as indptr, indices and data of a scipy.sparse.csr_array:\n"
    "validated once, copied, laid out for the machine. Any number of threads may spread on it.\n\n"
    "types  uint8 from 0 to 63, one for each edge\n"
    "pull   False leaves out the layout by target: half the memory\n";

int add_graph(PyObject *module) {
    static PyType_Slot slots[] = {
        {Py_tp_new, (void *)(uintptr_t)graph_create},   {Py_tp_dealloc, (void *)(uintptr_t)graph_dealloc},
        {Py_tp_repr, (void *)(uintptr_t)graph_repr},    {Py_tp_methods, methods},
        {Py_tp_members, graph_members},                 {Py_tp_getset, graph_attributes},
        {Py_tp_doc, (void *)(uintptr_t)graph_doc},      {0, NULL},
    };
    memcpy(methods + 2, graph_common, sizeof graph_common);
    static PyType_Spec spec = {"engram_kernels.Graph", sizeof(graph_object), 0, Py_TPFLAGS_DEFAULT, slots};
    graph_type = (PyTypeObject *)PyType_FromSpec(&spec);
    if (graph_type == NULL || PyModule_AddObjectRef(module, "Graph", (PyObject *)graph_type) != 0) return -1;
    return add_spread_results(module) != 0 || add_pagerank_results(module) != 0 ? -1 : 0;
}
