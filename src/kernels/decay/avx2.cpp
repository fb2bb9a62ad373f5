// SPDX-License-Identifier: MIT OR Apache-2.0
#include "simd/avx2.hpp"

#include "kernels/decay/body.inl"
