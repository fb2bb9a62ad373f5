/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_REFUSAL_H
#define ENGRAM_PYTHON_REFUSAL_H

#include "array.h"

/*
 * TypeErrors that name the argument, what it may be, and a way from what was given to that. No way changes what the values
 * mean: a mask is never read as numbers, a negative number never as a large one, and where results are written no copy is
 * proposed. Both return -1.
 */

/* For an array of a dtype that is not among `types`. */
int refuse_type(const array *a, PyObject *object, const char *name, unsigned types, int writable);

/* For what is no array at all: a list, a Series, a DataFrame. */
int refuse_object(PyObject *object, const char *name, unsigned types, int writable);

#endif
