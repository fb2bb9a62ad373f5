// SPDX-License-Identifier: MIT OR Apache-2.0
//! The scratch memory of the kernels: an arena for each thread, made at first use and given back when the thread ends.
//!
//! ```
//! use engram_kernels::arena::{self, Overflow};
//!
//! let mut options = arena::options()?;
//! options.bytes = 2 << 20;
//! options.overflow = Overflow::Fallback;
//! arena::configure(&options)?;
//! assert_eq!(arena::options()?.bytes, 2 << 20);
//! # Ok::<(), engram_kernels::Error>(())
//! ```

use engram_kernels_sys as sys;

use crate::error::{check, size};
use crate::{Error, Result};

/// What happens when a request does not fit.
///
/// ```
/// use engram_kernels::arena::{options, Overflow};
/// assert_ne!(options()?.overflow, Overflow::Panic);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Overflow {
    /// A line on standard error, then the process ends.
    Panic = sys::ENGRAM_ARENA_PANIC,
    /// The call returns [`Error::Memory`].
    ErrorReturn = sys::ENGRAM_ARENA_ERROR_RETURN,
    /// Memory from the system, released on reset.
    Fallback = sys::ENGRAM_ARENA_FALLBACK,
}

/// How the arenas of threads behave.
///
/// ```
/// let options = engram_kernels::arena::options()?;
/// assert!(options.bytes >= 65_536);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Size of the pool: 65,536 to 1,073,741,824.
    pub bytes: u64,
    /// When a request does not fit.
    pub overflow: Overflow,
    /// A reset zeroes what was used.
    pub zero_on_reset: bool,
    /// The system is asked for huge pages for pools from 2 MiB on.
    pub huge_pages: bool,
}

/// What the arenas hold and have done.
///
/// ```
/// let usage = engram_kernels::arena::usage()?;
/// assert!(usage.fallbacks <= usage.overflows);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Arenas alive.
    pub arenas: u32,
    /// Bytes of pool.
    pub capacity: u64,
    /// Bytes in use.
    pub used: u64,
    /// The largest number of bytes in use at once in any arena.
    pub high_water: u64,
    /// Resets, and kernel calls that gave back scratch.
    pub resets: u64,
    /// Requests that did not fit the pool.
    pub overflows: u64,
    /// Of these, answered with other memory.
    pub fallbacks: u64,
    /// Such memory held now.
    pub fallback_bytes: u64,
}

fn empty() -> sys::engram_arena_options {
    sys::engram_arena_options {
        size: size::<sys::engram_arena_options>(),
        overflow: 0,
        bytes: 0,
        zero_on_reset: 0,
        huge_pages: 0,
        memory: std::ptr::null_mut(),
        allocator: std::ptr::null(),
    }
}

/// The configuration in force: from [`configure`], or the `ENGRAM_ARENA_` variables of the environment.
///
/// ```
/// let options = engram_kernels::arena::options()?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn options() -> Result<Options> {
    let mut raw = empty();
    // SAFETY: the struct is one of ours and says its size.
    check(unsafe { sys::engram_arena_options_get(&mut raw) })?;
    Ok(Options {
        bytes: raw.bytes,
        overflow: match raw.overflow {
            sys::ENGRAM_ARENA_PANIC => Overflow::Panic,
            sys::ENGRAM_ARENA_ERROR_RETURN => Overflow::ErrorReturn,
            sys::ENGRAM_ARENA_FALLBACK => Overflow::Fallback,
            _ => return Err(Error::Enum),
        },
        zero_on_reset: raw.zero_on_reset != 0,
        huge_pages: raw.huge_pages != 0,
    })
}

/// Sets the configuration, at any time: arenas made from now on have it, those of living threads take it over at their
/// next reset.
///
/// Errors: [`Argument`](Error::Argument) for a size out of range; nothing has changed then.
///
/// ```
/// use engram_kernels::{arena, Error};
/// let options = arena::options()?;
/// assert_eq!(arena::configure(&arena::Options { bytes: 1, ..options }), Err(Error::Argument));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn configure(options: &Options) -> Result<()> {
    let mut raw = empty();
    raw.bytes = options.bytes;
    raw.overflow = options.overflow as u32;
    raw.zero_on_reset = u32::from(options.zero_on_reset);
    raw.huge_pages = u32::from(options.huge_pages);
    // SAFETY: the struct is one of ours and says its size.
    check(unsafe { sys::engram_arena_configure(&raw) })
}

/// All arenas together: those alive, and the counts of those that ended.
///
/// ```
/// println!("{} bytes at most", engram_kernels::arena::usage()?.high_water);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn usage() -> Result<Usage> {
    let mut raw = sys::engram_arena_usage {
        size: size::<sys::engram_arena_usage>(),
        arenas: 0,
        capacity: 0,
        used: 0,
        high_water: 0,
        resets: 0,
        overflows: 0,
        fallbacks: 0,
        fallback_bytes: 0,
    };
    // SAFETY: the struct is one of ours and says its size.
    check(unsafe { sys::engram_arena_usage_total(&mut raw) })?;
    Ok(Usage {
        arenas: raw.arenas,
        capacity: raw.capacity,
        used: raw.used,
        high_water: raw.high_water,
        resets: raw.resets,
        overflows: raw.overflows,
        fallbacks: raw.fallbacks,
        fallback_bytes: raw.fallback_bytes,
    })
}
