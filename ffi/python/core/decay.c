/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "curve.h"
#include "error.h"
#include "functions.h"
#include "output.h"

static PyObject *decay(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("decay", 2, 3, "strengths", "times", "curve", "out", TIMING_NAMES, "info");
    PyObject *v[5 + TIMING], *result = NULL;
    uint32_t tells = 0;
    timing t;
    array strengths = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[4 + TIMING], &tells) != 0 ||
        acquire_vector(v[0], "strengths", KIND_F32, 0, &strengths) != 0)
        return NULL;
    if (acquire_timing("decay", v[2], v[1], strengths.shape[0], v + 4, &t) != 0) {
        release_array(&strengths);
        return NULL;
    }
    result = output_vector(v[3], KIND_F32, t.count, "strengths has", &out);
    if (result != NULL) {
        engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
        BEGIN_KERNEL(t.count);
        const engram_status status = engram_decay_batch(&t.curve, &t.times, &t.options, strengths.data, (uint64_t)t.count,
                                                        out.data, &report);
        END_KERNEL();
        if (check_row(status, "decay", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_timing(&t);
    release_array(&strengths);
    return result;
}

static PyObject *retention(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("retention", 1, 2, "times", "curve", "out", TIMING_NAMES, "info");
    PyObject *v[4 + TIMING], *result = NULL;
    uint32_t tells = 0;
    timing t;
    array out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[3 + TIMING], &tells) != 0 ||
        acquire_timing("retention", v[1], v[0], -1, v + 3, &t) != 0)
        return NULL;
    result = output_vector(v[2], KIND_F32, t.count, "times has", &out);
    if (result != NULL) {
        engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
        BEGIN_KERNEL(t.count);
        const engram_status status =
            engram_decay_factors(&t.curve, &t.times, &t.options, (uint64_t)t.count, out.data, &report);
        END_KERNEL();
        if (check_row(status, "retention", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_timing(&t);
    return result;
}

static PyObject *suppressed(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("suppressed", 3, 4, "strengths", "times", "threshold", "curve", TIMING_NAMES);
    PyObject *v[4 + TIMING], *parts[3] = {NULL, NULL, NULL}, *result = NULL;
    timing t;
    array strengths = {0}, out[3] = {{0}, {0}, {0}};
    float threshold = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[2], "threshold", &threshold) != 0 ||
        acquire_vector(v[0], "strengths", KIND_F32, 0, &strengths) != 0)
        return NULL;
    if (acquire_timing("suppressed", v[3], v[1], strengths.shape[0], v + 4, &t) != 0) {
        release_array(&strengths);
        return NULL;
    }
    size_t total = 0;
    engram_suppressed *found = PyMem_Malloc(((size_t)t.count + 1) * sizeof *found);
    engram_suppressed_rows rows = {sizeof rows, 0, found, (uint64_t)t.count, 0};
    if (found == NULL) {
        PyErr_NoMemory();
    } else {
        BEGIN_KERNEL(t.count);
        const engram_status status = engram_decay_suppressed(&t.curve, &t.times, &t.options, strengths.data,
                                                             (uint64_t)t.count, threshold, &rows);
        END_KERNEL();
        total = (size_t)rows.total;
        int good = check_status(status, "suppressed") == 0;
        for (int i = 0; i < 3 && good; ++i)
            good = (parts[i] = new_vector(i == 0 ? KIND_U64 : KIND_F32, (int64_t)total, &out[i])) != NULL;
        for (size_t i = 0; i < total && good; ++i) {
            ((uint64_t *)out[0].data)[i] = found[i].row;
            ((float *)out[1].data)[i] = found[i].before;
            ((float *)out[2].data)[i] = found[i].factor;
        }
        if (good) result = PyTuple_Pack(3, parts[0], parts[1], parts[2]);
    }
    for (int i = 0; i < 3; ++i) {
        release_array(&out[i]);
        Py_XDECREF(parts[i]);
    }
    PyMem_Free(found);
    release_timing(&t);
    release_array(&strengths);
    return result;
}

static PyObject *ages_at(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("ages_at", 2, 3, "strengths", "target", "curve", TIMING_NAMES);
    PyObject *v[3 + TIMING], *result = NULL;
    timing t;
    array strengths = {0}, out = {0};
    float target = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[1], "target", &target) != 0 ||
        acquire_vector(v[0], "strengths", KIND_F32, 0, &strengths) != 0)
        return NULL;
    if (acquire_timing("ages_at", v[2], NULL, strengths.shape[0], v + 3, &t) != 0) {
        release_array(&strengths);
        return NULL;
    }
    result = new_vector(KIND_U64, t.count, &out);
    if (result != NULL) {
        BEGIN_KERNEL(64 * t.count);
        const engram_status status = engram_decay_ages_at(&t.curve, t.times.unit, &t.options, strengths.data,
                                                          (uint64_t)t.count, target, out.data);
        END_KERNEL();
        if (check_status(status, "ages_at") != 0) Py_CLEAR(result);
    }
    release_array(&out);
    release_timing(&t);
    release_array(&strengths);
    return result;
}

static PyObject *weigh(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("weigh", 2, 3, "scores", "times", "curve", "strengths", "out", TIMING_NAMES, "info");
    PyObject *v[6 + TIMING], *result = NULL;
    uint32_t tells = 0;
    timing t;
    array scores = {0}, strengths = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[5 + TIMING], &tells) != 0 ||
        acquire_vector(v[0], "scores", KIND_F32, 0, &scores) != 0)
        return NULL;
    if (acquire_timing("weigh", v[2], v[1], scores.shape[0], v + 5, &t) != 0) {
        release_array(&scores);
        return NULL;
    }
    if (!given(v[3]) || (acquire_vector(v[3], "strengths", KIND_F32, 0, &strengths) == 0 &&
                         check_length(&strengths, "strengths", t.count, "scores has") == 0))
        result = output_vector(v[4], KIND_F32, t.count, "scores has", &out);
    if (result != NULL) {
        engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
        BEGIN_KERNEL(t.count);
        const engram_status status = engram_decay_scores(&t.curve, &t.times, &t.options, strengths.data, scores.data,
                                                         (uint64_t)t.count, out.data, &report);
        END_KERNEL();
        if (check_row(status, "weigh", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_array(&strengths);
    release_timing(&t);
    release_array(&scores);
    return result;
}

static PyObject *next_below(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("next_below", 2, 3, "times", "threshold", "curve", "strengths", TIMING_NAMES);
    PyObject *v[4 + TIMING], *result = NULL;
    timing t;
    array strengths = {0};
    float threshold = 0;
    uint64_t row = 0, left = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[1], "threshold", &threshold) != 0 ||
        acquire_timing("next_below", v[2], v[0], -1, v + 4, &t) != 0)
        return NULL;
    if (!given(v[3]) || (acquire_vector(v[3], "strengths", KIND_F32, 0, &strengths) == 0 &&
                         check_length(&strengths, "strengths", t.count, "times has") == 0)) {
        BEGIN_KERNEL(64 * t.count);
        const engram_status status = engram_decay_next(&t.curve, &t.times, &t.options, strengths.data, (uint64_t)t.count,
                                                       threshold, &row, &left);
        END_KERNEL();
        if (check_status(status, "next_below") == 0)
            result = row == UINT64_MAX ? Py_NewRef(Py_None)
                                       : Py_BuildValue("(KK)", (unsigned long long)row, (unsigned long long)left);
    }
    release_array(&strengths);
    release_timing(&t);
    return result;
}

#define TIMING_SIGNATURE                                                                                              \
    "tau=None, half_life=None, unit='seconds', now=None, scales=None,\n      exponents=None, accesses=None, pins=None"
#define TELLING TIMING_SIGNATURE ", info=False"

PyMethodDef decay_functions[] = {
    FUNCTION(decay,
             "decay($module, /, strengths, times, curve=None, *, out=None, " TELLING ")\n--\n\n"
             "strengths * factor(times), each product rounded once: float32.\n\n"
             "times      whole numbers: ages, or with `now` points on a clock, of which those later than now count as age 0\n"
             "curve      a Curve; or instead tau, or half_life, in seconds\n"
             "out        a float32 array to write to, which is returned; strengths itself decays in place\n"
             "unit       of times and now: 'seconds', 'milliseconds', 'microseconds' or 'nanoseconds'\n"
             "scales, exponents  float32 for each row, in place of the curve's\n"
             "accesses   a whole number for each row: use counts, for 'two_component'\n"
             "pins       uint64 words, as bitmap(mask) makes them: rows that do not fade\n"
             "info       True: a pair, with the number of points on the clock that were later than now\n"),
    FUNCTION(retention,
             "retention($module, /, times, curve=None, *, out=None, " TELLING ")\n--\n\n"
             "The factors alone, such as top_k(multiply=...) takes. Arguments as in decay().\n"),
    FUNCTION(suppressed,
             "suppressed($module, /, strengths, times, threshold, curve=None, *, " TIMING_SIGNATURE ")\n--\n\n"
             "Rows that only decay took below a threshold: (rows, strengths, factors). Arguments as in decay().\n"),
    FUNCTION(ages_at,
             "ages_at($module, /, strengths, target, curve=None, *, tau=None, half_life=None, unit='seconds', scales=None,\n"
             "        exponents=None, accesses=None, pins=None)\n--\n\n"
             "The age at which each row falls below the target: uint64, 2^64 - 1 where it never does. Arguments as in\n"
             "decay().\n"),
    FUNCTION(weigh,
             "weigh($module, /, scores, times, curve=None, *, strengths=None, out=None, " TELLING ")\n--\n\n"
             "scores * (strengths * factor(times)), with the roundings of decay(); without strengths scores * factor(times).\n"
             "No strength is changed. out may be scores. Arguments as in decay().\n"),
    FUNCTION(next_below,
             "next_below($module, /, times, threshold, curve=None, *, strengths=None, " TIMING_SIGNATURE ")\n--\n\n"
             "The next row to fall below the threshold, and the time from now until it does: (row, left), or None where\n"
             "none ever will. strengths: 1 unless told. Arguments as in decay().\n"),
    {NULL, NULL, 0, NULL},
};
