/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Base-level activation, spaced repetition and reinforcement. */

#include "make.h"

void make_learning(void) {}
