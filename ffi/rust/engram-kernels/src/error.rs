// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can be wrong with a call.

use std::ffi::CStr;
use std::fmt;

use engram_kernels_sys as sys;

/// Why a call was refused, and what in it. Nothing was written then.
///
/// ```
/// use engram_kernels::{decay::Curve, Reason};
///
/// let error = Curve::half_life(-1.0).apply(&[1.0], &[1], &mut [0.0]).unwrap_err();
/// assert_eq!(error, Reason::Argument);
/// assert!(error.argument().unwrap().starts_with("curve.scale"));
/// println!("{error}"); // curve.scale: above 0, ...: a number is outside its documented range
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error {
    reason: Reason,
    argument: Option<&'static str>,
}

/// Why a call was refused: one for each status of the library, one for the rows that it names, and one for the lengths of
/// slices, which are compared before the library is called.
///
/// ```
/// use engram_kernels::{similarity, Reason};
///
/// let error = similarity::cosine(&[1.0, 2.0], &[1.0]).unwrap_err();
/// assert_eq!(error.reason(), Reason::Length { what: "b", expected: 2, found: 1 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Something that the call needs is missing.
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
    /// A graph, or its image, is inconsistent, or the call takes none like it.
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

/// Each reason with its status.
const STATUSES: [(Reason, sys::engram_status); 18] = [
    (Reason::Null, sys::ENGRAM_ERROR_NULL),
    (Reason::Overflow, sys::ENGRAM_ERROR_OVERFLOW),
    (Reason::Argument, sys::ENGRAM_ERROR_ARGUMENT),
    (Reason::Overlap, sys::ENGRAM_ERROR_OVERLAP),
    (Reason::Stride, sys::ENGRAM_ERROR_STRIDE),
    (Reason::Memory, sys::ENGRAM_ERROR_MEMORY),
    (Reason::Graph { position: None, fault: "" }, sys::ENGRAM_ERROR_GRAPH),
    (Reason::Level, sys::ENGRAM_ERROR_LEVEL),
    (Reason::Struct, sys::ENGRAM_ERROR_STRUCT),
    (Reason::Enum, sys::ENGRAM_ERROR_ENUM),
    (Reason::Metric, sys::ENGRAM_ERROR_METRIC),
    (Reason::Alignment, sys::ENGRAM_ERROR_ALIGNMENT),
    (Reason::Offsets, sys::ENGRAM_ERROR_OFFSETS),
    (Reason::Buffer, sys::ENGRAM_ERROR_BUFFER),
    (Reason::Mark, sys::ENGRAM_ERROR_MARK),
    (Reason::Handle, sys::ENGRAM_ERROR_HANDLE),
    (Reason::Busy, sys::ENGRAM_ERROR_BUSY),
    (Reason::Check, sys::ENGRAM_ERROR_CHECK),
];

impl Reason {
    /// The status the library has for this, such as -3.
    ///
    /// ```
    /// assert_eq!(engram_kernels::Reason::Argument.status(), -3);
    /// ```
    pub fn status(self) -> i32 {
        match self {
            Reason::Row(_) | Reason::Length { .. } => sys::ENGRAM_ERROR_ARGUMENT,
            Reason::Graph { .. } => sys::ENGRAM_ERROR_GRAPH,
            Reason::Unknown(status) => status,
            other => STATUSES.iter().find(|(reason, _)| *reason == other).map_or(0, |&(_, status)| status),
        }
    }

    /// The name of the constant in the C headers.
    ///
    /// ```
    /// assert_eq!(engram_kernels::Reason::Null.name(), "ENGRAM_ERROR_NULL");
    /// ```
    pub fn name(self) -> &'static str {
        // SAFETY: the function takes any value and returns static text.
        unsafe { static_text(sys::engram_status_name(self.status())) }
    }

    /// What is wrong with the call and what to do: the library's sentence, but for those that speak of pointers, headers
    /// and functions of C.
    ///
    /// ```
    /// assert!(engram_kernels::Reason::Overlap.text().contains("give the output memory of its own"));
    /// ```
    pub fn text(self) -> &'static str {
        match self {
            Reason::Null => "something that the call needs is missing: its documentation names what",
            Reason::Argument | Reason::Row(_) => "a number is outside its documented range",
            Reason::Length { .. } => "slices that belong together differ in length",
            Reason::Graph { .. } => "the graph is inconsistent: `Csr::validate` names the first fault and its position",
            Reason::Level => "this machine or this build lacks the instruction-set level: see `cpu::supported`",
            Reason::Struct | Reason::Enum => "the linked library is older than this crate: compare `version`",
            Reason::Alignment => "a slice is not aligned for its element type: it was made of other memory",
            Reason::Buffer => "the buffer is too small for the text",
            Reason::Handle => "the handle has been destroyed, or belongs to another thread",
            Reason::Busy => "the arena is in the middle of a call",
            Reason::Check => "a level computes wrongly and was disabled: report the output of `diagnostics::report`",
            // SAFETY: the function takes any value and returns static text.
            _ => unsafe { static_text(sys::engram_status_text(self.status())) },
        }
    }
}

impl Error {
    /// Why the call was refused.
    ///
    /// ```
    /// use engram_kernels::{decay::Curve, Reason};
    /// let refused = Curve::tau(0.0).apply(&[1.0], &[1], &mut [0.0]);
    /// assert_eq!(refused.unwrap_err().reason(), Reason::Argument);
    /// ```
    pub fn reason(self) -> Reason {
        self.reason
    }

    /// What was refused, and for a number what it may be, such as "damping: from 0 up to but not including 1". `None`
    /// where the refusal is about nothing that has a name.
    ///
    /// ```
    /// use engram_kernels::activation::{Graph, Overlay};
    /// let refused = Overlay::new(&Graph::from_edges(2, &[])?, 1).unwrap_err();
    /// assert!(refused.argument().unwrap().starts_with("node_count"));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn argument(self) -> Option<&'static str> {
        self.argument
    }
}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Error {
        Error { reason, argument: None }
    }
}

impl PartialEq<Reason> for Error {
    fn eq(&self, reason: &Reason) -> bool {
        self.reason == *reason
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::Graph { position: Some(position), fault } => write!(f, "{} at {}: ", fault, position)?,
            Reason::Graph { position: None, fault } if !fault.is_empty() => write!(f, "{}: ", fault)?,
            Reason::Length { what, expected, found } => {
                write!(f, "{} has {} elements, {} are needed: ", what, found, expected)?
            }
            Reason::Row(row) => write!(f, "row {}: ", row)?,
            Reason::Unknown(status) => write!(f, "status {}: ", status)?,
            _ => (),
        }
        if let Some(argument) = self.argument {
            write!(f, "{}: ", argument)?;
        }
        f.write_str(self.reason.text())
    }
}

/// What `unwrap` prints: the name of the status, then the sentence.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.name(), self)
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

/// A status as a result, with what was refused: asked right after the call, on its thread.
pub(crate) fn check(status: sys::engram_status) -> Result<()> {
    if status == sys::ENGRAM_OK {
        Ok(())
    } else {
        Err(refusal(status))
    }
}

#[cold]
fn refusal(status: sys::engram_status) -> Error {
    let known = STATUSES.iter().find(|&&(_, number)| number == status);
    // SAFETY: the function returns null, or static text.
    let text = unsafe { sys::engram_status_argument() };
    // SAFETY: not null, so static text.
    let argument = if text.is_null() { None } else { Some(unsafe { static_text(text) }) };
    Error { reason: known.map_or(Reason::Unknown(status), |&(reason, _)| reason), argument: argument.map(in_rust) }
}

/// An argument of C as it is called here. What it may be is left out where that is said with names of C.
fn in_rust(argument: &'static str) -> &'static str {
    match argument {
        "seeds.ids: below the graph's node_count" => "seeds: below the graph's node_count",
        "seeds.values: finite" => "values: finite",
        "seeds.values: not negative" => "values: not negative",
        "seeds.values: with a sum above 0" => "values: with a sum above 0",
        "options.ids: not together with ENGRAM_TOPK_RANGE" => "ids: not together with a range",
        "sources: below options.nodes" => "sources: below the number of activations",
        "targets: below options.nodes" => "targets: below the number of activations",
        other => {
            let own = ["options.", "reviews."].iter().find_map(|prefix| other.strip_prefix(prefix)).unwrap_or(other);
            match own.find(':') {
                Some(end) if own.contains("ENGRAM_") || own.contains("engram_") => &own[..end],
                _ => own,
            }
        }
    }
}

impl Error {
    /// The same refusal for a reason that tells more.
    pub(crate) fn because(self, reason: Reason) -> Error {
        Error { reason, ..self }
    }
}

/// The length of a slice, before its pointer goes to the library.
pub(crate) fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        Ok(())
    } else {
        Err(Reason::Length { what, expected, found }.into())
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
