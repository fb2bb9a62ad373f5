/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_MAKE_H
#define ENGRAM_TESTS_CONFORMANCE_MAKE_H

/* What the makers of vectors share. A maker begins a vector, gives its inputs as lines, and has it recorded. */

#include "play.h"

void begin(const char *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
void in(const char *format, ...) __attribute__((format(printf, 1, 2))); /* "rows.dim u64 %d": the line after "in " */
void record(void);

/* Line by line, for the common ones. */
void in_number(const char *name, const char *kind, uint64_t value);
void in_f32(const char *name, float value);
void in_f64(const char *name, double value);
void in_f32s(const char *name, const float *values, size_t count);
void in_uniform(const char *name, size_t count, float low, float high); /* a recipe with the next seed */

uint64_t next_seed(void);
uint64_t draw(uint64_t range); /* uniform in [0, range): choices of the maker; a stream from a fixed seed per file */
float bits_float(uint32_t bits);

void make_similarity(void);
void make_selection(void);
void make_signs(void);
void make_activation(void);
void make_pagerank(void);
void make_decay(void);
void make_learning(void);
void make_compat(void);

#endif
