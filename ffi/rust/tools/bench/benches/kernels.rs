// SPDX-License-Identifier: MIT OR Apache-2.0
//! Times of the safe layer: each family at the sizes of the library's own drivers, on one thread and shared. What a
//! call costs over C is measured by `cargo run --release -p engram-crossing`.

use std::hint::black_box;

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use engram_kernels::activation::{Edge, Graph, PageRank, Spread, Workspace};
use engram_kernels::decay::{Curve, Decay, Times};
use engram_kernels::similarity::{block, many, Codes, Metric, Rows, TopK};
use engram_kernels::{compat, Threads};

/// Numbers without meaning, the same in every run: a 64-bit linear congruential generator (Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn float(&mut self) -> f32 {
        self.next() as f32 / (1_u64 << 30) as f32 - 1.0
    }

    fn floats(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.float()).collect()
    }
}

fn similarity(criterion: &mut Criterion) {
    const DIM: usize = 768;
    let mut numbers = Numbers(1);
    let (query, data) = (numbers.floats(DIM), numbers.floats(DIM * 1_000));
    let rows = Rows::new(&data, DIM).unwrap();
    let queries = Rows::new(&data[..DIM * 8], DIM).unwrap();
    let codes = Codes::build(&rows).unwrap();
    let mut scores = vec![0.0; 8_000];
    let mut group = criterion.benchmark_group("similarity_768d_1000c");
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("many", |bench| {
        bench.iter(|| many(Metric::Cosine, black_box(&query), &rows, &mut scores[..1_000]).unwrap())
    });
    group.bench_function("compat", |bench| bench.iter(|| compat::vector_similarity(black_box(&query), &data, 1_000)));
    group.bench_function("top_10", |bench| {
        bench.iter(|| TopK::new(Metric::Cosine, 10).search(black_box(&query), &rows).unwrap())
    });
    group.bench_function("top_10_codes", |bench| {
        let one = Rows::new(&query, DIM).unwrap();
        bench.iter(|| TopK::new(Metric::Cosine, 10).search_codes(black_box(&one), &rows, &codes).unwrap())
    });
    for threads in [1, 2] {
        group.bench_with_input(BenchmarkId::new("block_8", threads), &threads, |bench, &threads| {
            let executor = Threads::new(threads);
            bench.iter(|| block(Metric::Cosine, &queries, &rows, Some(&executor), &mut scores).unwrap())
        });
    }
    #[cfg(feature = "rayon")]
    group.bench_function("block_8_rayon", |bench| {
        let executor = engram_kernels::Rayon;
        bench.iter(|| block(Metric::Cosine, &queries, &rows, Some(&executor), &mut scores).unwrap())
    });
    group.finish();
}

fn activation(criterion: &mut Criterion) {
    let mut numbers = Numbers(2);
    let edges: Vec<Edge> = (0..50_000)
        .map(|_| {
            let (source, target) = (numbers.next() % 10_000, numbers.next() % 10_000);
            Edge::new(source as u32, target as u32, 0.1 + 0.45 * (numbers.float() + 1.0))
        })
        .collect();
    let graph = Graph::from_edges(10_000, &edges).unwrap();
    let mut workspace = Workspace::new(&graph).unwrap();
    let mut group = criterion.benchmark_group("activation_10000n_50000e");
    group.bench_function("sparse_3_hops", |bench| {
        let rule = Spread::new().edge_threshold(0.01);
        bench.iter(|| rule.run(&graph, &mut workspace, black_box(&[17]), None, 100).unwrap())
    });
    group.bench_function("dense_3_hops", |bench| {
        let start = vec![0.5; 10_000];
        let mut values = start.clone();
        bench.iter(|| {
            values.copy_from_slice(&start);
            Spread::new().run_dense(&graph, &mut workspace, None, black_box(&mut values)).unwrap()
        })
    });
    group.bench_function("pagerank_push", |bench| {
        let rule = PageRank::new().epsilon(1e-4);
        bench.iter(|| rule.push(&graph, &mut workspace, black_box(&[17]), None, 100).unwrap())
    });
    group.finish();
}

fn decay(criterion: &mut Criterion) {
    let mut numbers = Numbers(3);
    let ages: Vec<u64> = (0..10_000).map(|_| numbers.next() % 1_000_000).collect();
    let strengths: Vec<f32> = (0..10_000).map(|_| numbers.float().abs()).collect();
    let mut out = vec![0.0; 10_000];
    let mut group = criterion.benchmark_group("decay_10000m");
    group.throughput(Throughput::Elements(10_000));
    group.bench_function("half_life", |bench| {
        bench.iter(|| Curve::half_life(86_400.0).apply(black_box(&strengths), &ages, &mut out).unwrap())
    });
    group.bench_function("power_factors", |bench| {
        let decay = Decay::new(Curve::power(3_600.0, 0.18));
        bench.iter(|| decay.factors(black_box(&Times::ages(&ages)), &mut out).unwrap())
    });
    group.bench_function("compat", |bench| {
        bench.iter(|| {
            out.copy_from_slice(&strengths);
            compat::apply_decay(black_box(&mut out), &ages)
        })
    });
    group.finish();
}

criterion_group! {
    name = kernels;
    // A second for each: enough for a ratio, and the whole takes half a minute.
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1));
    targets = similarity, activation, decay
}
criterion_main!(kernels);
