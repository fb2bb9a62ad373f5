// SPDX-License-Identifier: MIT OR Apache-2.0
//! Explicit arenas, metrics, events and the capacity calculator. One test each: counts belong to the whole process, so
//! the tests of this file take turns.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};

use engram_kernels::activation::{Csr, Edge, Graph, GraphOptions, Workspace};
use engram_kernels::arena::{self, Arena, Options, Overflow};
use engram_kernels::cpu::{self, Families, Level};
use engram_kernels::diagnostics::{self, Event, Plan};
use engram_kernels::similarity::{self, many, Metric, Rows};
use engram_kernels::Reason;

fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn small(overflow: Overflow) -> Arena {
    let options = Options { bytes: 65_536, overflow, ..arena::options().unwrap() };
    Arena::new(&options).unwrap()
}

#[test]
fn an_arena_gives_pieces_of_its_own_and_takes_them_back() {
    let _turn = turn();
    let mut arena = small(Overflow::ErrorReturn);
    {
        let (a, b) = (arena.allocate(100, 1.5_f32).unwrap(), arena.allocate(3, 7_u64).unwrap());
        assert!(a.iter().all(|&x| x == 1.5) && b == [7, 7, 7]);
        assert_eq!((a.as_ptr() as usize % 4, b.as_ptr() as usize % 8), (0, 0));
        let (a_end, b_start) = (a.as_ptr() as usize + 400, b.as_ptr() as usize);
        assert!(a_end <= b_start || b_start + 24 <= a.as_ptr() as usize);
        assert!(arena.holds(a) && arena.holds(b) && !arena.holds(&[0_u8]));
        assert!(arena.allocate(0, 0_u16).unwrap().is_empty() && arena.allocate(5, ()).unwrap().len() == 5);
    }
    assert!(arena.usage().unwrap().used >= 424);
    assert_eq!(arena.allocate(usize::MAX, 0_u32).unwrap_err(), Reason::Overflow);
    assert_eq!(arena.allocate(65_537, 0_u8).unwrap_err(), Reason::Memory);
    arena.reset().unwrap();
    assert_eq!(arena.usage().unwrap().used, 0);
    assert_eq!(arena.allocate(65_536, 0_u8).unwrap().len(), 65_536);

    let mut spilling = small(Overflow::Fallback);
    assert_eq!(spilling.allocate(100_000, 9_u8).unwrap()[99_999], 9);
    assert_eq!(spilling.usage().unwrap().fallbacks, 1);
    spilling.reset().unwrap();
    assert_eq!(spilling.usage().unwrap().fallback_bytes, 0);
    assert_eq!(Arena::new(&Options { bytes: 1, ..arena::options().unwrap() }).unwrap_err(), Reason::Argument);
}

#[test]
fn scopes_nest_and_notice_a_stranger() {
    let _turn = turn();
    let mut arena = small(Overflow::ErrorReturn);
    arena.allocate(100, 0_u8).unwrap();
    let before = arena.usage().unwrap().used;
    let inner = arena
        .scope(|arena| {
            arena.allocate(1_000, 0_u8).unwrap();
            let outer = arena.usage().unwrap().used;
            arena.scope(|arena| arena.allocate(50_000, 0_u8).map(|piece| piece.len())).unwrap().unwrap();
            assert_eq!(arena.usage().unwrap().used, outer);
            outer
        })
        .unwrap();
    assert!(inner >= before + 1_000);
    assert_eq!(arena.usage().unwrap().used, before);
    let mut other = small(Overflow::ErrorReturn);
    assert_eq!(arena.scope(|arena| std::mem::swap(arena, &mut other)).unwrap_err(), Reason::Mark);
    // It may go to another thread, and ends there.
    let there = std::thread::spawn(move || other.allocate(1, 1_u8).map(|piece| piece[0]));
    assert_eq!(there.join().unwrap(), Ok(1));
}

#[test]
fn metrics_count_by_family_level_and_error() {
    let _turn = turn();
    cpu::force(Families::ALL, Level::Scalar).unwrap();
    diagnostics::reset_metrics();
    diagnostics::measure(1);
    let rows = Rows::new(&[0.5_f32; 40], 8).unwrap();
    let mut scores = [0.0; 5];
    for _ in 0..10 {
        many(Metric::Dot, &[1.0; 8], &rows, &mut scores).unwrap();
    }
    assert!(similarity::pair(Metric::Hamming, &[1.0_f32], &[1.0]).is_err());
    diagnostics::measure(0);
    let metrics = diagnostics::metrics().unwrap();
    let counts = metrics.path(Families::SIMILARITY, Level::Scalar).unwrap();
    let text = diagnostics::prometheus().unwrap();
    cpu::force(Families::ALL, Level::Auto).unwrap();
    if counts.calls == 0 {
        return assert!(text.contains("engram"), "a library built without counts");
        // -Dmetrics=false
    }
    assert_eq!((counts.calls, counts.items, counts.timed_calls), (10, 50, 10));
    assert_eq!(counts.buckets.iter().sum::<u64>(), 10);
    assert!(counts.timed_ns > 0 && metrics.threads() > 0);
    assert_eq!(metrics.errors(Families::SIMILARITY, Reason::Metric), 1);
    assert_eq!(metrics.errors(Families::DECAY, Reason::Metric), 0);
    assert_eq!(metrics.path(Families::DECAY, Level::Scalar).unwrap().calls, 0);
    assert_eq!(metrics.self_check_failures(Families::SIMILARITY, Level::Scalar), 0);
    assert!(metrics.path(Families::SIMILARITY, Level::Other(99)).is_none());
    assert!(text.contains("family=\"similarity\"") && text.contains("level=\"scalar\""), "{}", text);
    diagnostics::reset_metrics();
    let counts = diagnostics::metrics().unwrap().path(Families::SIMILARITY, Level::Scalar).unwrap();
    assert_eq!(counts.calls, 0);
}

#[test]
fn events_reach_a_function_and_no_panic_leaves_it() {
    static HEARD: AtomicU32 = AtomicU32::new(0);
    let _turn = turn();
    diagnostics::set_log(Some(|event, message| {
        if event == Event::SelfCheckPassed {
            assert!(!message.is_empty() && !message.ends_with('\n'));
            HEARD.fetch_add(1, Ordering::SeqCst);
        }
    }));
    diagnostics::self_check(Families::DECAY).unwrap();
    assert_eq!(HEARD.load(Ordering::SeqCst), 1);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    diagnostics::set_log(Some(|_, _| panic!("in the log")));
    let outcome = diagnostics::self_check(Families::DECAY);
    std::panic::set_hook(hook);
    outcome.unwrap();
    diagnostics::set_log(None);
    diagnostics::self_check(Families::DECAY).unwrap();
    assert_eq!(HEARD.load(Ordering::SeqCst), 1);
}

#[test]
fn capacity_adds_up_what_the_parts_say() {
    let plan = Plan { bits: 8, rows: 1_000, dim: 96, strengths: 10, has_codes: true, ..Plan::default() };
    let bytes = diagnostics::capacity(&plan).unwrap();
    assert_eq!((bytes.vectors, bytes.scales, bytes.strengths), (96_000, 4_000, 120));
    assert_eq!(bytes.codes, 1_000 * (96 + 8));
    assert_eq!(bytes.total, bytes.vectors + bytes.norms + bytes.scales + bytes.codes + bytes.strengths);
    let graph = Plan { nodes: 1_000, edges: 5_000, prepared: None, ..Plan::default() };
    let bytes = diagnostics::capacity(&graph).unwrap();
    assert_eq!((bytes.graph, bytes.prepared, bytes.workspaces), (1_001 * 8 + 5_000 * 8, 0, 0));
    let no_pull = GraphOptions { no_pull: true, ..GraphOptions::default() };
    let prepared = Plan { prepared: Some(no_pull), is_typed: true, workspaces: Some(2), ..graph };
    let bytes = diagnostics::capacity(&prepared).unwrap();
    assert_eq!(bytes.workspaces, 2 * Workspace::size(1_000));
    assert!(bytes.prepared > 0 && bytes.graph == 1_001 * 8 + 5_000 * 9);
    // What a graph makes counts unless told; a ring takes no padding.
    let ring: Vec<Edge> = (0..4096).map(|i| Edge::new(i, (i + 1) % 4096, 1.0)).collect();
    let held = Graph::from_edges(4096, &ring).unwrap().describe().unwrap().bytes;
    let bytes = diagnostics::capacity(&Plan { nodes: 4096, edges: 4096, threads: 3, ..Plan::default() }).unwrap();
    assert!(held >= bytes.prepared && held - bytes.prepared < 4096, "{held} {}", bytes.prepared);
    assert_eq!(bytes.workspaces, 3 * Workspace::size(4096));
    assert!(bytes.total >= bytes.graph + bytes.prepared + bytes.workspaces);
    assert_eq!(diagnostics::capacity(&Plan { bits: 3, ..plan }).unwrap_err(), Reason::Argument);
    assert_eq!(diagnostics::capacity(&Plan { rows: u64::MAX, ..plan }).unwrap_err(), Reason::Overflow);
    let csr = Csr::new(&[0_u32, 1], &[5], &[1.0]).unwrap();
    let refused = csr.prepared_size(&GraphOptions::default()).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Graph { position: Some(0), .. }));
}
