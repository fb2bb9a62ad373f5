// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bad input comes back as an error with the library's sentence, and outputs stay as they were.

use engram_kernels::activation::{spread_once, Csr, Edge, Graph, Overlay, PageRank, Spread, Squash, Workspace};
use engram_kernels::decay::{BaseLevel, Curve, Decay, Fsrs, FsrsVersion, Reinforce, Times};
use engram_kernels::similarity::{self, convert, Bits, Fusion, Hit, Metric, Ranking, Rows, TopK, F16};
use engram_kernels::{cpu, Error, Reason};

fn length(what: &'static str, expected: usize, found: usize) -> Reason {
    Reason::Length { what, expected, found }
}

#[test]
fn every_reason_has_a_sentence_of_rust() {
    let reasons = [
        Reason::Null,
        Reason::Overflow,
        Reason::Argument,
        Reason::Overlap,
        Reason::Stride,
        Reason::Memory,
        Reason::Level,
        Reason::Struct,
        Reason::Enum,
        Reason::Metric,
        Reason::Alignment,
        Reason::Offsets,
        Reason::Buffer,
        Reason::Mark,
        Reason::Handle,
        Reason::Busy,
        Reason::Check,
        Reason::Row(7),
        Reason::Graph { position: Some(3), fault: "a fault" },
        length("query", 2, 1),
    ];
    for reason in reasons {
        assert!(reason.name().starts_with("ENGRAM_ERROR_"), "{reason:?}");
        assert!(reason.text().len() > 20, "{reason:?}");
        let error = Error::from(reason);
        assert!(error.to_string().ends_with(reason.text()), "{error}");
        assert_eq!(format!("{error:?}"), format!("{}: {error}", reason.name()));
        for foreign in ["engram_", "header", "pointer", "sizeof"] {
            assert!(!error.to_string().contains(foreign), "{error}");
        }
    }
    assert!(Error::from(Reason::Unknown(-99)).to_string().starts_with("status -99: "));
    assert!(Error::from(length("query", 2, 1)).to_string().starts_with("query has 1 elements, 2 are needed: "));
    assert!(Error::from(Reason::Row(7)).to_string().starts_with("row 7: "));
}

#[test]
fn a_refusal_names_what_it_refused() {
    let mut out = [0.0];
    let decay = Curve::tau(1.0).floor(2.0).apply(&[1.0], &[1], &mut out).unwrap_err();
    assert_eq!(decay.argument(), Some("curve.floor: from 0 to 1"));
    assert_eq!(decay.to_string(), "curve.floor: from 0 to 1: a number is outside its documented range");
    let graph = Graph::from_edges(1, &[]).unwrap();
    let mut workspace = Workspace::new(&graph).unwrap();
    let seeds = Spread::new().run(&graph, &mut workspace, &[1], None, 1).unwrap_err();
    assert_eq!(seeds.argument(), Some("seeds: below the graph's node_count"));
    let metric = similarity::cosine(&[1.0], &[1.0]).and(similarity::pair(Metric::Hamming, &[1.0], &[1.0])).unwrap_err();
    assert_eq!(metric.argument(), Some("metric"));
    let overlay = Overlay::new(&graph, 0).unwrap_err();
    assert!(overlay.argument().unwrap().starts_with("node_count"), "{overlay}");
    let fsrs = Fsrs::new(FsrsVersion::V6).unwrap();
    let row = fsrs.retrievability(&Times::ages(&[0, 0]), &[1.0, -1.0], &mut [0.0; 2]).unwrap_err();
    assert_eq!(row.reason(), Reason::Row(1));
    assert!(row.to_string().starts_with("row 1: stabilities: finite and at least 0: "), "{row}");
    // Lengths are compared here, and name the slice; what was refused before is not named again.
    let short = Curve::tau(1.0).apply(&[1.0], &[], &mut out).unwrap_err();
    assert_eq!((short.argument(), short.reason()), (None, length("ages", 1, 0)));
}

#[test]
fn similarity_refuses() {
    let data = [1.0_f32, 2.0, 3.0, 4.0];
    let rows = Rows::new(&data, 2).unwrap();
    let mut scores = [9.0; 2];
    assert_eq!(similarity::many(Metric::Dot, &[1.0], &rows, &mut scores).unwrap_err(), length("query", 2, 1));
    assert_eq!(similarity::many(Metric::Dot, &[1.0, 1.0], &rows, &mut [9.0; 3]).unwrap_err(), length("scores", 2, 3));
    assert_eq!(similarity::many_from(Metric::Dot, &[1.0, 1.0], &rows, 1, &mut scores).unwrap_err(), Reason::Argument);
    assert_eq!(similarity::many(Metric::Hamming, &[1.0, 1.0], &rows, &mut scores).unwrap_err(), Reason::Metric);
    assert_eq!(
        similarity::gather(Metric::Dot, &[1.0, 1.0], &rows, &[0_u32, 2], &mut scores).unwrap_err(),
        Reason::Argument
    );
    assert_eq!(
        similarity::pair(Metric::Cosine, Bits::from_bytes(&[1]), Bits::from_bytes(&[1])).unwrap_err(),
        Reason::Metric
    );
    let other = Rows::new(&data, 4).unwrap();
    assert_eq!(similarity::block(Metric::Dot, &other, &rows, None, &mut scores).unwrap_err(), Reason::Argument);
    assert_eq!(scores, [9.0; 2]);
    assert_eq!(Rows::new(&data, 3).unwrap_err(), length("data", 6, 4));
    assert_eq!(Rows::new(&data, 0).unwrap_err(), length("data", 0, 4));
    assert_eq!(Rows::strided(&data, 2, 2, 1).unwrap_err(), Reason::Stride);
    assert_eq!(Rows::strided(&data, 3, 2, 2).unwrap_err(), length("data", 6, 4));
    assert_eq!(Rows::strided(&data, usize::MAX, 2, 2).unwrap_err(), Reason::Overflow);
    assert_eq!(Rows::new(&[1_i8, 2], 1).unwrap().with_scales(&[1.0]).unwrap_err(), length("scales", 2, 1));
    assert_eq!(convert::<F16, Bits>(&Rows::new(&[F16(0)], 1).unwrap()).unwrap_err(), Reason::Metric);
}

#[test]
fn nothing_is_allowed_of_everything() {
    let none = Rows::new(&[0.0_f32; 0], 0).unwrap();
    similarity::many(Metric::Cosine, &[], &none, &mut []).unwrap();
    similarity::gather(Metric::Cosine, &[], &none, &[0_u32; 0], &mut []).unwrap();
    similarity::block(Metric::Cosine, &none, &none, None, &mut []).unwrap();
    assert!(TopK::new(Metric::Cosine, usize::MAX).search(&[], &none).unwrap().hits(0).is_empty());
    assert!(similarity::merge(Metric::Dot, &[], usize::MAX).unwrap().is_empty());
    assert!(Fusion::score().fuse(&[], usize::MAX).unwrap().is_empty());
    Curve::tau(1.0).apply(&[], &[], &mut []).unwrap();
    Decay::new(Curve::tau(1.0)).factors(&Times::ages(&[]), &mut []).unwrap();
    let empty = Graph::from_edges(0, &[]).unwrap();
    let mut workspace = Workspace::new(&empty).unwrap();
    assert!(Spread::new().run(&empty, &mut workspace, &[], None, 10).unwrap().nodes.is_empty());
    spread_once(&Csr::new(&[0_u64], &[], &[]).unwrap(), 3, &mut []).unwrap();
}

#[test]
fn selections_refuse() {
    let rows = Rows::new(&[1.0_f32, 2.0], 1).unwrap();
    let top = TopK::new(Metric::Dot, 1);
    let refused = |top: TopK| top.search(&[1.0], &rows).unwrap_err();
    assert_eq!(refused(top.threshold(f32::NAN)), Reason::Argument);
    assert_eq!(refused(top.range(1..3)), Reason::Argument);
    assert_eq!(refused(top.ids(&[2_u32])), Reason::Argument);
    assert_eq!(refused(top.ids(&[0_u32]).range(0..1)), Reason::Argument);
    assert_eq!(refused(top.filter(&[])), length("filter", 1, 0));
    assert_eq!(refused(top.filter(&[1, 0])), length("filter", 1, 2)); // a mask with a word for each row
    assert_eq!(refused(top.id_base(u64::MAX)), Reason::Argument);
    assert_eq!(refused(top.factors(&[1.0])), length("factors", 2, 1));
    assert_eq!(refused(top.summands(&[1.0; 3])), length("summands", 2, 3));
    let hits = [Hit::new(0, 1.0)];
    let ranking = Ranking { hits: &hits, weight: f32::NAN };
    assert_eq!(Fusion::score().fuse(&[ranking], 1).unwrap_err(), Reason::Argument);
    assert_eq!(Fusion::reciprocal(-1.0).fuse(&[], 1).unwrap_err(), Reason::Argument);
}

#[test]
fn graphs_refuse() {
    let fault = |offsets: &[u64], targets: &[u32], weights: &[f32]| match Csr::new(offsets, targets, weights)
        .unwrap()
        .validate()
        .unwrap_err()
        .reason()
    {
        Reason::Graph { position: Some(position), fault } => {
            assert!(!fault.is_empty());
            position
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(&[1, 1], &[0], &[1.0]), 0);
    assert_eq!(fault(&[0, 2, 1], &[0, 0], &[1.0, 1.0]), 2);
    assert_eq!(fault(&[0, 1, 2], &[0, 2], &[1.0, 1.0]), 1);
    assert_eq!(fault(&[0, 1], &[0], &[f32::INFINITY]), 0);
    assert_eq!(Csr::new(&[0_u64; 0], &[], &[]).unwrap_err(), length("offsets", 1, 0));
    let csr = Csr::new(&[0_u64, 1], &[0], &[1.0]).unwrap();
    assert_eq!(csr.with_types(&[]).unwrap_err(), length("types", 1, 0));
    let typed = Graph::new(&csr.with_types(&[64]).unwrap()).unwrap_err();
    assert!(matches!(typed.reason(), Reason::Graph { position: Some(0), .. }));
    assert_eq!(spread_once(&csr, 1, &mut []).unwrap_err(), length("activations", 1, 0));
}

#[test]
fn spreads_refuse() {
    let graph = Graph::from_edges(2, &[Edge::new(0, 1, -0.5)]).unwrap();
    let mut workspace = Workspace::new(&graph).unwrap();
    let mut run = |rule: Spread, seeds: &[u32], values: Option<&[f32]>| {
        rule.run(&graph, &mut workspace, seeds, values, 9).map(|found| found.nodes.len())
    };
    assert_eq!(run(Spread::new(), &[2], None).unwrap_err(), Reason::Argument);
    assert_eq!(run(Spread::new(), &[0], Some(&[f32::NAN])).unwrap_err(), Reason::Argument);
    assert_eq!(run(Spread::new(), &[0], Some(&[])).unwrap_err(), length("values", 1, 0));
    assert_eq!(run(Spread::new().node_factors(&[1.0]), &[0], None).unwrap_err(), length("node_factors", 2, 1));
    assert_eq!(run(Spread::new().squash(Squash::Clamp(-1.0)), &[0], None).unwrap_err(), Reason::Argument);
    let mut small = Workspace::with_nodes(1).unwrap();
    assert_eq!(Spread::new().run(&graph, &mut small, &[0], None, 9).unwrap_err(), Reason::Argument);
    let mut values = [1.0, 0.0];
    let explained = Spread::new().explain().run_dense(&graph, &mut workspace, None, &mut values);
    assert_eq!((explained.unwrap_err().reason(), values), (Reason::Argument, [1.0, 0.0]));
    let negative = PageRank::new().push(&graph, &mut workspace, &[0], None, 9).unwrap_err();
    assert!(matches!(negative.reason(), Reason::Graph { .. }));
    let damping = PageRank::new().damping(1.0).push(&graph, &mut workspace, &[0], None, 9);
    assert_eq!(damping.unwrap_err(), Reason::Argument);
    assert_eq!(Overlay::new(&graph, 1).unwrap_err(), Reason::Argument);
}

#[test]
fn decay_refuses() {
    let mut out = [9.0; 2];
    assert_eq!(Curve::tau(1.0).apply(&[1.0; 2], &[1], &mut out).unwrap_err(), length("ages", 2, 1));
    assert_eq!(Curve::tau(1.0).apply(&[1.0; 3], &[1; 3], &mut out).unwrap_err(), length("out", 3, 2));
    for curve in [Curve::tau(0.0), Curve::tau(f64::NAN), Curve::power(1.0, -1.0), Curve::tau(1.0).floor(2.0)] {
        assert_eq!(curve.apply(&[1.0; 2], &[1; 2], &mut out).unwrap_err(), Reason::Argument);
    }
    let two = Decay::new(Curve::two_component(1.0, 1.0, 1.0, 3));
    assert_eq!(two.factors(&Times::ages(&[1, 1]), &mut out).unwrap_err(), Reason::Null); // no accesses
    assert_eq!(two.accesses(&[1]).factors(&Times::ages(&[1, 1]), &mut out).unwrap_err(), length("accesses", 2, 1));
    let decay = Decay::new(Curve::tau(1.0));
    assert_eq!(decay.pins(&[]).factors(&Times::ages(&[1, 1]), &mut out).unwrap_err(), length("pins", 1, 0));
    assert_eq!(decay.suppressed(&Times::ages(&[1]), &[1.0], 0.0).unwrap_err(), Reason::Argument);
    assert_eq!(out, [9.0; 2]);
    let fsrs = Fsrs::new(FsrsVersion::V6).unwrap();
    let times = Times::ages(&[0, 0]);
    assert_eq!(fsrs.retrievability(&times, &[1.0, -1.0], &mut out).unwrap_err(), Reason::Row(1));
    assert_eq!(fsrs.interval(1.0, 0.0, &[1.0; 2], &mut out).unwrap_err(), Reason::Argument);
    assert_eq!(fsrs.review(&times, &[1, 5], &mut [1.0; 2], &mut [5.0; 2]).unwrap_err(), Reason::Row(1));
    assert_eq!(Fsrs::migrate(&[1.0; 5]).unwrap_err(), Reason::Argument);
    let level = BaseLevel::new(0.5);
    assert_eq!(level.exact(&[0, 2], &Times::ages(&[1]), &mut out[..1]).unwrap_err(), Reason::Offsets);
    assert_eq!(level.exact(&[0, 2, 1], &Times::ages(&[1]), &mut out).unwrap_err(), Reason::Offsets);
    assert_eq!(BaseLevel::new(9.0).exact(&[0, 1], &Times::ages(&[1]), &mut out[..1]).unwrap_err(), Reason::Argument);
    assert_eq!(Reinforce::new(2.0).saturating(None, &mut out).unwrap_err(), Reason::Argument);
    assert_eq!(Reinforce::new(0.5).oja(&[0], &[7], &[1.0], 0.0, &mut [0.5]).unwrap_err(), Reason::Argument);
    assert_eq!(out, [9.0; 2]);
}

#[test]
fn levels_refuse() {
    assert_eq!(cpu::force(cpu::Families::DECAY, cpu::Level::Other(77)).unwrap_err(), Reason::Enum);
    let foreign = if cfg!(target_arch = "x86_64") { cpu::Level::Neon } else { cpu::Level::Avx2 };
    assert_eq!(cpu::force(cpu::Families::DECAY, foreign).unwrap_err(), Reason::Level);
}
