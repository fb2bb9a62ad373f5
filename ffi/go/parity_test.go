// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"math"
	"testing"

	"engram"
	"engram/internal/canonical"
)

// These tests hold the fallback against the C library: not within a tolerance, but bit by bit, on every level.

func TestPureScoresHaveTheBitsOfC(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < 3*cases; n++ {
			dim, count := r.below(130), 1+r.below(5)
			stride := dim + r.below(3)
			query, data := make([]float32, dim), make([]float32, count*stride)
			switch n % 4 {
			case 0: // as embeddings are
				copy(query, r.vector(dim, 0))
				copy(data, r.vector(len(data), 0))
			case 1: // norms that must be scaled, denormals included
				copy(query, r.vector(dim, r.below(270)-150))
				copy(data, r.vector(len(data), r.below(270)-150))
			case 2: // elements of very different size, so that sums are inexact at every place
				for i := range query {
					query[i] = float32(math.Ldexp(float64(r.uniform(-1, 1)), r.below(60)-30))
				}
				for i := range data {
					data[i] = float32(math.Ldexp(float64(r.uniform(-1, 1)), r.below(60)-30))
				}
			case 3: // any bits, but mostly finite ones
				for i := range query {
					query[i] = r.uniform(-1, 1)
				}
				for i := range data {
					data[i] = r.uniform(-1, 1)
				}
				if dim > 0 {
					query[r.below(dim)] = r.anyFloat()
					data[r.below(len(data))] = r.anyFloat()
				}
			}
			scores, pure := make([]float32, count), make([]float32, count)
			rows := engram.Matrix[float32]{Data: data, Count: count, Dim: dim, Stride: stride}
			metric := engram.Metric(1 + n/4%3)
			if err := engram.Similarity(metric, query, rows, scores); err != nil {
				t.Fatal(err)
			}
			switch metric {
			case engram.Cosine:
				canonical.Cosines(query, data, stride, pure)
			case engram.Dot:
				canonical.Dots(query, data, stride, pure)
			case engram.L2Squared:
				canonical.L2Squareds(query, data, stride, pure)
			}
			for i := range scores {
				if !sameBits(scores[i], pure[i]) {
					t.Fatalf("case %d, metric %d, dim %d, row %d: C %08x, Go %08x", n, metric, dim, i,
						math.Float32bits(scores[i]), math.Float32bits(pure[i]))
				}
			}
		}
	})
}

func TestPureDecayHasTheBitsOfC(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r, decayed := newRandom(t), 0
		for n := 0; decayed < cases; n++ {
			count := r.below(70)
			parameter := math.Ldexp(1+r.unit(), r.below(80)-10)
			switch n % 50 {
			case 7:
				parameter = math.Float64frombits(r.next() &^ (1 << 63)) // any positive bits: NaN and infinity are refused
			case 8:
				parameter = math.Ldexp(1, r.below(60)) // ages then meet the ties of every rounding
			}
			curve := engram.Curve{Form: engram.CurveForm(1 + n%11), Scale: parameter, Exponent: 3 * r.unit(),
				Late: math.Ldexp(1+r.unit(), r.below(40)), Weight: r.unit()}
			if curve.Form == engram.TwoComponent {
				continue // wants accesses, which only batches have
			}
			if n%3 == 0 {
				curve.Asymptote = r.unit()
			}
			if n%5 == 0 {
				curve.Floor = r.unit() / 2
			}
			strengths, ages := make([]float32, count), make([]uint64, count)
			for i := range strengths {
				strengths[i] = r.anyFloat()
				ages[i] = r.next() >> uint(r.below(64))
			}
			out, pure := make([]float32, count), make([]float32, count)
			plan, fault := canonical.Curve{Form: uint32(curve.Form), Scale: curve.Scale, Exponent: curve.Exponent,
				Asymptote: curve.Asymptote, Floor: curve.Floor, Late: curve.Late, Weight: curve.Weight}.Check()
			if err := engram.Decay(curve, strengths, ages, out); (err == nil) != (fault == canonical.Fine) {
				t.Fatalf("case %d: C says %v, Go %v", n, err, fault)
			}
			if fault != canonical.Fine {
				continue
			}
			decayed++
			plan.Decay(strengths, ages, pure)
			for i := range out {
				if !sameBits(out[i], pure[i]) {
					t.Fatalf("case %d: strength %08x, age %d, %+v: C %08x, Go %08x", n,
						math.Float32bits(strengths[i]), ages[i], curve, math.Float32bits(out[i]), math.Float32bits(pure[i]))
				}
			}
		}
	})
}
