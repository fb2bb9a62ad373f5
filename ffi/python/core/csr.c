/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"
#include "functions.h"
#include "graph.h"
#include "output.h"

#include <string.h>

void release_csr(csr *g) {
    release_array(&g->types);
    release_array(&g->weights);
    release_array(&g->targets);
    release_array(&g->offsets);
}

int acquire_csr(PyObject *const *four, csr *g) {
    memset(g, 0, sizeof *g);
    if (acquire_whole(four[0], "offsets", KIND_U32 | KIND_U64, &g->offsets) != 0 ||
        acquire_whole(four[1], "targets", KIND_U32, &g->targets) != 0 ||
        acquire_vector(four[2], "weights", KIND_F32, 0, &g->weights) != 0 ||
        check_length(&g->weights, "weights", g->targets.shape[0], "targets has") != 0)
        goto failed;
    if (given(four[3]) && (acquire_whole(four[3], "types", KIND_U8, &g->types) != 0 ||
                           check_length(&g->types, "types", g->targets.shape[0], "targets has") != 0))
        goto failed;
    if (g->offsets.shape[0] < 1 || g->offsets.shape[0] - 1 > (int64_t)UINT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "offsets must have one element more than there are nodes");
        goto failed;
    }
    g->view = (engram_csr){.size = sizeof g->view,
                           .node_count = (uint32_t)(g->offsets.shape[0] - 1),
                           .edge_count = (uint64_t)g->targets.shape[0],
                           .offsets = g->offsets.data,
                           .targets = g->targets.data,
                           .weights = g->weights.data,
                           .types = g->types.data,
                           .offset_type = g->offsets.type == KIND_U32 ? ENGRAM_OFFSETS_U32 : ENGRAM_OFFSETS_U64};
    return 0;
failed:
    release_csr(g);
    return -1;
}

void raise_graph(engram_status status, const engram_csr *view, const char *function) {
    uint64_t position = 0;
    const char *fault = NULL;
    if (status == ENGRAM_ERROR_GRAPH && engram_csr_validate(view, &position, &fault) == status && fault != NULL)
        raise_status(status, "%s: %s, at index %llu", function, fault, (unsigned long long)position);
    else
        check_status(status, function);
}

static PyObject *validate_csr(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("validate_csr", 3, 4, "offsets", "targets", "weights", "types");
    PyObject *v[4];
    csr g;
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || acquire_csr(v, &g) != 0) return NULL;
    BEGIN_KERNEL(g.view.node_count + g.view.edge_count);
    const engram_status status = engram_csr_validate(&g.view, NULL, NULL);
    END_KERNEL();
    if (status != ENGRAM_OK) raise_graph(status, &g.view, "validate_csr");
    release_csr(&g);
    return status == ENGRAM_OK ? Py_NewRef(Py_None) : NULL;
}

static PyObject *spread_csr(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("spread_csr", 5, 5, "offsets", "targets", "weights", "activations", "steps", "in_place");
    PyObject *v[6], *result = NULL;
    uint32_t steps = 0, in_place = 0;
    csr g;
    array activations = {0};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 || number_u32(v[4], "steps", &steps) != 0 ||
        flag(v[5], &in_place) != 0)
        return NULL;
    PyObject *const four[] = {v[0], v[1], v[2], NULL};
    if (acquire_csr(four, &g) != 0) return NULL;
    result = start_vector(v[3], "activations", g.view.node_count, "the graph's nodes number", (int)in_place, &activations);
    if (result == NULL) goto done;
    BEGIN_KERNEL((uint64_t)steps * (g.view.node_count + g.view.edge_count));
    const engram_status status = engram_activation_spread(&g.view, steps, activations.data);
    END_KERNEL();
    if (status != ENGRAM_OK) {
        raise_graph(status, &g.view, "spread_csr");
        Py_CLEAR(result);
    }
done:
    release_array(&activations);
    release_csr(&g);
    return result;
}

PyMethodDef csr_functions[] = {
    FUNCTION(validate_csr,
             "validate_csr($module, /, offsets, targets, weights, types=None)\n--\n\n"
             "Raises EngramError, naming the first fault and its place, unless the arrays are a graph.\n"),
    FUNCTION(spread_csr,
             "spread_csr($module, /, offsets, targets, weights, activations, steps, *, in_place=False)\n--\n\n"
             "Spreads once over a graph that is not prepared, by the rule of the original Engram kernel.\n\n"
             "In each step b[t] = a[t] + sum of a[s] * weight over the edges s -> t; if the largest b is above 1 all are\n"
             "divided by it. Returns a new array, or with in_place the given one.\n"),
    {NULL, NULL, 0, NULL},
};
