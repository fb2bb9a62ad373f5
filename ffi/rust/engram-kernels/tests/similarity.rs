// SPDX-License-Identifier: MIT OR Apache-2.0
//! Similarity against sums in f64, and every call shape against every other, to the bit.

mod support;

use engram_kernels::similarity::{self, convert, Bf16, Bits, Metric, Rows, F16};
use engram_kernels::Threads;
use proptest::prelude::*;
use support::{config, cosine, dot, l2_squared, magnitude, matrix, near};

const FLOAT_METRICS: [Metric; 3] = [Metric::Cosine, Metric::Dot, Metric::L2Squared];

/// 32 lanes of at most dim / 32 + 5 roundings each, of 2^-24 relative to the sum of magnitudes; twice that is allowed.
fn allowed(dim: usize, scale: f64) -> f64 {
    (dim as f64 / 32.0 + 6.0) * 2.0_f64.powi(-23) * scale + f64::from(f32::MIN_POSITIVE)
}

fn expect(metric: Metric, a: &[f32], b: &[f32], found: f32) -> bool {
    match metric {
        Metric::Cosine => near(found, cosine(a, b), 0.0, 1e-6),
        Metric::Dot => near(found, dot(a, b), 0.0, allowed(a.len(), magnitude(a, b))),
        _ => near(found, l2_squared(a, b), 0.0, allowed(a.len(), l2_squared(a, b))),
    }
}

fn many<T: similarity::Element>(metric: Metric, query: &[T], rows: &Rows<'_, T>) -> Vec<f32> {
    let mut scores = vec![0.0; rows.count()];
    similarity::many(metric, query, rows, &mut scores).unwrap();
    scores
}

fn bits(scores: &[f32]) -> Vec<u32> {
    scores.iter().map(|score| score.to_bits()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn many_is_right((query, data) in matrix(1..130, 0..6)) {
        let rows = Rows::new(&data, query.len()).unwrap();
        for metric in FLOAT_METRICS {
            for (index, score) in many(metric, &query, &rows).into_iter().enumerate() {
                prop_assert!(expect(metric, &query, rows.row(index).unwrap(), score), "{:?} {}", metric, score);
            }
        }
    }

    #[test]
    fn every_shape_gives_the_same_bits((query, data) in matrix(1..70, 1..6), seed in any::<u64>()) {
        let rows = Rows::new(&data, query.len()).unwrap();
        let count = rows.count();
        for metric in FLOAT_METRICS {
            let scores = many(metric, &query, &rows);
            let alone: Vec<f32> =
                (0..count).map(|i| similarity::pair(metric, &query, rows.row(i).unwrap()).unwrap()).collect();
            prop_assert_eq!(bits(&scores), bits(&alone));
            let ids: Vec<u64> = (0..count as u64).map(|i| (i ^ seed) % count as u64).collect();
            let mut gathered = vec![0.0; count];
            similarity::gather(metric, &query, &rows, &ids, &mut gathered).unwrap();
            let picked: Vec<f32> = ids.iter().map(|&id| scores[id as usize]).collect();
            prop_assert_eq!(bits(&gathered), bits(&picked));
            let queries = Rows::new(&query, query.len()).unwrap();
            let mut block = vec![0.0; count];
            similarity::block(metric, &queries, &rows, None, &mut block).unwrap();
            prop_assert_eq!(bits(&scores), bits(&block));
        }
        let shortest = [
            similarity::cosine(&query, rows.row(0).unwrap()).unwrap(),
            similarity::dot(&query, rows.row(0).unwrap()).unwrap(),
            similarity::l2_squared(&query, rows.row(0).unwrap()).unwrap(),
        ];
        let pairs: Vec<f32> =
            FLOAT_METRICS.iter().map(|&m| similarity::pair(m, &query, rows.row(0).unwrap()).unwrap()).collect();
        prop_assert_eq!(bits(&shortest), bits(&pairs));
    }

    #[test]
    fn half_types_are_right((query, data) in matrix(1..70, 1..4)) {
        let dim = query.len();
        let (query_rows, rows) = (Rows::new(&query, dim).unwrap(), Rows::new(&data, dim).unwrap());
        let (q, r) = (convert::<f32, F16>(&query_rows).unwrap(), convert::<f32, F16>(&rows).unwrap());
        let (qb, rb) = (convert::<f32, Bf16>(&query_rows).unwrap(), convert::<f32, Bf16>(&rows).unwrap());
        // Widened exactly by the library's other direction, whose exactness the test of conversions checks by bits.
        let (qw, rw) =
            (convert::<F16, f32>(&q.rows().unwrap()).unwrap(), convert::<F16, f32>(&r.rows().unwrap()).unwrap());
        let (qbw, rbw) =
            (convert::<Bf16, f32>(&qb.rows().unwrap()).unwrap(), convert::<Bf16, f32>(&rb.rows().unwrap()).unwrap());
        for metric in FLOAT_METRICS {
            let half = many(metric, q.data(), &r.rows().unwrap());
            let brain = many(metric, qb.data(), &rb.rows().unwrap());
            for index in 0..rows.count() {
                let range = index * dim..(index + 1) * dim;
                prop_assert!(expect(metric, qw.data(), &rw.data()[range.clone()], half[index]));
                prop_assert!(expect(metric, qbw.data(), &rbw.data()[range], brain[index]));
            }
        }
    }

    #[test]
    fn bytes_are_right(
        (query, data, scales) in (1_usize..70, 0_usize..5).prop_flat_map(|(dim, rows)| (
            proptest::collection::vec(any::<i8>(), dim),
            proptest::collection::vec(any::<i8>(), dim * rows),
            proptest::collection::vec(0.001_f32..10.0, rows),
        ))
    ) {
        let dim = query.len();
        let rows = Rows::new(&data, dim).unwrap().with_scales(&scales).unwrap();
        let wide: Vec<f32> = query.iter().map(|&x| f32::from(x)).collect();
        for metric in FLOAT_METRICS {
            for (index, score) in many(metric, &query, &rows).into_iter().enumerate() {
                let row: Vec<f32> = data[index * dim..(index + 1) * dim].iter().map(|&x| f32::from(x)).collect();
                let scale = f64::from(scales[index]);
                let expected = match metric {
                    Metric::Cosine => cosine(&wide, &row),
                    Metric::Dot => dot(&wide, &row) * scale,
                    _ => wide.iter().zip(&row).map(|(&a, &b)| (f64::from(a) - scale * f64::from(b)).powi(2)).sum(),
                };
                // The sums are exact: what is left is cancellation in double, and one rounding to float.
                let size = dot(&wide, &wide) + scale * scale * dot(&row, &row);
                let right = near(score, expected, 2.0_f64.powi(-23), 1e-12 * size);
                prop_assert!(right, "{:?} {} {}", metric, score, expected);
            }
        }
    }

    #[test]
    fn bit_sets_are_right(
        (dim, query, data) in (1_usize..200, 0_usize..5).prop_flat_map(|(dim, rows)| {
            let width = (dim + 7) / 8;
            let bytes = |count| proptest::collection::vec(any::<u8>(), count);
            (Just(dim), bytes(width), bytes(width * rows))
        })
    ) {
        let rows = Rows::new(Bits::from_bytes(&data), dim).unwrap();
        let query = Bits::from_bytes(&query);
        let hamming = many(Metric::Hamming, query, &rows);
        let jaccard = many(Metric::Jaccard, query, &rows);
        for index in 0..rows.count() {
            let row = rows.row(index).unwrap();
            let bit = |set: &[Bits], i: usize| set[i / 8].0 >> (i % 8) & 1 == 1;
            let both = (0..dim).filter(|&i| bit(query, i) && bit(row, i)).count();
            let either = (0..dim).filter(|&i| bit(query, i) || bit(row, i)).count();
            prop_assert_eq!(hamming[index], (either - both) as f32);
            let expected = if either == 0 { 0.0 } else { both as f64 / either as f64 };
            prop_assert_eq!(jaccard[index], expected as f32);
        }
    }

    #[test]
    fn conversions_are_right((_, data) in matrix(1..40, 1..4)) {
        let rows = Rows::new(&data, data.len()).unwrap();
        let brain = convert::<f32, Bf16>(&rows).unwrap();
        let signs = convert::<f32, Bits>(&rows).unwrap();
        let bytes = convert::<f32, i8>(&rows).unwrap();
        let half = convert::<f32, F16>(&rows).unwrap();
        let back = convert::<F16, f32>(&half.rows().unwrap()).unwrap();
        for (i, &x) in data.iter().enumerate() {
            // To nearest, ties to even: add half of the lost part, less one where the kept part is even.
            let round = x.to_bits() + 0x7FFF + (x.to_bits() >> 16 & 1);
            prop_assert_eq!(brain.data()[i].0, (round >> 16) as u16);
            prop_assert_eq!(signs.data()[i / 8].0 >> (i % 8) & 1 == 1, x > 0.0);
            let restored = f32::from(bytes.data()[i]) * bytes.scales()[0];
            prop_assert!((f64::from(x) - f64::from(restored)).abs() <= 0.50002 * f64::from(bytes.scales()[0]));
            let bits = u32::from(half.data()[i].0);
            let (exponent, fraction) = (bits >> 10 & 31, f64::from(bits & 0x3FF));
            let magnitude = match exponent {
                0 => fraction * 2.0_f64.powi(-24),
                _ => (1024.0 + fraction) * 2.0_f64.powi(exponent as i32 - 25),
            };
            prop_assert_eq!(f64::from(back.data()[i].abs()), magnitude);
            let unit = 2.0_f64.powi(exponent.max(1) as i32 - 25);
            prop_assert!((f64::from(x.abs()) - magnitude).abs() <= unit / 2.0);
        }
    }
}

#[test]
fn norms_of_every_magnitude_are_answered() {
    for exponent in -148..=126 {
        let x = 2.0_f64.powi(exponent) as f32; // in f32 the power would go through 2^148, which is infinite
        let (a, b) = ([x, 0.0], [x, x]);
        let score = similarity::cosine(&a, &b).unwrap();
        assert!((f64::from(score) - 0.5_f64.sqrt()).abs() < 1e-6, "2^{exponent}: {score}");
    }
    assert_eq!(similarity::cosine(&[0.0; 5], &[1.0; 5]), Ok(0.0));
    assert_eq!(similarity::cosine(&[], &[]), Ok(0.0));
    assert_eq!(similarity::cosine(&[f32::INFINITY], &[1.0]).unwrap().to_bits(), 0x7FC0_0000);
}

#[test]
fn executors_do_not_change_a_block() {
    let data: Vec<f32> = (0..64 * 100).map(|i| ((i * 37 % 101) as f32 - 50.0) / 7.0).collect();
    let rows = Rows::new(&data, 64).unwrap();
    let queries = Rows::new(&data[..64 * 3], 64).unwrap();
    let mut alone = vec![0.0; 300];
    similarity::block(Metric::Cosine, &queries, &rows, None, &mut alone).unwrap();
    for threads in [0, 1, 2, 3, 8] {
        let mut shared = vec![0.0; 300];
        similarity::block(Metric::Cosine, &queries, &rows, Some(&Threads::new(threads)), &mut shared).unwrap();
        assert_eq!(bits(&alone), bits(&shared));
    }
}
