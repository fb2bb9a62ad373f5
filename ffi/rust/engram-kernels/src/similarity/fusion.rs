// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use super::topk::reserve;
use super::{Hit, Metric};
use crate::error::{check, size};
use crate::{Reason, Result};

/// Merges lists of hits, such as those of parts of the rows: the k best of all, in the order of a selection over the
/// whole. Lists need not be sorted; an id in two lists stays twice; NaN scores are left out.
///
/// Errors: [`Memory`](crate::Reason::Memory), [`Overflow`](crate::Reason::Overflow).
///
/// ```
/// use engram_kernels::similarity::{merge, Hit, Metric};
/// let (left, right) = ([Hit::new(0, 0.9)], [Hit::new(7, 0.8), Hit::new(8, 0.95)]);
/// assert_eq!(merge(Metric::Cosine, &[&left, &right], 2)?, [Hit::new(8, 0.95), Hit::new(0, 0.9)]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn merge(metric: Metric, lists: &[&[Hit]], k: usize) -> Result<Vec<Hit>> {
    let pointers: Vec<*const sys::engram_hit> = lists.iter().map(|list| list.as_ptr().cast()).collect();
    let counts: Vec<u64> = lists.iter().map(|list| list.len() as u64).collect();
    let total = lists.iter().fold(0_usize, |sum, list| sum.saturating_add(list.len()));
    let k = k.min(total);
    let mut hits = reserve(k, Hit::default())?;
    let mut found = 0;
    // SAFETY: as many pointers as counts, each to as many hits as its count says; room for k hits.
    check(unsafe {
        sys::engram_topk_merge(
            metric.raw(),
            pointers.as_ptr(),
            counts.as_ptr(),
            lists.len() as u64,
            k as u64,
            hits.as_mut_ptr().cast(),
            &mut found,
        )
    })?;
    hits.truncate(found as usize);
    Ok(hits)
}

/// One ranked list for [`Fusion`], best first.
///
/// ```
/// use engram_kernels::similarity::{Hit, Ranking};
/// let by_words = [Hit::new(3, 11.0)];
/// let ranking = Ranking { hits: &by_words, weight: 0.5 };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ranking<'a> {
    /// The list.
    pub hits: &'a [Hit],
    /// How much it counts; finite, may be negative.
    pub weight: f32,
}

/// Fuses ranked lists from different searches into one.
///
/// ```
/// use engram_kernels::similarity::{Fusion, Hit, Ranking};
/// let (a, b) = ([Hit::new(1, 0.9), Hit::new(2, 0.8)], [Hit::new(2, 12.0)]);
/// let lists = [Ranking { hits: &a, weight: 1.0 }, Ranking { hits: &b, weight: 1.0 }];
/// let fused = Fusion::reciprocal(60.0).fuse(&lists, 10)?;
/// assert_eq!(fused[0].id, 2); // in both lists: 1/62 + 1/61
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Fusion {
    method: sys::engram_fusion,
    constant: f64,
    first_bonus: f64,
    podium_bonus: f64,
}

impl Fusion {
    fn new(method: sys::engram_fusion, constant: f64) -> Fusion {
        Fusion { method, constant, first_bonus: 0.0, podium_bonus: 0.0 }
    }

    /// Sum of weight / (constant + rank), ranks from 1; a constant of 60 is usual.
    ///
    /// ```
    /// let fusion = engram_kernels::similarity::Fusion::reciprocal(60.0);
    /// ```
    pub fn reciprocal(constant: f64) -> Fusion {
        Fusion::new(sys::ENGRAM_FUSION_RECIPROCAL, constant)
    }

    /// Sum of weight * score. Scores of a distance are to be negated first.
    ///
    /// ```
    /// use engram_kernels::similarity::{Fusion, Hit, Ranking};
    /// let list = [Hit::new(1, 0.5)];
    /// assert_eq!(Fusion::score().fuse(&[Ranking { hits: &list, weight: 2.0 }], 1)?[0].score, 1.0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn score() -> Fusion {
        Fusion::new(sys::ENGRAM_FUSION_SCORE, 0.0)
    }

    /// Sum of weight * (score - min) / (max - min) of the list; 1 where they are equal.
    ///
    /// ```
    /// use engram_kernels::similarity::{Fusion, Hit, Ranking};
    /// let list = [Hit::new(1, 30.0), Hit::new(2, 20.0), Hit::new(3, 10.0)];
    /// assert_eq!(Fusion::min_max().fuse(&[Ranking { hits: &list, weight: 1.0 }], 3)?[1].score, 0.5);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn min_max() -> Fusion {
        Fusion::new(sys::ENGRAM_FUSION_MIN_MAX, 0.0)
    }

    /// Adds `first` once to an id whose best rank is 1, `podium` to one whose best rank is 2 or 3.
    ///
    /// ```
    /// let fusion = engram_kernels::similarity::Fusion::reciprocal(60.0).bonus(0.05, 0.02);
    /// ```
    #[must_use]
    pub fn bonus(mut self, first: f64, podium: f64) -> Fusion {
        self.first_bonus = first;
        self.podium_bonus = podium;
        self
    }

    /// The k ids with the highest fused score, ties by ascending id.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for a weight, constant or bonus that is not finite, or a constant below 0;
    /// [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::similarity::Fusion;
    /// assert!(Fusion::reciprocal(60.0).fuse(&[], 10)?.is_empty());
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn fuse(&self, rankings: &[Ranking<'_>], k: usize) -> Result<Vec<Hit>> {
        let raw: Vec<sys::engram_ranking> = rankings
            .iter()
            .map(|ranking| sys::engram_ranking {
                hits: ranking.hits.as_ptr().cast(),
                count: ranking.hits.len() as u64,
                weight: ranking.weight,
                reserved: 0,
            })
            .collect();
        let total = rankings.iter().fold(0_u64, |sum, ranking| sum.saturating_add(ranking.hits.len() as u64));
        let k = (k as u64).min(total);
        // SAFETY: the function takes any value.
        let bytes = unsafe { sys::engram_fusion_scratch(total) };
        let words = usize::try_from(bytes / 8).map_err(|_| Reason::Overflow)?;
        let mut workspace: Vec<u64> = reserve(words, 0)?;
        let mut hits = reserve(k as usize, Hit::default())?;
        let mut found = 0;
        let options = sys::engram_fusion_options {
            size: size::<sys::engram_fusion_options>(),
            method: self.method,
            constant: self.constant,
            first_bonus: self.first_bonus,
            podium_bonus: self.podium_bonus,
        };
        // SAFETY: each ranking has as many hits as it says, there is room for k hits, the workspace has its bytes.
        check(unsafe {
            sys::engram_rank_fusion(
                raw.as_ptr(),
                raw.len() as u64,
                &options,
                k,
                hits.as_mut_ptr().cast(),
                &mut found,
                workspace.as_mut_ptr().cast(),
                bytes,
            )
        })?;
        hits.truncate(found as usize);
        Ok(hits)
    }
}
