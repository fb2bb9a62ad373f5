// SPDX-License-Identifier: MIT OR Apache-2.0
#include "simd/neon.hpp"

#include "kernels/decay/body.inl"
