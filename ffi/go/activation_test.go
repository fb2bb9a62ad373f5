// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"engram"
)

// spread is the reference: the same rule in float64.
func spread(g engram.CSR, steps uint32, activations []float32) []float64 {
	a := make([]float64, len(activations))
	for i, x := range activations {
		a[i] = float64(x)
	}
	for ; steps > 0; steps-- {
		b, m := append([]float64(nil), a...), 0.0
		for s := range a {
			for e := g.Offsets[s]; e < g.Offsets[s+1]; e++ {
				b[g.Targets[e]] += a[s] * float64(g.Weights[e])
			}
		}
		for _, x := range b {
			m = math.Max(m, x)
		}
		if m > 1 {
			for i := range b {
				b[i] /= m
			}
		}
		a = b
	}
	return a
}

func randomGraph(r *random, nodes int) engram.CSR {
	g := engram.CSR{Offsets: make([]uint64, nodes+1)}
	for s := 0; s < nodes; s++ {
		for degree := r.below(6); degree > 0; degree-- {
			g.Targets = append(g.Targets, uint32(r.below(nodes)))
			g.Weights = append(g.Weights, r.uniform(0, 1))
		}
		g.Offsets[s+1] = uint64(len(g.Targets))
	}
	return g
}

func TestSpreadAgainstFloat64(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r, worst := newRandom(t), 0.0
		for n := 0; n < cases; n++ {
			nodes, steps := 1+r.below(40), uint32(r.below(8))
			g := randomGraph(r, nodes)
			activations := make([]float32, nodes)
			for i := range activations {
				if r.below(3) == 0 {
					activations[i] = r.uniform(0, 1)
				}
			}
			want := spread(g, steps, activations)
			if err := g.Spread(steps, activations); err != nil {
				t.Fatal(err)
			}
			for i, x := range activations {
				off := math.Abs(float64(x) - want[i])
				if !(off <= 1e-5*want[i]) {
					t.Fatalf("case %d, node %d of %d, %d steps: %g, want %g", n, i, nodes, steps, x, want[i])
				}
				if want[i] > 0 {
					worst = math.Max(worst, off/want[i])
				}
			}
		}
		t.Logf("%d cases, largest relative error %.2g", cases, worst)
	})
}

func TestSpreadHasOneResultOnAllLevels(t *testing.T) {
	var first []float32
	forEachLevel(t, func(t *testing.T) {
		r := random(7)
		g := randomGraph(&r, 500)
		activations := r.vector(500, 0)
		if err := g.Spread(20, activations); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = activations
		}
		for i := range first {
			if !sameBits(first[i], activations[i]) {
				t.Fatalf("node %d: %v and %v", i, first[i], activations[i])
			}
		}
	})
}

func TestSpreadByHand(t *testing.T) {
	g := engram.CSR{Offsets: []uint64{0, 1, 2, 2}, Targets: []uint32{1, 2}, Weights: []float32{0.5, 0.25}}
	a := []float32{1, 0, 0}
	if err := g.Spread(2, a); err != nil || a[0] != 1 || a[1] != 1 || a[2] != 0.125 {
		t.Error(a, err)
	}
	if err := g.Spread(0, a); err != nil || a[2] != 0.125 {
		t.Error(a, err)
	}
	empty := engram.CSR{Offsets: []uint64{0}}
	if err := empty.Spread(3, nil); err != nil || empty.Validate() != nil || empty.Nodes() != 0 {
		t.Error(err)
	}
}

func TestGraphFaults(t *testing.T) {
	good := func() engram.CSR {
		return engram.CSR{Offsets: []uint64{0, 1, 2, 2}, Targets: []uint32{1, 2}, Weights: []float32{0.5, 0.25}}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		change   func(*engram.CSR)
		want     error
		position uint64
	}{
		{"no offsets", func(g *engram.CSR) { g.Offsets = nil }, engram.ErrNull, 0},
		{"few weights", func(g *engram.CSR) { g.Weights = g.Weights[:1] }, engram.ErrLength, 0},
		{"first offset", func(g *engram.CSR) { g.Offsets[0] = 1 }, engram.ErrGraph, 0},
		{"falling", func(g *engram.CSR) { g.Offsets[1], g.Offsets[2] = 2, 1 }, engram.ErrGraph, 2},
		{"last offset", func(g *engram.CSR) { g.Offsets[3] = 9 }, engram.ErrGraph, 3},
		{"no such node", func(g *engram.CSR) { g.Targets[1] = 3 }, engram.ErrGraph, 1},
	} {
		g := good()
		c.change(&g)
		a := make([]float32, g.Nodes())
		for i := range a {
			a[i] = -7
		}
		for _, err := range []error{g.Validate(), g.Spread(1, a)} {
			expectError(t, c.name, err, c.want)
			var e *engram.Error
			if errors.As(err, &e) && c.want == error(engram.ErrGraph) {
				if e.Position != c.position || !strings.Contains(e.Detail, "at index") {
					t.Errorf("%s: %v, position %d", c.name, err, e.Position)
				}
			}
		}
		for i := range a {
			if a[i] != -7 {
				t.Errorf("%s: activations were written", c.name)
			}
		}
	}
	g := good()
	expectError(t, "few activations", g.Spread(1, make([]float32, 2)), engram.ErrLength)
	expectError(t, "activations in weights", engram.CSR{Offsets: []uint64{0, 1, 2}, Targets: []uint32{1, 0},
		Weights: g.Weights}.Spread(1, g.Weights), engram.ErrOverlap)
}

// Goroutines wander between threads while arenas belong to threads; each spreads on values of its own.
func TestSpreadOnManyGoroutines(t *testing.T) {
	r := random(3)
	g, begin := randomGraph(&r, 200), r.vector(200, 0)
	want := append([]float32(nil), begin...)
	if err := g.Spread(5, want); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for n := 0; n < 32; n++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for n := 0; n < 20; n++ {
				a := append([]float32(nil), begin...)
				if err := g.Spread(5, a); err != nil {
					t.Error(err)
				}
				for i := range a {
					if !sameBits(a[i], want[i]) {
						t.Errorf("node %d: %v, want %v", i, a[i], want[i])
						return
					}
				}
			}
		}()
	}
	group.Wait()
}
