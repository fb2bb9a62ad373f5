/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PERF_SIMILARITY_LIMITS_H
#define ENGRAM_PERF_SIMILARITY_LIMITS_H

/* What this machine can do at most, measured in the same run as the kernels: reading, and fused multiply-adds. */

#include <stdint.h>

/* Sums `count` floats with the widest registers of the machine: a stream of reads and little else. */
float limits_read(const float *data, uint64_t count);

/* Independent chains of fused multiply-adds in registers, enough to hide their latency. */
float limits_fma(void);
uint64_t limits_fma_operations(void);

#endif
