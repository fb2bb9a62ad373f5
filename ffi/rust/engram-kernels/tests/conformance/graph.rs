// SPDX-License-Identifier: MIT OR Apache-2.0
//! Graphs: views, edge lists, overlays.

use engram_kernels::activation::{Csr, Duplicates, Edge, Graph, GraphOptions, GraphView, Overlay};
use engram_kernels::{Error, Reason, Result};

use crate::similarity::{NO_ENUM, NO_SIZE};
use crate::vector::{LeftOut, Vector};
use crate::Player;

pub const PLAYERS: &[(&str, Player)] = &[
    ("engram_csr_validate", validate),
    ("engram_graph_create_from_edges", from_edges),
    ("engram_overlay_append", changes),
    ("engram_overlay_reweight", changes),
    ("engram_overlay_delete", changes),
    ("engram_overlay_reweight_at", changes),
    ("engram_overlay_delete_at", changes),
    ("engram_graph_outgoing", outgoing),
    ("engram_graph_incoming", incoming),
    ("engram_graph_edges", range),
    ("engram_graph_changes", changed),
    ("engram_graph_image_write", image),
    ("engram_graph_create_from_image", from_image),
];

/// The slices of a view, which it borrows.
pub struct CsrData {
    offsets32: Vec<u32>,
    offsets64: Vec<u64>,
    targets: Vec<u32>,
    weights: Vec<f32>,
    types: Vec<u8>,
}

impl CsrData {
    pub fn read(v: &Vector<'_>) -> std::result::Result<CsrData, LeftOut> {
        if v.has("graph.size") {
            return Err(NO_SIZE);
        }
        let offsets = v.count("graph.offsets") as u64;
        if offsets != v.u64("graph.node_count") + 1 {
            return Err("counts are the lengths of slices");
        }
        let edges = v.size("graph.edge_count");
        let (mut offsets32, mut offsets64) = (Vec::new(), Vec::new());
        match v.u32("graph.offset_type") {
            0 => offsets64 = v.u64s("graph.offsets"),
            1 => offsets32 = v.u32s("graph.offsets"),
            _ => return Err(NO_ENUM),
        }
        Ok(CsrData {
            offsets32,
            offsets64,
            targets: v.u32s("graph.targets")[..edges].to_vec(),
            weights: v.f32s("graph.weights")[..edges].to_vec(),
            types: v.u8s("graph.types"),
        })
    }

    pub fn csr(&self) -> Result<Csr<'_>> {
        let csr = match self.offsets32.is_empty() {
            true => Csr::new(&self.offsets64, &self.targets, &self.weights)?,
            false => Csr::new(&self.offsets32, &self.targets, &self.weights)?,
        };
        match self.types.is_empty() {
            true => Ok(csr),
            false => csr.with_types(&self.types),
        }
    }
}

fn edges(v: &Vector<'_>, prefix: &str) -> Vec<Edge> {
    let field = |name: &str| format!("{}.{}", prefix, name);
    let (sources, targets) = (v.u32s(&field("source")), v.u32s(&field("target")));
    let (weights, mut kinds) = (v.f32s(&field("weight")), v.u32s(&field("type")));
    kinds.resize(sources.len(), 0);
    (0..sources.len()).map(|i| Edge { kind: kinds[i], ..Edge::new(sources[i], targets[i], weights[i]) }).collect()
}

fn open(v: &Vector<'_>) -> std::result::Result<Result<Graph>, LeftOut> {
    let duplicates = match v.u32("graph_options.duplicates") {
        0 => Duplicates::Keep,
        1 => Duplicates::Sum,
        2 => Duplicates::Reject,
        _ => return Err(NO_ENUM),
    };
    let options = GraphOptions { duplicates, no_pull: v.u32("graph_options.no_pull") != 0 };
    if v.has("edges") {
        return Ok(Graph::from_edges_with(v.u32("edges.node_count"), &edges(v, "edges"), &options));
    }
    let data = CsrData::read(v)?;
    let graph = data.csr().and_then(|csr| Graph::new_with(&csr, &options));
    Ok(graph)
}

fn change(v: &Vector<'_>, base: &Graph) -> Result<Overlay> {
    let mut overlay = Overlay::new(base, v.u32("changes.node_count"))?;
    let mut index = v.u64s("changes.index");
    let what = v.u8s("changes.what");
    index.resize(what.len(), 0);
    for ((what, edge), index) in what.into_iter().zip(edges(v, "changes")).zip(index) {
        match what {
            0 => overlay.append(edge)?,
            1 => overlay.reweight(edge)?,
            2 => overlay.delete(edge)?,
            3 => overlay.reweight_at(edge.source, index, edge.weight)?,
            _ => overlay.delete_at(edge.source, index)?,
        }
    }
    Ok(overlay)
}

/// Calls back with the graph that a vector describes, changed where it says so.
pub fn with_graph(
    v: &mut Vector<'_>,
    call: impl FnOnce(&mut Vector<'_>, &GraphView),
) -> std::result::Result<(), LeftOut> {
    let graph = open(v)?.expect("the files spread on sound graphs only");
    if v.has("changes") {
        let overlay = change(v, &graph).expect("the files spread on sound graphs only");
        call(v, overlay.view());
    } else {
        call(v, &graph);
    }
    Ok(())
}

fn position(v: &mut Vector<'_>, error: Option<Error>) {
    if let Some(Reason::Graph { position: Some(position), .. }) = error.map(Error::reason) {
        v.emit_u64("position", position);
    }
}

fn validate(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let data = CsrData::read(v)?;
    let outcome = data.csr().and_then(|csr| csr.validate());
    position(v, outcome.err());
    v.outcome(outcome);
    Ok(())
}

fn from_edges(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let outcome = open(v)?;
    position(v, outcome.as_ref().err().copied());
    v.outcome(outcome);
    Ok(())
}

fn changes(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let graph = open(v)?.expect("the files change sound graphs only");
    let outcome = change(v, &graph).map(drop);
    v.outcome(outcome);
    Ok(())
}

fn emit_edges(v: &mut Vector<'_>, edges: &[Edge]) {
    v.emit("edges.source", edges.iter().map(|edge| u64::from(edge.source)));
    v.emit("edges.target", edges.iter().map(|edge| u64::from(edge.target)));
    v.emit("edges.weight", edges.iter().map(|edge| u64::from(edge.weight.to_bits())));
    v.emit("edges.type", edges.iter().map(|edge| u64::from(edge.kind)));
}

fn outgoing(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    with_graph(v, |v, graph| {
        let node = v.u32("node");
        if let Some(row) = v.outcome(graph.outgoing(node)) {
            let to = row.arcs.iter().enumerate();
            let edges: Vec<Edge> = to
                .map(|(i, arc)| Edge { kind: u32::from(row.kind(i)), ..Edge::new(node, arc.node, arc.weight) })
                .collect();
            emit_edges(v, &edges);
        }
    })
}

fn incoming(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    with_graph(v, |v, graph| {
        if let Some(edges) = v.outcome(graph.incoming(v.u32("node"))) {
            emit_edges(v, &edges);
        }
    })
}

fn range(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    with_graph(v, |v, graph| {
        let first = v.u32("first");
        if let Some(edges) = v.outcome(graph.edges(first..first + v.u64("node_count") as u32)) {
            emit_edges(v, &edges);
        }
    })
}

fn changed(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    with_graph(v, |v, graph| {
        if let Some(sources) = v.outcome(graph.changes()) {
            v.emit("sources", sources.into_iter().map(u64::from));
        }
    })
}

fn image(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    with_graph(v, |v, graph| {
        if let Some(image) = v.outcome(graph.image()) {
            v.emit("image", image.into_iter().map(u64::from));
        }
    })
}

fn from_image(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    let image = v.u8s("image");
    if let Some(graph) = v.outcome(Graph::from_image(&image)) {
        let nodes = graph.describe().unwrap().node_count;
        emit_edges(v, &graph.edges(0..nodes).unwrap());
    }
    Ok(())
}
