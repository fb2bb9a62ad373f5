// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"math"
	"testing"

	"engram"
)

// pageRank is the reference: 400 power iterations in float64.
func pageRank(g engram.CSR, damping float64, p []float64) []float64 {
	r := append([]float64(nil), p...)
	for n := 0; n < 400; n++ {
		next, lost := make([]float64, len(p)), 0.0
		for s := range r {
			sum := 0.0
			for e := g.Offsets[s]; e < g.Offsets[s+1]; e++ {
				sum += float64(g.Weights[e])
			}
			if sum == 0 {
				lost += r[s]
				continue
			}
			for e := g.Offsets[s]; e < g.Offsets[s+1]; e++ {
				next[g.Targets[e]] += r[s] * float64(g.Weights[e]) / sum
			}
		}
		for i := range next {
			next[i] = (1-damping)*p[i] + damping*(next[i]+lost*p[i])
		}
		r = next
	}
	return r
}

func TestPageRankAgainstFloat64(t *testing.T) {
	w := mustWorkspace(t, 30)
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < 300; n++ {
			nodes := 1 + r.below(30)
			csr := randomGraph(r, nodes)
			g := mustGraph(t, csr)
			seed, p := r.below(nodes), make([]float64, nodes)
			p[seed] = 1
			options := engram.DefaultPageRank()
			options.Damping = 0.7
			want := pageRank(csr, float64(options.Damping), p)
			ranks := make([]float32, nodes)
			info, err := w.PageRank(g, &options, []uint32{uint32(seed)}, nil, ranks)
			if err != nil {
				t.Fatal(err)
			}
			distance := 0.0
			for i := range ranks {
				distance += math.Abs(float64(ranks[i]) - want[i])
			}
			if !(distance <= info.Error+1e-5) || info.Truncated {
				t.Fatalf("case %d: %g off, %+v", n, distance, info)
			}
			found, pushed, err := w.PageRankPush(g, &options, []uint32{uint32(seed)}, []float32{3}, make([]engram.Activated, nodes))
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range found {
				if float64(a.Activation) > want[a.ID]+1e-5 || float64(a.Activation) < want[a.ID]-pushed.Error-1e-5 {
					t.Fatalf("case %d: node %d has %v by push, want %v within %v", n, a.ID, a.Activation, want[a.ID], pushed.Error)
				}
			}
			g.Close()
		}
	})
}

func TestPageRankRefusals(t *testing.T) {
	csr := engram.CSR{Offsets: []uint64{0, 1, 2}, Targets: []uint32{1, 0}, Weights: []float32{1, -1}}
	w, ranks := mustWorkspace(t, 2), make([]float32, 2)
	_, err := w.PageRank(mustGraph(t, csr), nil, []uint32{0}, nil, ranks)
	expectError(t, "negative weight", err, engram.ErrGraph)
	csr.Weights[1] = 1
	g := mustGraph(t, csr)
	_, err = w.PageRank(g, nil, []uint32{0}, nil, ranks[:1])
	expectError(t, "ranks", err, engram.ErrLength)
	_, err = w.PageRank(g, nil, []uint32{2}, nil, ranks)
	expectError(t, "seed", err, engram.ErrArgument)
	_, err = w.PageRank(g, nil, []uint32{0}, []float32{-1}, ranks)
	expectError(t, "value", err, engram.ErrArgument)
	_, err = w.PageRank(g, nil, nil, nil, ranks)
	expectError(t, "no seeds", err, engram.ErrArgument)
	_, _, err = w.PageRankPush(g, &engram.PageRankOptions{Damping: 1, Epsilon: 1e-3, Tolerance: 1}, []uint32{0}, nil, nil)
	expectError(t, "damping", err, engram.ErrArgument)
	_, _, err = w.PageRankPush(g, nil, []uint32{0}, []float32{1, 2}, nil)
	expectError(t, "values", err, engram.ErrLength)
}
