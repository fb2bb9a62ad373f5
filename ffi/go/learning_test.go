// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"math"
	"testing"

	"engram"
)

// closeTo wants a float32 within some roundings of a float64, or within a little of it where it is near 0.
func closeTo(x float32, want, relative, absolute float64) bool {
	if math.IsInf(want, 0) {
		return float64(x) == want
	}
	return math.Abs(float64(x)-want) <= relative*math.Abs(want)+absolute
}

func TestBaseLevelsAgainstFloat64(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			rows := r.below(6)
			offsets, times := make([]uint64, rows+1), engram.Times{Unit: engram.Milliseconds}
			counts, creations := make([]uint64, rows), make([]uint64, rows)
			exact, recent, optimized := make([]float64, rows), make([]float64, rows), make([]float64, rows)
			d := 0.1 + 0.8*r.unit()
			for i := 0; i < rows; i++ {
				sum, oldest, kept := 0.0, 0.0, r.below(5)
				for k := 0; k < kept; k++ {
					age := uint64(r.below(1000000))
					times.Values = append(times.Values, age)
					s := math.Max(float64(age), 1) / 1000
					sum += math.Pow(s, -d)
					oldest = math.Max(oldest, s)
				}
				offsets[i+1] = uint64(len(times.Values))
				exact[i] = math.Log(sum)
				counts[i] = uint64(kept + r.below(20))
				creations[i] = 1000000 + uint64(r.below(1000000))
				life := float64(creations[i]) / 1000
				optimized[i] = math.Log(float64(counts[i])/(1-d)) - d*math.Log(life)
				missing := float64(counts[i]) - float64(kept)
				recent[i] = math.Log(sum + missing*(math.Pow(life, 1-d)-math.Pow(oldest, 1-d))/((1-d)*(life-oldest)))
			}
			levels := make([]float32, rows)
			check := func(name string, want []float64, err error) {
				if err != nil {
					t.Fatal(name, err)
				}
				for i, x := range levels {
					if !closeTo(x, want[i], 0x1p-23, 2e-6) {
						t.Fatalf("case %d, %s, row %d: %v, want %v", n, name, i, x, want[i])
					}
				}
			}
			_, err := engram.BaseLevel(offsets, times, d, levels)
			check("exact", exact, err)
			_, err = engram.BaseLevelRecent(offsets, times, counts, creations, d, levels)
			check("recent", recent, err)
			_, err = engram.BaseLevelOptimized(engram.Times{Unit: engram.Milliseconds, Values: creations}, counts, d, levels)
			check("optimized", optimized, err)
			threshold, noise, out := r.unit()*2-1, 0.1+r.unit(), make([]float32, rows)
			if err := engram.RetrievalProbability(levels, threshold, noise, out); err != nil {
				t.Fatal(err)
			}
			for i, x := range out {
				if want := 1 / (1 + math.Exp((threshold-float64(levels[i]))/noise)); !closeTo(x, want, 0x1p-23, 0) {
					t.Fatalf("case %d: probability %v, want %v", n, x, want)
				}
			}
			if err := engram.RetrievalLatency(levels, 0.5, 1.25, out); err != nil {
				t.Fatal(err)
			}
			for i, x := range out {
				if want := 0.5 * math.Exp(-1.25*float64(levels[i])); !closeTo(x, want, 0x1p-23, 0) {
					t.Fatalf("case %d: latency %v, want %v", n, x, want)
				}
			}
		}
	})
	levels := make([]float32, 2)
	times := engram.Times{Values: []uint64{1, 2}}
	_, err := engram.BaseLevel([]uint64{0, 2, 1}, times, 0.5, levels)
	expectError(t, "falling offsets", err, engram.ErrOffsets)
	_, err = engram.BaseLevel([]uint64{0, 1, 3}, times, 0.5, levels)
	expectError(t, "few times", err, engram.ErrLength)
	_, err = engram.BaseLevel([]uint64{0, 9, 2}, times, 0.5, levels)
	expectError(t, "an offset beyond the times", err, engram.ErrOffsets)
	_, err = engram.BaseLevel(nil, times, 0.5, nil)
	expectError(t, "no offsets", err, engram.ErrNull)
	_, err = engram.BaseLevel([]uint64{0, 1, 2}, times, -1, levels)
	expectError(t, "decay", err, engram.ErrArgument)
	_, err = engram.BaseLevel([]uint64{0, 1, 2}, times, 0.5, levels[:1])
	expectError(t, "levels", err, engram.ErrLength)
	_, err = engram.BaseLevelRecent([]uint64{0, 1, 2}, times, []uint64{1}, []uint64{1, 2}, 0.5, levels)
	expectError(t, "counts", err, engram.ErrLength)
	_, err = engram.BaseLevelOptimized(times, []uint64{1}, 0.5, levels)
	expectError(t, "optimized counts", err, engram.ErrLength)
	expectError(t, "noise", engram.RetrievalProbability(levels, 0, 0, levels), engram.ErrArgument)
	expectError(t, "out", engram.RetrievalProbability(levels, 0, 1, levels[:1]), engram.ErrLength)
	expectError(t, "latency", engram.RetrievalLatency(levels, 1, 1, nil), engram.ErrLength)
}

func TestReinforcementAgainstFloat64(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			count, nodes := r.below(40), 5
			weights, gains, out := make([]float32, count), make([]float32, count), make([]float32, count)
			sources, targets, activations := make([]uint32, count), make([]uint32, count), r.vector(nodes, 0)
			for i := range weights {
				weights[i], gains[i] = r.uniform(0, 1), r.uniform(0, 1)
				sources[i], targets[i] = uint32(r.below(nodes)), uint32(r.below(nodes))
			}
			bounds := engram.Bounds{Low: 0.01, High: 0.95}
			clamp := func(x float64) float64 {
				return math.Min(math.Max(x, float64(bounds.Low)), float64(bounds.High))
			}
			rate, spacing, threshold := r.uniform(0, 1), r.uniform(1, 4), r.uniform(-0.5, 0.5)
			check := func(name string, want func(i int, w float64) float64) {
				for i, x := range out {
					if ideal := want(i, float64(weights[i])); !closeTo(x, ideal, 0, 8*0x1p-24) {
						t.Fatalf("case %d, %s, row %d: %v, want %v", n, name, i, x, ideal)
					}
				}
			}
			if err := engram.ReinforceSaturating(weights, gains, rate, bounds, out); err != nil {
				t.Fatal(err)
			}
			check("saturating", func(i int, w float64) float64 {
				return clamp(w + float64(rate)*float64(gains[i])*(1-w))
			})
			if err := engram.ReinforceSaturating(weights, nil, rate, bounds, out); err != nil {
				t.Fatal(err)
			}
			check("saturating by 1", func(i int, w float64) float64 { return clamp(w + float64(rate)*(1-w)) })
			if err := engram.ReinforceSpaced(weights, gains, rate, spacing, bounds, out); err != nil {
				t.Fatal(err)
			}
			check("spaced", func(i int, w float64) float64 {
				g := float64(rate) * (1 + (float64(spacing)-1)*(1-float64(gains[i])))
				return clamp(w + math.Min(g, 1)*(1-w))
			})
			updated, err := engram.ReinforceOja(weights, sources, targets, activations, rate, threshold, bounds, out)
			if err != nil {
				t.Fatal(err)
			}
			check("oja", func(i int, w float64) float64 {
				a, b := activations[sources[i]], activations[targets[i]]
				if a < threshold || b < threshold {
					return w
				}
				updated--
				return clamp(w + float64(rate)*(float64(a)*float64(b)-float64(b)*float64(b)*w))
			})
			if updated != 0 {
				t.Fatalf("case %d: %d pairs too many were updated", n, updated)
			}
		}
	})
	w, all := []float32{0.5, 0.5}, engram.Bounds{Low: 0, High: 1}
	expectError(t, "rate", engram.ReinforceSaturating(w, nil, 2, all, w), engram.ErrArgument)
	expectError(t, "bounds", engram.ReinforceSaturating(w, nil, 1, engram.Bounds{Low: 1}, w), engram.ErrArgument)
	expectError(t, "gains", engram.ReinforceSaturating(w, w[:1], 1, all, w), engram.ErrLength)
	expectError(t, "retentions", engram.ReinforceSpaced(w, nil, 1, 2, all, w), engram.ErrLength)
	expectError(t, "spacing", engram.ReinforceSpaced(w, []float32{1, 1}, 1, 0, all, w), engram.ErrArgument)
	_, err := engram.ReinforceOja(w, []uint32{0, 1}, []uint32{1, 2}, []float32{1, 1}, 1, 0, all, w)
	expectError(t, "no such node", err, engram.ErrArgument)
	_, err = engram.ReinforceOja(w, []uint32{0, 1}, []uint32{1}, []float32{1, 1}, 1, 0, all, w)
	expectError(t, "targets", err, engram.ErrLength)
}

// reviewed is FSRS-6 in float64, from the published formulas.
func reviewed(w [21]float64, s, d, days float64, grade int) (float64, float64) {
	bound := func(x, low, high float64) float64 { return math.Min(math.Max(x, low), high) }
	g := float64(grade)
	first := func(g float64) float64 { return w[4] - math.Exp(w[5]*(g-1)) + 1 }
	if s == 0 {
		return bound(w[grade-1], 0.001, 36500), bound(first(g), 1, 10)
	}
	s, d = bound(s, 0.001, 36500), bound(d, 1, 10)
	next := d - w[6]*(g-3)*(10-d)/9
	newD := bound(w[7]*first(4)+(1-w[7])*next, 1, 10)
	var newS float64
	r := math.Pow(1+(math.Pow(0.9, -1/w[20])-1)*days/s, -w[20])
	switch {
	case days < 1:
		k := math.Exp(w[17]*(g-3+w[18])) * math.Pow(s, -w[19])
		if grade >= 2 {
			k = math.Max(k, 1)
		}
		newS = s * k
	case grade == 1:
		newS = w[11] * math.Pow(d, -w[12]) * (math.Pow(s+1, w[13]) - 1) * math.Exp(w[14]*(1-r))
		newS = math.Min(newS, s/math.Exp(w[17]*w[18]))
	default:
		k := math.Exp(w[8]) * (11 - d) * math.Pow(s, -w[9]) * (math.Exp(w[10]*(1-r)) - 1)
		if grade == 2 {
			k *= w[15]
		}
		if grade == 4 {
			k *= w[16]
		}
		newS = s * (1 + k)
	}
	return bound(newS, 0.001, 36500), newD
}

func TestFSRSAgainstFloat64(t *testing.T) {
	f, err := engram.NewFSRS(engram.FSRS6)
	if err != nil {
		t.Fatal(err)
	}
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			rows := r.below(20)
			times := engram.Times{Values: make([]uint64, rows)}
			grades, s, d, out := make([]uint8, rows), make([]float32, rows), make([]float32, rows), make([]float32, rows)
			wantS, wantD := make([]float64, rows), make([]float64, rows)
			for i := range s {
				times.Values[i] = uint64(r.below(90 * 86400))
				if r.below(4) == 0 {
					times.Values[i] = uint64(r.below(86400))
				}
				grades[i] = uint8(1 + r.below(4))
				s[i], d[i] = float32(math.Exp(r.unit()*10-2)), r.uniform(1, 10)
			}
			if _, err := f.Retrievability(times, s, out); err != nil {
				t.Fatal(err)
			}
			curve := math.Pow(0.9, -1/f.Weights[20]) - 1
			for i, x := range out {
				want := math.Pow(1+curve*float64(times.Values[i])/86400/float64(s[i]), -f.Weights[20])
				if !closeTo(x, want, 0x1p-23, 0) {
					t.Fatalf("case %d: retrievability %v, want %v", n, x, want)
				}
			}
			if err := f.Interval(0.85, 0, s, out); err != nil {
				t.Fatal(err)
			}
			for i, x := range out {
				want := float64(s[i]) / curve * (math.Pow(0.85, -1/f.Weights[20]) - 1)
				if !closeTo(x, want, 0x1p-23, 0) {
					t.Fatalf("case %d: interval %v, want %v", n, x, want)
				}
			}
			for i := range s {
				if r.below(8) == 0 {
					s[i] = 0
				}
				wantS[i], wantD[i] = reviewed(f.Weights, float64(s[i]), float64(d[i]), float64(times.Values[i])/86400, int(grades[i]))
			}
			if _, err := f.Review(times, grades, s, d); err != nil {
				t.Fatal(err)
			}
			for i := range s {
				if !closeTo(s[i], wantS[i], 1e-6, 0) || !closeTo(d[i], wantD[i], 1e-6, 0) {
					t.Fatalf("case %d, row %d, grade %d, %d s: S %v, want %v; D %v, want %v", n, i, grades[i], times.Values[i],
						s[i], wantS[i], d[i], wantD[i])
				}
			}
		}
	})
	five, err := engram.NewFSRS(engram.FSRS5)
	if err != nil {
		t.Fatal(err)
	}
	if six, err := engram.MigrateFSRS(five.Weights[:19]); err != nil || six.Version != engram.FSRS6 || six.Weights[20] != 0.5 {
		t.Error(six, err)
	}
	_, err = engram.MigrateFSRS(five.Weights[:18])
	expectError(t, "18 weights", err, engram.ErrArgument)
	_, err = engram.NewFSRS(7)
	expectError(t, "version", err, engram.ErrEnum)
	times, s, d := engram.Times{Values: []uint64{1, 2}}, []float32{1, 1}, []float32{5, 5}
	_, err = f.Review(times, []uint8{3, 9}, s, d)
	expectError(t, "grade", err, engram.ErrArgument)
	var e *engram.Error
	if errors.As(err, &e) && e.Position != 1 || s[0] != 1 {
		t.Error(err, s)
	}
	_, err = f.Review(times, []uint8{3}, s, d)
	expectError(t, "grades", err, engram.ErrLength)
	_, err = f.Retrievability(times, s[:1], s)
	expectError(t, "stabilities", err, engram.ErrLength)
	expectError(t, "retention", f.Interval(1, 0, s, s), engram.ErrArgument)
	expectError(t, "out", f.Interval(0.9, 0, s, nil), engram.ErrLength)
}
