/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_ARGUMENTS_H
#define ENGRAM_PYTHON_ARGUMENTS_H

#include "python.h"

#include <stdint.h>

/* What a function takes: the first `positional` names by place or name, the others by name only. */
typedef struct signature {
    const char *function;
    int required; /* of the first names */
    int positional;
    const char *const *names; /* ends with null */
    PyObject **interned;      /* room for the names as objects: the interpreter's own, so that pointers compare */
} signature;

/* Declares the signature `sig` of a function with these names. */
#define SIGNATURE(function, required, positional, ...)                                        \
    static const char *const names_[] = {__VA_ARGS__, NULL};                                  \
    static PyObject *interned_[sizeof names_ / sizeof names_[0]];                             \
    static const signature sig = {function, required, positional, names_, interned_}

/* Sorts the arguments of a vectorcall into values[], null where not given; -1 with TypeError set. */
int sort_arguments(const signature *s, PyObject *const *args, Py_ssize_t count, PyObject *keywords, PyObject **values);

/* Numbers; null and None leave *out as it is. ValueError when negative or too large, TypeError when no number. */
int number_u64(PyObject *value, const char *name, uint64_t *out);
int number_u32(PyObject *value, const char *name, uint32_t *out);
int number_f64(PyObject *value, const char *name, double *out);
int number_f32(PyObject *value, const char *name, float *out);

/* A name from a table that ends with a null name; ValueError lists the names. */
typedef struct choice {
    const char *name;
    uint32_t value;
} choice;
int choose(PyObject *value, const char *name, const choice *choices, uint32_t *out);

/* Neither left out nor None. */
static inline int given(PyObject *value) { return value != NULL && value != Py_None; }

/* True or False, or anything that is one or the other; null and None leave *out as it is. */
int flag(PyObject *value, uint32_t *out);

/*
 * Lets other threads run during a kernel, unless it is so short (about a microsecond) that handing the interpreter over
 * would cost more than the kernel: under contention a thread waits for it up to sys.getswitchinterval().
 */
enum { SHORT_WORK = 4096 };
#define BEGIN_KERNEL(work) PyThreadState *kernel_state_ = (uint64_t)(work) < SHORT_WORK ? NULL : PyEval_SaveThread()
#define END_KERNEL() do { if (kernel_state_ != NULL) PyEval_RestoreThread(kernel_state_); } while (0)

#endif
