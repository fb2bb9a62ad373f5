/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_CURVE_H
#define ENGRAM_PYTHON_CURVE_H

#include "array.h"
#include "arguments.h"

#include "engram/decay.h"

/* Adds the type Curve to the module. */
int add_curve(PyObject *module);

/* The curve of a call: a Curve, tau in seconds, or a half-life in seconds; exactly one of the three. */
int curve_of(const char *function, PyObject *curve, PyObject *tau, PyObject *half_life, engram_curve *out);

extern const choice time_units[];

/* Everything but the strengths that a call on rows borrows. */
typedef struct timing {
    engram_curve curve;
    engram_times times;
    engram_decay_options options;
    array values, scales, exponents, accesses, pins;
    int64_t count;
} timing;

/* The keywords that end every such call, and how many. */
#define TIMING_NAMES "tau", "half_life", "unit", "now", "scales", "exponents", "accesses", "pins"
enum { TIMING = 8 };

/* Borrows them; `times` may be null where a call has none, then `count` rows are meant. */
int acquire_timing(const char *function, PyObject *curve, PyObject *times, int64_t count, PyObject *const *keywords,
                   timing *out);
void release_timing(timing *t);

#endif
