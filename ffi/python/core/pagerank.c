/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"
#include "graph.h"
#include "output.h"

static PyTypeObject *power_type, *push_type;

int add_pagerank_results(PyObject *module) {
    static PyStructSequence_Field power[] = {
        {"ranks", "float32: one for each node, summing to 1 within rounding"},
        {"iterations", "power iterations done"},
        {"edges", "edges touched"},
        {"truncated", "True: max_iterations ended it"},
        {"error", "L1 distance to the exact ranks is at most this, all rounding included"},
        {"active", "nodes with a rank above 0"},
        {"settled", "True: the best were certain before the tolerance was met"},
        {NULL, NULL},
    };
    static PyStructSequence_Field push[] = {
        {"ids", "uint32: nodes, highest rank first, equal ones in ascending order of id"},
        {"ranks", "float32: lower bounds of their ranks"},
        {"active", "nodes with a rank above 0, whatever the capacity"},
        {"pushes", "residuals pushed, of a node or of what came back, with repetition"},
        {"edges", "edges touched"},
        {"truncated", "True: the edge budget ended it"},
        {"error", "what is missing of 1: no rank is off by more"},
        {"residual_ids", "uint32: nodes with the largest residuals, as many as were asked for"},
        {"residuals", "float32: what is left to push there"},
        {"residual_count", "nodes with a residual, however many were asked for"},
        {"waiting", "what nodes without out-edges have given back and nobody got yet"},
        {NULL, NULL},
    };
    static PyStructSequence_Desc descriptions[] = {
        {"engram_kernels.PageRank", "Ranks of all nodes.", power, 7},
        {"engram_kernels.PageRankPush", "Ranks of the nodes that were reached.", push, 11},
    };
    power_type = PyStructSequence_NewType(&descriptions[0]);
    push_type = PyStructSequence_NewType(&descriptions[1]);
    if (power_type == NULL || push_type == NULL) return -1;
    if (PyModule_AddObjectRef(module, "PageRank", (PyObject *)power_type) != 0) return -1;
    return PyModule_AddObjectRef(module, "PageRankPush", (PyObject *)push_type);
}

static const choice dangling[] = {{"seeds", ENGRAM_DANGLING_SEEDS}, {"all", ENGRAM_DANGLING_ALL}, {NULL, 0}};

/* Takes the references, null ones too: an exception is set then, and no result is made. */
static PyObject *fill(PyTypeObject *type, PyObject **parts, int n) {
    PyObject *result = PyStructSequence_New(type);
    for (int i = 0; i < n; ++i) {
        if (result != NULL) PyStructSequence_SetItem(result, i, parts[i]);
        else Py_XDECREF(parts[i]);
    }
    if (result != NULL && PyErr_Occurred()) Py_CLEAR(result);
    return result;
}

const char pagerank_doc[] =
    "pagerank($self, /, seeds, values=None, *, damping=0.85, tolerance=1e-06, max_iterations=100, dangling='seeds', settle=0)\n--\n\n"
    "Personalised PageRank of all nodes by power iteration. Returns a PageRank.\n\n"
    "seeds, values  where the walk restarts, and in which shares\n"
    "damping        the chance to follow an edge\n"
    "tolerance      stops when the L1 change is below\n"
    "dangling       where the rank of nodes without out-edges goes: 'seeds' or 'all'\n"
    "settle         stops as soon as this many best nodes and their order are certain; 0: does not\n";

PyObject *graph_pagerank(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("pagerank", 1, 2, "seeds", "values", "damping", "tolerance", "max_iterations", "dangling", "settle");
    graph_object *g = (graph_object *)self;
    PyObject *v[7], *result = NULL;
    engram_pagerank_options o = {.size = sizeof o};
    engram_pagerank_info info = {.size = sizeof info};
    seeds from;
    array out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[2], "damping", &o.damping) != 0 ||
        number_f32(v[3], "tolerance", &o.tolerance) != 0 ||
        number_u32(v[4], "max_iterations", &o.max_iterations) != 0 ||
        choose(v[5], "dangling", dangling, &o.dangling) != 0 || number_u64(v[6], "settle", &o.settle) != 0 ||
        acquire_seeds(v[0], v[1], &from) != 0)
        return NULL;
    engram_workspace *workspace;
    PyObject *ranks = new_vector(KIND_F32, g->node_count, &out);
    if (ranks != NULL && graph_enter(g, &workspace) == 0) {
        const engram_seeds begin = {sizeof begin, 0, from.count, from.id, from.value};
        BEGIN_KERNEL(g->node_count + g->edge_count);
        const engram_status status = engram_pagerank_power(g->graph, &o, workspace, NULL, &begin, out.data, &info);
        END_KERNEL();
        graph_leave(g, workspace);
        if (check_status(status, "pagerank") == 0) {
            PyObject *parts[] = {Py_NewRef(ranks), PyLong_FromUnsignedLong(info.iterations),
                                 PyLong_FromUnsignedLongLong(info.edges), PyBool_FromLong((long)info.truncated),
                                 PyFloat_FromDouble(info.error), PyLong_FromUnsignedLongLong(info.active),
                                 PyBool_FromLong((long)info.settled)};
            result = fill(power_type, parts, 7);
        }
    }
    release_array(&out);
    release_seeds(&from);
    Py_XDECREF(ranks);
    return result;
}

/* Two arrays: of ids and of values. */
static void split(const engram_activated *found, uint64_t n, PyObject **ids, PyObject **values) {
    array id = {0}, value = {0};
    *ids = new_vector(KIND_U32, (int64_t)n, &id);
    *values = new_vector(KIND_F32, (int64_t)n, &value);
    if (*ids != NULL && *values != NULL)
        for (uint64_t i = 0; i < n; ++i) {
            ((uint32_t *)id.data)[i] = found[i].id;
            ((float *)value.data)[i] = found[i].activation;
        }
    release_array(&value);
    release_array(&id);
}

static PyObject *push_result(const engram_activated *found, uint64_t n, const engram_activated *left, uint64_t left_count,
                             const engram_pagerank_info *info) {
    PyObject *parts[11] = {NULL, NULL, PyLong_FromUnsignedLongLong(info->active),
                           PyLong_FromUnsignedLongLong(info->pushes), PyLong_FromUnsignedLongLong(info->edges),
                           PyBool_FromLong((long)info->truncated), PyFloat_FromDouble(info->error), NULL, NULL,
                           PyLong_FromUnsignedLongLong(info->residuals), PyFloat_FromDouble(info->waiting)};
    split(found, n, &parts[0], &parts[1]);
    split(left, left_count, &parts[7], &parts[8]);
    return fill(push_type, parts, 11);
}

const char pagerank_push_doc[] =
    "pagerank_push($self, /, seeds, values=None, *, capacity=None, damping=0.85, epsilon=1e-06, edge_budget=0, dangling='seeds', residuals=0)\n--\n\n"
    "Personalised PageRank by forward push: work of at most 2 / (epsilon * (1 - damping)) edges, whatever the size of\n"
    "the graph. Returns a PageRankPush, with so many of the largest residuals.\n";

PyObject *graph_pagerank_push(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("pagerank_push", 1, 2, "seeds", "values", "capacity", "damping", "epsilon", "edge_budget", "dangling", "residuals");
    graph_object *g = (graph_object *)self;
    PyObject *v[8], *result = NULL;
    engram_pagerank_options o = {.size = sizeof o};
    engram_pagerank_info info = {.size = sizeof info};
    uint32_t capacity = g->node_count, most = 0;
    uint64_t found = 0;
    seeds from;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[2], "capacity", &capacity) != 0 ||
        number_f32(v[3], "damping", &o.damping) != 0 || number_f32(v[4], "epsilon", &o.epsilon) != 0 ||
        number_u64(v[5], "edge_budget", &o.edge_budget) != 0 || choose(v[6], "dangling", dangling, &o.dangling) != 0 ||
        number_u32(v[7], "residuals", &most) != 0 || acquire_seeds(v[0], v[1], &from) != 0)
        return NULL;
    if (capacity > g->node_count) capacity = g->node_count;
    if (most > g->node_count) most = g->node_count;
    engram_workspace *workspace;
    engram_activated *room = PyMem_Malloc(((size_t)capacity + most + 1) * sizeof *room);
    if (room == NULL) {
        PyErr_NoMemory();
    } else if (graph_enter(g, &workspace) == 0) {
        o.residuals = room + capacity;
        o.residual_capacity = most;
        const engram_seeds begin = {sizeof begin, 0, from.count, from.id, from.value};
        PyThreadState *state = PyEval_SaveThread();
        const engram_status status = engram_pagerank_push(g->graph, &o, workspace, &begin, room, capacity, &found, &info);
        PyEval_RestoreThread(state);
        graph_leave(g, workspace);
        if (check_status(status, "pagerank_push") == 0)
            result = push_result(room, found, o.residuals, info.residuals < most ? info.residuals : most, &info);
    }
    PyMem_Free(room);
    release_seeds(&from);
    return result;
}
