/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "curve.h"
#include "error.h"
#include "functions.h"
#include "graph.h"
#include "hits.h"

static PyMethodDef no_functions[] = {{NULL, NULL, 0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "engram_kernels._core", "The C interface of engram-kernels.", -1, no_functions,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__core(void);
PyMODINIT_FUNC PyInit__core(void) {
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) return NULL;
    PyMethodDef *const tables[] = {similarity_functions, topk_functions,      fusion_functions, csr_functions,
                                   decay_functions,      fsrs_functions,      reinforce_functions,
                                   arena_functions,      runtime_functions,   compat_functions,
                                   spread_functions};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; ++i)
        if (PyModule_AddFunctions(module, tables[i]) != 0) goto failed;
    if (add_errors(module) != 0 || add_hits(module) != 0 || add_graph(module) != 0 ||
        add_overlay(module) != 0 || add_curve(module) != 0)
        goto failed;
    if (PyModule_AddStringConstant(module, "__version__", ENGRAM_PYTHON_VERSION) != 0) goto failed;
    return module;
failed:
    Py_DECREF(module);
    return NULL;
}
