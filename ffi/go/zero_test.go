// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"strings"
	"testing"

	"engram"
)

// Options that nobody has filled in are the defaults, or refused by name: never a call that does nothing.
func TestZeroOptionsAreTheDefaultsOrRefusedByName(t *testing.T) {
	g, err := engram.NewGraphFromEdges(2, []engram.Edge{{Source: 0, Target: 1, Weight: 0.5}}, &engram.GraphOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w, seeds, results := mustWorkspace(t, 2), []uint32{0}, make([]engram.Activated, 2)
	plain, err := engram.SpreadPlain.Options()
	if err != nil {
		t.Fatal(err)
	}
	noGain, noTypes := plain, plain
	noGain.Gain, noTypes.TypeMask = 0, 0
	for name, options := range map[string]*engram.SpreadOptions{"TypeMask": {}, "TypeMask ": &noTypes, "Gain": &noGain} {
		_, _, err := w.Spread(g, options, seeds, nil, results)
		expectNamed(t, err, strings.TrimSpace(name))
		_, err = w.SpreadDense(g, options, make([]float32, 2))
		expectNamed(t, err, strings.TrimSpace(name))
	}
	hits := []engram.Hit{{ID: 3, Score: 1}}
	_, err = engram.RankFusion(engram.ReciprocalRank(), 1, engram.Ranking{Hits: hits, Weight: 1}, engram.Ranking{Hits: hits})
	expectNamed(t, err, "rankings[1].Weight")
	for name, err := range map[string]error{
		"arena":    engram.SetArenaOptions(engram.ArenaOptions{}),
		"curve":    engram.Decay(engram.Curve{}, []float32{1}, []uint64{1}, make([]float32, 1)),
		"fsrs":     engram.FSRS{}.Interval(0.9, 0, []float32{1}, make([]float32, 1)),
		"families": engram.ForceLevel(0, engram.LevelAuto),
	} {
		expectError(t, name, err)
	}
	ranks, defaults := make([]float32, 2), make([]float32, 2)
	if _, err := w.PageRank(g, &engram.PageRankOptions{}, seeds, nil, ranks); err != nil {
		t.Error("PageRankOptions{} is refused:", err)
	}
	if _, err := w.PageRank(g, nil, seeds, nil, defaults); err != nil || ranks[0] != defaults[0] || ranks[1] != defaults[1] {
		t.Error("PageRankOptions{} gives", ranks, "and the defaults", defaults)
	}
	if _, err := engram.RankFusion(engram.FusionOptions{}, 1, engram.Ranking{Hits: hits, Weight: 1}); err == nil {
		t.Error("FusionOptions{} is taken")
	}
	if _, err := engram.EstimateCapacity(engram.CapacityPlan{Rows: 3, Dim: 3}); err == nil {
		t.Error("rows of 0 bits are taken")
	}
	out := make([]float32, 1)
	if err := engram.ReinforceSaturating([]float32{0.5}, nil, 0.5, engram.Bounds{}, out); err != nil || out[0] != 0.75 {
		t.Error("Bounds{} is not [0, 1]:", out, err)
	}
	hit, _, err := engram.TopK(engram.Dot, []float32{1}, engram.Rows([]float32{1, 2}, 1), 1, &engram.TopKOptions{})
	if err != nil || hit[0].ID != 1 {
		t.Error("TopKOptions{}:", hit, err)
	}
	if _, err := engram.DecayBatch(engram.Tau(1), engram.Times{Values: []uint64{0}}, &engram.DecayOptions{}, out, out); err != nil {
		t.Error("DecayOptions{}:", err)
	}
}

func expectNamed(t *testing.T, err error, name string) {
	t.Helper()
	var e *engram.Error
	if !errors.As(err, &e) || !strings.Contains(e.Argument, name+":") {
		t.Errorf("%v does not name %s", err, name)
	}
}

func TestAFilterHasTheWordsOfItsRows(t *testing.T) {
	rows := engram.Rows(make([]float32, 70), 1)
	for words := 0; words < 72; words++ {
		_, counts, err := engram.TopK(engram.Dot, []float32{1}, rows, 1, &engram.TopKOptions{Filter: make([]uint64, words)})
		if words == 2 {
			if err != nil || counts.Scored != 0 {
				t.Error("a word for each 64 rows:", counts, err)
			}
			continue
		}
		expectError(t, "Filter", err, engram.ErrLength)
	}
}

// The way to a result leads through dropped seeds, through what there was no room for and through what was replaced.
func TestThePathOfAResultIsOneCall(t *testing.T) {
	edges := []engram.Edge{{Source: 0, Target: 1, Weight: 1}, {Source: 1, Target: 2, Weight: 1}, {Source: 2, Target: 3, Weight: 1}}
	g, w := must(engram.NewGraphFromEdges(5, edges, nil)), mustWorkspace(t, 5)
	rule := must(engram.SpreadPlain.Options())
	rule.Explain, rule.DropSeeds, rule.Retain, rule.Hops = true, true, engram.RetainReplace, 3
	found, _, err := w.Spread(g, &rule, []uint32{0}, nil, make([]engram.Activated, 1))
	if err != nil || len(found) != 1 || found[0].ID != 3 {
		t.Fatal(found, err)
	}
	if path := must(w.Path(found[0].ID)); len(path) != 4 || path[0] != 0 || path[1] != 1 || path[2] != 2 || path[3] != 3 {
		t.Error(path)
	}
	if path := must(w.Path(4)); len(path) != 0 {
		t.Error("a way to what nothing reached:", path)
	}
}
