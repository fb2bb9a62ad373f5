/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_DLPACK_H
#define ENGRAM_PYTHON_DLPACK_H

#include "python.h"

#include <stdint.h>

/* The structs of DLPack 1.0, the exchange of tensors between libraries; only what a consumer reads. */
typedef struct dl_tensor {
    void *data;
    int32_t device_type, device_id;
    int32_t ndim;
    uint8_t code, bits;
    uint16_t lanes;
    int64_t *shape;
    int64_t *strides; /* in elements; null: row-major without gaps */
    uint64_t byte_offset;
} dl_tensor;

enum { DL_CPU = 1 };
enum { DL_INT = 0, DL_UINT = 1, DL_FLOAT = 2, DL_BFLOAT = 4, DL_BOOL = 6 };

/* A tensor that is held until dl_release(). */
typedef struct dl_held {
    dl_tensor *tensor;
    int read_only;
    void *managed;
    int versioned;
} dl_held;

/* 1 when the object has __dlpack__, 0 when not. */
int dl_speaks(PyObject *object);

/* Takes the object's tensor, without a copy, from the CPU only; -1 with TypeError or ValueError set. */
int dl_take(PyObject *object, const char *name, dl_held *held);

/* Gives it back to its producer. Keeps an exception that is set. */
void dl_release(dl_held *held);

#endif
