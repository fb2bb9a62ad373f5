// SPDX-License-Identifier: MIT OR Apache-2.0
//! Base levels, FSRS and reinforcement against their formulas in f64.

mod support;

use engram_kernels::decay::{retrieval_latency, retrieval_probability, BaseLevel, Fsrs, FsrsVersion, Reinforce, Times};
use proptest::prelude::*;
use support::{config, near, ulps};

const DAY: f64 = 86_400.0;

/// The state after a review by FSRS-6, from the published formulas.
fn review(w: &[f64; 21], days: f64, grade: u8, s: f64, d: f64) -> (f64, f64) {
    let g = f64::from(grade);
    let first_difficulty = |g: f64| w[4] - (w[5] * (g - 1.0)).exp() + 1.0;
    if s == 0.0 {
        return (w[grade as usize - 1].clamp(0.001, 36_500.0), first_difficulty(g).clamp(1.0, 10.0));
    }
    let (s, d) = (s.clamp(0.001, 36_500.0), d.clamp(1.0, 10.0));
    let f = 0.9_f64.powf(-1.0 / w[20]) - 1.0;
    let r = (1.0 + f * days / s).powf(-w[20]);
    let moved = d - w[6] * (g - 3.0) * (10.0 - d) / 9.0;
    let difficulty = w[7] * first_difficulty(4.0) + (1.0 - w[7]) * moved;
    let stability = if days < 1.0 {
        let factor = (w[17] * (g - 3.0 + w[18])).exp() * s.powf(-w[19]);
        s * if grade >= 2 { factor.max(1.0) } else { factor }
    } else if grade == 1 {
        let lapsed = w[11] * d.powf(-w[12]) * ((s + 1.0).powf(w[13]) - 1.0) * (w[14] * (1.0 - r)).exp();
        lapsed.min(s / (w[17] * w[18]).exp())
    } else {
        let hard = if grade == 2 { w[15] } else { 1.0 };
        let easy = if grade == 4 { w[16] } else { 1.0 };
        let growth = w[8].exp() * (11.0 - d) * s.powf(-w[9]) * ((w[10] * (1.0 - r)).exp() - 1.0);
        s * (1.0 + growth * hard * easy)
    };
    (stability.clamp(0.001, 36_500.0), difficulty.clamp(1.0, 10.0))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn base_levels_are_right(
        histories in proptest::collection::vec(proptest::collection::vec(1_u64..10_000_000, 0..6), 1..6),
        d in 0.05_f64..0.95,
        extra in 0_u64..50,
    ) {
        let mut offsets = vec![0_u64];
        let mut times = Vec::new();
        for history in &histories {
            times.extend(history);
            offsets.push(times.len() as u64);
        }
        let sum = |history: &[u64]| history.iter().map(|&t| (t as f64).powf(-d)).sum::<f64>();
        let mut levels = vec![0.0; histories.len()];
        BaseLevel::new(d).exact(&offsets, &Times::ages(&times), &mut levels).unwrap();
        for (history, &level) in histories.iter().zip(&levels) {
            let expected = sum(history).ln();
            if history.is_empty() {
                prop_assert_eq!(level, f32::NEG_INFINITY);
            } else {
                let right = ulps(level, expected) <= 0.52 || near(level, expected, 0.0, 2e-9);
                prop_assert!(right, "{} {}", level, expected);
            }
        }
        let counts: Vec<u64> = histories.iter().map(|history| history.len() as u64 + extra).collect();
        let first = |history: &Vec<u64>| *history.iter().max().unwrap_or(&9);
        let creations: Vec<u64> = histories.iter().map(|history| first(history) + extra * 1_000).collect();
        let mut recent = vec![0.0; histories.len()];
        BaseLevel::new(d).recent(&offsets, &Times::ages(&times), &counts, &creations, &mut recent).unwrap();
        let mut optimized = vec![0.0; histories.len()];
        BaseLevel::new(d).optimized(&Times::ages(&creations), &counts, &mut optimized).unwrap();
        for i in 0..histories.len() {
            let (n, k) = (counts[i] as f64, histories[i].len() as f64);
            let (created, oldest) = (creations[i] as f64, *histories[i].iter().max().unwrap_or(&0) as f64);
            let rest = if n == k {
                0.0
            } else if created <= oldest {
                (n - k) * oldest.powf(-d)
            } else {
                (n - k) * (created.powf(1.0 - d) - oldest.powf(1.0 - d)) / ((1.0 - d) * (created - oldest))
            };
            let expected = (sum(&histories[i]) + rest).ln();
            prop_assert!(recent[i] == f32::NEG_INFINITY && expected == f64::NEG_INFINITY
                || near(recent[i], expected, 1e-6, 1e-6), "{} {}", recent[i], expected);
            let expected = (n / (1.0 - d)).ln() - d * created.ln();
            prop_assert!(optimized[i] == f32::NEG_INFINITY && n == 0.0
                || near(optimized[i], expected, 1e-6, 1e-6), "{} {}", optimized[i], expected);
        }
    }

    #[test]
    fn retrieval_is_right(level in -20.0_f32..20.0, threshold in -5.0_f64..5.0, noise in 0.05_f64..4.0) {
        let (mut probability, mut latency) = ([level], [level]);
        retrieval_probability(&mut probability, threshold, noise).unwrap();
        retrieval_latency(&mut latency, noise, 1.0).unwrap();
        let expected = 1.0 / (1.0 + ((threshold - f64::from(level)) / noise).exp());
        prop_assert!(ulps(probability[0], expected) <= 0.52, "{} {}", probability[0], expected);
        prop_assert!(ulps(latency[0], noise * (-f64::from(level)).exp()) <= 0.52);
    }

    #[test]
    fn fsrs_is_right(
        days in prop_oneof![0.0_f64..1.0, 1.0_f64..400.0],
        stability in prop_oneof![1 => Just(0.0_f32), 9 => 0.01_f32..2_000.0],
        difficulty in 1.0_f32..10.0,
        grade in 1_u8..5,
        retention in 0.5_f64..0.99,
    ) {
        let fsrs = Fsrs::new(FsrsVersion::V6).unwrap();
        let w = fsrs.weights();
        let ages = [(days * DAY) as u64];
        let days = ages[0] as f64 / DAY;
        let times = Times::ages(&ages);
        let f = 0.9_f64.powf(-1.0 / w[20]) - 1.0;
        if stability > 0.0 {
            let (mut recall, mut interval) = ([0.0], [0.0]);
            fsrs.retrievability(&times, &[stability], &mut recall).unwrap();
            let expected = (1.0 + f * days / f64::from(stability)).powf(-w[20]);
            prop_assert!(ulps(recall[0], expected) <= 0.52, "{} {}", recall[0], expected);
            fsrs.interval(retention, f64::INFINITY, &[stability], &mut interval).unwrap();
            let expected = f64::from(stability) / f * (retention.powf(-1.0 / w[20]) - 1.0);
            prop_assert!(ulps(interval[0], expected) <= 0.53, "{} {}", interval[0], expected);
        }
        let (mut s, mut d) = ([stability], [difficulty]);
        fsrs.review(&times, &[grade], &mut s, &mut d).unwrap();
        let (expected_s, expected_d) = review(&w, days, grade, f64::from(stability), f64::from(difficulty));
        prop_assert!(near(s[0], expected_s, 2e-7, 0.0), "S {} {}", s[0], expected_s);
        prop_assert!(near(d[0], expected_d, 2e-7, 0.0), "D {} {}", d[0], expected_d);
    }

    #[test]
    fn reinforcement_is_right(
        rows in proptest::collection::vec((0.0_f32..1.0, 0.0_f32..1.0), 1..9),
        rate in 0.0_f32..1.0,
        spacing in 1.0_f32..4.0,
        threshold in 0.0_f32..1.0,
    ) {
        let weights: Vec<f32> = rows.iter().map(|row| row.0).collect();
        let gains: Vec<f32> = rows.iter().map(|row| row.1).collect();
        let rule = Reinforce::new(rate);
        let (mut saturating, mut spaced, mut oja) = (weights.clone(), weights.clone(), weights.clone());
        rule.saturating(Some(&gains), &mut saturating).unwrap();
        rule.spaced(&gains, spacing, &mut spaced).unwrap();
        let sources: Vec<u32> = (0..rows.len() as u32).collect();
        let targets: Vec<u32> = sources.iter().map(|i| (i + 1) % rows.len() as u32).collect();
        let changed = rule.oja(&sources, &targets, &gains, threshold, &mut oja).unwrap();
        let mut expected_changed = 0;
        for i in 0..rows.len() {
            let (w, gain, rate) = (f64::from(weights[i]), f64::from(gains[i]), f64::from(rate));
            prop_assert!(near(saturating[i], w + rate * gain * (1.0 - w), 0.0, 3e-7));
            let g = (rate * (1.0 + (f64::from(spacing) - 1.0) * (1.0 - gain))).min(1.0);
            prop_assert!(near(spaced[i], w + g * (1.0 - w), 0.0, 5e-7));
            let other = f64::from(gains[targets[i] as usize]);
            if gains[i] >= threshold && gains[targets[i] as usize] >= threshold {
                expected_changed += 1;
                let expected = (w + rate * (gain * other - other * other * w)).clamp(0.0, 1.0);
                prop_assert!(near(oja[i], expected, 0.0, 5e-7));
            } else {
                prop_assert_eq!(oja[i], weights[i]);
            }
        }
        prop_assert_eq!(changed, expected_changed);
    }
}
