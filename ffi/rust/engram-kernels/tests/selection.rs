// SPDX-License-Identifier: MIT OR Apache-2.0
//! Top-k, with and without codes, merging and fusion against sorting.

mod support;

use std::collections::BTreeMap;

use engram_kernels::similarity::{self, merge, Codes, Fusion, Hit, Metric, Ranking, Rows, TopK};
use engram_kernels::Threads;
use proptest::prelude::*;
use support::{config, matrix, near};

const METRICS: [Metric; 3] = [Metric::Cosine, Metric::Dot, Metric::L2Squared];

/// Best first: highest similarity or lowest distance, then lowest id.
fn sort(metric: Metric, hits: &mut [Hit]) {
    hits.sort_by(|a, b| {
        let by_score = match metric {
            Metric::L2Squared => a.score.partial_cmp(&b.score),
            _ => b.score.partial_cmp(&a.score),
        };
        by_score.unwrap().then(a.id.cmp(&b.id))
    });
}

fn hits() -> impl Strategy<Value = Vec<Hit>> {
    // Few ids and few scores, so that ties and repetitions are common.
    proptest::collection::vec((0_u64..12, 0_u8..6), 0..10)
        .prop_map(|list| list.into_iter().map(|(id, score)| Hit::new(id, f32::from(score))).collect())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn selects_what_sorting_selects(
        (query, data) in matrix(1..20, 0..12),
        k in 0_usize..15,
        filter in proptest::option::of(any::<u64>()),
        threshold in proptest::option::of(-1.0_f32..1.0),
        range in proptest::option::of((0_usize..12, 0_usize..12)),
        seed in any::<u32>(),
        biased in 0_u8..4,
        threads in 0_u32..4,
    ) {
        let rows = Rows::new(&data, query.len()).unwrap();
        let count = rows.count();
        let factors: Vec<f32> = (0..count).map(|i| ((seed >> i) & 3) as f32).collect();
        let summands: Vec<f32> = (0..count).map(|i| ((seed >> (i + 7)) & 1) as f32 * 0.5).collect();
        let range = range.map(|(start, length)| start.min(count)..(start + length).min(count).max(start.min(count)));
        for metric in METRICS {
            let executor = Threads::new(threads);
            let mut top = TopK::new(metric, k).id_base(100).executor(&executor);
            let mut scores = vec![0.0; count];
            similarity::many(metric, &query, &rows, &mut scores).unwrap();
            if biased & 1 != 0 {
                top = top.factors(&factors);
            }
            if biased & 2 != 0 {
                top = top.summands(&summands);
            }
            for i in 0..count {
                scores[i] = match biased {
                    0 => scores[i],
                    1 => scores[i] * factors[i],
                    2 => scores[i] + summands[i],
                    _ => scores[i].mul_add(factors[i], summands[i]),
                };
            }
            let words = filter.map(|word| [word]);
            if let Some(words) = &words {
                top = top.filter(&words[..usize::from(count > 0)]);
            }
            if let Some(threshold) = threshold {
                top = top.threshold(threshold);
            }
            if let Some(range) = range.clone() {
                top = top.range(range);
            }
            let passes = |i: &usize| {
                range.as_ref().map_or(true, |range| range.contains(i)) && filter.map_or(true, |word| word >> i & 1 == 1)
            };
            let scored: Vec<usize> = (0..count).filter(passes).collect();
            let mut expected: Vec<Hit> = scored
                .iter()
                .map(|&i| Hit::new(i as u64 + 100, scores[i]))
                .filter(|hit| match (threshold, metric) {
                    (None, _) => true,
                    (Some(threshold), Metric::L2Squared) => hit.score <= threshold,
                    (Some(threshold), _) => hit.score >= threshold,
                })
                .collect();
            sort(metric, &mut expected);
            expected.truncate(k);
            let selection = top.search(&query, &rows).unwrap();
            prop_assert_eq!(selection.hits(0), &expected[..]);
            prop_assert_eq!(selection.counts(0).found as usize, expected.len());
            prop_assert_eq!(selection.counts(0).scored as usize, scored.len());

            let codes = Codes::build(&rows).unwrap();
            let queries = Rows::new(&query, query.len()).unwrap();
            let through_codes = top.search_codes(&queries, &rows, &codes).unwrap();
            prop_assert_eq!(through_codes.hits(0), selection.hits(0));
            prop_assert_eq!(through_codes.counts(0).scored, selection.counts(0).scored);
        }
    }

    #[test]
    fn id_lists_select_their_rows((query, data) in matrix(1..20, 1..12), mask in any::<u16>(), k in 0_usize..9) {
        let rows = Rows::new(&data, query.len()).unwrap();
        let ids: Vec<u32> = (0..rows.count() as u32).rev().filter(|id| mask >> id & 1 == 1).collect();
        let word = ids.iter().fold(0_u64, |word, id| word | 1 << id);
        let by_ids = TopK::new(Metric::Cosine, k).ids(&ids).search(&query, &rows).unwrap();
        let by_filter = TopK::new(Metric::Cosine, k).filter(&[word]).search(&query, &rows).unwrap();
        prop_assert_eq!(by_ids.hits(0), by_filter.hits(0));
    }

    #[test]
    fn merging_is_sorting(lists in proptest::collection::vec(hits(), 0..5), k in 0_usize..30) {
        for metric in [Metric::Dot, Metric::L2Squared] {
            let slices: Vec<&[Hit]> = lists.iter().map(Vec::as_slice).collect();
            let mut expected = lists.concat();
            sort(metric, &mut expected);
            expected.truncate(k);
            prop_assert_eq!(merge(metric, &slices, k).unwrap(), expected);
        }
    }

    #[test]
    fn fusion_is_its_formula(
        lists in proptest::collection::vec((hits(), -2.0_f32..2.0), 0..4),
        constant in 0.0_f64..100.0,
        method in 0_u8..3,
    ) {
        let rankings: Vec<Ranking> = lists.iter().map(|(hits, weight)| Ranking { hits, weight: *weight }).collect();
        let fusion = match method {
            0 => Fusion::reciprocal(constant).bonus(0.25, 0.125),
            1 => Fusion::score(),
            _ => Fusion::min_max(),
        };
        let fused = fusion.fuse(&rankings, 1_000).unwrap();
        let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
        let mut best: BTreeMap<u64, usize> = BTreeMap::new();
        for (hits, weight) in &lists {
            let low = hits.iter().map(|hit| hit.score).fold(f32::INFINITY, f32::min);
            let high = hits.iter().map(|hit| hit.score).fold(f32::NEG_INFINITY, f32::max);
            let mut seen = Vec::new();
            for (index, hit) in hits.iter().enumerate() {
                let place = best.entry(hit.id).or_insert(index);
                *place = (*place).min(index);
                if seen.contains(&hit.id) {
                    continue;
                }
                seen.push(hit.id);
                let part = match method {
                    0 => 1.0 / (constant + index as f64 + 1.0),
                    1 => f64::from(hit.score),
                    _ if high == low => 1.0,
                    _ => f64::from(hit.score - low) / f64::from(high - low),
                };
                *sums.entry(hit.id).or_insert(0.0) += f64::from(*weight) * part;
            }
        }
        if method == 0 {
            for (id, sum) in &mut sums {
                *sum += [0.25, 0.125, 0.125].get(best[id]).copied().unwrap_or(0.0);
            }
        }
        prop_assert_eq!(fused.len(), sums.len());
        for hit in &fused {
            prop_assert!(near(hit.score, sums[&hit.id], 1e-6, 1e-6), "{:?} {}", hit, sums[&hit.id]);
        }
        for pair in fused.windows(2) {
            prop_assert!(pair[0].score > pair[1].score || (pair[0].score == pair[1].score && pair[0].id < pair[1].id));
        }
    }
}
