// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"encoding/json"
	"strings"
	"testing"

	"engram"
)

func TestDiagnostics(t *testing.T) {
	text, err := engram.Diagnostics(engram.FormatText)
	if err != nil || !strings.Contains(text, engram.Version()) || strings.Contains(text, "\x00") {
		t.Error(text, err)
	}
	object, err := engram.Diagnostics(engram.FormatJSON)
	if err != nil || !json.Valid([]byte(object)) {
		t.Error(object, err)
	}
	_, err = engram.Diagnostics(99)
	expectError(t, "format", err, engram.ErrEnum)
}

func TestMetricsCount(t *testing.T) {
	engram.ResetMetrics()
	strengths := []float32{1, 1, 1}
	if err := engram.CompatDecay(strengths, make([]uint64, 3)); err != nil {
		t.Fatal(err)
	}
	text, err := engram.PrometheusMetrics()
	if err != nil || !strings.Contains(text, "# TYPE ") || !strings.Contains(text, `family="decay"`) {
		t.Error(text, err)
	}
}

func TestSelfCheck(t *testing.T) {
	checks, err := engram.SelfCheck(engram.AllFamilies)
	if err != nil || checks < len(engram.LevelsSupported()) {
		t.Error(checks, err)
	}
	_, err = engram.SelfCheck(0)
	expectError(t, "no family", err, engram.ErrEnum)
}

func TestArenaOptions(t *testing.T) {
	before, err := engram.CurrentArenaOptions()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := engram.SetArenaOptions(before); err != nil {
			t.Error(err)
		}
	}()
	want := engram.ArenaOptions{Bytes: 1 << 21, Overflow: engram.OverflowErrorReturn, HugePages: true}
	if err := engram.SetArenaOptions(want); err != nil {
		t.Fatal(err)
	}
	if got, err := engram.CurrentArenaOptions(); err != nil || got != want {
		t.Error(got, err)
	}
	expectError(t, "bytes", engram.SetArenaOptions(engram.ArenaOptions{Bytes: 5}), engram.ErrArgument)
	expectError(t, "strategy", engram.SetArenaOptions(engram.ArenaOptions{Bytes: 1 << 20, Overflow: 9}), engram.ErrEnum)
	if got, err := engram.CurrentArenaOptions(); err != nil || got != want {
		t.Error("a refusal changed", got, err)
	}
	if usage, err := engram.TotalArenaUsage(); err != nil || usage.Used > usage.Capacity+usage.FallbackBytes {
		t.Error(usage, err)
	}
}

func TestCapacity(t *testing.T) {
	c, err := engram.EstimateCapacity(engram.CapacityPlan{Bits: 32, Rows: 1000, Dim: 768, Nodes: 10, Edges: 20, Strengths: 5})
	if err != nil || c.Vectors != 1000*768*4 || c.Graph != 11*8+20*8 || c.Strengths != 60 {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = engram.EstimateCapacity(engram.CapacityPlan{Bits: 5, Rows: 1, Dim: 1})
	expectError(t, "bits", err, engram.ErrArgument)
}
