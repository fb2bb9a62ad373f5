// SPDX-License-Identifier: MIT OR Apache-2.0
//! What resembles this cue: scores of vectors, and the best of them.
//!
//! A pair of vectors has one score, to the last bit, whatever the machine, the position in the batch or the call.
//! Two vectors are scored by [`pair`], one against many by [`many`] and [`gather`], many against many by [`block`]; the
//! best rows are selected by [`TopK`], lists of them are joined by [`merge`] and [`Fusion`].
//!
//! ```
//! use engram_kernels::similarity::{many, Metric, Rows};
//!
//! let memories = [3.0, 2.0, 1.0, /**/ -1.0, -2.0, -3.0];
//! let rows = Rows::new(&memories, 3)?;
//! let mut scores = [0.0; 2];
//! many(Metric::Cosine, &[1.0, 2.0, 3.0], &rows, &mut scores)?;
//! assert_eq!(scores, [10.0 / 14.0, -1.0]);
//! # Ok::<(), engram_kernels::Error>(())
//! ```

mod codes;
mod convert;
mod element;
mod fusion;
mod rows;
mod topk;

pub(crate) use topk::reserve;

pub use codes::Codes;
pub use convert::{convert, Converted};
pub use element::{Bf16, Bits, Element, F16};
pub use fusion::{merge, Fusion, Ranking};
pub use rows::{Ids, Rows};
pub use topk::{Counts, Hit, Selection, TopK};

use engram_kernels_sys as sys;

use crate::error::{check, check_length};
use crate::executor::with_executor;
use crate::{Executor, Result};

/// What a score measures. A similarity grows with likeness, a distance with difference; every selection takes the
/// highest similarities or the lowest distances. The first three are for `f32`, [`F16`], [`Bf16`] and `i8`, the others
/// for [`Bits`].
///
/// ```
/// use engram_kernels::similarity::{pair, Metric};
/// assert_eq!(pair(Metric::L2Squared, &[1.0_f32, 2.0], &[4.0, 6.0])?, 25.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Metric {
    /// Similarity: sum(a b) / (|a| |b|), in [-1, 1].
    Cosine,
    /// Similarity: sum(a b).
    Dot,
    /// Distance: sum((a - b)^2), no root taken.
    L2Squared,
    /// Distance: bits that differ.
    Hamming,
    /// Similarity: bits set in both / bits set in either, in [0, 1]; 0 for two empty sets.
    Jaccard,
}

impl Metric {
    pub(crate) fn raw(self) -> sys::engram_metric {
        match self {
            Metric::Cosine => sys::ENGRAM_METRIC_COSINE,
            Metric::Dot => sys::ENGRAM_METRIC_DOT,
            Metric::L2Squared => sys::ENGRAM_METRIC_L2_SQUARED,
            Metric::Hamming => sys::ENGRAM_METRIC_HAMMING,
            Metric::Jaccard => sys::ENGRAM_METRIC_JACCARD,
        }
    }
}

/// The score of two vectors of one length. For [`Bits`] the length counts whole bytes.
///
/// Cosine: a vector of zeros, or of no elements, scores 0 against everything; tiny and huge norms are answered as well
/// as any other; a NaN or an infinity gives NaN.
///
/// Errors: [`Length`](crate::Reason::Length), [`Metric`](crate::Reason::Metric) for a metric that the type has not.
///
/// ```
/// use engram_kernels::similarity::{pair, Bits, Metric};
/// let (a, b) = (Bits::from_bytes(&[0b1111]), Bits::from_bytes(&[0b0101]));
/// assert_eq!(pair(Metric::Hamming, a, b)?, 2.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn pair<T: Element>(metric: Metric, a: &[T], b: &[T]) -> Result<f32> {
    check_length("b", b.len(), a.len())?;
    let dim = a.len() as u64 * T::DIMENSIONS;
    let mut score = 0.0;
    // SAFETY: two slices of one length, one float.
    check(unsafe {
        sys::engram_similarity_pair(metric.raw(), T::RAW, a.as_ptr().cast(), b.as_ptr().cast(), dim, &mut score)
    })?;
    Ok(score)
}

/// sum(a b) / (|a| |b|): [`pair`] of `f32`, by the shortest way.
///
/// ```
/// assert_eq!(engram_kernels::similarity::cosine(&[3.0, 4.0], &[4.0, 3.0])?, 0.96);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[inline]
pub fn cosine(a: &[f32], b: &[f32]) -> Result<f32> {
    check_length("b", b.len(), a.len())?;
    // SAFETY: two slices of one length.
    Ok(unsafe { sys::engram_cosine_f32(a.as_ptr(), b.as_ptr(), a.len()) })
}

/// sum(a b): [`pair`] of `f32`, by the shortest way.
///
/// ```
/// assert_eq!(engram_kernels::similarity::dot(&[3.0, 4.0], &[4.0, 3.0])?, 24.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[inline]
pub fn dot(a: &[f32], b: &[f32]) -> Result<f32> {
    check_length("b", b.len(), a.len())?;
    // SAFETY: two slices of one length.
    Ok(unsafe { sys::engram_dot_f32(a.as_ptr(), b.as_ptr(), a.len()) })
}

/// sum((a - b)^2): [`pair`] of `f32`, by the shortest way.
///
/// ```
/// assert_eq!(engram_kernels::similarity::l2_squared(&[3.0, 4.0], &[4.0, 3.0])?, 2.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[inline]
pub fn l2_squared(a: &[f32], b: &[f32]) -> Result<f32> {
    check_length("b", b.len(), a.len())?;
    // SAFETY: two slices of one length.
    Ok(unsafe { sys::engram_l2_squared_f32(a.as_ptr(), b.as_ptr(), a.len()) })
}

/// One against all rows: `scores[i]` is the score of the query with row `i`.
///
/// Errors: [`Length`](crate::Reason::Length) for a query that is no row, or scores that are not one for each row;
/// [`Metric`](crate::Reason::Metric) for a metric that the type has not.
///
/// ```
/// use engram_kernels::similarity::{many, Metric, Rows};
/// let rows = Rows::new(&[1.0_f32, 0.0, 0.0, 1.0], 2)?;
/// let mut scores = [0.0; 2];
/// many(Metric::Dot, &[5.0, 7.0], &rows, &mut scores)?;
/// assert_eq!(scores, [5.0, 7.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[inline]
pub fn many<T: Element>(metric: Metric, query: &[T], rows: &Rows<'_, T>, scores: &mut [f32]) -> Result<()> {
    check_length("scores", scores.len(), rows.count())?;
    many_from(metric, query, rows, 0, scores)
}

/// One against the rows from `first` on, one for each element of `scores`. Cut the rows into ranges to share them
/// among threads: the scores do not change.
///
/// Errors: as for [`many`]; [`Argument`](crate::Reason::Argument) when the range leaves the rows.
///
/// ```
/// use engram_kernels::similarity::{many_from, Metric, Rows};
/// let rows = Rows::new(&[1.0_f32, 2.0, 3.0, 4.0], 1)?;
/// let mut scores = [0.0; 2];
/// many_from(Metric::Dot, &[10.0], &rows, 2, &mut scores)?;
/// assert_eq!(scores, [30.0, 40.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[inline]
pub fn many_from<T: Element>(
    metric: Metric,
    query: &[T],
    rows: &Rows<'_, T>,
    first: usize,
    scores: &mut [f32],
) -> Result<()> {
    check_length("query", query.len(), rows.width())?;
    let (first, count) = (first as u64, scores.len() as u64);
    // SAFETY: the query is as long as a row, the rows are within their slice, the library checks the range.
    check(unsafe {
        let query = query.as_ptr().cast();
        sys::engram_similarity_many(metric.raw(), query, rows.raw(), first, count, scores.as_mut_ptr())
    })
}

/// One against chosen rows: `scores[i]` is the score of the query with row `ids[i]`. Ids come in any order and repeat.
///
/// Errors: as for [`many`]; [`Argument`](crate::Reason::Argument) when an id is no row.
///
/// ```
/// use engram_kernels::similarity::{gather, Metric, Rows};
/// let rows = Rows::new(&[1.0_f32, 2.0, 3.0, 4.0], 1)?;
/// let mut scores = [0.0; 3];
/// gather(Metric::Dot, &[1.0], &rows, &[3_u32, 0, 3], &mut scores)?;
/// assert_eq!(scores, [4.0, 1.0, 4.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn gather<'a, T: Element>(
    metric: Metric,
    query: &[T],
    rows: &Rows<'_, T>,
    ids: impl Into<Ids<'a>>,
    scores: &mut [f32],
) -> Result<()> {
    let ids = ids.into();
    check_length("query", query.len(), rows.width())?;
    check_length("scores", scores.len(), ids.len())?;
    let (id_type, pointer) = ids.raw();
    // SAFETY: the query is as long as a row, ids and scores have one length, the library checks each id.
    check(unsafe {
        sys::engram_similarity_gather(
            metric.raw(),
            query.as_ptr().cast(),
            rows.raw(),
            id_type,
            pointer,
            ids.len() as u64,
            scores.as_mut_ptr(),
        )
    })
}

/// Many against many: `scores[m * rows.count() + n]` is the score of query `m` with row `n`.
///
/// Errors: as for [`many`]; [`Argument`](crate::Reason::Argument) when the dimensions differ.
///
/// ```
/// use engram_kernels::similarity::{block, Metric, Rows};
/// let queries = Rows::new(&[1.0_f32, 2.0], 1)?;
/// let rows = Rows::new(&[10.0_f32, 20.0, 30.0], 1)?;
/// let mut scores = [0.0; 6];
/// block(Metric::Dot, &queries, &rows, None, &mut scores)?;
/// assert_eq!(scores, [10.0, 20.0, 30.0, 20.0, 40.0, 60.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn block<T: Element>(
    metric: Metric,
    queries: &Rows<'_, T>,
    rows: &Rows<'_, T>,
    executor: Option<&dyn Executor>,
    scores: &mut [f32],
) -> Result<()> {
    let cells = queries.count().checked_mul(rows.count()).ok_or(crate::Reason::Overflow)?;
    check_length("scores", scores.len(), cells)?;
    let (queries, rows) = (queries.raw(), rows.raw());
    // SAFETY: both matrices are within their slices, and there is a score for each pair.
    check(with_executor(executor, |executor| unsafe {
        sys::engram_similarity_block(metric.raw(), queries, rows, 0, executor, scores.as_mut_ptr())
    }))
}
