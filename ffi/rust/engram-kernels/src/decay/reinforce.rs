// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ops::RangeInclusive;

use engram_kernels_sys as sys;

use crate::error::{check, check_length, size};
use crate::Result;

/// What has been strengthened: weights that grow by use. Results are held within bounds.
///
/// ```
/// use engram_kernels::decay::Reinforce;
/// let mut weights = [0.5, 0.9];
/// Reinforce::new(0.5).saturating(None, &mut weights)?; // half of the gap to 1
/// assert_eq!(weights, [0.75, 0.95]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reinforce {
    rate: f32,
    bounds: sys::engram_bounds,
}

impl Reinforce {
    /// Reinforcement at this rate, from 0 to 1, held from 0 to 1.
    ///
    /// ```
    /// let rule = engram_kernels::decay::Reinforce::new(0.1);
    /// ```
    pub fn new(rate: f32) -> Reinforce {
        Reinforce { rate, bounds: sys::engram_bounds { low: 0.0, high: 1.0 } }
    }

    /// Other bounds of the results.
    ///
    /// ```
    /// let rule = engram_kernels::decay::Reinforce::new(0.05).bounds(0.01..=0.95);
    /// ```
    #[must_use]
    pub fn bounds(mut self, bounds: RangeInclusive<f32>) -> Reinforce {
        self.bounds = sys::engram_bounds { low: *bounds.start(), high: *bounds.end() };
        self
    }

    /// `w += g (1 - w)` with `g = rate * gains[i]`: each use closes the same part of the gap to 1.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Argument`](crate::Reason::Argument) for the rate or the bounds.
    ///
    /// ```
    /// # use engram_kernels::decay::Reinforce;
    /// let mut weights = [0.5];
    /// Reinforce::new(0.5).saturating(Some(&[0.5]), &mut weights)?;
    /// assert_eq!(weights, [0.625]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn saturating(&self, gains: Option<&[f32]>, weights: &mut [f32]) -> Result<()> {
        if let Some(gains) = gains {
            check_length("gains", gains.len(), weights.len())?;
        }
        let gains = gains.map_or(std::ptr::null(), <[f32]>::as_ptr);
        let (values, count) = (weights.as_mut_ptr(), weights.len());
        // SAFETY: slices of one length; the library lets the output be the weights.
        check(unsafe { sys::engram_reinforce_saturating(values, gains, count as u64, self.rate, self.bounds, values) })
    }

    /// The same with `g = rate (1 + (spacing - 1)(1 - retentions[i]))`: worth more the further a memory had faded.
    ///
    /// Errors: as for [`saturating`](Reinforce::saturating); [`Argument`](crate::Reason::Argument) for a spacing that is
    /// not from 1 to 1000.
    ///
    /// ```
    /// # use engram_kernels::decay::Reinforce;
    /// let mut weights = [0.0, 0.0];
    /// Reinforce::new(0.25).spaced(&[1.0, 0.0], 2.0, &mut weights)?;
    /// assert_eq!(weights, [0.25, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn spaced(&self, retentions: &[f32], spacing: f32, weights: &mut [f32]) -> Result<()> {
        check_length("retentions", retentions.len(), weights.len())?;
        let (values, count) = (weights.as_mut_ptr(), weights.len());
        // SAFETY: slices of one length; the library lets the output be the weights.
        check(unsafe {
            let retentions = retentions.as_ptr();
            sys::engram_reinforce_spaced(values, retentions, count as u64, self.rate, spacing, self.bounds, values)
        })
    }

    /// Oja's rule on pairs of memories: `w += rate (a_i a_j - a_j^2 w)`, where `a_i` and `a_j` are the activations of
    /// its source and target. Pairs with an activation below the threshold stay as they are. Returns how many changed.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Argument`](crate::Reason::Argument) for a source or target without
    /// activation, the rate, the threshold or the bounds.
    ///
    /// ```
    /// # use engram_kernels::decay::Reinforce;
    /// let mut weights = [0.5];
    /// let changed = Reinforce::new(0.5).oja(&[0], &[1], &[1.0, 1.0], 0.3, &mut weights)?;
    /// assert_eq!((weights, changed), ([0.75], 1));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn oja(
        &self,
        sources: &[u32],
        targets: &[u32],
        activations: &[f32],
        threshold: f32,
        weights: &mut [f32],
    ) -> Result<usize> {
        check_length("sources", sources.len(), weights.len())?;
        check_length("targets", targets.len(), weights.len())?;
        let (values, count, mut updated) = (weights.as_mut_ptr(), weights.len() as u64, 0);
        let options = sys::engram_oja_options {
            size: size::<sys::engram_oja_options>(),
            rate: self.rate,
            threshold,
            bounds: self.bounds,
            reserved: 0,
            nodes: activations.len() as u64,
            activations: activations.as_ptr(),
        };
        // SAFETY: three slices of one length, the library checks the indices; the output may be the weights.
        check(unsafe {
            let (sources, targets) = (sources.as_ptr(), targets.as_ptr());
            sys::engram_reinforce_oja(&options, values, sources, targets, count, values, &mut updated)
        })?;
        Ok(updated as usize)
    }
}
