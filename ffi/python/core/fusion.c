/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"
#include "functions.h"
#include "hits.h"
#include "matrix.h"
#include "output.h"

/* Ranked lists, copied into the library's hits: they come as two arrays each. */
typedef struct lists {
    Py_ssize_t count;
    uint64_t total;
    uint64_t *lengths;
    engram_hit **hits;
} lists;

static void release_lists(lists *l) {
    for (Py_ssize_t i = 0; l->hits != NULL && i < l->count; ++i) PyMem_Free(l->hits[i]);
    PyMem_Free(l->hits);
    PyMem_Free(l->lengths);
}

static int take_list(PyObject *pair, lists *l, Py_ssize_t i) {
    PyObject *parts[2] = {NULL, NULL};
    array ids = {0}, scores = {0};
    int good = PySequence_Check(pair) && PySequence_Size(pair) >= 2;
    for (int p = 0; p < 2 && good; ++p) good = (parts[p] = PySequence_GetItem(pair, p)) != NULL;
    if (!good) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "lists must hold Hits, or pairs of ids and scores");
    }
    good = good && acquire_whole(parts[0], "ids", KIND_U64, &ids) == 0 &&
           acquire_vector(parts[1], "scores", KIND_F32, 0, &scores) == 0 &&
           check_length(&scores, "scores", ids.shape[0], "ids has") == 0;
    if (good) {
        const uint64_t n = (uint64_t)ids.shape[0];
        l->lengths[i] = n;
        l->total += n;
        l->hits[i] = hits_new(1, n);
        good = l->hits[i] != NULL;
        if (!good) PyErr_NoMemory();
        for (uint64_t j = 0; j < n && good; ++j)
            l->hits[i][j] = (engram_hit){((const uint64_t *)ids.data)[j], ((const float *)scores.data)[j], 0};
    }
    release_array(&scores);
    release_array(&ids);
    Py_XDECREF(parts[0]);
    Py_XDECREF(parts[1]);
    return good ? 0 : -1;
}

static int take_lists(PyObject *sequence, lists *l) {
    *l = (lists){0};
    if (!PySequence_Check(sequence)) {
        PyErr_SetString(PyExc_TypeError, "lists must be a sequence of Hits, or of pairs of ids and scores");
        return -1;
    }
    const Py_ssize_t n = PySequence_Size(sequence);
    if (n < 0) return -1;
    l->lengths = PyMem_Calloc((size_t)n + 1, sizeof *l->lengths);
    l->hits = PyMem_Calloc((size_t)n + 1, sizeof *l->hits);
    if (l->lengths == NULL || l->hits == NULL) {
        PyErr_NoMemory();
        release_lists(l);
        return -1;
    }
    l->count = n;
    for (Py_ssize_t i = 0; i < n; ++i) {
        PyObject *pair = PySequence_GetItem(sequence, i);
        const int taken = pair != NULL ? take_list(pair, l, i) : -1;
        Py_XDECREF(pair);
        if (taken != 0) {
            release_lists(l);
            return -1;
        }
    }
    return 0;
}

static PyObject *merge(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("merge", 2, 2, "lists", "k", "metric");
    PyObject *v[3], *result = NULL;
    uint64_t k = 0, found = 0;
    uint32_t metric = ENGRAM_METRIC_COSINE;
    lists l;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u64(v[1], "k", &k) != 0 ||
        choose(v[2], "metric", metric_names, &metric) != 0 || take_lists(v[0], &l) != 0)
        return NULL;
    if (k > l.total) k = l.total;
    engram_hit *hits = hits_new(1, k);
    if (hits == NULL) {
        PyErr_NoMemory();
    } else {
        BEGIN_KERNEL(l.total);
        const engram_status status = engram_topk_merge(metric, (const engram_hit *const *)l.hits, l.lengths,
                                                       (uint64_t)l.count, k, hits, &found);
        END_KERNEL();
        if (check_status(status, "merge") == 0) result = hits_pair(hits, found);
    }
    PyMem_Free(hits);
    release_lists(&l);
    return result;
}

static int take_weights(PyObject *weights, const lists *l, engram_ranking *rankings) {
    array a = {0};
    const int has = given(weights);
    if (has && (acquire_vector(weights, "weights", KIND_F32, 0, &a) != 0 ||
                check_length(&a, "weights", l->count, "the lists number") != 0)) {
        release_array(&a);
        return -1;
    }
    for (Py_ssize_t i = 0; i < l->count; ++i)
        rankings[i] = (engram_ranking){l->hits[i], l->lengths[i], has ? ((const float *)a.data)[i] : 1.0f, 0};
    release_array(&a);
    return 0;
}

static PyObject *fuse(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("fuse", 2, 2, "lists", "k", "method", "weights", "constant", "first_bonus", "podium_bonus");
    static const choice methods[] = {{"reciprocal", ENGRAM_FUSION_RECIPROCAL},
                                     {"score", ENGRAM_FUSION_SCORE},
                                     {"min_max", ENGRAM_FUSION_MIN_MAX},
                                     {NULL, 0}};
    PyObject *v[7], *result = NULL;
    uint64_t k = 0, found = 0;
    engram_fusion_options options = {.size = sizeof options, .method = ENGRAM_FUSION_RECIPROCAL, .constant = 60};
    lists l;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u64(v[1], "k", &k) != 0 ||
        choose(v[2], "method", methods, &options.method) != 0 || number_f64(v[4], "constant", &options.constant) != 0 ||
        number_f64(v[5], "first_bonus", &options.first_bonus) != 0 ||
        number_f64(v[6], "podium_bonus", &options.podium_bonus) != 0 || take_lists(v[0], &l) != 0)
        return NULL;
    if (k > l.total) k = l.total;
    const uint64_t bytes = engram_fusion_scratch(l.total);
    engram_hit *hits = hits_new(1, k);
    engram_ranking *rankings = PyMem_Calloc((size_t)l.count + 1, sizeof *rankings);
    void *workspace = bytes <= PY_SSIZE_T_MAX ? PyMem_Malloc(bytes != 0 ? bytes : 1) : NULL;
    if (hits == NULL || rankings == NULL || workspace == NULL) {
        PyErr_NoMemory();
    } else if (take_weights(v[3], &l, rankings) == 0) {
        BEGIN_KERNEL(l.total);
        const engram_status status =
            engram_rank_fusion(rankings, (uint64_t)l.count, &options, k, hits, &found, workspace, bytes);
        END_KERNEL();
        if (check_status(status, "fuse") == 0) result = hits_pair(hits, found);
    }
    PyMem_Free(workspace);
    PyMem_Free(rankings);
    PyMem_Free(hits);
    release_lists(&l);
    return result;
}

PyMethodDef fusion_functions[] = {
    FUNCTION(merge,
             "merge($module, /, lists, k, *, metric='cosine')\n--\n\n"
             "The k best of several lists of hits, such as those of parts of the rows: (ids, scores).\n"),
    FUNCTION(fuse,
             "fuse($module, /, lists, k, *, method='reciprocal', weights=None, constant=60.0, first_bonus=0.0,\n"
             "     podium_bonus=0.0)\n--\n\n"
             "Fuses ranked lists of different searches into one: (ids, scores).\n\n"
             "method  'reciprocal': sum of weight / (constant + rank), ranks from 1; 'score': sum of weight * score;\n"
             "        'min_max': the scores of each list scaled to [0, 1] first\n"
             "weights float32, one for each list; 1 unless told\n"),
    {NULL, NULL, 0, NULL},
};
