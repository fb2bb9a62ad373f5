// SPDX-License-Identifier: MIT OR Apache-2.0
//! Spreading, from and to lists and arrays, and personalised PageRank.

use std::collections::HashMap;
use std::rc::Rc;

use engram_kernels::activation::{
    spread_once, Activated, Convergence, Dangling, Fade, Inhibition, Merge, Normaliser, PageRank, PageRankInfo, Preset,
    Retain, Senders, Spread, SpreadInfo, Squash, Workspace,
};

use crate::graph::{with_graph, CsrData};
use crate::similarity::{NO_ENUM, NO_SIZE};
use crate::vector::{files, read, Field, LeftOut, Vector};
use crate::Player;

pub const PLAYERS: &[(&str, Player)] = &[
    ("engram_spread_preset", preset),
    ("engram_spread_sparse", sparse),
    ("engram_spread_dense", dense),
    ("engram_pagerank_power", power),
    ("engram_pagerank_push", push),
    ("engram_activation_spread", one_off),
];

fn named(preset: u32) -> Result<Preset, LeftOut> {
    use Preset::*;
    let presets = [Plain, EngramZig, Sproink, Synapse, Zeph, Shodh, Spreadr, ActR];
    presets.into_iter().find(|&candidate| candidate as u32 == preset).ok_or(NO_ENUM)
}

type ByName = HashMap<String, Field>;

thread_local! {
    /// The fields of the presets, as the files have them: what a single changed field stands beside.
    static PRESETS: Rc<HashMap<u64, ByName>> = Rc::new(fields_of_presets());
}

fn fields_of_presets() -> HashMap<u64, ByName> {
    let path = files().into_iter().find(|path| path.ends_with("activation.txt")).unwrap();
    let vectors = read(&std::fs::read_to_string(path).unwrap());
    let presets = vectors.into_iter().filter(|v| v.call == "engram_spread_preset" && !v.outputs.is_empty());
    presets.map(|v| (v.u64("preset"), v.outputs.into_iter().collect())).collect()
}

/// Every option of a spread by its name in C.
struct Fields<'v> {
    given: &'v ByName,
    preset: &'v ByName,
}

impl Fields<'_> {
    fn bits(&self, name: &str) -> u64 {
        let name = format!("options.{}", name);
        self.given.get(&name).or_else(|| self.preset.get(&name)).map_or(0, |field| field.bits[0])
    }

    fn u32(&self, name: &str) -> u32 {
        self.bits(name) as u32
    }

    fn f32(&self, name: &str) -> f32 {
        f32::from_bits(self.u32(name))
    }

    /// A rule in which every option is said, those of choices that are not made too.
    fn rule<'a>(&self, table: Option<&'a [f32]>) -> Result<Spread<'a>, LeftOut> {
        let flags = self.u32("flags");
        if flags & !15 != 0 {
            return Err(NO_ENUM);
        }
        let choices =
            Inhibition::TopSum { strength: self.f32("inhibition_strength"), count: self.u32("inhibition_count") };
        let sigmoid = Squash::Sigmoid { gain: self.f32("sigmoid_gain"), centre: self.f32("sigmoid_centre") };
        let fan = Normaliser::Fan { strength: self.f32("fan_strength"), base: self.f32("fan_base") };
        let mut rule = Spread::new()
            .hops(self.u32("hops"))
            .merge(match self.u32("merge") {
                0 => Merge::Sum,
                1 => Merge::ClampedSum,
                2 => Merge::Max,
                3 => Merge::Probabilistic,
                _ => return Err(NO_ENUM),
            })
            .senders(match self.u32("senders") {
                0 => Senders::Active,
                1 => Senders::Arrivals,
                _ => return Err(NO_ENUM),
            })
            .retain(Retain::Retention(self.f32("retention")))
            .retain(match self.u32("retain") {
                0 => Retain::Keep,
                1 => Retain::Replace,
                2 => Retain::Retention(self.f32("retention")),
                3 => Retain::Max,
                _ => return Err(NO_ENUM),
            })
            .fade(Fade::PerHop(self.f32("hop_factor")))
            .fade(match self.u32("decay") {
                0 => Fade::None,
                1 => Fade::PerHop(self.f32("hop_factor")),
                2 => Fade::FromSource(table.unwrap_or(&[])),
                _ => return Err(NO_ENUM),
            })
            .normaliser(fan)
            .normaliser(match self.u32("normaliser") {
                0 => Normaliser::None,
                1 => Normaliser::OutDegree,
                2 => Normaliser::SqrtDegree,
                3 => Normaliser::SqrtOneDegree,
                4 => Normaliser::WeightSum,
                5 => fan,
                _ => return Err(NO_ENUM),
            })
            .inhibition(Inhibition::Ceiling(self.f32("ceiling")))
            .inhibition(choices)
            .inhibition(match (self.u32("inhibition"), choices) {
                (0, _) => Inhibition::None,
                (1, _) => Inhibition::Ceiling(self.f32("ceiling")),
                (2, _) => choices,
                (3, Inhibition::TopSum { strength, count }) => Inhibition::TopMean { strength, count },
                _ => return Err(NO_ENUM),
            })
            .squash(sigmoid)
            .squash(match self.u32("squash") {
                0 => Squash::None,
                1 => Squash::Clamp(self.f32("limit")),
                2 => Squash::Divide(self.f32("limit")),
                3 => sigmoid,
                _ => return Err(NO_ENUM),
            })
            .limit(self.f32("limit"))
            .convergence(Convergence::L1(self.f32("tolerance")))
            .convergence(match self.u32("convergence") {
                0 => Convergence::None,
                1 => Convergence::L1(self.f32("tolerance")),
                2 => Convergence::Largest(self.f32("tolerance")),
                _ => return Err(NO_ENUM),
            })
            .node_cap(self.u32("node_cap"))
            .refractory_hops(self.u32("refractory_hops"))
            .edge_budget(self.bits("edge_budget"))
            .type_mask(self.bits("type_mask"))
            .suppressive_types(self.bits("suppressive_types"))
            .gain(self.f32("gain"))
            .edge_threshold(self.f32("edge_threshold"))
            .node_threshold(self.f32("node_threshold"))
            .gate(self.f32("gate"));
        if flags & 1 != 0 {
            rule = rule.explain();
        }
        if flags & 2 != 0 {
            rule = rule.inhibit_each_hop();
        }
        if flags & 4 != 0 {
            rule = rule.squash_each_hop();
        }
        if flags & 8 != 0 {
            rule = rule.drop_seeds();
        }
        Ok(rule)
    }
}

/// A preset has to be the rule that says each of its options.
fn preset(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let rule = Spread::preset(named(v.u32("preset"))?);
    if let Some(rule) = v.outcome(rule) {
        let (nothing, outputs) = (HashMap::new(), v.outputs.clone().into_iter().collect());
        let said = Fields { given: &nothing, preset: &outputs }.rule(None)?;
        if rule != said {
            v.differs(format!("{:?}, expected {:?}", rule, said));
        }
        for name in outputs.keys() {
            v.told(name);
        }
    }
    Ok(())
}

/// Arrays that a rule borrows.
struct Arrays {
    decay_table: Option<Vec<f32>>,
    type_factors: Option<[f32; 64]>,
    node_factors: Option<Vec<f32>>,
}

impl Arrays {
    fn read(v: &Vector<'_>) -> Arrays {
        Arrays {
            decay_table: v.maybe_f32s("options.decay_table"),
            type_factors: v.maybe_f32s("options.type_factors").map(|factors| factors.try_into().unwrap()),
            node_factors: v.maybe_f32s("options.node_factors"),
        }
    }

    fn rule(&self, v: &Vector<'_>) -> Result<Spread<'_>, LeftOut> {
        if v.has("options.size") {
            return Err(NO_SIZE);
        }
        let preset = named(v.u32("options.preset"))? as u64;
        let presets = PRESETS.with(Rc::clone);
        let fields = Fields { given: &v.inputs, preset: &presets[&preset] };
        let mut rule = fields.rule(self.decay_table.as_deref())?;
        if let Some(factors) = &self.type_factors {
            rule = rule.type_factors(factors);
        }
        if let Some(factors) = &self.node_factors {
            rule = rule.node_factors(factors);
        }
        Ok(rule)
    }
}

fn emit_nodes(v: &mut Vector<'_>, nodes: &[Activated], is_explained: bool) {
    v.emit("results.id", nodes.iter().map(|node| u64::from(node.id)));
    v.emit("results.activation", nodes.iter().map(|node| u64::from(node.activation.to_bits())));
    if is_explained {
        let or_none = |node: Option<u32>| u64::from(node.unwrap_or(u32::MAX));
        v.emit("results.hop", nodes.iter().map(|node| u64::from(node.hop())));
        v.emit("results.predecessor", nodes.iter().map(|node| or_none(node.predecessor())));
        v.emit("results.seed", nodes.iter().map(|node| or_none(node.seed())));
    }
}

fn emit_info(v: &mut Vector<'_>, info: &SpreadInfo) {
    v.emit_u64("info.hops", u64::from(info.hops));
    v.emit_u64("info.edges", info.edges);
    v.emit_u64("info.active", info.active);
    v.emit_u64("info.nan_count", info.nan_count);
    v.emit_u64("info.truncated", u64::from(info.truncated));
    v.emit_u64("info.capped", u64::from(info.capped));
    v.emit_u64("info.converged", u64::from(info.converged));
    v.emit_f64("info.change", info.change);
}

fn sparse(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let arrays = Arrays::read(v);
    let rule = arrays.rule(v)?;
    let is_explained = v.u32("options.flags") & 1 != 0;
    with_graph(v, |v, graph| {
        let mut workspace = Workspace::new(graph).unwrap();
        let (seeds, values) = (v.u32s("seeds"), v.maybe_f32s("values"));
        let found = rule.run(graph, &mut workspace, &seeds, values.as_deref(), v.u32("capacity"));
        if let Some(found) = v.outcome(found) {
            emit_nodes(v, &found.nodes, is_explained);
            emit_info(v, &found.info);
        }
    })
}

/// An array that is input and output: on an error it must be what it was.
fn emit_in_place(v: &mut Vector<'_>, name: &str, is_right: bool, values: &[f32]) {
    if is_right {
        v.emit_f32(name, values);
    } else if values.iter().zip(v.f32s(name)).any(|(a, b)| a.to_bits() != b.to_bits()) {
        v.differs(format!("{} was written before the error", name));
    }
}

fn dense(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let arrays = Arrays::read(v);
    let rule = arrays.rule(v)?;
    with_graph(v, |v, graph| {
        let mut workspace = Workspace::new(graph).unwrap();
        let mut activations = v.f32s("activations");
        let info = v.outcome(rule.run_dense(graph, &mut workspace, v.executor, &mut activations));
        emit_in_place(v, "activations", info.is_some(), &activations);
        if let Some(info) = info {
            emit_info(v, &info);
        }
    })
}

fn pagerank(v: &Vector<'_>) -> Result<PageRank, LeftOut> {
    if !v.has("options") {
        return Ok(PageRank::new());
    }
    let dangling = match v.u32("options.dangling") {
        0 => Dangling::Seeds,
        1 => Dangling::All,
        _ => return Err(NO_ENUM),
    };
    let rule = PageRank::new()
        .max_iterations(v.u32("options.max_iterations"))
        .damping(v.f32("options.damping"))
        .tolerance(v.f32("options.tolerance"))
        .epsilon(v.f32("options.epsilon"))
        .edge_budget(v.u64("options.edge_budget"))
        .dangling(dangling)
        .settle(v.u64("options.settle"))
        .residuals(v.u64("options.residual_capacity") as u32);
    Ok(rule)
}

fn emit_pagerank(v: &mut Vector<'_>, info: &PageRankInfo) {
    v.emit_u64("info.iterations", u64::from(info.iterations));
    v.emit_u64("info.edges", info.edges);
    v.emit_u64("info.pushes", info.pushes);
    v.emit_u64("info.active", info.active);
    v.emit_u64("info.truncated", u64::from(info.truncated));
    v.emit_f64("info.error", info.error);
    if v.has("options.settle") {
        v.emit_u64("info.settled", u64::from(info.settled));
    }
}

fn power(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let rule = pagerank(v)?;
    with_graph(v, |v, graph| {
        let mut workspace = Workspace::new(graph).unwrap();
        let mut ranks = vec![0.0; graph.describe().unwrap().node_count as usize];
        let (seeds, values) = (v.u32s("seeds"), v.maybe_f32s("values"));
        let info = rule.power(graph, &mut workspace, &seeds, values.as_deref(), v.executor, &mut ranks);
        if let Some(info) = v.outcome(info) {
            v.emit_f32("ranks", &ranks);
            emit_pagerank(v, &info);
        }
    })
}

fn push(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let rule = pagerank(v)?;
    with_graph(v, |v, graph| {
        let mut workspace = Workspace::new(graph).unwrap();
        let (seeds, values) = (v.u32s("seeds"), v.maybe_f32s("values"));
        let found = rule.push(graph, &mut workspace, &seeds, values.as_deref(), v.u32("capacity"));
        if let Some(found) = v.outcome(found) {
            emit_nodes(v, &found.nodes, false);
            emit_pagerank(v, &found.info);
            if v.has("options.residual_capacity") {
                let left = &found.residuals;
                v.emit("residuals.id", left.iter().map(|node| u64::from(node.id)));
                v.emit("residuals.activation", left.iter().map(|node| u64::from(node.activation.to_bits())));
                v.emit_u64("info.residuals", found.info.residuals);
                v.emit_f64("info.waiting", found.info.waiting);
            }
        }
    })
}

fn one_off(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let data = CsrData::read(v)?;
    let mut activations = v.f32s("activations");
    let outcome = data.csr().and_then(|csr| spread_once(&csr, v.u32("steps"), &mut activations));
    let is_right = v.outcome(outcome).is_some();
    emit_in_place(v, "activations", is_right, &activations);
    Ok(())
}
