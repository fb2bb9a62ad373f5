/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static PyObject *engram_error, *engram_memory_error;

int add_errors(PyObject *module) {
    engram_error = PyErr_NewExceptionWithDoc(
        "engram_kernels.EngramError",
        "A call that the library refuses. `status` is its number, `status_name` the name of the C constant.",
        PyExc_ValueError, NULL);
    if (engram_error == NULL) return -1;
    PyObject *bases = PyTuple_Pack(2, engram_error, PyExc_MemoryError);
    if (bases == NULL) return -1;
    engram_memory_error = PyErr_NewExceptionWithDoc("engram_kernels.EngramMemoryError",
                                                    "The library found no memory for the call.", bases, NULL);
    Py_DECREF(bases);
    if (engram_memory_error == NULL) return -1;
    if (PyModule_AddObjectRef(module, "EngramError", engram_error) != 0) return -1;
    return PyModule_AddObjectRef(module, "EngramMemoryError", engram_memory_error);
}

static int raise_with(engram_status status, PyObject *message) {
    if (message == NULL) return -1;
    PyObject *type = status == ENGRAM_ERROR_MEMORY ? engram_memory_error : engram_error;
    PyObject *error = PyObject_CallFunctionObjArgs(type, message, NULL);
    Py_DECREF(message);
    if (error == NULL) return -1;
    PyObject *number = PyLong_FromLong(status);
    PyObject *name = PyUnicode_FromString(engram_status_name(status));
    if (number != NULL && name != NULL && PyObject_SetAttrString(error, "status", number) == 0 &&
        PyObject_SetAttrString(error, "status_name", name) == 0)
        PyErr_SetObject(type, error);
    Py_XDECREF(number);
    Py_XDECREF(name);
    Py_DECREF(error);
    return -1;
}

/* Sentences of the library that speak of pointers, headers and functions of C, in the words of this package. */
static const struct {
    engram_status status;
    const char *text;
} own_words[] = {
    {ENGRAM_ERROR_NULL, "an argument that this call needs is missing"},
    {ENGRAM_ERROR_ARGUMENT, "a number is outside its documented range: help() of the function tells it"},
    {ENGRAM_ERROR_GRAPH, "the graph, or its image, is inconsistent, or the call takes none like it: validate_csr() names the first fault of arrays"},
    {ENGRAM_ERROR_LEVEL, "this machine or this build lacks the instruction-set level: levels() lists those it has"},
    {ENGRAM_ERROR_STRUCT, "the linked library is older than this package: compare version() and __version__"},
    {ENGRAM_ERROR_ENUM, "the linked library is older than this package: compare version() and __version__"},
    {ENGRAM_ERROR_HANDLE, "it is closed: make a new one"},
    {ENGRAM_ERROR_CHECK,
     "the self-check found a level that computes wrongly and disabled it: report the output of diagnostics()"},
};
enum { OWN_WORDS = sizeof own_words / sizeof own_words[0] };

static const char *text_of_status(engram_status status) {
    for (int i = 0; i < OWN_WORDS; ++i)
        if (own_words[i].status == status) return own_words[i].text;
    return engram_status_text(status);
}

/* Arguments of this package that are not called as the last part of their field in C is. */
static const struct {
    const char *field, *name;
} own_names[] = {
    {"seeds.ids", "seeds"},         {"seeds.values", "values"},        {"seeds.count", "seeds"},
    {"times.values", "times"},      {"creations.values", "creations"}, {"queries.scales", "query_scales"},
    {"queries.type", "queries"},    {"queries.dim", "queries"},        {"queries.data", "queries"},
    {"rows.data", "rows"},          {"rows.type", "rows"},             {"rows.count", "rows"},
    {"codes.data", "codes"},        {"codes.scales", "codes"},         {"codes.errors", "codes"},
    {"codes.norms", "codes"},       {"options.no_pull", "pull"},       {"options.filter_bits", "filter"},
    {"options.bounds", "low, high"}, {"bounds", "low, high"},          {"rankings.weight", "weights"},
};
enum { OWN_NAMES = sizeof own_names / sizeof own_names[0] };

/*
 * "options.damping: from 0 to 1" of C as the keyword: "damping: from 0 to 1". What it may be is left out where that is said
 * with names of C.
 */
static PyObject *argument_of(const char *field) {
    const size_t length = strcspn(field, ":");
    const char *range = field + length;
    size_t last = 0;
    if (strstr(range, "ENGRAM_") != NULL || strstr(range, "engram_") != NULL) range = "";
    if (strstr(range, "options.nodes") != NULL) range = ": below the number of activations";
    for (int i = 0; i < OWN_NAMES; ++i)
        if (strlen(own_names[i].field) == length && strncmp(own_names[i].field, field, length) == 0)
            return PyUnicode_FromFormat("%s%s", own_names[i].name, range);
    for (size_t i = 0; i < length; ++i)
        if (field[i] == '.') last = i + 1;
    PyObject *whole = PyUnicode_FromStringAndSize(field + last, (Py_ssize_t)(length - last));
    PyObject *named = whole != NULL ? PyUnicode_FromFormat("%U%s", whole, range) : NULL;
    Py_XDECREF(whole);
    return named;
}

int check_status(engram_status status, const char *function) { return check_row(status, function, UINT64_MAX); }

int check_row(engram_status status, const char *function, uint64_t row) {
    if (status == ENGRAM_OK) return 0;
    const char *field = engram_status_argument();
    PyObject *argument = field != NULL ? argument_of(field) : PyUnicode_FromString("");
    if (argument == NULL) return -1;
    char place[32] = "";
    if (row != UINT64_MAX) snprintf(place, sizeof place, "row %llu: ", (unsigned long long)row);
    PyObject *message = PyUnicode_FromFormat("%s: %s%U%s%s", function, place, argument, field != NULL ? ": " : "",
                                             text_of_status(status));
    Py_DECREF(argument);
    return raise_with(status, message);
}

int raise_status(engram_status status, const char *format, ...) {
    va_list values;
    va_start(values, format);
    PyObject *detail = PyUnicode_FromFormatV(format, values);
    va_end(values);
    if (detail == NULL) return -1;
    PyObject *message = PyUnicode_FromFormat("%U: %s", detail, text_of_status(status));
    Py_DECREF(detail);
    return raise_with(status, message);
}
