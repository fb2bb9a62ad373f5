// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use super::batch::{finish, report};
use super::Times;
use crate::error::{check, check_length};
use crate::{Reason, Result};

/// ACT-R base-level learning: how available a memory is, from the times at which it was presented (stored or used).
/// `d` is the decay, 0.5 by default in ACT-R.
///
/// ```
/// use engram_kernels::decay::{BaseLevel, Times};
/// let mut levels = [0.0; 2];
/// // The first memory was presented 1 s and 4 s ago, the second 1 s ago.
/// BaseLevel::new(0.5).exact(&[0, 2, 3], &Times::ages(&[1, 4, 1]), &mut levels)?;
/// assert_eq!(levels, [1.5_f32.ln(), 0.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaseLevel {
    decay: f64,
}

impl Default for BaseLevel {
    fn default() -> BaseLevel {
        BaseLevel::new(0.5)
    }
}

impl BaseLevel {
    /// Levels with this decay: above 0, to 4 for [`exact`](BaseLevel::exact), below 1 for the others.
    ///
    /// ```
    /// let usual = engram_kernels::decay::BaseLevel::new(0.5);
    /// ```
    pub fn new(decay: f64) -> BaseLevel {
        BaseLevel { decay }
    }

    /// `levels[i] = ln sum of t^-d` over the presentations of memory `i`, which are the times `offsets[i]` up to
    /// `offsets[i + 1]`. A memory without presentations has level -infinity. Returns how many timestamps were later
    /// than now.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Offsets`](crate::Reason::Offsets) where they do not begin at 0, decrease, or end
    /// elsewhere than the times; [`Argument`](crate::Reason::Argument) for the decay.
    ///
    /// ```
    /// # use engram_kernels::decay::{BaseLevel, Times};
    /// let mut levels = [0.0];
    /// BaseLevel::new(0.5).exact(&[0, 0], &Times::ages(&[]), &mut levels)?;
    /// assert_eq!(levels, [f32::NEG_INFINITY]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn exact(&self, offsets: &[u64], times: &Times<'_>, levels: &mut [f32]) -> Result<u64> {
        check_offsets(offsets, times, levels.len())?;
        let (rows, out, mut report) = (levels.len(), levels.as_mut_ptr(), report());
        // SAFETY: an offset more than levels, none beyond the times.
        let status = unsafe {
            let (offsets, times) = (offsets.as_ptr(), times.raw());
            sys::engram_base_level_exact(offsets, rows as u64, &times, self.decay, out, &mut report)
        };
        finish(status, &report)
    }

    /// The same from the newest presentations, the number of all, and the time of creation (Petrov 2006).
    ///
    /// Errors: as for [`exact`](BaseLevel::exact).
    ///
    /// ```
    /// # use engram_kernels::decay::{BaseLevel, Times};
    /// let mut levels = [0.0];
    /// // Presented 10 times since its creation 100 s ago; kept is the last, 1 s ago.
    /// BaseLevel::new(0.5).recent(&[0, 1], &Times::ages(&[1]), &[10], &[100], &mut levels)?;
    /// assert!((levels[0] - (1.0_f32 + 9.0 * 2.0 * 9.0 / 99.0).ln()).abs() < 1e-6);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn recent(
        &self,
        offsets: &[u64],
        times: &Times<'_>,
        counts: &[u64],
        creations: &[u64],
        levels: &mut [f32],
    ) -> Result<u64> {
        check_offsets(offsets, times, levels.len())?;
        check_length("counts", counts.len(), levels.len())?;
        check_length("creations", creations.len(), levels.len())?;
        let (rows, out, mut report) = (levels.len(), levels.as_mut_ptr(), report());
        // SAFETY: an offset more than levels, none beyond the times; a count and a creation for each level.
        let status = unsafe {
            sys::engram_base_level_recent(
                offsets.as_ptr(),
                rows as u64,
                &times.raw(),
                counts.as_ptr(),
                creations.as_ptr(),
                self.decay,
                out,
                &mut report,
            )
        };
        finish(status, &report)
    }

    /// The optimised form, for uses spread evenly over life: `ln(counts[i] / (1 - d)) - d ln L`, where L is the time
    /// since creation.
    ///
    /// Errors: as for [`exact`](BaseLevel::exact).
    ///
    /// ```
    /// # use engram_kernels::decay::{BaseLevel, Times};
    /// let mut levels = [0.0];
    /// BaseLevel::new(0.5).optimized(&Times::ages(&[4]), &[3], &mut levels)?;
    /// assert!((levels[0] - 3.0_f32.ln()).abs() < 1e-6);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn optimized(&self, creations: &Times<'_>, counts: &[u64], levels: &mut [f32]) -> Result<u64> {
        check_length("creations", creations.len(), levels.len())?;
        check_length("counts", counts.len(), levels.len())?;
        let (rows, out, mut report) = (levels.len(), levels.as_mut_ptr(), report());
        // SAFETY: three slices of one length.
        let status = unsafe {
            let counts = counts.as_ptr();
            sys::engram_base_level_optimized(&creations.raw(), counts, rows as u64, self.decay, out, &mut report)
        };
        finish(status, &report)
    }
}

/// The library reads times up to the last offset: it must be their number.
fn check_offsets(offsets: &[u64], times: &Times<'_>, rows: usize) -> Result<()> {
    check_length("offsets", offsets.len(), rows.checked_add(1).ok_or(Reason::Overflow)?)?;
    if offsets.last() == Some(&(times.len() as u64)) {
        Ok(())
    } else {
        Err(Reason::Offsets.into())
    }
}

/// `values[i]` becomes `1 / (1 + e^((threshold - values[i]) / noise))`: levels become probabilities of retrieval.
///
/// Errors: [`Argument`](crate::Reason::Argument) unless noise is from 2^-20 to 2^20 and the threshold within +-2^20.
///
/// ```
/// let mut levels = [0.0, f32::NEG_INFINITY];
/// engram_kernels::decay::retrieval_probability(&mut levels, 0.0, 0.25)?;
/// assert_eq!(levels, [0.5, 0.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn retrieval_probability(values: &mut [f32], threshold: f64, noise: f64) -> Result<()> {
    let pointer = values.as_mut_ptr();
    // SAFETY: one slice; the library lets the output be the levels.
    check(unsafe { sys::engram_retrieval_probability(pointer, values.len() as u64, threshold, noise, pointer) })
}

/// `values[i]` becomes `factor * e^(-exponent * values[i])`: levels become latencies of retrieval.
///
/// Errors: [`Argument`](crate::Reason::Argument) unless both are from 2^-20 to 2^20.
///
/// ```
/// let mut levels = [0.0];
/// engram_kernels::decay::retrieval_latency(&mut levels, 0.1, 1.0)?;
/// assert_eq!(levels, [0.1]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn retrieval_latency(values: &mut [f32], factor: f64, exponent: f64) -> Result<()> {
    let pointer = values.as_mut_ptr();
    // SAFETY: one slice; the library lets the output be the levels.
    check(unsafe { sys::engram_retrieval_latency(pointer, values.len() as u64, factor, exponent, pointer) })
}
