/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "matrix.h"
#include "error.h"
#include "functions.h"
#include "output.h"

/* A range of rows: all that follow `first` unless told. */
static int range_of(PyObject *first, PyObject *count, uint64_t all, uint64_t *from, uint64_t *length) {
    *from = 0;
    *length = UINT64_MAX;
    if (number_u64(first, "first", from) != 0 || number_u64(count, "count", length) != 0) return -1;
    if (*length == UINT64_MAX && *from <= all) *length = all - *from;
    if (*from <= all && *length <= all - *from) return 0;
    return raise_status(ENGRAM_ERROR_ARGUMENT, "scores: rows from %llu on, %llu of them, where there are %llu",
                        (unsigned long long)*from, (unsigned long long)*length, (unsigned long long)all);
}

static PyObject *scores(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("scores", 2, 2, "query", "rows", "metric", "first", "count", "ids", "out", "type", "bits", "scales");
    PyObject *v[10], *result = NULL;
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    const int chosen = given(v[5]);
    if (chosen && (given(v[3]) || given(v[4]))) {
        PyErr_SetString(PyExc_TypeError, "scores() takes ids, or a range of rows, not both");
        return NULL;
    }
    uint32_t metric;
    uint64_t first = 0, length = 0;
    matrix rows = {0}, query = {0};
    array ids = {0}, out = {0};
    if (acquire_rows(v[1], v[7], v[8], v[9], &rows) != 0) return NULL;
    if (choose_metric(v[2], &rows, &metric) != 0 || acquire_queries(v[0], "query", NULL, &rows, 0, &query) != 0) goto done;
    if (chosen) {
        if (acquire_whole(v[5], "ids", KIND_U32 | KIND_U64, &ids) != 0) goto done;
        length = (uint64_t)ids.shape[0];
    } else if (range_of(v[3], v[4], rows.view.count, &first, &length) != 0) {
        goto done;
    }
    result = output_vector(v[6], KIND_F32, (int64_t)length, "the scores number", &out);
    if (result == NULL) goto done;
    engram_status status;
    BEGIN_KERNEL(length * rows.view.dim);
    if (chosen)
        status = engram_similarity_gather(metric, query.data.data, &rows.view,
                                          ids.type == KIND_U32 ? ENGRAM_IDS_U32 : ENGRAM_IDS_U64, ids.data, length,
                                          out.data);
    else
        status = engram_similarity_many(metric, query.data.data, &rows.view, first, length, out.data);
    END_KERNEL();
    if (check_status(status, "scores") != 0) Py_CLEAR(result);
done:
    release_array(&out);
    release_array(&ids);
    release_matrix(&query);
    release_matrix(&rows);
    return result;
}

static PyObject *score_matrix(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("score_matrix", 2, 2, "queries", "rows", "metric", "out", "type", "bits", "scales", "query_scales");
    PyObject *v[8], *result = NULL;
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    uint32_t metric;
    matrix rows = {0}, queries = {0};
    array out = {0};
    if (acquire_rows(v[1], v[4], v[5], v[6], &rows) != 0) return NULL;
    if (choose_metric(v[2], &rows, &metric) != 0 || acquire_queries(v[0], "queries", v[7], &rows, 1, &queries) != 0)
        goto done;
    if (queries.is_vector) {
        PyErr_SetString(PyExc_ValueError, "queries must have 2 dimensions, not 1: scores() takes a single query");
        goto done;
    }
    result = output_matrix(v[3], KIND_F32, (int64_t)queries.view.count, (int64_t)rows.view.count, &out);
    if (result == NULL) goto done;
    /* An empty result has no rows to step over, whatever stride its producer gave it. */
    const uint64_t stride = out.shape[0] > 1 && out.shape[1] > 0 ? (uint64_t)out.strides[0] : 0;
    BEGIN_KERNEL(queries.view.count * rows.view.count * rows.view.dim);
    const engram_status status = engram_similarity_block(metric, &queries.view, &rows.view, stride, NULL, out.data);
    END_KERNEL();
    if (check_status(status, "score_matrix") != 0) Py_CLEAR(result);
done:
    release_array(&out);
    release_matrix(&queries);
    release_matrix(&rows);
    return result;
}

static PyObject *convert(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("convert", 2, 2, "rows", "to", "type", "bits", "scales");
    static const choice targets[] = {{"float32", ENGRAM_TYPE_F32},   {"float16", ENGRAM_TYPE_F16},
                                     {"bfloat16", ENGRAM_TYPE_BF16}, {"int8", ENGRAM_TYPE_I8},
                                     {"bits", ENGRAM_TYPE_BITS},     {NULL, 0}};
    static const kind results[] = {KIND_OTHER, KIND_F32, KIND_F16, KIND_U16, KIND_I8, KIND_U8};
    PyObject *v[5], *result = NULL, *made_scales = NULL;
    uint32_t to = 0;
    matrix rows = {0};
    array out = {0}, scales = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || choose(v[1], "to", targets, &to) != 0) return NULL;
    if (acquire_rows(v[0], v[2], v[3], v[4], &rows) != 0) return NULL;
    const int64_t n = (int64_t)rows.view.count, dim = (int64_t)rows.view.dim;
    result = new_matrix(results[to], n, to == ENGRAM_TYPE_BITS ? (dim + 7) / 8 : dim, &out);
    if (result == NULL) goto done;
    if (to == ENGRAM_TYPE_I8 && (made_scales = new_vector(KIND_F32, n, &scales)) == NULL) {
        Py_CLEAR(result);
        goto done;
    }
    BEGIN_KERNEL(rows.view.count * rows.view.dim);
    const engram_status status = engram_rows_convert(&rows.view, to, out.data, 0, scales.data);
    END_KERNEL();
    if (check_status(status, "convert") != 0) Py_CLEAR(result);
done:
    release_array(&scales);
    release_array(&out);
    release_matrix(&rows);
    if (result != NULL && made_scales != NULL) {
        PyObject *pair = PyTuple_Pack(2, result, made_scales);
        Py_DECREF(result);
        result = pair;
    }
    Py_XDECREF(made_scales);
    return result;
}

PyMethodDef similarity_functions[] = {
    FUNCTION(scores,
             "scores($module, /, query, rows, *, metric=None, first=None, count=None, ids=None, out=None, type=None,\n"
             "       bits=None, scales=None)\n--\n\n"
             "Score of a query vector against rows of a matrix: float32, one for each row.\n\n"
             "metric  'cosine' (unless told), 'dot' or 'l2_squared'; for bits 'hamming' (unless told) or 'jaccard'\n"
             "first, count  only this range of rows\n"
             "ids     only these rows, in this order\n"
             "out     a float32 array to write to, which is returned\n"
             "type    'bfloat16' or 'float16' for a matrix of uint16\n"
             "bits    of a uint8 matrix, how many bits of a row count, all unless told\n"
             "scales  of an int8 matrix, a factor for each row\n"),
    FUNCTION(score_matrix,
             "score_matrix($module, /, queries, rows, *, metric=None, out=None, type=None, bits=None, scales=None,\n"
             "             query_scales=None)\n--\n\n"
             "Scores of every query against every row: float32, a row for each query. Arguments as in scores().\n"),
    FUNCTION(convert,
             "convert($module, /, rows, to, *, type=None, bits=None, scales=None)\n--\n\n"
             "Rows in another type; one of the two is float32. bfloat16 comes as uint16, bits as packed uint8, and\n"
             "'int8' gives a pair: the codes and their scales, row = scale * codes.\n"),
    {NULL, NULL, 0, NULL},
};
