// SPDX-License-Identifier: MIT OR Apache-2.0
//! Spreading and PageRank against models in f64, and every way to spread against every other, to the bit.

mod support;

use engram_kernels::activation::{
    spread_once, Csr, Duplicates, Edge, Fade, Graph, GraphOptions, Merge, Normaliser, Overlay, PageRank, Preset,
    Retain, Senders, Spread, Squash, Workspace,
};
use engram_kernels::{Reason, Threads};
use proptest::prelude::*;
use support::{config, near};

/// A graph of up to 12 nodes by its edges, grouped by source, and a start value for each node.
fn graph() -> impl Strategy<Value = (Vec<Edge>, Vec<f32>)> {
    (1_u32..13).prop_flat_map(|nodes| {
        let edge =
            (0..nodes, 0..nodes, 0.01_f32..1.0).prop_map(|(source, target, weight)| Edge::new(source, target, weight));
        let edges = proptest::collection::vec(edge, 0..40).prop_map(|mut edges| {
            edges.sort_by_key(|edge| edge.source); // stable: the order within a source stays
            edges
        });
        let start = proptest::collection::vec(prop_oneof![2 => Just(0.0_f32), 1 => 0.01_f32..1.0], nodes as usize);
        (edges, start)
    })
}

fn offsets(nodes: usize, edges: &[Edge]) -> Vec<u32> {
    (0..=nodes as u32).map(|node| edges.iter().filter(|edge| edge.source < node).count() as u32).collect()
}

/// One hop of the rule in f64. The merges have no rounding worth speaking of, so the order of edges does not matter.
struct Model {
    merge: Merge,
    retain: Retain,
    factor: f64,
    normaliser: Normaliser,
    limit: f64,
}

impl Model {
    fn share(&self, node: u32, edges: &[Edge]) -> f64 {
        let own: Vec<f64> = edges.iter().filter(|e| e.source == node).map(|e| f64::from(e.weight)).collect();
        match self.normaliser {
            Normaliser::None => 1.0,
            Normaliser::OutDegree => own.len() as f64,
            Normaliser::SqrtDegree => (own.len() as f64).sqrt(),
            Normaliser::SqrtOneDegree => (1.0 + own.len() as f64).sqrt(),
            _ => own.iter().sum(),
        }
    }

    fn join(&self, value: f64, arrival: f64) -> f64 {
        match self.merge {
            Merge::Sum => value + arrival,
            Merge::ClampedSum => (value + arrival).min(self.limit),
            Merge::Max => value.max(arrival),
            Merge::Probabilistic => value + arrival * (1.0 - value),
        }
    }

    fn hop(&self, edges: &[Edge], values: &[f64]) -> Vec<f64> {
        let mut next: Vec<f64> = values
            .iter()
            .map(|&value| match self.retain {
                Retain::Keep => value,
                Retain::Retention(part) => f64::from(part) * value,
                Retain::Replace | Retain::Max => 0.0,
            })
            .collect();
        for edge in edges {
            let value = values[edge.source as usize];
            if value != 0.0 {
                let sent = value * self.factor / self.share(edge.source, edges) * f64::from(edge.weight);
                let target = edge.target as usize;
                next[target] = self.join(next[target], sent);
            }
        }
        if let Retain::Max = self.retain {
            next.iter_mut().zip(values).for_each(|(new, &old)| *new = new.max(old));
        }
        next
    }
}

fn dense(rule: &Spread, graph: &Graph, start: &[f32]) -> Vec<f32> {
    let mut values = start.to_vec();
    rule.run_dense(graph, &mut Workspace::new(graph).unwrap(), None, &mut values).unwrap();
    values
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// The nodes that are not 0, and their values.
fn seeds(start: &[f32]) -> (Vec<u32>, Vec<f32>) {
    (0_u32..).zip(start).filter(|(_, &value)| value != 0.0).unzip()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn spreading_is_right(
        (edges, start) in graph(),
        hops in 0_u32..5,
        merge in prop_oneof![Just(Merge::Sum), Just(Merge::ClampedSum), Just(Merge::Max), Just(Merge::Probabilistic)],
        retain in prop_oneof![
            Just(Retain::Keep), Just(Retain::Replace), Just(Retain::Max), (0.1_f32..1.0).prop_map(Retain::Retention),
        ],
        normaliser in prop_oneof![
            Just(Normaliser::None), Just(Normaliser::OutDegree), Just(Normaliser::SqrtDegree),
            Just(Normaliser::SqrtOneDegree), Just(Normaliser::WeightSum),
        ],
        (gain, factor) in (0.1_f32..1.0, 0.1_f32..1.0),
    ) {
        let graph = Graph::from_edges(start.len() as u32, &edges).unwrap();
        let rule = Spread::new()
            .hops(hops)
            .merge(merge)
            .retain(retain)
            .normaliser(normaliser)
            .gain(gain)
            .fade(Fade::PerHop(factor))
            .limit(1.5);
        let found = dense(&rule, &graph, &start);
        let model = Model { merge, retain, factor: f64::from(gain) * f64::from(factor), normaliser, limit: 1.5 };
        let mut expected: Vec<f64> = start.iter().map(|&value| f64::from(value)).collect();
        for _ in 0..hops {
            expected = model.hop(&edges, &expected);
        }
        for (node, (&found, &expected)) in found.iter().zip(&expected).enumerate() {
            prop_assert!(near(found, expected, 1e-5, 1e-37), "node {}: {} {}", node, found, expected);
        }
    }

    #[test]
    fn the_rule_of_the_original_is_right((edges, start) in graph(), steps in 0_u32..6) {
        let targets: Vec<u32> = edges.iter().map(|edge| edge.target).collect();
        let weights: Vec<f32> = edges.iter().map(|edge| edge.weight).collect();
        let offsets = offsets(start.len(), &edges);
        let csr = Csr::new(&offsets, &targets, &weights).unwrap();
        let mut found = start.clone();
        spread_once(&csr, steps, &mut found).unwrap();
        let model = Model {
            merge: Merge::Sum, retain: Retain::Keep, factor: 1.0, normaliser: Normaliser::None, limit: 1.0,
        };
        let mut expected: Vec<f64> = start.iter().map(|&value| f64::from(value)).collect();
        for _ in 0..steps {
            expected = model.hop(&edges, &expected);
            let largest = expected.iter().copied().fold(0.0, f64::max);
            if largest > 1.0 {
                expected.iter_mut().for_each(|value| *value /= largest);
            }
        }
        for (&found, &expected) in found.iter().zip(&expected) {
            prop_assert!(near(found, expected, 1e-5, 1e-37), "{} {}", found, expected);
        }
        let graph = Graph::new(&csr).unwrap();
        let preset = Spread::preset(Preset::EngramZig).unwrap().hops(steps);
        prop_assert_eq!(bits(&dense(&preset, &graph, &start)), bits(&found));
    }

    #[test]
    fn every_way_to_spread_gives_the_same_bits(
        (edges, start) in graph(),
        preset in prop_oneof![
            Just(Preset::Plain), Just(Preset::EngramZig), Just(Preset::Sproink), Just(Preset::Synapse),
            Just(Preset::Zeph), Just(Preset::Shodh), Just(Preset::Spreadr),
        ],
        split in any::<prop::sample::Index>(),
        threads in 1_u32..5,
    ) {
        let nodes = start.len() as u32;
        let rule = Spread::preset(preset).unwrap();
        let whole = Graph::from_edges(nodes, &edges).unwrap();
        let expected = dense(&rule, &whole, &start);

        let mut workspace = Workspace::with_nodes(100).unwrap();
        let (ids, values) = seeds(&start);
        let found = rule.run(&whole, &mut workspace, &ids, Some(&values), nodes).unwrap();
        let mut sparse = vec![0.0_f32; start.len()];
        found.nodes.iter().for_each(|node| sparse[node.id as usize] = node.activation);
        prop_assert_eq!(bits(&sparse), bits(&expected));
        prop_assert_eq!(found.nodes.len() as u64, found.info.active);
        for pair in found.nodes.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            prop_assert!(a.activation > b.activation || (a.activation == b.activation && a.id < b.id));
        }

        let mut shared = start.clone();
        rule.run_dense(&whole, &mut workspace, Some(&Threads::new(threads)), &mut shared).unwrap();
        prop_assert_eq!(bits(&shared), bits(&expected));

        // Some sources prepared, the edges of the others appended; and back to a graph of its own.
        let split = split.index(edges.len() + 1);
        let (first, rest) = edges.split_at(split);
        let base = Graph::from_edges(nodes, first).unwrap();
        let mut overlay = Overlay::new(&base, nodes).unwrap();
        rest.iter().for_each(|&edge| overlay.append(edge).unwrap());
        let mut changed = start.clone();
        rule.run_dense(overlay.view(), &mut workspace, None, &mut changed).unwrap();
        prop_assert_eq!(bits(&changed), bits(&expected));
        let compact = overlay.compact(&GraphOptions { no_pull: true, ..GraphOptions::default() }).unwrap();
        prop_assert_eq!(bits(&dense(&rule, &compact, &start)), bits(&expected));
    }

    #[test]
    fn explanations_lead_to_a_seed((edges, start) in graph(), hops in 1_u32..5) {
        let graph = Graph::from_edges(start.len() as u32, &edges).unwrap();
        let (ids, values) = seeds(&start);
        let rule = Spread::new().hops(hops).explain();
        let mut workspace = Workspace::new(&graph).unwrap();
        let found = rule.run(&graph, &mut workspace, &ids, Some(&values), 100).unwrap();
        for node in &found.nodes {
            let mut here = *node;
            let mut way = vec![here.id];
            for _ in 0..=found.nodes.len() {
                match here.predecessor() {
                    None => break,
                    Some(before) => {
                        prop_assert!(edges.iter().any(|edge| (edge.source, edge.target) == (before, here.id)));
                        here = *found.nodes.iter().find(|node| node.id == before).unwrap();
                        way.insert(0, here.id);
                    }
                }
            }
            prop_assert_eq!(here.predecessor(), None);
            prop_assert!(ids.contains(&here.id));
            prop_assert_eq!(node.seed(), Some(here.id));
            prop_assert_eq!(workspace.path(node.id).unwrap(), way);
        }
    }

    #[test]
    fn pagerank_is_right((edges, start) in graph(), damping in 0.1_f32..0.9) {
        let nodes = start.len();
        let graph = Graph::from_edges(nodes as u32, &edges).unwrap();
        let (mut ids, mut values) = seeds(&start);
        if ids.is_empty() {
            (ids, values) = (vec![0], vec![1.0]);
        }
        let total: f64 = values.iter().map(|&value| f64::from(value)).sum();
        let mut share = vec![0.0_f64; nodes];
        ids.iter().zip(&values).for_each(|(&id, &value)| share[id as usize] += f64::from(value) / total);
        let sums: Vec<f64> = (0..nodes as u32)
            .map(|node| edges.iter().filter(|e| e.source == node).map(|e| f64::from(e.weight)).sum())
            .collect();
        let d = f64::from(damping);
        let mut exact = share.clone();
        for _ in 0..300 {
            let lost: f64 = (0..nodes).filter(|&node| sums[node] == 0.0).map(|node| exact[node]).sum();
            let mut next: Vec<f64> = share.iter().map(|&part| (1.0 - d) * part + d * lost * part).collect();
            for edge in &edges {
                let source = edge.source as usize;
                next[edge.target as usize] += d * exact[source] * f64::from(edge.weight) / sums[source];
            }
            exact = next;
        }
        let mut workspace = Workspace::new(&graph).unwrap();
        let rule = PageRank::new().damping(damping);
        let mut ranks = vec![0.0; nodes];
        let info = rule.power(&graph, &mut workspace, &ids, Some(&values), Some(&Threads::new(2)), &mut ranks).unwrap();
        let distance: f64 = ranks.iter().zip(&exact).map(|(&found, &exact)| (f64::from(found) - exact).abs()).sum();
        prop_assert!(distance <= info.error + 1e-5, "power: {} {}", distance, info.error);

        let pushed = rule.push(&graph, &mut workspace, &ids, Some(&values), nodes as u32).unwrap();
        let mut ranks = vec![0.0_f64; nodes];
        pushed.nodes.iter().for_each(|node| ranks[node.id as usize] = f64::from(node.activation));
        let distance: f64 = ranks.iter().zip(&exact).map(|(found, exact)| (found - exact).abs()).sum();
        prop_assert!((distance - pushed.info.error).abs() <= 1e-5, "push: {} {}", distance, pushed.info.error);
        prop_assert!(ranks.iter().zip(&exact).all(|(found, exact)| *found <= exact + 1e-6));
    }
}

#[test]
fn options_reach_the_library() {
    // 0 -> 1 (type 0), 0 -> 2 (type 3), 1 -> 2 (type 0).
    let edges = [Edge::new(0, 1, 0.5), Edge { kind: 3, ..Edge::new(0, 2, 0.25) }, Edge::new(1, 2, 0.5)];
    let graph = Graph::from_edges(3, &edges).unwrap();
    let one = |rule: Spread| dense(&rule.hops(1), &graph, &[1.0, 0.0, 0.0]);
    let two = |rule: Spread| dense(&rule.hops(2), &graph, &[1.0, 0.0, 0.0]);
    let mut types = [1.0; 64];
    types[3] = 2.0;
    let table = [0.5, 0.1];
    assert_eq!(one(Spread::new()), [1.0, 0.5, 0.25]);
    assert_eq!(one(Spread::new().type_mask(1)), [1.0, 0.5, 0.0]);
    assert_eq!(one(Spread::new().type_factors(&types)), [1.0, 0.5, 0.5]);
    assert_eq!(one(Spread::new().node_factors(&[0.5, 1.0, 1.0])), [1.0, 0.25, 0.125]);
    assert_eq!(one(Spread::new().edge_threshold(0.3)), [1.0, 0.5, 0.0]);
    assert_eq!(one(Spread::new().node_threshold(0.3)), [1.0, 0.5, 0.0]);
    assert_eq!(one(Spread::new().gate(0.3)), [1.0, 0.5, 0.0]);
    assert_eq!(one(Spread::new().node_cap(2)), [1.0, 0.5, 0.0]);
    assert_eq!(one(Spread::new().gain(2.0).squash(Squash::Divide(0.5))), [0.5, 0.5, 0.25]);
    assert_eq!(one(Spread::new().squash(Squash::Clamp(0.25))), [0.25, 0.25, 0.25]);
    assert_eq!(one(Spread::new().squash(Squash::Sigmoid { gain: 1.0, centre: 0.5 }))[1], 0.5);
    assert_eq!(one(Spread::new().fade(Fade::FromSource(&table))), [1.0, 0.25, 0.125]);
    assert_eq!(two(Spread::new().suppressive_types(1 << 3))[2], 0.0);
    assert_eq!(two(Spread::new().senders(Senders::Arrivals)), [1.0, 0.5, 0.5]);
    assert_eq!(two(Spread::new().refractory_hops(1)), [1.0, 0.5, 0.5]);

    let mut workspace = Workspace::new(&graph).unwrap();
    let cut = Spread::new().edge_budget(1).run(&graph, &mut workspace, &[0], None, 9).unwrap().info;
    assert!(cut.truncated);
    let dropped = Spread::new().hops(1).drop_seeds().run(&graph, &mut workspace, &[0], None, 9).unwrap();
    assert_eq!(dropped.nodes.iter().map(|node| node.id).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn overlays_change_edges() {
    let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)]).unwrap();
    let mut overlay = Overlay::new(&graph, 3).unwrap();
    overlay.reweight(Edge::new(0, 1, 0.25)).unwrap();
    overlay.append(Edge::new(1, 2, 0.5)).unwrap();
    let spread = |overlay: &Overlay| {
        let mut values = [1.0, 0.0, 0.0];
        let mut workspace = Workspace::new(overlay.view()).unwrap();
        Spread::new().hops(2).run_dense(overlay.view(), &mut workspace, None, &mut values).unwrap();
        values
    };
    assert_eq!(spread(&overlay), [1.0, 0.5, 0.125]);
    overlay.delete(Edge::new(0, 1, 0.0)).unwrap();
    assert_eq!(spread(&overlay), [1.0, 0.0, 0.0]);
    assert_eq!(overlay.delete(Edge::new(0, 1, 0.0)).unwrap_err(), Reason::Argument);
    assert_eq!(overlay.append(Edge::new(0, 3, 1.0)).unwrap_err(), Reason::Argument);
    assert_eq!(overlay.append(Edge::new(0, 1, f32::INFINITY)).unwrap_err(), Reason::Argument);
    assert_eq!(graph.describe().unwrap().edge_count, 1); // the base stays as it is
}

#[test]
fn duplicates_are_kept_summed_or_refused() {
    let twice = [Edge::new(0, 1, 0.25), Edge::new(0, 1, 0.5)];
    let build = |duplicates| Graph::from_edges_with(2, &twice, &GraphOptions { duplicates, ..GraphOptions::default() });
    assert_eq!(build(Duplicates::Keep).unwrap().describe().unwrap().edge_count, 2);
    let summed = build(Duplicates::Sum).unwrap();
    assert_eq!(dense(&Spread::new().hops(1), &summed, &[1.0, 0.0]), [1.0, 0.75]);
    assert!(matches!(
        build(Duplicates::Reject).map_err(|error| error.reason()),
        Err(Reason::Graph { position: Some(1), .. })
    ));
}

#[test]
fn graphs_are_shared_between_threads() {
    let edges: Vec<Edge> = (0..999).map(|node| Edge::new(node, node + 1, 0.9)).collect();
    let graph = Graph::from_edges(1_000, &edges).unwrap();
    let rule = Spread::new().hops(50);
    let expected = rule.run(&graph, &mut Workspace::new(&graph).unwrap(), &[0], None, 100).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut workspace = Workspace::new(&graph).unwrap();
                for _ in 0..20 {
                    assert_eq!(rule.run(&graph, &mut workspace, &[0], None, 100).unwrap(), expected);
                }
            });
        }
    });
}

/// What was put in is read back, from a graph, an overlay and a snapshot, and comes through an image.
#[test]
fn graphs_are_read_back() {
    let mut edges: Vec<Edge> =
        (0..60_u32).map(|i| Edge { kind: i % 5, ..Edge::new(i * 7 % 10, i * 3 % 10, i as f32 / 8.0) }).collect();
    edges.sort_by_key(|edge| edge.source);
    let graph = Graph::from_edges(10, &edges).unwrap();
    let mut overlay = Overlay::new(&graph, 12).unwrap();
    drop(graph); // the overlay holds what it needs
    let parallel = Edge { kind: 2, ..Edge::new(11, 0, 1.0) };
    for _ in 0..3 {
        overlay.append(parallel).unwrap();
    }
    let before = overlay.snapshot().unwrap();
    overlay.delete_at(11, 1).unwrap();
    overlay.reweight_at(11, 1, 4.0).unwrap();
    overlay.grow(13).unwrap();
    let mut expected = edges.clone();
    expected.extend([parallel; 3]);
    assert_eq!(before.edges(0..12).unwrap(), expected);
    expected.truncate(edges.len());
    expected.extend([parallel, Edge { weight: 4.0, ..parallel }]);
    let view = overlay.view();
    let compact = overlay.compact(&GraphOptions::default()).unwrap();
    let again = Graph::from_image(&view.image().unwrap()).unwrap();
    assert_eq!(view.image().unwrap(), compact.image().unwrap());
    for graph in [view, &compact, &again] {
        assert_eq!(graph.edges(0..13).unwrap(), expected);
        for node in 0..13 {
            let out: Vec<Edge> = expected.iter().copied().filter(|edge| edge.source == node).collect();
            let arcs = graph.outgoing(node).unwrap();
            let read = (0..arcs.arcs.len()).map(|i| Edge {
                kind: u32::from(arcs.kind(i)),
                ..Edge::new(node, arcs.arcs[i].node, arcs.arcs[i].weight)
            });
            assert_eq!(read.collect::<Vec<Edge>>(), out);
            let into: Vec<Edge> = expected.iter().copied().filter(|edge| edge.target == node).collect();
            assert_eq!(graph.incoming(node).unwrap(), into);
        }
        assert_eq!(graph.outgoing(13).unwrap_err(), Reason::Argument);
        assert_eq!(graph.incoming(13).unwrap_err(), Reason::Argument);
        assert_eq!(graph.edges(0..14).unwrap_err(), Reason::Argument);
    }
    assert_eq!((view.changes().unwrap(), compact.changes().unwrap()), (vec![11], vec![]));
    assert_eq!(overlay.delete_at(11, 2).unwrap_err(), Reason::Argument);
    assert_eq!(overlay.reweight_at(11, 0, f32::NAN).unwrap_err(), Reason::Argument);
    assert_eq!(overlay.grow(12).unwrap_err(), Reason::Argument);
    let mut image = compact.image().unwrap();
    assert!(matches!(Graph::from_image(&image[1..]).unwrap_err().reason(), Reason::Graph { .. }));
    image[70] ^= 4;
    assert!(
        matches!(Graph::from_image(&image).unwrap_err().reason(), Reason::Graph { fault, .. } if !fault.is_empty())
    );
}

/// The way to a result leads through dropped seeds, through what there was no room for and through what was replaced.
#[test]
fn the_path_of_a_result_is_one_call() {
    let graph = Graph::from_edges(5, &[Edge::new(0, 1, 1.0), Edge::new(1, 2, 1.0), Edge::new(2, 3, 1.0)]).unwrap();
    let mut workspace = Workspace::new(&graph).unwrap();
    let rule = Spread::new().hops(3).retain(Retain::Replace).explain().drop_seeds();
    let found = rule.run(&graph, &mut workspace, &[0], None, 1).unwrap();
    assert_eq!(found.nodes[0].id, 3);
    assert_eq!(workspace.path(3).unwrap(), [0, 1, 2, 3]);
    assert!(workspace.path(4).unwrap().is_empty());
}
