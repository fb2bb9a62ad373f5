/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_PYTHON_H
#define ENGRAM_PYTHON_PYTHON_H

/* The limited API of CPython 3.11, the first that has the buffer protocol: one wheel serves 3.11 and every later one. */
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#endif
