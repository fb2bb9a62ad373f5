/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Changes on top of a prepared graph. An overlay spreads by the methods of a graph, through its view. */
#include "graph.h"

#include "error.h"

static PyObject *overlay_create(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"graph", "node_count", NULL};
    PyObject *object, *number = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$O:Overlay", names, &object, &number)) return NULL;
    graph_object *base = graph_base(object);
    if (base == NULL || graph_open(base) != 0) return NULL;
    uint32_t node_count = base->node_count;
    engram_overlay *overlay = NULL;
    if (number_u32(number, "node_count", &node_count) != 0 ||
        check_status(engram_overlay_create(base->own, node_count, NULL, &overlay), "Overlay") != 0)
        return NULL;
    allocfunc allocate = (allocfunc)(uintptr_t)PyType_GetSlot(type, Py_tp_alloc);
    graph_object *made = (graph_object *)allocate(type, 0);
    if (made == NULL) {
        engram_overlay_destroy(&overlay);
        return NULL;
    }
    made->is_overlay = 1;
    made->overlay = overlay;
    made->graph = engram_overlay_view(overlay);
    made->node_count = node_count;
    made->edge_count = base->edge_count;
    made->bytes = base->bytes;
    return (PyObject *)made;
}

/* Whether it may change now: nobody else reads it. */
static int may_change(const graph_object *g) {
    if (graph_open(g) != 0) return 0;
    if (g->users == 0) return 1;
    PyErr_SetString(PyExc_ValueError, "the overlay cannot change while another thread spreads on it: spread on a snapshot()");
    return 0;
}

/* After a change, or a refusal of one. */
static PyObject *changed(graph_object *g, engram_status status, const char *function) {
    engram_graph_info info = {.size = sizeof info};
    if (check_status(status, function) != 0 || check_status(engram_graph_describe(g->graph, &info), function) != 0)
        return NULL;
    if (g->node_count != info.node_count) graph_idle(g);
    g->node_count = info.node_count;
    g->edge_count = info.edge_count;
    g->bytes = info.bytes;
    return Py_NewRef(Py_None);
}

typedef engram_status change(engram_overlay *overlay, const engram_edge *edge);

static PyObject *change_edge(graph_object *g, const char *function, change *make, PyObject *const *v) {
    engram_edge edge = {0, 0, 0, 0};
    if (number_u32(v[0], "source", &edge.source) != 0 || number_u32(v[1], "target", &edge.target) != 0 ||
        number_f32(v[2], "weight", &edge.weight) != 0 || number_u32(v[3], "type", &edge.type) != 0 || !may_change(g))
        return NULL;
    return changed(g, make(g->overlay, &edge), function);
}

static PyObject *overlay_append(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("append", 3, 4, "source", "target", "weight", "type");
    PyObject *v[4];
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    return change_edge((graph_object *)self, "append", engram_overlay_append, v);
}

static PyObject *overlay_reweight(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("reweight", 3, 4, "source", "target", "weight", "type");
    PyObject *v[4];
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    return change_edge((graph_object *)self, "reweight", engram_overlay_reweight, v);
}

static PyObject *overlay_delete(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("delete", 2, 3, "source", "target", "type");
    PyObject *v[3];
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    PyObject *const with_weight[] = {v[0], v[1], NULL, v[2]};
    return change_edge((graph_object *)self, "delete", engram_overlay_delete, with_weight);
}

static PyObject *overlay_reweight_at(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("reweight_at", 3, 3, "source", "index", "weight");
    graph_object *g = (graph_object *)self;
    PyObject *v[3];
    uint32_t source = 0;
    uint64_t index = 0;
    float weight = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[0], "source", &source) != 0 ||
        number_u64(v[1], "index", &index) != 0 || number_f32(v[2], "weight", &weight) != 0 || !may_change(g))
        return NULL;
    return changed(g, engram_overlay_reweight_at(g->overlay, source, index, weight), "reweight_at");
}

static PyObject *overlay_delete_at(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("delete_at", 2, 2, "source", "index");
    graph_object *g = (graph_object *)self;
    PyObject *v[2];
    uint32_t source = 0;
    uint64_t index = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[0], "source", &source) != 0 ||
        number_u64(v[1], "index", &index) != 0 || !may_change(g))
        return NULL;
    return changed(g, engram_overlay_delete_at(g->overlay, source, index), "delete_at");
}

static PyObject *overlay_grow(PyObject *self, PyObject *node_count) {
    graph_object *g = (graph_object *)self;
    uint32_t nodes = 0;
    if (number_u32(node_count, "node_count", &nodes) != 0 || !may_change(g)) return NULL;
    return changed(g, engram_overlay_grow(g->overlay, nodes), "grow");
}

static PyObject *overlay_snapshot(PyObject *self, PyObject *none) {
    (void)none;
    graph_object *g = (graph_object *)self;
    engram_graph *made = NULL;
    if (!may_change(g) || check_status(engram_overlay_snapshot(g->overlay, &made), "snapshot") != 0) return NULL;
    return graph_over(made);
}

static PyObject *overlay_compact(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("compact", 0, 0, "pull");
    graph_object *g = (graph_object *)self;
    PyObject *v[1];
    engram_graph_options options;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || graph_pulls(v[0], &options) != 0 || graph_open(g) != 0)
        return NULL;
    engram_graph *made = NULL;
    ++g->users; /* nobody changes or frees it meanwhile */
    PyThreadState *state = PyEval_SaveThread();
    const engram_status status = engram_overlay_compact(g->overlay, &options, NULL, &made);
    PyEval_RestoreThread(state);
    if (--g->users == 0 && g->closed) graph_free(g);
    return check_status(status, "compact") == 0 ? graph_over(made) : NULL;
}

#define METHOD(name, function, doc) \
    { name, (PyCFunction)(void (*)(void))function, METH_FASTCALL | METH_KEYWORDS, doc }

enum { OWN = 8, ROOM = 32 };
static PyMethodDef methods[ROOM] = {
    METHOD("append", overlay_append,
           "append($self, /, source, target, weight, type=0)\n--\n\nAppends an edge after the others of its source."),
    METHOD("reweight", overlay_reweight,
           "reweight($self, /, source, target, weight, type=0)\n--\n\n"
           "Gives every edge from source to target of that type another weight."),
    METHOD("delete", overlay_delete,
           "delete($self, /, source, target, type=0)\n--\n\nDeletes every edge from source to target of that type."),
    METHOD("reweight_at", overlay_reweight_at,
           "reweight_at($self, /, source, index, weight)\n--\n\n"
           "Gives one edge another weight: the one at an index of outgoing(source), such as one of several parallel ones."),
    METHOD("delete_at", overlay_delete_at,
           "delete_at($self, /, source, index)\n--\n\n"
           "Deletes the edge at an index of outgoing(source); those after it move up."),
    {"grow", overlay_grow, METH_O,
     "grow($self, node_count, /)\n--\n\nMore nodes: node_count in all, the new ones without edges."},
    {"snapshot", overlay_snapshot, METH_NOARGS,
     "snapshot($self, /)\n--\n\n"
     "The present state as a Graph that never changes, taken in no time: threads spread on it while the overlay goes on.\n"
     "No Overlay can stand on it."},
    METHOD("compact", overlay_compact,
           "compact($self, /, *, pull=True)\n--\n\nA Graph of its own from the present state."),
};

static const char overlay_doc[] =
    "Overlay(graph, *, node_count=None)\n--\n\n"
    "Changes on top of a Graph, without a rebuild: spreads as a graph does, always showing its present state, with the\n"
    "bits of a graph built afresh. The Graph stays as it is.\n\n"
    "node_count  may exceed the graph's: the new nodes have no edges yet\n";

int add_overlay(PyObject *module) {
    for (int i = 0; graph_common[i].ml_name != NULL; ++i) {
        if (OWN + i + 1 >= ROOM) return -1;
        methods[OWN + i] = graph_common[i];
    }
    static PyType_Slot slots[] = {
        {Py_tp_new, (void *)(uintptr_t)overlay_create}, {Py_tp_dealloc, (void *)(uintptr_t)graph_dealloc},
        {Py_tp_repr, (void *)(uintptr_t)graph_repr},    {Py_tp_methods, methods},
        {Py_tp_members, graph_members},                 {Py_tp_getset, graph_attributes},
        {Py_tp_doc, (void *)(uintptr_t)overlay_doc},    {0, NULL},
    };
    static PyType_Spec spec = {"engram_kernels.Overlay", sizeof(graph_object), 0, Py_TPFLAGS_DEFAULT, slots};
    PyObject *type = PyType_FromSpec(&spec);
    if (type == NULL) return -1;
    const int added = PyModule_AddObjectRef(module, "Overlay", type);
    Py_DECREF(type);
    return added;
}
