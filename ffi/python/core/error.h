/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_ERROR_H
#define ENGRAM_PYTHON_ERROR_H

#include "python.h"

#include "engram/common.h"

/*
 * Three kinds of refusal. TypeError: an object or a dtype that no argument of this name can have. ValueError: a shape,
 * an order, a length, a closed handle. EngramError, itself a ValueError: what the library refuses, with its status.
 */

/* Creates the exception types and adds them to the module; -1 with an exception set on failure. */
int add_errors(PyObject *module);

/* 0 for ENGRAM_OK; else sets EngramError (ENGRAM_ERROR_MEMORY: EngramMemoryError, a MemoryError too) and returns -1. */
int check_status(engram_status status, const char *function);

/* The same with the row at fault, where a report names one: UINT64_MAX stands for none. */
int check_row(engram_status status, const char *function, uint64_t row);

/* The same with a detail in place of the function's name, such as the place of a fault. Always returns -1. */
int raise_status(engram_status status, const char *format, ...);

#endif
