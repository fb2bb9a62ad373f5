/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "hits.h"

#include <math.h>

#include "output.h"

static PyTypeObject *hits_type;

int add_hits(PyObject *module) {
    static PyStructSequence_Field fields[] = {
        {"ids", "uint64: rows, best first, equal scores in ascending order of id"},
        {"scores", "float32: their scores, biased if there is a bias"},
        {"found", "how many were found: at most k"},
        {"scored", "rows that passed range, ids and filter"},
        {"nan", "of these, rows whose score is NaN: never selected"},
        {"rescored", "rows whose float32 vector was read: fewer than scored when codes ruled rows out"},
        {NULL, NULL},
    };
    static PyStructSequence_Desc description = {"engram_kernels.Hits", "What top_k() selected.", fields, 6};
    hits_type = PyStructSequence_NewType(&description);
    if (hits_type == NULL) return -1;
    return PyModule_AddObjectRef(module, "Hits", (PyObject *)hits_type);
}

engram_hit *hits_new(uint64_t queries, uint64_t k) {
    if (k != 0 && queries > PY_SSIZE_T_MAX / sizeof(engram_hit) / k) return NULL;
    return PyMem_Malloc(queries * k != 0 ? queries * k * sizeof(engram_hit) : 1);
}

static void split(const engram_hit *hits, uint64_t found, uint64_t room, uint64_t *ids, float *scores) {
    for (uint64_t i = 0; i < found; ++i) {
        ids[i] = hits[i].id;
        scores[i] = hits[i].score;
    }
    for (uint64_t i = found; i < room; ++i) {
        ids[i] = UINT64_MAX;
        scores[i] = NAN;
    }
}

PyObject *hits_pair(const engram_hit *hits, uint64_t found) {
    array ids = {0}, scores = {0};
    PyObject *id_array = new_vector(KIND_U64, (int64_t)found, &ids);
    PyObject *score_array = id_array != NULL ? new_vector(KIND_F32, (int64_t)found, &scores) : NULL;
    if (score_array != NULL) split(hits, found, found, ids.data, scores.data);
    release_array(&scores);
    release_array(&ids);
    PyObject *pair = score_array != NULL ? PyTuple_Pack(2, id_array, score_array) : NULL;
    Py_XDECREF(id_array);
    Py_XDECREF(score_array);
    return pair;
}

/* One of the counts: a number for one query, an array for several. */
static PyObject *count_of(const engram_topk_counts *counts, int which, uint64_t queries, int one_query) {
    array out = {0};
    PyObject *made = one_query ? NULL : new_vector(KIND_U64, (int64_t)queries, &out);
    if (!one_query && made == NULL) return NULL;
    uint64_t value = 0;
    for (uint64_t m = 0; m < queries; ++m) {
        const engram_topk_counts *c = &counts[m];
        value = which == 0 ? c->found : which == 1 ? c->scored : which == 2 ? c->nan : c->rescored;
        if (!one_query) ((uint64_t *)out.data)[m] = value;
    }
    release_array(&out);
    return one_query ? PyLong_FromUnsignedLongLong(value) : made;
}

PyObject *hits_result(const engram_hit *hits, const engram_topk_counts *counts, uint64_t queries, uint64_t k,
                      int one_query) {
    PyObject *parts[6] = {NULL};
    if (one_query) {
        PyObject *pair = hits_pair(hits, counts[0].found);
        if (pair == NULL) return NULL;
        for (int i = 0; i < 2; ++i) parts[i] = Py_NewRef(PyTuple_GetItem(pair, i));
        Py_DECREF(pair);
    } else {
        array ids = {0}, scores = {0};
        parts[0] = new_matrix(KIND_U64, (int64_t)queries, (int64_t)k, &ids);
        parts[1] = parts[0] != NULL ? new_matrix(KIND_F32, (int64_t)queries, (int64_t)k, &scores) : NULL;
        if (parts[1] != NULL)
            for (uint64_t m = 0; m < queries; ++m)
                split(hits + m * k, counts[m].found, k, (uint64_t *)ids.data + m * k, (float *)scores.data + m * k);
        release_array(&scores);
        release_array(&ids);
    }
    int good = parts[0] != NULL && parts[1] != NULL;
    for (int i = 0; i < 4 && good; ++i) good = (parts[2 + i] = count_of(counts, i, queries, one_query)) != NULL;
    PyObject *result = good ? PyStructSequence_New(hits_type) : NULL;
    for (int i = 0; i < 6; ++i) {
        if (result != NULL) PyStructSequence_SetItem(result, i, parts[i]);
        else Py_XDECREF(parts[i]);
    }
    return result;
}
