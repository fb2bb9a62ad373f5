// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kernels of a memory system for agents: what resembles this cue ([`similarity`]), what does it bring to mind
//! ([`activation`]), what has faded and what has been strengthened ([`decay`]). The safe layer over the C library
//! engram-kernels, which it links statically.
//!
//! ```
//! use engram_kernels::decay::{Curve, Decay, Times};
//! use engram_kernels::similarity::{Metric, Rows, TopK};
//!
//! // Three memories of two dimensions, last used 0, 1 and 10 days ago.
//! let memories = Rows::new(&[0.6_f32, 0.8, 1.0, 0.0, 1.0, 0.0], 2)?;
//! let day = 86_400;
//! let mut factors = [0.0; 3];
//! Decay::new(Curve::half_life(day as f64)).factors(&Times::ages(&[0, day, 10 * day]), &mut factors)?;
//!
//! // What resembles the cue most, faded as it is: one pass over the memories.
//! let found = TopK::new(Metric::Cosine, 2).factors(&factors).search(&[1.0, 0.0], &memories)?;
//! let hits: Vec<_> = found.hits(0).iter().map(|hit| (hit.id, hit.score)).collect();
//! assert_eq!(hits, [(0, 0.6), (1, 0.5)]);
//! # Ok::<(), engram_kernels::Error>(())
//! ```
//!
//! One input has one result, to the last bit, on every machine and on any number of threads. Lengths are checked before
//! the library is called; what it refuses comes back as an [`Error`] that names the argument, and outputs are then untouched.
//! Nothing needs initialising and nothing starts threads: calls that can be cut into tasks take an [`Executor`].
//!
//! Threads: every function may be called from any number of threads. `Graph` and `Overlay` are `Send` and `Sync`,
//! `Workspace` is `Send`: one for each thread that spreads; everything else is a plain value.
//!
//! Memory: slices in, slices or vectors out; the library keeps no pointer after a call but into handles that it made
//! itself, which `Drop` gives back.
//!
//! The module [`compat`] has the functions of the original engine's kernel module.

#![warn(missing_docs)]
#![warn(clippy::undocumented_unsafe_blocks)]

pub mod activation;
pub mod arena;
pub mod compat;
pub mod cpu;
pub mod decay;
pub mod diagnostics;
mod error;
mod executor;
pub mod similarity;

pub use error::{Error, Reason, Result};
#[cfg(feature = "rayon")]
pub use executor::Rayon;
pub use executor::{Executor, Threads};

use engram_kernels_sys as sys;

/// The version of the linked library.
///
/// ```
/// assert!(engram_kernels::version().starts_with("0."));
/// ```
pub fn version() -> &'static str {
    // SAFETY: the function has no preconditions and returns static text.
    unsafe { error::static_text(sys::engram_version()) }
}

/// The version of the C interface of the linked library. One below [`API_VERSION`] may refuse structs of this crate.
///
/// ```
/// assert!(engram_kernels::api_version() >= engram_kernels::API_VERSION);
/// ```
pub fn api_version() -> u32 {
    // SAFETY: the function has no preconditions.
    unsafe { sys::engram_api_version() }
}

/// The version of the C interface that this crate was written for.
///
/// ```
/// assert_eq!(engram_kernels::API_VERSION, 1);
/// ```
pub const API_VERSION: u32 = sys::ENGRAM_API_VERSION;

/// The page for newcomers is compiled and run with the examples.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/ffi/rust.md")]
pub struct Page;
