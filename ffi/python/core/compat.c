/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "array.h"
#include "error.h"
#include "functions.h"
#include "output.h"

#include "engram/compat.h"

static PyObject *compat_vector_similarity(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("vector_similarity", 2, 3, "query", "candidates", "scores");
    PyObject *v[3], *result = NULL;
    array query = {0}, rows = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    if (acquire_vector(v[0], "query", KIND_F32, 0, &query) != 0) return NULL;
    if (acquire_matrix(v[1], "candidates", KIND_F32, 0, &rows) != 0 ||
        check_length(&query, "query", rows.shape[1], "a candidate has") != 0)
        goto done;
    if (rows.strides[0] != rows.shape[1]) {
        PyErr_SetString(PyExc_ValueError, "candidates has gaps between its rows: this call takes none, scores() does");
        goto done;
    }
    result = output_vector(v[2], KIND_F32, rows.shape[0], "there are candidates:", &out);
    if (result == NULL) goto done;
    const size_t length = (size_t)query.shape[0], candidates = (size_t)rows.shape[0];
    BEGIN_KERNEL(length * candidates);
    engram_vector_similarity(query.data, rows.data, out.data, length, candidates);
    END_KERNEL();
    if (check_status(engram_last_status(), "vector_similarity") != 0) Py_CLEAR(result);
done:
    release_array(&out);
    release_array(&rows);
    release_array(&query);
    return result;
}

static PyObject *compat_spread_activation(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("spread_activation", 4, 4, "adjacency", "weights", "activations", "iterations");
    PyObject *v[4];
    uint32_t iterations = 0;
    array adjacency = {0}, weights = {0}, activations = {0};
    int good = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[3], "iterations", &iterations) != 0) return NULL;
    if (acquire_whole(v[0], "adjacency", KIND_U32, &adjacency) != 0) return NULL;
    if (acquire_vector(v[1], "weights", KIND_F32, 0, &weights) != 0 ||
        check_length(&weights, "weights", adjacency.shape[0], "adjacency has") != 0 ||
        acquire_vector(v[2], "activations", KIND_F32, 1, &activations) != 0)
        goto done;
    const size_t nodes = (size_t)activations.shape[0], edges = (size_t)adjacency.shape[0];
    BEGIN_KERNEL((nodes + edges) * iterations);
    engram_spread_activation(adjacency.data, weights.data, activations.data, nodes, edges, iterations);
    END_KERNEL();
    good = check_status(engram_last_status(), "spread_activation") == 0;
done:
    release_array(&activations);
    release_array(&weights);
    release_array(&adjacency);
    return good ? Py_NewRef(Py_None) : NULL;
}

static PyObject *compat_apply_decay(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("apply_decay", 2, 2, "strengths", "ages_seconds");
    PyObject *v[2];
    array strengths = {0}, ages = {0};
    int good = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    if (acquire_vector(v[0], "strengths", KIND_F32, 1, &strengths) != 0) return NULL;
    if (acquire_whole(v[1], "ages_seconds", KIND_U64, &ages) != 0 ||
        check_length(&ages, "ages_seconds", strengths.shape[0], "strengths has") != 0)
        goto done;
    const size_t n = (size_t)strengths.shape[0];
    BEGIN_KERNEL(n);
    engram_apply_decay(strengths.data, ages.data, n);
    END_KERNEL();
    good = check_status(engram_last_status(), "apply_decay") == 0;
done:
    release_array(&ages);
    release_array(&strengths);
    return good ? Py_NewRef(Py_None) : NULL;
}

static PyObject *compat_configure_arena(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("configure_arena", 2, 2, "pool_size_mb", "overflow_strategy");
    static const choice strategies[] = {{"panic", 0}, {"error_return", 1}, {"fallback", 2}, {NULL, 0}};
    PyObject *v[2];
    uint32_t megabytes = 0, strategy = 0;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[0], "pool_size_mb", &megabytes) != 0 ||
        choose(v[1], "overflow_strategy", strategies, &strategy) != 0)
        return NULL;
    engram_configure_arena(megabytes, (uint8_t)strategy);
    return check_status(engram_last_status(), "configure_arena") == 0 ? Py_NewRef(Py_None) : NULL;
}

static PyObject *compat_arena_stats(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    size_t resets = 0, overflows = 0, mark = 0;
    engram_arena_stats(&resets, &overflows, &mark);
    return Py_BuildValue("(nnn)", (Py_ssize_t)resets, (Py_ssize_t)overflows, (Py_ssize_t)mark);
}

static PyObject *compat_reset_arenas(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_reset_arenas();
    return Py_NewRef(Py_None);
}

static PyObject *compat_reset_arena_metrics(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_reset_arena_metrics();
    return Py_NewRef(Py_None);
}

static PyObject *compat_deinit_thread_arena(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_deinit_thread_arena();
    return Py_NewRef(Py_None);
}

PyMethodDef compat_functions[] = {
    FUNCTION(compat_vector_similarity,
             "compat_vector_similarity($module, /, query, candidates, scores=None)\n--\n\n"
             "Cosine of the query and each candidate; a vector whose squared norm is below 1e-30 or not finite scores 0."),
    FUNCTION(compat_spread_activation,
             "compat_spread_activation($module, /, adjacency, weights, activations, iterations)\n--\n\n"
             "Spreads in place over edges grouped by source with one constant out-degree; spread_csr() takes any graph."),
    FUNCTION(compat_apply_decay,
             "compat_apply_decay($module, /, strengths, ages_seconds)\n--\n\n"
             "In place: strengths *= exp(-ages_seconds / 86400)."),
    FUNCTION(compat_configure_arena,
             "compat_configure_arena($module, /, pool_size_mb, overflow_strategy)\n--\n\n"
             "Size (1 to 1024 MiB) and overflow strategy ('panic', 'error_return', 'fallback') of arenas made from now on."),
    {"compat_arena_stats", compat_arena_stats, METH_NOARGS,
     "compat_arena_stats($module, /)\n--\n\n"
     "Over all threads: (resets, overflows, largest number of bytes in use at once)."},
    {"compat_reset_arenas", compat_reset_arenas, METH_NOARGS,
     "compat_reset_arenas($module, /)\n--\n\nResets the arena of the calling thread."},
    {"compat_reset_arena_metrics", compat_reset_arena_metrics, METH_NOARGS,
     "compat_reset_arena_metrics($module, /)\n--\n\nSets the sums of arena_stats() to zero."},
    {"compat_deinit_thread_arena", compat_deinit_thread_arena, METH_NOARGS,
     "compat_deinit_thread_arena($module, /)\n--\n\nGives the arena of the calling thread back to the system."},
    {NULL, NULL, 0, NULL},
};
