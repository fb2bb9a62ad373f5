// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"math"
	"math/bits"
	"sort"
	"testing"

	"engram"
	"engram/internal/canonical"
)

// selected is the reference of a selection: scores one by one, then a sort.
func selected(t *testing.T, metric engram.Metric, query []float32, rows engram.Matrix[float32], k int,
	o *engram.TopKOptions) ([]engram.Hit, engram.TopKCounts) {
	scores := make([]float32, rows.Count)
	if err := engram.Similarity(metric, query, rows, scores); err != nil {
		t.Fatal(err)
	}
	var hits []engram.Hit
	var counts engram.TopKCounts
	allowed := map[uint64]bool{}
	for _, id := range o.IDs64 {
		allowed[id] = true
	}
	for i, s := range scores {
		if o.UseRange && (i < o.First || i >= o.First+o.Count) || o.IDs64 != nil && !allowed[uint64(i)] ||
			o.Filter != nil && o.Filter[i/64]>>(i%64)&1 == 0 {
			continue
		}
		counts.Scored++
		switch {
		case o.Multiply != nil && o.Add != nil:
			s = canonical.FMA(s, o.Multiply[i], o.Add[i])
		case o.Multiply != nil:
			s *= o.Multiply[i]
		case o.Add != nil:
			s += o.Add[i]
		}
		if s != s {
			counts.NaN++
			continue
		}
		if o.UseThreshold && (metric == engram.L2Squared && s > o.Threshold || metric != engram.L2Squared && s < o.Threshold) {
			continue
		}
		hits = append(hits, engram.Hit{ID: uint64(i) + o.IDBase, Score: s})
	}
	sort.SliceStable(hits, func(a, b int) bool {
		if metric == engram.L2Squared {
			return hits[a].Score < hits[b].Score
		}
		return hits[a].Score > hits[b].Score
	})
	if len(hits) > k {
		hits = hits[:k]
	}
	counts.Found = uint64(len(hits))
	return hits, counts
}

func sameHits(a, b []engram.Hit) bool {
	for i := range a {
		if i >= len(b) || a[i].ID != b[i].ID || !sameBits(a[i].Score, b[i].Score) {
			return false
		}
	}
	return len(a) == len(b)
}

func TestTopKAgainstSorting(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			dim, count := 1+r.below(20), 1+r.below(40)
			k := r.below(count + 3)
			query, data := r.vector(dim, 0), r.vector(dim*count, 0)
			for i := dim; i < len(data) && n%3 == 0; i += 2 * dim {
				copy(data[i:i+dim], data[:dim]) // equal scores, which ids decide
			}
			if n%7 == 0 {
				data[r.below(len(data))] = float32(math.NaN())
			}
			rows := engram.Rows(data, dim)
			var o engram.TopKOptions
			if n%2 == 0 {
				o.Filter = []uint64{r.next()}
			}
			if n%4 == 1 {
				o.UseRange, o.First = true, r.below(count)
				o.Count = r.below(count - o.First + 1)
			} else if n%8 == 3 {
				o.IDs64 = []uint64{}
				for i := count - 1; i >= 0; i-- {
					if r.below(2) == 0 {
						o.IDs64 = append(o.IDs64, uint64(i))
					}
				}
			}
			if n%5 == 0 {
				o.Multiply = r.vector(count, 0)
			}
			if n%5 < 2 && n%2 == 0 {
				o.Add = r.vector(count, 0)
			}
			if n%3 == 1 {
				o.UseThreshold, o.Threshold = true, r.uniform(-1, 1)
			}
			o.IDBase = uint64(r.below(1000))
			metric := []engram.Metric{engram.Cosine, engram.Dot, engram.L2Squared}[n%3]
			want, wantCounts := selected(t, metric, query, rows, k, &o)
			got, counts, err := engram.TopK(metric, query, rows, k, &o)
			if err != nil {
				t.Fatal(err)
			}
			counts.Rescored = wantCounts.Rescored
			if !sameHits(got, want) || counts != wantCounts {
				t.Fatalf("case %d: got %v %+v, want %v %+v", n, got, counts, want, wantCounts)
			}
		}
	})
}

func TestTopKWithCodesAndParts(t *testing.T) {
	r := newRandom(t)
	const dim, count, k, queryCount = 64, 500, 10, 3
	rows, queries := engram.Rows(r.vector(dim*count, 0), dim), engram.Rows(r.vector(dim*queryCount, 0), dim)
	codes, err := engram.BuildCodes(rows)
	if err != nil {
		t.Fatal(err)
	}
	options := &engram.TopKOptions{Multiply: make([]float32, count), Filter: make([]uint64, (count+63)/64)}
	for i := range options.Multiply {
		options.Multiply[i] = r.uniform(0, 1)
	}
	for i := range options.Filter {
		options.Filter[i] = r.next()
	}
	for _, metric := range []engram.Metric{engram.Cosine, engram.Dot, engram.L2Squared} {
		plain, through := make([]engram.Hit, k*queryCount), make([]engram.Hit, k*queryCount)
		counts, codeCounts := make([]engram.TopKCounts, queryCount), make([]engram.TopKCounts, queryCount)
		if err := engram.TopKInto(metric, queries, rows, k, options, plain, counts); err != nil {
			t.Fatal(err)
		}
		if err := engram.TopKWithCodes(metric, queries, rows, codes, k, options, through, codeCounts); err != nil {
			t.Fatal(err)
		}
		if !sameHits(plain, through) {
			t.Errorf("metric %d: codes select other rows", metric)
		}
		// Parts of the rows, merged, are the whole.
		var parts [][]engram.Hit
		for first := 0; first < count; first += 123 {
			part := *options
			part.UseRange, part.First, part.Count = true, first, 123
			if first+part.Count > count {
				part.Count = count - first
			}
			hits, _, err := engram.TopK(metric, queries.Slice(0, 1).Data[:dim], rows, k, &part)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, hits)
		}
		merged, err := engram.MergeHits(metric, k, parts...)
		if err != nil || !sameHits(merged, plain[:counts[0].Found]) {
			t.Errorf("metric %d: %v merged, %v at once, %v", metric, merged, plain[:k], err)
		}
	}
}

func TestSelectionRefusals(t *testing.T) {
	rows, query := engram.Rows([]float32{1, 2, 3, 4, 5, 6}, 2), []float32{1, 1}
	try := func(name string, o engram.TopKOptions, want error) {
		_, _, err := engram.TopK(engram.Cosine, query, rows, 2, &o)
		expectError(t, name, err, want)
	}
	try("filter", engram.TopKOptions{Filter: []uint64{}}, engram.ErrLength)
	try("multiply", engram.TopKOptions{Multiply: []float32{1}}, engram.ErrLength)
	try("add", engram.TopKOptions{Add: []float32{}}, engram.ErrLength)
	try("range", engram.TopKOptions{UseRange: true, First: 2, Count: 2}, engram.ErrArgument)
	try("negative range", engram.TopKOptions{UseRange: true, First: -1}, engram.ErrArgument)
	try("no such row", engram.TopKOptions{IDs32: []uint32{3}}, engram.ErrArgument)
	try("two lists", engram.TopKOptions{IDs32: []uint32{1}, IDs64: []uint64{1}}, engram.ErrArgument)
	try("list and range", engram.TopKOptions{IDs32: []uint32{1}, UseRange: true, Count: 1}, engram.ErrArgument)
	try("NaN threshold", engram.TopKOptions{UseThreshold: true, Threshold: float32(math.NaN())}, engram.ErrArgument)
	try("ids that wrap", engram.TopKOptions{IDBase: math.MaxUint64}, engram.ErrArgument)
	_, _, err := engram.TopK(engram.Cosine, query, rows, -1, nil)
	expectError(t, "k", err, engram.ErrArgument)
	_, _, err = engram.TopK(engram.Cosine, query[:1], rows, 1, nil)
	expectError(t, "query", err, engram.ErrLength)
	_, _, err = engram.TopK(engram.Hamming, query, rows, 1, nil)
	expectError(t, "metric of bits", err, engram.ErrMetric)
	err = engram.TopKInto(engram.Cosine, engram.Rows(query, 2), rows, 2, nil, make([]engram.Hit, 1), make([]engram.TopKCounts, 1))
	expectError(t, "hits", err, engram.ErrLength)
	err = engram.TopKInto(engram.Cosine, engram.Rows(query, 2), rows, 2, nil, make([]engram.Hit, 2), nil)
	expectError(t, "counts", err, engram.ErrLength)
	err = engram.TopKInto(engram.Cosine, engram.Rows(query, 1), rows, 1, nil, make([]engram.Hit, 2), make([]engram.TopKCounts, 2))
	expectError(t, "dims", err, engram.ErrArgument)
	err = engram.TopKWithCodes(engram.Cosine, engram.Rows(query, 2), rows, nil, 1, nil, make([]engram.Hit, 1), make([]engram.TopKCounts, 1))
	expectError(t, "no codes", err, engram.ErrNull)
	codes, _ := engram.BuildCodes(rows.Slice(0, 2))
	err = engram.TopKWithCodes(engram.Cosine, engram.Rows(query, 2), rows, codes, 1, nil, make([]engram.Hit, 1), make([]engram.TopKCounts, 1))
	expectError(t, "codes of other rows", err, engram.ErrArgument)

	if hits, counts, err := engram.TopK(engram.Cosine, query, rows, 5, &engram.TopKOptions{IDs32: []uint32{}}); err != nil ||
		len(hits) != 0 || counts.Scored != 0 {
		t.Error("an empty list selects", hits, counts, err)
	}
	if hits, _, err := engram.TopK(engram.Cosine, query, rows, 50, nil); err != nil || len(hits) != 3 {
		t.Error("k beyond the rows:", hits, err)
	}
	if hits, counts, err := engram.TopK(engram.Cosine, query, rows, 0, nil); err != nil || len(hits) != 0 || counts.Scored != 3 {
		t.Error("k of 0:", hits, counts, err)
	}
}

func TestGatherAndBlockAreSimilarity(t *testing.T) {
	r := newRandom(t)
	for n := 0; n < 500; n++ {
		dim, count, queryCount := r.below(50), 1+r.below(20), 1+r.below(5)
		rows := engram.Matrix[float32]{Data: r.vector(count*(dim+1), 0), Count: count, Dim: dim, Stride: dim + 1}
		queries := engram.Matrix[float32]{Data: r.vector(queryCount*dim, 0), Count: queryCount, Dim: dim}
		metric := engram.Metric(1 + n%3)
		block := make([]float32, queryCount*count)
		if err := engram.SimilarityBlock(metric, queries, rows, block); err != nil {
			t.Fatal(err)
		}
		ids := make([]uint32, r.below(30))
		for i := range ids {
			ids[i] = uint32(r.below(count))
		}
		for m := 0; m < queryCount; m++ {
			query, scores, gathered := queries.Data[m*dim:][:dim], make([]float32, count), make([]float32, len(ids))
			if err := engram.Similarity(metric, query, rows, scores); err != nil {
				t.Fatal(err)
			}
			if err := engram.SimilarityGather(metric, query, rows, ids, gathered); err != nil {
				t.Fatal(err)
			}
			for i, s := range scores {
				if !sameBits(s, block[m*count+i]) {
					t.Fatalf("case %d: pair %d, %d is %v in a block, %v alone", n, m, i, block[m*count+i], s)
				}
			}
			for i, id := range ids {
				if !sameBits(gathered[i], scores[id]) {
					t.Fatalf("case %d: row %d is %v gathered, %v alone", n, id, gathered[i], scores[id])
				}
			}
		}
	}
	rows, scores := engram.Rows([]float32{1, 2, 3, 4}, 2), make([]float32, 1)
	expectError(t, "no such row", engram.SimilarityGather(engram.Dot, []float32{1, 1}, rows, []uint64{2}, scores), engram.ErrArgument)
	expectError(t, "scores", engram.SimilarityGather(engram.Dot, []float32{1, 1}, rows, []uint64{1, 0}, scores), engram.ErrLength)
	expectError(t, "block", engram.SimilarityBlock(engram.Dot, rows, rows, scores), engram.ErrLength)
}

func TestElementTypes(t *testing.T) {
	r := newRandom(t)
	const dim, count = 37, 20
	rows := engram.Rows(r.vector(dim*count, 0), dim)
	query, want := rows.Data[:dim], make([]float32, count)
	if err := engram.Similarity(engram.Cosine, query, rows, want); err != nil {
		t.Fatal(err)
	}
	near(t, "f16", converted[engram.Float16](t, rows), want, 1e-3)
	near(t, "bf16", converted[engram.BFloat16](t, rows), want, 1e-2)
	near(t, "i8", converted[int8](t, rows), want, 1e-2)

	packed := converted[engram.Bits](t, rows)
	distances, alike := make([]float32, count), make([]float32, count)
	row := packed.Data[:(dim+7)/8]
	if err := engram.Similarity(engram.Hamming, row, packed, distances); err != nil {
		t.Fatal(err)
	}
	if err := engram.Similarity(engram.Jaccard, row, packed, alike); err != nil {
		t.Fatal(err)
	}
	for i := range distances {
		differ, both, either := 0, 0, 0
		for b, x := range row {
			y := packed.Data[i*len(row)+b]
			differ += bits.OnesCount8(uint8(x ^ y))
			both += bits.OnesCount8(uint8(x & y))
			either += bits.OnesCount8(uint8(x | y))
		}
		if distances[i] != float32(differ) || alike[i] != float32(float64(both)/float64(either)) {
			t.Errorf("row %d: %v bits differ, want %d; %v alike", i, distances[i], differ, alike[i])
		}
	}
	expectError(t, "cosine of bits", engram.Similarity(engram.Cosine, row, packed, distances), engram.ErrMetric)
	expectError(t, "f32 to f32", func() error { _, err := engram.Convert[float32](rows); return err }(), engram.ErrMetric)
	codes := converted[int8](t, rows)
	codes.Scales = codes.Scales[1:]
	expectError(t, "few scales", engram.Similarity(engram.Dot, codes.Data[:dim], codes, want), engram.ErrLength)
	rows.Scales = make([]float32, count)
	expectError(t, "scales of f32", engram.Similarity(engram.Dot, query, rows, make([]float32, count)), engram.ErrArgument)
}

func converted[T engram.Element](t *testing.T, rows engram.Matrix[float32]) engram.Matrix[T] {
	out, err := engram.Convert[T](rows)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func near[T engram.Element](t *testing.T, name string, rows engram.Matrix[T], want []float32, allowed float64) {
	scores := make([]float32, rows.Count)
	if err := engram.Similarity(engram.Cosine, rows.Data[:rows.Dim], rows, scores); err != nil {
		t.Fatal(err)
	}
	if scores[0] != 1 {
		t.Errorf("%s: a row with itself scores %v", name, scores[0])
	}
	for i := range scores {
		if !(math.Abs(float64(scores[i]-want[i])) <= allowed) {
			t.Errorf("%s: row %d scores %v, in f32 %v", name, i, scores[i], want[i])
		}
	}
	back, err := engram.Convert[float32](rows)
	if err != nil || back.Count != rows.Count || len(back.Data) != rows.Count*rows.Dim {
		t.Errorf("%s: back: %v", name, err)
	}
}

func TestFusion(t *testing.T) {
	a := []engram.Hit{{ID: 7, Score: 0.9}, {ID: 3, Score: 0.8}, {ID: 5, Score: 0.1}}
	b := []engram.Hit{{ID: 3, Score: 12}, {ID: 9, Score: 11}}
	hits, err := engram.RankFusion(engram.ReciprocalRank(), 10, engram.Ranking{Hits: a, Weight: 1},
		engram.Ranking{Hits: b, Weight: 1}, engram.Ranking{Weight: 1})
	want := []engram.Hit{{ID: 3, Score: float32(1./62 + 1./61)}, {ID: 7, Score: float32(1. / 61)},
		{ID: 9, Score: float32(1. / 62)}, {ID: 5, Score: float32(1. / 63)}}
	if err != nil || !sameHits(hits, want) {
		t.Error(hits, err)
	}
	if hits, err := engram.RankFusion(engram.ReciprocalRank(), 3); err != nil || len(hits) != 0 {
		t.Error("nothing to fuse:", hits, err)
	}
	_, err = engram.RankFusion(engram.FusionOptions{Method: 9}, 1, engram.Ranking{Hits: a, Weight: 1})
	expectError(t, "method", err, engram.ErrEnum)
	_, err = engram.RankFusion(engram.ReciprocalRank(), 1, engram.Ranking{Hits: a, Weight: float32(math.NaN())})
	expectError(t, "weight", err, engram.ErrArgument)
	_, err = engram.RankFusion(engram.ReciprocalRank(), -1)
	expectError(t, "k", err, engram.ErrArgument)
	_, err = engram.RankFusion(engram.ReciprocalRank(), 1, make([]engram.Ranking, engram.MaxRankings+1)...)
	expectError(t, "too many", err, engram.ErrArgument)
	if hits, err := engram.MergeHits(engram.Cosine, 2, a, nil, b); err != nil || len(hits) != 2 || hits[0].ID != 3 {
		t.Error(hits, err)
	}
	if hits, err := engram.MergeHits(engram.L2Squared, 2); err != nil || len(hits) != 0 {
		t.Error("nothing to merge:", hits, err)
	}
	_, err = engram.MergeHits(engram.Cosine, -2, a)
	expectError(t, "k", err, engram.ErrArgument)
}
