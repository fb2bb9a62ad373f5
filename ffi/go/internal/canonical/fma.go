// SPDX-License-Identifier: MIT OR Apache-2.0

// Package canonical is the arithmetic of docs/numerics.md in Go: the same bits as the C library, without it.
// It is slow next to the C library, and meant to be read.
package canonical

import "math"

// NaNBits is the one NaN that results carry.
const NaNBits = 0x7FC00000

var nan = math.Float32frombits(NaNBits)

func canonicalNaN(x float32) float32 {
	if x != x {
		return nan
	}
	return x
}

// FMA returns a*b + c with one rounding.
//
// Go has a fused multiply-add for float64 only, and rounding its result to float32 would round twice. So the product
// is taken in float64, where it is exact (24 + 24 <= 53 bits), and the sum is rounded to odd: an inexact sum gets its
// last bit set. The rounding to float32, 29 bits shorter, then sees on which side of a tie the exact value lies (Boldo
// and Melquiond, 2008). Explicit conversions keep the compiler from fusing anything by itself.
func FMA(a, b, c float32) float32 {
	product := float64(a) * float64(b)
	addend := float64(c)
	sum := float64(product + addend)
	// Knuth's TwoSum: lost is exactly what the rounding of sum threw away.
	part := float64(sum - product)
	lost := float64(product-float64(sum-part)) + float64(addend-part)
	if lost != 0 && sum-sum == 0 {
		if bits := math.Float64bits(sum); bits&1 == 0 {
			// One step towards the lost part: outwards when it has the sign of the sum.
			if (lost > 0) == (sum > 0) {
				bits++
			} else {
				bits--
			}
			sum = math.Float64frombits(bits)
		}
	}
	return float32(sum)
}
