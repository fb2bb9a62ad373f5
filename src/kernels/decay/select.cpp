// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/decay/ops.h"

#define ENGRAM_FAMILY decay
#include "cpu/select.inl"
