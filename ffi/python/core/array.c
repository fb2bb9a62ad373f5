/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "array.h"

#include "refusal.h"

#include <string.h>

static const struct {
    kind type;
    int64_t size;
    const char *name;
} kinds[] = {
    {KIND_F32, 4, "float32"}, {KIND_F16, 2, "float16"}, {KIND_BF16, 2, "bfloat16"},
    {KIND_I8, 1, "int8"},     {KIND_U8, 1, "uint8"},    {KIND_U32, 4, "uint32"},
    {KIND_U64, 8, "uint64"},  {KIND_F64, 8, "float64"}, {KIND_I64, 8, "int64"},
    {KIND_U16, 2, "uint16"},  {KIND_BOOL, 1, "bool"},
    {KIND_I32, 4, "int32"},   {KIND_I16, 2, "int16"},
};
enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

int64_t size_of_kind(kind type) {
    for (int i = 0; i < KIND_COUNT; ++i)
        if (kinds[i].type == type) return kinds[i].size;
    return 0;
}

const char *name_of_kind(kind type) {
    for (int i = 0; i < KIND_COUNT; ++i)
        if (kinds[i].type == type) return kinds[i].name;
    return "another type";
}

static kind kind_of(char class, int64_t size) {
    switch (class) {
    case 'f': return size == 4 ? KIND_F32 : size == 2 ? KIND_F16 : size == 8 ? KIND_F64 : KIND_OTHER;
    case 'b': return size == 2 ? KIND_BF16 : KIND_OTHER;
    case 'i': return size == 1 ? KIND_I8 : size == 2 ? KIND_I16 : size == 4 ? KIND_I32 : size == 8 ? KIND_I64 : KIND_OTHER;
    case 'u': return size == 1 ? KIND_U8 : size == 2 ? KIND_U16 : size == 4 ? KIND_U32 : size == 8 ? KIND_U64 : KIND_OTHER;
    case '?': return size == 1 ? KIND_BOOL : KIND_OTHER;
    default: return KIND_OTHER;
    }
}

/* The format strings of the struct module; only native byte order can be read without a copy. */
static kind kind_of_format(const char *format, int64_t size) {
    const uint16_t one = 1;
    const char native = *(const char *)&one == 1 ? '<' : '>';
    if (format == NULL) return KIND_U8;
    if (*format == '@' || *format == '=' || *format == native) ++format;
    if (format[0] == '\0' || format[1] != '\0') return KIND_OTHER;
    if (strchr("efd", *format) != NULL) return kind_of('f', size);
    if (strchr("bhilqn", *format) != NULL) return kind_of('i', size);
    if (strchr("BHILQN", *format) != NULL) return kind_of('u', size);
    return kind_of(*format == '?' ? '?' : ' ', size);
}

static kind kind_of_tensor(const dl_tensor *t) {
    const char class = t->code == DL_FLOAT ? 'f' : t->code == DL_BFLOAT ? 'b' : t->code == DL_INT ? 'i'
                       : t->code == DL_UINT ? 'u' : t->code == DL_BOOL ? '?' : ' ';
    return t->lanes == 1 && t->bits % 8 == 0 ? kind_of(class, t->bits / 8) : KIND_OTHER;
}

static int from_view(array *a, int *read_only) {
    const Py_buffer *v = &a->view;
    a->data = v->buf;
    a->ndim = v->ndim;
    a->itemsize = v->itemsize;
    a->type = kind_of_format(v->format, v->itemsize);
    *read_only = v->readonly;
    for (int i = 0; i < v->ndim && i < 2; ++i) {
        a->shape[i] = v->shape[i];
        /* A stride that is no multiple of the element can only be told apart from gaps by its remainder. */
        if (v->itemsize > 0 && v->strides[i] % v->itemsize != 0 && v->shape[i] > 1) return -1;
        a->strides[i] = v->itemsize > 0 ? v->strides[i] / v->itemsize : 0;
    }
    return 0;
}

static void from_tensor(array *a, int *read_only) {
    const dl_tensor *t = a->tensor.tensor;
    a->data = t->data == NULL ? NULL : (char *)t->data + t->byte_offset;
    a->ndim = t->ndim;
    a->itemsize = t->bits / 8;
    a->type = kind_of_tensor(t);
    *read_only = a->tensor.read_only;
    for (int i = 0; i < t->ndim && i < 2; ++i) {
        a->shape[i] = t->shape[i];
        a->strides[i] = t->strides != NULL ? t->strides[i] : i + 1 == t->ndim ? 1 : t->shape[1];
    }
}

/* The mask of a masked array lies beside its memory and would be lost. Types seen before are known by their address. */
static int hides_a_mask(PyObject *object) {
    static PyTypeObject *plain[4];
    enum { PLAIN = sizeof plain / sizeof plain[0] };
    static int next;
    PyTypeObject *type = Py_TYPE(object);
    for (int i = 0; i < PLAIN; ++i)
        if (plain[i] == type) return 0;
    PyObject *mask = PyObject_GetAttrString((PyObject *)type, "mask");
    if (mask != NULL) {
        Py_DECREF(mask);
        return 1;
    }
    PyErr_Clear();
    PyTypeObject *forgotten = plain[next];
    plain[next] = (PyTypeObject *)Py_NewRef((PyObject *)type);
    next = (next + 1) % PLAIN;
    Py_XDECREF((PyObject *)forgotten);
    return 0;
}

/* What numpy lends neither way is of a dtype that neither way knows. */
static int borrow(PyObject *object, const char *name, unsigned types, int writable, array *a) {
    memset(a, 0, sizeof *a);
    const int lends = PyObject_CheckBuffer(object);
    if (lends && hides_a_mask(object)) {
        PyErr_Format(PyExc_TypeError, "%s is a masked array, whose mask would be lost: fill or drop what it hides", name);
        return -1;
    }
    if (lends) {
        if (PyObject_GetBuffer(object, &a->view, PyBUF_STRIDES | PyBUF_FORMAT) == 0) {
            a->held = 1;
            return 0;
        }
        if (!dl_speaks(object)) return -1;
        PyErr_Clear();
    } else if (!dl_speaks(object)) {
        return refuse_object(object, name, types, writable);
    }
    if (dl_take(object, name, &a->tensor) != 0) {
        if (!lends || !PyErr_ExceptionMatches(PyExc_BufferError)) return -1;
        PyErr_Clear();
        return refuse_type(a, object, name, types, writable);
    }
    a->held = 2;
    return 0;
}

enum { ONE_OR_TWO = 0 };

static int acquire(PyObject *object, const char *name, unsigned types, int writable, int ndim, array *a) {
    if (borrow(object, name, types, writable, a) != 0) return -1;
    int read_only = 0, split = 0;
    if (a->held == 1) split = from_view(a, &read_only);
    else from_tensor(a, &read_only);
    if (ndim == ONE_OR_TWO) ndim = a->ndim == 1 ? 1 : 2;
    const int64_t last = a->ndim > 0 && a->ndim <= 2 ? a->ndim - 1 : 0;
    /* A copy of what is written to would take the result away from its owner. */
    const char *copied = writable ? ": it is written to, pass an array that needs no copy" : ": use numpy.ascontiguousarray";
    int bad = -1;
    if ((types & (unsigned)a->type) == 0) refuse_type(a, object, name, types, writable);
    else if (a->ndim != ndim)
        PyErr_Format(PyExc_ValueError, "%s must have %d dimension%s, not %d", name, ndim, ndim == 1 ? "" : "s", a->ndim);
    else if (writable && read_only)
        PyErr_Format(PyExc_ValueError, "%s is read-only: it is written to, pass an array that may be", name);
    else if (ndim == 2 && a->shape[0] > 1 && a->shape[1] > 1 && a->strides[0] == 1 && a->strides[1] >= a->shape[0])
        PyErr_Format(PyExc_ValueError, "%s is in Fortran (column-major) order: rows must be contiguous%s", name, copied);
    else if (split != 0 || (a->shape[last] > 1 && a->strides[last] != 1))
        PyErr_Format(PyExc_ValueError, "%s has gaps between its elements%s%s", name, ndim == 2 ? " within a row" : "", copied);
    else if (a->data != NULL && (uintptr_t)a->data % (uintptr_t)a->itemsize != 0)
        PyErr_Format(PyExc_ValueError, "%s is not aligned to its elements%s", name,
                     writable ? copied : ": use numpy.require(..., requirements=\"A\")");
    else if (ndim == 2 && a->shape[0] > 1 && a->shape[1] > 0 && a->strides[0] < a->shape[1])
        PyErr_Format(PyExc_ValueError, "%s steps %lld elements from row to row, but a row has %lld: repeated, reversed or "
                                       "overlapping rows must be copied first%s",
                     name, (long long)a->strides[0], (long long)a->shape[1], copied);
    else bad = 0;
    if (bad != 0) release_array(a);
    return bad;
}

int acquire_vector(PyObject *object, const char *name, unsigned types, int writable, array *out) {
    return acquire(object, name, types, writable, 1, out);
}

/* A single row has whatever stride its producer left there. */
static void settle_rows(array *a) {
    if (a->shape[0] < 2 || a->shape[1] == 0) a->strides[0] = a->shape[1];
}

int acquire_matrix(PyObject *object, const char *name, unsigned types, int writable, array *out) {
    if (acquire(object, name, types, writable, 2, out) != 0) return -1;
    settle_rows(out);
    return 0;
}

int acquire_vectors(PyObject *object, const char *name, unsigned types, array *out) {
    if (acquire(object, name, types, 0, ONE_OR_TWO, out) != 0) return -1;
    if (out->ndim == 2) settle_rows(out);
    return 0;
}

void release_array(array *a) {
    if (a->held == 1) PyBuffer_Release(&a->view);
    else if (a->held == 2) dl_release(&a->tensor);
    a->held = 0;
    PyMem_Free(a->made);
    a->made = NULL;
}

int check_words(const array *a, const char *name, int64_t rows) {
    const int64_t words = (rows + 63) / 64;
    if (a->shape[0] == words) return 0;
    PyErr_Format(PyExc_ValueError,
                 "%s has %lld words, but %lld rows take %lld: bitmap(mask) makes it, mask a bool for each row", name,
                 (long long)a->shape[0], (long long)rows, (long long)words);
    return -1;
}

int check_length(const array *a, const char *name, int64_t count, const char *of) {
    if (a->shape[0] == count) return 0;
    PyErr_Format(PyExc_ValueError, "%s has %lld elements, but %s %lld: lengths must match", name, (long long)a->shape[0],
                 of, (long long)count);
    return -1;
}
