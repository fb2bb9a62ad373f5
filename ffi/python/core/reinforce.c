/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "curve.h"
#include "error.h"
#include "functions.h"
#include "output.h"

#include "engram/base_level.h"
#include "engram/reinforce.h"

static PyObject *base_level(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("base_level", 2, 2, "offsets", "times", "decay", "unit", "now", "out", "info");
    PyObject *v[7], *result = NULL;
    double d = 0.5;
    uint32_t tells = 0;
    engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
    engram_times times = {.size = sizeof times};
    array offsets = {0}, values = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f64(v[2], "decay", &d) != 0 ||
        choose(v[3], "unit", time_units, &times.unit) != 0 || number_u64(v[4], "now", &times.now) != 0 ||
        flag(v[6], &tells) != 0 || acquire_whole(v[0], "offsets", KIND_U64, &offsets) != 0)
        return NULL;
    times.kind = given(v[4]) ? ENGRAM_TIMES_STAMPS : ENGRAM_TIMES_AGES;
    const int64_t rows = offsets.shape[0] - 1;
    if (rows < 0) PyErr_SetString(PyExc_ValueError, "offsets must have one element more than there are memories");
    else if (acquire_whole(v[1], "times", KIND_U64, &values) == 0 &&
             /* The library trusts the last offset for the number of times. */
             check_length(&values, "times", (int64_t)((const uint64_t *)offsets.data)[rows], "the last offset is") == 0)
        result = output_vector(v[5], KIND_F32, rows, "the memories number", &out);
    if (result != NULL) {
        times.values = values.data;
        BEGIN_KERNEL(values.shape[0]);
        const engram_status status = engram_base_level_exact(offsets.data, (size_t)rows, &times, d, out.data, &report);
        END_KERNEL();
        if (check_row(status, "base_level", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_array(&values);
    release_array(&offsets);
    return result;
}

static PyObject *base_level_recent(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("base_level_recent", 4, 4, "offsets", "times", "counts", "creations", "decay", "unit", "now", "out", "info");
    PyObject *v[9], *result = NULL;
    double d = 0.5;
    uint32_t tells = 0;
    engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
    engram_times times = {.size = sizeof times};
    array offsets = {0}, values = {0}, counts = {0}, creations = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f64(v[4], "decay", &d) != 0 ||
        choose(v[5], "unit", time_units, &times.unit) != 0 || number_u64(v[6], "now", &times.now) != 0 ||
        flag(v[8], &tells) != 0 || acquire_whole(v[0], "offsets", KIND_U64, &offsets) != 0)
        return NULL;
    times.kind = given(v[6]) ? ENGRAM_TIMES_STAMPS : ENGRAM_TIMES_AGES;
    const int64_t rows = offsets.shape[0] - 1;
    if (rows < 0) PyErr_SetString(PyExc_ValueError, "offsets must have one element more than there are memories");
    else if (acquire_whole(v[1], "times", KIND_U64, &values) == 0 &&
             check_length(&values, "times", (int64_t)((const uint64_t *)offsets.data)[rows], "the last offset is") == 0 &&
             acquire_whole(v[2], "counts", KIND_U64, &counts) == 0 &&
             check_length(&counts, "counts", rows, "the memories number") == 0 &&
             acquire_whole(v[3], "creations", KIND_U64, &creations) == 0 &&
             check_length(&creations, "creations", rows, "the memories number") == 0)
        result = output_vector(v[7], KIND_F32, rows, "the memories number", &out);
    if (result != NULL) {
        times.values = values.data;
        BEGIN_KERNEL(values.shape[0]);
        const engram_status status = engram_base_level_recent(offsets.data, (size_t)rows, &times, counts.data,
                                                              creations.data, d, out.data, &report);
        END_KERNEL();
        if (check_row(status, "base_level_recent", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_array(&creations);
    release_array(&counts);
    release_array(&values);
    release_array(&offsets);
    return result;
}

static PyObject *base_level_optimized(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("base_level_optimized", 2, 2, "creations", "counts", "decay", "unit", "now", "out", "info");
    PyObject *v[7], *result = NULL;
    double d = 0.5;
    uint32_t tells = 0;
    engram_decay_report report = {.size = sizeof report, .bad_row = UINT64_MAX};
    engram_times times = {.size = sizeof times};
    array values = {0}, counts = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f64(v[2], "decay", &d) != 0 ||
        choose(v[3], "unit", time_units, &times.unit) != 0 || number_u64(v[4], "now", &times.now) != 0 ||
        flag(v[6], &tells) != 0 || acquire_whole(v[0], "creations", KIND_U64, &values) != 0)
        return NULL;
    times.kind = given(v[4]) ? ENGRAM_TIMES_STAMPS : ENGRAM_TIMES_AGES;
    const int64_t rows = values.shape[0];
    if (acquire_whole(v[1], "counts", KIND_U64, &counts) == 0 &&
        check_length(&counts, "counts", rows, "creations has") == 0)
        result = output_vector(v[5], KIND_F32, rows, "creations has", &out);
    if (result != NULL) {
        times.values = values.data;
        BEGIN_KERNEL(rows);
        const engram_status status = engram_base_level_optimized(&times, counts.data, (size_t)rows, d, out.data, &report);
        END_KERNEL();
        if (check_row(status, "base_level_optimized", report.bad_row) != 0) Py_CLEAR(result);
        result = with_count(result, tells, report.skewed);
    }
    release_array(&out);
    release_array(&counts);
    release_array(&values);
    return result;
}

static PyObject *retrieval_probability(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("retrieval_probability", 1, 1, "levels", "threshold", "noise", "out");
    PyObject *v[4];
    double threshold = 0, noise = 0.25;
    array levels = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f64(v[1], "threshold", &threshold) != 0 ||
        number_f64(v[2], "noise", &noise) != 0 || acquire_vector(v[0], "levels", KIND_F32, 0, &levels) != 0)
        return NULL;
    PyObject *result = output_vector(v[3], KIND_F32, levels.shape[0], "levels has", &out);
    if (result != NULL) {
        BEGIN_KERNEL(levels.shape[0]);
        const engram_status status =
            engram_retrieval_probability(levels.data, (uint64_t)levels.shape[0], threshold, noise, out.data);
        END_KERNEL();
        if (check_status(status, "retrieval_probability") != 0) Py_CLEAR(result);
    }
    release_array(&out);
    release_array(&levels);
    return result;
}

static PyObject *reinforce(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("reinforce", 2, 2, "weights", "rate", "gains", "low", "high", "out");
    PyObject *v[6], *result = NULL;
    float rate = 0;
    engram_bounds bounds = {0, 1};
    array weights = {0}, gains = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[1], "rate", &rate) != 0 ||
        number_f32(v[3], "low", &bounds.low) != 0 || number_f32(v[4], "high", &bounds.high) != 0 ||
        acquire_vector(v[0], "weights", KIND_F32, 0, &weights) != 0)
        return NULL;
    if (!given(v[2]) || (acquire_vector(v[2], "gains", KIND_F32, 0, &gains) == 0 &&
                         check_length(&gains, "gains", weights.shape[0], "weights has") == 0))
        result = output_vector(v[5], KIND_F32, weights.shape[0], "weights has", &out);
    if (result != NULL) {
        BEGIN_KERNEL(weights.shape[0]);
        const engram_status status = engram_reinforce_saturating(weights.data, gains.data, (uint64_t)weights.shape[0], rate,
                                                                 bounds, out.data);
        END_KERNEL();
        if (check_status(status, "reinforce") != 0) Py_CLEAR(result);
    }
    release_array(&out);
    release_array(&gains);
    release_array(&weights);
    return result;
}

static PyObject *retrieval_latency(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("retrieval_latency", 1, 1, "levels", "factor", "exponent", "out");
    PyObject *v[4];
    double factor = 1, exponent = 1;
    array levels = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f64(v[1], "factor", &factor) != 0 ||
        number_f64(v[2], "exponent", &exponent) != 0 || acquire_vector(v[0], "levels", KIND_F32, 0, &levels) != 0)
        return NULL;
    PyObject *result = output_vector(v[3], KIND_F32, levels.shape[0], "levels has", &out);
    if (result != NULL) {
        BEGIN_KERNEL(levels.shape[0]);
        const engram_status status =
            engram_retrieval_latency(levels.data, (uint64_t)levels.shape[0], factor, exponent, out.data);
        END_KERNEL();
        if (check_status(status, "retrieval_latency") != 0) Py_CLEAR(result);
    }
    release_array(&out);
    release_array(&levels);
    return result;
}

static PyObject *reinforce_spaced(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("reinforce_spaced", 4, 4, "weights", "retentions", "rate", "spacing", "low", "high", "out");
    PyObject *v[7], *result = NULL;
    float rate = 0, spacing = 0;
    engram_bounds bounds = {0, 1};
    array weights = {0}, retentions = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[2], "rate", &rate) != 0 ||
        number_f32(v[3], "spacing", &spacing) != 0 || number_f32(v[4], "low", &bounds.low) != 0 ||
        number_f32(v[5], "high", &bounds.high) != 0 || acquire_vector(v[0], "weights", KIND_F32, 0, &weights) != 0)
        return NULL;
    if (acquire_vector(v[1], "retentions", KIND_F32, 0, &retentions) == 0 &&
        check_length(&retentions, "retentions", weights.shape[0], "weights has") == 0)
        result = output_vector(v[6], KIND_F32, weights.shape[0], "weights has", &out);
    if (result != NULL) {
        BEGIN_KERNEL(weights.shape[0]);
        const engram_status status = engram_reinforce_spaced(weights.data, retentions.data, (uint64_t)weights.shape[0], rate,
                                                             spacing, bounds, out.data);
        END_KERNEL();
        if (check_status(status, "reinforce_spaced") != 0) Py_CLEAR(result);
    }
    release_array(&out);
    release_array(&retentions);
    release_array(&weights);
    return result;
}

static PyObject *oja(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("oja", 4, 4, "weights", "sources", "targets", "activations", "rate", "threshold", "low", "high", "out", "info");
    PyObject *v[10], *result = NULL;
    uint32_t tells = 0;
    uint64_t updated = 0;
    float rate = 0.05f, threshold = 0.3f;
    engram_bounds bounds = {0.01f, 0.95f};
    array weights = {0}, sources = {0}, targets = {0}, activations = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_f32(v[4], "rate", &rate) != 0 ||
        number_f32(v[5], "threshold", &threshold) != 0 || number_f32(v[6], "low", &bounds.low) != 0 ||
        number_f32(v[7], "high", &bounds.high) != 0 || flag(v[9], &tells) != 0 ||
        acquire_vector(v[0], "weights", KIND_F32, 0, &weights) != 0)
        return NULL;
    if (acquire_whole(v[1], "sources", KIND_U32, &sources) == 0 &&
        check_length(&sources, "sources", weights.shape[0], "weights has") == 0 &&
        acquire_whole(v[2], "targets", KIND_U32, &targets) == 0 &&
        check_length(&targets, "targets", weights.shape[0], "weights has") == 0 &&
        acquire_vector(v[3], "activations", KIND_F32, 0, &activations) == 0)
        result = output_vector(v[8], KIND_F32, weights.shape[0], "weights has", &out);
    if (result != NULL) {
        BEGIN_KERNEL(weights.shape[0]);
        const engram_oja_options options = {sizeof options, rate, threshold, bounds, 0, (uint64_t)activations.shape[0],
                                            activations.data};
        const engram_status status = engram_reinforce_oja(&options, weights.data, sources.data, targets.data,
                                                          (uint64_t)weights.shape[0], out.data, &updated);
        END_KERNEL();
        if (check_status(status, "oja") != 0) Py_CLEAR(result);
        result = with_count(result, tells, updated);
    }
    release_array(&out);
    release_array(&activations);
    release_array(&targets);
    release_array(&sources);
    release_array(&weights);
    return result;
}

PyMethodDef reinforce_functions[] = {
    FUNCTION(base_level,
             "base_level($module, /, offsets, times, *, decay=0.5, unit='seconds', now=None, out=None,\n"
             "           info=False)\n--\n\n"
             "ACT-R: ln of the sum of t ** -decay over the presentations of each memory, which are times[offsets[i]] up to\n"
             "times[offsets[i + 1]]; -infinity for none. With info a pair, as in decay().\n"),
    FUNCTION(base_level_recent,
             "base_level_recent($module, /, offsets, times, counts, creations, *, decay=0.5, unit='seconds', now=None,\n"
             "                  out=None, info=False)\n--\n\n"
             "ACT-R: the same from the newest presentations of each memory, the number of all and the time of creation,\n"
             "one for each memory (Petrov 2006).\n"),
    FUNCTION(base_level_optimized,
             "base_level_optimized($module, /, creations, counts, *, decay=0.5, unit='seconds', now=None, out=None,\n"
             "           info=False)\n--\n\n"
             "ACT-R: ln(counts / (1 - decay)) - decay * ln(time since creation), for uses spread evenly over life.\n"),
    FUNCTION(retrieval_latency,
             "retrieval_latency($module, /, levels, *, factor=1.0, exponent=1.0, out=None)\n--\n\n"
             "ACT-R: factor * e ** (-exponent * levels), in the unit of the factor.\n"),
    FUNCTION(retrieval_probability,
             "retrieval_probability($module, /, levels, *, threshold=0.0, noise=0.25, out=None)\n--\n\n"
             "ACT-R: 1 / (1 + e ** ((threshold - levels) / noise)).\n"),
    FUNCTION(reinforce,
             "reinforce($module, /, weights, rate, *, gains=None, low=0.0, high=1.0, out=None)\n--\n\n"
             "weights + g * (1 - weights) with g = min(1, rate * gains), clamped to [low, high].\n"),
    FUNCTION(reinforce_spaced,
             "reinforce_spaced($module, /, weights, retentions, rate, spacing, *, low=0.0, high=1.0, out=None)\n--\n\n"
             "As reinforce() with g = rate * (1 + (spacing - 1) * (1 - retentions)): worth more the further a memory had\n"
             "faded. retentions: what was left at the recall, as from retention().\n"),
    FUNCTION(oja,
             "oja($module, /, weights, sources, targets, activations, *, rate=0.05, threshold=0.3, low=0.01, high=0.95,\n"
             "    out=None, info=False)\n--\n\n"
             "Oja's rule on pairs: weights + rate * (a * b - b * b * weights), where a and b are the activations of source\n"
             "and target; pairs with one below the threshold stay.\n\n"
             "info  True: a pair, with the number of pairs that the rule changed\n"),
    {NULL, NULL, 0, NULL},
};
