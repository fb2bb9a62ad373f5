// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ops::Range;

use engram_kernels_sys as sys;

use super::{Codes, Element, Ids, Metric, Rows};
use crate::error::{check, check_length, size};
use crate::executor::with_executor;
use crate::{Executor, Reason, Result};

/// One selected row. Lists of these are best first; equal scores in ascending order of id.
///
/// ```
/// use engram_kernels::similarity::Hit;
/// let hit = Hit::new(3, 0.5);
/// assert_eq!((hit.id, hit.score), (3, 0.5));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Hit {
    /// The row, plus the id base.
    pub id: u64,
    /// Biased, if there is a bias; a distance stays a distance.
    pub score: f32,
    reserved: u32,
}

impl Hit {
    /// A hit from elsewhere, to be merged or fused with those of this library.
    ///
    /// ```
    /// assert_eq!(engram_kernels::similarity::Hit::new(3, 0.5).id, 3);
    /// ```
    pub fn new(id: u64, score: f32) -> Hit {
        Hit { id, score, reserved: 0 }
    }
}

/// What happened to the rows of one query.
///
/// ```
/// use engram_kernels::similarity::{Metric, Rows, TopK};
/// let rows = Rows::new(&[1.0_f32, f32::NAN, 3.0], 1)?;
/// let selection = TopK::new(Metric::Dot, 10).search(&[1.0], &rows)?;
/// let counts = selection.counts(0);
/// assert_eq!((counts.found, counts.scored, counts.nan), (2, 3, 1));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Counts {
    /// Hits: at most k, fewer when fewer rows qualify.
    pub found: u64,
    /// Rows that passed range, id list and filter.
    pub scored: u64,
    /// Of these, rows whose score is NaN: never selected.
    pub nan: u64,
    /// Rows whose `f32` vector was read: scored, unless codes ruled rows out.
    pub rescored: u64,
}

const _: () = {
    assert!(std::mem::size_of::<Hit>() == std::mem::size_of::<sys::engram_hit>());
    assert!(std::mem::size_of::<Counts>() == std::mem::size_of::<sys::engram_topk_counts>());
};

/// The outcome of [`TopK::search`] and its siblings.
///
/// ```
/// use engram_kernels::similarity::{Metric, Rows, TopK};
/// let rows = Rows::new(&[1.0_f32, 2.0], 1)?;
/// let queries = Rows::new(&[1.0_f32, -1.0], 1)?;
/// let selection = TopK::new(Metric::Dot, 1).search_many(&queries, &rows)?;
/// assert_eq!(selection.len(), 2);
/// assert_eq!(selection.hits(0)[0].id, 1);
/// assert_eq!(selection.hits(1)[0].id, 0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    k: usize,
    hits: Vec<Hit>,
    counts: Vec<Counts>,
}

impl Selection {
    /// The queries.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32], 1)?;
    /// assert_eq!(TopK::new(Metric::Dot, 1).search(&[1.0], &rows)?.len(), 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there was no query.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32], 1)?;
    /// assert!(!TopK::new(Metric::Dot, 1).search(&[1.0], &rows)?.is_empty());
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The best rows for one query, best first. Panics when there is no such query.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 3.0, 2.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 2).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0).iter().map(|hit| hit.id).collect::<Vec<_>>(), [1, 2]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn hits(&self, query: usize) -> &[Hit] {
        let start = query * self.k;
        &self.hits[start..start + self.counts[query].found as usize]
    }

    /// What happened to the rows for one query. Panics when there is no such query.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 3.0, 2.0], 1)?;
    /// assert_eq!(TopK::new(Metric::Dot, 2).search(&[1.0], &rows)?.counts(0).found, 2);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn counts(&self, query: usize) -> Counts {
        self.counts[query]
    }
}

/// Selects the k best rows: highest similarity or lowest distance first, then lowest id. Scoring, bias, threshold and
/// selection are one pass; a NaN is never selected.
///
/// ```
/// use engram_kernels::similarity::{Metric, Rows, TopK};
///
/// let rows = Rows::new(&[1.0_f32, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
/// let decay = [0.5, 1.0, 1.0]; // the first memory has faded
/// let selection = TopK::new(Metric::Cosine, 2).factors(&decay).threshold(0.1).search(&[1.0, 0.0], &rows)?;
/// let hits: Vec<_> = selection.hits(0).iter().map(|hit| (hit.id, hit.score)).collect();
/// assert_eq!(hits, [(1, 0.6), (0, 0.5)]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct TopK<'a> {
    metric: Metric,
    k: usize,
    threshold: Option<f32>,
    range: Option<(usize, usize)>,
    ids: Option<Ids<'a>>,
    filter: Option<&'a [u64]>,
    factors: Option<&'a [f32]>,
    summands: Option<&'a [f32]>,
    id_base: u64,
    executor: Option<&'a dyn Executor>,
}

impl<'a> TopK<'a> {
    /// A selection among all rows, unbiased. `k` may exceed the rows.
    ///
    /// ```
    /// use engram_kernels::similarity::{Metric, TopK};
    /// let ten_nearest = TopK::new(Metric::L2Squared, 10);
    /// ```
    pub fn new(metric: Metric, k: usize) -> TopK<'a> {
        TopK {
            metric,
            k,
            threshold: None,
            range: None,
            ids: None,
            filter: None,
            factors: None,
            summands: None,
            id_base: 0,
            executor: None,
        }
    }

    /// Only similarities from this value on, or distances up to it. Not NaN.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0, 3.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 9).threshold(2.0).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0).len(), 2);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn threshold(mut self, threshold: f32) -> Self {
        self.threshold = Some(threshold);
        self
    }

    /// Only these rows; not together with a list of ids.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0, 3.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).range(0..2).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].id, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn range(mut self, rows: Range<usize>) -> Self {
        self.range = Some((rows.start, rows.end.saturating_sub(rows.start)));
        self
    }

    /// Only these rows, in any order, each listed once. An empty list selects nothing.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0, 3.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).ids(&[1_u32, 0]).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].id, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn ids(mut self, ids: impl Into<Ids<'a>>) -> Self {
        self.ids = Some(ids.into());
        self
    }

    /// Only rows whose bit is set: row `i` has bit `i % 64` of word `i / 64`. As many words as
    /// the rows take: 64 rows to a word.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0, 3.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).filter(&[0b011]).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].id, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn filter(mut self, bits: &'a [u64]) -> Self {
        self.filter = Some(bits);
        self
    }

    /// Multiplies the score of row `i` by `factors[i]`: importance, decay.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0, 3.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).factors(&[1.0, 1.0, 0.1]).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].id, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn factors(mut self, factors: &'a [f32]) -> Self {
        self.factors = Some(factors);
        self
    }

    /// Adds `summands[i]` to the score of row `i`, after a multiplication, with one rounding.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0, 3.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).summands(&[9.0, 0.0, 0.0]).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].score, 10.0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn summands(mut self, summands: &'a [f32]) -> Self {
        self.summands = Some(summands);
        self
    }

    /// Adds this to the id of each hit, for rows that are a part of more.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).id_base(1_000).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].id, 1_001);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn id_base(mut self, id_base: u64) -> Self {
        self.id_base = id_base;
        self
    }

    /// Cuts the rows into the tasks of an executor. The outcome is the same.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// use engram_kernels::Threads;
    /// let rows = Rows::new(&[1.0_f32, 2.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).executor(&Threads::new(2)).search(&[1.0], &rows)?;
    /// assert_eq!(selection.hits(0)[0].id, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn executor(mut self, executor: &'a dyn Executor) -> Self {
        self.executor = Some(executor);
        self
    }

    /// Selects for one query.
    ///
    /// Errors: [`Length`](crate::Reason::Length) for a query, a filter, factors or summands of the wrong length;
    /// [`Argument`](crate::Reason::Argument) for a range or an id outside the rows, ids with a range, a threshold that is NaN; [`Metric`](crate::Reason::Metric).
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0], 1)?;
    /// assert_eq!(TopK::new(Metric::Dot, 1).search(&[1.0], &rows)?.hits(0)[0].id, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn search<T: Element>(&self, query: &[T], rows: &Rows<'_, T>) -> Result<Selection> {
        check_length("query", query.len(), rows.width())?;
        let queries = Rows::strided(query, 1, rows.dim(), query.len())?;
        self.search_many(&queries, rows)
    }

    /// Selects for each of several queries.
    ///
    /// Errors: as for [`search`](TopK::search).
    ///
    /// ```
    /// # use engram_kernels::similarity::{Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0], 1)?;
    /// let selection = TopK::new(Metric::Dot, 1).search_many(&rows, &rows)?;
    /// assert_eq!(selection.len(), 2);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn search_many<T: Element>(&self, queries: &Rows<'_, T>, rows: &Rows<'_, T>) -> Result<Selection> {
        self.run(queries, rows, None)
    }

    /// [`search_many`](TopK::search_many) over `f32` rows that reads codes instead wherever they suffice: the same
    /// hits, to the bit, at a quarter of the memory traffic.
    ///
    /// Errors: as for [`search`](TopK::search); [`Argument`](crate::Reason::Argument) when codes and rows differ in shape.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, 2.0], 1)?;
    /// let codes = Codes::build(&rows)?; // once, kept beside the rows
    /// let top = TopK::new(Metric::Dot, 1);
    /// assert_eq!(top.search_codes(&rows, &rows, &codes)?.hits(0), top.search_many(&rows, &rows)?.hits(0));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn search_codes(&self, queries: &Rows<'_, f32>, rows: &Rows<'_, f32>, codes: &Codes) -> Result<Selection> {
        self.run(queries, rows, Some(codes))
    }

    fn run<T: Element>(&self, queries: &Rows<'_, T>, rows: &Rows<'_, T>, codes: Option<&Codes>) -> Result<Selection> {
        for (what, bias) in [("factors", self.factors), ("summands", self.summands)] {
            if let Some(bias) = bias {
                check_length(what, bias.len(), rows.count())?;
            }
        }
        if let Some(words) = self.filter {
            check_length("filter", words.len(), rows.count() / 64 + usize::from(rows.count() % 64 != 0))?;
        }
        let k = self.k.min(rows.count()); // more cannot be found
        let places = queries.count().checked_mul(k).ok_or(Reason::Overflow)?;
        let mut hits = reserve(places, Hit::default())?;
        let mut counts = reserve(queries.count(), Counts::default())?;
        let mut workspace = self.workspace(queries.count(), k)?;
        let (query_rows, raw_rows) = (queries.raw(), rows.raw());
        let codes = codes.map(Codes::raw);
        check(with_executor(self.executor, |executor| {
            let options = self.options(executor, &mut workspace);
            let (hits, counts) = (hits.as_mut_ptr().cast(), counts.as_mut_ptr().cast());
            let k = k as u64;
            // SAFETY: the matrices are within their slices, the biases are as long as the rows, there are k hits and
            // one count for each query; hits and counts have the layout of the C structs.
            unsafe {
                match codes {
                    Some(codes) => sys::engram_similarity_topk_codes(
                        self.metric.raw(),
                        query_rows,
                        raw_rows,
                        &codes,
                        k,
                        &options,
                        hits,
                        counts,
                    ),
                    None => {
                        sys::engram_similarity_topk(self.metric.raw(), query_rows, raw_rows, k, &options, hits, counts)
                    }
                }
            }
        }))?;
        Ok(Selection { k, hits, counts })
    }

    /// Memory in which several tasks select from parts of the rows.
    fn workspace(&self, queries: usize, k: usize) -> Result<Vec<u64>> {
        let tasks = self.executor.map_or(0, Executor::task_count);
        // SAFETY: the function takes any values.
        let bytes = unsafe { sys::engram_topk_scratch(queries as u64, k as u64, tasks) };
        reserve(usize::try_from(bytes / 8 + u64::from(bytes % 8 != 0)).map_err(|_| Reason::Overflow)?, 0)
    }

    fn options(&self, executor: *const sys::engram_executor, workspace: &mut [u64]) -> sys::engram_topk_options {
        let null = std::ptr::null();
        let (id_type, ids) = self.ids.map_or((0, std::ptr::null()), |ids| ids.raw());
        let (first, count) = self.range.unwrap_or((0, 0));
        let threshold = if self.threshold.is_some() { sys::ENGRAM_TOPK_THRESHOLD } else { 0 };
        let range = if self.range.is_some() { sys::ENGRAM_TOPK_RANGE } else { 0 };
        sys::engram_topk_options {
            size: size::<sys::engram_topk_options>(),
            flags: threshold | range,
            threshold: self.threshold.unwrap_or(0.0),
            id_type,
            first: first as u64,
            count: count as u64,
            ids,
            id_count: self.ids.map_or(0, |ids| ids.len() as u64),
            filter: self.filter.map_or(std::ptr::null(), <[u64]>::as_ptr),
            filter_bits: self.filter.map_or(0, |words| words.len() as u64 * 64),
            multiply: self.factors.map_or(null, <[f32]>::as_ptr),
            add: self.summands.map_or(null, <[f32]>::as_ptr),
            id_base: self.id_base,
            executor,
            scratch: workspace.as_mut_ptr().cast(),
            scratch_bytes: workspace.len() as u64 * 8,
        }
    }
}

/// A vector of one value; an error where there is no memory for it.
pub(crate) fn reserve<T: Clone>(count: usize, value: T) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(count).map_err(|_| Reason::Memory)?;
    vector.resize(count, value);
    Ok(vector)
}
