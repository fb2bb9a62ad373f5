/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ENGRAM_H
#define ENGRAM_ENGRAM_H

/*
 * Engram kernels: the hot path of a memory system, callable from C and from anything that speaks C.
 *
 * Conventions, learnt once:
 *  1. What can fail returns an engram_status; 0 is success. Results come through out-parameters, which are untouched
 *     on an error. engram_status_text() turns a status into a sentence.
 *  2. A buffer is a base pointer with a count, and where rows are spaced a stride in elements. A pointer may be null
 *     when its count is 0. Natural alignment of the element is enough.
 *  3. Inputs are never written. Outputs overlap inputs only where the function says so.
 *  4. Every call is synchronous and may be made from any number of threads at once on different outputs. The library
 *     starts no threads, reads no clock and no files, and prints nothing.
 *  5. One input has one result, to the last bit, on every instruction set, alignment, call shape and split. This needs
 *     the default floating-point environment: round to nearest, denormals kept. The library never changes it.
 *  6. Option structs begin with their size: set it to sizeof. A smaller size, from an older header, is accepted and
 *     the missing fields have their defaults.
 *  7. NaN results are the one quiet NaN 0x7FC00000. NaN never wins a selection.
 *  8. Nothing needs initialising. ENGRAM_ISA, ENGRAM_SELF_CHECK and the ENGRAM_ARENA_ variables are read once, at first use.
 */

#include "engram/common.h"
#include "engram/version.h"
#include "engram/cpu.h"
#include "engram/similarity.h"
#include "engram/codes.h"
#include "engram/lists.h"
#include "engram/graph.h"
#include "engram/activation.h"
#include "engram/decay.h"
#include "engram/arena.h"
#include "engram/metrics.h"
#include "engram/diagnostics.h"
#include "engram/base_level.h"
#include "engram/fsrs.h"
#include "engram/reinforce.h"

#endif
