// SPDX-License-Identifier: MIT OR Apache-2.0
//! Base-level activation, spaced repetition, reinforcement, and the functions of the original kernels.

use engram_kernels::compat;
use engram_kernels::decay::{retrieval_latency, retrieval_probability, BaseLevel, Fsrs, FsrsVersion, Reinforce};
use engram_kernels::Result;

use crate::decay::{emit_report, times};
use crate::similarity::{NO_ENUM, NO_SIZE};
use crate::vector::{LeftOut, Vector};
use crate::Player;

pub const PLAYERS: &[(&str, Player)] = &[
    ("engram_base_level_exact", base_level_exact),
    ("engram_base_level_recent", base_level_recent),
    ("engram_base_level_optimized", base_level_optimized),
    ("engram_retrieval_probability", |v| retrieval(v, retrieval_probability, ["threshold", "noise"])),
    ("engram_retrieval_latency", |v| retrieval(v, retrieval_latency, ["factor", "exponent"])),
    ("engram_fsrs_default", fsrs_default),
    ("engram_fsrs_migrate", fsrs_migrate),
    ("engram_fsrs_retrievability", retrievability),
    ("engram_fsrs_interval", interval),
    ("engram_fsrs_review", review),
    ("engram_reinforce_saturating", saturating),
    ("engram_reinforce_spaced", spaced),
    ("engram_reinforce_oja", oja),
    ("engram_vector_similarity", vector_similarity),
    ("engram_spread_activation", spread_activation),
    ("engram_apply_decay", apply_decay),
];

fn emit_levels(v: &mut Vector<'_>, outcome: Result<u64>, levels: &[f32]) {
    if let Some(skewed) = v.outcome(outcome) {
        v.emit_f32("levels", levels);
        v.emit_u64("report.skewed", skewed);
    }
}

fn base_level_exact(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let values = v.u64s("times.values");
    let times = times(v, "times", &values)?;
    let mut levels = vec![0.0; v.size("rows")];
    let outcome = BaseLevel::new(v.f64("decay")).exact(&v.u64s("offsets"), &times, &mut levels);
    emit_levels(v, outcome, &levels);
    Ok(())
}

fn base_level_recent(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let values = v.u64s("times.values");
    let times = times(v, "times", &values)?;
    let mut levels = vec![0.0; v.size("rows")];
    let (counts, creations) = (v.u64s("counts"), v.u64s("creations"));
    let rule = BaseLevel::new(v.f64("decay"));
    let outcome = rule.recent(&v.u64s("offsets"), &times, &counts, &creations, &mut levels);
    emit_levels(v, outcome, &levels);
    Ok(())
}

fn base_level_optimized(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let values = v.u64s("creations.values");
    let creations = times(v, "creations", &values)?;
    let mut levels = vec![0.0; v.size("rows")];
    let outcome = BaseLevel::new(v.f64("decay")).optimized(&creations, &v.u64s("counts"), &mut levels);
    emit_levels(v, outcome, &levels);
    Ok(())
}

type Retrieval = fn(&mut [f32], f64, f64) -> Result<()>;

fn retrieval(v: &mut Vector<'_>, function: Retrieval, names: [&str; 2]) -> std::result::Result<(), LeftOut> {
    let mut out = v.f32s("levels");
    let outcome = function(&mut out, v.f64(names[0]), v.f64(names[1]));
    if v.outcome(outcome).is_some() {
        v.emit_f32("out", &out);
    }
    Ok(())
}

fn version(v: &Vector<'_>, name: &str) -> std::result::Result<FsrsVersion, LeftOut> {
    Ok(match v.u32(name) {
        45 => FsrsVersion::V4_5,
        50 => FsrsVersion::V5,
        60 => FsrsVersion::V6,
        _ => return Err(NO_ENUM),
    })
}

fn fsrs(v: &Vector<'_>) -> std::result::Result<Fsrs, LeftOut> {
    if v.has("fsrs.size") {
        return Err(NO_SIZE);
    }
    let mut weights = [0.0; 21];
    let given = v.f64s("fsrs.weights");
    weights[..given.len()].copy_from_slice(&given);
    Ok(Fsrs::with_weights(version(v, "fsrs.version")?, weights))
}

fn emit_fsrs(v: &mut Vector<'_>, fsrs: Result<Fsrs>) {
    if let Some(fsrs) = v.outcome(fsrs) {
        let version = fsrs.version();
        let count = match version {
            FsrsVersion::V4_5 => 17,
            FsrsVersion::V5 => 19,
            _ => 21,
        };
        v.emit_u64("fsrs.version", version as u64);
        v.emit("fsrs.weights", fsrs.weights()[..count].iter().map(|weight| weight.to_bits()));
    }
}

fn fsrs_default(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let made = Fsrs::new(version(v, "version")?);
    emit_fsrs(v, made);
    Ok(())
}

fn fsrs_migrate(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let made = Fsrs::migrate(&v.f64s("weights"));
    emit_fsrs(v, made);
    Ok(())
}

fn retrievability(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (fsrs, values) = (fsrs(v)?, v.u64s("times.values"));
    let times = times(v, "times", &values)?;
    let mut out = vec![0.0; v.count("stabilities")];
    let outcome = fsrs.retrievability(&times, &v.f32s("stabilities"), &mut out);
    emit_report(v, &outcome);
    if v.outcome(outcome).is_some() {
        v.emit_f32("out", &out);
    }
    Ok(())
}

fn interval(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let fsrs = fsrs(v)?;
    let mut out = vec![0.0; v.count("stabilities")];
    let longest = if v.has("longest") { v.f64("longest") } else { f64::INFINITY };
    let outcome = fsrs.interval(v.f64("retention"), longest, &v.f32s("stabilities"), &mut out);
    if v.outcome(outcome).is_some() {
        v.emit_f32("out", &out);
    }
    Ok(())
}

fn review(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (fsrs, values) = (fsrs(v)?, v.u64s("times.values"));
    let times = times(v, "times", &values)?;
    let (mut stabilities, mut difficulties) = (v.f32s("stabilities"), v.f32s("difficulties"));
    let outcome = fsrs.review(&times, &v.u8s("grades"), &mut stabilities, &mut difficulties);
    emit_report(v, &outcome);
    if v.outcome(outcome).is_some() {
        v.emit_f32("out_stabilities", &stabilities);
        v.emit_f32("out_difficulties", &difficulties);
    }
    Ok(())
}

fn reinforce(v: &Vector<'_>) -> Reinforce {
    Reinforce::new(v.f32("rate")).bounds(v.f32("bounds.low")..=v.f32("bounds.high"))
}

fn saturating(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (gains, mut out) = (v.maybe_f32s("gains"), v.f32s("weights"));
    let outcome = reinforce(v).saturating(gains.as_deref(), &mut out);
    if v.outcome(outcome).is_some() {
        v.emit_f32("out", &out);
    }
    Ok(())
}

fn spaced(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let mut out = v.f32s("weights");
    let outcome = reinforce(v).spaced(&v.f32s("retentions"), v.f32("spacing"), &mut out);
    if v.outcome(outcome).is_some() {
        v.emit_f32("out", &out);
    }
    Ok(())
}

fn oja(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let mut out = v.f32s("weights");
    let (sources, targets, activations) = (v.u32s("sources"), v.u32s("targets"), v.f32s("activations"));
    let updated = reinforce(v).oja(&sources, &targets, &activations, v.f32("threshold"), &mut out);
    if let Some(updated) = v.outcome(updated) {
        v.emit_f32("out", &out);
        v.emit_u64("updated", updated as u64);
    }
    Ok(())
}

const PANICS: LeftOut = "the drop-in function panics, as the original does";

fn vector_similarity(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (query, candidates, count) = (v.f32s("query"), v.f32s("candidates"), v.size("num_candidates"));
    if query.is_empty() || count == 0 {
        return Err(PANICS);
    }
    let scores = compat::vector_similarity(&query, &candidates, count);
    v.outcome(compat::last_outcome());
    v.emit_f32("scores", &scores);
    Ok(())
}

fn spread_activation(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let (adjacency, mut activations, steps) = (v.u32s("adjacency"), v.f32s("activations"), v.u32("iterations"));
    let nodes = activations.len();
    let is_off = adjacency.iter().any(|&target| target as usize >= nodes);
    // An edge to no node panics in debug builds only.
    if steps == 0 || is_off {
        return Err(PANICS);
    }
    compat::spread_activation(&adjacency, &v.f32s("weights"), &mut activations, nodes, steps);
    v.outcome(compat::last_outcome());
    v.emit_f32("activations", &activations);
    Ok(())
}

fn apply_decay(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let mut strengths = v.f32s("strengths");
    compat::apply_decay(&mut strengths, &v.u64s("ages_seconds"));
    v.outcome(compat::last_outcome());
    v.emit_f32("strengths", &strengths);
    Ok(())
}
