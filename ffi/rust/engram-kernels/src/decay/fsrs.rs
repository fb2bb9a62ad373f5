// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use super::batch::{finish, report};
use super::Times;
use crate::error::{check, check_length, size};
use crate::Result;

/// Versions of FSRS, the free spaced repetition scheduler.
///
/// ```
/// use engram_kernels::decay::{Fsrs, FsrsVersion};
/// let fsrs = Fsrs::new(FsrsVersion::V6)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u32)]
pub enum FsrsVersion {
    /// 17 weights.
    V4_5 = sys::ENGRAM_FSRS_4_5,
    /// 19 weights: same-day reviews.
    V5 = sys::ENGRAM_FSRS_5,
    /// 21 weights: trainable curve.
    V6 = sys::ENGRAM_FSRS_6,
}

/// FSRS over slices of memories: R = (1 + f t / S)^-w20, with f such that R = 0.9 at t = S; t in days since the last
/// review, S the stability in days.
///
/// ```
/// use engram_kernels::decay::{Fsrs, FsrsVersion, Times};
/// let fsrs = Fsrs::new(FsrsVersion::V5)?;
/// let mut recall = [0.0];
/// fsrs.retrievability(&Times::ages(&[10 * 86_400]), &[10.0], &mut recall)?;
/// assert_eq!(recall, [0.9]); // after as many days as the stability
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Fsrs(sys::engram_fsrs);

impl Fsrs {
    /// The published default weights of a version.
    ///
    /// ```
    /// use engram_kernels::decay::{Fsrs, FsrsVersion};
    /// assert_eq!(Fsrs::new(FsrsVersion::V6)?.weights()[20], 0.1542);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn new(version: FsrsVersion) -> Result<Fsrs> {
        let mut fsrs = empty(version);
        // SAFETY: the struct is one of ours and says its size.
        check(unsafe { sys::engram_fsrs_default(version as u32, &mut fsrs) })?;
        Ok(Fsrs(fsrs))
    }

    /// Weights of your own, such as trained ones. Those beyond the version's count are ignored; the calls refuse
    /// weights out of range.
    ///
    /// ```
    /// use engram_kernels::decay::{Fsrs, FsrsVersion};
    /// let trained = Fsrs::new(FsrsVersion::V6)?.weights();
    /// let fsrs = Fsrs::with_weights(FsrsVersion::V6, trained);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn with_weights(version: FsrsVersion, weights: [f64; 21]) -> Fsrs {
        Fsrs(sys::engram_fsrs { weights, ..empty(version) })
    }

    /// A version 6 that behaves like 17 weights of version 4.5 or 19 of version 5; 21 are taken as they are.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for another count, or a weight out of range, given or come out.
    ///
    /// ```
    /// use engram_kernels::decay::{Fsrs, FsrsVersion};
    /// let old = Fsrs::new(FsrsVersion::V5)?.weights();
    /// let fsrs = Fsrs::migrate(&old[..19])?;
    /// assert_eq!(fsrs.weights()[19..], [0.0, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn migrate(weights: &[f64]) -> Result<Fsrs> {
        let mut fsrs = empty(FsrsVersion::V6);
        // SAFETY: the slice has the weights it says.
        check(unsafe { sys::engram_fsrs_migrate(weights.as_ptr(), weights.len() as u64, &mut fsrs) })?;
        Ok(Fsrs(fsrs))
    }

    /// The version.
    ///
    /// ```
    /// # use engram_kernels::decay::{Fsrs, FsrsVersion};
    /// let old = Fsrs::new(FsrsVersion::V4_5)?.weights();
    /// assert_eq!(Fsrs::migrate(&old[..17])?.version(), FsrsVersion::V6);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn version(&self) -> FsrsVersion {
        match self.0.version {
            sys::ENGRAM_FSRS_4_5 => FsrsVersion::V4_5,
            sys::ENGRAM_FSRS_5 => FsrsVersion::V5,
            _ => FsrsVersion::V6,
        }
    }

    /// The weights.
    ///
    /// ```
    /// # use engram_kernels::decay::{Fsrs, FsrsVersion};
    /// assert_eq!(Fsrs::new(FsrsVersion::V4_5)?.weights()[0], 0.4872);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn weights(&self) -> [f64; 21] {
        self.0.weights
    }

    /// `out[i]` is the probability of recall at the time of row `i` since its last review, 0 for a new memory, of
    /// stability 0. Returns how many timestamps were later than now.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Row`](crate::Reason::Row) for a stability that is not finite or
    /// below 0; [`Argument`](crate::Reason::Argument) for a weight.
    ///
    /// ```
    /// # use engram_kernels::decay::{Fsrs, FsrsVersion, Times};
    /// let mut recall = [0.0];
    /// Fsrs::new(FsrsVersion::V6)?.retrievability(&Times::ages(&[0]), &[3.0], &mut recall)?;
    /// assert_eq!(recall, [1.0]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn retrievability(&self, times: &Times<'_>, stabilities: &[f32], out: &mut [f32]) -> Result<u64> {
        check_length("times", times.len(), stabilities.len())?;
        check_length("out", out.len(), stabilities.len())?;
        let (count, out, mut report) = (out.len(), out.as_mut_ptr(), report());
        // SAFETY: three slices of one length.
        let status = unsafe {
            let stabilities = stabilities.as_ptr();
            sys::engram_fsrs_retrievability(&self.0, &times.raw(), stabilities, count as u64, out, &mut report)
        };
        finish(status, &report)
    }

    /// `out[i]` is the number of days after which the probability of recall has fallen to `retention`, and `longest` at
    /// most: infinity for no limit, 0 for the 36,500 days of Anki. Not rounded. A new memory, of stability 0, is due at
    /// once.
    ///
    /// Errors: as for [`retrievability`](Fsrs::retrievability); [`Argument`](crate::Reason::Argument) for a retention
    /// that is not between 0 and 1, or a longest interval below 0.
    ///
    /// ```
    /// # use engram_kernels::decay::{Fsrs, FsrsVersion};
    /// let mut days = [0.0];
    /// Fsrs::new(FsrsVersion::V5)?.interval(0.9, 0.0, &[10.0], &mut days)?;
    /// assert!((days[0] - 10.0).abs() < 1e-5);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn interval(&self, retention: f64, longest: f64, stabilities: &[f32], out: &mut [f32]) -> Result<()> {
        check_length("out", out.len(), stabilities.len())?;
        // SAFETY: two slices of one length.
        check(unsafe {
            sys::engram_fsrs_interval(
                &self.0,
                retention,
                longest,
                stabilities.as_ptr(),
                out.len() as u64,
                out.as_mut_ptr(),
            )
        })
    }

    /// The state after a review, in place, from the time since the review before and the grade: 1 again, 2 hard, 3
    /// good, 4 easy, 0 no review. A stability of 0 is a new memory. Returns how many timestamps were
    /// later than now.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Row`](crate::Reason::Row) for a grade, stability or difficulty out of
    /// range; [`Argument`](crate::Reason::Argument) for a weight.
    ///
    /// ```
    /// # use engram_kernels::decay::{Fsrs, FsrsVersion, Times};
    /// let (mut stability, mut difficulty) = ([0.0], [0.0]);
    /// let fsrs = Fsrs::new(FsrsVersion::V6)?;
    /// fsrs.review(&Times::ages(&[0]), &[3], &mut stability, &mut difficulty)?; // a new memory, good
    /// assert_eq!(stability, [2.3065]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn review(
        &self,
        times: &Times<'_>,
        grades: &[u8],
        stabilities: &mut [f32],
        difficulties: &mut [f32],
    ) -> Result<u64> {
        let count = stabilities.len();
        check_length("times", times.len(), count)?;
        check_length("grades", grades.len(), count)?;
        check_length("difficulties", difficulties.len(), count)?;
        let (s, d, mut report) = (stabilities.as_mut_ptr(), difficulties.as_mut_ptr(), report());
        let reviews = sys::engram_fsrs_reviews {
            size: size::<sys::engram_fsrs_reviews>(),
            reserved: 0,
            count: count as u64,
            grades: grades.as_ptr(),
            stabilities: s,
            difficulties: d,
            out_stabilities: s,
            out_difficulties: d,
        };
        // SAFETY: four slices of one length; the library lets each output be the input of its name.
        let status = unsafe { sys::engram_fsrs_review(&self.0, &times.raw(), &reviews, &mut report) };
        finish(status, &report)
    }
}

fn empty(version: FsrsVersion) -> sys::engram_fsrs {
    sys::engram_fsrs { size: size::<sys::engram_fsrs>(), version: version as u32, weights: [0.0; 21] }
}
