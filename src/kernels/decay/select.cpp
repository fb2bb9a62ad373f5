// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/ops.h"

#define ENGRAM_FAMILY decay
#define ENGRAM_FAMILY_INDEX 2
#include "cpu/select.inl"
