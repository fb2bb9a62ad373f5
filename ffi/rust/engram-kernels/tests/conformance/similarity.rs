// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scores, conversions and codes.

use engram_kernels::similarity::{self, Bf16, Bits, Codes, Converted, Element, Metric, Rows, F16};
use engram_kernels::Result;

use crate::vector::{LeftOut, Vector};
use crate::Player;

pub const NO_SIZE: LeftOut = "the crate fills in the sizes of structs";
pub const NO_ENUM: LeftOut = "an enumeration has no such value";
pub const NO_NULL: LeftOut = "a slice is never null";
pub const SCALES: LeftOut = "only rows of i8 take scales";

pub const PLAYERS: &[(&str, Player)] = &[
    ("engram_similarity_pair", pair),
    ("engram_cosine_f32", |v| plain(v, similarity::cosine)),
    ("engram_dot_f32", |v| plain(v, similarity::dot)),
    ("engram_l2_squared_f32", |v| plain(v, similarity::l2_squared)),
    ("engram_similarity_many", many),
    ("engram_similarity_gather", gather),
    ("engram_similarity_block", block),
    ("engram_rows_convert", convert),
    ("engram_codes_build", codes),
];

pub fn metric(v: &Vector<'_>) -> std::result::Result<Metric, LeftOut> {
    Ok(match v.u32("metric") {
        1 => Metric::Cosine,
        2 => Metric::Dot,
        3 => Metric::L2Squared,
        4 => Metric::Hamming,
        5 => Metric::Jaccard,
        _ => return Err(NO_ENUM),
    })
}

/// The elements of the files as this crate has them.
pub trait Read: Element {
    fn read(v: &Vector<'_>, name: &str) -> Vec<Self>;
    fn bits(self) -> u64;

    /// Gives `i8` rows their scales; rows of another type have none.
    fn scaled<'a>(rows: Rows<'a, Self>, _scales: &'a [f32]) -> Result<Rows<'a, Self>> {
        Ok(rows)
    }
}

macro_rules! read {
    ($($type:ty, $read:expr, $bits:expr;)*) => {$(
        impl Read for $type {
            fn read(v: &Vector<'_>, name: &str) -> Vec<Self> {
                $read(v, name)
            }

            fn bits(self) -> u64 {
                $bits(self)
            }
        }
    )*};
}

read! {
    f32, |v: &Vector<'_>, name| v.f32s(name), |x: f32| u64::from(x.to_bits());
    F16, |v: &Vector<'_>, name| F16::from_bits(&v.u16s(name)).to_vec(), |x: F16| u64::from(x.0);
    Bf16, |v: &Vector<'_>, name| Bf16::from_bits(&v.u16s(name)).to_vec(), |x: Bf16| u64::from(x.0);
    Bits, |v: &Vector<'_>, name| Bits::from_bytes(&v.u8s(name)).to_vec(), |x: Bits| u64::from(x.0);
}

impl Read for i8 {
    fn read(v: &Vector<'_>, name: &str) -> Vec<i8> {
        v.i8s(name)
    }

    fn bits(self) -> u64 {
        u64::from(self as u8)
    }

    fn scaled<'a>(rows: Rows<'a, i8>, scales: &'a [f32]) -> Result<Rows<'a, i8>> {
        if scales.is_empty() {
            Ok(rows)
        } else {
            rows.with_scales(scales)
        }
    }
}

/// Calls a function that is generic over the element type with the type of a field.
#[macro_export]
macro_rules! typed {
    ($type:expr, $function:ident($($argument:expr),*)) => {
        match $type {
            1 => $function::<f32>($($argument),*),
            2 => $function::<engram_kernels::similarity::F16>($($argument),*),
            3 => $function::<engram_kernels::similarity::Bf16>($($argument),*),
            4 => $function::<i8>($($argument),*),
            5 => $function::<engram_kernels::similarity::Bits>($($argument),*),
            _ => Err($crate::similarity::NO_ENUM),
        }
    };
}

/// The matrix that a prefix describes, over data that the caller keeps.
pub fn rows<'a, T: Element>(v: &Vector<'_>, prefix: &str, data: &'a [T]) -> Result<Rows<'a, T>> {
    let field = |name: &str| v.size(&format!("{}.{}", prefix, name));
    let dim = field("dim");
    let each = T::DIMENSIONS as usize;
    let width = dim / each + usize::from(dim % each != 0);
    let stride = if field("stride") == 0 { width } else { field("stride") };
    Rows::strided(data, field("count"), dim, stride)
}

/// What cannot be said of rows here.
pub fn expressible(v: &Vector<'_>, prefix: &str) -> std::result::Result<(), LeftOut> {
    if v.has(&format!("{}.size", prefix)) {
        return Err(NO_SIZE);
    }
    if v.has(&format!("{}.scales", prefix)) && v.u32(&format!("{}.type", prefix)) != 4 {
        return Err(SCALES);
    }
    Ok(())
}

fn pair(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    fn of<T: Read>(v: &mut Vector<'_>, metric: Metric) -> std::result::Result<(), LeftOut> {
        let (a, b, dim) = (T::read(v, "a"), T::read(v, "b"), v.size("dim"));
        let score = if dim % T::DIMENSIONS as usize == 0 {
            similarity::pair(metric, &a, &b)
        } else {
            // Bits in whole bytes only: the others by a matrix of one row, which has their number.
            let mut score = [0.0];
            let rows = Rows::strided(&b, 1, dim, b.len());
            rows.and_then(|rows| similarity::many(metric, &a, &rows, &mut score)).map(|()| score[0])
        };
        if let Some(score) = v.outcome(score) {
            v.emit_f32("score", &[score]);
        }
        Ok(())
    }
    let metric = metric(v)?;
    typed!(v.u32("type"), of(v, metric))
}

fn plain(v: &mut Vector<'_>, function: fn(&[f32], &[f32]) -> Result<f32>) -> std::result::Result<(), LeftOut> {
    if v.is_null("a") || v.is_null("b") {
        return Err(NO_NULL);
    }
    let score = function(&v.f32s("a"), &v.f32s("b"));
    if let Some(score) = v.outcome(score) {
        v.emit_f32("score", &[score]);
    }
    Ok(())
}

fn many(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    fn of<T: Read>(v: &mut Vector<'_>, metric: Metric) -> std::result::Result<(), LeftOut> {
        let (query, data, scales) = (T::read(v, "query"), T::read(v, "rows.data"), v.f32s("rows.scales"));
        let mut scores = vec![0.0; v.size("count")];
        let result = rows(v, "rows", &data)
            .and_then(|rows| T::scaled(rows, &scales))
            .and_then(|rows| similarity::many_from(metric, &query, &rows, v.size("first"), &mut scores));
        if v.outcome(result).is_some() {
            v.emit_f32("scores", &scores);
        }
        Ok(())
    }
    expressible(v, "rows")?;
    if v.count("query") == 0 && v.u64("rows.dim") != 0 {
        return Err(NO_NULL);
    }
    let metric = metric(v)?;
    typed!(v.u32("rows.type"), of(v, metric))
}

fn gather(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    fn of<T: Read>(v: &mut Vector<'_>, metric: Metric) -> std::result::Result<(), LeftOut> {
        let (query, data, scales) = (T::read(v, "query"), T::read(v, "rows.data"), v.f32s("rows.scales"));
        let mut scores = vec![0.0; v.count("ids")];
        let result =
            rows(v, "rows", &data).and_then(|rows| T::scaled(rows, &scales)).and_then(|rows| match v.u32("id_type") {
                1 => similarity::gather(metric, &query, &rows, &v.u32s("ids"), &mut scores),
                _ => similarity::gather(metric, &query, &rows, &v.u64s("ids"), &mut scores),
            });
        if v.outcome(result).is_some() {
            v.emit_f32("scores", &scores);
        }
        Ok(())
    }
    expressible(v, "rows")?;
    let metric = metric(v)?;
    typed!(v.u32("rows.type"), of(v, metric))
}

fn block(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    fn of<T: Read>(v: &mut Vector<'_>, metric: Metric) -> std::result::Result<(), LeftOut> {
        let (left, right) = (T::read(v, "queries.data"), T::read(v, "rows.data"));
        let (left_scales, right_scales) = (v.f32s("queries.scales"), v.f32s("rows.scales"));
        let mut scores = vec![0.0; v.size("queries.count") * v.size("rows.count")];
        let queries = rows(v, "queries", &left).and_then(|rows| T::scaled(rows, &left_scales));
        let result = rows(v, "rows", &right)
            .and_then(|rows| T::scaled(rows, &right_scales))
            .and_then(|rows| similarity::block(metric, &queries?, &rows, v.executor, &mut scores));
        if v.outcome(result).is_some() {
            v.emit_f32("scores", &scores);
        }
        Ok(())
    }
    expressible(v, "queries")?;
    expressible(v, "rows")?;
    let metric = metric(v)?;
    typed!(v.u32("rows.type"), of(v, metric))
}

fn convert(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    fn from<T: Read>(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
        fn to<U: Read, T: Read>(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
            let (data, scales) = (T::read(v, "rows.data"), v.f32s("rows.scales"));
            let stride = v.size("out_stride");
            let made: Result<Converted<U>> = rows(v, "rows", &data)
                .and_then(|rows| T::scaled(rows, &scales))
                .and_then(|rows| similarity::convert(&rows));
            let count = v.size("rows.count");
            if let Some(made) = v.outcome(made) {
                let mut bits: Vec<u64> = made.data().iter().map(|&element| element.bits()).collect();
                if stride != 0 && count > 0 {
                    // The crate makes rows without gaps: the files show a gap as bytes of 0xA5.
                    let gap = (u64::MAX / 255 * 0xA5) >> (64 - 8 * std::mem::size_of::<U>());
                    let width = bits.len() / count;
                    let row = |row: &[u64]| [row, &vec![gap; stride - width]].concat();
                    bits = bits.chunks(width).flat_map(row).collect();
                }
                v.emit("out", bits);
                if !made.scales().is_empty() {
                    v.emit_f32("scales", made.scales());
                }
            }
            Ok(())
        }
        match v.u32("type") {
            1 => to::<f32, T>(v),
            2 => to::<F16, T>(v),
            3 => to::<Bf16, T>(v),
            4 => to::<i8, T>(v),
            5 => to::<Bits, T>(v),
            _ => Err(NO_ENUM),
        }
    }
    expressible(v, "rows")?;
    typed!(v.u32("rows.type"), from(v))
}

fn codes_of(v: &mut Vector<'_>, per_byte: usize, build: fn(&Rows<'_, f32>) -> Result<Codes>) {
    let (data, dim, stride) = (v.f32s("rows.data"), v.size("rows.dim"), v.size("stride"));
    let (first, count) = (v.size("first"), v.size("count"));
    let built = Rows::new(&data[first * dim..(first + count) * dim], dim).and_then(|rows| build(&rows));
    if let Some(codes) = v.outcome(built) {
        let width = (dim + per_byte - 1) / per_byte;
        let gap = vec![0xA5; stride.max(width) - width];
        let row = |row: &[i8]| row.iter().map(|&code| u64::from(code as u8)).chain(gap.clone()).collect::<Vec<_>>();
        v.emit("data", codes.data().chunks(width).flat_map(row));
        v.emit_f32("scales", codes.scales());
        v.emit_f32("errors", codes.errors());
        v.emit_f32("norms", codes.norms());
    }
}

fn codes(v: &mut Vector<'_>) -> std::result::Result<(), LeftOut> {
    match v.size("kind") {
        0 => codes_of(v, 1, Codes::build),
        _ => codes_of(v, 8, Codes::build_signs),
    }
    Ok(())
}
