// SPDX-License-Identifier: MIT OR Apache-2.0
//! The functions of the original engine's kernel module: the same names, arguments and panics, so that an engine
//! replaces one `use`.
//!
//! ```
//! // use engram_core::zig_kernels as kernels;
//! use engram_kernels::compat as kernels;
//!
//! let scores = kernels::vector_similarity(&[1.0, 0.0], &[1.0, 0.0, 0.0, 1.0], 2);
//! assert_eq!(scores, [1.0, 0.0]);
//! ```
//!
//! As in the original, a call that the library refuses returns with nothing done (in practice only
//! [`spread_activation`] under [`OverflowStrategy::ErrorReturn`]). Beyond it, [`last_outcome`] tells.

use engram_kernels_sys as sys;

use crate::error::check;
use crate::Result;

/// The outcome of the last call of this module on this thread.
///
/// ```
/// use engram_kernels::{compat, Reason};
/// compat::configure_arena(0, compat::OverflowStrategy::Fallback); // 1 to 1024 MiB: nothing has changed
/// assert_eq!(compat::last_outcome().unwrap_err(), Reason::Argument);
/// ```
pub fn last_outcome() -> Result<()> {
    // SAFETY: the function has no preconditions.
    check(unsafe { sys::engram_last_status() })
}

/// Cosine similarity of a query with each of `num_candidates` rows of `candidates`, in [-1, 1].
///
/// A vector whose squared norm is below 1e-30, NaN or infinite scores 0; [`similarity::many`](crate::similarity::many)
/// answers tiny and huge norms too.
///
/// # Panics
/// When `query` is empty, `num_candidates` is 0, or `candidates` has not `num_candidates * query.len()` elements.
///
/// ```
/// use engram_kernels::compat::vector_similarity;
/// assert_eq!(vector_similarity(&[3.0, 4.0], &[3.0, 4.0, -3.0, -4.0], 2), [1.0, -1.0]);
/// ```
#[must_use]
pub fn vector_similarity(query: &[f32], candidates: &[f32], num_candidates: usize) -> Vec<f32> {
    assert!(!query.is_empty(), "Query vector cannot be empty");
    assert_ne!(num_candidates, 0, "Must have at least one candidate");
    let dim = query.len();
    // A product that wraps, as it would in a release build of the original, must not match by chance.
    let expected = num_candidates.saturating_mul(dim);
    assert_eq!(
        candidates.len(),
        expected,
        "Candidates array size mismatch: expected {} ({}*{}), got {}",
        expected,
        num_candidates,
        dim,
        candidates.len()
    );
    let mut scores = vec![0.0; num_candidates];
    // SAFETY: the lengths were compared above; the scores are memory of their own.
    unsafe {
        sys::engram_vector_similarity(query.as_ptr(), candidates.as_ptr(), scores.as_mut_ptr(), dim, num_candidates);
    }
    scores
}

/// Spreads activation, in place, over an edge list without sources: edge `k` is taken to start at node
/// `k / ceil(edges / num_nodes)`, which is right only for graphs whose nodes all have the same number of edges. For any
/// other graph use [`activation`](crate::activation). An edge to no node is skipped in release builds.
///
/// # Panics
/// When `adjacency` and `weights` differ in length, `activations` has not `num_nodes` elements, or `iterations` is 0;
/// in debug builds when a node id is not below `num_nodes`.
///
/// ```
/// use engram_kernels::compat::spread_activation;
/// let mut activations = [1.0, 0.0];
/// spread_activation(&[1, 0], &[0.5, 0.0], &mut activations, 2, 1); // 0 -> 1 and 1 -> 0
/// assert_eq!(activations, [1.0, 0.5]);
/// ```
pub fn spread_activation(
    adjacency: &[u32],
    weights: &[f32],
    activations: &mut [f32],
    num_nodes: usize,
    iterations: u32,
) {
    assert_eq!(adjacency.len(), weights.len(), "Adjacency and weights must have same length");
    assert_eq!(activations.len(), num_nodes, "Activations length must match num_nodes");
    assert_ne!(iterations, 0, "Must perform at least one iteration");
    debug_assert!(
        adjacency.iter().all(|&target| (target as usize) < num_nodes),
        "All adjacency indices must be < num_nodes"
    );
    // SAFETY: the lengths were compared above; the library skips edges to no node.
    unsafe {
        sys::engram_spread_activation(
            adjacency.as_ptr(),
            weights.as_ptr(),
            activations.as_mut_ptr(),
            num_nodes,
            adjacency.len(),
            iterations,
        );
    }
}

/// `strengths[i] *= exp(-ages_seconds[i] / 86400)`. The day is an e-folding time, not a half-life;
/// [`decay`](crate::decay) has the other curves.
///
/// # Panics
/// When the lengths differ.
///
/// ```
/// use engram_kernels::compat::apply_decay;
/// let mut strengths = [1.0, 1.0];
/// apply_decay(&mut strengths, &[0, 86_400]);
/// assert_eq!(strengths, [1.0, 0.36787945]);
/// ```
pub fn apply_decay(strengths: &mut [f32], ages_seconds: &[u64]) {
    assert_eq!(strengths.len(), ages_seconds.len(), "Strengths and ages must have same length");
    // SAFETY: the lengths were compared above.
    unsafe { sys::engram_apply_decay(strengths.as_mut_ptr(), ages_seconds.as_ptr(), strengths.len()) }
}

/// What an arena does when its memory is used up.
///
/// ```
/// use engram_kernels::compat::OverflowStrategy;
/// assert_eq!(OverflowStrategy::Fallback as u8, 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum OverflowStrategy {
    /// Ends the process with a message.
    Panic = 0,
    /// Refuses the call, which leaves its outputs as they are.
    ErrorReturn = 1,
    /// Takes system memory until the next reset.
    Fallback = 2,
}

/// Sums over the arenas of all threads.
///
/// ```
/// let stats = engram_kernels::compat::get_arena_stats();
/// assert!(stats.total_overflows <= stats.total_resets + stats.total_overflows);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArenaStats {
    /// Resets.
    pub total_resets: usize,
    /// Requests that did not fit.
    pub total_overflows: usize,
    /// The largest number of bytes in use at once in any arena.
    pub max_high_water_mark: usize,
}

/// Size and overflow strategy of the arenas that are created from now on.
///
/// A size that is not from 1 to 1024 MiB, which the original accepted and then failed on, changes nothing.
///
/// ```
/// use engram_kernels::compat::{configure_arena, OverflowStrategy};
/// configure_arena(2, OverflowStrategy::Fallback);
/// ```
pub fn configure_arena(pool_size_mb: u32, overflow_strategy: OverflowStrategy) {
    // SAFETY: the function checks both values.
    unsafe { sys::engram_configure_arena(pool_size_mb, overflow_strategy as u8) }
}

/// The sums since the start, or since [`reset_arena_metrics`].
///
/// ```
/// println!("{} resets", engram_kernels::compat::get_arena_stats().total_resets);
/// ```
#[must_use]
pub fn get_arena_stats() -> ArenaStats {
    let mut stats = ArenaStats { total_resets: 0, total_overflows: 0, max_high_water_mark: 0 };
    // SAFETY: three pointers to three fields.
    unsafe {
        sys::engram_arena_stats(&mut stats.total_resets, &mut stats.total_overflows, &mut stats.max_high_water_mark);
    }
    stats
}

/// Resets the arena of the calling thread.
///
/// ```
/// engram_kernels::compat::reset_arenas();
/// ```
pub fn reset_arenas() {
    // SAFETY: this crate keeps no memory of the arena between calls.
    unsafe { sys::engram_reset_arenas() }
}

/// Sets the sums of [`get_arena_stats`] to zero.
///
/// ```
/// engram_kernels::compat::reset_arena_metrics();
/// ```
pub fn reset_arena_metrics() {
    // SAFETY: the function has no preconditions.
    unsafe { sys::engram_reset_arena_metrics() }
}

/// Gives the arena of the calling thread back to the system; threads that end do so by themselves. The original's Rust
/// module lacked this.
///
/// ```
/// engram_kernels::compat::deinit_thread_arena();
/// ```
pub fn deinit_thread_arena() {
    // SAFETY: this crate keeps no memory of the arena between calls.
    unsafe { sys::engram_deinit_thread_arena() }
}
