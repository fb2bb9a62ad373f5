/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "output.h"

/* numpy.empty and its dtypes, looked up once; `looked` stays 1 when there is no numpy. */
static PyObject *numpy_empty;
static PyObject *dtypes[3];
static const kind dtype_kinds[3] = {KIND_F32, KIND_U32, KIND_U64};
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
    for (int i = 0; i < 3 && good; ++i) {
        if (dtypes[i] == NULL) dtypes[i] = PyObject_CallMethod(numpy, "dtype", "s", name_of_kind(dtype_kinds[i]));
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

static PyObject *numpy_array(kind type, PyObject *shape) {
    for (int i = 0; i < 3; ++i)
        if (dtype_kinds[i] == type) return PyObject_CallFunctionObjArgs(numpy_empty, shape, dtypes[i], NULL);
    PyErr_SetString(PyExc_SystemError, "no dtype for this result");
    return NULL;
}

/* memoryview.cast() takes no shape with a zero in it, so an empty matrix is an empty vector here. */
static PyObject *plain_array(kind type, int64_t rows, int64_t columns) {
    const char *format = type == KIND_F32 ? "f" : type == KIND_U32 ? "I" : "Q";
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
        made = shape != NULL ? numpy_array(type, shape) : NULL;
        Py_XDECREF(shape);
    }
    if (made == NULL) return NULL;
    const int matrix = columns >= 0 && (numpy_empty != NULL || rows * columns > 0);
    if ((matrix ? acquire_matrix : acquire_vector)(made, "out", (unsigned)type, 1, out) != 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}

PyObject *new_vector(kind type, int64_t count, array *out) { return new_array(type, count, -1, out); }

PyObject *new_matrix(kind type, int64_t rows, int64_t columns, array *out) { return new_array(type, rows, columns, out); }

PyObject *output_vector(PyObject *given, kind type, int64_t count, const char *of, array *out) {
    if (given == NULL || given == Py_None) return new_vector(type, count, out);
    if (acquire_vector(given, "out", (unsigned)type, 1, out) != 0) return NULL;
    if (check_length(out, "out", count, of) != 0) {
        release_array(out);
        return NULL;
    }
    return Py_NewRef(given);
}
