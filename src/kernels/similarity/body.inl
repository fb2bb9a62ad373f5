// SPDX-License-Identifier: MIT OR Apache-2.0
// The similarity kernels over 32 virtual lanes, compiled once per level. Equal to reference.cpp, bit for bit.

#include "simd/table.h"
#include "kernels/similarity/code_limits.hpp"
#include "kernels/similarity/half.h"
#include "kernels/similarity/ops.h"
#include "kernels/similarity/panel.h"
#include "kernels/similarity/rotation.hpp"
#include "kernels/similarity/score.h"
#include "simd/lanes.hpp"

#include "kernels/similarity/body_float.inl"
#include "kernels/similarity/body_scan.inl"
#include "kernels/similarity/body_tile.inl"
#include "kernels/similarity/body_integer.inl"
#include "kernels/similarity/body_convert.inl"
#include "kernels/similarity/body_codes.inl"

extern "C" const struct engram_similarity_ops ENGRAM_LEVEL_TABLE(similarity) = {
    .level = ENGRAM_LEVEL_VALUE,
    .cosine_f32_many = cosine_f32_many,
    .scan = {{cosine_scan<f32>, dot_scan<f32>, l2_scan<f32>, nullptr, nullptr},
             {cosine_scan<f16>, dot_scan<f16>, l2_scan<f16>, nullptr, nullptr},
             {cosine_scan<bf16>, dot_scan<bf16>, l2_scan<bf16>, nullptr, nullptr},
             {i8_cosine_scan, i8_dot_scan, i8_l2_scan, nullptr, nullptr},
             {nullptr, nullptr, nullptr, hamming_scan, jaccard_scan}},
    .dot_tile = {tile<f32, product>, tile<f16, product>, tile<bf16, product>},
    .l2_tile = {tile<f32, difference>, tile<f16, difference>, tile<bf16, difference>},
    .inverse_norms = {inverse_norms<f32>, inverse_norms<f16>, inverse_norms<bf16>},
    .cosines = cosines,
    .bias = bias,
    .i8_dots = i8_dots,
    .sign_dots = sign_dots,
    .code_limits = {code_limits<ENGRAM_METRIC_COSINE>, code_limits<ENGRAM_METRIC_DOT>, code_limits<ENGRAM_METRIC_L2_SQUARED>},
    .rotate = rotate,
    .vector_sums = vector_sums,
    .block_bounds = {block_bounds<ENGRAM_METRIC_COSINE>, block_bounds<ENGRAM_METRIC_DOT>,
                     block_bounds<ENGRAM_METRIC_L2_SQUARED>},
    .f32_to_f16 = f32_to_f16,
    .f32_to_bf16 = f32_to_bf16,
    .f16_to_f32 = f16_to_f32,
    .bf16_to_f32 = bf16_to_f32,
    .f32_to_i8 = f32_to_i8,
    .i8_to_f32 = i8_to_f32,
    .f32_to_bits = f32_to_bits,
    .largest = largest,
};
