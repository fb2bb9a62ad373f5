/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_MAKE_GRAPH_H
#define ENGRAM_TESTS_CONFORMANCE_MAKE_GRAPH_H

#include "make.h"

void in_graph(bool is_typed, bool is_signed);
void in_large_graph(unsigned nodes);
void in_seeds(void);
void in_edges(void); /* six nodes, ten edges of types 0 to 2 */
void make_reading(void);

#endif
