// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the differential tests share: 10,000 cases from a fixed seed (PROPTEST_CASES and PROPTEST_RNG_SEED change
//! them), values of every magnitude, and comparisons.
#![allow(dead_code)] // each test file uses a part

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

pub fn config() -> ProptestConfig {
    let given = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { 10_000 };
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(0x0E16_4A17),
        fixed => fixed,
    };
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..given }
}

/// Values around 1, zeros, and now and then one that is tiny or huge.
pub fn value() -> impl Strategy<Value = f32> {
    prop_oneof![
        20 => -1.0_f32..1.0,
        4 => -100.0_f32..100.0,
        2 => Just(0.0_f32),
        1 => (-1.0_f32..1.0).prop_map(|x| x * 1e-20),
    ]
}

pub fn vector(dim: usize) -> impl Strategy<Value = Vec<f32>> {
    proptest::collection::vec(value(), dim)
}

/// A query and some rows of one dimension.
pub fn matrix(
    dims: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> impl Strategy<Value = (Vec<f32>, Vec<f32>)> {
    (dims, rows).prop_flat_map(|(dim, rows)| (vector(dim), vector(dim * rows)))
}

pub fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
}

/// The sum that an error of a dot product is relative to.
pub fn magnitude(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| (f64::from(x) * f64::from(y)).abs()).sum()
}

pub fn l2_squared(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| (f64::from(x) - f64::from(y)).powi(2)).sum()
}

pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    if norms == 0.0 {
        0.0
    } else {
        (dot(a, b) / norms).clamp(-1.0, 1.0)
    }
}

/// Within `relative` of the wider of the two, or `absolute`.
pub fn near(found: f32, expected: f64, relative: f64, absolute: f64) -> bool {
    let difference = (f64::from(found) - expected).abs();
    difference <= absolute || difference <= relative * expected.abs()
}

/// Units in the last place between a float and a wide value, for finite values.
pub fn ulps(found: f32, expected: f64) -> f64 {
    let magnitude = expected.abs().max(f64::from(f32::MIN_POSITIVE));
    let unit = 2.0_f64.powi(magnitude.log2().floor() as i32 - 23);
    (f64::from(found) - expected).abs() / unit
}
