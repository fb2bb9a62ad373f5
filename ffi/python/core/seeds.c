/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "graph.h"

#include <string.h>

static int is_array(PyObject *o) { return PyObject_CheckBuffer(o) || dl_speaks(o); }

void release_seeds(seeds *s) {
    release_array(&s->ids);
    release_array(&s->values);
    PyMem_Free(s->own_ids);
    PyMem_Free(s->own_values);
}

/*
 * A short sequence of numbers, such as a list: the one place where numbers are taken one by one, in the order in which they
 * come. A Series is asked so as well, for by index it would answer with its labels.
 */
static PyObject *items_of(PyObject *sequence, const char *name) {
    if (PySequence_Check(sequence) && !PyUnicode_Check(sequence)) return PySequence_List(sequence);
    PyErr_Format(PyExc_TypeError, "%s must be an array or a sequence of numbers", name);
    return NULL;
}

/* None, which as an argument stands for "unless told", is no number in a list. */
static int is_number(PyObject *item, const char *name) {
    if (item == Py_None) PyErr_Format(PyExc_TypeError, "%s must be a number, not None", name);
    return item != Py_None;
}

static int take_ids(PyObject *sequence, seeds *s) {
    PyObject *items = items_of(sequence, "seeds");
    const Py_ssize_t n = items != NULL ? PyList_Size(items) : -1;
    int good = n >= 0 && (s->own_ids = PyMem_Calloc((size_t)n + 1, sizeof *s->own_ids)) != NULL;
    for (Py_ssize_t i = 0; i < n && good; ++i) {
        PyObject *item = PyList_GetItem(items, i);
        good = is_number(item, "a seed") && number_u32(item, "a seed", &s->own_ids[i]) == 0;
    }
    Py_XDECREF(items);
    s->id = s->own_ids;
    s->count = (uint32_t)n;
    return good ? 0 : -1;
}

static int take_values(PyObject *sequence, seeds *s) {
    PyObject *items = items_of(sequence, "values");
    const Py_ssize_t n = items != NULL ? PyList_Size(items) : -1;
    int good = n >= 0 && (s->own_values = PyMem_Calloc((size_t)n + 1, sizeof *s->own_values)) != NULL;
    if (good && n != (Py_ssize_t)s->count) {
        PyErr_Format(PyExc_ValueError, "values has %zd elements, but seeds has %u: lengths must match", n, s->count);
        good = 0;
    }
    for (Py_ssize_t i = 0; i < n && good; ++i) {
        PyObject *item = PyList_GetItem(items, i);
        good = is_number(item, "a value") && number_f32(item, "a value", &s->own_values[i]) == 0;
    }
    Py_XDECREF(items);
    s->value = s->own_values;
    return good ? 0 : -1;
}

int acquire_seeds(PyObject *ids, PyObject *values, seeds *s) {
    memset(s, 0, sizeof *s);
    int bad;
    if (is_array(ids)) {
        bad = acquire_whole(ids, "seeds", KIND_U32, &s->ids);
        if (bad == 0 && s->ids.shape[0] > (int64_t)UINT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "seeds must be fewer than 2^32");
            bad = -1;
        }
        s->id = s->ids.data;
        s->count = (uint32_t)s->ids.shape[0];
    } else {
        bad = take_ids(ids, s);
    }
    if (bad == 0 && given(values)) {
        if (is_array(values)) {
            bad = acquire_vector(values, "values", KIND_F32, 0, &s->values) != 0 ||
                  check_length(&s->values, "values", s->count, "seeds has") != 0;
            s->value = s->values.data;
        } else {
            bad = take_values(values, s);
        }
    }
    if (bad == 0) return 0;
    if (!PyErr_Occurred()) PyErr_NoMemory();
    release_seeds(s);
    return -1;
}
