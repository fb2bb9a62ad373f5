// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/activation/ops.h"

#define ENGRAM_FAMILY activation
#define ENGRAM_FAMILY_INDEX 1
#include "cpu/select.inl"
