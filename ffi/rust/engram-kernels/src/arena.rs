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

use std::ptr::{self, NonNull};

use engram_kernels_sys as sys;

use crate::error::{check, size};
use crate::{Reason, Result};

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
    /// The call returns [`Reason::Memory`].
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

impl Options {
    fn raw(&self) -> sys::engram_arena_options {
        sys::engram_arena_options {
            bytes: self.bytes,
            overflow: self.overflow as u32,
            zero_on_reset: u32::from(self.zero_on_reset),
            huge_pages: u32::from(self.huge_pages),
            ..empty()
        }
    }
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
            _ => return Err(Reason::Enum.into()),
        },
        zero_on_reset: raw.zero_on_reset != 0,
        huge_pages: raw.huge_pages != 0,
    })
}

/// Sets the configuration, at any time: arenas made from now on have it, those of living threads take it over at their
/// next reset.
///
/// Errors: [`Argument`](crate::Reason::Argument) for a size out of range; nothing has changed then.
///
/// ```
/// use engram_kernels::{arena, Reason};
/// let options = arena::options()?;
/// assert_eq!(arena::configure(&arena::Options { bytes: 1, ..options }).unwrap_err(), Reason::Argument);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn configure(options: &Options) -> Result<()> {
    // SAFETY: the struct is one of ours and says its size.
    check(unsafe { sys::engram_arena_configure(&options.raw()) })
}

/// All arenas together: those alive, and the counts of those that ended.
///
/// ```
/// println!("{} bytes at most", engram_kernels::arena::usage()?.high_water);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn usage() -> Result<Usage> {
    // SAFETY: usage_of() gives a struct that says its size.
    usage_of(|raw| unsafe { sys::engram_arena_usage_total(raw) })
}

fn usage_of(call: impl FnOnce(*mut sys::engram_arena_usage) -> sys::engram_status) -> Result<Usage> {
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
    check(call(&mut raw))?;
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

/// An arena of your own: take many pieces, free them all at once. `Send`: it belongs to one thread at a time.
///
/// ```
/// use engram_kernels::arena::{options, Arena};
/// let mut arena = Arena::new(&options()?)?;
/// let squares = arena.allocate(4, 0_u32)?;
/// squares.iter_mut().zip(1..).for_each(|(square, i)| *square = i * i);
/// assert_eq!(squares, &[1, 4, 9, 16]);
/// arena.reset()?; // what was allocated cannot be used any more: the borrow has ended
/// assert_eq!(arena.usage()?.used, 0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Debug)]
pub struct Arena(NonNull<sys::engram_arena>);
// SAFETY: an arena that is not a thread's belongs to whoever has the handle.
unsafe impl Send for Arena {}

impl Arena {
    /// An arena over the system's memory.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for a size out of range; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::arena::{options, Arena, Options};
    /// let arena = Arena::new(&Options { bytes: 65_536, ..options()? })?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn new(options: &Options) -> Result<Arena> {
        let mut arena = ptr::null_mut();
        // SAFETY: the struct is one of ours and says its size.
        check(unsafe { sys::engram_arena_create(&options.raw(), &mut arena) })?;
        NonNull::new(arena).map(Arena).ok_or_else(|| Reason::Memory.into())
    }

    /// `count` copies of a value, until the arena is reset or dropped, or its [`scope`](Arena::scope) ends.
    ///
    /// Errors: [`Overflow`](crate::Reason::Overflow); [`Memory`](crate::Reason::Memory) when it does not fit and the strategy is
    /// [`ErrorReturn`](Overflow::ErrorReturn), or there is no more.
    ///
    /// ```
    /// # use engram_kernels::arena::{options, Arena};
    /// let arena = Arena::new(&options()?)?;
    /// let (a, b) = (arena.allocate(3, 1.0_f32)?, arena.allocate(3, 2.0_f32)?);
    /// a.copy_from_slice(b);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[allow(clippy::mut_from_ref)] // each call gives memory that no other slice has
    pub fn allocate<T: Copy>(&self, count: usize, value: T) -> Result<&mut [T]> {
        let mut memory = ptr::null_mut();
        // SAFETY: the arena is alive, and its handle is not used by another thread: it is not Sync.
        check(unsafe {
            let (bytes, align) = (std::mem::size_of::<T>(), std::mem::align_of::<T>());
            sys::engram_arena_allocate_array(self.0.as_ptr(), count, bytes, align, &mut memory)
        })?;
        let first: *mut T = memory.cast();
        // SAFETY: room for that many, aligned, ours alone; each is written before it is read. It stays until a call that
        // takes the arena by a unique reference, which the borrow of the result forbids. T needs no drop: it is Copy.
        unsafe {
            (0..count).for_each(|i| first.add(i).write(value));
            Ok(std::slice::from_raw_parts_mut(first, count))
        }
    }

    /// Frees everything at once.
    ///
    /// ```
    /// # use engram_kernels::arena::{options, Arena};
    /// let mut arena = Arena::new(&options()?)?;
    /// arena.allocate(1_000, 0_u8)?;
    /// arena.reset()?;
    /// assert_eq!(arena.usage()?.resets, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn reset(&mut self) -> Result<()> {
        // SAFETY: the arena is alive, and no slice of it is: they borrow it.
        check(unsafe { sys::engram_arena_reset(self.0.as_ptr()) })
    }

    /// Frees what the function allocates when it returns. Scopes nest.
    ///
    /// ```
    /// # use engram_kernels::arena::{options, Arena};
    /// let mut arena = Arena::new(&options()?)?;
    /// let sum: u32 = arena.scope(|arena| arena.allocate(10, 7_u32).map(|sevens| sevens.iter().sum()))??;
    /// assert_eq!((sum, arena.usage()?.used), (70, 0));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn scope<R>(&mut self, function: impl FnOnce(&mut Arena) -> R) -> Result<R> {
        // SAFETY: all zero is a value of the C struct: numbers and null pointers.
        let mut mark: sys::engram_arena_mark = unsafe { std::mem::zeroed() };
        // SAFETY: the arena is alive.
        check(unsafe { sys::engram_arena_mark_set(self.0.as_ptr(), &mut mark) })?;
        let result = function(self);
        // SAFETY: the arena is alive, and no slice of it is: the function had it by a unique reference, whose borrow has
        // ended. Should it have put another arena in this place, the library knows the mark for a stranger's.
        check(unsafe { sys::engram_arena_rewind(self.0.as_ptr(), &mark) })?;
        Ok(result)
    }

    /// What this arena holds and has done.
    ///
    /// ```
    /// # use engram_kernels::arena::{options, Arena};
    /// assert_eq!(Arena::new(&options()?)?.usage()?.arenas, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn usage(&self) -> Result<Usage> {
        // SAFETY: the arena is alive; usage_of() gives a struct that says its size.
        usage_of(|raw| unsafe { sys::engram_arena_usage_get(self.0.as_ptr(), raw) })
    }

    /// Whether a slice begins in memory of this arena that is in use.
    ///
    /// ```
    /// # use engram_kernels::arena::{options, Arena};
    /// let arena = Arena::new(&options()?)?;
    /// assert!(arena.holds(arena.allocate(4, 0_u8)?) && !arena.holds(&[0_u8]));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn holds<T>(&self, slice: &[T]) -> bool {
        // SAFETY: the arena is alive; the address is looked at, not what it holds.
        unsafe { sys::engram_arena_holds(self.0.as_ptr(), slice.as_ptr().cast()) != 0 }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        let mut arena = self.0.as_ptr();
        // SAFETY: the arena is ours, and no slice of it is left.
        unsafe {
            sys::engram_arena_destroy(&mut arena);
        }
    }
}
