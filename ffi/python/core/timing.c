/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "curve.h"

#include <string.h>

enum { TAU, HALF_LIFE, UNIT, NOW, SCALES, EXPONENTS, ACCESSES, PINS };

void release_timing(timing *t) {
    array *const arrays[] = {&t->values, &t->scales, &t->exponents, &t->accesses, &t->pins};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; ++i) release_array(arrays[i]);
}

static int acquire_option(PyObject *value, const char *name, unsigned type, int64_t count, array *out) {
    if (!given(value)) return 0;
    const int bad = type == KIND_F32 ? acquire_vector(value, name, type, 0, out) : acquire_whole(value, name, type, out);
    return bad != 0 || check_length(out, name, count, "the rows number") != 0 ? -1 : 0;
}

int acquire_timing(const char *function, PyObject *curve, PyObject *times, int64_t count, PyObject *const *v, timing *t) {
    memset(t, 0, sizeof *t);
    t->times.size = sizeof t->times;
    t->options.size = sizeof t->options;
    t->count = count;
    if (curve_of(function, curve, v[TAU], v[HALF_LIFE], &t->curve) != 0 ||
        choose(v[UNIT], "unit", time_units, &t->times.unit) != 0 || number_u64(v[NOW], "now", &t->times.now) != 0)
        return -1;
    if (times == NULL && given(v[NOW])) {
        PyErr_Format(PyExc_TypeError, "%s() has no argument 'now': the ages it returns count from the start", function);
        return -1;
    }
    if (given(v[NOW])) t->times.kind = ENGRAM_TIMES_STAMPS;
    if (times != NULL) {
        if (acquire_whole(times, "times", KIND_U64, &t->values) != 0) goto failed;
        if (count >= 0 && check_length(&t->values, "times", count, "the rows number") != 0) goto failed;
        t->count = t->values.shape[0];
        t->times.values = t->values.data;
    }
    if (acquire_option(v[SCALES], "scales", KIND_F32, t->count, &t->scales) != 0 ||
        acquire_option(v[EXPONENTS], "exponents", KIND_F32, t->count, &t->exponents) != 0 ||
        acquire_option(v[ACCESSES], "accesses", KIND_U32, t->count, &t->accesses) != 0)
        goto failed;
    if (given(v[PINS])) {
        if (acquire_vector(v[PINS], "pins", KIND_U64, 0, &t->pins) != 0) goto failed;
        if (check_words(&t->pins, "pins", t->count) != 0) goto failed;
    }
    t->options.scales = t->scales.data;
    t->options.exponents = t->exponents.data;
    t->options.accesses = t->accesses.data;
    t->options.pins = t->pins.data;
    return 0;
failed:
    release_timing(t);
    return -1;
}
