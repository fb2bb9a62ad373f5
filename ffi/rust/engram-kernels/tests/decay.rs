// SPDX-License-Identifier: MIT OR Apache-2.0
//! Forgetting curves and their options against the formulas in f64.

mod support;

use engram_kernels::decay::{Curve, Decay, Preset, TimeUnit, Times};
use engram_kernels::Reason;
use proptest::prelude::*;
use support::{config, ulps};

/// What a curve is made of, so that the test can compute it too.
#[derive(Clone, Copy, Debug)]
struct Parts {
    form: u8,
    scale: f64,
    late: f64,
    exponent: f64,
    weight: f64,
    asymptote: f64,
    floor: f64,
}

impl Parts {
    fn curve(&self) -> Curve {
        let curve = match self.form {
            0 => Curve::tau(self.scale),
            1 => Curve::half_life(self.scale),
            2 => Curve::rate(1.0 / self.scale),
            3 => Curve::power(self.scale, self.exponent),
            4 => Curve::power_ratio(self.scale, self.exponent),
            5 => Curve::hybrid(self.scale, self.late, self.exponent),
            6 => Curve::stretched(self.scale, self.exponent),
            7 => Curve::linear(self.scale),
            8 => Curve::hyperbolic(self.scale),
            9 => Curve::two_component(self.scale, self.late, self.exponent, 3),
            _ => Curve::dual_exponential(self.scale, self.late, self.weight),
        };
        curve.asymptote(self.asymptote).floor(self.floor)
    }

    fn factor(&self, t: f64, accesses: u32) -> f64 {
        let (scale, late, exponent) = (self.scale, self.late, self.exponent);
        let left = match self.form {
            0 => (-t / scale).exp(),
            1 => (-t / scale).exp2(),
            2 => (-t * (1.0 / scale)).exp(),
            3 => (1.0 + t / scale).powf(-exponent),
            4 => (t / scale).max(1.0).powf(-exponent),
            5 if t < late => (-t / scale).exp(),
            5 => (-late / scale).exp() * (t / late).powf(-exponent),
            6 => (-(t / scale).powf(exponent)).exp(),
            7 => (1.0 - t / scale).max(0.0),
            8 => 1.0 / (1.0 + t / scale),
            9 if accesses < 3 => (-t / scale).exp(),
            9 => (1.0 + t / late).powf(-exponent),
            _ => ((-t / scale).exp() + self.weight * (-t / late).exp()).min(1.0),
        };
        (self.asymptote + (1.0 - self.asymptote) * left).max(self.floor)
    }
}

fn parts() -> impl Strategy<Value = Parts> {
    let shape = (0_u8..11, -2.0_f64..9.0, -2.0_f64..9.0, 0.01_f64..4.0, 0.0_f64..2.0);
    let ends = (prop_oneof![Just(0.0), 0.0_f64..0.9], prop_oneof![Just(0.0), 0.0_f64..0.5]);
    (shape, ends).prop_map(|((form, scale, late, exponent, weight), (asymptote, floor))| Parts {
        form,
        scale: 10.0_f64.powf(scale),
        late: 10.0_f64.powf(late),
        exponent,
        weight,
        asymptote,
        floor,
    })
}

/// Ages of every order of magnitude.
fn age() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..100, (0_u32..63, any::<u64>()).prop_map(|(shift, bits)| bits >> shift)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn factors_are_right(parts in parts(), ages in proptest::collection::vec((age(), 0_u32..6), 1..9)) {
        let accesses: Vec<u32> = ages.iter().map(|&(_, accesses)| accesses).collect();
        let ages: Vec<u64> = ages.iter().map(|&(age, _)| age).collect();
        let mut factors = vec![9.0; ages.len()];
        Decay::new(parts.curve()).accesses(&accesses).factors(&Times::ages(&ages), &mut factors).unwrap();
        for ((&age, &accesses), &factor) in ages.iter().zip(&accesses).zip(&factors) {
            let expected = parts.factor(age as f64, accesses);
            // 0.5 for the rounding, the rest as the header promises; an asymptote or a sum is a rounding in double
            // more.
            let bound = if parts.form == 6 { 0.6 } else { 0.51 };
            prop_assert!(ulps(factor, expected) <= bound, "{:?} age {}: {} {}", parts, age, factor, expected);
        }
    }

    #[test]
    fn products_are_rounded_once(
        parts in parts(),
        rows in proptest::collection::vec((-2.0_f32..2.0, age()), 1..9),
    ) {
        let strengths: Vec<f32> = rows.iter().map(|&(strength, _)| strength).collect();
        let ages: Vec<u64> = rows.iter().map(|&(_, age)| age).collect();
        let accesses = vec![7; rows.len()];
        let decay = Decay::new(parts.curve()).accesses(&accesses);
        let (mut factors, mut out, mut scores) = (strengths.clone(), strengths.clone(), vec![0.5; rows.len()]);
        decay.factors(&Times::ages(&ages), &mut factors).unwrap();
        decay.apply_in_place(&Times::ages(&ages), &mut out).unwrap();
        decay.weigh(&Times::ages(&ages), Some(&strengths), &mut scores).unwrap();
        for i in 0..rows.len() {
            prop_assert_eq!(out[i].to_bits(), (strengths[i] * factors[i]).to_bits());
            prop_assert_eq!(scores[i].to_bits(), (0.5 * out[i]).to_bits());
        }
        if parts.form != 9 {
            let mut short = vec![0.0; rows.len()];
            parts.curve().apply(&strengths, &ages, &mut short).unwrap();
            prop_assert_eq!(&short, &out);
        }
    }

    #[test]
    fn every_way_to_tell_the_time_is_equal(
        parts in parts(),
        ages in proptest::collection::vec(0_u64..1 << 33, 1..9),
        now in 1_u64 << 33..1 << 34,
    ) {
        let accesses = vec![0; ages.len()];
        let decay = Decay::new(parts.curve()).accesses(&accesses);
        let mut expected = vec![0.0; ages.len()];
        decay.factors(&Times::ages(&ages), &mut expected).unwrap();
        let units = [
            (TimeUnit::Milliseconds, 1_000_u64),
            (TimeUnit::Microseconds, 1_000_000),
            (TimeUnit::Nanoseconds, 1_000_000_000),
        ];
        for (unit, per_second) in units {
            let finer: Vec<u64> = ages.iter().map(|age| age * per_second).collect();
            let stamps: Vec<u64> = finer.iter().map(|age| now * per_second - age).collect();
            let (mut by_age, mut by_stamp) = (vec![0.0; ages.len()], vec![0.0; ages.len()]);
            decay.factors(&Times::ages(&finer).unit(unit), &mut by_age).unwrap();
            let skewed = decay.factors(&Times::stamps(&stamps, now * per_second).unit(unit), &mut by_stamp).unwrap();
            prop_assert_eq!(skewed, 0);
            prop_assert_eq!(&by_age, &by_stamp);
            for i in 0..ages.len() {
                let wide = parts.factor(ages[i] as f64, 0);
                prop_assert!(ulps(by_age[i], wide) <= 0.6, "{:?} {} {}", parts, by_age[i], expected[i]);
            }
        }
    }

    #[test]
    fn rows_have_their_own_parameters(
        parts in parts(),
        rows in proptest::collection::vec((age(), 0.01_f32..1e6, 0.05_f32..4.0), 1..9),
        pins in any::<u64>(),
    ) {
        let ages: Vec<u64> = rows.iter().map(|row| row.0).collect();
        let scales: Vec<f32> = rows.iter().map(|row| row.1).collect();
        let exponents: Vec<f32> = rows.iter().map(|row| row.2).collect();
        let accesses = vec![0; rows.len()];
        let mut together = vec![0.0; rows.len()];
        Decay::new(parts.curve())
            .accesses(&accesses)
            .scales(&scales)
            .exponents(&exponents)
            .pins(&[pins])
            .factors(&Times::ages(&ages), &mut together)
            .unwrap();
        for i in 0..rows.len() {
            let mut alone = [0.0];
            let scale = f64::from(scales[i]);
            // The parts hold the inverse of a rate.
            let one = match parts.form {
                2 => Curve::rate(scale).asymptote(parts.asymptote).floor(parts.floor),
                _ => Parts { scale, exponent: f64::from(exponents[i]), ..parts }.curve(),
            };
            Decay::new(one).accesses(&[0]).factors(&Times::ages(&ages[i..=i]), &mut alone).unwrap();
            let expected = if pins >> i & 1 == 1 { 1.0 } else { alone[0] };
            prop_assert_eq!(together[i].to_bits(), expected.to_bits());
        }
    }

    #[test]
    fn inverse_is_the_first_age_below(parts in parts(), strength in 0.01_f32..2.0, target in 0.01_f32..1.0) {
        let decay = Decay::new(parts.curve()).accesses(&[0]);
        let mut ages = [7];
        decay.ages_at(TimeUnit::Seconds, Some(&[strength]), target, &mut ages).unwrap();
        let left = |age: u64| {
            let mut out = [strength];
            decay.apply_in_place(&Times::ages(&[age]), &mut out).unwrap();
            out[0]
        };
        if ages[0] == u64::MAX {
            prop_assert!(left(u64::MAX - 1) >= target);
        } else {
            prop_assert!(left(ages[0]) < target);
            prop_assert!(ages[0] == 0 || left(ages[0] - 1) >= target);
        }
        let next = decay.next(&Times::ages(&[0]), Some(&[strength]), target).unwrap();
        let expected = if ages[0] == 0 || ages[0] == u64::MAX { None } else { Some(ages[0]) };
        prop_assert_eq!(next.map(|next| next.left), expected);
    }

    #[test]
    fn suppressed_are_those_that_fell(
        parts in parts(),
        rows in proptest::collection::vec((0.0_f32..1.0, age()), 0..40),
        threshold in 0.01_f32..1.0,
    ) {
        let strengths: Vec<f32> = rows.iter().map(|row| row.0).collect();
        let ages: Vec<u64> = rows.iter().map(|row| row.1).collect();
        let accesses = vec![0; rows.len()];
        let decay = Decay::new(parts.curve()).accesses(&accesses);
        let mut factors = vec![0.0; rows.len()];
        decay.factors(&Times::ages(&ages), &mut factors).unwrap();
        let expected: Vec<u64> = (0..rows.len())
            .filter(|&i| strengths[i] >= threshold && strengths[i] * factors[i] < threshold)
            .map(|i| i as u64)
            .collect();
        let found = decay.suppressed(&Times::ages(&ages), &strengths, threshold).unwrap();
        prop_assert_eq!(found.iter().map(|entry| entry.row).collect::<Vec<_>>(), expected);
        for entry in found {
            prop_assert_eq!(entry.before, strengths[entry.row as usize]);
            prop_assert_eq!(entry.factor, factors[entry.row as usize]);
        }
    }
}

#[test]
fn presets_fill_in_what_they_are_named_after() {
    let day = 86_400;
    let left = |preset, seconds| {
        let mut factors = [0.0];
        let decay = Decay::new(Curve::preset(preset).unwrap()).accesses(&[0]);
        decay.factors(&Times::ages(&[seconds]), &mut factors).unwrap();
        factors[0]
    };
    assert_eq!(left(Preset::EngramKernel, day), (-1.0_f64).exp() as f32);
    assert_eq!(left(Preset::Mem0, 7 * day), 0.5);
    assert_eq!(left(Preset::ShodhEdge, day), 0.5);
    assert_eq!(left(Preset::ShodhLongTerm, 14 * day), 0.5);
    assert_eq!(left(Preset::ShodhFact, 180 * day), 0.5);
    assert_eq!(left(Preset::PowerContext, 5 * day), 0.5);
    assert_eq!(left(Preset::PowerContext, 11 * day), 0.0);
    assert_eq!(left(Preset::Spector, 3_600 * 1_000_000_000), 0.1);
    assert!((left(Preset::KiroCrew, 242 * day) - 0.0007).abs() < 5e-5);
    assert!((left(Preset::ShodhHybrid, 7 * day) - 0.082).abs() < 5e-4);
}

#[test]
fn a_row_out_of_range_is_named() {
    let mut factors = [9.0; 3];
    let decay = Decay::new(Curve::tau(1.0)).scales(&[1.0, -1.0, f32::NAN]);
    let error = decay.factors(&Times::ages(&[1, 1, 1]), &mut factors).unwrap_err();
    assert_eq!(error, Reason::Row(1));
    assert!(error.to_string().starts_with("row 1: "));
    assert_eq!(factors, [9.0; 3]);
}

#[test]
fn clocks_that_stepped_back_count_as_now() {
    let mut strengths = [0.5, 0.5];
    let skewed = Decay::new(Curve::tau(1.0)).apply_in_place(&Times::stamps(&[5, 9], 7), &mut strengths).unwrap();
    assert_eq!((skewed, strengths[1]), (1, 0.5));
}
