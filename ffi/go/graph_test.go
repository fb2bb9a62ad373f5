// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"math"
	"testing"

	"engram"
)

// edgesOf is the edge list of a CSR.
func edgesOf(g engram.CSR) []engram.Edge {
	var edges []engram.Edge
	for s := 0; s < g.Nodes(); s++ {
		for e := g.Offsets[s]; e < g.Offsets[s+1]; e++ {
			edges = append(edges, engram.Edge{Source: uint32(s), Target: g.Targets[e], Weight: g.Weights[e]})
		}
	}
	return edges
}

func mustGraph(t testing.TB, csr engram.CSR) *engram.Graph {
	g, err := engram.NewGraph(csr, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}

func mustWorkspace(t testing.TB, nodes int) *engram.Workspace {
	w, err := engram.NewWorkspace(uint32(nodes))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// The plain rule in float64: per hop, b = a + sum of a[s] * weight.
func plainSpread(g engram.CSR, hops uint32, a []float64) []float64 {
	for ; hops > 0; hops-- {
		b := append([]float64(nil), a...)
		for s := range a {
			for e := g.Offsets[s]; e < g.Offsets[s+1]; e++ {
				b[g.Targets[e]] += a[s] * float64(g.Weights[e])
			}
		}
		a = b
	}
	return a
}

func TestSparseSpreadAgainstFloat64(t *testing.T) {
	w := mustWorkspace(t, 64)
	forEachLevel(t, func(t *testing.T) {
		r, worst := newRandom(t), 0.0
		for n := 0; n < cases; n++ {
			nodes := 1 + r.below(40)
			csr := randomGraph(r, nodes)
			g, err := engram.NewGraph(csr, &engram.GraphOptions{NoPull: n%2 == 0})
			if err != nil {
				t.Fatal(err)
			}
			options, err := engram.SpreadPlain.Options()
			if err != nil {
				t.Fatal(err)
			}
			options.Hops = uint32(r.below(5))
			seeds, values := make([]uint32, 1+r.below(4)), []float32(nil)
			begin := make([]float64, nodes)
			for i := range seeds {
				seeds[i] = uint32(r.below(nodes))
				values = append(values, r.uniform(0.1, 1))
				begin[seeds[i]] += float64(values[i])
			}
			want := plainSpread(csr, options.Hops, begin)
			results, info, err := w.Spread(g, &options, seeds, values, make([]engram.Activated, nodes))
			if err != nil {
				t.Fatal(err)
			}
			active := 0
			for _, x := range want {
				if x != 0 {
					active++
				}
			}
			if len(results) != active || info.Active != uint64(active) || info.Truncated || info.NaN != 0 {
				t.Fatalf("case %d: %d results, %+v, want %d", n, len(results), info, active)
			}
			for i, a := range results {
				off := math.Abs(float64(a.Activation)-want[a.ID]) / want[a.ID]
				if !(off <= 1e-5) {
					t.Fatalf("case %d: node %d has %v, want %v", n, a.ID, a.Activation, want[a.ID])
				}
				worst = math.Max(worst, off)
				if i > 0 && (results[i-1].Activation < a.Activation ||
					results[i-1].Activation == a.Activation && results[i-1].ID > a.ID) {
					t.Fatalf("case %d: results out of order at %d: %v", n, i, results)
				}
			}
			g.Close()
		}
		t.Logf("%d cases, largest relative error %.2g", cases, worst)
	})
}

func TestPresetsAndSchedules(t *testing.T) {
	r := random(11)
	csr := randomGraph(&r, 120)
	g, w := mustGraph(t, csr), mustWorkspace(t, 120)
	for preset := engram.SpreadPlain; preset <= engram.SpreadACTR; preset++ {
		options, err := preset.Options()
		if err != nil {
			t.Fatal(err)
		}
		seeds, values := []uint32{3, 50, 3}, []float32{0.5, 0.7, 0.25}
		results, _, err := w.Spread(g, &options, seeds, values, make([]engram.Activated, 120))
		if err != nil {
			t.Fatalf("preset %d: %v", preset, err)
		}
		dense := make([]float32, 120)
		dense[3], dense[50] = 0.75, 0.7
		if _, err := w.SpreadDense(g, &options, dense); err != nil {
			t.Fatalf("preset %d, dense: %v", preset, err)
		}
		count := 0
		for _, x := range dense {
			if x != 0 {
				count++
			}
		}
		if count != len(results) {
			t.Errorf("preset %d: %d nodes sparse, %d dense", preset, len(results), count)
		}
		for _, a := range results {
			if !sameBits(a.Activation, dense[a.ID]) {
				t.Errorf("preset %d, node %d: %v sparse, %v dense", preset, a.ID, a.Activation, dense[a.ID])
			}
		}
	}
	_, err := engram.SpreadPreset(99).Options()
	expectError(t, "preset", err, engram.ErrEnum)
}

func TestSpreadExplainsAndIsBounded(t *testing.T) {
	// 0 -> 1 -> 2, and 0 -> 2 weakly, by type 1.
	csr := engram.CSR{Offsets32: []uint32{0, 2, 3, 3}, Targets: []uint32{1, 2, 2}, Weights: []float32{0.5, 0.01, 0.5},
		Types: []uint8{0, 1, 0}}
	g, w := mustGraph(t, csr), mustWorkspace(t, 3)
	options, _ := engram.SpreadPlain.Options()
	options.Explain, options.Hops = true, 2
	results := make([]engram.Activated, 2) // fewer than there are
	found, info, err := w.Spread(g, &options, []uint32{0}, nil, results)
	if err != nil || len(found) != 2 || info.Active != 3 {
		t.Fatal(found, info, err)
	}
	if found[0] != (engram.Activated{ID: 0, Activation: 1, Hop: 0, Predecessor: engram.NoNode, Seed: 0}) {
		t.Errorf("%+v", found[0])
	}
	if found[1].ID != 1 || found[1].Activation != 1 || found[1].Hop != 1 || found[1].Predecessor != 0 {
		t.Errorf("%+v", found[1])
	}
	if path, err := w.Path(2); err != nil || len(path) != 3 || path[0] != 0 || path[1] != 1 || path[2] != 2 {
		t.Error("the way to a node for which there was no room:", path, err)
	}
	options.TypeMask, options.DropSeeds, options.Hops = 2, true, 1
	found, _, err = w.Spread(g, &options, []uint32{0}, nil, results)
	if err != nil || len(found) != 1 || found[0].ID != 2 || found[0].Activation != 0.01 {
		t.Error(found, err)
	}
	options.TypeFactors = make([]float32, 64)
	options.TypeFactors[1] = 10
	options.NodeFactors = []float32{2, 1, 1}
	options.Decay, options.DecayTable = engram.HopDecayFromSource, []float32{0.5}
	found, _, err = w.Spread(g, &options, []uint32{0}, nil, results)
	if err != nil || len(found) != 1 || math.Abs(float64(found[0].Activation)-0.1) > 1e-6 {
		t.Error(found, err)
	}
	options.EdgeBudget, options.TypeMask = 1, 3
	if _, info, err := w.Spread(g, &options, []uint32{0, 1}, nil, results); err != nil || !info.Truncated {
		t.Error(info, err)
	}
	if found, info, err := w.Spread(g, nil, []uint32{0}, nil, nil); err != nil || len(found) != 0 || info.Active != 3 {
		t.Error(found, info, err)
	}
}

func TestSpreadRefusals(t *testing.T) {
	r := random(2)
	g, w := mustGraph(t, randomGraph(&r, 10)), mustWorkspace(t, 10)
	results := make([]engram.Activated, 10)
	spread := func(change func(*engram.SpreadOptions), seeds []uint32, values []float32) error {
		options, _ := engram.SpreadPlain.Options()
		if change != nil {
			change(&options)
		}
		_, _, err := w.Spread(g, &options, seeds, values, results)
		return err
	}
	one := []uint32{1}
	expectError(t, "no such seed", spread(nil, []uint32{10}, nil), engram.ErrArgument)
	expectError(t, "few values", spread(nil, []uint32{1, 2}, []float32{1}), engram.ErrLength)
	expectError(t, "NaN", spread(nil, one, []float32{float32(math.NaN())}), engram.ErrArgument)
	expectError(t, "merge", spread(func(o *engram.SpreadOptions) { o.Merge = 9 }, one, nil), engram.ErrEnum)
	expectError(t, "gate", spread(func(o *engram.SpreadOptions) { o.Gate = -1 }, one, nil), engram.ErrArgument)
	expectError(t, "types", spread(func(o *engram.SpreadOptions) { o.TypeFactors = make([]float32, 63) }, one, nil), engram.ErrLength)
	expectError(t, "nodes", spread(func(o *engram.SpreadOptions) { o.NodeFactors = make([]float32, 9) }, one, nil), engram.ErrLength)
	_, err := w.SpreadDense(g, nil, make([]float32, 9))
	expectError(t, "dense", err, engram.ErrLength)
	_, err = w.SpreadDense(g, &engram.SpreadOptions{Explain: true}, make([]float32, 10))
	expectError(t, "explained", err, engram.ErrArgument)
	_, err = w.Path(1)
	expectError(t, "no way", err, engram.ErrArgument)
	small := mustWorkspace(t, 5)
	_, _, err = small.Spread(g, nil, one, nil, results)
	expectError(t, "workspace", err, engram.ErrArgument)
	_, _, err = w.Spread(nil, nil, one, nil, results)
	expectError(t, "no graph", err, engram.ErrNull)
	if engram.WorkspaceSize(1000) < 1000 {
		t.Error("a workspace of", engram.WorkspaceSize(1000), "bytes")
	}
}
