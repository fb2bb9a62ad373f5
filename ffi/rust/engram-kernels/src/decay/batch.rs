// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use super::Curve;
use crate::error::{check, check_length, size};
use crate::{Reason, Result};

/// The unit of times.
///
/// ```
/// use engram_kernels::decay::{TimeUnit, Times};
/// let times = Times::ages(&[1_500]).unit(TimeUnit::Milliseconds);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum TimeUnit {
    /// 1 s.
    Seconds = sys::ENGRAM_TIME_SECONDS,
    /// 1e-3 s.
    Milliseconds = sys::ENGRAM_TIME_MILLISECONDS,
    /// 1e-6 s.
    Microseconds = sys::ENGRAM_TIME_MICROSECONDS,
    /// 1e-9 s.
    Nanoseconds = sys::ENGRAM_TIME_NANOSECONDS,
}

/// One time for each row: ages, or timestamps before a given now. Nothing here reads a clock.
///
/// ```
/// use engram_kernels::decay::{Curve, Decay, TimeUnit, Times};
/// let mut factors = [0.0];
/// let times = Times::stamps(&[500], 2_500).unit(TimeUnit::Milliseconds);
/// Decay::new(Curve::half_life(2.0)).factors(&times, &mut factors)?;
/// assert_eq!(factors, [0.5]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Times<'a> {
    values: &'a [u64],
    kind: sys::engram_time_kind,
    unit: TimeUnit,
    now: u64,
}

impl<'a> Times<'a> {
    /// Ages, in seconds unless [`unit`](Times::unit) says otherwise.
    ///
    /// ```
    /// let times = engram_kernels::decay::Times::ages(&[0, 60]);
    /// ```
    pub fn ages(values: &'a [u64]) -> Times<'a> {
        Times { values, kind: sys::ENGRAM_TIMES_AGES, unit: TimeUnit::Seconds, now: 0 }
    }

    /// Timestamps; a row's age is `now` less its timestamp. A timestamp later than `now`, from a clock that stepped
    /// back, counts as age 0.
    ///
    /// ```
    /// let times = engram_kernels::decay::Times::stamps(&[1_700_000_000], 1_700_000_060);
    /// ```
    pub fn stamps(values: &'a [u64], now: u64) -> Times<'a> {
        Times { values, kind: sys::ENGRAM_TIMES_STAMPS, unit: TimeUnit::Seconds, now }
    }

    /// The unit of the values and of `now`.
    ///
    /// ```
    /// use engram_kernels::decay::{TimeUnit, Times};
    /// let times = Times::ages(&[5]).unit(TimeUnit::Nanoseconds);
    /// ```
    #[must_use]
    pub fn unit(mut self, unit: TimeUnit) -> Times<'a> {
        self.unit = unit;
        self
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn raw(&self) -> sys::engram_times {
        sys::engram_times {
            size: size::<sys::engram_times>(),
            unit: self.unit as u32,
            values: self.values.as_ptr(),
            kind: self.kind,
            reserved: 0,
            now: self.now,
        }
    }
}

/// A row that decay took below a threshold, and by which factor.
///
/// ```
/// use engram_kernels::decay::{Curve, Decay, Times};
/// let found = Decay::new(Curve::half_life(1.0)).suppressed(&Times::ages(&[0, 2]), &[1.0, 1.0], 0.5)?;
/// assert_eq!((found[0].row, found[0].before, found[0].factor), (1, 1.0, 0.25));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Suppressed {
    /// The row.
    pub row: u64,
    /// Its strength.
    pub before: f32,
    /// Its factor; their product, rounded, is below the threshold.
    pub factor: f32,
}

const _: () = assert!(std::mem::size_of::<Suppressed>() == std::mem::size_of::<sys::engram_suppressed>());

/// The next row to fall below a threshold.
///
/// ```
/// use engram_kernels::decay::{Curve, Decay, Next, Times};
/// let next = Decay::new(Curve::linear(10.0)).next(&Times::ages(&[0, 3]), None, 0.5)?;
/// assert_eq!(next, Some(Next { row: 1, left: 3 })); // at age 6 the factor is 0.4
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The row.
    pub row: u64,
    /// The time from now until it falls below, in the unit of the times.
    pub left: u64,
}

/// A curve with what differs from row to row.
///
/// ```
/// use engram_kernels::decay::{Curve, Decay, Times};
/// let mut strengths = [1.0, 1.0, 1.0];
/// Decay::new(Curve::half_life(1.0))
///     .scales(&[1.0, 2.0, 1.0]) // half-lives of their own
///     .pins(&[0b100]) // the third memory does not fade
///     .apply_in_place(&Times::ages(&[2, 2, 2]), &mut strengths)?;
/// assert_eq!(strengths, [0.25, 0.5, 1.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Decay<'a> {
    curve: Curve,
    scales: Option<&'a [f32]>,
    exponents: Option<&'a [f32]>,
    accesses: Option<&'a [u32]>,
    pins: Option<&'a [u64]>,
}

impl<'a> Decay<'a> {
    /// Every row as the curve says.
    ///
    /// ```
    /// use engram_kernels::decay::{Curve, Decay};
    /// let decay = Decay::new(Curve::half_life(86_400.0));
    /// ```
    pub fn new(curve: Curve) -> Decay<'a> {
        Decay { curve, scales: None, exponents: None, accesses: None, pins: None }
    }

    /// Scales of the rows, in place of that of the curve: tau, half-life or rate.
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut factors = [0.0; 2];
    /// Decay::new(Curve::half_life(1.0)).scales(&[1.0, 4.0]).factors(&Times::ages(&[4, 4]), &mut factors)?;
    /// assert_eq!(factors, [0.0625, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn scales(mut self, scales: &'a [f32]) -> Self {
        self.scales = Some(scales);
        self
    }

    /// Exponents of the rows, in place of that of the curve.
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut factors = [0.0; 2];
    /// Decay::new(Curve::power(1.0, 1.0)).exponents(&[1.0, 0.5]).factors(&Times::ages(&[3, 3]), &mut factors)?;
    /// assert_eq!(factors, [0.25, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn exponents(mut self, exponents: &'a [f32]) -> Self {
        self.exponents = Some(exponents);
        self
    }

    /// How often each memory was used; the two-component curve needs it, the others ignore it.
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut factors = [0.0];
    /// let curve = Curve::two_component(1.0, 1.0, 1.0, 3);
    /// Decay::new(curve).accesses(&[5]).factors(&Times::ages(&[1]), &mut factors)?;
    /// assert_eq!(factors, [0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn accesses(mut self, accesses: &'a [u32]) -> Self {
        self.accesses = Some(accesses);
        self
    }

    /// Rows that keep factor 1: row `i` where bit `i % 64` of word `i / 64` is set.
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut factors = [0.0; 2];
    /// Decay::new(Curve::half_life(1.0)).pins(&[0b01]).factors(&Times::ages(&[1, 1]), &mut factors)?;
    /// assert_eq!(factors, [1.0, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn pins(mut self, pins: &'a [u64]) -> Self {
        self.pins = Some(pins);
        self
    }

    /// `out[i] = strengths[i] * factor(row i)`; returns how many timestamps were later than now.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Argument`](crate::Reason::Argument) for a parameter of the curve,
    /// [`Row`](crate::Reason::Row) for one of a row; [`Null`](crate::Reason::Null) when the curve needs [`accesses`](Decay::accesses).
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut out = [0.0];
    /// let skewed = Decay::new(Curve::half_life(1.0)).apply(&Times::stamps(&[9], 8), &[0.7], &mut out)?;
    /// assert_eq!((out, skewed), ([0.7], 1));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn apply(&self, times: &Times<'_>, strengths: &[f32], out: &mut [f32]) -> Result<u64> {
        check_length("out", out.len(), strengths.len())?;
        let out = out.as_mut_ptr();
        // SAFETY: strengths and out have one length, compared with the others by batch().
        unsafe { self.batch(times, strengths.as_ptr(), strengths.len(), out) }
    }

    /// `strengths[i] *= factor(row i)`; returns how many timestamps were later than now.
    ///
    /// Errors: as for [`apply`](Decay::apply).
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut strengths = [1.0];
    /// Decay::new(Curve::half_life(1.0)).apply_in_place(&Times::ages(&[1]), &mut strengths)?;
    /// assert_eq!(strengths, [0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn apply_in_place(&self, times: &Times<'_>, strengths: &mut [f32]) -> Result<u64> {
        let values = strengths.as_mut_ptr();
        // SAFETY: one slice, compared with the others by batch(); the library lets the output be the strengths.
        unsafe { self.batch(times, values, strengths.len(), values) }
    }

    /// `factors[i] = factor(row i)`: retention as of now, for instance as the factors of a
    /// [`TopK`](crate::similarity::TopK::factors). Returns how many timestamps were later than now.
    ///
    /// Errors: as for [`apply`](Decay::apply).
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut factors = [0.0];
    /// Decay::new(Curve::half_life(1.0)).factors(&Times::ages(&[3]), &mut factors)?;
    /// assert_eq!(factors, [0.125]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn factors(&self, times: &Times<'_>, factors: &mut [f32]) -> Result<u64> {
        let options = self.options(Some(times), factors.len())?;
        let mut report = report();
        // SAFETY: every slice has the length of the factors.
        let status = unsafe {
            let (count, out) = (factors.len(), factors.as_mut_ptr());
            sys::engram_decay_factors(&self.curve.0, &times.raw(), &options, count as u64, out, &mut report)
        };
        finish(status, &report)
    }

    /// `scores[i] *= strengths[i] * factor(row i)`, or `*= factor(row i)` without strengths. No strength is changed.
    /// Returns how many timestamps were later than now.
    ///
    /// Errors: as for [`apply`](Decay::apply).
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut scores = [0.8];
    /// Decay::new(Curve::half_life(1.0)).weigh(&Times::ages(&[1]), Some(&[0.5]), &mut scores)?;
    /// assert_eq!(scores, [0.2]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn weigh(&self, times: &Times<'_>, strengths: Option<&[f32]>, scores: &mut [f32]) -> Result<u64> {
        let options = self.options(Some(times), scores.len())?;
        let strengths = pointer("strengths", strengths, scores.len())?;
        let mut report = report();
        let (values, count) = (scores.as_mut_ptr(), scores.len());
        // SAFETY: every slice has the length of the scores; the library lets the output be the scores.
        let status = unsafe {
            let times = times.raw();
            sys::engram_decay_scores(
                &self.curve.0,
                &times,
                &options,
                strengths,
                values,
                count as u64,
                values,
                &mut report,
            )
        };
        finish(status, &report)
    }

    /// Every row with a strength of at least the threshold that decay takes below it: what would have been recalled had
    /// it not faded. Rows ascending.
    ///
    /// Errors: as for [`apply`](Decay::apply); [`Argument`](crate::Reason::Argument) for a threshold that is not above 0.
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let found = Decay::new(Curve::half_life(1.0)).suppressed(&Times::ages(&[5]), &[0.9], 0.3)?;
    /// assert_eq!(found.len(), 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn suppressed(&self, times: &Times<'_>, strengths: &[f32], threshold: f32) -> Result<Vec<Suppressed>> {
        let count = strengths.len();
        let options = self.options(Some(times), count)?;
        let mut found = Vec::new();
        let mut rows = sys::engram_suppressed_rows {
            size: size::<sys::engram_suppressed_rows>(),
            reserved: 0,
            rows: std::ptr::null_mut(),
            capacity: 0,
            total: 0,
        };
        // The first pass counts, the second one fills exactly as many.
        for _ in 0..2 {
            found.resize(rows.total as usize, Suppressed::default());
            rows.rows = found.as_mut_ptr().cast();
            rows.capacity = found.len() as u64;
            // SAFETY: every slice has the length of the strengths; the layout of an entry is that of the C struct.
            check(unsafe {
                sys::engram_decay_suppressed(
                    &self.curve.0,
                    &times.raw(),
                    &options,
                    strengths.as_ptr(),
                    count as u64,
                    threshold,
                    &mut rows,
                )
            })?;
        }
        Ok(found)
    }

    /// The inverse: `ages[i]` is the age at which row `i` falls below the target, in `unit`; `u64::MAX` where it never
    /// does. Without strengths the target is a retention.
    ///
    /// Errors: as for [`apply`](Decay::apply); [`Argument`](crate::Reason::Argument) for a target that is not above 0.
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, TimeUnit};
    /// let mut ages = [0];
    /// Decay::new(Curve::half_life(10.0)).ages_at(TimeUnit::Seconds, None, 0.5, &mut ages)?;
    /// assert_eq!(ages, [11]); // at 10 it is exactly the target
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn ages_at(&self, unit: TimeUnit, strengths: Option<&[f32]>, target: f32, ages: &mut [u64]) -> Result<()> {
        let options = self.options(None, ages.len())?;
        let strengths = pointer("strengths", strengths, ages.len())?;
        // SAFETY: every slice has the length of the ages.
        check(unsafe {
            let (count, out) = (ages.len(), ages.as_mut_ptr());
            sys::engram_decay_ages_at(&self.curve.0, unit as u32, &options, strengths, count as u64, target, out)
        })
    }

    /// The next row to fall below a threshold among those at or above it now, and in what time; the lower row where
    /// they tie. `None` when none ever will. Without strengths each is 1.
    ///
    /// Errors: as for [`ages_at`](Decay::ages_at).
    ///
    /// ```
    /// # use engram_kernels::decay::{Curve, Decay, Times};
    /// let next = Decay::new(Curve::half_life(10.0)).next(&Times::ages(&[2, 7]), None, 0.5)?;
    /// assert_eq!(next.map(|next| (next.row, next.left)), Some((1, 4)));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn next(&self, times: &Times<'_>, strengths: Option<&[f32]>, threshold: f32) -> Result<Option<Next>> {
        let count = times.values.len();
        let options = self.options(Some(times), count)?;
        let strengths = pointer("strengths", strengths, count)?;
        let (mut row, mut left) = (0, 0);
        // SAFETY: every slice has the length of the times.
        check(unsafe {
            let times = times.raw();
            sys::engram_decay_next(
                &self.curve.0,
                &times,
                &options,
                strengths,
                count as u64,
                threshold,
                &mut row,
                &mut left,
            )
        })?;
        Ok(if row == u64::MAX { None } else { Some(Next { row, left }) })
    }

    /// # Safety
    /// Both pointers are of `count` floats; the output may be the strengths.
    unsafe fn batch(&self, times: &Times<'_>, strengths: *const f32, count: usize, out: *mut f32) -> Result<u64> {
        let options = self.options(Some(times), count)?;
        let mut report = report();
        let times = times.raw();
        let status =
            sys::engram_decay_batch(&self.curve.0, &times, &options, strengths, count as u64, out, &mut report);
        finish(status, &report)
    }

    /// The C struct, once every slice has been found long enough for `count` rows.
    fn options(&self, times: Option<&Times<'_>>, count: usize) -> Result<sys::engram_decay_options> {
        if let Some(times) = times {
            check_length("times", times.values.len(), count)?;
        }
        let words = count / 64 + usize::from(count % 64 != 0);
        Ok(sys::engram_decay_options {
            size: size::<sys::engram_decay_options>(),
            reserved: 0,
            scales: pointer("scales", self.scales, count)?,
            exponents: pointer("exponents", self.exponents, count)?,
            accesses: pointer("accesses", self.accesses, count)?,
            pins: pointer("pins", self.pins, words)?,
        })
    }
}

/// The pointer of a slice of the right length, or null for none.
fn pointer<T>(what: &'static str, slice: Option<&[T]>, expected: usize) -> Result<*const T> {
    match slice {
        Some(slice) => check_length(what, slice.len(), expected).map(|()| slice.as_ptr()),
        None => Ok(std::ptr::null()),
    }
}

pub(super) fn report() -> sys::engram_decay_report {
    sys::engram_decay_report { size: size::<sys::engram_decay_report>(), reserved: 0, skewed: 0, bad_row: u64::MAX }
}

/// The timestamps later than now, or what was wrong and in which row.
pub(super) fn finish(status: sys::engram_status, report: &sys::engram_decay_report) -> Result<u64> {
    match check(status) {
        Ok(()) => Ok(report.skewed),
        Err(error) if error == Reason::Argument && report.bad_row != u64::MAX => {
            Err(error.because(Reason::Row(report.bad_row)))
        }
        Err(error) => Err(error),
    }
}
