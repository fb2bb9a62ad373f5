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
	plan := engram.CapacityPlan{Bits: 8, Rows: 100, Dim: 96, Nodes: 1000, Edges: 5000, Codes: true, Typed: true, Workspaces: 2}
	c, err := engram.EstimateCapacity(plan)
	if err != nil || c.Scales != 400 || c.Codes != 100*(96+8) || c.Prepared != 0 || c.Graph != 1001*8+5000*9 ||
		c.Workspaces != 2*engram.WorkspaceSize(1000) {
		t.Errorf("%+v, %v", c, err)
	}
	plan.Prepared = true
	pulls := must(engram.EstimateCapacity(plan))
	plan.NoPull = true
	if pushes := must(engram.EstimateCapacity(plan)); pushes.Prepared == 0 || pulls.Prepared <= pushes.Prepared {
		t.Errorf("prepared: %d, without a layout by target %d", pulls.Prepared, pushes.Prepared)
	}
}
