// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import "engram"

// Players of selections, merged lists and fused rankings.

func topKOptions(v *vectorCase) (options *engram.TopKOptions, leftOut string) {
	if !v.has("options") {
		return nil, ""
	}
	flags := v.u32("options.flags")
	switch {
	case v.has("options.size"):
		return nil, noSize
	case flags > 3:
		return nil, noFlag
	case v.u32("options.id_type") > 2:
		return nil, noType
	case v.has("options.filter") && v.u64("options.filter_bits") < v.u64("rows.count"):
		return nil, "a filter has the bits of its words"
	}
	options = &engram.TopKOptions{UseThreshold: flags&1 != 0, Threshold: v.f32("options.threshold"),
		UseRange: flags&2 != 0, First: v.int("options.first"), Count: v.int("options.count"),
		Filter: numbers[uint64](v, "options.filter"), Multiply: v.f32s("options.multiply"), Add: v.f32s("options.add"),
		IDBase: v.u64("options.id_base")}
	if v.u32("options.id_type") == 1 {
		options.IDs32 = numbers[uint32](v, "options.ids")
	} else {
		options.IDs64 = numbers[uint64](v, "options.ids")
	}
	return options, ""
}

func emitHits(v *vectorCase, hits []engram.Hit) {
	emitAll(v, "hits.id", hits, func(hit engram.Hit) uint64 { return hit.ID })
	emitAll(v, "hits.score", hits, func(hit engram.Hit) uint64 { return float32Bits(hit.Score) })
}

func emitSelection(v *vectorCase, hits []engram.Hit, counts []engram.TopKCounts, k int, withRescored bool) {
	emitAll(v, "counts.found", counts, func(c engram.TopKCounts) uint64 { return c.Found })
	emitAll(v, "counts.scored", counts, func(c engram.TopKCounts) uint64 { return c.Scored })
	emitAll(v, "counts.nan", counts, func(c engram.TopKCounts) uint64 { return c.NaN })
	if withRescored {
		emitAll(v, "counts.rescored", counts, func(c engram.TopKCounts) uint64 { return c.Rescored })
	}
	var found []engram.Hit
	for m, c := range counts {
		found = append(found, hits[m*k:m*k+int(c.Found)]...)
	}
	emitHits(v, found)
}

func playTopK(v *vectorCase) string {
	if v.u32("queries.type") != v.u32("rows.type") {
		return noType
	}
	return typed(v.u32("rows.type"), func() string { return topKOf[float32](v) },
		func() string { return topKOf[engram.Float16](v) }, func() string { return topKOf[engram.BFloat16](v) },
		func() string { return topKOf[int8](v) }, func() string { return topKOf[engram.Bits](v) })
}

func topKOf[T engram.Element](v *vectorCase) string {
	options, leftOut := topKOptions(v)
	if leftOut != "" {
		return leftOut
	}
	queries := matrixOf(v, "queries", elementsOf[T](v, "queries.data"))
	rows := matrixOf(v, "rows", elementsOf[T](v, "rows.data"))
	k := v.int("k")
	hits, counts := make([]engram.Hit, queries.Count*k), make([]engram.TopKCounts, queries.Count)
	if v.outcome(engram.TopKInto(metricOf(v), queries, rows, k, options, hits, counts)) {
		emitSelection(v, hits, counts, k, true)
	}
	return ""
}

func playTopKCodes(v *vectorCase) string {
	options, leftOut := topKOptions(v)
	if leftOut != "" {
		return leftOut
	}
	queries, rows := matrixOf(v, "queries", v.f32s("queries.data")), matrixOf(v, "rows", v.f32s("rows.data"))
	k := v.int("k")
	hits, counts := make([]engram.Hit, queries.Count*k), make([]engram.TopKCounts, queries.Count)
	codes, err := engram.BuildCodes(rows)
	if err == nil {
		err = engram.TopKWithCodes(metricOf(v), queries, rows, codes, k, options, hits, counts)
	}
	if v.outcome(err) {
		emitSelection(v, hits, counts, k, false)
	}
	return ""
}

func listsOf(v *vectorCase) (lists [][]engram.Hit) {
	ids, scores := numbers[uint64](v, "lists.id"), v.f32s("lists.score")
	for _, count := range v.bits("lists.counts") {
		var list []engram.Hit
		for ; count > 0; count-- {
			list = append(list, engram.Hit{ID: ids[0], Score: scores[0]})
			ids, scores = ids[1:], scores[1:]
		}
		lists = append(lists, list)
	}
	return lists
}

func playMerge(v *vectorCase) string {
	hits, err := engram.MergeHits(metricOf(v), v.int("k"), listsOf(v)...)
	if v.outcome(err) {
		v.emit("found", uint64(len(hits)))
		emitHits(v, hits)
	}
	return ""
}

func playFusion(v *vectorCase) string {
	options := engram.ReciprocalRank()
	if v.has("options") {
		options = engram.FusionOptions{Method: engram.Fusion(v.u32("options.method")), Constant: v.f64("options.constant"),
			FirstBonus: v.f64("options.first_bonus"), PodiumBonus: v.f64("options.podium_bonus")}
	}
	var rankings []engram.Ranking
	weights := v.f32s("lists.weights")
	for i, list := range listsOf(v) {
		rankings = append(rankings, engram.Ranking{Hits: list, Weight: weights[i]})
	}
	hits, err := engram.RankFusion(options, v.int("k"), rankings...)
	if v.outcome(err) {
		v.emit("found", uint64(len(hits)))
		emitHits(v, hits)
	}
	return ""
}
