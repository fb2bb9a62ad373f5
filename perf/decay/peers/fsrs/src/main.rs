// SPDX-License-Identifier: MIT OR Apache-2.0
// The peer: the fsrs crate, one call per row, medians over many passes.
use fsrs::{current_retrievability, FSRSItem, FSRSReview, MemoryState, FSRS};
use std::time::Instant;

fn main() {
    let n = 100_000usize;
    let mut x = 0x5EEDu64;
    let mut next = || { x ^= x << 13; x ^= x >> 7; x ^= x << 17; x };
    let states: Vec<MemoryState> = (0..n).map(|_| MemoryState { stability: 0.5 + (next() % 100000) as f32 * 1e-3, difficulty: 1.0 + (next() % 9000) as f32 * 1e-3 }).collect();
    let days: Vec<f32> = (0..n).map(|_| (next() % 8640000) as f32 / 86400.0).collect();
    let mut out = vec![0f32; n];
    let mut times = vec![];
    for _ in 0..101 {
        let t = Instant::now();
        for i in 0..n { out[i] = current_retrievability(states[i], days[i], 0.1542); }
        times.push(t.elapsed().as_nanos() as f64 / n as f64);
        std::hint::black_box(&out);
    }
    times.sort_by(|a, b| a.total_cmp(b));
    println!("retrievability {:.3} ns per row", times[50]);
    // Reference values of one review each: state before, days, grade, state after.
    let fsrs = FSRS::default();
    let mut updates = vec![];
    for _ in 0..11 {
        let t = Instant::now();
        for i in 0..n {
            let item = FSRSItem { reviews: vec![FSRSReview { rating: 1 + (i % 4) as u32, delta_t: days[i] as u32 }] };
            let s = fsrs.memory_state(item, Some(states[i])).unwrap();
            out[i] = s.stability;
        }
        updates.push(t.elapsed().as_nanos() as f64 / n as f64);
        std::hint::black_box(&out);
    }
    updates.sort_by(|a, b| a.total_cmp(b));
    println!("review {:.3} ns per row", updates[5]);
    if std::env::args().len() > 1 {
        for i in 0..40 {
            let d = if i % 5 == 0 { 0 } else { days[i] as u32 };
            let g = 1 + (i % 4) as u32;
            let item = FSRSItem { reviews: vec![FSRSReview { rating: g, delta_t: d }] };
            let s = fsrs.memory_state(item, Some(states[i])).unwrap();
            println!("        {{{:.9}f, {:.9}f, {}, {}, {:.9}f, {:.9}f}},", states[i].stability, states[i].difficulty, d, g, s.stability, s.difficulty);
        }
    }
}
