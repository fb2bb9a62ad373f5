/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "matrix.h"

const choice metric_names[] = {{"cosine", ENGRAM_METRIC_COSINE},
                               {"dot", ENGRAM_METRIC_DOT},
                               {"l2_squared", ENGRAM_METRIC_L2_SQUARED},
                               {"hamming", ENGRAM_METRIC_HAMMING},
                               {"jaccard", ENGRAM_METRIC_JACCARD},
                               {NULL, 0}};

/* Which dtypes hold which type; uint16 is the carrier of bfloat16 where a library has no name for it. */
static const choice type_names[] = {{"float32", ENGRAM_TYPE_F32}, {"float16", ENGRAM_TYPE_F16},
                                    {"bfloat16", ENGRAM_TYPE_BF16}, {"int8", ENGRAM_TYPE_I8},
                                    {"bits", ENGRAM_TYPE_BITS},     {NULL, 0}};
static const unsigned carriers[] = {0, KIND_F32, KIND_F16 | KIND_U16, KIND_BF16 | KIND_U16, KIND_I8, KIND_U8};
enum { CARRIERS = sizeof carriers / sizeof carriers[0] };
#define ANY_VECTOR ((unsigned)(KIND_F32 | KIND_F16 | KIND_BF16 | KIND_I8 | KIND_U8))

static uint32_t type_of(kind k) {
    for (uint32_t type = ENGRAM_TYPE_F32; type < CARRIERS; ++type)
        if ((carriers[type] & (unsigned)k) != 0 && k != KIND_U16) return type;
    return 0;
}

int acquire_per_row(PyObject *object, const char *name, int64_t rows, array *out) {
    if (!given(object)) return 0;
    if (acquire_vector(object, name, KIND_F32, 0, out) != 0) return -1;
    if (check_length(out, name, rows, "the rows number") == 0) return 0;
    release_array(out);
    return -1;
}

static void view_of(matrix *m, uint32_t type, uint64_t count, uint64_t columns, uint64_t stride) {
    m->view = (engram_rows){.size = sizeof m->view,
                            .type = type,
                            .data = m->data.data,
                            .count = count,
                            .stride = stride,
                            .dim = type == ENGRAM_TYPE_BITS ? 8 * columns : columns,
                            .scales = m->scales.data};
}

int acquire_rows(PyObject *object, PyObject *type, PyObject *bits, PyObject *scales, matrix *m) {
    *m = (matrix){0};
    uint32_t wanted = 0;
    if (choose(type, "type", type_names, &wanted) != 0) return -1;
    if (acquire_matrix(object, "rows", wanted != 0 ? carriers[wanted] : ANY_VECTOR, 0, &m->data) != 0) return -1;
    if (wanted == 0) wanted = type_of(m->data.type);
    if (acquire_per_row(scales, "scales", m->data.shape[0], &m->scales) != 0) goto failed;
    view_of(m, wanted, (uint64_t)m->data.shape[0], (uint64_t)m->data.shape[1], (uint64_t)m->data.strides[0]);
    uint64_t dim = m->view.dim;
    if (number_u64(bits, "bits", &dim) != 0) goto failed;
    if (dim != m->view.dim && (wanted != ENGRAM_TYPE_BITS || dim > m->view.dim || m->view.dim - dim >= 8)) {
        PyErr_Format(PyExc_ValueError, "bits is %llu, but a row has %llu %s", (unsigned long long)dim,
                     (unsigned long long)m->view.dim,
                     wanted == ENGRAM_TYPE_BITS ? "of them: only the last byte may be in part" : "elements of another type");
        goto failed;
    }
    m->view.dim = dim;
    return 0;
failed:
    release_matrix(m);
    return -1;
}

int acquire_queries(PyObject *object, const char *name, PyObject *scales, const matrix *rows, int many, matrix *m) {
    *m = (matrix){0};
    const unsigned types = carriers[rows->view.type];
    if ((many ? acquire_vectors(object, name, types, &m->data) : acquire_vector(object, name, types, 0, &m->data)) != 0)
        return -1;
    m->is_vector = m->data.ndim == 1;
    const int64_t count = m->is_vector ? 1 : m->data.shape[0], columns = m->data.shape[m->is_vector ? 0 : 1];
    if (columns != rows->data.shape[1]) {
        PyErr_Format(PyExc_ValueError, "%s has %lld elements, but a row has %lld: lengths must match", name,
                     (long long)columns, (long long)rows->data.shape[1]);
        release_matrix(m);
        return -1;
    }
    if (acquire_per_row(scales, "query_scales", count, &m->scales) != 0) {
        release_matrix(m);
        return -1;
    }
    view_of(m, rows->view.type, (uint64_t)count, (uint64_t)columns,
            m->is_vector ? (uint64_t)columns : (uint64_t)m->data.strides[0]);
    m->view.dim = rows->view.dim;
    return 0;
}

void release_matrix(matrix *m) {
    release_array(&m->scales);
    release_array(&m->data);
}

int choose_metric(PyObject *value, const matrix *rows, uint32_t *out) {
    *out = rows->view.type == ENGRAM_TYPE_BITS ? ENGRAM_METRIC_HAMMING : ENGRAM_METRIC_COSINE;
    return choose(value, "metric", metric_names, out);
}
