// SPDX-License-Identifier: MIT OR Apache-2.0

package canonical

import "math"

const lanes = 32

// laneSum is a sum over 32 lanes: element i goes to lane i mod 32.
type laneSum [lanes]float32

// fold halves the lanes, lane l taking lane l + half, until one is left.
func (s *laneSum) fold() float32 {
	for half := lanes / 2; half > 0; half /= 2 {
		for l := 0; l < half; l++ {
			s[l] += s[l+half]
		}
	}
	return s[0]
}

// sum adds up a[i]*b[i]. The last block is padded with zeros, which is not idle: 0*0 added to -0 gives +0.
func sum(a, b []float32) float32 {
	var s laneSum
	b = b[:len(a)]
	for i, x := range a {
		s[i%lanes] = FMA(x, b[i], s[i%lanes])
	}
	for i := len(a); i%lanes != 0; i++ {
		s[i%lanes] = FMA(0, 0, s[i%lanes])
	}
	return s.fold()
}

// Dot is the canonical dot product. The slices have equal lengths.
func Dot(a, b []float32) float32 { return canonicalNaN(sum(a, b)) }

// Dots scores one query against the rows of a matrix.
func Dots(query, data []float32, stride int, scores []float32) {
	for i := range scores {
		scores[i] = Dot(query, data[i*stride:][:len(query)])
	}
}

// L2Squareds is the squared distance of a query to the rows of a matrix: differences are rounded, then squared and
// summed like a product.
func L2Squareds(query, data []float32, stride int, scores []float32) {
	difference := make([]float32, len(query))
	for i := range scores {
		for d, x := range data[i*stride:][:len(query)] {
			difference[d] = query[d] - x
		}
		scores[i] = Dot(difference, difference)
	}
}

// Squared norms within these bounds are trusted; vectors with others are scaled first.
const (
	plainLow  = 0x1p-80
	plainHigh = 0x1p120
)

func isPlain(squared float32) bool { return squared >= plainLow && squared <= plainHigh }

// Cosines scores one query against the rows of a matrix, in [-1, 1] or NaN; the query's norm is taken once.
func Cosines(query, data []float32, stride int, scores []float32) {
	qq := sum(query, query)
	for i := range scores {
		row := data[i*stride:][:len(query)]
		if rr := sum(row, row); isPlain(qq) && isPlain(rr) {
			scores[i] = quotient(sum(query, row), qq, rr)
		} else {
			scores[i] = scaled(query, row)
		}
	}
}

func quotient(dot, aa, bb float32) float32 {
	// The product of two float32 is exact in float64, so a vector with itself scores exactly 1.
	score := float64(dot) / math.Sqrt(float64(aa)*float64(bb))
	switch {
	case score > 1:
		score = 1
	case score < -1:
		score = -1
	}
	return float32(score)
}

// scaled answers norms that are too small or too large to square: each vector times the power of two that brings its
// largest element to [0.5, 1).
func scaled(a, b []float32) float32 {
	as, bs := scaleOf(a), scaleOf(b)
	if as != as || bs != bs {
		return nan
	}
	if as == 0 || bs == 0 {
		return 0
	}
	var ab, aa, bb laneSum
	for i := range a {
		l := i % lanes
		x, y := float32(float64(a[i])*as), float32(float64(b[i])*bs)
		ab[l], aa[l], bb[l] = FMA(x, y, ab[l]), FMA(x, x, aa[l]), FMA(y, y, bb[l])
	}
	for i := len(a); i%lanes != 0; i++ {
		l := i % lanes
		ab[l], aa[l], bb[l] = FMA(0, 0, ab[l]), FMA(0, 0, aa[l]), FMA(0, 0, bb[l])
	}
	return quotient(ab.fold(), aa.fold(), bb.fold())
}

// scaleOf returns 2^-exponent of the largest element; 0 for zeros, NaN when an element is not finite.
func scaleOf(x []float32) float64 {
	var largest float64
	for _, v := range x {
		magnitude := math.Abs(float64(v))
		if !(magnitude <= math.MaxFloat32) {
			return math.NaN()
		}
		if magnitude > largest {
			largest = magnitude
		}
	}
	if largest == 0 {
		return 0
	}
	_, exponent := math.Frexp(largest)
	return math.Ldexp(1, -exponent)
}
