/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "array.h"
#include "error.h"
#include "functions.h"
#include "output.h"

#include "engram/similarity.h"

static const choice metrics[] = {{"cosine", ENGRAM_METRIC_COSINE}, {NULL, 0}};

static engram_rows rows_of(const array *rows) {
    return (engram_rows){sizeof(engram_rows),         ENGRAM_TYPE_F32, rows->data, (uint64_t)rows->shape[0],
                         (uint64_t)rows->strides[0], (uint64_t)rows->shape[1]};
}

static PyObject *scores(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    static const char *const names[] = {"query", "rows", "metric", "first", "count", "out", NULL};
    static const signature s = {"scores", 2, 2, names};
    PyObject *v[6], *result = NULL;
    if (sort_arguments(&s, args, count, keywords, v) != 0) return NULL;
    uint32_t metric = ENGRAM_METRIC_COSINE;
    uint64_t first = 0, range = UINT64_MAX;
    if (choose(v[2], "metric", metrics, &metric) != 0 || number_u64(v[3], "first", &first) != 0 ||
        number_u64(v[4], "count", &range) != 0)
        return NULL;
    array query = {0}, rows = {0}, out = {0};
    if (acquire_vector(v[0], "query", KIND_F32, 0, &query) != 0) return NULL;
    if (acquire_matrix(v[1], "rows", KIND_F32, 0, &rows) != 0 ||
        check_length(&query, "query", rows.shape[1], "a row has") != 0)
        goto done;
    const uint64_t all = (uint64_t)rows.shape[0];
    if (range == UINT64_MAX) range = first < all ? all - first : 0;
    if (first > all || range > all - first) {
        raise_status(ENGRAM_ERROR_ARGUMENT, "scores: rows [%llu, %llu + %llu) of %llu", (unsigned long long)first,
                     (unsigned long long)first, (unsigned long long)range, (unsigned long long)all);
        goto done;
    }
    result = output_vector(v[5], KIND_F32, (int64_t)range, "the range of rows has", &out);
    if (result == NULL) goto done;
    const engram_rows matrix = rows_of(&rows);
    BEGIN_KERNEL(range * matrix.dim);
    const engram_status status = engram_similarity_many(metric, query.data, &matrix, first, range, out.data);
    END_KERNEL();
    if (check_status(status, "scores") != 0) Py_CLEAR(result);
done:
    release_array(&out);
    release_array(&rows);
    release_array(&query);
    return result;
}

PyMethodDef similarity_functions[] = {
    FUNCTION(scores,
             "scores($module, /, query, rows, *, metric='cosine', first=0, count=None, out=None)\n--\n\n"
             "Score of a query vector against each row of a matrix: float32, one for each row.\n\n"
             "metric  'cosine': sum(q * r) / (|q| * |r|), in [-1, 1]; a vector of zeros scores 0, a NaN or an infinity\n"
             "        in either vector scores NaN\n"
             "first, count  the range of rows, all of them unless told\n"
             "out     a float32 array to write to, which is returned\n"),
    {NULL, NULL, 0, NULL},
};
