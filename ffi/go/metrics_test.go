// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"testing"

	"engram"
)

func TestMetrics(t *testing.T) {
	if err := engram.ForceLevel(engram.AllFamilies, engram.LevelScalar); err != nil {
		t.Fatal(err)
	}
	defer engram.ForceLevel(engram.AllFamilies, engram.LevelAuto)
	engram.ResetMetrics()
	engram.MeasureCalls(1)
	defer engram.MeasureCalls(0)
	scores := make([]float32, 5)
	rows := engram.Rows(make([]float32, 40), 8)
	for i := 0; i < 10; i++ {
		if err := engram.Similarity(engram.Dot, make([]float32, 8), rows, scores); err != nil {
			t.Fatal(err)
		}
	}
	if err := engram.Similarity(engram.Hamming, make([]float32, 8), rows, scores); err == nil {
		t.Error("float32 has no Hamming distance")
	}
	m, err := engram.Metrics()
	if err != nil {
		t.Fatal(err)
	}
	got := m.Path(engram.FamilySimilarity, engram.LevelScalar)
	if got.Calls == 0 {
		t.Skip("the library is built with -Dmetrics=false")
	}
	sum := uint64(0)
	for _, n := range got.Buckets {
		sum += n
	}
	if got.Calls != 10 || got.Items != 50 || got.TimedCalls != 10 || got.TimedNS == 0 || sum != 10 || m.Threads == 0 {
		t.Errorf("%+v, %d threads", got, m.Threads)
	}
	if n := m.Errors(engram.FamilySimilarity, engram.ErrMetric); n != 1 {
		t.Errorf("%d refusals", n)
	}
	if m.Errors(engram.AllFamilies, engram.ErrMetric) != 0 || m.Errors(engram.FamilyDecay, 7) != 0 ||
		m.Path(engram.AllFamilies, engram.LevelScalar) != (engram.PathMetrics{}) ||
		m.Path(engram.FamilyDecay, 99) != (engram.PathMetrics{}) {
		t.Error("counts of no family, level or status")
	}
	engram.ResetMetrics()
	if m, err = engram.Metrics(); err != nil || m.Path(engram.FamilySimilarity, engram.LevelScalar).Calls != 0 {
		t.Error("not reset", err)
	}
}

func TestPreparedSize(t *testing.T) {
	csr := engram.CSR{Offsets: []uint64{0, 2, 2, 3}, Targets: []uint32{1, 2, 0}, Weights: []float32{1, 0.5, 0.25}}
	for _, options := range []*engram.GraphOptions{nil, {NoPull: true}} {
		size, err := csr.PreparedSize(options)
		graph := must(engram.NewGraph(csr, options))
		if info := must(graph.Info()); err != nil || size != info.Bytes {
			t.Errorf("%d bytes, %v; the graph has %d", size, err, info.Bytes)
		}
		graph.Close()
	}
	csr.Targets[2] = 9
	_, err := csr.PreparedSize(nil)
	expectError(t, "target", err, engram.ErrGraph)
}

func TestCapacityOfAllParts(t *testing.T) {
	plan := engram.CapacityPlan{Bits: 8, Rows: 100, Dim: 96, Nodes: 1000, Edges: 5000, Codes: true, Typed: true, Workspaces: 2,
		Unprepared: true}
	c, err := engram.EstimateCapacity(plan)
	if err != nil || c.Scales != 400 || c.Codes != 100*(96+8) || c.Prepared != 0 || c.Graph != 1001*8+5000*9 ||
		c.Workspaces != 2*engram.WorkspaceSize(1000) {
		t.Errorf("%+v, %v", c, err)
	}
	plan.Unprepared = false
	pulls := must(engram.EstimateCapacity(plan))
	plan.NoPull = true
	if pushes := must(engram.EstimateCapacity(plan)); pushes.Prepared == 0 || pulls.Prepared <= pushes.Prepared {
		t.Errorf("prepared: %d, without a layout by target %d", pulls.Prepared, pushes.Prepared)
	}
}

func TestCapacityCountsWhatIsMade(t *testing.T) {
	const nodes = 4096 // a ring: rows of equal length take no padding
	edges := make([]engram.Edge, nodes)
	for i := range edges {
		edges[i] = engram.Edge{Source: uint32(i), Target: uint32((i + 1) % nodes), Weight: 1}
	}
	g := must(engram.NewGraphFromEdges(nodes, edges, nil))
	c := must(engram.EstimateCapacity(engram.CapacityPlan{Nodes: nodes, Edges: nodes}))
	if held := must(g.Info()).Bytes; held < c.Prepared || held-c.Prepared > 4096 {
		t.Errorf("the graph holds %d, the plan says %d", held, c.Prepared)
	}
	if c.Workspaces != engram.WorkspaceSize(nodes) || c.Total < c.Graph+c.Prepared+c.Workspaces {
		t.Errorf("%+v", c)
	}
	threads := must(engram.EstimateCapacity(engram.CapacityPlan{Nodes: nodes, Threads: 3}))
	if threads.Workspaces != 3*c.Workspaces {
		t.Errorf("%d for three threads", threads.Workspaces)
	}
	if c := must(engram.EstimateCapacity(engram.CapacityPlan{Bits: 32, Rows: 9, Dim: 4})); c.Workspaces != 0 || c.Prepared != 0 {
		t.Errorf("%+v without a graph", c)
	}
}
