/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "curve.h"
#include "error.h"
#include "functions.h"
#include "output.h"

#include "engram/fsrs.h"

static const choice versions[] = {{"4.5", ENGRAM_FSRS_4_5}, {"5", ENGRAM_FSRS_5}, {"6", ENGRAM_FSRS_6}, {NULL, 0}};

static int64_t weights_of(uint32_t version) { return version == ENGRAM_FSRS_6 ? 21 : version == ENGRAM_FSRS_5 ? 19 : 17; }

/* The weights of a call: those given, float64, or the published ones of the version. */
static int model_of(PyObject *version, PyObject *weights, engram_fsrs *out) {
    uint32_t which = ENGRAM_FSRS_6;
    *out = (engram_fsrs){.size = sizeof *out};
    if (choose(version, "version", versions, &which) != 0 || check_status(engram_fsrs_default(which, out), "fsrs") != 0)
        return -1;
    if (!given(weights)) return 0;
    array a = {0};
    const int64_t count = weights_of(which);
    if (acquire_vector(weights, "weights", KIND_F64, 0, &a) != 0) return -1;
    const int bad = check_length(&a, "weights", count, "this version takes");
    for (int64_t i = 0; i < count && bad == 0; ++i) out->weights[i] = ((const double *)a.data)[i];
    release_array(&a);
    return bad;
}

static int times_of(PyObject *values, PyObject *unit, PyObject *now, array *a, engram_times *out) {
    *out = (engram_times){.size = sizeof *out};
    if (choose(unit, "unit", time_units, &out->unit) != 0 || number_u64(now, "now", &out->now) != 0 ||
        acquire_whole(values, "times", KIND_U64, a) != 0)
        return -1;
    out->kind = given(now) ? ENGRAM_TIMES_STAMPS : ENGRAM_TIMES_AGES;
    out->values = a->data;
    return 0;
}

static PyObject *weight_vector(const engram_fsrs *model) {
    array out = {0};
    const int64_t count = weights_of(model->version);
    PyObject *made = new_vector(KIND_F64, count, &out);
    for (int64_t i = 0; made != NULL && i < count; ++i) ((double *)out.data)[i] = model->weights[i];
    release_array(&out);
    return made;
}

static PyObject *fsrs_weights(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("fsrs_weights", 0, 1, "version");
    PyObject *v[1];
    engram_fsrs model;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || model_of(v[0], NULL, &model) != 0) return NULL;
    return weight_vector(&model);
}

static PyObject *fsrs_migrate(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("fsrs_migrate", 1, 1, "weights");
    PyObject *v[1];
    array weights = {0};
    engram_fsrs model = {.size = sizeof model};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || acquire_vector(v[0], "weights", KIND_F64, 0, &weights) != 0)
        return NULL;
    const int bad = check_status(engram_fsrs_migrate(weights.data, (uint64_t)weights.shape[0], &model), "fsrs_migrate");
    release_array(&weights);
    return bad ? NULL : weight_vector(&model);
}

static PyObject *fsrs_retrievability(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("fsrs_retrievability", 2, 2, "times", "stabilities", "version", "weights", "unit", "now", "out", "info");
    PyObject *v[8], *result = NULL;
    uint32_t tells = 0;
    engram_fsrs model;
    engram_times times;
    array values = {0}, stabilities = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[7], &tells) != 0 ||
        model_of(v[2], v[3], &model) != 0)
        return NULL;
    if (times_of(v[0], v[4], v[5], &values, &times) == 0 &&
        acquire_vector(v[1], "stabilities", KIND_F32, 0, &stabilities) == 0 &&
        check_length(&stabilities, "stabilities", values.shape[0], "times has") == 0)
        result = output_vector(v[6], KIND_F32, values.shape[0], "times has", &out);
    if (result != NULL) {
        engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
        BEGIN_KERNEL(values.shape[0]);
        const engram_status status = engram_fsrs_retrievability(&model, &times, stabilities.data,
                                                                (uint64_t)values.shape[0], out.data, &report);
        END_KERNEL();
        if (check_row(status, "fsrs_retrievability", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_array(&stabilities);
    release_array(&values);
    return result;
}

static PyObject *fsrs_interval(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("fsrs_interval", 2, 2, "stabilities", "retention", "longest", "version", "weights", "out");
    PyObject *v[6], *result = NULL;
    engram_fsrs model;
    double retention = 0, longest = 0;
    array stabilities = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || model_of(v[3], v[4], &model) != 0 ||
        number_f64(v[1], "retention", &retention) != 0 || number_f64(v[2], "longest", &longest) != 0 ||
        acquire_vector(v[0], "stabilities", KIND_F32, 0, &stabilities) != 0)
        return NULL;
    result = output_vector(v[5], KIND_F32, stabilities.shape[0], "stabilities has", &out);
    if (result != NULL) {
        BEGIN_KERNEL(stabilities.shape[0]);
        const engram_status status =
            engram_fsrs_interval(&model, retention, longest, stabilities.data, (uint64_t)stabilities.shape[0], out.data);
        END_KERNEL();
        if (check_status(status, "fsrs_interval") != 0) Py_CLEAR(result);
    }
    release_array(&out);
    release_array(&stabilities);
    return result;
}

static PyObject *fsrs_review(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("fsrs_review", 4, 4, "times", "grades", "stabilities", "difficulties", "version", "weights", "unit", "now",
              "info");
    PyObject *v[9], *s = NULL, *d = NULL, *result = NULL;
    uint32_t tells = 0;
    engram_fsrs model;
    engram_times times;
    array values = {0}, grades = {0}, stabilities = {0}, difficulties = {0}, out_s = {0}, out_d = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[8], &tells) != 0 ||
        model_of(v[4], v[5], &model) != 0)
        return NULL;
    if (times_of(v[0], v[6], v[7], &values, &times) == 0 && acquire_whole(v[1], "grades", KIND_U8, &grades) == 0 &&
        check_length(&grades, "grades", values.shape[0], "times has") == 0 &&
        acquire_vector(v[2], "stabilities", KIND_F32, 0, &stabilities) == 0 &&
        check_length(&stabilities, "stabilities", values.shape[0], "times has") == 0 &&
        acquire_vector(v[3], "difficulties", KIND_F32, 0, &difficulties) == 0 &&
        check_length(&difficulties, "difficulties", values.shape[0], "times has") == 0 &&
        (s = new_vector(KIND_F32, values.shape[0], &out_s)) != NULL)
        d = new_vector(KIND_F32, values.shape[0], &out_d);
    if (d != NULL) {
        engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
        BEGIN_KERNEL(values.shape[0]);
        const engram_fsrs_reviews reviews = {sizeof reviews,   0,           (uint64_t)values.shape[0], grades.data,
                                             stabilities.data, difficulties.data, out_s.data,          out_d.data};
        const engram_status status = engram_fsrs_review(&model, &times, &reviews, &report);
        END_KERNEL();
        if (check_row(status, "fsrs_review", report.bad_row) == 0) {
            PyObject *skewed = PyLong_FromUnsignedLongLong(report.skewed);
            if (skewed != NULL) result = tells ? PyTuple_Pack(3, s, d, skewed) : PyTuple_Pack(2, s, d);
            Py_XDECREF(skewed);
        }
    }
    release_array(&out_d);
    release_array(&out_s);
    release_array(&difficulties);
    release_array(&stabilities);
    release_array(&grades);
    release_array(&values);
    Py_XDECREF(s);
    Py_XDECREF(d);
    return result;
}

PyMethodDef fsrs_functions[] = {
    FUNCTION(fsrs_weights, "fsrs_weights($module, /, version='6')\n--\n\n"
                           "FSRS: the published weights of a version, float64: 17 for '4.5', 19 for '5', 21 for '6'.\n"),
    FUNCTION(fsrs_migrate, "fsrs_migrate($module, /, weights)\n--\n\n"
                           "FSRS: 17, 19 or 21 weights as the 21 of a version 6 that behaves alike.\n"),
    FUNCTION(fsrs_retrievability,
             "fsrs_retrievability($module, /, times, stabilities, *, version='6', weights=None, unit='seconds', now=None,\n"
             "                    out=None, info=False)\n--\n\n"
             "FSRS: the chance to recall each memory, from the time since its last review and its stability in days.\n\n"
             "times    whole numbers: ages, or with `now` points on a clock\n"
             "version  '4.5', '5' or '6'; weights: float64, 17, 19 or 21 of them, the published ones unless told\n"
             "info     True: a pair, as in decay()\n"),
    FUNCTION(fsrs_interval,
             "fsrs_interval($module, /, stabilities, retention, *, longest=36500.0, version='6', weights=None,\n"
             "              out=None)\n--\n\n"
             "FSRS: days until the chance to recall has fallen to the retention, `longest` at most; 0 for a new memory.\n"),
    FUNCTION(fsrs_review,
             "fsrs_review($module, /, times, grades, stabilities, difficulties, *, version='6', weights=None,\n"
             "            unit='seconds', now=None, info=False)\n--\n\n"
             "FSRS: (stabilities, difficulties) after a review. grades: 1 again, 2 hard, 3 good, 4 easy, 0 no review;\n"
             "a stability of 0 is a new memory. With info three, the last the number of times later than now.\n"),
    {NULL, NULL, 0, NULL},
};
