// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the library has done, what it chose and why, and whether it still computes what it should.
//!
//! ```
//! use engram_kernels::{cpu::Families, diagnostics};
//!
//! diagnostics::self_check(Families::ALL)?; // every level against built-in results, to the bit
//! println!("{}", diagnostics::report(diagnostics::Format::Text)?);
//! # Ok::<(), engram_kernels::Error>(())
//! ```

use std::ptr;

use engram_kernels_sys as sys;
use sys::ctypes::c_char;

use crate::cpu::Families;
use crate::error::check;
use crate::{Error, Result};

/// How a report is written.
///
/// ```
/// use engram_kernels::diagnostics::{report, Format};
/// assert!(report(Format::Json)?.starts_with('{'));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Format {
    /// For people: one fact a line.
    Text = sys::ENGRAM_FORMAT_TEXT,
    /// For programs: one object.
    Json = sys::ENGRAM_FORMAT_JSON,
}

/// Version, build, processor, levels, arenas and metrics: all that a bug report needs, and nothing of your data.
///
/// ```
/// use engram_kernels::diagnostics::{report, Format};
/// assert!(report(Format::Text)?.contains(engram_kernels::version()));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn report(format: Format) -> Result<String> {
    // SAFETY: write() gives a buffer of the size it says.
    write(|buffer, capacity, needed| unsafe { sys::engram_diagnostics_write(format as u32, buffer, capacity, needed) })
}

/// Calls, items, bytes, errors and arenas in the Prometheus text format.
///
/// ```
/// assert!(engram_kernels::diagnostics::prometheus()?.contains("# TYPE engram_"));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn prometheus() -> Result<String> {
    // SAFETY: write() gives a buffer of the size it says.
    write(|buffer, capacity, needed| unsafe { sys::engram_metrics_prometheus(buffer, capacity, needed) })
}

/// Starts every count anew, those of the arenas too.
///
/// ```
/// engram_kernels::diagnostics::reset_metrics();
/// ```
pub fn reset_metrics() {
    // SAFETY: the function has no preconditions.
    unsafe { sys::engram_metrics_reset() }
}

/// Compares every level of this machine with built-in results, to the bit. A level that disagrees is not used any more.
///
/// Errors: [`Check`](Error::Check) when a level disagreed.
///
/// ```
/// use engram_kernels::{cpu::Families, diagnostics};
/// diagnostics::self_check(Families::DECAY)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn self_check(families: Families) -> Result<()> {
    // SAFETY: a null result is allowed.
    check(unsafe { sys::engram_self_check(families.raw(), ptr::null_mut()) })
}

/// Text of the library in a buffer that is large enough: counts may grow between asking for the size and writing.
fn write(call: impl Fn(*mut c_char, usize, *mut usize) -> sys::engram_status) -> Result<String> {
    let mut buffer: Vec<u8> = Vec::new();
    loop {
        let mut needed = 0;
        let status = check(call(buffer.as_mut_ptr().cast(), buffer.len(), &mut needed));
        match status {
            Err(Error::Buffer) | Ok(()) if needed > buffer.len() => buffer.resize(needed + 256, 0),
            Err(error) => return Err(error),
            Ok(()) => {
                let end = buffer.iter().position(|&byte| byte == 0).unwrap_or(buffer.len());
                buffer.truncate(end);
                return Ok(String::from_utf8_lossy(&buffer).into_owned());
            }
        }
    }
}
