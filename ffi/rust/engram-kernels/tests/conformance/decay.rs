// SPDX-License-Identifier: MIT OR Apache-2.0
//! Forgetting curves, their presets, and what is computed from them.

use engram_kernels::decay::{Curve, Decay, Preset, TimeUnit, Times};
use engram_kernels::{Reason, Result};

use crate::similarity::{NO_ENUM, NO_NULL, NO_SIZE};
use crate::vector::{LeftOut, Vector};
use crate::Player;

pub const PLAYERS: &[(&str, Player)] = &[
    ("engram_curve_preset", preset),
    ("engram_decay_apply", apply),
    ("engram_decay_batch", batch),
    ("engram_decay_factors", factors),
    ("engram_decay_scores", scores),
    ("engram_decay_suppressed", suppressed),
    ("engram_decay_ages_at", ages_at),
    ("engram_decay_next", next),
];

/// A curve from fields by their names in C; a curve has only those that its form uses.
fn curve_of(f64: impl Fn(&str) -> f64, u32: impl Fn(&str) -> u32) -> std::result::Result<Curve, LeftOut> {
    let (scale, exponent, late) = (f64("scale"), f64("exponent"), f64("late"));
    let curve = match u32("form") {
        1 => Curve::tau(scale),
        2 => Curve::half_life(scale),
        3 => Curve::rate(scale),
        4 => Curve::power(scale, exponent),
        5 => Curve::power_ratio(scale, exponent),
        6 => Curve::hybrid(scale, late, exponent),
        7 => Curve::stretched(scale, exponent),
        8 => Curve::linear(scale),
        9 => Curve::hyperbolic(scale),
        10 => Curve::two_component(scale, late, exponent, u32("threshold")),
        11 => Curve::dual_exponential(scale, late, f64("weight")),
        _ => return Err(NO_ENUM),
    };
    Ok(curve.asymptote(f64("asymptote")).floor(f64("floor")))
}

fn curve(v: &Vector<'_>) -> std::result::Result<Curve, LeftOut> {
    if v.has("curve.size") || v.has("times.size") || v.has("options.size") {
        return Err(NO_SIZE);
    }
    curve_of(|name| v.f64(&format!("curve.{}", name)), |name| v.u32(&format!("curve.{}", name)))
}

fn preset(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    use Preset::*;
    let presets = [
        EngramKernel,
        EngramExponential,
        EngramPower,
        EngramNeocortical,
        EngramTwoComponent,
        EngramHybrid,
        Mem0,
        ShodhEdge,
        ShodhLongTerm,
        ShodhFact,
        ShodhHybrid,
        ShodhHybridImportant,
        OpenMemoryEpisodic,
        OpenMemorySemantic,
        OpenMemoryProcedural,
        OpenMemoryEmotional,
        OpenMemoryReflective,
        OpenMemoryDual,
        KiroCrew,
        Spector,
        SpectorSlow,
        SpectorFast,
        PerfectMan,
        PowerContext,
    ];
    let named = presets.into_iter().find(|&preset| preset as u32 == v.u32("preset")).ok_or(NO_ENUM)?;
    if let Some(curve) = v.outcome(Curve::preset(named)) {
        // The curve has to be the one that says each of its fields.
        let outputs = v.outputs.clone();
        let bits = |name: &str| outputs[&format!("curve.{}", name)].bits[0];
        let said = curve_of(|name| f64::from_bits(bits(name)), |name| bits(name) as u32)?;
        let unused = |name: &str, forms: &[u64]| !forms.contains(&bits("form")) && bits(name) != 0;
        let says_more = unused("exponent", &[4, 5, 6, 7, 10])
            || unused("late", &[6, 10, 11])
            || unused("weight", &[11])
            || unused("threshold", &[10]);
        if says_more || curve != said {
            v.differs(format!("{:?}, expected {:?}", curve, said));
        }
        outputs.keys().for_each(|name| v.told(name));
    }
    Ok(())
}

pub fn unit(value: u32) -> std::result::Result<TimeUnit, LeftOut> {
    Ok(match value {
        0 => TimeUnit::Seconds,
        1 => TimeUnit::Milliseconds,
        2 => TimeUnit::Microseconds,
        3 => TimeUnit::Nanoseconds,
        _ => return Err(NO_ENUM),
    })
}

pub fn times<'a>(v: &Vector<'_>, prefix: &str, values: &'a [u64]) -> std::result::Result<Times<'a>, LeftOut> {
    let field = |name: &str| format!("{}.{}", prefix, name);
    if v.is_null(&field("values")) {
        return Err(NO_NULL);
    }
    let times = match v.u32(&field("kind")) {
        0 => Times::ages(values),
        1 => Times::stamps(values, v.u64(&field("now"))),
        _ => return Err(NO_ENUM),
    };
    Ok(times.unit(unit(v.u32(&field("unit")))?))
}

/// Arrays that a decay borrows.
struct Arrays {
    scales: Vec<f32>,
    exponents: Vec<f32>,
    accesses: Vec<u32>,
    pins: Vec<u64>,
}

impl Arrays {
    fn read(v: &Vector<'_>) -> Arrays {
        Arrays {
            scales: v.f32s("options.scales"),
            exponents: v.f32s("options.exponents"),
            accesses: v.u32s("options.accesses"),
            pins: v.u64s("options.pins"),
        }
    }

    fn decay(&self, curve: Curve) -> Decay<'_> {
        let mut decay = Decay::new(curve);
        if !self.scales.is_empty() {
            decay = decay.scales(&self.scales);
        }
        if !self.exponents.is_empty() {
            decay = decay.exponents(&self.exponents);
        }
        if !self.accesses.is_empty() {
            decay = decay.accesses(&self.accesses);
        }
        if !self.pins.is_empty() {
            decay = decay.pins(&self.pins);
        }
        decay
    }
}

/// What a report tells: here the skewed timestamps of a call that succeeds and the row of one that does not.
pub fn emit_report(v: &mut Vector<'_>, outcome: &Result<u64>) {
    match *outcome {
        Ok(skewed) => {
            v.emit_u64("report.skewed", skewed);
            v.emit_u64("report.bad_row", u64::MAX);
        }
        Err(error) => {
            v.untold("report.skewed");
            v.emit_u64("report.bad_row", if let Reason::Row(row) = error.reason() { row } else { u64::MAX });
        }
    }
}

fn apply(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let curve = curve(v)?;
    let mut out = vec![0.0; v.size("count")];
    if v.count("strengths") != out.len() || v.count("ages") != out.len() {
        return Err(NO_NULL);
    }
    let outcome = curve.apply(&v.f32s("strengths"), &v.u64s("ages"), &mut out);
    if v.outcome(outcome).is_some() {
        v.emit_f32("out", &out);
    }
    Ok(())
}

fn emit_rows(v: &mut Vector<'_>, name: &str, outcome: Result<u64>, out: &[f32]) {
    emit_report(v, &outcome);
    if v.outcome(outcome).is_some() {
        v.emit_f32(name, out);
    }
}

fn batch(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (arrays, values) = (Arrays::read(v), v.u64s("times.values"));
    let (decay, times) = (arrays.decay(curve(v)?), times(v, "times", &values)?);
    let mut out = vec![0.0; v.size("count")];
    let outcome = decay.apply(&times, &v.f32s("strengths"), &mut out);
    emit_rows(v, "out", outcome, &out);
    Ok(())
}

fn factors(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (arrays, values) = (Arrays::read(v), v.u64s("times.values"));
    let (decay, times) = (arrays.decay(curve(v)?), times(v, "times", &values)?);
    let mut out = vec![0.0; v.size("count")];
    let outcome = decay.factors(&times, &mut out);
    emit_rows(v, "factors", outcome, &out);
    Ok(())
}

fn scores(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (arrays, values) = (Arrays::read(v), v.u64s("times.values"));
    let (decay, times) = (arrays.decay(curve(v)?), times(v, "times", &values)?);
    let (strengths, mut out) = (v.maybe_f32s("strengths"), v.f32s("scores"));
    let outcome = decay.weigh(&times, strengths.as_deref(), &mut out);
    emit_rows(v, "out", outcome, &out);
    Ok(())
}

fn suppressed(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (arrays, values) = (Arrays::read(v), v.u64s("times.values"));
    let (decay, times) = (arrays.decay(curve(v)?), times(v, "times", &values)?);
    let found = decay.suppressed(&times, &v.f32s("strengths"), v.f32("threshold"));
    if let Some(found) = v.outcome(found) {
        v.emit_u64("total", found.len() as u64);
        let written = &found[..found.len().min(v.size("capacity"))];
        v.emit("found.row", written.iter().map(|entry| entry.row));
        v.emit("found.before", written.iter().map(|entry| u64::from(entry.before.to_bits())));
        v.emit("found.factor", written.iter().map(|entry| u64::from(entry.factor.to_bits())));
    }
    Ok(())
}

fn ages_at(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let arrays = Arrays::read(v);
    let (decay, unit) = (arrays.decay(curve(v)?), unit(v.u32("unit"))?);
    let (strengths, mut ages) = (v.maybe_f32s("strengths"), vec![0; v.size("count")]);
    let outcome = decay.ages_at(unit, strengths.as_deref(), v.f32("target"), &mut ages);
    if v.outcome(outcome).is_some() {
        v.emit("ages", ages);
    }
    Ok(())
}

fn next(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (arrays, values) = (Arrays::read(v), v.u64s("times.values"));
    let (decay, times) = (arrays.decay(curve(v)?), times(v, "times", &values)?);
    let strengths = v.maybe_f32s("strengths");
    let next = decay.next(&times, strengths.as_deref(), v.f32("threshold"));
    if let Some(next) = v.outcome(next) {
        v.emit_u64("row", next.map_or(u64::MAX, |next| next.row));
        v.emit_u64("left", next.map_or(u64::MAX, |next| next.left));
    }
    Ok(())
}
