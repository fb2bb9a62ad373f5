/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "array.h"
#include "error.h"
#include "functions.h"
#include "output.h"

#include <string.h>

#include "engram/activation.h"

/* A graph's three arrays, borrowed. */
typedef struct csr {
    array offsets, targets, weights;
    engram_csr view;
} csr;

static void release_csr(csr *g) {
    release_array(&g->weights);
    release_array(&g->targets);
    release_array(&g->offsets);
}

static int acquire_csr(PyObject *const *v, csr *g) {
    memset(g, 0, sizeof *g);
    if (acquire_vector(v[0], "offsets", KIND_U64, 0, &g->offsets) != 0 ||
        acquire_vector(v[1], "targets", KIND_U32, 0, &g->targets) != 0 ||
        acquire_vector(v[2], "weights", KIND_F32, 0, &g->weights) != 0 ||
        check_length(&g->weights, "weights", g->targets.shape[0], "targets has") != 0) {
        release_csr(g);
        return -1;
    }
    if (g->offsets.shape[0] < 1 || g->offsets.shape[0] - 1 > (int64_t)UINT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "offsets must have one element more than there are nodes");
        release_csr(g);
        return -1;
    }
    g->view = (engram_csr){sizeof(engram_csr),  (uint32_t)(g->offsets.shape[0] - 1), (uint64_t)g->targets.shape[0],
                           g->offsets.data,     g->targets.data,                     g->weights.data};
    return 0;
}

/* The fault of a refused graph, with its place, in the message. */
static void check_graph(engram_status status, const engram_csr *view, const char *function) {
    uint64_t position = 0;
    const char *fault = NULL;
    if (status == ENGRAM_ERROR_GRAPH && engram_csr_validate(view, &position, &fault) == status && fault != NULL)
        raise_status(status, "%s: %s, at index %llu", function, fault, (unsigned long long)position);
    else
        check_status(status, function);
}

static PyObject *validate_csr(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    static const char *const names[] = {"offsets", "targets", "weights", NULL};
    static const signature s = {"validate_csr", 3, 3, names};
    PyObject *v[3];
    csr g;
    if (sort_arguments(&s, args, count, keywords, v) != 0 || acquire_csr(v, &g) != 0) return NULL;
    BEGIN_KERNEL(g.view.node_count + g.view.edge_count);
    const engram_status status = engram_csr_validate(&g.view, NULL, NULL);
    END_KERNEL();
    if (status != ENGRAM_OK) check_graph(status, &g.view, "validate_csr");
    release_csr(&g);
    return status == ENGRAM_OK ? Py_NewRef(Py_None) : NULL;
}

static PyObject *spread_csr(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    static const char *const names[] = {"offsets", "targets", "weights", "activations", "steps", "out", NULL};
    static const signature s = {"spread_csr", 5, 5, names};
    PyObject *v[6], *result = NULL;
    uint32_t steps = 0;
    csr g;
    array from = {0}, out = {0};
    if (sort_arguments(&s, args, count, keywords, v) != 0 || number_u32(v[4], "steps", &steps) != 0 ||
        acquire_csr(v, &g) != 0)
        return NULL;
    if (acquire_vector(v[3], "activations", KIND_F32, 0, &from) != 0 ||
        check_length(&from, "activations", g.view.node_count, "the graph has nodes:") != 0)
        goto done;
    result = output_vector(v[5], KIND_F32, g.view.node_count, "the graph has nodes:", &out);
    if (result == NULL) goto done;
    engram_status status = engram_csr_validate(&g.view, NULL, NULL);
    BEGIN_KERNEL(steps * (g.view.node_count + g.view.edge_count));
    if (status == ENGRAM_OK) {
        if (out.data != from.data) memmove(out.data, from.data, sizeof(float) * g.view.node_count);
        status = engram_activation_spread(&g.view, steps, out.data);
    }
    END_KERNEL();
    if (status != ENGRAM_OK) {
        check_graph(status, &g.view, "spread_csr");
        Py_CLEAR(result);
    }
done:
    release_array(&out);
    release_array(&from);
    release_csr(&g);
    return result;
}

PyMethodDef activation_functions[] = {
    FUNCTION(validate_csr,
             "validate_csr($module, /, offsets, targets, weights)\n--\n\n"
             "Raises EngramError, naming the first fault and its place, unless the arrays are a graph.\n"),
    FUNCTION(spread_csr,
             "spread_csr($module, /, offsets, targets, weights, activations, steps, *, out=None)\n--\n\n"
             "Spreads activation over a graph by the rule of the original Engram kernel.\n\n"
             "In each step b[t] = a[t] + sum of a[s] * weight over the edges s -> t; if the largest b is above 1 all are\n"
             "divided by it.\n"
             "out   a float32 array to write to, which is returned; activations itself spreads in place\n"),
    {NULL, NULL, 0, NULL},
};
