/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SEEDS_H
#define ENGRAM_TESTS_SEEDS_H

#include "engram/activation.h"

/* Seeds in the middle of a call. */
#define SEEDS(ids, values, count) (&(const engram_seeds){sizeof(engram_seeds), 0, (count), (ids), (values)})

#endif
