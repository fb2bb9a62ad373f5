// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"math"
	"sort"
	"testing"

	"engram"
)

func TestOverlayIsARebuild(t *testing.T) {
	r := newRandom(t)
	for n := 0; n < 300; n++ {
		nodes := 2 + r.below(30)
		csr := randomGraph(r, nodes)
		edges := edgesOf(csr)
		g, err := engram.NewGraphFromEdges(uint32(nodes), edges, nil)
		if err != nil {
			t.Fatal(err)
		}
		o, err := engram.NewOverlay(g, uint32(nodes+2))
		if err != nil {
			t.Fatal(err)
		}
		for i := r.below(10); i > 0; i-- {
			e := engram.Edge{Source: uint32(r.below(nodes + 2)), Target: uint32(r.below(nodes + 2)), Weight: r.uniform(0, 1)}
			if err := o.Append(e); err != nil {
				t.Fatal(err)
			}
			edges = append(edges, e)
		}
		if len(edges) > 0 && n%2 == 0 {
			gone := edges[r.below(len(edges))]
			if err := o.Delete(gone); err != nil {
				t.Fatal(err)
			}
			kept := edges[:0]
			for _, e := range edges {
				if e.Source != gone.Source || e.Target != gone.Target {
					kept = append(kept, e)
				}
			}
			edges = kept
		}
		if len(edges) > 0 && n%3 == 0 {
			changed := edges[r.below(len(edges))]
			changed.Weight = 0.125
			if err := o.Reweight(changed); err != nil {
				t.Fatal(err)
			}
			for i, e := range edges {
				if e.Source == changed.Source && e.Target == changed.Target {
					edges[i].Weight = 0.125
				}
			}
		}
		sort.SliceStable(edges, func(a, b int) bool { return edges[a].Source < edges[b].Source })
		fresh, err := engram.NewGraphFromEdges(uint32(nodes+2), edges, nil)
		if err != nil {
			t.Fatal(err)
		}
		compact, err := o.Compact(nil)
		if err != nil {
			t.Fatal(err)
		}
		w, seeds := mustWorkspace(t, nodes+2), []uint32{uint32(r.below(nodes))}
		want, _, err := w.Spread(fresh, nil, seeds, nil, make([]engram.Activated, nodes+2))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []engram.Spreadable{o, compact} {
			got, _, err := w.Spread(s, nil, seeds, nil, make([]engram.Activated, nodes+2))
			if err != nil || len(got) != len(want) {
				t.Fatal(len(got), len(want), err)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("case %d: %+v, rebuilt %+v", n, got[i], want[i])
				}
			}
		}
		if info, err := compact.Info(); err != nil || info.Edges != uint64(len(edges)) || int(info.Nodes) != nodes+2 {
			t.Fatal(info, err)
		}
		for _, c := range []interface{ Close() error }{o, g, fresh, compact, w} {
			c.Close()
		}
	}
}

func TestGraphRefusals(t *testing.T) {
	_, err := engram.NewGraph(engram.CSR{Offsets: []uint64{0, 1}, Targets: []uint32{7}, Weights: []float32{1}}, nil)
	expectError(t, "target", err, engram.ErrGraph)
	_, err = engram.NewGraph(engram.CSR{Offsets: []uint64{0, 1}, Offsets32: []uint32{0, 1}, Targets: []uint32{0},
		Weights: []float32{1}}, nil)
	expectError(t, "two kinds of offsets", err, engram.ErrArgument)
	_, err = engram.NewGraph(engram.CSR{Offsets: []uint64{0, 1}, Targets: []uint32{0}, Weights: []float32{1},
		Types: []uint8{1, 2}}, nil)
	expectError(t, "types", err, engram.ErrLength)
	for i, bad := range []engram.Edge{{Target: 3}, {Source: 3}, {Type: 64}, {Weight: float32(math.Inf(1))}} {
		_, err = engram.NewGraphFromEdges(3, []engram.Edge{{Target: 1}, bad}, nil)
		expectError(t, "edge", err, engram.ErrGraph)
		var e *engram.Error
		if errors.As(err, &e) && e.Position != 1 {
			t.Errorf("edge %d: %v", i, err)
		}
	}
	twice := []engram.Edge{{Target: 1, Weight: 1}, {Source: 1}, {Target: 1, Weight: 2}}
	_, err = engram.NewGraphFromEdges(3, twice, &engram.GraphOptions{Duplicates: engram.RejectDuplicates})
	expectError(t, "duplicates", err, engram.ErrGraph)
	_, err = engram.NewGraphFromEdges(3, twice, &engram.GraphOptions{Duplicates: 9})
	expectError(t, "choice", err, engram.ErrEnum)
	g, err := engram.NewGraphFromEdges(3, twice, &engram.GraphOptions{Duplicates: engram.SumDuplicates})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := g.Info(); err != nil || info.Nodes != 3 || info.Edges != 2 || info.Bytes == 0 {
		t.Error(info, err)
	}
	o, err := engram.NewOverlay(g, 3)
	if err != nil {
		t.Fatal(err)
	}
	err = o.Append(engram.Edge{Target: 2, Weight: 1}, engram.Edge{Target: 9}, engram.Edge{Source: 2, Weight: 1})
	expectError(t, "append", err, engram.ErrArgument)
	var e *engram.Error
	if info, _ := o.Info(); errors.As(err, &e) && e.Position != 1 || info.Edges != 3 || info.ChangedRows != 1 {
		t.Errorf("%v, %+v", err, info)
	}
	expectError(t, "delete", o.Delete(engram.Edge{Source: 2}), engram.ErrArgument)
	expectError(t, "reweight", o.Reweight(engram.Edge{Source: 2}), engram.ErrArgument)
	_, err = engram.NewOverlay(g, 2)
	expectError(t, "smaller overlay", err, engram.ErrArgument)
	o.Close()
	g.Close()
}
