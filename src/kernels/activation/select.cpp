// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/activation/ops.h"

#define ENGRAM_FAMILY activation
#include "cpu/select.inl"
