/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "output.h"

#include <string.h>

#include "arguments.h"

/* numpy.empty and its dtypes, looked up once; `looked` stays 1 when there is no numpy. */
static PyObject *numpy_empty;
static const struct {
    kind type;
    const char *format; /* of the struct module, for the memoryview, which knows no float16 before Python 3.12 */
} results[] = {{KIND_F32, "f"}, {KIND_U32, "I"}, {KIND_U64, "Q"}, {KIND_F16, "H"},
               {KIND_U16, "H"}, {KIND_I8, "b"},  {KIND_U8, "B"}, {KIND_F64, "d"}};
enum { RESULTS = sizeof results / sizeof results[0] };
static PyObject *dtypes[RESULTS];
static int looked;

static int look_for_numpy(void) {
    if (looked) return 0;
    PyObject *numpy = PyImport_ImportModule("numpy");
    if (numpy == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_ImportError)) return -1;
        PyErr_Clear();
        looked = 1;
        return 0;
    }
    PyObject *empty = PyObject_GetAttrString(numpy, "empty");
    int good = empty != NULL;
    for (int i = 0; i < RESULTS && good; ++i) {
        if (dtypes[i] == NULL) dtypes[i] = PyObject_CallMethod(numpy, "dtype", "s", name_of_kind(results[i].type));
        good = dtypes[i] != NULL;
    }
    Py_DECREF(numpy);
    if (!good) {
        Py_XDECREF(empty);
        return -1;
    }
    numpy_empty = empty;
    looked = 1;
    return 0;
}

static int place_of(kind type) {
    int place = 0;
    while (place + 1 < RESULTS && results[place].type != type) ++place;
    return place;
}

/* memoryview.cast() takes no shape with a zero in it, so an empty matrix is an empty vector here. */
static PyObject *plain_array(kind type, int64_t rows, int64_t columns) {
    const char *format = results[place_of(type)].format;
    const int64_t count = columns < 0 ? rows : rows * columns;
    PyObject *memory = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(count * size_of_kind(type)));
    if (memory == NULL) return NULL;
    PyObject *bytes = PyMemoryView_FromObject(memory);
    Py_DECREF(memory);
    if (bytes == NULL) return NULL;
    PyObject *cast = columns < 0 || count == 0
                         ? PyObject_CallMethod(bytes, "cast", "s", format)
                         : PyObject_CallMethod(bytes, "cast", "s(LL)", format, (long long)rows, (long long)columns);
    Py_DECREF(bytes);
    return cast;
}

static PyObject *new_array(kind type, int64_t rows, int64_t columns, array *out) {
    /* Rows times columns can pass what a size holds only when nobody could have the inputs either. */
    if (columns > 0 && rows > PY_SSIZE_T_MAX / 8 / columns) return PyErr_NoMemory();
    if (look_for_numpy() != 0) return NULL;
    PyObject *made;
    if (numpy_empty == NULL) {
        made = plain_array(type, rows, columns);
    } else {
        PyObject *shape = columns < 0 ? PyLong_FromLongLong(rows)
                                      : Py_BuildValue("(LL)", (long long)rows, (long long)columns);
        made = shape != NULL ? PyObject_CallFunctionObjArgs(numpy_empty, shape, dtypes[place_of(type)], NULL)
                             : NULL;
        Py_XDECREF(shape);
    }
    if (made == NULL) return NULL;
    /* Its type and shape are known: asking for no more than the memory makes numpy's answer cheaper. */
    memset(out, 0, sizeof *out);
    if (PyObject_GetBuffer(made, &out->view, PyBUF_WRITABLE) != 0) {
        Py_DECREF(made);
        return NULL;
    }
    out->held = 1;
    out->data = out->view.buf;
    out->type = type;
    out->itemsize = size_of_kind(type);
    out->ndim = columns < 0 ? 1 : 2;
    out->shape[0] = rows;
    out->shape[1] = columns < 0 ? 0 : columns;
    out->strides[0] = columns < 0 ? 1 : columns;
    out->strides[1] = columns < 0 ? 0 : 1;
    return made;
}

PyObject *new_vector(kind type, int64_t count, array *out) { return new_array(type, count, -1, out); }

PyObject *new_matrix(kind type, int64_t rows, int64_t columns, array *out) { return new_array(type, rows, columns, out); }

PyObject *output_vector(PyObject *wanted, kind type, int64_t count, const char *of, array *out) {
    if (!given(wanted)) return new_vector(type, count, out);
    if (acquire_vector(wanted, "out", (unsigned)type, 1, out) != 0) return NULL;
    if (check_length(out, "out", count, of) != 0) {
        release_array(out);
        return NULL;
    }
    return Py_NewRef(wanted);
}

PyObject *output_matrix(PyObject *wanted, kind type, int64_t rows, int64_t columns, array *out) {
    if (!given(wanted)) return new_matrix(type, rows, columns, out);
    if (acquire_matrix(wanted, "out", (unsigned)type, 1, out) != 0) return NULL;
    if (out->shape[0] == rows && out->shape[1] == columns) return Py_NewRef(wanted);
    PyErr_Format(PyExc_ValueError, "out is %lld x %lld, but the result is %lld x %lld: shapes must match",
                 (long long)out->shape[0], (long long)out->shape[1], (long long)rows, (long long)columns);
    release_array(out);
    return NULL;
}

PyObject *start_vector(PyObject *given_array, const char *name, int64_t count, const char *of, int in_place, array *out) {
    if (acquire_vector(given_array, name, KIND_F32, in_place, out) != 0) return NULL;
    if (check_length(out, name, count, of) != 0) {
        release_array(out);
        return NULL;
    }
    if (in_place) return Py_NewRef(given_array);
    array from = *out;
    memset(out, 0, sizeof *out);
    PyObject *made = new_vector(KIND_F32, count, out);
    if (made != NULL && count > 0) memcpy(out->data, from.data, (size_t)count * sizeof(float));
    release_array(&from);
    return made;
}

PyObject *with_count(PyObject *result, uint32_t wanted, uint64_t count) {
    if (result == NULL || wanted == 0) return result;
    PyObject *number = PyLong_FromUnsignedLongLong(count), *pair = NULL;
    if (number != NULL) pair = PyTuple_Pack(2, result, number);
    Py_XDECREF(number);
    Py_DECREF(result);
    return pair;
}
