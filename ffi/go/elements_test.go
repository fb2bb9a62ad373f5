// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"math"
	"math/bits"
	"testing"

	"engram"
)

// halfValue is what the bits of a binary16 stand for.
func halfValue(h engram.Float16) float64 {
	exponent, mantissa := int(h>>10&31), float64(h&1023)
	value := math.Ldexp(mantissa, -24)
	if exponent != 0 {
		value = math.Ldexp(1024+mantissa, exponent-25)
	}
	if h>>15 != 0 {
		return -value
	}
	return value
}

// sums are the three sums of a metric in float64, and what their terms add up to without signs, which bounds the rounding.
func sums(a, b []float64) (ab, aa, bb, l2, size float64) {
	for i, x := range a {
		y := b[i]
		ab, aa, bb, l2 = ab+x*y, aa+x*x, bb+y*y, l2+(x-y)*(x-y)
		size += math.Abs(x * y)
	}
	return ab, aa, bb, l2, size
}

// checkFloats holds one element type against float64: draw gives an element, value what it stands for.
func checkFloats[T engram.Element](t *testing.T, draw func(r *random) T, value func(T) float64) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			dim, count := r.below(70), 1+r.below(3)
			query, data := make([]T, dim), make([]T, dim*count)
			for i := range query {
				query[i] = draw(r)
			}
			for i := range data {
				data[i] = draw(r)
			}
			rows := engram.Matrix[T]{Data: data, Count: count, Dim: dim}
			metric := engram.Metric(1 + n%3)
			scores := make([]float32, count)
			if err := engram.Similarity(metric, query, rows, scores); err != nil {
				t.Fatal(err)
			}
			a, b := make([]float64, dim), make([]float64, dim)
			for i, x := range query {
				a[i] = value(x)
			}
			for m, score := range scores {
				for i, x := range data[m*dim:][:dim] {
					b[i] = value(x)
				}
				// A lane of 70/32 terms and five halvings: at most 8 roundings, each half an ULP.
				ab, aa, bb, l2, size := sums(a, b)
				var want, allowed float64
				switch metric {
				case engram.Cosine:
					allowed = 1e-6
					if aa != 0 && bb != 0 {
						want = ab / math.Sqrt(aa) / math.Sqrt(bb)
					}
				case engram.Dot:
					want, allowed = ab, 8*0x1p-24*size+0x1p-140
				case engram.L2Squared:
					want, allowed = l2, 11*0x1p-24*l2+0x1p-140
				}
				if !(math.Abs(float64(score)-want) <= allowed) {
					t.Fatalf("case %d, metric %d, dim %d: %g, want %g", n, metric, dim, score, want)
				}
			}
		}
	})
}

func TestFloat32AgainstFloat64(t *testing.T) {
	checkFloats(t, func(r *random) float32 { return r.uniform(-3, 3) }, func(x float32) float64 { return float64(x) })
}

func TestFloat16AgainstFloat64(t *testing.T) {
	checkFloats(t, func(r *random) engram.Float16 {
		return engram.Float16(r.below(31)<<10 | r.below(2048)&1023 | r.below(2)<<15)
	}, halfValue)
}

func TestBFloat16AgainstFloat64(t *testing.T) {
	value := func(x engram.BFloat16) float64 { return float64(math.Float32frombits(uint32(x) << 16)) }
	checkFloats(t, func(r *random) engram.BFloat16 {
		return engram.BFloat16(math.Float32bits(r.uniform(-9, 9)) >> 16)
	}, value)
}

func TestInt8AgainstFloat64(t *testing.T) {
	checkFloats(t, func(r *random) int8 { return int8(r.next()) }, func(x int8) float64 { return float64(x) })
}

func TestBitsAgainstCounting(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			dim, count := r.below(1200), 1+r.below(3)
			row := (dim + 7) / 8
			query, data := make([]engram.Bits, row), make([]engram.Bits, row*count)
			for i := range query {
				query[i] = engram.Bits(r.next())
			}
			for i := range data {
				data[i] = engram.Bits(r.next() & r.next())
			}
			rows := engram.Matrix[engram.Bits]{Data: data, Count: count, Dim: dim}
			distances, alike := make([]float32, count), make([]float32, count)
			if err := engram.Similarity(engram.Hamming, query, rows, distances); err != nil {
				t.Fatal(err)
			}
			if err := engram.Similarity(engram.Jaccard, query, rows, alike); err != nil {
				t.Fatal(err)
			}
			for m := range distances {
				differ, both, either := 0, 0, 0
				for i, x := range query {
					y := data[m*row+i]
					if i == row-1 && dim%8 != 0 { // bits after the last one are ignored
						x, y = x&(1<<(dim%8)-1), y&(1<<(dim%8)-1)
					}
					differ += bits.OnesCount8(uint8(x ^ y))
					both += bits.OnesCount8(uint8(x & y))
					either += bits.OnesCount8(uint8(x | y))
				}
				share := float32(0)
				if either != 0 {
					share = float32(float64(both) / float64(either))
				}
				if distances[m] != float32(differ) || !(math.Abs(float64(alike[m]-share)) <= 0x1p-24) {
					t.Fatalf("case %d, dim %d: %v differ, want %d; %v alike, want %v", n, dim, distances[m], differ, alike[m], share)
				}
			}
		}
	})
}
