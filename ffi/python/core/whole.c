/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "array.h"

#include <string.h>

/* The value of an element as an unsigned number; -1 where it is negative, and *low is it then. */
static int element(const array *a, int64_t i, uint64_t *value, int64_t *low) {
    int64_t v = 0;
    switch (a->type) {
    case KIND_U8: *value = ((const uint8_t *)a->data)[i]; return 0;
    case KIND_U16: *value = ((const uint16_t *)a->data)[i]; return 0;
    case KIND_U32: *value = ((const uint32_t *)a->data)[i]; return 0;
    case KIND_U64: *value = ((const uint64_t *)a->data)[i]; return 0;
    case KIND_I8: v = ((const int8_t *)a->data)[i]; break;
    case KIND_I16: v = ((const int16_t *)a->data)[i]; break;
    case KIND_I32: v = ((const int32_t *)a->data)[i]; break;
    default: v = ((const int64_t *)a->data)[i]; break;
    }
    *value = (uint64_t)v;
    *low = v;
    return v < 0 ? -1 : 0;
}

static int refuse_element(const array *a, const char *name, int64_t i, uint64_t limit) {
    uint64_t value = 0;
    int64_t low = 0;
    const int is_time = strcmp(name, "times") == 0;
    const char *clock = is_time ? "; points on a clock go with now=, and later ones are of age 0" : "";
    if (element(a, i, &value, &low) != 0)
        PyErr_Format(PyExc_ValueError, "%s[%lld] is %lld: it must be from 0 to %llu%s", name, (long long)i, (long long)low,
                     (unsigned long long)limit, clock);
    else
        PyErr_Format(PyExc_ValueError, "%s[%lld] is %llu: it must be from 0 to %llu", name, (long long)i,
                     (unsigned long long)value, (unsigned long long)limit);
    return -1;
}

/* The first element that is negative, or -1; signed and of the right width, so that nothing else can be wrong. */
static int64_t first_negative(const array *a) {
    const int64_t n = a->shape[0];
    uint64_t seen = 0;
    if (a->itemsize == 8)
        for (int64_t i = 0; i < n; ++i) seen |= ((const uint64_t *)a->data)[i];
    else
        for (int64_t i = 0; i < n; ++i) seen |= (uint64_t)((const uint32_t *)a->data)[i] << 32;
    if ((int64_t)seen >= 0) return -1;
    uint64_t value;
    int64_t low, i = 0;
    while (element(a, i, &value, &low) == 0) ++i;
    return i;
}

static int widen(array *a, const char *name, kind target) {
    const int64_t n = a->shape[0], size = size_of_kind(target);
    const uint64_t limit = UINT64_MAX >> (64 - 8 * size);
    void *made = PyMem_Malloc((size_t)(n * size) + 1);
    if (made == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int64_t i = 0; i < n; ++i) {
        uint64_t value = 0;
        int64_t low = 0;
        if (element(a, i, &value, &low) != 0 || value > limit) {
            PyMem_Free(made);
            return refuse_element(a, name, i, limit);
        }
        if (size == 1) ((uint8_t *)made)[i] = (uint8_t)value;
        else if (size == 4) ((uint32_t *)made)[i] = (uint32_t)value;
        else ((uint64_t *)made)[i] = value;
    }
    a->made = a->data = made;
    return 0;
}

int acquire_whole(PyObject *object, const char *name, unsigned types, array *out) {
    if (acquire_vector(object, name, ANY_WHOLE, 0, out) != 0) return -1;
    const int small = (types & KIND_U32) != 0 && (out->itemsize <= 4 || (types & KIND_U64) == 0);
    const kind target = (types & KIND_U8) != 0 ? KIND_U8 : small ? KIND_U32 : KIND_U64;
    if (out->type == target) return 0;
    const int is_signed = (out->type == KIND_I32 && target == KIND_U32) || (out->type == KIND_I64 && target == KIND_U64);
    const int64_t bad = is_signed ? first_negative(out) : -1;
    if (bad >= 0) refuse_element(out, name, bad, UINT64_MAX >> (64 - 8 * out->itemsize));
    if (bad >= 0 || (!is_signed && widen(out, name, target) != 0)) {
        release_array(out);
        return -1;
    }
    out->type = target;
    out->itemsize = size_of_kind(target);
    return 0;
}
