/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a graph holds, read back, and its image. */
#include "error.h"
#include "graph.h"
#include "output.h"

/* Begins a call that needs no workspace: nobody changes or frees the graph until read_done(). */
static int read_begin(graph_object *g) {
    if (graph_open(g) != 0) return -1;
    ++g->users;
    return 0;
}

static void read_done(graph_object *g) {
    if (--g->users == 0 && g->closed) graph_free(g);
}

static PyObject *column_of(const engram_edge *edges, uint64_t n, int which) {
    static const kind kinds[] = {KIND_U32, KIND_U32, KIND_F32, KIND_U8};
    array out = {0};
    PyObject *made = new_vector(kinds[which], (int64_t)n, &out);
    for (uint64_t i = 0; made != NULL && i < n; ++i) switch (which) {
        case 0: ((uint32_t *)out.data)[i] = edges[i].source; break;
        case 1: ((uint32_t *)out.data)[i] = edges[i].target; break;
        case 2: ((float *)out.data)[i] = edges[i].weight; break;
        default: ((uint8_t *)out.data)[i] = (uint8_t)edges[i].type; break;
        }
    release_array(&out);
    return made;
}

/* Columns of an edge list but for one: the end that is the same for all. */
static PyObject *columns_of(const engram_edge *edges, uint64_t n, int left_out) {
    PyObject *parts[4];
    int count = 0, good = 1;
    for (int which = 0; which < 4; ++which)
        if (which != left_out) good = (parts[count++] = column_of(edges, n, which)) != NULL && good;
    PyObject *made = PyTuple_New(good ? count : 0);
    for (int i = 0; i < count; ++i) {
        if (good && made != NULL) PyTuple_SetItem(made, i, parts[i]);
        else Py_XDECREF(parts[i]);
    }
    if (!good) Py_CLEAR(made);
    return made;
}

typedef struct reading {
    int incoming; /* into first, or out of count nodes from first on */
    uint32_t first;
    uint64_t count;
} reading;

static engram_status ask(const engram_graph *graph, const reading *r, engram_edge *edges, uint64_t room, uint64_t *found) {
    return r->incoming ? engram_graph_incoming(graph, r->first, edges, room, found)
                       : engram_graph_edges(graph, r->first, r->count, edges, room, found);
}

static PyObject *read_edges(graph_object *g, const char *function, reading r, int left_out) {
    uint64_t found = 0;
    PyObject *result = NULL;
    if (read_begin(g) != 0) return NULL;
    PyThreadState *state = PyEval_SaveThread();
    engram_status status = ask(g->graph, &r, NULL, 0, &found);
    PyEval_RestoreThread(state);
    if (check_status(status, function) == 0) {
        engram_edge *edges = found <= PY_SSIZE_T_MAX / sizeof *edges ? PyMem_Malloc((size_t)found * sizeof *edges + 1) : NULL;
        if (edges == NULL) {
            PyErr_NoMemory();
        } else {
            state = PyEval_SaveThread();
            status = ask(g->graph, &r, edges, found, &found);
            PyEval_RestoreThread(state);
            if (check_status(status, function) == 0) result = columns_of(edges, found, left_out);
        }
        PyMem_Free(edges);
    }
    read_done(g);
    return result;
}

PyObject *graph_edges(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("edges", 0, 2, "first", "count");
    graph_object *g = (graph_object *)self;
    PyObject *v[2];
    reading r = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[0], "first", &r.first) != 0) return NULL;
    r.count = r.first <= g->node_count ? g->node_count - r.first : 0;
    return number_u64(v[1], "count", &r.count) == 0 ? read_edges(g, "edges", r, -1) : NULL;
}

static int node_of(PyObject *value, uint32_t *node) {
    if (value == Py_None) PyErr_SetString(PyExc_TypeError, "node must be a whole number, not None");
    return value == Py_None ? -1 : number_u32(value, "node", node);
}

PyObject *graph_outgoing(PyObject *self, PyObject *node) {
    reading r = {.count = 1};
    return node_of(node, &r.first) == 0 ? read_edges((graph_object *)self, "outgoing", r, 0) : NULL;
}

PyObject *graph_incoming(PyObject *self, PyObject *node) {
    reading r = {.incoming = 1};
    return node_of(node, &r.first) == 0 ? read_edges((graph_object *)self, "incoming", r, 1) : NULL;
}

PyObject *graph_changes(PyObject *self, PyObject *none) {
    (void)none;
    graph_object *g = (graph_object *)self;
    uint64_t found = 0;
    array out = {0};
    if (graph_open(g) != 0 || check_status(engram_graph_changes(g->graph, NULL, 0, &found), "changes") != 0) return NULL;
    PyObject *made = new_vector(KIND_U32, (int64_t)found, &out);
    if (made != NULL && check_status(engram_graph_changes(g->graph, out.data, found, &found), "changes") != 0) Py_CLEAR(made);
    release_array(&out);
    return made;
}

PyObject *graph_to_bytes(PyObject *self, PyObject *none) {
    (void)none;
    graph_object *g = (graph_object *)self;
    uint64_t size = 0;
    PyObject *made = NULL;
    if (read_begin(g) != 0) return NULL;
    if (check_status(engram_graph_image_size(g->graph, &size), "to_bytes") == 0) {
        made = size <= PY_SSIZE_T_MAX ? PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size) : PyErr_NoMemory();
        if (made != NULL) {
            char *image = PyBytes_AsString(made);
            BEGIN_KERNEL(size);
            const engram_status status = engram_graph_image_write(g->graph, image, size, NULL);
            END_KERNEL();
            if (check_status(status, "to_bytes") != 0) Py_CLEAR(made);
        }
    }
    read_done(g);
    return made;
}

PyObject *graph_from_bytes(PyObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"image", "pull", NULL};
    PyObject *image, *pull = NULL;
    engram_graph_options options;
    array bytes = {0};
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$O:from_bytes", names, &image, &pull) ||
        graph_pulls(pull, &options) != 0 || acquire_vector(image, "image", KIND_U8, 0, &bytes) != 0)
        return NULL;
    engram_graph *graph = NULL;
    const char *fault = NULL;
    BEGIN_KERNEL(bytes.shape[0]);
    const engram_status status =
        engram_graph_create_from_image(bytes.data, (uint64_t)bytes.shape[0], &options, NULL, &graph, &fault);
    END_KERNEL();
    release_array(&bytes);
    if (status == ENGRAM_ERROR_GRAPH && fault != NULL) raise_status(status, "from_bytes: %s", fault);
    else check_status(status, "from_bytes");
    (void)type;
    return status == ENGRAM_OK ? graph_over(graph) : NULL;
}
