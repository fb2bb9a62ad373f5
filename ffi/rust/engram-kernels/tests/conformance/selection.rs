// SPDX-License-Identifier: MIT OR Apache-2.0
//! Selections, merged lists and fused rankings.

use engram_kernels::similarity::{self, Codes, Fusion, Hit, Metric, Ranking, Rows, Selection, TopK};

use crate::similarity::{expressible, metric, rows, Read, NO_ENUM, NO_SIZE};
use crate::typed;
use crate::vector::{LeftOut, Vector};
use crate::Player;

pub const PLAYERS: &[(&str, Player)] = &[
    ("engram_similarity_topk", topk),
    ("engram_similarity_topk_codes", topk_codes),
    ("engram_topk_merge", merge),
    ("engram_rank_fusion", fusion),
];

/// The arrays of the options, which a selection borrows.
struct Options {
    ids32: Vec<u32>,
    ids64: Vec<u64>,
    filter: Vec<u64>,
    multiply: Option<Vec<f32>>,
    add: Option<Vec<f32>>,
}

impl Options {
    fn read(v: &Vector<'_>) -> Result<Options, LeftOut> {
        if v.has("options.size") {
            return Err(NO_SIZE);
        }
        if v.u32("options.flags") & !3 != 0 {
            return Err("flags are methods");
        }
        if v.u64("options.filter_bits") != v.count("options.filter") as u64 * 64
            && v.u64("options.filter_bits") < v.u64("rows.count")
        {
            return Err("a filter has the bits of its words");
        }
        let (mut ids32, mut ids64) = (Vec::new(), Vec::new());
        match v.u32("options.id_type") {
            0 => {}
            1 => ids32 = v.u32s("options.ids"),
            2 => ids64 = v.u64s("options.ids"),
            _ => return Err(NO_ENUM),
        }
        let flags = v.u32("options.flags");
        if (flags & 1 == 0 && v.has("options.threshold")) || (flags & 2 == 0 && v.has("options.count")) {
            return Err("what is given counts");
        }
        let (multiply, add) = (v.maybe_f32s("options.multiply"), v.maybe_f32s("options.add"));
        Ok(Options { ids32, ids64, filter: v.u64s("options.filter"), multiply, add })
    }

    fn select<'a>(&'a self, v: &Vector<'a>, metric: Metric) -> TopK<'a> {
        let mut top = TopK::new(metric, v.size("k")).id_base(v.u64("options.id_base"));
        if v.u32("options.flags") & 1 != 0 {
            top = top.threshold(v.f32("options.threshold"));
        }
        if v.u32("options.flags") & 2 != 0 {
            let first = v.size("options.first");
            top = top.range(first..first + v.size("options.count"));
        }
        if !self.ids32.is_empty() {
            top = top.ids(&self.ids32);
        }
        if !self.ids64.is_empty() {
            top = top.ids(&self.ids64);
        }
        if !self.filter.is_empty() {
            top = top.filter(&self.filter);
        }
        if let Some(factors) = &self.multiply {
            top = top.factors(factors);
        }
        if let Some(summands) = &self.add {
            top = top.summands(summands);
        }
        match v.executor {
            Some(executor) => top.executor(executor),
            None => top,
        }
    }
}

fn emit_hits(v: &mut Vector<'_>, hits: &[Hit]) {
    v.emit("hits.id", hits.iter().map(|hit| hit.id));
    v.emit("hits.score", hits.iter().map(|hit| u64::from(hit.score.to_bits())));
}

fn emit_selection(v: &mut Vector<'_>, found: &Selection, with_rescored: bool) {
    let counts: Vec<_> = (0..found.len()).map(|query| found.counts(query)).collect();
    v.emit("counts.found", counts.iter().map(|counts| counts.found));
    v.emit("counts.scored", counts.iter().map(|counts| counts.scored));
    v.emit("counts.nan", counts.iter().map(|counts| counts.nan));
    if with_rescored {
        v.emit("counts.rescored", counts.iter().map(|counts| counts.rescored));
    }
    let hits: Vec<Hit> = (0..found.len()).flat_map(|query| found.hits(query).to_vec()).collect();
    emit_hits(v, &hits);
}

fn topk(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    fn of<T: Read>(v: &mut Vector<'_>, metric: Metric) -> Result<(), LeftOut> {
        let options = Options::read(v)?;
        let (left, right) = (T::read(v, "queries.data"), T::read(v, "rows.data"));
        let (left_scales, right_scales) = (v.f32s("queries.scales"), v.f32s("rows.scales"));
        let queries = rows(v, "queries", &left).and_then(|rows| T::scaled(rows, &left_scales));
        let found = rows(v, "rows", &right)
            .and_then(|rows| T::scaled(rows, &right_scales))
            .and_then(|rows| options.select(v, metric).search_many(&queries?, &rows));
        if let Some(found) = v.outcome(found) {
            emit_selection(v, &found, true);
        }
        Ok(())
    }
    expressible(v, "queries")?;
    expressible(v, "rows")?;
    if v.u32("queries.type") != v.u32("rows.type") {
        return Err("queries and rows have one type");
    }
    let metric = metric(v)?;
    typed!(v.u32("rows.type"), of(v, metric))
}

fn topk_codes(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let options = Options::read(v)?;
    let metric = metric(v)?;
    let (left, right, dim) = (v.f32s("queries.data"), v.f32s("rows.data"), v.size("rows.dim"));
    let queries = Rows::new(&left, dim);
    let found = Rows::new(&right, dim).and_then(|rows| {
        let codes = Codes::build(&rows)?;
        options.select(v, metric).search_codes(&queries?, &rows, &codes)
    });
    if let Some(found) = v.outcome(found) {
        emit_selection(v, &found, false);
    }
    Ok(())
}

fn lists(v: &Vector<'_>) -> Vec<Vec<Hit>> {
    let mut hits = v.u64s("lists.id").into_iter().zip(v.f32s("lists.score")).map(|(id, score)| Hit::new(id, score));
    v.u64s("lists.counts").into_iter().map(|count| hits.by_ref().take(count as usize).collect()).collect()
}

fn emit_list(v: &mut Vector<'_>, hits: engram_kernels::Result<Vec<Hit>>) {
    if let Some(hits) = v.outcome(hits) {
        v.emit_u64("found", hits.len() as u64);
        emit_hits(v, &hits);
    }
}

fn merge(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let (metric, lists) = (metric(v)?, lists(v));
    let lists: Vec<&[Hit]> = lists.iter().map(Vec::as_slice).collect();
    emit_list(v, similarity::merge(metric, &lists, v.size("k")));
    Ok(())
}

fn fusion(v: &mut Vector<'_>) -> Result<(), LeftOut> {
    let fusion = match v.u32("options.method") {
        _ if !v.has("options") => Fusion::reciprocal(60.0),
        1 => Fusion::reciprocal(v.f64("options.constant")),
        2 => Fusion::score(),
        3 => Fusion::min_max(),
        _ => return Err(NO_ENUM),
    };
    let lists = lists(v);
    let weights = v.f32s("lists.weights");
    let rankings: Vec<Ranking<'_>> = lists.iter().zip(weights).map(|(hits, weight)| Ranking { hits, weight }).collect();
    let fusion = fusion.bonus(v.f64("options.first_bonus"), v.f64("options.podium_bonus"));
    emit_list(v, fusion.fuse(&rankings, v.size("k")));
    Ok(())
}
