// SPDX-License-Identifier: MIT OR Apache-2.0

package canonical

import (
	"math"
	"math/big"
	"testing"
)

// exact is a*b + c rounded once, by exact arithmetic.
func exact(a, b, c float32) float32 {
	x := new(big.Float).SetPrec(1000).SetFloat64(float64(a))
	x.Mul(x, new(big.Float).SetPrec(1000).SetFloat64(float64(b)))
	x.Add(x, new(big.Float).SetPrec(1000).SetFloat64(float64(c)))
	if x.Sign() == 0 {
		return a*b + c // the sign of zero is that of ordinary arithmetic, which is exact here
	}
	rounded, _ := x.Float32()
	return rounded
}

func TestFMAIsRoundedOnce(t *testing.T) {
	state := uint64(1)
	next := func() uint64 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return state
	}
	// Few mantissa bits and near exponents make ties, cancellation and denormal results frequent.
	draw := func(kind uint64) float32 {
		bits := uint32(next() >> 16)
		switch kind % 4 {
		case 0:
			return math.Float32frombits(bits)
		case 1:
			return math.Float32frombits(bits&0x807FF001 | uint32(120+next()%14)<<23)
		case 2:
			return math.Float32frombits(bits&0x807FFFFF | uint32(1+next()%80)<<23)
		default:
			return math.Float32frombits(bits & 0x80FFFFFF)
		}
	}
	isFinite := func(x float32) bool { return x-x == 0 }
	tested, twice := 0, 0
	for n := uint64(0); tested < 300000; n++ {
		a, b, c := draw(n), draw(n>>2), draw(n>>4)
		if n%8 == 7 {
			// An odd product of 25 bits is a tie between two float32; c, below the last bit of a float64, breaks it.
			a = float32(next()%0x800*2 + 0x1001)
			b = float32(next()%0x400*2 + 0x801)
			c = float32(math.Ldexp(float64(int64(next()%0x1000))-0x800, -60))
		}
		if !isFinite(a) || !isFinite(b) || !isFinite(c) {
			continue
		}
		tested++
		got, want := FMA(a, b, c), exact(a, b, c)
		if math.Float32bits(got) != math.Float32bits(want) {
			t.Fatalf("%x * %x + %x = %x, want %x", a, b, c, got, want)
		}
		if float32(math.FMA(float64(a), float64(b), float64(c))) != want {
			twice++
		}
	}
	// What makes the test worth its name: cases where rounding to float64 first gives another result.
	if twice == 0 {
		t.Error("no case in which rounding twice differs")
	}
	t.Logf("%d cases, %d of which rounding twice gets wrong", tested, twice)
}

func TestFMASpecialValues(t *testing.T) {
	inf, nan, zero := float32(math.Inf(1)), float32(math.NaN()), float32(0)
	minus := float32(math.Copysign(0, -1))
	for _, c := range []struct{ a, b, c, want float32 }{
		{inf, 1, 1, inf}, {1, 1, -inf, -inf}, {-inf, 2, 5, -inf}, {math.MaxFloat32, 2, 0, inf},
		{math.MaxFloat32, math.MaxFloat32, -math.MaxFloat32, inf}, {minus, 1, minus, minus}, {0, 1, minus, zero},
		{minus, 1, 0, zero}, {1, 1, -1, zero}, {math.SmallestNonzeroFloat32, 0.5, 0, zero},
		{-math.SmallestNonzeroFloat32, 0.5, 0, minus},
	} {
		if got := FMA(c.a, c.b, c.c); math.Float32bits(got) != math.Float32bits(c.want) {
			t.Errorf("%v * %v + %v = %v, want %v", c.a, c.b, c.c, got, c.want)
		}
	}
	for _, c := range [][3]float32{{inf, 0, 1}, {inf, 1, -inf}, {nan, 1, 1}, {1, 1, nan}} {
		if got := FMA(c[0], c[1], c[2]); got == got {
			t.Errorf("%v: %v", c, got)
		}
	}
}
