// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use crate::error::{check, check_length, size};
use crate::Result;

/// A forgetting curve: the fraction that is left after t seconds. Values out of range are refused by the call that uses
/// the curve: scales are finite and above 0, exponents from above 0 to 64, asymptote and floor from 0 to 1.
///
/// ```
/// use engram_kernels::decay::Curve;
/// let mut left = [1.0, 1.0];
/// Curve::half_life(60.0).apply_in_place(&mut left, &[60, 120])?;
/// assert_eq!(left, [0.5, 0.25]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Curve(pub(crate) sys::engram_curve);

/// Equal when every parameter is: such curves give the same bits.
impl PartialEq for Curve {
    fn eq(&self, other: &Curve) -> bool {
        let (a, b) = (&self.0, &other.0);
        (a.form, a.scale, a.exponent, a.asymptote) == (b.form, b.scale, b.exponent, b.asymptote)
            && (a.floor, a.late, a.weight, a.threshold) == (b.floor, b.late, b.weight, b.threshold)
    }
}

impl Curve {
    fn new(form: sys::engram_curve_form, scale: f64) -> Curve {
        Curve(sys::engram_curve {
            size: size::<sys::engram_curve>(),
            form,
            scale,
            exponent: 0.0,
            asymptote: 0.0,
            floor: 0.0,
            late: 0.0,
            weight: 0.0,
            threshold: 0,
            reserved: 0,
        })
    }

    /// e^(-t / tau).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::tau(86_400.0).apply_in_place(&mut left, &[86_400])?;
    /// assert_eq!(left, [0.36787945]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn tau(tau: f64) -> Curve {
        Curve::new(sys::ENGRAM_CURVE_EXPONENTIAL_TAU, tau)
    }

    /// 2^(-t / half_life).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::half_life(10.0).apply_in_place(&mut left, &[30])?;
    /// assert_eq!(left, [0.125]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn half_life(half_life: f64) -> Curve {
        Curve::new(sys::ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, half_life)
    }

    /// e^(-rate t), the rate per second.
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::rate(0.5).apply_in_place(&mut left, &[2])?;
    /// assert_eq!(left, [0.36787945]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn rate(rate: f64) -> Curve {
        Curve::new(sys::ENGRAM_CURVE_EXPONENTIAL_RATE, rate)
    }

    /// (1 + t / scale)^-exponent.
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::power(1.0, 0.5).apply_in_place(&mut left, &[3])?;
    /// assert_eq!(left, [0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn power(scale: f64, exponent: f64) -> Curve {
        let mut curve = Curve::new(sys::ENGRAM_CURVE_POWER, scale);
        curve.0.exponent = exponent;
        curve
    }

    /// max(1, t / scale)^-exponent: nothing is lost before t = scale.
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0, 1.0];
    /// Curve::power_ratio(10.0, 0.5).apply_in_place(&mut left, &[5, 40])?;
    /// assert_eq!(left, [1.0, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn power_ratio(scale: f64, exponent: f64) -> Curve {
        let mut curve = Curve::new(sys::ENGRAM_CURVE_POWER_RATIO, scale);
        curve.0.exponent = exponent;
        curve
    }

    /// e^(-t / tau) before `late`, then e^(-late / tau) (t / late)^-exponent (Wixted).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0, 1.0];
    /// Curve::hybrid(10.0, 10.0, 1.0).apply_in_place(&mut left, &[10, 20])?;
    /// assert_eq!(left, [0.36787945, 0.18393973]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn hybrid(tau: f64, late: f64, exponent: f64) -> Curve {
        let mut curve = Curve::new(sys::ENGRAM_CURVE_HYBRID, tau);
        curve.0.late = late;
        curve.0.exponent = exponent;
        curve
    }

    /// e^(-(t / scale)^exponent), the Weibull survival function.
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::stretched(7.0, 0.8).apply_in_place(&mut left, &[7])?;
    /// assert_eq!(left, [0.36787945]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn stretched(scale: f64, exponent: f64) -> Curve {
        let mut curve = Curve::new(sys::ENGRAM_CURVE_STRETCHED, scale);
        curve.0.exponent = exponent;
        curve
    }

    /// max(0, 1 - t / scale).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0, 1.0];
    /// Curve::linear(100.0).apply_in_place(&mut left, &[25, 200])?;
    /// assert_eq!(left, [0.75, 0.0]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn linear(scale: f64) -> Curve {
        Curve::new(sys::ENGRAM_CURVE_LINEAR, scale)
    }

    /// 1 / (1 + t / scale).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::hyperbolic(100.0).apply_in_place(&mut left, &[300])?;
    /// assert_eq!(left, [0.25]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn hyperbolic(scale: f64) -> Curve {
        Curve::new(sys::ENGRAM_CURVE_HYPERBOLIC, scale)
    }

    /// e^(-t / tau) below `threshold` accesses, then (1 + t / late)^-exponent: see
    /// [`Decay::accesses`](super::Decay::accesses).
    ///
    /// ```
    /// use engram_kernels::decay::{Curve, Decay, Times};
    /// let mut left = [1.0, 1.0];
    /// let curve = Curve::two_component(10.0, 10.0, 1.0, 3);
    /// Decay::new(curve).accesses(&[0, 3]).apply_in_place(&Times::ages(&[10, 10]), &mut left)?;
    /// assert_eq!(left, [0.36787945, 0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn two_component(tau: f64, late: f64, exponent: f64, threshold: u32) -> Curve {
        let mut curve = Curve::new(sys::ENGRAM_CURVE_TWO_COMPONENT, tau);
        curve.0.late = late;
        curve.0.exponent = exponent;
        curve.0.threshold = threshold;
        curve
    }

    /// min(1, e^(-t / tau) + weight e^(-t / late)).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::dual_exponential(10.0, 100.0, 0.4).apply_in_place(&mut left, &[0])?;
    /// assert_eq!(left, [1.0]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn dual_exponential(tau: f64, late: f64, weight: f64) -> Curve {
        let mut curve = Curve::new(sys::ENGRAM_CURVE_DUAL_EXPONENTIAL, tau);
        curve.0.late = late;
        curve.0.weight = weight;
        curve
    }

    /// The curve of a known system.
    ///
    /// ```
    /// use engram_kernels::decay::{Curve, Preset};
    /// let mut left = [1.0];
    /// Curve::preset(Preset::Mem0)?.apply_in_place(&mut left, &[7 * 86_400])?;
    /// assert_eq!(left, [0.5]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn preset(preset: Preset) -> Result<Curve> {
        let mut curve = Curve::new(0, 0.0);
        // SAFETY: the struct is one of ours and says its size.
        check(unsafe { sys::engram_curve_preset(preset as u32, &mut curve.0) })?;
        Ok(curve)
    }

    /// What remains for ever: the factor becomes asymptote + (1 - asymptote) R(t).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::half_life(1.0).asymptote(0.5).apply_in_place(&mut left, &[1])?;
    /// assert_eq!(left, [0.75]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn asymptote(mut self, asymptote: f64) -> Curve {
        self.0.asymptote = asymptote;
        self
    }

    /// The factor is never below it.
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut left = [1.0];
    /// Curve::half_life(1.0).floor(0.25).apply_in_place(&mut left, &[100])?;
    /// assert_eq!(left, [0.25]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn floor(mut self, floor: f64) -> Curve {
        self.0.floor = floor;
        self
    }

    /// `out[i] = strengths[i] * factor(ages[i])`, ages in seconds.
    ///
    /// Errors: [`Length`](crate::Reason::Length), [`Argument`](crate::Reason::Argument) for a parameter of the curve.
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut out = [0.0; 2];
    /// Curve::half_life(1.0).apply(&[1.0, 8.0], &[1, 3], &mut out)?;
    /// assert_eq!(out, [0.5, 1.0]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[inline]
    pub fn apply(&self, strengths: &[f32], ages: &[u64], out: &mut [f32]) -> Result<()> {
        check_length("ages", ages.len(), strengths.len())?;
        check_length("out", out.len(), strengths.len())?;
        // SAFETY: three slices of one length.
        check(unsafe {
            sys::engram_decay_apply(&self.0, strengths.as_ptr(), ages.as_ptr(), out.len() as u64, out.as_mut_ptr())
        })
    }

    /// `strengths[i] *= factor(ages[i])`, ages in seconds.
    ///
    /// Errors: as for [`apply`](Curve::apply).
    ///
    /// ```
    /// use engram_kernels::decay::Curve;
    /// let mut strengths = [1.0];
    /// Curve::half_life(1.0).apply_in_place(&mut strengths, &[2])?;
    /// assert_eq!(strengths, [0.25]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[inline]
    pub fn apply_in_place(&self, strengths: &mut [f32], ages: &[u64]) -> Result<()> {
        check_length("ages", ages.len(), strengths.len())?;
        let values = strengths.as_mut_ptr();
        // SAFETY: two slices of one length; the library lets the output be the strengths.
        check(unsafe { sys::engram_decay_apply(&self.0, values, ages.as_ptr(), strengths.len() as u64, values) })
    }
}

/// Curves of known systems; `engram/decay.h` of the library says what each fills in.
///
/// ```
/// use engram_kernels::decay::{Curve, Preset};
/// let curve = Curve::preset(Preset::ShodhHybrid)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u32)]
pub enum Preset {
    /// Tau of a day: the drop-in decay.
    EngramKernel = sys::ENGRAM_CURVE_PRESET_ENGRAM_KERNEL,
    /// Tau of 1.96 hours.
    EngramExponential = sys::ENGRAM_CURVE_PRESET_ENGRAM_EXPONENTIAL,
    /// (1 + hours)^-0.18.
    EngramPower = sys::ENGRAM_CURVE_PRESET_ENGRAM_POWER,
    /// (1 + days)^-0.18.
    EngramNeocortical = sys::ENGRAM_CURVE_PRESET_ENGRAM_NEOCORTICAL,
    /// Tau of 18 hours; from 3 accesses (1 + hours)^-0.18.
    EngramTwoComponent = sys::ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT,
    /// Tau of 0.8 hours, from 24 hours exponent 0.25; continuous.
    EngramHybrid = sys::ENGRAM_CURVE_PRESET_ENGRAM_HYBRID,
    /// Half-life of 7 days.
    Mem0 = sys::ENGRAM_CURVE_PRESET_MEM0,
    /// Half-life of 24 hours.
    ShodhEdge = sys::ENGRAM_CURVE_PRESET_SHODH_EDGE,
    /// Half-life of 14 days.
    ShodhLongTerm = sys::ENGRAM_CURVE_PRESET_SHODH_LONG_TERM,
    /// Half-life of 180 days.
    ShodhFact = sys::ENGRAM_CURVE_PRESET_SHODH_FACT,
    /// Half-life of a day, from day 3 exponent 0.5.
    ShodhHybrid = sys::ENGRAM_CURVE_PRESET_SHODH_HYBRID,
    /// Half-life of 2 days, from day 3 exponent 0.3.
    ShodhHybridImportant = sys::ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT,
    /// Rate of 0.015 per day.
    OpenMemoryEpisodic = sys::ENGRAM_CURVE_PRESET_OPENMEMORY_EPISODIC,
    /// Rate of 0.005 per day.
    OpenMemorySemantic = sys::ENGRAM_CURVE_PRESET_OPENMEMORY_SEMANTIC,
    /// Rate of 0.008 per day.
    OpenMemoryProcedural = sys::ENGRAM_CURVE_PRESET_OPENMEMORY_PROCEDURAL,
    /// Rate of 0.020 per day.
    OpenMemoryEmotional = sys::ENGRAM_CURVE_PRESET_OPENMEMORY_EMOTIONAL,
    /// Rate of 0.001 per day.
    OpenMemoryReflective = sys::ENGRAM_CURVE_PRESET_OPENMEMORY_REFLECTIVE,
    /// Rates of 0.015 and 0.002 per day, the slow one with weight 0.4.
    OpenMemoryDual = sys::ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL,
    /// Rate of 0.03 per day.
    KiroCrew = sys::ENGRAM_CURVE_PRESET_KIROCREW,
    /// (t / 30 min)^-0.15, floor 0.10.
    Spector = sys::ENGRAM_CURVE_PRESET_SPECTOR,
    /// (t / 30 min)^-0.08, floor 0.15.
    SpectorSlow = sys::ENGRAM_CURVE_PRESET_SPECTOR_SLOW,
    /// (t / 30 min)^-0.30, floor 0.05.
    SpectorFast = sys::ENGRAM_CURVE_PRESET_SPECTOR_FAST,
    /// 0.10 + 0.90 (1 + days)^-0.18.
    PerfectMan = sys::ENGRAM_CURVE_PRESET_PERFECTMAN,
    /// Linear, 0 after 10 days.
    PowerContext = sys::ENGRAM_CURVE_PRESET_POWERCONTEXT,
}
