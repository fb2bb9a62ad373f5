// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"engram"
	"engram/internal/crossing"
)

// crossingLimit is what a call from Go may cost over the same call from C.
const crossingLimit = 100 * time.Nanosecond

// crossingCost times a call from Go and the same call in a loop in C, turn by turn, in short rounds, and gives the time of
// a call in the quickest round of each: what the machine does besides lengthens some rounds and shortens none.
func crossingCost(fromGo func(times int), fromC func(times int)) (inGo, inC float64) {
	const rounds, times = 400, 200
	inGo, inC = math.Inf(1), math.Inf(1)
	for n := 0; n < rounds; n++ {
		begin := time.Now()
		fromGo(times)
		middle := time.Now()
		fromC(times)
		inGo = math.Min(inGo, float64(middle.Sub(begin))/times)
		inC = math.Min(inC, float64(time.Since(middle))/times)
	}
	return inGo, inC
}

type crossingCase struct {
	name   string
	fromGo func(times int)
	fromC  func(times int)
}

func crossingCases(t testing.TB) []crossingCase {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	r := newRandom(t)
	var cases []crossingCase
	for _, rows := range []int{1, 16} {
		query, data, scores := r.vector(16, 0), r.vector(16*rows, 0), make([]float32, rows)
		cases = append(cases, crossingCase{fmt.Sprintf("Similarity, %d rows of 16", rows),
			func(times int) {
				for ; times > 0; times-- {
					must(engram.Similarity(engram.Cosine, query, engram.Rows(data, 16), scores))
				}
			},
			func(times int) { crossing.Similarity(times, query, data, scores) }})
	}
	strengths, ages, out := r.vector(8, 0), make([]uint64, 8), make([]float32, 8)
	cases = append(cases, crossingCase{"Decay, 8 memories",
		func(times int) {
			for ; times > 0; times-- {
				must(engram.Decay(engram.Tau(60), strengths, ages, out))
			}
		},
		func(times int) { crossing.Decay(times, 60, strengths, ages, out) }})
	g, activations := engram.CSR{Offsets: []uint64{0, 1, 2, 2}, Targets: []uint32{1, 2}, Weights: []float32{0.5, 0.25}},
		[]float32{1, 0, 0}
	cases = append(cases, crossingCase{"CSR.Spread, 3 nodes",
		func(times int) {
			for ; times > 0; times-- {
				must(g.Spread(1, activations))
			}
		},
		func(times int) { crossing.Spread(times, g.Offsets, g.Targets, g.Weights, activations) }})
	graph, workspace := mustGraph(t, g), mustWorkspace(t, 3)
	seeds, results := []uint32{0}, make([]engram.Activated, 3)
	cases = append(cases, crossingCase{"Workspace.Spread, 3 nodes",
		func(times int) {
			for ; times > 0; times-- {
				_, _, err := workspace.Spread(graph, nil, seeds, nil, results)
				must(err)
			}
		},
		func(times int) { crossing.Sparse(times, g.Offsets, g.Targets, g.Weights, 0, 3) }})
	return cases
}

// BenchmarkCrossing prints what a call costs from Go, in C, and the difference, which must stay within the limit.
func BenchmarkCrossing(b *testing.B) {
	for _, c := range crossingCases(b) {
		b.Run(c.name, func(b *testing.B) {
			inGo, inC := crossingCost(c.fromGo, c.fromC)
			for i := 0; i < b.N; i++ {
				c.fromGo(1)
			}
			b.ReportMetric(inGo, "ns-from-Go")
			b.ReportMetric(inC, "ns-in-C")
			b.ReportMetric(inGo-inC, "ns-crossing")
			if cost := time.Duration(inGo - inC); cost > crossingLimit {
				b.Errorf("a crossing costs %v, more than %v", cost, crossingLimit)
			}
		})
	}
}

// A call allocates nothing: arguments are passed one by one, and nothing is wrapped for the way.
func TestCallsDoNotAllocate(t *testing.T) {
	for _, c := range crossingCases(t) {
		if n := testing.AllocsPerRun(100, func() { c.fromGo(1) }); n != 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
	r := newRandom(t)
	rows, query, hits := engram.Rows(r.vector(64, 0), 8), engram.Rows(r.vector(8, 0), 8), make([]engram.Hit, 3)
	counts, factors, times := make([]engram.TopKCounts, 1), make([]float32, 8), engram.Times{Values: make([]uint64, 8)}
	options := &engram.TopKOptions{Multiply: factors, IDs32: []uint32{5, 1}}
	for name, call := range map[string]func(){
		"TopKInto":   func() { engram.TopKInto(engram.Cosine, query, rows, 3, options, hits, counts) },
		"DecayBatch": func() { engram.DecayBatch(engram.Tau(9), times, nil, factors, factors) },
		"SimilarityGather": func() {
			engram.SimilarityGather(engram.Dot, query.Data, rows, options.IDs32, factors[:2])
		},
	} {
		if n := testing.AllocsPerRun(100, call); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
