/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"
#include "functions.h"
#include "hits.h"
#include "matrix.h"
#include "output.h"

/* Everything a selection borrows; all zero is a valid start. */
typedef struct selection {
    matrix rows, queries;
    array ids, filter, multiply, add;
    array codes, code_scales, code_errors, code_norms;
    engram_topk_options options;
    engram_codes code_view;
    uint32_t metric;
    uint64_t k;
} selection;

enum { QUERIES, ROWS, K, METRIC, THRESHOLD, FIRST, COUNT, IDS, FILTER, MULTIPLY, ADD, ID_BASE, CODES, TYPE, BITS, SCALES,
       QUERY_SCALES, TOPK_ARGUMENTS };

static void release_selection(selection *s) {
    array *const arrays[] = {&s->ids, &s->filter, &s->multiply, &s->add, &s->codes, &s->code_scales, &s->code_errors,
                             &s->code_norms};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; ++i) release_array(arrays[i]);
    release_matrix(&s->queries);
    release_matrix(&s->rows);
}

static int acquire_codes(PyObject *codes, selection *s) {
    PyObject *parts[4] = {NULL, NULL, NULL, NULL};
    int good = PySequence_Check(codes) && PySequence_Size(codes) == 4;
    for (int i = 0; i < 4 && good; ++i) good = (parts[i] = PySequence_GetItem(codes, i)) != NULL;
    const int64_t n = s->rows.data.shape[0];
    if (!good) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "codes must be what build_codes() returned");
    } else {
        good = acquire_matrix(parts[0], "codes", KIND_I8 | KIND_U8, 0, &s->codes) == 0 &&
               acquire_per_row(parts[1], "codes.scales", n, &s->code_scales) == 0 &&
               acquire_per_row(parts[2], "codes.errors", n, &s->code_errors) == 0 &&
               acquire_per_row(parts[3], "codes.norms", n, &s->code_norms) == 0;
    }
    for (int i = 0; i < 4; ++i) Py_XDECREF(parts[i]);
    if (!good) return -1;
    /* Bytes of bits are signs; how many bits of the last one count is what the rows say. */
    const int signs = s->codes.type == KIND_U8;
    if (signs && s->codes.shape[1] != (int64_t)((s->rows.view.dim + 7) / 8)) {
        PyErr_SetString(PyExc_ValueError, "codes are not those of these rows: they have another number of bytes");
        return -1;
    }
    s->code_view = (engram_codes){.size = sizeof s->code_view,
                                  .kind = signs ? ENGRAM_CODES_SIGNS : ENGRAM_CODES_I8,
                                  .data = s->codes.data,
                                  .count = (uint64_t)s->codes.shape[0],
                                  .stride = (uint64_t)s->codes.strides[0],
                                  .dim = signs ? s->rows.view.dim : (uint64_t)s->codes.shape[1],
                                  .scales = s->code_scales.data,
                                  .errors = s->code_errors.data,
                                  .norms = s->code_norms.data};
    return 0;
}

static int acquire_selection(PyObject *const *v, selection *s) {
    engram_topk_options *o = &s->options;
    o->size = sizeof *o;
    if (number_u64(v[K], "k", &s->k) != 0 || number_f32(v[THRESHOLD], "threshold", &o->threshold) != 0 ||
        number_u64(v[ID_BASE], "id_base", &o->id_base) != 0 ||
        acquire_rows(v[ROWS], v[TYPE], v[BITS], v[SCALES], &s->rows) != 0 ||
        choose_metric(v[METRIC], &s->rows, &s->metric) != 0 ||
        acquire_queries(v[QUERIES], "queries", v[QUERY_SCALES], &s->rows, 1, &s->queries) != 0)
        return -1;
    if (given(v[THRESHOLD])) o->flags |= ENGRAM_TOPK_THRESHOLD;
    const uint64_t all = s->rows.view.count;
    if (given(v[FIRST]) || given(v[COUNT])) {
        o->flags |= ENGRAM_TOPK_RANGE;
        if (number_u64(v[FIRST], "first", &o->first) != 0) return -1;
        o->count = o->first <= all ? all - o->first : 0;
        if (number_u64(v[COUNT], "count", &o->count) != 0) return -1;
    }
    if (given(v[IDS])) {
        static const uint64_t none;
        if (acquire_whole(v[IDS], "ids", KIND_U32 | KIND_U64, &s->ids) != 0) return -1;
        o->id_type = s->ids.type == KIND_U32 ? ENGRAM_IDS_U32 : ENGRAM_IDS_U64;
        o->id_count = (uint64_t)s->ids.shape[0];
        /* A list that is empty selects nothing; only a null pointer would mean "no list". */
        o->ids = s->ids.data != NULL ? s->ids.data : &none;
    }
    if (given(v[FILTER])) {
        if (acquire_vector(v[FILTER], "filter", KIND_U64, 0, &s->filter) != 0) return -1;
        if (check_words(&s->filter, "filter", (int64_t)all) != 0) return -1;
        o->filter_bits = 64 * (uint64_t)s->filter.shape[0];
        o->filter = s->filter.data;
    }
    const int64_t n = s->rows.data.shape[0];
    if (acquire_per_row(v[MULTIPLY], "multiply", n, &s->multiply) != 0 || acquire_per_row(v[ADD], "add", n, &s->add) != 0)
        return -1;
    o->multiply = s->multiply.data;
    o->add = s->add.data;
    return given(v[CODES]) ? acquire_codes(v[CODES], s) : 0;
}

static PyObject *top_k(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("top_k", 3, 3, "queries", "rows", "k", "metric", "threshold", "first", "count", "ids", "filter", "multiply",
              "add", "id_base", "codes", "type", "bits", "scales", "query_scales");
    PyObject *v[TOPK_ARGUMENTS], *result = NULL;
    if (sort_arguments(&sig, args, count, keywords, v) != 0) return NULL;
    selection s = {0};
    engram_hit *hits = NULL;
    engram_topk_counts *counts = NULL;
    if (acquire_selection(v, &s) != 0) goto done;
    const uint64_t queries = s.queries.view.count, most = s.k < s.rows.view.count ? s.k : s.rows.view.count;
    /* More than all rows is never found: the places after them are not made. */
    hits = hits_new(queries, most);
    counts = PyMem_Calloc(queries != 0 ? queries : 1, sizeof *counts);
    if (hits == NULL || counts == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    engram_status status;
    BEGIN_KERNEL(queries * s.rows.view.count * (s.rows.view.dim + 1));
    if (s.code_view.size != 0)
        status = engram_similarity_topk_codes(s.metric, &s.queries.view, &s.rows.view, &s.code_view, most, &s.options, hits,
                                              counts);
    else
        status = engram_similarity_topk(s.metric, &s.queries.view, &s.rows.view, most, &s.options, hits, counts);
    END_KERNEL();
    if (check_status(status, "top_k") == 0) result = hits_result(hits, counts, queries, most, s.queries.is_vector);
done:
    PyMem_Free(hits);
    PyMem_Free(counts);
    release_selection(&s);
    return result;
}

static PyObject *build_codes(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("build_codes", 1, 1, "rows", "signs");
    uint32_t signs = 0;
    PyObject *v[2], *parts[4] = {NULL, NULL, NULL, NULL}, *result = NULL;
    matrix rows = {0};
    array out[4] = {{0}, {0}, {0}, {0}};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || flag(v[1], &signs) != 0 ||
        acquire_rows(v[0], NULL, NULL, NULL, &rows) != 0)
        return NULL;
    const int64_t n = rows.data.shape[0], dim = rows.data.shape[1];
    parts[0] = signs ? new_matrix(KIND_U8, n, dim / 8 + (dim % 8 != 0), &out[0]) : new_matrix(KIND_I8, n, dim, &out[0]);
    int good = parts[0] != NULL;
    for (int i = 1; i < 4 && good; ++i) good = (parts[i] = new_vector(KIND_F32, n, &out[i])) != NULL;
    if (good) {
        BEGIN_KERNEL(rows.view.count * rows.view.dim);
        const engram_codes codes = {sizeof codes, signs ? ENGRAM_CODES_SIGNS : ENGRAM_CODES_I8, out[0].data, rows.view.count, 0,
                                    rows.view.dim, out[1].data, out[2].data, out[3].data};
        const engram_status status = engram_codes_build(&rows.view, 0, rows.view.count, &codes);
        END_KERNEL();
        if (check_status(status, "build_codes") == 0) result = PyTuple_Pack(4, parts[0], parts[1], parts[2], parts[3]);
    }
    for (int i = 0; i < 4; ++i) {
        release_array(&out[i]);
        Py_XDECREF(parts[i]);
    }
    release_matrix(&rows);
    return result;
}

static PyObject *bitmap(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("bitmap", 1, 1, "mask");
    PyObject *v[1];
    array mask = {0}, out = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || acquire_vector(v[0], "mask", KIND_BOOL, 0, &mask) != 0)
        return NULL;
    PyObject *result = new_vector(KIND_U64, (mask.shape[0] + 63) / 64, &out);
    if (result != NULL) {
        const uint8_t *from = mask.data;
        uint64_t *to = out.data;
        for (int64_t i = 0; i < out.shape[0]; ++i) to[i] = 0;
        for (int64_t i = 0; i < mask.shape[0]; ++i) to[i / 64] |= (uint64_t)(from[i] != 0) << (i % 64);
    }
    release_array(&out);
    release_array(&mask);
    return result;
}

PyMethodDef topk_functions[] = {
    FUNCTION(top_k,
             "top_k($module, /, queries, rows, k, *, metric=None, threshold=None, first=None, count=None, ids=None,\n"
             "      filter=None, multiply=None, add=None, id_base=0, codes=None, type=None, bits=None, scales=None,\n"
             "      query_scales=None)\n--\n\n"
             "The k best rows for a query, or for each row of a matrix of queries: highest similarity or lowest distance\n"
             "first, then lowest id. Returns a Hits; a row whose score is NaN is counted and never selected.\n\n"
             "threshold     only scores at least as good\n"
             "first, count  only this range of rows\n"
             "ids           only these rows, each once\n"
             "filter        only rows whose bit is set: uint64 words, as bitmap(mask) makes them\n"
             "multiply, add float32 for each row: the biased score is score * multiply + add, in the same pass\n"
             "id_base       added to every row number\n"
             "codes         what build_codes(rows) returned: the same hits and scores, a quarter of the memory traffic\n"
             "Others as in scores().\n"),
    FUNCTION(build_codes,
             "build_codes($module, /, rows, *, signs=False)\n--\n\n"
             "int8 codes of float32 rows with what top_k() needs to prune by them: (codes, scales, errors, norms).\n\n"
             "signs  a bit for each element instead, in bytes of uint8: for near duplicates and high thresholds\n"),
    FUNCTION(bitmap,
             "bitmap($module, /, mask)\n--\n\n"
             "A mask of bool as a bitmap for top_k(filter=...) or decay(pins=...): bit i % 64 of word i / 64.\n"),
    {NULL, NULL, 0, NULL},
};
