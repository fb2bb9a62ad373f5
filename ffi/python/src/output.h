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

/* The caller's `out`, checked for type, length and writability, or a new vector when it is null or None. */
PyObject *output_vector(PyObject *given, kind type, int64_t count, const char *of, array *out);

#endif
