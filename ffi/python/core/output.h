/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_OUTPUT_H
#define ENGRAM_PYTHON_OUTPUT_H

#include "array.h"

/*
 * An array for a result: a numpy array, or a memoryview of a bytearray where numpy is not installed. numpy is imported
 * when the first result is made, not with the module. A new reference; the memory is borrowed in *out.
 */
PyObject *new_vector(kind type, int64_t count, array *out);
PyObject *new_matrix(kind type, int64_t rows, int64_t columns, array *out);

/* The caller's `wanted`, checked for type, length and writability, or a new vector when it is null or None. */
PyObject *output_vector(PyObject *wanted, kind type, int64_t count, const char *of, array *out);
PyObject *output_matrix(PyObject *wanted, kind type, int64_t rows, int64_t columns, array *out);

/* A result that is told a count beside it, where `wanted` is not 0: a pair. Takes the reference; null stays null. */
PyObject *with_count(PyObject *result, uint32_t wanted, uint64_t count);

/* What a call that works in place starts from: the given float32 vector itself, or a new one with its values. */
PyObject *start_vector(PyObject *given_array, const char *name, int64_t count, const char *of, int in_place, array *out);

#endif
