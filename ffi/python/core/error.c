/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"

#include <stdarg.h>

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

int check_status(engram_status status, const char *function) {
    if (status == ENGRAM_OK) return 0;
    const char *argument = engram_status_argument();
    if (argument != NULL)
        return raise_with(status, PyUnicode_FromFormat("%s: %s: %s", function, argument, engram_status_text(status)));
    return raise_with(status, PyUnicode_FromFormat("%s: %s", function, engram_status_text(status)));
}

int raise_status(engram_status status, const char *format, ...) {
    va_list values;
    va_start(values, format);
    PyObject *detail = PyUnicode_FromFormatV(format, values);
    va_end(values);
    if (detail == NULL) return -1;
    PyObject *message = PyUnicode_FromFormat("%U: %s", detail, engram_status_text(status));
    Py_DECREF(detail);
    return raise_with(status, message);
}
