/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"
#include "functions.h"
#include "graph.h"
#include "output.h"

#include <stddef.h>
#include <string.h>

static const choice presets[] = {{"plain", ENGRAM_SPREAD_PRESET_PLAIN},     {"engram_zig", ENGRAM_SPREAD_PRESET_ENGRAM_ZIG},
                                 {"sproink", ENGRAM_SPREAD_PRESET_SPROINK}, {"synapse", ENGRAM_SPREAD_PRESET_SYNAPSE},
                                 {"zeph", ENGRAM_SPREAD_PRESET_ZEPH},       {"shodh", ENGRAM_SPREAD_PRESET_SHODH},
                                 {"spreadr", ENGRAM_SPREAD_PRESET_SPREADR}, {"actr", ENGRAM_SPREAD_PRESET_ACTR},
                                 {NULL, 0}};
static const choice merges[] = {{"sum", ENGRAM_MERGE_SUM},
                                {"clamped_sum", ENGRAM_MERGE_CLAMPED_SUM},
                                {"max", ENGRAM_MERGE_MAX},
                                {"probabilistic", ENGRAM_MERGE_PROBABILISTIC},
                                {NULL, 0}};
static const choice retains[] = {{"keep", ENGRAM_RETAIN_KEEP},
                                 {"replace", ENGRAM_RETAIN_REPLACE},
                                 {"retention", ENGRAM_RETAIN_RETENTION},
                                 {"max", ENGRAM_RETAIN_MAX},
                                 {NULL, 0}};
static const choice senders[] = {{"active", ENGRAM_SENDERS_ACTIVE}, {"arrivals", ENGRAM_SENDERS_ARRIVALS}, {NULL, 0}};
static const choice decays[] = {{"none", ENGRAM_DECAY_NONE},
                                {"per_hop", ENGRAM_DECAY_PER_HOP},
                                {"from_source", ENGRAM_DECAY_FROM_SOURCE},
                                {NULL, 0}};
static const choice normalisers[] = {{"none", ENGRAM_NORMALISE_NONE},
                                     {"out_degree", ENGRAM_NORMALISE_OUT_DEGREE},
                                     {"sqrt_degree", ENGRAM_NORMALISE_SQRT_DEGREE},
                                     {"sqrt_one_degree", ENGRAM_NORMALISE_SQRT_ONE_DEGREE},
                                     {"weight_sum", ENGRAM_NORMALISE_WEIGHT_SUM},
                                     {"fan", ENGRAM_NORMALISE_FAN},
                                     {NULL, 0}};
static const choice inhibitions[] = {{"none", ENGRAM_INHIBIT_NONE},
                                     {"ceiling", ENGRAM_INHIBIT_CEILING},
                                     {"top_sum", ENGRAM_INHIBIT_TOP_SUM},
                                     {"top_mean", ENGRAM_INHIBIT_TOP_MEAN},
                                     {NULL, 0}};
static const choice squashes[] = {{"none", ENGRAM_SQUASH_NONE},
                                  {"clamp", ENGRAM_SQUASH_CLAMP},
                                  {"divide", ENGRAM_SQUASH_DIVIDE},
                                  {"sigmoid", ENGRAM_SQUASH_SIGMOID},
                                  {NULL, 0}};
static const choice convergences[] = {{"none", ENGRAM_CONVERGE_NONE},
                                      {"l1", ENGRAM_CONVERGE_L1},
                                      {"largest", ENGRAM_CONVERGE_LARGEST},
                                      {NULL, 0}};

/* The fields of the options that are one keyword each, in the order of option_names. */
typedef enum form { WORD, U32, U64, F32, BIT } form;
static const struct field {
    form form;
    size_t offset; /* BIT: the bit of flags */
    const choice *choices;
} fields[] = {
#define AT(field) offsetof(engram_spread_options, field)
    {WORD, AT(merge), merges},
    {WORD, AT(retain), retains},
    {WORD, AT(senders), senders},
    {WORD, AT(decay), decays},
    {WORD, AT(normaliser), normalisers},
    {WORD, AT(inhibition), inhibitions},
    {WORD, AT(squash), squashes},
    {WORD, AT(convergence), convergences},
    {U32, AT(hops), NULL},
    {U32, AT(node_cap), NULL},
    {U32, AT(refractory_hops), NULL},
    {U32, AT(inhibition_count), NULL},
    {U64, AT(edge_budget), NULL},
    {U64, AT(type_mask), NULL},
    {U64, AT(suppressive_types), NULL},
    {F32, AT(gain), NULL},
    {F32, AT(hop_factor), NULL},
    {F32, AT(retention), NULL},
    {F32, AT(edge_threshold), NULL},
    {F32, AT(node_threshold), NULL},
    {F32, AT(gate), NULL},
    {F32, AT(limit), NULL},
    {F32, AT(ceiling), NULL},
    {F32, AT(inhibition_strength), NULL},
    {F32, AT(sigmoid_gain), NULL},
    {F32, AT(sigmoid_centre), NULL},
    {F32, AT(fan_strength), NULL},
    {F32, AT(fan_base), NULL},
    {F32, AT(tolerance), NULL},
    {BIT, ENGRAM_SPREAD_INHIBIT_EACH, NULL},
    {BIT, ENGRAM_SPREAD_SQUASH_EACH, NULL},
#undef AT
};
enum { FIELDS = sizeof fields / sizeof fields[0], ARRAYS = 3, OPTIONS = 1 + FIELDS + ARRAYS };
#define OPTION_NAMES                                                                                                   \
    "preset", "merge", "retain", "senders", "decay", "normaliser", "inhibition", "squash", "convergence", "hops",     \
        "node_cap", "refractory_hops", "inhibition_count", "edge_budget", "type_mask", "suppressive_types", "gain",    \
        "hop_factor", "retention", "edge_threshold", "node_threshold", "gate", "limit", "ceiling",                     \
        "inhibition_strength", "sigmoid_gain", "sigmoid_centre", "fan_strength", "fan_base", "tolerance",              \
        "inhibit_each", "squash_each", "decay_table", "type_factors", "node_factors"
static const char *const option_names[] = {OPTION_NAMES};
_Static_assert(sizeof option_names / sizeof option_names[0] == OPTIONS, "a name for each option");

typedef struct rule {
    engram_spread_options options;
    array arrays[ARRAYS];
} rule;

static void release_rule(rule *r) {
    for (int i = 0; i < ARRAYS; ++i) release_array(&r->arrays[i]);
}

static int set_field(const struct field *f, const char *name, PyObject *value, engram_spread_options *o) {
    if (!given(value)) return 0;
    void *at = (char *)o + f->offset;
    switch (f->form) {
    case WORD: return choose(value, name, f->choices, at);
    case U32: return number_u32(value, name, at);
    case U64: return number_u64(value, name, at);
    case F32: return number_f32(value, name, at);
    case BIT: break;
    }
    uint32_t on = 0;
    if (flag(value, &on) != 0) return -1;
    o->flags = on ? o->flags | (uint32_t)f->offset : o->flags & ~(uint32_t)f->offset;
    return 0;
}

static int acquire_rule(PyObject *const *v, uint32_t node_count, rule *r) {
    memset(r, 0, sizeof *r);
    uint32_t preset = ENGRAM_SPREAD_PRESET_PLAIN;
    r->options.size = sizeof r->options;
    if (choose(v[0], "preset", presets, &preset) != 0 ||
        check_status(engram_spread_preset(preset, &r->options), "preset") != 0)
        return -1;
    for (int i = 0; i < FIELDS; ++i)
        if (set_field(&fields[i], option_names[1 + i], v[1 + i], &r->options) != 0) return -1;
    const int64_t lengths[ARRAYS] = {-1, 64, node_count};
    for (int i = 0; i < ARRAYS; ++i) {
        const char *name = option_names[1 + FIELDS + i];
        PyObject *value = v[1 + FIELDS + i];
        if (given(value) && (acquire_vector(value, name, KIND_F32, 0, &r->arrays[i]) != 0 ||
                             (lengths[i] >= 0 && check_length(&r->arrays[i], name, lengths[i], "it takes") != 0))) {
            release_rule(r);
            return -1;
        }
    }
    if (r->arrays[0].held) {
        r->options.decay_table = r->arrays[0].data;
        r->options.decay_count = (uint32_t)r->arrays[0].shape[0];
    }
    if (r->arrays[1].held) r->options.type_factors = r->arrays[1].data;
    if (r->arrays[2].held) r->options.node_factors = r->arrays[2].data;
    return 0;
}

static PyTypeObject *spread_type;
enum { PARTS = 14 };

int add_spread_results(PyObject *module) {
    static PyStructSequence_Field names[] = {
        {"ids", "uint32: activated nodes, strongest first, equal ones in ascending order of id"},
        {"activations", "float32: their values"},
        {"hops", "uint32, with explain: the hop of the best arrival, 0 for a seed; else None"},
        {"predecessors", "uint32, with explain: where it came from, 2^32 - 1 for a seed; else None"},
        {"seeds", "uint32, with explain: the seed where that ends; else None"},
        {"hops_done", "hops that were done"},
        {"edges", "edges of all senders that carry: the work"},
        {"active", "nodes that ended active, whatever the capacity"},
        {"nan", "nodes that ended as NaN: never returned"},
        {"truncated", "True: the edge budget ended the spread, or cut its last hop"},
        {"capped", "True: node_cap dropped nodes"},
        {"converged", "True: the change fell below the tolerance, or nothing can change any more"},
        {"change", "of the last hop, where convergence is watched"},
        {"paths", "with paths: for each result the tuple of nodes from its seed to it; else None"},
        {NULL, NULL},
    };
    static PyStructSequence_Desc description = {"engram_kernels.Spread", "What a spread brought to mind.", names, PARTS};
    spread_type = PyStructSequence_NewType(&description);
    if (spread_type == NULL) return -1;
    return PyModule_AddObjectRef(module, "Spread", (PyObject *)spread_type);
}

static uint32_t field_of(const engram_activated *a, int which) {
    return which == 0 ? a->id : which == 2 ? a->hop : which == 3 ? a->predecessor : a->seed;
}

static PyObject *column(const engram_activated *found, uint64_t n, int which) {
    array out = {0};
    PyObject *made = new_vector(which == 1 ? KIND_F32 : KIND_U32, (int64_t)n, &out);
    if (made == NULL) return NULL;
    for (uint64_t i = 0; i < n; ++i) {
        if (which == 1) ((float *)out.data)[i] = found[i].activation;
        else ((uint32_t *)out.data)[i] = field_of(&found[i], which);
    }
    release_array(&out);
    return made;
}

/* The parts from `hops_done` on, which an array of all nodes has too. */
static void info_parts(const engram_spread_info *info, PyObject **parts) {
    parts[5] = PyLong_FromUnsignedLong(info->hops);
    parts[6] = PyLong_FromUnsignedLongLong(info->edges);
    parts[7] = PyLong_FromUnsignedLongLong(info->active);
    parts[8] = PyLong_FromUnsignedLongLong(info->nan_count);
    parts[9] = PyBool_FromLong((long)info->truncated);
    parts[10] = PyBool_FromLong((long)info->capped);
    parts[11] = PyBool_FromLong((long)info->converged);
    parts[12] = PyFloat_FromDouble(info->change);
}

/* A Spread from its parts, references that it takes; null ones have set an exception. */
static PyObject *spread_of(PyObject **parts) {
    PyObject *result = PyStructSequence_New(spread_type);
    for (int i = 0; i < PARTS; ++i) {
        if (result != NULL) PyStructSequence_SetItem(result, i, parts[i]);
        else Py_XDECREF(parts[i]);
    }
    if (result != NULL && PyErr_Occurred()) Py_CLEAR(result);
    return result;
}

/* The way to a node in the workspace's last call. */
static PyObject *path_to(const engram_workspace *workspace, uint32_t node) {
    uint64_t length = 0;
    if (check_status(engram_spread_path(workspace, node, NULL, 0, &length), "paths") != 0) return NULL;
    uint32_t *nodes = PyMem_Malloc((size_t)length * sizeof *nodes + 1);
    PyObject *path = nodes != NULL ? PyTuple_New((Py_ssize_t)length) : PyErr_NoMemory();
    if (path != NULL && check_status(engram_spread_path(workspace, node, nodes, length, &length), "paths") != 0) Py_CLEAR(path);
    for (uint64_t i = 0; path != NULL && i < length; ++i) {
        PyObject *id = PyLong_FromUnsignedLong(nodes[i]);
        if (id != NULL) PyTuple_SetItem(path, (Py_ssize_t)i, id);
        else Py_CLEAR(path);
    }
    PyMem_Free(nodes);
    return path;
}

static PyObject *paths_of(const engram_workspace *workspace, const engram_activated *found, uint64_t n) {
    PyObject *paths = PyList_New((Py_ssize_t)n);
    for (uint64_t i = 0; paths != NULL && i < n; ++i) {
        PyObject *path = path_to(workspace, found[i].id);
        if (path != NULL) PyList_SetItem(paths, (Py_ssize_t)i, path);
        else Py_CLEAR(paths);
    }
    return paths;
}

/* Takes paths. */
static PyObject *spread_result(const engram_activated *found, uint64_t n, const engram_spread_info *info, int explained,
                               PyObject *paths) {
    PyObject *parts[PARTS];
    for (int i = 0; i < 5; ++i)
        parts[i] = i < 2 || explained ? column(found, n, i) : Py_NewRef(Py_None);
    info_parts(info, parts);
    parts[13] = paths;
    return spread_of(parts);
}

/* The same of a spread to an array: no ids, for every node has its place. */
static PyObject *dense_result(PyObject *activations, const engram_spread_info *info) {
    PyObject *parts[PARTS];
    for (int i = 0; i < 5; ++i) parts[i] = Py_NewRef(i == 1 ? activations : Py_None);
    info_parts(info, parts);
    parts[13] = Py_NewRef(Py_None);
    return spread_of(parts);
}

static PyObject *spread_preset(PyObject *self, PyObject *name) {
    (void)self;
    engram_spread_options o = {.size = sizeof o};
    uint32_t preset = ENGRAM_SPREAD_PRESET_PLAIN;
    if (choose(name, "name", presets, &preset) != 0 || check_status(engram_spread_preset(preset, &o), "preset") != 0)
        return NULL;
    PyObject *made = PyDict_New();
    for (int i = 0; i < FIELDS && made != NULL; ++i) {
        const struct field *f = &fields[i];
        const void *at = (const char *)&o + (f->form == BIT ? 0 : f->offset);
        PyObject *value = NULL;
        switch (f->form) {
        case WORD: value = PyUnicode_FromString(f->choices[*(const uint32_t *)at].name); break; /* they count from 0 */
        case U32: value = PyLong_FromUnsignedLong(*(const uint32_t *)at); break;
        case U64: value = PyLong_FromUnsignedLongLong(*(const uint64_t *)at); break;
        case F32: value = PyFloat_FromDouble((double)*(const float *)at); break;
        case BIT: value = PyBool_FromLong((o.flags & (uint32_t)f->offset) != 0); break;
        }
        if (value == NULL || PyDict_SetItemString(made, option_names[1 + i], value) != 0) Py_CLEAR(made);
        Py_XDECREF(value);
    }
    return made;
}

PyMethodDef spread_functions[] = {
    {"spread_preset", spread_preset, METH_O,
     "spread_preset($module, name, /)\n--\n\n"
     "The options of a named rule, as keywords for spread(): graph.spread(seeds, **{**spread_preset('zeph'), 'hops': 2})."},
    {NULL, NULL, 0, NULL},
};

const char spread_doc[] =
    "spread($self, /, seeds, values=None, *, capacity=None, explain=False, drop_seeds=False, paths=False, preset='plain',\n"
    "       **options)\n"
    "--\n\n"
    "Spreads activation from a few seeds; the work grows with the edges touched. Returns a Spread.\n\n"
    "seeds     node ids: an array of whole numbers, or a list; a repeated one adds up\n"
    "values    their activations, 1 unless told\n"
    "capacity  at most this many results; the true count is in `active`\n"
    "explain   fill hops, predecessors and seeds\n"
    "paths     fill paths too: the way to each result, whatever became of the nodes on it\n"
    "options   each field of engram_spread_options by its name: merge='max', hops=3, hop_factor=0.7, ...\n";

PyObject *graph_spread(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("spread", 1, 2, "seeds", "values", "capacity", "explain", "drop_seeds", "paths", OPTION_NAMES);
    graph_object *g = (graph_object *)self;
    PyObject *v[6 + OPTIONS], *result = NULL, *paths = NULL;
    uint32_t capacity = g->node_count, explain = 0, drop = 0, with_paths = 0;
    uint64_t found = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[2], "capacity", &capacity) != 0 ||
        flag(v[3], &explain) != 0 || flag(v[4], &drop) != 0 || flag(v[5], &with_paths) != 0)
        return NULL;
    if (with_paths) explain = 1;
    if (capacity > g->node_count) capacity = g->node_count;
    rule r;
    seeds from;
    if (acquire_rule(v + 6, g->node_count, &r) != 0) return NULL;
    if (explain) r.options.flags |= ENGRAM_SPREAD_EXPLAIN;
    if (drop) r.options.flags |= ENGRAM_SPREAD_DROP_SEEDS;
    if (acquire_seeds(v[0], v[1], &from) != 0) {
        release_rule(&r);
        return NULL;
    }
    engram_workspace *workspace;
    engram_activated *room = PyMem_Malloc(((size_t)capacity + 1) * sizeof *room);
    if (room == NULL) {
        PyErr_NoMemory();
    } else if (graph_enter(g, &workspace) == 0) {
        engram_spread_info info = {.size = sizeof info};
        const engram_seeds begin = {sizeof begin, 0, from.count, from.id, from.value};
        PyThreadState *state = PyEval_SaveThread();
        const engram_status status = engram_spread_sparse(g->graph, &r.options, workspace, &begin, room, capacity, &found, &info);
        PyEval_RestoreThread(state);
        if (check_status(status, "spread") == 0) paths = with_paths ? paths_of(workspace, room, found) : Py_NewRef(Py_None);
        graph_leave(g, workspace);
        if (paths != NULL) result = spread_result(room, found, &info, (int)explain, paths);
    }
    PyMem_Free(room);
    release_seeds(&from);
    release_rule(&r);
    return result;
}

const char spread_dense_doc[] =
    "spread_dense($self, /, activations, *, in_place=False, info=False, preset='plain', **options)\n--\n\n"
    "The same from and to an array of all nodes, float32: equal, bit for bit, to spread() from its entries that are\n"
    "not 0. Returns a new array, or with in_place the given one; with info a Spread whose activations it is.\n";

PyObject *graph_spread_dense(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    SIGNATURE("spread_dense", 1, 1, "activations", "in_place", "info", OPTION_NAMES);
    graph_object *g = (graph_object *)self;
    PyObject *v[3 + OPTIONS];
    uint32_t in_place = 0, tells = 0;
    engram_spread_info info = {.size = sizeof info};
    rule r;
    array values = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[1], &in_place) != 0 || flag(v[2], &tells) != 0 ||
        acquire_rule(v + 3, g->node_count, &r) != 0)
        return NULL;
    engram_workspace *workspace;
    PyObject *result =
        start_vector(v[0], "activations", g->node_count, "the graph's nodes number", (int)in_place, &values);
    if (result != NULL && graph_enter(g, &workspace) == 0) {
        BEGIN_KERNEL(g->node_count + g->edge_count);
        const engram_status status = engram_spread_dense(g->graph, &r.options, workspace, NULL, values.data, &info);
        END_KERNEL();
        graph_leave(g, workspace);
        if (check_status(status, "spread_dense") != 0) Py_CLEAR(result);
    } else {
        Py_CLEAR(result);
    }
    release_array(&values);
    release_rule(&r);
    if (result == NULL || !tells) return result;
    PyObject *told = dense_result(result, &info);
    Py_DECREF(result);
    return told;
}
