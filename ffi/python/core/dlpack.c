/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "dlpack.h"

/* DLPack before 1.0. */
typedef struct dl_managed {
    dl_tensor tensor;
    void *context;
    void (*deleter)(struct dl_managed *self);
} dl_managed;

/* DLPack from 1.0 on. */
typedef struct dl_managed_versioned {
    uint32_t major, minor;
    void *context;
    void (*deleter)(struct dl_managed_versioned *self);
    uint64_t flags;
    dl_tensor tensor;
} dl_managed_versioned;

enum { DL_MAJOR = 1, DL_FLAG_READ_ONLY = 1 };

int dl_speaks(PyObject *object) {
    PyObject *method = PyObject_GetAttrString(object, "__dlpack__");
    if (method == NULL) PyErr_Clear();
    Py_XDECREF(method);
    return method != NULL;
}

static int on_the_cpu(PyObject *object, const char *name) {
    PyObject *device = PyObject_CallMethod(object, "__dlpack_device__", NULL);
    if (device == NULL) return -1;
    long type = -1;
    PyObject *first = PySequence_GetItem(device, 0);
    if (first != NULL) type = PyLong_AsLong(first);
    Py_XDECREF(first);
    Py_DECREF(device);
    if (PyErr_Occurred()) return -1;
    if (type == DL_CPU) return 0;
    PyErr_Format(PyExc_ValueError, "%s lives on device type %ld: only CPU memory can be read; move it there first", name,
                 type);
    return -1;
}

/* Producers of the old protocol know no max_version and say so with a TypeError. */
static PyObject *capsule_of(PyObject *object) {
    PyObject *method = PyObject_GetAttrString(object, "__dlpack__");
    if (method == NULL) return NULL;
    PyObject *none = PyTuple_New(0), *keywords = Py_BuildValue("{s(ii)}", "max_version", DL_MAJOR, 0);
    PyObject *capsule = NULL;
    if (none != NULL && keywords != NULL) {
        capsule = PyObject_Call(method, none, keywords);
        if (capsule == NULL && PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Clear();
            capsule = PyObject_CallNoArgs(method);
        }
    }
    Py_XDECREF(none);
    Py_XDECREF(keywords);
    Py_DECREF(method);
    return capsule;
}

int dl_take(PyObject *object, const char *name, dl_held *held) {
    if (on_the_cpu(object, name) != 0) return -1;
    PyObject *capsule = capsule_of(object);
    if (capsule == NULL) return -1;
    int taken = -1;
    /* A capsule is consumed once: its new name keeps its own destructor from freeing the tensor. */
    if (PyCapsule_IsValid(capsule, "dltensor_versioned")) {
        dl_managed_versioned *managed = PyCapsule_GetPointer(capsule, "dltensor_versioned");
        if (managed->major != DL_MAJOR)
            PyErr_Format(PyExc_TypeError, "%s speaks DLPack %u, this module speaks %d", name, managed->major, DL_MAJOR);
        else if (PyCapsule_SetName(capsule, "used_dltensor_versioned") == 0) {
            *held = (dl_held){&managed->tensor, (managed->flags & DL_FLAG_READ_ONLY) != 0, managed, 1};
            taken = 0;
        }
    } else if (PyCapsule_IsValid(capsule, "dltensor")) {
        dl_managed *managed = PyCapsule_GetPointer(capsule, "dltensor");
        if (PyCapsule_SetName(capsule, "used_dltensor") == 0) {
            *held = (dl_held){&managed->tensor, 0, managed, 0};
            taken = 0;
        }
    } else {
        PyErr_Format(PyExc_TypeError, "%s: __dlpack__() returned no tensor", name);
    }
    Py_DECREF(capsule);
    if (taken == 0 && held->tensor->device_type != DL_CPU) {
        dl_release(held);
        PyErr_Format(PyExc_ValueError, "%s: the tensor is not in CPU memory", name);
        return -1;
    }
    return taken;
}

void dl_release(dl_held *held) {
    if (held->managed == NULL) return;
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    if (held->versioned) {
        dl_managed_versioned *managed = held->managed;
        if (managed->deleter != NULL) managed->deleter(managed);
    } else {
        dl_managed *managed = held->managed;
        if (managed->deleter != NULL) managed->deleter(managed);
    }
    held->managed = NULL;
    PyErr_Restore(type, value, trace);
}
