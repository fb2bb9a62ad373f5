/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_MAKE_ROWS_H
#define ENGRAM_TESTS_CONFORMANCE_MAKE_ROWS_H

#include "make.h"

bool is_defined(unsigned metric, unsigned type);
void in_elements(const char *name, unsigned type, size_t rows, size_t dim);
void in_rows(const char *prefix, unsigned type, size_t rows, size_t dim, size_t stride);
void in_scales(const char *prefix, unsigned type, size_t count);

#endif
