// SPDX-License-Identifier: MIT OR Apache-2.0
//! What has faded: forgetting curves over slices of strengths and times.
//!
//! A [`Curve`] says how a memory fades; [`Times`] say how old each is, as ages or as timestamps; [`Decay`] adds what
//! differs from row to row. A time constant tau divides by e, a half-life halves: half_life = tau ln 2. Parameters of
//! curves are in seconds. Beside curves there are [`Fsrs`], the spaced repetition scheduler, [`BaseLevel`] for ACT-R,
//! and [`Reinforce`] for what grows by use.
//!
//! ```
//! use engram_kernels::decay::{Curve, Decay, Times};
//!
//! let day = 86_400.0;
//! let stored = [1_700_000_000, 1_699_913_600]; // when each memory was last used
//! let mut strengths = [0.8, 0.8];
//! Decay::new(Curve::half_life(day)).apply_in_place(&Times::stamps(&stored, 1_700_000_000), &mut strengths)?;
//! assert_eq!(strengths, [0.8, 0.4]);
//! # Ok::<(), engram_kernels::Error>(())
//! ```

mod base_level;
mod batch;
mod curve;
mod fsrs;
mod reinforce;

pub use base_level::{retrieval_latency, retrieval_probability, BaseLevel};
pub use batch::{Decay, Next, Suppressed, TimeUnit, Times};
pub use curve::{Curve, Preset};
pub use fsrs::{Fsrs, FsrsVersion};
pub use reinforce::Reinforce;
