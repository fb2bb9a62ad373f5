// SPDX-License-Identifier: MIT OR Apache-2.0
//! Nothing: the benches are in `benches/kernels.rs`.
