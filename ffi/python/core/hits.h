/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_HITS_H
#define ENGRAM_PYTHON_HITS_H

#include "python.h"

#include "engram/similarity.h"

/* Adds the types of results to the module. */
int add_hits(PyObject *module);

/* Memory for the hits of some queries, or null: out of memory, or more than an address space. Free with PyMem_Free. */
engram_hit *hits_new(uint64_t queries, uint64_t k);

/*
 * A Hits: arrays of ids and scores and the counts. Of one query exactly what was found; of several a row for each, where
 * the places after what was found hold the id 2^64 - 1 and the score NaN.
 */
PyObject *hits_result(const engram_hit *hits, const engram_topk_counts *counts, uint64_t queries, uint64_t k,
                      int one_query);

/* Ids and scores alone, as a pair. */
PyObject *hits_pair(const engram_hit *hits, uint64_t found);

#endif
