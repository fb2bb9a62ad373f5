/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_FUNCTIONS_H
#define ENGRAM_PYTHON_FUNCTIONS_H

#include "python.h"

/* One table of functions for each source file, ended by an empty entry. */
extern PyMethodDef similarity_functions[], csr_functions[], decay_functions[], runtime_functions[],
    compat_functions[], topk_functions[], fusion_functions[],
    arena_functions[], fsrs_functions[], reinforce_functions[], spread_functions[];

/* The table entry of a function that sorts its arguments itself. */
#define FUNCTION(name, doc) \
    { #name, (PyCFunction)(void (*)(void))name, METH_FASTCALL | METH_KEYWORDS, doc }

#endif
