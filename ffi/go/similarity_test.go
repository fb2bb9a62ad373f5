// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"errors"
	"math"
	"sync"
	"testing"

	"engram"
)

// cosine is the reference: everything in float64, where nothing of a float32 vector over- or underflows.
func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / (math.Sqrt(aa) * math.Sqrt(bb))
}

func TestCosineAgainstFloat64(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r, worst := newRandom(t), 0.0
		for n := 0; n < cases; n++ {
			dim, count := r.below(130), 1+r.below(6)
			if n%500 == 0 {
				dim = 768 + r.below(800)
			}
			stride := dim + r.below(4)
			query := r.vector(dim, r.below(240)-140)
			data := make([]float32, count*stride)
			for i := 0; i < count; i++ {
				copy(data[i*stride:], r.vector(dim, r.below(240)-140))
			}
			rows := engram.Matrix[float32]{Data: data, Count: count, Dim: dim, Stride: stride}
			scores := make([]float32, count)
			if err := engram.Similarity(engram.Cosine, query, rows, scores); err != nil {
				t.Fatal(err)
			}
			for i, score := range scores {
				off := math.Abs(float64(score) - cosine(query, data[i*stride:][:dim]))
				if !(off <= 1e-6) || !(math.Abs(float64(score)) <= 1) {
					t.Fatalf("case %d, dim %d, row %d: %g off", n, dim, i, off)
				}
				worst = math.Max(worst, off)
			}
		}
		t.Logf("%d cases, largest error %.2g", cases, worst)
	})
}

func TestCosineEdgeValues(t *testing.T) {
	tiny, huge := float32(math.SmallestNonzeroFloat32), float32(math.MaxFloat32)
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	forEachLevel(t, func(t *testing.T) {
		for _, c := range []struct {
			name string
			a, b []float32
			want float32
		}{
			{"no elements", nil, nil, 0},
			{"zeros", []float32{0, 0}, []float32{1, 2}, 0},
			{"negative zeros", []float32{float32(math.Copysign(0, -1)), 0}, []float32{1, 2}, 0},
			{"itself", []float32{0.1, 0.7, -3}, []float32{0.1, 0.7, -3}, 1},
			{"opposite", []float32{0.1, 0.7, -3}, []float32{-0.1, -0.7, 3}, -1},
			{"orthogonal", []float32{1, 0}, []float32{0, 1}, 0},
			{"denormals", []float32{tiny, tiny}, []float32{tiny, tiny}, 1},
			{"huge", []float32{huge, -huge}, []float32{huge, -huge}, 1},
			{"huge and tiny", []float32{huge}, []float32{-tiny}, -1},
		} {
			var score [1]float32
			rows := engram.Matrix[float32]{Data: c.b, Count: 1, Dim: len(c.b)}
			if err := engram.Similarity(engram.Cosine, c.a, rows, score[:]); err != nil {
				t.Fatal(c.name, err)
			}
			if !sameBits(score[0], c.want) {
				t.Errorf("%s: %v, want %v", c.name, score[0], c.want)
			}
		}
		for _, bad := range []float32{nan, inf, -inf} {
			var scores [2]float32
			rows := engram.Rows([]float32{1, bad, 1, 2}, 2)
			if err := engram.Similarity(engram.Cosine, []float32{1, 1}, rows, scores[:]); err != nil {
				t.Fatal(err)
			}
			if !isNaNBits(scores[0]) || scores[1] != scores[1] {
				t.Errorf("with %v: %v", bad, scores)
			}
		}
	})
}

func TestCosineInAnySplit(t *testing.T) {
	r := newRandom(t)
	const count, dim = 1000, 100
	query, data := r.vector(dim, 0), r.vector(count*dim, 0)
	rows := engram.Rows(data, dim)
	whole, parts := make([]float32, count), make([]float32, count)
	if err := engram.Similarity(engram.Cosine, query, rows, whole); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for first := 0; first < count; {
		end := first + 1 + r.below(200)
		if end > count {
			end = count
		}
		group.Add(1)
		go func(first, end int) {
			defer group.Done()
			if err := engram.Similarity(engram.Cosine, query, rows.Slice(first, end), parts[first:end]); err != nil {
				t.Error(err)
			}
		}(first, end)
		first = end
	}
	group.Wait()
	for i := range whole {
		if !sameBits(whole[i], parts[i]) {
			t.Fatalf("row %d: %v in parts, %v at once", i, parts[i], whole[i])
		}
	}
}

func TestSimilarityRefusals(t *testing.T) {
	buffer := []float32{1, 2, 3, 4, 5, 6, 7, 8}
	query, untouched := []float32{1, 2}, float32(-7)
	tooMany := error(engram.ErrOverflow)
	if math.MaxInt == math.MaxInt32 { // the square of a small int fits 64 bits
		tooMany = engram.ErrLength
	}
	for _, c := range []struct {
		name   string
		metric engram.Metric
		query  []float32
		rows   engram.Matrix[float32]
		scores []float32
		want   []error
	}{
		{"short query", engram.Cosine, query[:1], engram.Rows(buffer, 2), make([]float32, 4),
			[]error{engram.ErrLength, engram.ErrArgument}},
		{"nil query", engram.Cosine, nil, engram.Rows(buffer, 2), make([]float32, 4), []error{engram.ErrLength}},
		{"too few scores", engram.Cosine, query, engram.Rows(buffer, 2), make([]float32, 3), []error{engram.ErrLength}},
		{"too many scores", engram.Cosine, query, engram.Rows(buffer, 2), make([]float32, 5), []error{engram.ErrLength}},
		{"short data", engram.Cosine, query, engram.Matrix[float32]{Data: buffer, Count: 5, Dim: 2}, make([]float32, 5),
			[]error{engram.ErrLength}},
		{"nil data", engram.Cosine, query, engram.Matrix[float32]{Count: 1, Dim: 2}, make([]float32, 1), []error{engram.ErrLength}},
		{"last row cut", engram.Cosine, query, engram.Matrix[float32]{Data: buffer[:6], Count: 3, Dim: 2, Stride: 3},
			make([]float32, 3), []error{engram.ErrLength}},
		{"narrow stride", engram.Cosine, query, engram.Matrix[float32]{Data: buffer, Count: 2, Dim: 2, Stride: 1},
			make([]float32, 2), []error{engram.ErrStride}},
		{"negative count", engram.Cosine, query, engram.Matrix[float32]{Data: buffer, Count: -1, Dim: 2}, nil,
			[]error{engram.ErrArgument}},
		{"negative dim", engram.Cosine, query, engram.Matrix[float32]{Data: buffer, Count: 1, Dim: -2}, nil,
			[]error{engram.ErrArgument}},
		{"negative stride", engram.Cosine, query, engram.Matrix[float32]{Data: buffer, Count: 1, Dim: 2, Stride: -2}, nil,
			[]error{engram.ErrArgument}},
		{"overflow", engram.Cosine, query, engram.Matrix[float32]{Data: buffer, Count: math.MaxInt, Dim: 2, Stride: math.MaxInt},
			nil, []error{tooMany}},
		{"unknown metric", 99, query, engram.Rows(buffer, 2), make([]float32, 4), []error{engram.ErrEnum}},
		{"scores in rows", engram.Cosine, query, engram.Rows(buffer, 2), buffer[1:5], []error{engram.ErrOverlap}},
		{"scores in query", engram.Cosine, buffer[:2], engram.Rows([]float32{1, 2}, 2), buffer[1:2],
			[]error{engram.ErrOverlap}},
	} {
		if c.want[0] != engram.ErrOverlap {
			for i := range c.scores {
				c.scores[i] = untouched
			}
		}
		before := append([]float32(nil), c.scores...)
		err := engram.Similarity(c.metric, c.query, c.rows, c.scores)
		expectError(t, c.name, err, c.want...)
		for i := range before {
			if c.scores[i] != before[i] {
				t.Errorf("%s: scores were written", c.name)
				break
			}
		}
	}
}

// expectError wants an *engram.Error that is each of the given ones and ends with its sentence.
func expectError(t *testing.T, name string, err error, want ...error) {
	t.Helper()
	var e *engram.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: got %v", name, err)
		return
	}
	for _, w := range want {
		if !errors.Is(err, w) {
			t.Errorf("%s: %v is not %v", name, err, w)
		}
	}
	sentence := e.Status.Error()
	for _, kind := range []error{engram.ErrLength, engram.ErrClosed} {
		if errors.Is(err, kind) {
			sentence = kind.Error()
		}
	}
	if len(sentence) < 20 || !endsWith(err.Error(), sentence) || e.Op == "" {
		t.Errorf("%s: %q lacks a sentence", name, err)
	}
}

func endsWith(s, end string) bool { return len(s) >= len(end) && s[len(s)-len(end):] == end }

func TestNothingToScore(t *testing.T) {
	for _, rows := range []engram.Matrix[float32]{{}, {Dim: 2}, engram.Rows[float32](nil, 2)} {
		if err := engram.Similarity(engram.Cosine, make([]float32, rows.Dim), rows, nil); err != nil {
			t.Error(err)
		}
	}
	scores := []float32{5, 5}
	if err := engram.Similarity(engram.Cosine, nil, engram.Matrix[float32]{Count: 2}, scores); err != nil || scores[0] != 0 {
		t.Error("rows of no elements:", scores, err)
	}
}

func TestAnIncompleteLastRowIsRefused(t *testing.T) {
	for _, rows := range []engram.Matrix[float32]{
		engram.Rows([]float32{1}, 2), engram.Rows([]float32{1, 2, 3, 4, 5}, 2), engram.Rows([]float32{1, 2, 3}, 0),
		engram.Rows([]float32{1, 2, 3}, -1),
	} {
		scores := make([]float32, rows.Count)
		err := engram.Similarity(engram.Dot, make([]float32, 2), rows, scores)
		expectError(t, "incomplete", err, engram.ErrArgument)
		if rows.Dim == 2 {
			expectError(t, "incomplete", err, engram.ErrLength)
			whole := rows.Slice(0, rows.Count-1)
			if err := engram.Similarity(engram.Dot, make([]float32, 2), whole, scores[:whole.Count]); err != nil {
				t.Error("the complete ones:", err)
			}
		}
	}
}

func TestSlice(t *testing.T) {
	rows := engram.Matrix[float32]{Data: make([]float32, 8), Count: 3, Dim: 2, Stride: 3}
	if s := rows.Slice(1, 3); s.Count != 2 || len(s.Data) != 5 || s.Dim != 2 || s.Stride != 3 {
		t.Error(s)
	}
	if s := rows.Slice(3, 3); s.Count != 0 || s.Data != nil {
		t.Error(s)
	}
	for _, r := range [][2]int{{-1, 1}, {2, 1}, {0, 4}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v: no panic", r)
				}
			}()
			rows.Slice(r[0], r[1])
		}()
	}
}
