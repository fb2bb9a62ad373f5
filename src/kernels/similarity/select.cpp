// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/similarity/ops.h"

#define ENGRAM_FAMILY similarity
#include "cpu/select.inl"
