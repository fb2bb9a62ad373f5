// SPDX-License-Identifier: MIT OR Apache-2.0
//! The choices that a rule of spreading is made of.

use engram_kernels_sys as sys;

/// How what arrives at one node in one hop becomes one value; c is the sent value times the weight.
///
/// ```
/// use engram_kernels::activation::{Merge, Spread};
/// let rule = Spread::new().merge(Merge::Max);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Merge {
    /// v + c.
    Sum = sys::ENGRAM_MERGE_SUM,
    /// min(limit, v + c), edge by edge.
    ClampedSum = sys::ENGRAM_MERGE_CLAMPED_SUM,
    /// max(v, c).
    Max = sys::ENGRAM_MERGE_MAX,
    /// 1 - (1 - v)(1 - c): independent causes, for values in [0, 1].
    Probabilistic = sys::ENGRAM_MERGE_PROBABILISTIC,
}

/// What becomes of the value a node had before the hop.
///
/// ```
/// use engram_kernels::activation::{Retain, Spread};
/// let rule = Spread::new().retain(Retain::Retention(0.5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Retain {
    /// It stays; what arrives is merged into it.
    Keep,
    /// It is gone.
    Replace,
    /// This part of it stays; what arrives is merged into that.
    Retention(f32),
    /// The larger of it and of what arrives, merged by itself.
    Max,
}

/// Who sends in a hop, and what.
///
/// ```
/// use engram_kernels::activation::{Senders, Spread};
/// let rule = Spread::new().senders(Senders::Arrivals);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Senders {
    /// Every active node sends its value, again in every hop.
    Active = sys::ENGRAM_SENDERS_ACTIVE,
    /// A node sends on what arrived in the hop before, once.
    Arrivals = sys::ENGRAM_SENDERS_ARRIVALS,
}

/// How what is sent fades with the distance.
///
/// ```
/// use engram_kernels::activation::{Fade, Spread};
/// let rule = Spread::new().fade(Fade::FromSource(&[0.7, 0.4, 0.1]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fade<'a> {
    /// Not at all.
    None,
    /// Times this in every hop.
    PerHop(f32),
    /// Entry h - 1 in all after h hops; nothing after the last entry.
    FromSource(&'a [f32]),
}

/// What a sender's value is divided by. The degree counts the edges that carry.
///
/// ```
/// use engram_kernels::activation::{Normaliser, Spread};
/// let rule = Spread::new().normaliser(Normaliser::OutDegree);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Normaliser {
    /// Nothing.
    None,
    /// Degree.
    OutDegree,
    /// sqrt(degree).
    SqrtDegree,
    /// sqrt(1 + degree).
    SqrtOneDegree,
    /// Sum of |weight| of those edges.
    WeightSum,
    /// The weight becomes strength - ln(fan / weight), where fan is base + sum of the weights (ACT-R).
    Fan {
        /// S.
        strength: f32,
        /// Added to the sum of the weights; not below 0.
        base: f32,
    },
}

/// Competition between nodes.
///
/// ```
/// use engram_kernels::activation::{Inhibition, Spread};
/// let rule = Spread::new().inhibition(Inhibition::TopMean { strength: 0.15, count: 7 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Inhibition {
    /// None.
    None,
    /// A node at or above this before the hop receives nothing in it.
    Ceiling(f32),
    /// x - strength * sum of (k - x) over the k > x among the `count` largest.
    TopSum {
        /// Not below 0.
        strength: f32,
        /// 1 to 256.
        count: u32,
    },
    /// The `count` largest stay; others x - strength * (their mean - x), if positive.
    TopMean {
        /// Not below 0.
        strength: f32,
        /// 1 to 256.
        count: u32,
    },
}

/// The last shaping of values.
///
/// ```
/// use engram_kernels::activation::{Spread, Squash};
/// let rule = Spread::new().squash(Squash::Sigmoid { gain: 10.0, centre: 0.3 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Squash {
    /// None.
    None,
    /// To [-limit, limit].
    Clamp(f32),
    /// If the largest value is above the limit, every value is divided by largest / limit.
    Divide(f32),
    /// 1 / (1 + exp(-gain * (x - centre))), of active nodes only.
    Sigmoid {
        /// Steepness.
        gain: f32,
        /// Where the result is a half.
        centre: f32,
    },
}

/// What a spread watches for to stop before its last hop.
///
/// ```
/// use engram_kernels::activation::{Convergence, Spread};
/// let rule = Spread::new().hops(1_000).convergence(Convergence::L1(1e-6));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Convergence {
    /// Nothing; a hop without senders ends any spread.
    None,
    /// The sum of |change| is below this.
    L1(f32),
    /// The largest |change| is below this.
    Largest(f32),
}

/// Named rules; `docs/activation.md` of the library lists their sources.
///
/// ```
/// use engram_kernels::activation::{Preset, Spread};
/// let rule = Spread::preset(Preset::Synapse)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u32)]
pub enum Preset {
    /// Sum, keep, active senders, 3 hops, no shaping.
    Plain = sys::ENGRAM_SPREAD_PRESET_PLAIN,
    /// As plain, divided by the largest if above 1: the rule of the original kernel.
    EngramZig = sys::ENGRAM_SPREAD_PRESET_ENGRAM_ZIG,
    /// Max-merge, 0.85 * 0.7 / out-degree, top-7 mean inhibition, sigmoid.
    Sproink = sys::ENGRAM_SPREAD_PRESET_SPROINK,
    /// Fan-divided sum with retention, top-7 sum inhibition, gate, sigmoid.
    Synapse = sys::ENGRAM_SPREAD_PRESET_SYNAPSE,
    /// Clamped sum within a hop, max across hops, ceiling 0.8, 50 nodes.
    Zeph = sys::ENGRAM_SPREAD_PRESET_ZEPH,
    /// Sum / sqrt(1 + degree) of arrivals, rescaled to at most 2.
    Shodh = sys::ENGRAM_SPREAD_PRESET_SHODH,
    /// Retention 0.5, the rest in proportion to the weights, 10 steps.
    Spreadr = sys::ENGRAM_SPREAD_PRESET_SPREADR,
    /// One hop of S - ln(fan), S = 1.6; seeds are the sources' attention weights.
    ActR = sys::ENGRAM_SPREAD_PRESET_ACTR,
}
