/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "error.h"
#include "functions.h"

#include "engram/cpu.h"
#include "engram/diagnostics.h"
#include "engram/metrics.h"
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
    {"metrics_text", metrics_text, METH_NOARGS,
     "metrics_text($module, /)\n--\n\nWhat the library has done, in the Prometheus text format."},
    FUNCTION(diagnostics, "diagnostics($module, /, format='text')\n--\n\n"
                          "Version, build, processor, levels, arenas and metrics for a bug report: 'text' or 'json'."),
    FUNCTION(self_check, "self_check($module, /, family='all')\n--\n\n"
                         "Runs built-in inputs on every level: the number of checks, or EngramError when one failed."),
    {NULL, NULL, 0, NULL},
};
