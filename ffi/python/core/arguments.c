/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"

#include <string.h>

/* Keywords in a program's text are interned: nearly every one is found by its address. */
static int index_of(const signature *s, PyObject *name) {
    for (int i = 0; s->names[i] != NULL; ++i) {
        if (s->interned[i] == NULL) s->interned[i] = PyUnicode_InternFromString(s->names[i]);
        if (s->interned[i] == name) return i;
    }
    PyErr_Clear();
    for (int i = 0; s->names[i] != NULL; ++i)
        if (PyUnicode_CompareWithASCIIString(name, s->names[i]) == 0) return i;
    return -1;
}

int sort_arguments(const signature *s, PyObject *const *args, Py_ssize_t count, PyObject *keywords, PyObject **values) {
    for (int i = 0; s->names[i] != NULL; ++i) values[i] = NULL;
    if (count > s->positional) {
        PyErr_Format(PyExc_TypeError, "%s() takes %d arguments by position, %zd were given", s->function, s->positional,
                     count);
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; ++i) values[i] = args[i];
    const Py_ssize_t named = keywords != NULL ? PyTuple_Size(keywords) : 0;
    for (Py_ssize_t i = 0; i < named; ++i) {
        PyObject *name = PyTuple_GetItem(keywords, i);
        const int place = index_of(s, name);
        if (place < 0 || values[place] != NULL) {
            PyErr_Format(PyExc_TypeError, place < 0 ? "%s() has no argument %R" : "%s() got %R twice", s->function, name);
            return -1;
        }
        values[place] = args[count + i];
    }
    for (int i = 0; i < s->required; ++i)
        if (values[i] == NULL) {
            PyErr_Format(PyExc_TypeError, "%s() needs the argument '%s'", s->function, s->names[i]);
            return -1;
        }
    return 0;
}

static int number_up_to(PyObject *value, const char *name, uint64_t limit, uint64_t *out) {
    if (!given(value)) return 0;
    PyObject *index = PyNumber_Index(value);
    if (index == NULL) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "%s must be a whole number", name);
        return -1;
    }
    const uint64_t number = PyLong_AsUnsignedLongLong(index);
    Py_DECREF(index);
    if (PyErr_Occurred() || number > limit) {
        PyErr_Clear();
        PyErr_Format(PyExc_ValueError, "%s must be from 0 to %llu", name, (unsigned long long)limit);
        return -1;
    }
    *out = number;
    return 0;
}

int number_u64(PyObject *value, const char *name, uint64_t *out) { return number_up_to(value, name, UINT64_MAX, out); }

int number_u32(PyObject *value, const char *name, uint32_t *out) {
    uint64_t wide = *out;
    if (number_up_to(value, name, UINT32_MAX, &wide) != 0) return -1;
    *out = (uint32_t)wide;
    return 0;
}

int number_f64(PyObject *value, const char *name, double *out) {
    if (!given(value)) return 0;
    const double number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "%s must be a number", name);
        return -1;
    }
    *out = number;
    return 0;
}

int number_f32(PyObject *value, const char *name, float *out) {
    double wide = (double)*out;
    if (number_f64(value, name, &wide) != 0) return -1;
    *out = (float)wide;
    return 0;
}

int flag(PyObject *value, uint32_t *out) {
    if (!given(value)) return 0;
    const int truth = PyObject_IsTrue(value);
    if (truth < 0) return -1;
    *out = (uint32_t)truth;
    return 0;
}

int choose(PyObject *value, const char *name, const choice *choices, uint32_t *out) {
    if (!given(value)) return 0;
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be a string", name);
        return -1;
    }
    for (const choice *c = choices; c->name != NULL; ++c)
        if (PyUnicode_CompareWithASCIIString(value, c->name) == 0) {
            *out = c->value;
            return 0;
        }
    char all[512] = "";
    for (const choice *c = choices; c->name != NULL; ++c) {
        if (strlen(all) + strlen(c->name) + 3 > sizeof all) break;
        if (c != choices) strcat(all, ", ");
        strcat(all, c->name);
    }
    PyErr_Format(PyExc_ValueError, "%s is %R, which is none of: %s", name, value, all);
    return -1;
}
