/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "array.h"
#include "error.h"
#include "functions.h"
#include "output.h"

#include "engram/decay.h"

static PyObject *decay(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    static const char *const names[] = {"strengths", "ages", "tau", "half_life", "out", NULL};
    static const signature s = {"decay", 2, 2, names};
    PyObject *v[5], *result = NULL;
    if (sort_arguments(&s, args, count, keywords, v) != 0) return NULL;
    const int has_tau = v[2] != NULL && v[2] != Py_None, has_half = v[3] != NULL && v[3] != Py_None;
    if (has_tau == has_half) {
        PyErr_SetString(PyExc_TypeError, "decay() takes one of tau (divides by e) and half_life (halves)");
        return NULL;
    }
    engram_curve curve = {sizeof curve, has_tau ? ENGRAM_CURVE_EXPONENTIAL_TAU : ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, 0};
    if (number_f64(v[2], "tau", &curve.parameter) != 0 || number_f64(v[3], "half_life", &curve.parameter) != 0)
        return NULL;
    array strengths = {0}, ages = {0}, out = {0};
    if (acquire_vector(v[0], "strengths", KIND_F32, 0, &strengths) != 0) return NULL;
    if (acquire_vector(v[1], "ages", KIND_U64, 0, &ages) != 0 ||
        check_length(&ages, "ages", strengths.shape[0], "strengths has") != 0)
        goto done;
    result = output_vector(v[4], KIND_F32, strengths.shape[0], "strengths has", &out);
    if (result == NULL) goto done;
    const size_t n = (size_t)strengths.shape[0];
    BEGIN_KERNEL(n);
    const engram_status status = engram_decay_apply(&curve, strengths.data, ages.data, n, out.data);
    END_KERNEL();
    if (check_status(status, "decay") != 0) Py_CLEAR(result);
done:
    release_array(&out);
    release_array(&ages);
    release_array(&strengths);
    return result;
}

PyMethodDef decay_functions[] = {
    FUNCTION(decay,
             "decay($module, /, strengths, ages, *, tau=None, half_life=None, out=None)\n--\n\n"
             "strengths * exp(-ages / tau), or strengths * 2 ** (-ages / half_life): float32.\n\n"
             "ages  uint64, in the unit of tau or half_life; 0 is now\n"
             "out   a float32 array to write to, which is returned; strengths itself decays in place\n"),
    {NULL, NULL, 0, NULL},
};
