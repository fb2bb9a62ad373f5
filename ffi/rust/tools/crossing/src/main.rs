// SPDX-License-Identifier: MIT OR Apache-2.0
//! Measures what a call from Rust through the safe layer costs over the same call from a C loop, and fails where a call
//! that allocates nothing costs more than 5 ns over it.
//!
//! Both loops run in turns in one process, a fraction of a millisecond each, so that what disturbs the machine disturbs
//! both. Shown are the medians of 501 rounds; "over" is the median of the differences within each round.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use engram_kernels::decay::Curve;
use engram_kernels::similarity::{self, Metric, Rows, TopK};
use engram_kernels_sys as sys;

extern "C" {
    fn loop_api_version(count: u64) -> u64;
    fn loop_cosine(count: u64, a: *const f32, b: *const f32, dim: usize) -> f32;
    fn loop_many(count: u64, query: *const f32, data: *const f32, dim: u64, score: *mut f32) -> f32;
    fn loop_decay(count: u64, strength: *mut f32, age: *const u64) -> f32;
    fn loop_topk(
        count: u64,
        query: *const f32,
        data: *const f32,
        dim: u64,
        rows: u64,
        k: u64,
        hits: *mut sys::engram_hit,
    ) -> u64;
}

const ROUNDS: usize = 501;
const LIMIT: f64 = 5.0;

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn nanoseconds(count: u64, run: &mut dyn FnMut(u64)) -> f64 {
    let start = Instant::now();
    run(count);
    start.elapsed().as_nanos() as f64 / count as f64
}

/// Prints one line; whether the difference is within the limit, where there is one.
fn compare(name: &str, count: u64, limited: bool, c: &mut dyn FnMut(u64), rust: &mut dyn FnMut(u64)) -> bool {
    let (mut c_times, mut rust_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        c_times.push(nanoseconds(count, c));
        rust_times.push(nanoseconds(count, rust));
    }
    let over = median(rust_times.iter().zip(&c_times).map(|(rust, c)| rust - c).collect());
    let (c_time, rust_time) = (median(c_times), median(rust_times));
    let verdict = match (limited, over <= LIMIT) {
        (false, _) => "no limit: it allocates its results",
        (true, true) => "within 5 ns",
        (true, false) => "ABOVE 5 ns",
    };
    println!("{name:<34} C {c_time:8.2} ns   Rust {rust_time:8.2} ns   over {over:6.2} ns   {verdict}");
    !limited || over <= LIMIT
}

fn main() -> ExitCode {
    let a = [0.5_f32, 1.0, -1.0, 2.0, 0.25, 3.0, -2.0, 1.5];
    let b = [1.5_f32, -1.0, 1.0, 0.5, 2.25, 1.0, 2.0, -0.5];
    let (mut c_score, mut rust_score) = ([0.0], [0.0]);
    let age = [86_400_u64];
    let data: Vec<f32> = (0..100 * 8).map(|i| ((i * 37 % 101) as f32 - 50.0) / 7.0).collect();
    // SAFETY: all zero is a value of the C struct, which holds numbers.
    let mut hits: [sys::engram_hit; 10] = unsafe { std::mem::zeroed() };
    let (row, rows) = match (Rows::new(&b, 8), Rows::new(&data, 8)) {
        (Ok(row), Ok(rows)) => (row, rows),
        _ => return ExitCode::FAILURE,
    };
    let curve = Curve::half_life(86_400.0);
    let mut right = true;

    right &= compare(
        "engram_api_version",
        200_000,
        true,
        &mut |count| {
            // SAFETY: no preconditions.
            black_box(unsafe { loop_api_version(count) });
        },
        &mut |count| {
            black_box((0..count).map(|_| u64::from(engram_kernels::api_version())).sum::<u64>());
        },
    );
    right &= compare(
        "engram_cosine_f32, 8 dimensions",
        5_000,
        true,
        &mut |count| {
            // SAFETY: both arrays have the elements given.
            black_box(unsafe { loop_cosine(count, a.as_ptr(), b.as_ptr(), a.len()) });
        },
        &mut |count| {
            let mut sum = 0.0;
            for _ in 0..count {
                sum += similarity::cosine(black_box(&a), black_box(&b)).unwrap_or(-1.0);
            }
            black_box(sum);
        },
    );
    right &= compare(
        "engram_similarity_many, 1 x 8",
        3_000,
        true,
        &mut |count| {
            let dim = a.len() as u64;
            // SAFETY: a query and a row of as many elements, one score.
            black_box(unsafe { loop_many(count, a.as_ptr(), b.as_ptr(), dim, c_score.as_mut_ptr()) });
        },
        &mut |count| {
            let mut sum = 0.0;
            for _ in 0..count {
                let done = similarity::many(Metric::Cosine, black_box(&a), black_box(&row), &mut rust_score);
                sum += if done.is_ok() { rust_score[0] } else { -1.0 };
            }
            black_box(sum);
        },
    );
    right &= compare(
        "engram_decay_apply, 1 row",
        2_000,
        true,
        &mut |count| {
            // SAFETY: one strength, one age.
            black_box(unsafe { loop_decay(count, c_score.as_mut_ptr(), age.as_ptr()) });
        },
        &mut |count| {
            let mut sum = 0.0;
            for _ in 0..count {
                rust_score[0] = 1.0;
                let done = black_box(&curve).apply_in_place(&mut rust_score, black_box(&age));
                sum += if done.is_ok() { rust_score[0] } else { -1.0 };
            }
            black_box(sum);
        },
    );
    right &= compare(
        "engram_similarity_topk, 10 of 100",
        200,
        false,
        &mut |count| {
            // SAFETY: 100 rows of 8 elements, room for 10 hits.
            let best = unsafe { loop_topk(count, a.as_ptr(), data.as_ptr(), 8, 100, 10, hits.as_mut_ptr()) };
            black_box(best);
        },
        &mut |count| {
            let mut sum = 0;
            for _ in 0..count {
                let found = TopK::new(Metric::Cosine, 10).search(black_box(&a), black_box(&rows));
                sum += found.map_or(0, |found| found.hits(0)[0].id);
            }
            black_box(sum);
        },
    );
    if right {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
