/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "error.h"
#include "functions.h"

#include "engram/cpu.h"
#include "engram/diagnostics.h"
#include "engram/metrics.h"

#include <time.h>
#include "engram/version.h"

static const choice levels_known[] = {{"auto", ENGRAM_LEVEL_AUTO},     {"scalar", ENGRAM_LEVEL_SCALAR},
                                      {"avx2", ENGRAM_LEVEL_AVX2},     {"avx512", ENGRAM_LEVEL_AVX512},
                                      {"neon", ENGRAM_LEVEL_NEON},     {NULL, 0}};
static const choice families[] = {{"all", ENGRAM_FAMILY_ALL},
                                  {"similarity", ENGRAM_FAMILY_SIMILARITY},
                                  {"activation", ENGRAM_FAMILY_ACTIVATION},
                                  {"decay", ENGRAM_FAMILY_DECAY},
                                  {NULL, 0}};

static PyObject *version(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyUnicode_FromString(engram_version());
}

static PyObject *api_version(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyLong_FromUnsignedLong(engram_api_version());
}

static PyObject *levels(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    const uint32_t supported = engram_levels_supported();
    PyObject *list = PyList_New(0);
    for (uint32_t level = ENGRAM_LEVEL_SCALAR; list != NULL && level < 32; ++level) {
        if ((supported >> level & 1) == 0) continue;
        PyObject *name = PyUnicode_FromString(engram_level_name(level));
        if (name == NULL || PyList_Append(list, name) != 0) Py_CLEAR(list);
        Py_XDECREF(name);
    }
    PyObject *tuple = list != NULL ? PyList_AsTuple(list) : NULL;
    Py_XDECREF(list);
    return tuple;
}

static PyObject *best_level(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyUnicode_FromString(engram_level_name(engram_level_best()));
}

/* The one family that active_level() and level_reason() ask about. */
static int one_family(const char *function, PyObject *const *args, Py_ssize_t count, PyObject *keywords, uint32_t *out) {
    static const char *const names[] = {"family", NULL};
    static PyObject *interned[2];
    const signature sig = {function, 1, 1, names, interned};
    PyObject *v[1];
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return -1;
    return choose(v[0], "family", families + 1, out);
}

static PyObject *active_level(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    uint32_t family = 0;
    if (one_family("active_level", args, count, keywords, &family) != 0) return NULL;
    return PyUnicode_FromString(engram_level_name(engram_level_active(family)));
}

static PyObject *level_reason(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    uint32_t family = 0;
    if (one_family("level_reason", args, count, keywords, &family) != 0) return NULL;
    return PyUnicode_FromString(engram_level_reason(family));
}

static PyObject *force_level(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("force_level", 1, 2, "level", "family");
    PyObject *v[2];
    uint32_t level = ENGRAM_LEVEL_AUTO, family = ENGRAM_FAMILY_ALL;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || choose(v[0], "level", levels_known, &level) != 0 ||
        choose(v[1], "family", families, &family) != 0)
        return NULL;
    if (check_status(engram_level_force(family, level), "force_level") != 0) return NULL;
    return Py_NewRef(Py_None);
}

/* Text that the library writes into a buffer: asked for its size first; counts may grow between two calls. */
static PyObject *text_of(const char *function, engram_status (*write)(uint32_t, char *, size_t, size_t *), uint32_t format) {
    size_t needed = 0;
    write(format, NULL, 0, &needed);
    const size_t room = needed + 4096;
    char *buffer = PyMem_Malloc(room);
    if (buffer == NULL) return PyErr_NoMemory();
    const engram_status status = write(format, buffer, room, &needed);
    PyObject *text = check_status(status, function) == 0 ? PyUnicode_FromString(buffer) : NULL;
    PyMem_Free(buffer);
    return text;
}

static engram_status write_metrics(uint32_t format, char *buffer, size_t capacity, size_t *needed) {
    (void)format;
    return engram_metrics_prometheus(buffer, capacity, needed);
}

static PyObject *metrics_text(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return text_of("metrics_text", write_metrics, 0);
}

static PyObject *metrics_reset(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_metrics_reset();
    return Py_NewRef(Py_None);
}

static uint64_t monotonic(void *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static PyObject *metrics_measure(PyObject *self, PyObject *every) {
    (void)self;
    uint32_t one_in = 0;
    if (number_u32(every, "every", &one_in) != 0) return NULL;
    engram_metrics_set_clock(one_in != 0 ? monotonic : NULL, NULL, one_in);
    return Py_NewRef(Py_None);
}

/* Takes the value; 0 when it is in the dict. */
static int put(PyObject *dict, const char *name, PyObject *value) {
    const int bad = dict == NULL || value == NULL || PyDict_SetItemString(dict, name, value) != 0;
    Py_XDECREF(value);
    return bad ? -1 : 0;
}

static PyObject *path_of(const engram_path_metrics *path) {
    PyObject *made = Py_BuildValue(
        "{s:K,s:K,s:K,s:K,s:K,s:K}", "calls", (unsigned long long)path->calls, "items", (unsigned long long)path->items,
        "bytes", (unsigned long long)path->bytes, "timed_calls", (unsigned long long)path->timed_calls, "timed_ns",
        (unsigned long long)path->timed_ns, "self_check_failures", (unsigned long long)path->self_check_failures);
    PyObject *buckets = PyList_New(ENGRAM_METRICS_BUCKETS);
    for (Py_ssize_t i = 0; buckets != NULL && i < ENGRAM_METRICS_BUCKETS; ++i)
        PyList_SetItem(buckets, i, PyLong_FromUnsignedLongLong(path->buckets[i]));
    if (put(made, "buckets", buckets) != 0) Py_CLEAR(made);
    return made;
}

/* One family: its levels that have counted, its refusals by the name of the status. Asked until there is no more. */
static PyObject *family_of(engram_families family) {
    PyObject *levels_made = PyDict_New(), *errors = PyDict_New();
    int good = levels_made != NULL && errors != NULL;
    engram_path_metrics path = {.size = sizeof path};
    for (engram_level level = ENGRAM_LEVEL_SCALAR; good && engram_metrics_path(family, level, &path) == ENGRAM_OK; ++level)
        if (path.calls != 0 || path.self_check_failures != 0)
            good = put(levels_made, engram_level_name(level), path_of(&path)) == 0;
    uint64_t refused;
    for (engram_status status = -1; good && engram_metrics_errors(family, status, &refused) == ENGRAM_OK; --status)
        if (refused != 0) good = put(errors, engram_status_name(status), PyLong_FromUnsignedLongLong(refused)) == 0;
    PyObject *made = good ? Py_BuildValue("{s:O,s:O}", "levels", levels_made, "errors", errors) : NULL;
    Py_XDECREF(levels_made);
    Py_XDECREF(errors);
    return made;
}

static PyObject *metrics(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_metrics m = {.size = sizeof m};
    PyObject *made = check_status(engram_metrics_get(&m), "metrics") == 0 ? PyDict_New() : NULL;
    int good = made != NULL && put(made, "threads", PyLong_FromUnsignedLong(m.threads)) == 0 &&
               put(made, "uncounted", PyLong_FromUnsignedLongLong(m.uncounted)) == 0;
    for (const choice *family = families + 1; family->name != NULL && good; ++family)
        good = put(made, family->name, family_of(family->value)) == 0;
    if (!good) Py_CLEAR(made);
    return made;
}

static PyObject *capacity(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("capacity", 0, 0, "bits", "rows", "dim", "nodes", "edges", "strengths", "threads", "arena_bytes", "codes",
              "prepared", "pull", "typed", "workspaces");
    PyObject *v[13];
    uint32_t prepared = 1, pulls = 1;
    engram_capacity_plan p = {.size = sizeof p, .bits = 32};
    engram_capacity c = {.size = sizeof c};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[0], "bits", &p.bits) != 0 ||
        number_u64(v[1], "rows", &p.rows) != 0 || number_u64(v[2], "dim", &p.dim) != 0 ||
        number_u64(v[3], "nodes", &p.nodes) != 0 || number_u64(v[4], "edges", &p.edges) != 0 ||
        number_u64(v[5], "strengths", &p.strengths) != 0 || number_u64(v[6], "threads", &p.threads) != 0 ||
        number_u64(v[7], "arena_bytes", &p.arena_bytes) != 0 || flag(v[8], &p.codes) != 0 ||
        flag(v[9], &prepared) != 0 || flag(v[10], &pulls) != 0 || flag(v[11], &p.typed) != 0 ||
        number_u64(v[12], "workspaces", &p.workspaces) != 0)
        return NULL;
    p.prepared = prepared == 0 ? 0 : pulls != 0 ? 1 : 2;
    /* What a Graph makes counts unless told: itself, and a workspace for each thread that spreads at once. */
    if (!given(v[12]) && prepared != 0 && p.nodes != 0) p.workspaces = p.threads != 0 ? p.threads : 1;
    if (check_status(engram_capacity_estimate(&p, &c), "capacity") != 0) return NULL;
    const struct {
        const char *name;
        uint64_t bytes;
    } parts[] = {{"vectors", c.vectors}, {"norms", c.norms}, {"scales", c.scales}, {"codes", c.codes}, {"graph", c.graph},
                 {"prepared", c.prepared}, {"workspaces", c.workspaces}, {"spreading_scratch", c.spreading_scratch},
                 {"strengths", c.strengths}, {"arenas", c.arenas}, {"arena_wanted", c.arena_wanted}, {"total", c.total}};
    PyObject *made = PyDict_New();
    for (size_t i = 0; made != NULL && i < sizeof parts / sizeof parts[0]; ++i)
        if (put(made, parts[i].name, PyLong_FromUnsignedLongLong(parts[i].bytes)) != 0) Py_CLEAR(made);
    return made;
}

static PyObject *diagnostics(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("diagnostics", 0, 1, "format");
    static const choice formats[] = {{"text", ENGRAM_FORMAT_TEXT}, {"json", ENGRAM_FORMAT_JSON}, {NULL, 0}};
    PyObject *v[1];
    uint32_t format = ENGRAM_FORMAT_TEXT;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || choose(v[0], "format", formats, &format) != 0) return NULL;
    return text_of("diagnostics", engram_diagnostics_write, format);
}

static PyObject *self_check(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("self_check", 0, 1, "family");
    PyObject *v[1];
    uint32_t family = ENGRAM_FAMILY_ALL;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || choose(v[0], "family", families, &family) != 0) return NULL;
    engram_self_check_result found = {.size = sizeof found};
    const engram_status status = engram_self_check(family, &found);
    if (status == ENGRAM_ERROR_CHECK && found.failed_check != NULL)
        raise_status(status, "self_check: %s on %s", found.failed_check, engram_level_name(found.failed_level));
    else check_status(status, "self_check");
    return status == ENGRAM_OK ? PyLong_FromUnsignedLong(found.checks) : NULL;
}

PyMethodDef runtime_functions[] = {
    {"version", version, METH_NOARGS, "version($module, /)\n--\n\nThe version of the linked library."},
    {"api_version", api_version, METH_NOARGS,
     "api_version($module, /)\n--\n\nThe version of the C interface of the linked library."},
    {"levels", levels, METH_NOARGS,
     "levels($module, /)\n--\n\nThe instruction-set levels that are built in and that this machine can run."},
    {"best_level", best_level, METH_NOARGS,
     "best_level($module, /)\n--\n\nThe level that runs when nothing is forced."},
    FUNCTION(active_level, "active_level($module, /, family)\n--\n\n"
                           "The level that 'similarity', 'activation' or 'decay' runs on."),
    FUNCTION(level_reason, "level_reason($module, /, family)\n--\n\nWhy that level runs, as a sentence."),
    FUNCTION(force_level, "force_level($module, /, level, family='all')\n--\n\n"
                          "Forces a level for one family or for all, for every thread; 'auto' gives the choice back."),
    {"metrics", metrics, METH_NOARGS,
     "metrics($module, /)\n--\n\n"
     "What the library has done, as a dict: for each family its levels that have counted (calls, items, bytes,\n"
     "timed_calls, timed_ns, self_check_failures, buckets) and its errors by name; threads and uncounted.\n"
     "arena_stats() has the arenas."},
    {"metrics_reset", metrics_reset, METH_NOARGS,
     "metrics_reset($module, /)\n--\n\nStarts every count anew, those of arena_stats() too."},
    {"metrics_measure", metrics_measure, METH_O,
     "metrics_measure($module, every, /)\n--\n\n"
     "Measures the time of one call in so many on each thread; 0, as at the start, measures none."},
    FUNCTION(capacity,
             "capacity($module, /, *, bits=32, rows=0, dim=0, nodes=0, edges=0, strengths=0, threads=0, arena_bytes=0,\n"
             "         codes=False, prepared=True, pull=True, typed=False, workspaces=None)\n--\n\n"
             "Bytes that such a store takes, by part and in total, as a dict.\n\n"
             "bits         of one vector element: 32, 16, 8 or 1\n"
             "arena_bytes  of each thread's scratch; 0 for the configuration in force\n"
             "prepared     the graph is also made into a Graph, with pull as there\n"
             "workspaces   threads that spread at once: `threads`, at least one, unless told\n"),
    {"metrics_text", metrics_text, METH_NOARGS,
     "metrics_text($module, /)\n--\n\nWhat the library has done, in the Prometheus text format."},
    FUNCTION(diagnostics, "diagnostics($module, /, format='text')\n--\n\n"
                          "Version, build, processor, levels, arenas and metrics for a bug report: 'text' or 'json'."),
    FUNCTION(self_check, "self_check($module, /, family='all')\n--\n\n"
                         "Runs built-in inputs on every level: the number of checks, or EngramError when one failed."),
    {NULL, NULL, 0, NULL},
};
