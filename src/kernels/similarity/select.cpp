// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/similarity/ops.h"

#define ENGRAM_FAMILY similarity
#define ENGRAM_FAMILY_INDEX 0
#include "cpu/select.inl"
