// SPDX-License-Identifier: MIT OR Apache-2.0
//! The original kernel module's functions: results against the original's formulas, and its panics word for word.

mod support;

use engram_kernels::compat::{
    apply_decay, configure_arena, get_arena_stats, last_outcome, reset_arena_metrics, reset_arenas, spread_activation,
    vector_similarity, ArenaStats, OverflowStrategy,
};
use engram_kernels::Reason;
use proptest::prelude::*;
use support::{config, cosine, dot, matrix, near, ulps};

/// The original's norm rule: a squared norm below 1e-30 counts as 0.
fn original_cosine(a: &[f32], b: &[f32]) -> f64 {
    if dot(a, a) < 1e-30 || dot(b, b) < 1e-30 {
        0.0
    } else {
        cosine(a, b)
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn similarity_is_right((query, data) in matrix(1..100, 1..8)) {
        let dim = query.len();
        let scores = vector_similarity(&query, &data, data.len() / dim);
        for (row, &score) in data.chunks(dim).zip(&scores) {
            // Squared norms within rounding of the limit may fall on either side of it.
            let at_limit = |v: &[f32]| (dot(v, v) / 1e-30 - 1.0).abs() < 1e-4;
            if !at_limit(&query) && !at_limit(row) {
                prop_assert!(near(score, original_cosine(&query, row), 0.0, 1e-6), "{}", score);
            }
        }
    }

    #[test]
    fn spreading_is_right(
        (edges, start) in (1_usize..10, 1_usize..6).prop_flat_map(|(nodes, degree)| (
            proptest::collection::vec((0..nodes as u32, 0.0_f32..1.0), nodes * degree),
            proptest::collection::vec(0.0_f32..1.0, nodes),
        )),
        iterations in 1_u32..6,
    ) {
        let nodes = start.len();
        let (targets, weights): (Vec<u32>, Vec<f32>) = edges.iter().copied().unzip();
        let mut found = start.clone();
        spread_activation(&targets, &weights, &mut found, nodes, iterations);
        let degree = targets.len() / nodes;
        let mut expected: Vec<f64> = start.iter().map(|&value| f64::from(value)).collect();
        for _ in 0..iterations {
            let before = expected.clone();
            for (k, &(target, weight)) in edges.iter().enumerate() {
                expected[target as usize] += before[k / degree] * f64::from(weight);
            }
            let largest = expected.iter().copied().fold(0.0, f64::max);
            if largest > 1.0 {
                expected.iter_mut().for_each(|value| *value /= largest);
            }
        }
        for (&found, &expected) in found.iter().zip(&expected) {
            prop_assert!(near(found, expected, 1e-5, 1e-37), "{} {}", found, expected);
        }
    }

    #[test]
    fn decay_is_right(memories in proptest::collection::vec((-2.0_f32..2.0, 0_u64..10_000_000), 0..100)) {
        let (mut strengths, ages): (Vec<f32>, Vec<u64>) = memories.iter().copied().unzip();
        apply_decay(&mut strengths, &ages);
        for (&(strength, age), &left) in memories.iter().zip(&strengths) {
            // The factor is within 0.51 ULP, which is up to twice as many of the product, and the product is rounded.
            let expected = f64::from(strength) * (-(age as f64) / 86_400.0).exp();
            prop_assert!(ulps(left, expected) <= 1.53, "{} {}", left, expected);
        }
    }
}

#[test]
#[should_panic(expected = "Query vector cannot be empty")]
fn an_empty_query_panics() {
    let _ = vector_similarity(&[], &[1.0, 0.0], 2);
}

#[test]
#[should_panic(expected = "Must have at least one candidate")]
fn no_candidates_panic() {
    let _ = vector_similarity(&[1.0], &[], 0);
}

#[test]
#[should_panic(expected = "Candidates array size mismatch: expected 6 (2*3), got 2")]
fn candidates_of_the_wrong_size_panic() {
    let _ = vector_similarity(&[1.0, 0.0, 0.0], &[1.0, 0.0], 2);
}

#[test]
#[should_panic(expected = "Candidates array size mismatch")]
fn a_product_that_wraps_panics() {
    let _ = vector_similarity(&[1.0, 0.0], &[], 1 << 63);
}

#[test]
#[should_panic(expected = "Adjacency and weights must have same length")]
fn edges_of_different_lengths_panic() {
    spread_activation(&[1, 2], &[0.5], &mut [1.0, 0.0, 0.0], 3, 5);
}

#[test]
#[should_panic(expected = "Activations length must match num_nodes")]
fn activations_of_the_wrong_length_panic() {
    spread_activation(&[1], &[0.5], &mut [1.0, 0.0], 3, 5);
}

#[test]
#[should_panic(expected = "Must perform at least one iteration")]
fn no_iterations_panic() {
    spread_activation(&[1], &[0.5], &mut [1.0, 0.0], 2, 0);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "All adjacency indices must be < num_nodes")]
fn an_edge_to_no_node_panics_in_debug_builds() {
    spread_activation(&[2], &[0.5], &mut [1.0, 0.0], 2, 1);
}

#[test]
#[should_panic(expected = "Strengths and ages must have same length")]
fn ages_of_the_wrong_length_panic() {
    apply_decay(&mut [1.0, 0.8], &[0, 3_600, 86_400]);
}

/// The arena's statistics belong to the process: one test looks at them.
#[test]
fn the_arena_is_configured_and_counted() {
    configure_arena(1_025, OverflowStrategy::Fallback);
    assert_eq!(last_outcome().unwrap_err(), Reason::Argument);
    configure_arena(2, OverflowStrategy::ErrorReturn);
    assert_eq!(last_outcome(), Ok(()));
    std::thread::spawn(|| {
        // 4 bytes for each of a million nodes do not fit 2 MiB: refused, untouched, and said so.
        let mut activations = vec![0.5; 1_000_000];
        spread_activation(&[1], &[0.5], &mut activations, 1_000_000, 1);
        assert_eq!(last_outcome().unwrap_err(), Reason::Memory);
        assert!(activations.iter().all(|&value| value == 0.5));
        assert!(get_arena_stats().total_overflows >= 1);
    })
    .join()
    .unwrap();
    configure_arena(1, OverflowStrategy::Fallback);
    reset_arenas();
    reset_arena_metrics();
    let ArenaStats { total_resets, total_overflows, max_high_water_mark } = get_arena_stats();
    assert!(total_resets < 1_000_000 && total_overflows < 1_000_000 && max_high_water_mark <= 1 << 30);
}
