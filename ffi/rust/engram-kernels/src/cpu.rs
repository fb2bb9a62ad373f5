// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which instruction set each family of kernels runs on, and the switch to change it.
//!
//! Every level gives the same bits: forcing one changes speed only. The environment variable `ENGRAM_ISA` does the same
//! before the first call.
//!
//! ```
//! use engram_kernels::cpu::{self, Families, Level};
//!
//! cpu::force(Families::DECAY, Level::Scalar)?;
//! assert_eq!(cpu::active(Families::DECAY), Level::Scalar);
//! cpu::force(Families::DECAY, Level::Auto)?;
//! assert_eq!(cpu::active(Families::DECAY), cpu::best());
//! # Ok::<(), engram_kernels::Error>(())
//! ```

use std::ops::BitOr;

use engram_kernels_sys as sys;

use crate::error::{check, static_text};
use crate::Result;

/// An instruction-set level.
///
/// ```
/// use engram_kernels::cpu::Level;
/// assert_eq!(Level::Scalar.name(), "scalar");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// The best level that this machine should run.
    Auto,
    /// The reference: plain code for the baseline of the architecture.
    Scalar,
    /// AVX2, FMA and F16C (x86-64-v3).
    Avx2,
    /// AVX-512 F, BW, DQ, VL, VNNI and VPOPCNTDQ.
    Avx512,
    /// Advanced SIMD of armv8-a.
    Neon,
    /// A level that this crate does not know: the linked library is newer.
    Other(u32),
}

impl Level {
    pub(crate) fn raw(self) -> sys::engram_level {
        match self {
            Level::Auto => sys::ENGRAM_LEVEL_AUTO,
            Level::Scalar => sys::ENGRAM_LEVEL_SCALAR,
            Level::Avx2 => sys::ENGRAM_LEVEL_AVX2,
            Level::Avx512 => sys::ENGRAM_LEVEL_AVX512,
            Level::Neon => sys::ENGRAM_LEVEL_NEON,
            Level::Other(raw) => raw,
        }
    }

    fn from_raw(raw: sys::engram_level) -> Level {
        match raw {
            sys::ENGRAM_LEVEL_AUTO => Level::Auto,
            sys::ENGRAM_LEVEL_SCALAR => Level::Scalar,
            sys::ENGRAM_LEVEL_AVX2 => Level::Avx2,
            sys::ENGRAM_LEVEL_AVX512 => Level::Avx512,
            sys::ENGRAM_LEVEL_NEON => Level::Neon,
            other => Level::Other(other),
        }
    }

    /// The name that `ENGRAM_ISA` takes: "scalar", "avx2", "avx512", "neon".
    ///
    /// ```
    /// assert_eq!(engram_kernels::cpu::Level::Avx2.name(), "avx2");
    /// ```
    pub fn name(self) -> &'static str {
        // SAFETY: the function takes any value and returns static text.
        unsafe { static_text(sys::engram_level_name(self.raw())) }
    }
}

/// A set of kernel families.
///
/// ```
/// use engram_kernels::cpu::Families;
/// assert_eq!(Families::SIMILARITY | Families::ACTIVATION | Families::DECAY, Families::ALL);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Families(u32);

impl Families {
    /// What resembles this cue.
    pub const SIMILARITY: Families = Families(sys::ENGRAM_FAMILY_SIMILARITY);
    /// What does it bring to mind.
    pub const ACTIVATION: Families = Families(sys::ENGRAM_FAMILY_ACTIVATION);
    /// What has faded.
    pub const DECAY: Families = Families(sys::ENGRAM_FAMILY_DECAY);
    /// Every family.
    pub const ALL: Families = Families(sys::ENGRAM_FAMILY_ALL);

    pub(crate) fn raw(self) -> sys::engram_families {
        self.0
    }
}

impl BitOr for Families {
    type Output = Families;

    fn bitor(self, other: Families) -> Families {
        Families(self.0 | other.0)
    }
}

/// The levels that are built in and that this machine can run; the scalar one is always among them.
///
/// ```
/// use engram_kernels::cpu::{supported, Level};
/// assert!(supported().contains(&Level::Scalar));
/// ```
pub fn supported() -> Vec<Level> {
    // SAFETY: the function has no preconditions.
    let set = unsafe { sys::engram_levels_supported() };
    (0..32).filter(|bit| set & (1 << bit) != 0).map(Level::from_raw).collect()
}

/// The level that is used when nothing is forced.
///
/// ```
/// use engram_kernels::cpu;
/// assert!(cpu::supported().contains(&cpu::best()));
/// ```
pub fn best() -> Level {
    // SAFETY: the function has no preconditions.
    Level::from_raw(unsafe { sys::engram_level_best() })
}

/// Forces a level for one or several families, from the next call on; [`Level::Auto`] gives the choice back.
/// Safe while other threads compute.
///
/// Errors: [`Reason::Level`](crate::Reason::Level) when this machine or build lacks the level; no family has changed
/// then.
///
/// ```
/// use engram_kernels::cpu::{self, Families, Level};
/// cpu::force(Families::ALL, Level::Auto)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn force(families: Families, level: Level) -> Result<()> {
    // SAFETY: the function checks both values.
    check(unsafe { sys::engram_level_force(families.0, level.raw()) })
}

/// The level that one family runs on; [`Level::Auto`] for a set that is not exactly one family.
///
/// ```
/// use engram_kernels::cpu::{self, Families};
/// assert!(cpu::supported().contains(&cpu::active(Families::SIMILARITY)));
/// ```
pub fn active(family: Families) -> Level {
    // SAFETY: the function takes any value.
    Level::from_raw(unsafe { sys::engram_level_active(family.0) })
}

/// Why that level runs, as a sentence: "best level of this machine", or what was wrong with `ENGRAM_ISA`.
///
/// ```
/// use engram_kernels::cpu::{self, Families};
/// assert!(!cpu::reason(Families::DECAY).is_empty());
/// ```
pub fn reason(family: Families) -> &'static str {
    // SAFETY: the function takes any value and returns static text.
    unsafe { static_text(sys::engram_level_reason(family.0)) }
}
