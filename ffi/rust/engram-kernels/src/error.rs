// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can be wrong with a call.

use std::ffi::CStr;
use std::fmt;

use engram_kernels_sys as sys;

/// Why a call was refused. Nothing was written then.
///
/// One variant for each status of the library, which speaks for itself through [`text`](Error::text), and one for the
/// lengths of slices, which are compared before the library is called.
///
/// ```
/// use engram_kernels::{similarity, Error};
///
/// let error = similarity::cosine(&[1.0, 2.0], &[1.0]).unwrap_err();
/// assert_eq!(error, Error::Length { what: "b", expected: 2, found: 1 });
/// assert_eq!(error.name(), "ENGRAM_ERROR_ARGUMENT");
/// assert!(error.to_string().starts_with(error.text())); // the library's sentence, then the particulars
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A pointer is null although its count is not 0.
    Null,
    /// A size product does not fit the address space.
    Overflow,
    /// A number is outside its documented range.
    Argument,
    /// An output overlaps an input.
    Overlap,
    /// A stride is smaller than the row it steps over.
    Stride,
    /// There is no memory, or scratch memory ran out and the overflow strategy forbids more.
    Memory,
    /// A graph is inconsistent.
    Graph {
        /// The index of the offset or edge at fault, where it is known.
        position: Option<u64>,
        /// A sentence that names the fault; empty where only the status is known.
        fault: &'static str,
    },
    /// This machine or this build lacks the instruction-set level.
    Level,
    /// An option struct has a size that the linked library does not know: it is older than this crate.
    Struct,
    /// An enumeration has a value that the linked library does not know: it is older than this crate.
    Enum,
    /// The metric, or the conversion, is not defined for the element type.
    Metric,
    /// A pointer is not aligned for its element type.
    Alignment,
    /// Offsets of rows of different lengths do not begin at 0, decrease, or do not end at the last element.
    Offsets,
    /// A buffer is too small for the text.
    Buffer,
    /// An arena mark is not valid any more.
    Mark,
    /// A handle was destroyed, or belongs to another thread.
    Handle,
    /// An arena is in the middle of a call.
    Busy,
    /// The self-check found a level that disagrees with the reference.
    Check,
    /// A number that belongs to this row is outside its documented range.
    Row(u64),
    /// A slice has another length than the call needs.
    Length {
        /// The argument.
        what: &'static str,
        /// The elements the call needs.
        expected: usize,
        /// The elements it was given.
        found: usize,
    },
    /// A status that this crate does not know: the linked library is newer.
    Unknown(i32),
}

impl Error {
    /// The status the library has for this, such as -3.
    ///
    /// ```
    /// assert_eq!(engram_kernels::Error::Argument.status(), -3);
    /// ```
    pub fn status(self) -> i32 {
        match self {
            Error::Null => sys::ENGRAM_ERROR_NULL,
            Error::Overflow => sys::ENGRAM_ERROR_OVERFLOW,
            Error::Argument | Error::Row(_) | Error::Length { .. } => sys::ENGRAM_ERROR_ARGUMENT,
            Error::Overlap => sys::ENGRAM_ERROR_OVERLAP,
            Error::Stride => sys::ENGRAM_ERROR_STRIDE,
            Error::Memory => sys::ENGRAM_ERROR_MEMORY,
            Error::Graph { .. } => sys::ENGRAM_ERROR_GRAPH,
            Error::Level => sys::ENGRAM_ERROR_LEVEL,
            Error::Struct => sys::ENGRAM_ERROR_STRUCT,
            Error::Enum => sys::ENGRAM_ERROR_ENUM,
            Error::Metric => sys::ENGRAM_ERROR_METRIC,
            Error::Alignment => sys::ENGRAM_ERROR_ALIGNMENT,
            Error::Offsets => sys::ENGRAM_ERROR_OFFSETS,
            Error::Buffer => sys::ENGRAM_ERROR_BUFFER,
            Error::Mark => sys::ENGRAM_ERROR_MARK,
            Error::Handle => sys::ENGRAM_ERROR_HANDLE,
            Error::Busy => sys::ENGRAM_ERROR_BUSY,
            Error::Check => sys::ENGRAM_ERROR_CHECK,
            Error::Unknown(status) => status,
        }
    }

    /// The library's sentence: what is wrong with the call and what to do.
    ///
    /// ```
    /// assert!(engram_kernels::Error::Overlap.text().contains("give the output memory of its own"));
    /// ```
    pub fn text(self) -> &'static str {
        // SAFETY: the function takes any value and returns static text.
        unsafe { static_text(sys::engram_status_text(self.status())) }
    }

    /// The name of the constant in the C headers.
    ///
    /// ```
    /// assert_eq!(engram_kernels::Error::Null.name(), "ENGRAM_ERROR_NULL");
    /// ```
    pub fn name(self) -> &'static str {
        // SAFETY: the function takes any value and returns static text.
        unsafe { static_text(sys::engram_status_name(self.status())) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        match *self {
            Error::Graph { position: Some(position), fault } => write!(f, " ({} at {})", fault, position),
            Error::Graph { position: None, fault } if !fault.is_empty() => write!(f, " ({})", fault),
            Error::Length { what, expected, found } => {
                write!(f, " (`{}` has {} elements, {} are needed)", what, found, expected)
            }
            Error::Row(row) => write!(f, " (row {})", row),
            Error::Unknown(status) => write!(f, " ({})", status),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// What every fallible call of this crate returns.
///
/// ```
/// fn half_day_left(strengths: &mut [f32], ages: &[u64]) -> engram_kernels::Result<()> {
///     engram_kernels::decay::Curve::half_life(43_200.0).apply_in_place(strengths, ages)
/// }
/// let mut strengths = [1.0];
/// half_day_left(&mut strengths, &[43_200])?;
/// assert_eq!(strengths, [0.5]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub type Result<T> = std::result::Result<T, Error>;

/// A status as a result.
pub(crate) fn check(status: sys::engram_status) -> Result<()> {
    Err(match status {
        sys::ENGRAM_OK => return Ok(()),
        sys::ENGRAM_ERROR_NULL => Error::Null,
        sys::ENGRAM_ERROR_OVERFLOW => Error::Overflow,
        sys::ENGRAM_ERROR_ARGUMENT => Error::Argument,
        sys::ENGRAM_ERROR_OVERLAP => Error::Overlap,
        sys::ENGRAM_ERROR_STRIDE => Error::Stride,
        sys::ENGRAM_ERROR_MEMORY => Error::Memory,
        sys::ENGRAM_ERROR_GRAPH => Error::Graph { position: None, fault: "" },
        sys::ENGRAM_ERROR_LEVEL => Error::Level,
        sys::ENGRAM_ERROR_STRUCT => Error::Struct,
        sys::ENGRAM_ERROR_ENUM => Error::Enum,
        sys::ENGRAM_ERROR_METRIC => Error::Metric,
        sys::ENGRAM_ERROR_ALIGNMENT => Error::Alignment,
        sys::ENGRAM_ERROR_OFFSETS => Error::Offsets,
        sys::ENGRAM_ERROR_BUFFER => Error::Buffer,
        sys::ENGRAM_ERROR_MARK => Error::Mark,
        sys::ENGRAM_ERROR_HANDLE => Error::Handle,
        sys::ENGRAM_ERROR_BUSY => Error::Busy,
        sys::ENGRAM_ERROR_CHECK => Error::Check,
        other => Error::Unknown(other),
    })
}

/// What the last refused call of this thread refused: the argument or field of the C call by its name, and for a number
/// what it may be. `None` before the first refusal, and where the refusal is about nothing that has a name.
///
/// ```
/// let rows = engram_kernels::decay::Curve::half_life(-1.0);
/// assert!(rows.apply(&[1.0], &[1], &mut [0.0]).is_err());
/// println!("{}", engram_kernels::refused_argument().unwrap_or("an argument"));
/// ```
pub fn refused_argument() -> Option<&'static str> {
    // SAFETY: null, or static text.
    let text = unsafe { sys::engram_status_argument() };
    if text.is_null() {
        None
    } else {
        // SAFETY: not null, so static text.
        Some(unsafe { static_text(text) })
    }
}

/// The length of a slice, before its pointer goes to the library.
pub(crate) fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        Ok(())
    } else {
        Err(Error::Length { what, expected, found })
    }
}

/// Text of the library.
///
/// # Safety
/// The pointer is to static, terminated text.
pub(crate) unsafe fn static_text(text: *const sys::ctypes::c_char) -> &'static str {
    CStr::from_ptr(text.cast()).to_str().unwrap_or("")
}

/// `size_of` as the option structs of the library want it.
pub(crate) fn size<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}
